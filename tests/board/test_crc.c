/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The CRC calculation units as the manual says (RM0436, "CRC"), against the published check values of
 * well-known CRCs: the remainder of the characters "123456789".
 */
#include "fixture.h"

#define CRC1 0x58009000
#define CRC2 0x4C004000
#define DR   0x00
#define IDR  0x04
#define CR   0x08
#define INIT 0x10
#define POL  0x14

/* RCC_MC_AHB3ENSETR.CRC2EN, RCC_MP_AHB6ENSETR.CRC1EN */
static int open_units(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000AA0, 1u << 7);
	wr(*state, SOC_A7_SECURE, 0x50000218, 1u << 20);
	return 0;
}

static uint32_t get(struct fixture *f, uint32_t address)
{
	return rd(f, SOC_M4, address);
}

static void set(struct fixture *f, uint32_t address, uint32_t value)
{
	wr(f, SOC_M4, address, value);
}

static void bytes(struct fixture *f, const char *text)
{
	for (; *text; text++)
		wr_size(f, SOC_M4, CRC2 + DR, 1, (uint8_t)*text);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, CRC2 + DR), 0xFFFFFFFF);
	assert_int_equal(get(f, CRC2 + IDR), 0);
	assert_int_equal(get(f, CRC2 + CR), 0);
	assert_int_equal(get(f, CRC2 + INIT), 0xFFFFFFFF);
	assert_int_equal(get(f, CRC2 + POL), 0x04C11DB7);
	assert_int_equal(rd(f, SOC_A7, CRC1 + POL), 0x04C11DB7);
	set(f, CRC2 + CR, 0xFFFFFFFF);
	assert_int_equal(get(f, CRC2 + CR), 0xF8);
}

static void check_values(void **state)
{
	/* CR: POLYSIZE bits 4:3, REV_IN 6:5 (01: bytes), REV_OUT 7 */
	static const struct {
		const char *name;
		uint32_t cr, polynomial, initial, out, check;
	} known[] = {
		{"CRC-32/ISO-HDLC", 0xA0, 0x04C11DB7, 0xFFFFFFFF, 0xFFFFFFFF, 0xCBF43926},
		{"CRC-32/BZIP2", 0x00, 0x04C11DB7, 0xFFFFFFFF, 0xFFFFFFFF, 0xFC891918},
		{"CRC-32/MPEG-2", 0x00, 0x04C11DB7, 0xFFFFFFFF, 0, 0x0376E6E7},
		{"CRC-32/CKSUM", 0x00, 0x04C11DB7, 0x00000000, 0xFFFFFFFF, 0x765E7680},
		{"CRC-32/ISCSI", 0xA0, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, 0xE3069283},
		{"CRC-16/IBM-3740", 0x08, 0x1021, 0xFFFF, 0, 0x29B1},
		{"CRC-16/XMODEM", 0x08, 0x1021, 0x0000, 0, 0x31C3},
		{"CRC-16/ARC", 0xA8, 0x8005, 0x0000, 0, 0xBB3D},
		{"CRC-16/MODBUS", 0xA8, 0x8005, 0xFFFF, 0, 0x4B37},
		{"CRC-16/IBM-SDLC", 0xA8, 0x1021, 0xFFFF, 0xFFFF, 0x906E},
		{"CRC-8/SMBUS", 0x10, 0x07, 0x00, 0, 0xF4},
		{"CRC-8/MAXIM-DOW", 0xB0, 0x31, 0x00, 0, 0xA1},
		{"CRC-8/ROHC", 0xB0, 0x07, 0xFF, 0, 0xD0},
		{"CRC-7/MMC", 0x18, 0x09, 0x00, 0, 0x75},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		print_message("%s\n", known[i].name);
		set(f, CRC2 + INIT, known[i].initial);
		set(f, CRC2 + POL, known[i].polynomial);
		set(f, CRC2 + CR, known[i].cr | 1);
		assert_int_equal(get(f, CRC2 + CR), known[i].cr);
		bytes(f, "123456789");
		assert_int_equal(get(f, CRC2 + DR) ^ known[i].out, known[i].check);
		/* and again, by words and halfwords with the first character on top */
		set(f, CRC2 + CR, known[i].cr | 1);
		set(f, CRC2 + DR, 0x31323334);
		wr_size(f, SOC_M4, CRC2 + DR, 2, 0x3536);
		wr_size(f, SOC_M4, CRC2 + DR, 2, 0x3738);
		wr_size(f, SOC_M4, CRC2 + DR, 1, 0x39);
		assert_int_equal(get(f, CRC2 + DR) ^ known[i].out, known[i].check);
	}
	assert_int_equal(f->notes, 0);
}

