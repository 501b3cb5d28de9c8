/* SPDX-License-Identifier: BSD-3-Clause */
/* HSEM as the manual says (RM0436, "HSEM"): literal addresses and values, through both ports. */
#include "fixture.h"

#define R(n)   (0x4C000000 + 4 * (n))
#define RLR(n) (0x4C000080 + 4 * (n))
#define C1IER  0x4C000100
#define C1ICR  0x4C000104
#define C1ISR  0x4C000108
#define C1MISR 0x4C00010C
#define C2IER  0x4C000110
#define C2ICR  0x4C000114
#define C2ISR  0x4C000118
#define C2MISR 0x4C00011C
#define CR     0x4C000140
#define KEYR   0x4C000144

/* Clock on for both processors: RCC_MP_AHB3ENSETR and RCC_MC_AHB3ENSETR, bit 11. */
static int clocked(void **state)
{
	if (fixture_dk2(state))
		return -1;
	wr(*state, SOC_A7, 0x50000A20, 0x0800);
	wr(*state, SOC_M4, 0x50000AA0, 0x0800);
	return 0;
}

static void configuration_registers(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, SOC_A7, 0x4C0003EC), 0x21);
	assert_int_equal(rd(f, SOC_A7, 0x4C0003F0), 0x220);
	assert_int_equal(rd(f, SOC_A7, 0x4C0003FC), 0xA3C5DD01);
}

static void one_step_lock_answers_with_the_readers_core(void **state)
{
	struct fixture *f = *state;
	unsigned n;

	for (n = 0; n < 32; n++) {
		assert_int_equal(rd(f, SOC_M4, RLR(n)), 0x80000200);
		assert_int_equal(rd(f, SOC_A7, RLR(n)), 0x80000200);
		assert_int_equal(rd(f, SOC_A7, R(n)), 0x80000200);
		wr(f, SOC_M4, R(n), 0x00000200);
		assert_int_equal(rd(f, SOC_M4, R(n)), 0);
		assert_int_equal(rd(f, SOC_A7, RLR(n)), 0x80000100);
		/* again by its owner */
		assert_int_equal(rd(f, SOC_A7, RLR(n)), 0x80000100);
		assert_int_equal(rd(f, SOC_M4, RLR(n)), 0x80000100);
	}
	/* both worlds of the A7 are one core */
	assert_int_equal(rd(f, SOC_A7_SECURE, RLR(0)), 0x80000100);
	assert_int_equal(f->notes, 0);
}

static void two_step_lock_keeps_the_process(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, R(3), 0x80000242);
	assert_int_equal(rd(f, SOC_M4, R(3)), 0x80000242);
	wr(f, SOC_A7, R(3), 0x80000101); /* taken: ignored */
	assert_int_equal(rd(f, SOC_A7, R(3)), 0x80000242);
	wr(f, SOC_M4, R(3), 0x80000243); /* another process of the same core */
	assert_int_equal(rd(f, SOC_M4, R(3)), 0x80000242);
	assert_int_equal(rd(f, SOC_M4, RLR(3)), 0x80000242);
	assert_int_equal(f->notes, 0);
}

static void only_the_owner_releases(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, R(3), 0x80000242);
	wr(f, SOC_A7, R(3), 0x00000142);
	assert_int_equal(rd(f, SOC_M4, R(3)), 0x80000242);
	wr(f, SOC_M4, R(3), 0x00000200); /* wrong process */
	assert_int_equal(rd(f, SOC_M4, R(3)), 0x80000242);
	assert_true(fixture_noted(f, "HSEM", "does not hold it") > 0);
	wr(f, SOC_M4, R(3), 0x00000242);
	assert_int_equal(rd(f, SOC_M4, R(3)), 0);
}

