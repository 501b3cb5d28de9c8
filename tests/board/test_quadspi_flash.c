/* SPDX-License-Identifier: BSD-3-Clause */
/* The flashes at QUADSPI, as their data sheets say: an MX25L51245G at bank 1, a W25Q16JV at bank 2. */
#include "quadspi_rig.h"

#include <string.h>

#include "board/parts/part.h"

/* CCR: lines of the instruction, the address with its bytes, the data; dummy clocks; mode. */
#define I1	 (1u << 8)
#define I4	 (3u << 8)
#define A1	 (1u << 10)
#define A2	 (2u << 10)
#define A4	 (3u << 10)
#define B3	 (2u << 12)
#define B4	 (3u << 12)
#define ALT(n)	 ((n) << 14)
#define DUMMY(n) ((unsigned)(n) << 18)
#define D1	 (1u << 24)
#define D2	 (2u << 24)
#define D4	 (3u << 24)
#define IN	 (1u << 26)
#define POLL	 (2u << 26)
#define SIOO	 (1u << 28)
#define DDR	 (1u << 31)

static void on(struct quadspi_rig *rig, unsigned bank)
{
	set(rig, CR, 0);
	set(rig, CR, 0x00400001 | bank << 7); /* 64 MHz, APMS */
	set(rig, DCR, 0x00190000);
}

/* A command without data, or the beginning of one with data that go out. */
static void give(struct quadspi_rig *rig, uint32_t ccr, uint32_t address)
{
	set(rig, FCR, 0x1B);
	set(rig, CCR, ccr);
	if (ccr & A4)
		set(rig, AR, address);
	quadspi_rig_pass(rig, 5 * US);
}

static void read_some(struct quadspi_rig *rig, uint32_t ccr, uint32_t address, void *data,
		      size_t size)
{
	uint8_t *byte = data;

	set(rig, FCR, 0x1B);
	set(rig, DLR, (uint32_t)size - 1);
	set(rig, CCR, ccr | IN);
	if (ccr & A4)
		set(rig, AR, address);
	while (size--)
		*byte++ = (uint8_t)reg8(rig, DR);
	quadspi_rig_pass(rig, 5 * US);
	assert_int_equal(reg(rig, SR) & (BUSY | TCF), TCF);
}

static void write_some(struct quadspi_rig *rig, uint32_t ccr, uint32_t address, const void *data,
		       size_t size)
{
	const uint8_t *byte = data;

	set(rig, FCR, 0x1B);
	set(rig, DLR, (uint32_t)size - 1);
	set(rig, CCR, ccr);
	if (ccr & A4)
		set(rig, AR, address);
	while (size--)
		set8(rig, DR, *byte++);
	quadspi_rig_pass(rig, 100 * US);
	assert_int_equal(reg(rig, SR) & (BUSY | TCF), TCF);
}

static uint8_t register_of(struct quadspi_rig *rig, uint32_t ccr)
{
	uint8_t byte;

	read_some(rig, ccr, 0, &byte, 1);
	return byte;
}

static void ready(struct quadspi_rig *rig, uint32_t ccr)
{
	set(rig, FCR, 0x1B);
	set(rig, PSMKR, 0x01);
	set(rig, PSMAR, 0x00);
	set(rig, PIR, 0x10);
	set(rig, DLR, 0);
	set(rig, CCR, ccr | 0x05 | POLL);
	quadspi_rig_pass(rig, PS_PER_S);
	assert_int_equal(reg(rig, SR) & (BUSY | SMF), SMF);
	set(rig, FCR, SMF);
}

static void write_status(struct quadspi_rig *rig, const char *bytes, size_t size)
{
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | D1 | 0x01, 0, bytes, size);
	ready(rig, I1 | D1);
}

static void expect(struct quadspi_rig *rig, uint32_t ccr, uint32_t address, const char *text)
{
	char got[64] = "";

	read_some(rig, ccr, address, got, strlen(text));
	assert_memory_equal(got, text, strlen(text));
}

