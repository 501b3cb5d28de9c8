/* SPDX-License-Identifier: BSD-3-Clause */
#include "board_program.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>
#include <elf.h>

#define RCC_MP_GCR 0x5000010Cu /* bit 0: BOOT_MCU */

static void put(struct board *board, uint32_t address, const uint8_t *data, uint32_t length)
{
	const struct mmio_bus *bus = board_port(board, SOC_M4);

	for (uint32_t i = 0; i < length; i++)
		bus->write(bus->context, address + i, 1, data[i]);
}

void board_program_load(struct board *board, const char *name)
{
	static uint8_t file[1 << 20];
	const struct mmio_bus *bus = board_port(board, SOC_A7_SECURE);
	char path[512];
	Elf32_Ehdr header;
	size_t length;
	FILE *stream;

	(void)snprintf(path, sizeof(path), "%s/%s.elf", COPRO_TEST_FIRMWARE_DIR, name);
	stream = fopen(path, "rb");
	if (!stream)
		fail_msg("%s cannot be opened", path);
	length = fread(file, 1, sizeof(file), stream);
	(void)fclose(stream);
	assert_true(length > sizeof(header));
	memcpy(&header, file, sizeof(header));
	for (unsigned i = 0; i < header.e_phnum; i++) {
		Elf32_Phdr segment;

		memcpy(&segment, file + header.e_phoff + i * sizeof(segment), sizeof(segment));
		if (segment.p_type == PT_LOAD)
			put(board, segment.p_paddr, file + segment.p_offset, segment.p_filesz);
	}
	bus->write(bus->context, RCC_MP_GCR, 4, 1);
}

uint32_t board_program_word(struct board *board, uint32_t address)
{
	const struct mmio_bus *bus = board_port(board, SOC_M4);

	return bus->read(bus->context, address, 4);
}

void board_program_check(struct board *board, const char *name, uint64_t ps)
{
	const uint64_t end = board_timeline(board)->now + ps;
	uint32_t failures;

	while (!board_program_word(board, PROGRAM_RESULTS + 8)) {
		enum board_exit exit = board_run(board, end);
		struct cortex_m_fault fault;

		if (exit == BOARD_ATTENTION || board_program_word(board, PROGRAM_RESULTS + 8))
			continue;
		cortex_m_last_fault(board_core(board), &fault);
		fail_msg("%s did not end: %u checks, pc 0x%08x, fault %u at 0x%08x, CFSR 0x%08x",
			 name, board_program_word(board, PROGRAM_RESULTS),
			 cortex_m_get(board_core(board), CORTEX_M_PC), fault.exception, fault.pc,
			 fault.cfsr);
	}
	failures = board_program_word(board, PROGRAM_RESULTS + 4);
	for (uint32_t i = 0; i < failures && i < 100; i++)
		print_error("%s.c:%u: got 0x%08x, expected 0x%08x\n", name,
			    board_program_word(board, PROGRAM_RESULTS + 16 + 12 * i),
			    board_program_word(board, PROGRAM_RESULTS + 20 + 12 * i),
			    board_program_word(board, PROGRAM_RESULTS + 24 + 12 * i));
	assert_int_equal(failures, 0);
	assert_true(board_program_word(board, PROGRAM_RESULTS) > 0);
}