static void a_foreign_core_id_is_refused(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, R(7), 0x80000100);
	assert_int_equal(rd(f, SOC_M4, R(7)), 0);
	assert_int_equal(rd(f, SOC_A7, RLR(7)), 0x80000100);
	wr(f, SOC_M4, R(7), 0x00000100);
	assert_int_equal(rd(f, SOC_M4, R(7)), 0x80000100);
	assert_true(fixture_noted(f, "HSEM", "core id") > 0);
}

static void a_release_interrupts_who_asked(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, C2IER, 0x00000001);
	assert_int_equal(rd(f, SOC_A7, RLR(0)), 0x80000100);
	assert_int_equal(rd(f, SOC_A7, RLR(31)), 0x80000100);
	wr(f, SOC_A7, R(31), 0x00000100);
	assert_int_equal(rd(f, SOC_M4, C2ISR), 0x80000000);
	assert_int_equal(rd(f, SOC_M4, C2MISR), 0);
	assert_false(board_m4_irq_level(f->board, 125));

	wr(f, SOC_A7, R(0), 0x00000100);
	assert_int_equal(rd(f, SOC_M4, C2ISR), 0x80000001);
	assert_int_equal(rd(f, SOC_M4, C2MISR), 0x00000001);
	assert_true(board_m4_irq_level(f->board, 125));
	assert_false(board_a7_irq_level(f->board, 125));

	wr(f, SOC_M4, C2ICR, 0x00000001);
	assert_int_equal(rd(f, SOC_M4, C2ICR), 0);
	assert_int_equal(rd(f, SOC_M4, C2ISR), 0x80000000);
	assert_false(board_m4_irq_level(f->board, 125));

	/* the A7 remembers on its own */
	assert_int_equal(rd(f, SOC_A7, C1ISR), 0x80000001);
	wr(f, SOC_A7, C1IER, 0x80000000);
	assert_true(board_a7_irq_level(f->board, 125));
	assert_int_equal(rd(f, SOC_A7, C1MISR), 0x80000000);
	wr(f, SOC_A7, C1IER, 0);
	assert_false(board_a7_irq_level(f->board, 125));
}

static void status_is_read_only(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7, C1IER, 0xFFFFFFFF);
	wr(f, SOC_A7, C1ISR, 0xFFFFFFFF);
	wr(f, SOC_A7, C1MISR, 0xFFFFFFFF);
	assert_int_equal(rd(f, SOC_A7, C1ISR), 0);
	assert_int_equal(rd(f, SOC_A7, C1MISR), 0);
	assert_false(board_a7_irq_level(f->board, 125));
}

static void the_key_frees_all_of_a_core(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7, KEYR, 0x5AA50000);
	assert_int_equal(rd(f, SOC_A7, KEYR), 0x5AA50000);
	wr(f, SOC_M4, R(1), 0x80000211);
	assert_int_equal(rd(f, SOC_M4, RLR(2)), 0x80000200);
	assert_int_equal(rd(f, SOC_A7, RLR(4)), 0x80000100);

	wr(f, SOC_A7, CR, 0x5AA60200);
	assert_int_equal(rd(f, SOC_A7, R(1)), 0x80000211);
	assert_true(fixture_noted(f, "HSEM", "key") > 0);

	wr(f, SOC_A7, CR, 0x5AA50200);
	assert_int_equal(rd(f, SOC_A7, CR), 0);
	assert_int_equal(rd(f, SOC_A7, R(1)), 0);
	assert_int_equal(rd(f, SOC_A7, R(2)), 0);
	assert_int_equal(rd(f, SOC_A7, R(4)), 0x80000100);
	assert_int_equal(rd(f, SOC_A7, C1ISR), 0x00000006);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clocked, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(configuration_registers),
		TEST(one_step_lock_answers_with_the_readers_core),
		TEST(two_step_lock_keeps_the_process),
		TEST(only_the_owner_releases),
		TEST(a_foreign_core_id_is_refused),
		TEST(a_release_interrupts_who_asked),
		TEST(status_is_read_only),
		TEST(the_key_frees_all_of_a_core),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