/* What anybody programs of it, here with the plain instruction. */
static void program(struct quadspi_rig *rig, uint32_t address, const char *text)
{
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | A1 | B4 | D1 | 0x12, address, text, strlen(text));
	ready(rig, I1 | D1);
}

static void identification(void **state)
{
	struct quadspi_rig *rig = *state;
	uint8_t id[3];

	assert_string_equal(parts_first(rig->parts)->name, "flash0");
	on(rig, 0);
	read_some(rig, I1 | D1 | 0x9F, 0, id, 3);
	assert_memory_equal(id, "\xC2\x20\x1A", 3);
	read_some(rig, I1 | A1 | B3 | D1 | 0x90, 0, id, 2);
	assert_memory_equal(id, "\xC2\x19", 2);
	read_some(rig, I1 | A1 | B3 | D1 | 0xAB, 0, id, 1);
	assert_int_equal(id[0], 0x19);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x00);
	assert_int_equal(register_of(rig, I1 | D1 | 0x15), 0x07);
	assert_int_equal(register_of(rig, I1 | D1 | 0x2B), 0x00);
	on(rig, 1);
	read_some(rig, I1 | D1 | 0x9F, 0, id, 3);
	assert_memory_equal(id, "\xEF\x40\x15", 3);
	assert_int_equal(rig->f->notes, 0);
}

static uint32_t sfdp(struct quadspi_rig *rig, uint32_t address)
{
	uint8_t word[4];

	read_some(rig, I1 | A1 | B3 | DUMMY(8) | D1 | 0x5A, address, word, 4);
	return word[0] | (uint32_t)word[1] << 8 | (uint32_t)word[2] << 16 | (uint32_t)word[3] << 24;
}

/* JESD216B */
static void discoverable_parameters(void **state)
{
	static const uint32_t macronix[] = {0xFFFB20E5, 0x1FFFFFFF, 0x6B08EB44, 0xBB043B08,
					    0xFFFFFFFE, 0xFF00FFFF, 0xEB44FFFF, 0x520F200C,
					    0xFF00D810, 0,	    0,		0x330661EC,
					    0xB030B030, 0x5CD5BD07, 0,		0x25F15081};
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	assert_int_equal(sfdp(rig, 0x00), 0x50444653);
	assert_int_equal(sfdp(rig, 0x04), 0xFF010106);
	assert_int_equal(sfdp(rig, 0x08), 0x10010600);
	assert_int_equal(sfdp(rig, 0x0C), 0xFF000030);
	assert_int_equal(sfdp(rig, 0x10), 0x02010084);
	assert_int_equal(sfdp(rig, 0x14), 0xFF0000C0);
	for (uint32_t i = 0; i < 16; i++) {
		if (macronix[i])
			assert_int_equal(sfdp(rig, 0x30 + 4 * i), macronix[i]);
	}
	/* 30 ms, 180 ms, 380 ms: 30 of 1 ms, 12 of 16 ms, 24 of 16 ms */
	assert_int_equal(sfdp(rig, 0x54),
			 6 | 29 << 4 | (11 << 11 | 1 << 16) | (23u << 18 | 1u << 23));
	/* 200 s: 4 of 64 s; 250 us: 32 of 8 us; pages of 256 */
	assert_int_equal(sfdp(rig, 0x58) & 0xFF003FF0,
			 0x80000000 | 3u << 24 | 3u << 29 | 31 << 8 | 8 << 4);
	/* QE is bit 6 of the status; QPI by 35h and F5h; A5h goes on */
	assert_int_equal(sfdp(rig, 0x68), 0xFF210642);
	assert_int_equal(sfdp(rig, 0xC0), 0xFFF0EF7F);
	assert_int_equal(sfdp(rig, 0xC4), 0xFFDC5C21);
	assert_int_equal(sfdp(rig, 0xC8), 0xFFFFFFFF);
	on(rig, 1);
	assert_int_equal(sfdp(rig, 0x04), 0xFF000106);
	assert_int_equal(sfdp(rig, 0x30), 0xFFF120E5);
	assert_int_equal(sfdp(rig, 0x34), 0x00FFFFFF);
	assert_int_equal(sfdp(rig, 0x3C), 0xBB803B08);
	assert_int_equal(sfdp(rig, 0x68), 0xFF510600);
	assert_int_equal(sfdp(rig, 0x6C), 0x00001088);
	assert_int_equal(rig->f->notes, 0);
}