/* RM0436, "CRC functional description": 0x1A2B3C4D is seen as 0x58D43CB2, 0xD458B23C, 0xB23CD458. */
static void input_is_reversed(void **state)
{
	static const uint32_t seen[] = {0x1A2B3C4D, 0x58D43CB2, 0xD458B23C, 0xB23CD458};
	struct fixture *f = *state;

	for (unsigned i = 0; i < 4; i++) {
		uint32_t remainder;

		set(f, CRC2 + CR, 1);
		set(f, CRC2 + DR, seen[i]);
		remainder = get(f, CRC2 + DR);
		set(f, CRC2 + CR, 1 | i << 5);
		set(f, CRC2 + DR, 0x1A2B3C4D);
		assert_int_equal(get(f, CRC2 + DR), remainder);
	}
}

/* Assumed: no wider than what was written. */
static void narrow_input_is_reversed_within_itself(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 1; i < 4; i++) {
		set(f, CRC2 + CR, 0x80 | i << 5 | 1);
		bytes(f, "123456789");
		assert_int_equal(get(f, CRC2 + DR) ^ 0xFFFFFFFF, 0xCBF43926);
	}
}

/* RM0436: 0x11223344 is put out as 0x22CC4488. */
static void output_is_reversed(void **state)
{
	struct fixture *f = *state;

	set(f, CRC2 + INIT, 0x11223344);
	assert_int_equal(get(f, CRC2 + DR), 0x11223344);
	set(f, CRC2 + CR, 0x80);
	assert_int_equal(get(f, CRC2 + DR), 0x22CC4488);
	/* within the polynomial's size */
	set(f, CRC2 + CR, 0x88);
	assert_int_equal(get(f, CRC2 + DR), 0x22CC);
	set(f, CRC2 + CR, 0x98);
	assert_int_equal(get(f, CRC2 + DR), 0x11);
	set(f, CRC2 + CR, 0x18);
	assert_int_equal(get(f, CRC2 + DR), 0x44);
}

static void the_independent_register_is_kept(void **state)
{
	struct fixture *f = *state;

	set(f, CRC2 + IDR, 0xCAFE1234);
	set(f, CRC2 + DR, 1);
	set(f, CRC2 + CR, 1);
	assert_int_equal(get(f, CRC2 + IDR), 0xCAFE1234);
	assert_int_equal(get(f, CRC2 + DR), 0xFFFFFFFF);
	set(f, CRC2 + POL, 0x04C11DB6);
	assert_int_equal(fixture_noted(f, "CRC2", "even polynomial"), 1);
}

/* RCC_AHB3RSTSETR.CRC2RST; the A7 has a unit of its own. */
static void units_are_two_and_are_reset(void **state)
{
	struct fixture *f = *state;

	set(f, CRC2 + DR, 0);
	wr(f, SOC_A7, CRC1 + DR, 0x12345678);
	assert_int_not_equal(get(f, CRC2 + DR), rd(f, SOC_A7, CRC1 + DR));
	set(f, CRC2 + INIT, 0);
	set(f, 0x500009A0, 1u << 7);
	set(f, 0x500009A4, 1u << 7);
	assert_int_equal(get(f, CRC2 + INIT), 0xFFFFFFFF);
	assert_int_equal(get(f, CRC2 + DR), 0xFFFFFFFF);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_units, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(check_values),
		TEST(input_is_reversed),
		TEST(narrow_input_is_reversed_within_itself),
		TEST(output_is_reversed),
		TEST(the_independent_register_is_kept),
		TEST(units_are_two_and_are_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
