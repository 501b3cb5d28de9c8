/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C from inside: tests/firmware/i2c_interrupts.c on the M4 of a board. */
#include "fixture.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "board/i2c_bus.h"

#define RESULTS	   0x1001F000u
#define FINISHED   (RESULTS + 8)
#define SDA_LOW	   (RESULTS + 12)
#define VECTORS_A7 0x38000000u /* RETRAM, where the M4 has its vectors at 0 */

static void copy_segment(struct fixture *f, const uint8_t *file, const Elf32_Phdr *segment)
{
	const uint32_t base = segment->p_paddr < 0x10000 ? VECTORS_A7 : 0;
	void *place;

	if (segment->p_type != PT_LOAD || !segment->p_filesz)
		return;
	place = board_memory(f->board, SOC_A7, base + segment->p_paddr, segment->p_filesz);
	assert_non_null(place);
	memcpy(place, file + segment->p_offset, segment->p_filesz);
	board_memory_changed(f->board, SOC_A7, base + segment->p_paddr, segment->p_filesz);
}

static void load(struct fixture *f, const char *name)
{
	static uint8_t file[1 << 20];
	char path[512];
	Elf32_Ehdr header;
	FILE *stream;
	size_t length;

	snprintf(path, sizeof(path), "%s/%s.elf", COPRO_TEST_FIRMWARE_DIR, name);
	stream = fopen(path, "rb");
	if (!stream)
		fail_msg("%s cannot be opened", path);
	length = fread(file, 1, sizeof(file), stream);
	fclose(stream);
	assert_true(length > sizeof(header));
	memcpy(&header, file, sizeof(header));
	for (unsigned i = 0; i < header.e_phnum; i++) {
		Elf32_Phdr segment;

		memcpy(&segment, file + header.e_phoff + i * sizeof(segment), sizeof(segment));
		copy_segment(f, file, &segment);
	}
}

static uint32_t word(struct fixture *f, uint32_t address)
{
	return rd(f, SOC_A7, address);
}

static void run(struct fixture *f, struct i2c_bus *bus)
{
	uint64_t until = 0;

	/* RCC_MP_GCR.BOOT_MCU */
	wr(f, SOC_A7, 0x5000010C, 1);
	while (!word(f, FINISHED) && until < PS_PER_S) {
		until += 10 * PS_PER_US;
		if (board_run(f->board, until) == BOARD_IDLE)
			timeline_advance(board_timeline(f->board), until);
		if (word(f, SDA_LOW)) {
			const struct i2c_fault fault = {.kind = I2C_FAULT_SDA_LOW,
							.pulses = word(f, SDA_LOW)};

			assert_int_equal(i2c_bus_fault(bus, &fault), 0);
			wr(f, SOC_A7, SDA_LOW, 0);
		}
	}
}

static void transfers_by_interrupts(void **state)
{
	struct fixture *f = *state;
	struct i2c_bus *bus = board_i2c_bus(f->board, "I2C5");
	uint32_t failures;

	i2c_bus_join(bus, board_i2c_bus(f->board, "I2C1"));
	load(f, "i2c_interrupts");
	run(f, bus);
	failures = word(f, RESULTS + 4);
	for (uint32_t i = 0; i < failures && i < 100; i++)
		print_error("i2c_interrupts.c:%u: got 0x%08x, expected 0x%08x\n",
			    word(f, RESULTS + 16 + 12 * i), word(f, RESULTS + 20 + 12 * i),
			    word(f, RESULTS + 24 + 12 * i));
	assert_int_equal(failures, 0);
	assert_int_equal(word(f, FINISHED), 1);
	assert_int_equal(word(f, RESULTS), 27);
	for (unsigned i = 0; i < f->notes; i++)
		print_error("%s: %s\n", f->note[i].source, f->note[i].text);
	assert_int_equal(f->notes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(transfers_by_interrupts, fixture_engineering,
						fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