static void reads_on_all_lines(void **state)
{
	struct quadspi_rig *rig = *state;
	uint8_t got[2];

	on(rig, 0);
	program(rig, 0x00123456, "quad");
	program(rig, 0x03FEDCBA, "high");
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0x123456, "quad\xFF");
	expect(rig, I1 | A1 | B3 | DUMMY(8) | D1 | 0x0B, 0x123456, "quad\xFF");
	expect(rig, I1 | A1 | B3 | DUMMY(8) | D2 | 0x3B, 0x123456, "quad\xFF");
	expect(rig, I1 | A2 | B3 | DUMMY(4) | D2 | 0xBB, 0x123456, "quad\xFF");
	expect(rig, I1 | A1 | B3 | DUMMY(8) | D1 | DDR | 0x0D, 0x123456, "quad\xFF");
	expect(rig, I1 | A2 | B3 | DUMMY(4) | D2 | DDR | 0xBD, 0x123456, "quad\xFF");
	assert_int_equal(rig->f->notes, 0);
	/* not yet */
	read_some(rig, I1 | A1 | B3 | DUMMY(8) | D4 | 0x6B, 0x123456, got, 2);
	assert_memory_equal(got, "\0\0", 2);
	assert_int_equal(fixture_noted(rig->f, "flash0", "0x6b without quad enable"), 1);
	write_status(rig, "\x40", 1);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x40);
	expect(rig, I1 | A1 | B3 | DUMMY(8) | D4 | 0x6B, 0x123456, "quad\xFF");
	expect(rig, I1 | A4 | B3 | DUMMY(6) | D4 | 0xEB, 0x123456, "quad\xFF");
	expect(rig, I1 | A4 | B3 | DUMMY(6) | D4 | DDR | 0xED, 0x123456, "quad\xFF");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x03FEDCBA, "high\xFF");
	expect(rig, I1 | A1 | B4 | DUMMY(8) | D1 | 0x0C, 0x03FEDCBA, "high\xFF");
	expect(rig, I1 | A1 | B4 | DUMMY(8) | D2 | 0x3C, 0x03FEDCBA, "high\xFF");
	expect(rig, I1 | A2 | B4 | DUMMY(4) | D2 | 0xBC, 0x03FEDCBA, "high\xFF");
	expect(rig, I1 | A1 | B4 | DUMMY(8) | D4 | 0x6C, 0x03FEDCBA, "high\xFF");
	expect(rig, I1 | A4 | B4 | DUMMY(6) | D4 | 0xEC, 0x03FEDCBA, "high\xFF");
	expect(rig, I1 | A4 | B4 | DUMMY(6) | D4 | DDR | 0xEE, 0x03FEDCBA, "high\xFF");
	/* the last byte, and then the first one, where DCR.FSIZE does not mind */
	set(rig, DCR, 0x001A0000);
	program(rig, 0x03FFFFFF, "z");
	program(rig, 0x00000000, "a");
	expect(rig, I1 | A4 | B4 | DUMMY(6) | D4 | 0xEC, 0x03FFFFFF, "za\xFF");
	assert_int_equal(rig->f->notes, 1);
}

static void dummies_are_counted(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	program(rig, 0, "\x12\x34\x56\x78");
	write_status(rig, "\x40\xC7", 2); /* DC: 10 */
	assert_int_equal(register_of(rig, I1 | D1 | 0x15), 0xC7);
	expect(rig, I1 | A4 | B3 | DUMMY(10) | D4 | 0xEB, 0, "\x12\x34");
	expect(rig, I1 | A1 | B3 | DUMMY(10) | D4 | 0x6B, 0, "\x12\x34");
	expect(rig, I1 | A1 | B3 | DUMMY(10) | D1 | 0x0B, 0, "\x12\x34");
	/* one too many is half a byte, and two too few are a byte of nothing */
	expect(rig, I1 | A4 | B3 | DUMMY(11) | D4 | 0xEB, 0, "\x23\x45");
	{
		uint8_t got[2];

		read_some(rig, I1 | A4 | B3 | DUMMY(8) | D4 | 0xEB, 0, got, 2);
		assert_int_equal(got[1], 0x12);
	}
	/* a reset takes them away, and not QE */
	give(rig, I1 | 0x66, 0);
	give(rig, I1 | 0x99, 0);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x41);
	ready(rig, I1 | D1);
	assert_int_equal(register_of(rig, I1 | D1 | 0x15), 0x07);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x40);
	assert_int_equal(rig->f->notes, 0);
}

