/* SPDX-License-Identifier: BSD-3-Clause */
/* SYSCFG by literal addresses (RM0436). */
#include "fixture.h"

#define A7S SOC_A7_SECURE
#define A7  SOC_A7
#define M4  SOC_M4

static void boot_pins_of_a_dk2(void **state)
{
	struct fixture *f = *state;

	/* SD card: BOOT2 and BOOT0. Not the pattern of engineering boot. */
	assert_int_equal(rd(f, M4, 0x50020000) & 0x7, 5);
	wr(f, M4, 0x50020000, 0x72);
	assert_int_equal(rd(f, M4, 0x50020000), 0x75);
}

static void boot_pins_of_engineering_boot(void **state)
{
	struct fixture *f = *state;

	/* Before the M4 has enabled any clock: the ROM code's enable bits are still set. */
	assert_int_equal(rd(f, M4, 0x50000A90), 0);
	assert_int_equal(rd(f, A7, 0x50000A10), 1u << 11);
	assert_int_equal(rd(f, A7, 0x50000208), 1u << 8);
	assert_int_equal(rd(f, M4, 0x50020000), 4);
	wr(f, M4, 0x50000A90, 1u << 11);
	assert_int_equal(rd(f, M4, 0x50020000), 4);
	/* A reset by RCC samples the same pins again. */
	wr(f, M4, 0x50000990, 1u << 11);
	wr(f, M4, 0x50000994, 1u << 11);
	assert_int_equal(rd(f, M4, 0x50020000), 4);
}

static void compensation_cell_gets_ready(void **state)
{
	struct fixture *f = *state;

	/* TF-A has enabled it for the A7. */
	assert_int_equal(rd(f, M4, 0x50020024), 0x1);
	assert_int_equal(rd(f, M4, 0x50020020) & 0x100, 0x100);
	wr(f, A7, 0x50020028, 0x1);
	assert_int_equal(rd(f, M4, 0x50020020) & 0x100, 0);
	wr(f, M4, 0x50020024, 0x2);
	assert_int_equal(rd(f, M4, 0x50020024), 0x2);
	assert_int_equal(rd(f, M4, 0x50020028), 0x2);
	assert_int_equal(rd(f, M4, 0x50020020) & 0x100, 0x100);
	wr(f, A7, 0x50020024, 0x1);
	wr(f, M4, 0x50020028, 0x2);
	assert_int_equal(rd(f, M4, 0x50020020) & 0x100, 0x100);
	wr(f, A7, 0x50020028, 0x1);
	assert_int_equal(rd(f, M4, 0x50020020) & 0x100, 0);
}

static void set_and_clear_registers(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50020004, 0x01000010);
	assert_int_equal(rd(f, M4, 0x50020004), 0x01000010);
	assert_int_equal(rd(f, M4, 0x50020044), 0x01000010);
	wr(f, M4, 0x50020044, 0x01000000);
	assert_int_equal(rd(f, M4, 0x50020004), 0x00000010);
	wr(f, M4, 0x50020018, 0x3F);
	assert_int_equal(rd(f, M4, 0x50020058), 0x1F);
	wr(f, M4, 0x50020058, 0x0F);
	assert_int_equal(rd(f, M4, 0x50020018), 0x10);
	/* CBR is set once and for all. */
	wr(f, M4, 0x5002002C, 0x4);
	wr(f, M4, 0x5002002C, 0x0);
	assert_int_equal(rd(f, M4, 0x5002002C), 0x4);
	wr(f, M4, 0x50000990, 1u << 11);
	wr(f, M4, 0x50000994, 1u << 11);
	assert_int_equal(rd(f, M4, 0x5002002C), 0);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(boot_pins_of_a_dk2),
		cmocka_unit_test_setup_teardown(boot_pins_of_engineering_boot, fixture_engineering,
						fixture_done),
		DK2(compensation_cell_gets_ready),
		DK2(set_and_clear_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
