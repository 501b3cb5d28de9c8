/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The window watchdog as the manual says (RM0436, "WWDG"): literal addresses and values.
 *
 * With every clock at its reset value PCLK1 is HSI, 64 MHz: a count is 4096 periods, 64 us.
 */
#include "fixture.h"

#include <stdlib.h>

#define COUNT UINT64_C(64000000) /* ps */

#define CR  0x4000A000
#define CFR 0x4000A004
#define SR  0x4000A008

#define MP_GCR	    0x5000010C
#define MC_RSTSCLRR 0x50000C00
#define EXTI_RTSR3  0x5000D040
#define EXTI_RPR3   0x5000D04C
#define EXTI_C1IMR3 0x5000D0A0

static uint32_t told; /* causes of resets of the M4 */
static uint32_t pc_at_reset;

static void keep_reset(void *context, uint32_t cause)
{
	struct fixture *f = context;

	told |= cause;
	pc_at_reset = cortex_m_get(board_core(f->board), CORTEX_M_PC);
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

/* WWDG1EN of the M4 (RCC_MC_APB1ENSETR bit 28), the A7 listening to EXTI line 68. */
static int clocked(void **state)
{
	struct fixture *f;

	if (fixture_engineering(state))
		return -1;
	f = *state;
	wr(f, SOC_M4, 0x50000A80, 0x10000000);
	wr(f, SOC_A7, EXTI_RTSR3, 0x10);
	wr(f, SOC_A7, EXTI_C1IMR3, 0x10);
	wr(f, SOC_M4, MC_RSTSCLRR, 0x7FF);
	return 0;
}

/* The same with an M4 that runs a loop at 0x10 (RETRAM is at 0x38000000 for the A7). */
static int running(void **state)
{
	static const uint32_t program[] = {0x00010000, 0x11, 0, 0, 0xE7FEE7FE};
	struct fixture *f;

	if (fixture_configured(state, (struct board_config){.engineering_boot = true}))
		return -1;
	f = *state;
	told = 0;
	for (unsigned i = 0; i < 5; i++)
		wr(f, SOC_A7, 0x38000000 + 4 * i, program[i]);
	wr(f, SOC_M4, 0x50000A80, 0x10000000);
	wr(f, SOC_A7, EXTI_RTSR3, 0x10);
	wr(f, SOC_A7, EXTI_C1IMR3, 0x10);
	wr(f, SOC_M4, MC_RSTSCLRR, 0x7FF);
	wr(f, SOC_A7, MP_GCR, 1);
	return 0;
}

static void assert_bitten(struct fixture *f)
{
	assert_int_equal(rd(f, SOC_M4, MC_RSTSCLRR), 0x400);
	assert_int_equal(rd(f, SOC_A7, EXTI_RPR3), 0x10);
	assert_true(board_a7_irq_level(f->board, 143));
	assert_int_equal(rd(f, SOC_A7, CR) & 0x80, 0);
	assert_int_equal(rd(f, SOC_A7, CFR), 0x7F);
}

static void assert_not_bitten(struct fixture *f)
{
	assert_int_equal(rd(f, SOC_M4, MC_RSTSCLRR), 0);
	assert_int_equal(rd(f, SOC_A7, EXTI_RPR3), 0);
	assert_false(board_a7_irq_level(f->board, 143));
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, SOC_M4, CR), 0x7F);
	assert_int_equal(rd(f, SOC_M4, CFR), 0x7F);
	assert_int_equal(rd(f, SOC_M4, SR), 0);
	assert_int_equal(rd(f, SOC_M4, 0x4000A3F0), 0xFFF);
	assert_int_equal(rd(f, SOC_M4, 0x4000A3F4), 0x21);
	assert_int_equal(rd(f, SOC_M4, 0x4000A3F8), 0x00120051);
	assert_int_equal(rd(f, SOC_M4, 0x4000A3FC), 0xA3C5DD01);
	/* nothing is due while it is not started */
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
	assert_int_equal(f->notes, 0);
}