static void quad_programs(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	write_status(rig, "\x40", 1);
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | A4 | B3 | D4 | 0x38, 0x0001FE, "wrap", 4);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x43);
	ready(rig, I1 | D1);
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0x0001FE, "wr\xFF");
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0x000100, "ap\xFF");
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | A4 | B4 | D4 | 0x3E, 0x02000000, "far", 3);
	ready(rig, I1 | D1);
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x02000000, "far\xFF");
	give(rig, I1 | 0x06, 0);
	give(rig, I1 | A1 | B4 | 0x21, 0x02000FFF);
	ready(rig, I1 | D1);
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x02000000, "\xFF\xFF");
	on(rig, 1);
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | D1 | 0x31, 0, "\x02", 1); /* QE */
	ready(rig, I1 | D1);
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | A1 | B3 | D4 | 0x32, 0x001000, "four lines", 10);
	ready(rig, I1 | D1);
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0x001000, "four lines\xFF");
	expect(rig, I1 | A4 | B3 | DUMMY(6) | D4 | 0xEB, 0x001000, "four lines\xFF");
	assert_int_equal(rig->f->notes, 0);
}

static void four_byte_mode(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	program(rig, 0x00000010, "low");
	program(rig, 0x03000010, "top");
	give(rig, I1 | 0xB7, 0);
	assert_int_equal(register_of(rig, I1 | D1 | 0x15), 0x27);
	expect(rig, I1 | A1 | B4 | D1 | 0x03, 0x03000010, "top");
	give(rig, I1 | 0xE9, 0);
	assert_int_equal(register_of(rig, I1 | D1 | 0x15), 0x07);
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0x00000010, "low");
	/* the register for the rest of it */
	give(rig, I1 | 0x06, 0);
	write_some(rig, I1 | D1 | 0xC5, 0, "\x03", 1);
	assert_int_equal(register_of(rig, I1 | D1 | 0xC8), 0x03);
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0x00000010, "top");
	assert_int_equal(rig->f->notes, 0);
}

static void qpi(void **state)
{
	struct quadspi_rig *rig = *state;
	uint8_t id[3];

	on(rig, 0);
	give(rig, I1 | 0x35, 0);
	read_some(rig, I4 | D4 | 0xAF, 0, id, 3);
	assert_memory_equal(id, "\xC2\x20\x1A", 3);
	give(rig, I4 | 0x06, 0);
	assert_int_equal(register_of(rig, I4 | D4 | 0x05), 0x02);
	write_some(rig, I4 | A4 | B3 | D4 | 0x02, 0x000040, "all four", 8);
	ready(rig, I4 | D4);
	expect(rig, I4 | A4 | B3 | DUMMY(6) | D4 | 0xEB, 0x000040, "all four");
	assert_int_equal(rig->f->notes, 0);
	/* who speaks on one line is not understood */
	give(rig, I1 | 0x06, 0);
	assert_int_equal(register_of(rig, I4 | D4 | 0x05), 0x00);
	give(rig, I4 | 0x9F, 0);
	assert_int_equal(fixture_noted(rig->f, "flash0", "0x9f in QPI mode"), 1);
	give(rig, I4 | 0xF5, 0);
	read_some(rig, I1 | D1 | 0x9F, 0, id, 3);
	assert_memory_equal(id, "\xC2\x20\x1A", 3);
	give(rig, I4 | 0x06, 0);
	assert_int_equal(fixture_noted(rig->f, "flash0", "ends before it is whole"), 1);
}

