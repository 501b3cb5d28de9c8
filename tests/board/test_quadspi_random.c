/* SPDX-License-Identifier: BSD-3-Clause */
/* Accesses to QUADSPI and its window that nobody chose, with flashes there: nothing worse comes of them than a note, and in
 * the end it works as ever. And transfers of any length with any FIFO threshold: what was programmed is read. */
#include "quadspi_rig.h"

#include <string.h>

#include "board/bus.h"

#define POKES	  120000
#define TRANSFERS 300

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(seed >> 8) * limit >> 24);
}

static uint32_t random_word(void)
{
	return random_below(0x10000) << 16 | random_below(0x10000);
}

/* Codes that do something, more often than not in the shape that they have. */
static uint32_t random_command(void)
{
	static const uint32_t shapes[] = {
		0x00000106, 0x00000106, 0x00000306, 0x00002520, 0x00002F20, 0x01002502, 0x03002D38,
		0x03002532, 0x05000105, 0x0500019F, 0x0515252B, 0x0520255A, 0x07182DEB, 0x07182FEB,
		0x87182DED, 0x05002503, 0x0520250B, 0x0D20250B, 0x0F182DEB, 0x1F182DEB, 0x09000105,
		0x0B000305, 0x00000135, 0x000003F5, 0x01000101, 0x01000131, 0x000001B0, 0x00000130,
		0x000001B7, 0x000001E9, 0x00000166, 0x00000199, 0x000001AB, 0x010001C5};
	static const uint8_t codes[] = {0x01, 0x02, 0x03, 0x05, 0x06, 0x0B, 0x15, 0x20, 0x32, 0x35,
					0x38, 0x3B, 0x5A, 0x66, 0x6B, 0x99, 0x9F, 0xB0, 0xB7, 0xBB,
					0xEB, 0xED, 0xEC, 0xF5, 0x30, 0xAB, 0xB9, 0xC5, 0x75, 0x7A};

	if (random_below(4))
		return shapes[random_below(sizeof(shapes) / sizeof(shapes[0]))];
	return (random_word() & 0xFF7FFF00) | codes[random_below(sizeof(codes))];
}

static uint32_t random_control(void)
{
	/* EN and a fast clock, most of the time */
	return (random_word() & 0x01FF1FFD) | (random_below(8) ? 1 : 0) |
	       (random_below(16) ? 0 : 2);
}

static void poke(struct quadspi_rig *rig)
{
	const uint32_t offset = 4 * random_below(14);
	const unsigned size = 1u << random_below(3);
	const uint32_t lane = size == 4 ? 0 : random_below(4 / size) * size;
	uint32_t value;

	switch (random_below(8)) {
	case 0:
		(void)rd_size(rig->f, SOC_M4, QSPI + offset + lane, size);
		break;
	case 1:
		(void)bus_read(rig->f->board, SOC_M4,
			       WINDOW + (random_word() & 0x0FFFFFFF & ~(size - 1)), size, &value);
		break;
	case 2:
		if (random_below(2))
			set(rig, CR, 0x00000003);
		set(rig, DLR, random_below(300));
		set(rig, CCR, random_command());
		set(rig, AR, random_word() & 0x00FFFFFF);
		break;
	case 3:
		set(rig, CR, random_control());
		break;
	case 4:
		wr_size(rig->f, SOC_M4, DR, size, random_word());
		break;
	case 5:
		set(rig, AR, random_word() & 0x03FFFFFF);
		break;
	case 6:
		set(rig, DCR, 0x00190000);
		quadspi_rig_pass(rig, random_below(2000) * PS_PER_US / 10);
		break;
	default:
		wr_size(rig->f, SOC_M4, QSPI + offset + lane, size, random_word());
		break;
	}
}

static void transfer(struct quadspi_rig *rig, uint32_t ccr, uint32_t address, uint8_t *data,
		     unsigned size)
{
	const bool reads = ccr & 0x04000000;

	set(rig, FCR, 0x1B);
	set(rig, DLR, size - 1);
	set(rig, CCR, ccr);
	set(rig, AR, address);
	for (unsigned done = 0; done < size;) {
		const unsigned rest = size - done;
		unsigned part = 1u << random_below(3);
		uint32_t word = 0;

		while (part > rest)
			part /= 2;
		if (random_below(4) == 0)
			quadspi_rig_pass(rig, random_below(3000) * PS_PER_NS);
		if (!reads)
			memcpy(&word, data + done, part);
		if (reads)
			word = rd_size(rig->f, SOC_M4, DR, part);
		else
			wr_size(rig->f, SOC_M4, DR, part, word);
		if (reads)
			memcpy(data + done, &word, part);
		done += part;
	}
	quadspi_rig_pass(rig, 400 * US);
	assert_int_equal(reg(rig, SR) & (BUSY | TCF), TCF);
}

static void instruct(struct quadspi_rig *rig, uint32_t ccr)
{
	set(rig, FCR, 0x1B);
	set(rig, CCR, ccr);
	quadspi_rig_pass(rig, 40 * US);
}

static void transfers(struct quadspi_rig *rig)
{
	uint8_t out[256], in[256];

	set(rig, CR, 0x00000001);
	set(rig, DCR, 0x00190000);
	for (unsigned i = 0; i < TRANSFERS; i++) {
		const uint32_t page = 0x100 * random_below(0x40000);
		const unsigned size = 1 + random_below(256);

		set(rig, CR, 0x00000001 | random_below(32) << 8 | random_below(4) << 24);
		for (unsigned at = 0; at < size; at++)
			out[at] = (uint8_t)random_below(256);
		instruct(rig, 0x00000106);
		set(rig, CCR, 0x00003521); /* erases 4 KB */
		set(rig, AR, page);
		quadspi_rig_pass(rig, 31 * PS_PER_MS);
		instruct(rig, 0x00000106);
		transfer(rig, 0x03003D3E, page, out, size);
		quadspi_rig_pass(rig, PS_PER_MS);
		transfer(rig, random_below(2) ? 0x07183DEC : 0x07203D6C & ~0x00000800u, page, in,
			 size);
		assert_memory_equal(in, out, size);
	}
}

static void anything(void **state)
{
	struct quadspi_rig *rig = *state;

	seed = 20260801;
	for (unsigned i = 0; i < POKES; i++) {
		poke(rig);
		rig->f->notes = 0; /* there are more than it keeps */
	}
	/* The flash's QPI mode may be on, and its reset is heard only as it is: then on one line. */
	for (unsigned mode = 0; mode < 2; mode++) {
		const uint32_t lines = mode ? 0x100 : 0x300;

		set(rig, CR, 0x00000000);
		set(rig, CR, 0x00000001);
		set(rig, DCR, 0x00190000);
		quadspi_rig_pass(rig, 400 * PS_PER_S);
		instruct(rig, lines | 0xAB);
		instruct(rig, lines | 0xF5);
		instruct(rig, lines | 0x66);
		instruct(rig, lines | 0x99);
		quadspi_rig_pass(rig, PS_PER_MS);
	}
	instruct(rig, 0x00000106);
	set(rig, DLR, 0);
	set(rig, CCR, 0x01000101);
	set8(rig, DR, 0x40); /* QE, no protection */
	quadspi_rig_pass(rig, 50 * PS_PER_MS);
	transfers(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(anything, quadspi_rig_open_parts,
						quadspi_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