static void the_counter_runs_before_it_is_started(void **state)
{
	struct fixture *f = *state;

	pass(f, COUNT);
	assert_int_equal(rd(f, SOC_M4, CR), 0x7E);
	pass(f, 62 * COUNT);
	assert_int_equal(rd(f, SOC_M4, CR), 0x40);
	assert_int_equal(rd(f, SOC_M4, SR), 1);
	pass(f, COUNT);
	assert_int_equal(rd(f, SOC_M4, CR), 0x3F);
	pass(f, 64 * COUNT);
	assert_int_equal(rd(f, SOC_M4, CR), 0x7F);
	assert_not_bitten(f);
}

static void it_bites_when_the_counter_passes_0x40(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0xFF);
	pass(f, 64 * COUNT - 1);
	assert_int_equal(rd(f, SOC_M4, CR), 0xC0);
	assert_not_bitten(f);
	pass(f, 1);
	assert_bitten(f);
	/* the edge is latched until the A7 clears it */
	wr(f, SOC_A7, EXTI_RPR3, 0x10);
	assert_false(board_a7_irq_level(f->board, 143));
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
}

static void refreshing_keeps_it_quiet(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0xFF);
	for (unsigned i = 0; i < 20; i++) {
		pass(f, 60 * COUNT);
		wr(f, SOC_M4, CR, 0x7F); /* WDGA is not cleared by writing 0 */
		assert_int_equal(rd(f, SOC_M4, CR), 0xFF);
	}
	assert_not_bitten(f);
	assert_int_equal(f->notes, 0);
}

static void the_prescaler_divides_up_to_128(void **state)
{
	for (uint32_t wdgtb = 0; wdgtb < 8; wdgtb++) {
		struct fixture *f = *state;

		wr(f, SOC_M4, CFR, 0x7F | wdgtb << 11);
		assert_int_equal(rd(f, SOC_M4, CFR), 0x7F | wdgtb << 11);
		wr(f, SOC_M4, CR, 0xC1);
		pass(f, (2 * COUNT << wdgtb) - 1);
		assert_not_bitten(f);
		pass(f, 1);
		assert_bitten(f);
		wr(f, SOC_A7, EXTI_RPR3, 0x10);
		wr(f, SOC_M4, MC_RSTSCLRR, 0x7FF);
	}
}

static void the_early_interrupt_comes_at_0x40(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CFR, 0x27F);
	wr(f, SOC_M4, CR, 0xFF);
	pass(f, 63 * COUNT - 1);
	assert_false(board_m4_irq_level(f->board, 0));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 0));
	assert_int_equal(rd(f, SOC_M4, SR), 1);
	/* EWI stays enabled; EWIF is cleared by writing 0 */
	wr(f, SOC_M4, CFR, 0x7F);
	assert_int_equal(rd(f, SOC_M4, CFR), 0x27F);
	wr(f, SOC_M4, SR, 1);
	assert_true(board_m4_irq_level(f->board, 0));
	wr(f, SOC_M4, CR, 0x7F);
	wr(f, SOC_M4, SR, 0);
	assert_false(board_m4_irq_level(f->board, 0));
	assert_not_bitten(f);
	/* again, and this time nobody refreshes */
	pass(f, 64 * COUNT);
	assert_bitten(f);
	assert_false(board_m4_irq_level(f->board, 0));
}

static void a_refresh_above_the_window_bites(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0xFF);
	wr(f, SOC_M4, CFR, 0x50);
	pass(f, (0x7F - 0x50) * COUNT);
	wr(f, SOC_M4, CR, 0x7F); /* at the window's edge: allowed */
	assert_not_bitten(f);
	pass(f, (0x7F - 0x51) * COUNT);
	wr(f, SOC_M4, CR, 0x7F);
	assert_bitten(f);
	assert_int_equal(fixture_noted(f, "WWDG1", "above the window"), 1);
}

static void clearing_t6_bites(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0x3F); /* not started */
	assert_not_bitten(f);
	wr(f, SOC_M4, CR, 0xFF);
	wr(f, SOC_M4, CR, 0x3F);
	assert_bitten(f);
	assert_int_equal(fixture_noted(f, "WWDG1", "T6"), 1);
}

static void without_a_clock_it_stands(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0xFF);
	pass(f, 10 * COUNT);
	wr(f, SOC_M4, 0x50000A84, 0x10000000);
	pass(f, 1000 * COUNT);
	wr(f, SOC_M4, 0x50000A80, 0x10000000);
	assert_int_equal(rd(f, SOC_M4, CR), 0xFF - 10);
	pass(f, 53 * COUNT);
	assert_not_bitten(f);
	pass(f, COUNT);
	assert_bitten(f);
}