static void continuous_reads(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	program(rig, 0x000100, "one");
	program(rig, 0x000200, "two");
	write_status(rig, "\x40", 1);
	set(rig, ABR, 0xA5);
	expect(rig, I1 | A4 | B3 | ALT(3) | DUMMY(4) | D4 | SIOO | 0xEB, 0x000100, "one");
	/* no instruction any more */
	expect(rig, A4 | B3 | ALT(3) | DUMMY(4) | D4, 0x000200, "two");
	set(rig, ABR, 0x00);
	expect(rig, A4 | B3 | ALT(3) | DUMMY(4) | D4, 0x000100, "one");
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x40);
	on(rig, 1);
	write_status(rig, "\x00\x02", 2);
	set(rig, ABR, 0x20); /* M5-4 = 10 */
	expect(rig, I1 | A2 | B3 | ALT(2) | D2 | 0xBB, 0x000100, "\xFF\xFF");
	expect(rig, A2 | B3 | ALT(2) | D2, 0x000200, "\xFF\xFF");
	set(rig, ABR, 0xFF);
	expect(rig, A2 | B3 | ALT(2) | D2, 0x000200, "\xFF\xFF");
	assert_int_equal(register_of(rig, I1 | D1 | 0x35), 0x02);
	assert_int_equal(rig->f->notes, 0);
}

static void suspends(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	program(rig, 0x00000000, "kept");
	give(rig, I1 | 0x06, 0);
	give(rig, I1 | A1 | B3 | 0x20, 0x001000); /* 30 ms */
	quadspi_rig_pass(rig, 10 * PS_PER_MS);
	give(rig, I1 | 0xB0, 0);
	quadspi_rig_pass(rig, 20 * US);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05) & 1, 0);
	assert_int_equal(register_of(rig, I1 | D1 | 0x2B), 0x08);
	expect(rig, I1 | A1 | B3 | D1 | 0x03, 0, "kept");
	give(rig, I1 | A1 | B3 | 0x20, 0x002000);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05) & 1, 0);
	assert_int_equal(fixture_noted(rig->f, "flash0", "an erase while another"), 1);
	quadspi_rig_pass(rig, 100 * PS_PER_MS);
	give(rig, I1 | 0x30, 0);
	assert_int_equal(register_of(rig, I1 | D1 | 0x2B), 0x00);
	quadspi_rig_pass(rig, 19 * PS_PER_MS);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x03);
	quadspi_rig_pass(rig, 2 * PS_PER_MS);
	assert_int_equal(register_of(rig, I1 | D1 | 0x05), 0x00);
}

static void protects_its_top(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig, 0);
	write_status(rig, "\x04", 1); /* BP: a block */
	program(rig, 0x03FEFFFF, "a");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x03FEFFFF, "a");
	program(rig, 0x03FF0000, "b");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x03FF0000, "\xFF");
	write_status(rig, "\x28", 1); /* 512 blocks */
	program(rig, 0x01FFFFFF, "c");
	program(rig, 0x02000000, "d");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x01FFFFFF, "c\xFF");
	write_status(rig, "\x2C", 1); /* all */
	program(rig, 0x00000000, "e");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x00000000, "\xFF");
	write_status(rig, "\x04\x0F", 2); /* TB: the lowest block, for ever */
	write_status(rig, "\x04\x07", 2);
	assert_int_equal(register_of(rig, I1 | D1 | 0x15), 0x0F);
	program(rig, 0x0000FFFF, "fg");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x0000FF00, "\xFF");
	program(rig, 0x00010000, "h");
	expect(rig, I1 | A1 | B4 | D1 | 0x13, 0x0000FFFF, "\xFFh");
	assert_int_equal(rig->f->notes, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, quadspi_rig_open_parts, quadspi_rig_close)
	const struct CMUnitTest tests[] = {
		TEST(identification),
		TEST(discoverable_parameters),
		TEST(reads_on_all_lines),
		TEST(dummies_are_counted),
		TEST(quad_programs),
		TEST(four_byte_mode),
		TEST(qpi),
		TEST(continuous_reads),
		TEST(suspends),
		TEST(protects_its_top),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
