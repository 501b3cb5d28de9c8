/* SPDX-License-Identifier: BSD-3-Clause */
/* PWR by literal addresses (RM0436). */
#include "fixture.h"

#define A7S SOC_A7_SECURE
#define A7  SOC_A7
#define M4  SOC_M4

static void regulators_become_ready(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, M4, 0x50001008), 0);
	wr(f, M4, 0x50001008, 0x1);
	assert_int_equal(rd(f, M4, 0x50001008), 0x00010001);
	wr(f, M4, 0x50001008, 0x3);
	assert_int_equal(rd(f, M4, 0x50001008), 0x00030003);
	wr(f, M4, 0x50001008, 0);
	assert_int_equal(rd(f, M4, 0x50001008), 0);
	wr(f, M4, 0x5000100C, 1u << 24);
	assert_int_equal(rd(f, M4, 0x5000100C), 1u << 24 | 1u << 26);
	wr(f, M4, 0x5000100C, 1u << 28);
	assert_int_equal(rd(f, M4, 0x5000100C), 1u << 28 | 1u << 29);
	wr(f, M4, 0x5000100C, 1u << 30);
	assert_int_equal(rd(f, M4, 0x5000100C), 1u << 30 | 1u << 31);
	/* Ready bits are not writable. */
	wr(f, M4, 0x5000100C, 1u << 26 | 1u << 29 | 1u << 31);
	assert_int_equal(rd(f, M4, 0x5000100C), 0);
}

static void control_bits(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50001000, 0x100);
	assert_int_equal(rd(f, A7, 0x50001000), 0x100);
	assert_int_equal(rd(f, M4, 0x50001004), 0);
	/* PDDS is kept; the command bit CSSF and the flags read 0. */
	wr(f, M4, 0x50001014, 0x1 | 1u << 9 | 1u << 5 | 1u << 6 | 1u << 15);
	assert_int_equal(rd(f, M4, 0x50001014), 0x1);
	wr(f, A7, 0x50001010, 0x1);
	assert_int_equal(rd(f, A7, 0x50001010), 0x1);
	wr(f, M4, 0x50001014, 0);
	assert_int_equal(rd(f, M4, 0x50001014), 0);
}

static void wake_up_pins(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x5000102C, 0xFFFFFFFF);
	assert_int_equal(rd(f, M4, 0x5000102C), 0x3F);
	assert_int_equal(rd(f, M4, 0x50001028), 0);
	wr(f, M4, 0x50001020, 0x0001013F);
	assert_int_equal(rd(f, M4, 0x50001020), 0x00010100);
	assert_int_equal(rd(f, M4, 0x50001024), 0);
	assert_int_equal(f->notes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(regulators_become_ready, fixture_engineering,
						fixture_done),
		cmocka_unit_test_setup_teardown(control_bits, fixture_engineering, fixture_done),
		cmocka_unit_test_setup_teardown(wake_up_pins, fixture_engineering, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
