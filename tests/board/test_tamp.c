/* SPDX-License-Identifier: BSD-3-Clause */
/* TAMP by literal addresses (RM0436). */
#include "fixture.h"

#define A7S SOC_A7_SECURE
#define A7  SOC_A7
#define M4  SOC_M4

static void backup_registers_of_a_dk2(void **state)
{
	struct fixture *f = *state;

	/* 17 and 18 hold what Linux and U-Boot agree on about the M4. */
	wr(f, A7, 0x5C00A144, 0x10020400);
	wr(f, A7, 0x5C00A148, 2);
	assert_int_equal(rd(f, M4, 0x5C00A144), 0x10020400);
	assert_int_equal(rd(f, M4, 0x5C00A148), 2);
	wr(f, M4, 0x5C00A17C, 0x31);
	assert_int_equal(rd(f, A7, 0x5C00A17C), 0x31);
	assert_int_equal(fixture_noted(f, "TAMP", "secure"), 0);
}

/* 0 to 9 secure, 10 to 14 written by the secure world, 15 to 31 free. */
static void three_zones(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, A7S, 0x5C00A020), 0x000F000A);
	wr(f, A7S, 0x5C00A124, 9);
	assert_int_equal(rd(f, A7S, 0x5C00A124), 9);
	assert_int_equal(rd(f, M4, 0x5C00A124), 0);
	wr(f, M4, 0x5C00A124, 1);
	assert_int_equal(rd(f, A7S, 0x5C00A124), 9);
	wr(f, A7S, 0x5C00A138, 14);
	assert_int_equal(rd(f, A7, 0x5C00A138), 14);
	wr(f, A7, 0x5C00A138, 1);
	assert_int_equal(rd(f, A7, 0x5C00A138), 14);
	wr(f, A7, 0x5C00A13C, 15);
	assert_int_equal(rd(f, M4, 0x5C00A13C), 15);
	wr(f, A7, 0x5C00A020, 0);
	assert_int_equal(rd(f, A7, 0x5C00A020), 0x000F000A);
	assert_true(fixture_noted(f, "TAMP", "secure") >= 2);
}

static void backup_domain_protects_it(void **state)
{
	struct fixture *f = *state;

	wr(f, A7, 0x50001000, 0);
	wr(f, A7, 0x5C00A150, 1);
	assert_int_equal(rd(f, A7, 0x5C00A150), 0);
	assert_int_equal(fixture_noted(f, "TAMP", "DBP"), 1);
	wr(f, A7, 0x50001000, 0x100);
	wr(f, A7, 0x5C00A150, 1);
	assert_int_equal(rd(f, A7, 0x5C00A150), 1);
}

static void counter_only_counts(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, A7, 0x5C00A040), 0);
	wr(f, A7, 0x5C00A040, 0);
	wr(f, A7, 0x5C00A040, 1000);
	assert_int_equal(rd(f, A7, 0x5C00A040), 2);
	/* No tamper event has come: SR, MISR, SMISR read 0 and cannot be written. */
	wr(f, A7, 0x5C00A030, 0xFFFFFFFF);
	wr(f, A7, 0x5C00A03C, 0xFFFFFFFF);
	assert_int_equal(rd(f, A7, 0x5C00A030), 0);
	assert_int_equal(rd(f, A7, 0x5C00A034), 0);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(backup_registers_of_a_dk2),
		DK2(three_zones),
		DK2(backup_domain_protects_it),
		DK2(counter_only_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