/* RCC_MP_GCR.BOOT_MCU is 0, as Linux leaves it: the M4 stays in reset. */
static void the_m4_stays_held(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_run(f->board, 10 * COUNT), BOARD_TIME);
	wr(f, SOC_A7, MP_GCR, 0);
	wr(f, SOC_M4, CR, 0xC0);
	assert_true(board_m4_running(f->board));
	(void)board_run(f->board, 20 * COUNT);
	assert_false(board_m4_running(f->board));
	assert_bitten(f);
}

static void it_starts_again_when_it_is_let_go(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0xC0);
	(void)board_run(f->board, 20 * COUNT);
	assert_true(board_m4_running(f->board));
	assert_bitten(f);
	assert_int_equal(cortex_m_get(board_core(f->board), CORTEX_M_PC), 0x10);
}

static void a_reset_by_the_a7_stops_it(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR, 0xFF);
	wr(f, SOC_A7, 0x50000404, 0x2); /* RCC_MP_GRSTCSETR.MCURST */
	assert_int_equal(rd(f, SOC_M4, CR), 0x7F);
	assert_int_equal(rd(f, SOC_M4, MC_RSTSCLRR), 0x20);
	pass(f, 1000 * COUNT);
	assert_int_equal(rd(f, SOC_M4, MC_RSTSCLRR), 0x20);
}

/* A board of its own, to be told of the reset. */
static void who_listens_finds_the_core_as_it_was(void **state)
{
	static const uint32_t program[] = {0x00010000, 0x11, 0, 0, 0xE7FEE7FE};
	struct fixture told_board = {0};
	const struct board_config config = {
		.engineering_boot = true,
		.signals = {.context = &told_board, .m4_reset = keep_reset}};
	struct fixture *f = &told_board;

	(void)state;
	told = 0;
	pc_at_reset = 0;
	assert_int_equal(board_create(&f->board, &config), 0);
	for (unsigned i = 0; i < 5; i++)
		wr(f, SOC_A7, 0x38000000 + 4 * i, program[i]);
	wr(f, SOC_M4, 0x50000A80, 0x10000000);
	wr(f, SOC_A7, MP_GCR, 1);
	(void)board_run(f->board, COUNT);
	wr(f, SOC_A7, MP_GCR, 0);
	wr(f, SOC_M4, CR, 0xC0);
	(void)board_run(f->board, 20 * COUNT);
	assert_int_equal(told, 0x400);
	assert_int_equal(pc_at_reset, 0x10);
	assert_false(board_m4_running(f->board));
	/* one that is held is not reset again */
	told = 0;
	wr(f, SOC_A7, 0x50000404, 0x2);
	assert_int_equal(told, 0);
	board_destroy(f->board);
}

/* ETZPC id 0x1A (DECPROT1, bits 21:20 of 0x5C007014): 2 is for the M4 alone. */
static void the_firewall_guards_it(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7_SECURE, 0x50000208, 1u << 13); /* TZPCEN */
	wr(f, SOC_A7_SECURE, 0x5C007014, rd(f, SOC_A7_SECURE, 0x5C007014) & ~(UINT32_C(1) << 20));
	wr(f, SOC_A7, CR, 0xC0);
	assert_int_equal(rd(f, SOC_A7, CR), 0);
	assert_int_equal(rd(f, SOC_M4, CR), 0x7F);
}

#define TEST(name)    cmocka_unit_test_setup_teardown(name, clocked, fixture_done)
#define RUNNING(name) cmocka_unit_test_setup_teardown(name, running, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(the_counter_runs_before_it_is_started),
		TEST(it_bites_when_the_counter_passes_0x40),
		TEST(refreshing_keeps_it_quiet),
		TEST(the_prescaler_divides_up_to_128),
		TEST(the_early_interrupt_comes_at_0x40),
		TEST(a_refresh_above_the_window_bites),
		TEST(clearing_t6_bites),
		TEST(without_a_clock_it_stands),
		RUNNING(the_m4_stays_held),
		RUNNING(it_starts_again_when_it_is_let_go),
		RUNNING(a_reset_by_the_a7_stops_it),
		cmocka_unit_test(who_listens_finds_the_core_as_it_was),
		TEST(the_firewall_guards_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
