/* SPDX-License-Identifier: BSD-3-Clause */
/* Slave modes, external clocks and timers that trigger each other, as the manual says (RM0436, "Timers
 * and external trigger synchronization", "Timer synchronization", tables of internal triggers). */
#include "tim_bench.h"

static void pin(struct fixture *f, char port, unsigned number, bool level)
{
	board_gpio_input(f->board, port, number, level);
}

static void reset_mode(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 2);
	set(f, TIM4 + CCMR1, 0x0001);
	set(f, TIM4 + SMCR, 0x54); /* TI1FP1 resets */
	set(f, TIM4 + DIER, 0x40);
	set(f, TIM4 + PSC, 9);
	set(f, TIM4 + CR1, 1);
	pass(f, 50 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 50);
	pin(f, 'D', 12, true);
	assert_int_equal(get(f, TIM4 + CNT), 0);
	assert_int_equal(get(f, TIM4 + SR), 0x41); /* trigger, update */
	assert_true(board_m4_irq_level(f->board, 30));
	/* and with the update the prescaler */
	pass(f, 50 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 5);
	set(f, TIM4 + SR, 0);
	pin(f, 'D', 12, false);
	assert_int_equal(get(f, TIM4 + SR), 0);
	/* URS: no update flag */
	set(f, TIM4 + CR1, 0x5);
	pin(f, 'D', 12, true);
	assert_int_equal(get(f, TIM4 + SR), 0x40);
}

static void gated_mode(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 2);
	set(f, TIM4 + CCMR1, 0x0001);
	set(f, TIM4 + CCER, 0x2); /* low counts */
	set(f, TIM4 + SMCR, 0x55);
	set(f, TIM4 + CR1, 1);
	pass(f, 30 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 30);
	pin(f, 'D', 12, true);
	assert_int_equal(get(f, TIM4 + SR), 0x40);
	set(f, TIM4 + SR, 0);
	pass(f, 1000 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 30);
	set(f, TIM4 + DIER, 1);
	assert_true(quiet(f));
	pin(f, 'D', 12, false);
	assert_false(quiet(f));
	assert_int_equal(get(f, TIM4 + SR), 0x40);
	pass(f, 12 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 42);
}

/* RM0436, "One-pulse mode" started by an input, and the retriggerable one. */
static void trigger_mode(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'D', 12, 2);
	alternate(f, 'D', 13, 2);
	record(f, &edges, 'D', 12);
	set(f, TIM4 + ARR, 99);
	set(f, TIM4 + CCR1, 40);
	set(f, TIM4 + CCMR1, 0x0170); /* PWM mode 2; IC2 on TI2 */
	set(f, TIM4 + CCER, 0x1);
	set(f, TIM4 + SMCR, 0x66); /* TI2FP2 starts */
	set(f, TIM4 + CR1, 0x8);
	assert_true(quiet(f));
	pass(f, 77 * CLOCK);
	start = now(f);
	pin(f, 'D', 13, true);
	assert_int_equal(get(f, TIM4 + CR1), 0x9);
	assert_int_equal(get(f, TIM4 + SR), 0x40);
	pass(f, 500 * CLOCK);
	assert_int_equal(edges.count, 2);
	assert_edge(&edges, 0, true, start, 40);
	assert_edge(&edges, 1, false, start, 100);
	assert_int_equal(get(f, TIM4 + CR1), 0x8);

	/* retriggerable mode 2 with combined reset and trigger: the pulse begins at once */
	set(f, TIM4 + CCR1, 0);
	set(f, TIM4 + CCMR1, 0x00010110);
	set(f, TIM4 + SMCR, 0x10060);
	pin(f, 'D', 13, false);
	edges.count = 0;
	start = now(f);
	pin(f, 'D', 13, true);
	pass(f, 60 * CLOCK);
	pin(f, 'D', 13, false);
	pin(f, 'D', 13, true);
	pass(f, 500 * CLOCK);
	assert_int_equal(edges.count, 2);
	assert_edge(&edges, 0, true, start, 0);
	assert_edge(&edges, 1, false, start, 160);
}

/* TIM3_ETR is PD2 with AF2. */
static void external_clocks(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	alternate(f, 'D', 12, 2);
	alternate(f, 'D', 2, 2);
	/* mode 1: rising edges of TI1FP1 */
	set(f, TIM4 + CCMR1, 0x0001);
	set(f, TIM4 + ARR, 3);
	set(f, TIM4 + SMCR, 0x57);
	set(f, TIM4 + DIER, 1);
	set(f, TIM4 + CR1, 1);
	for (i = 0; i < 7; i++) {
		assert_int_equal(get(f, TIM4 + CNT), i % 4);
		assert_int_equal(board_m4_irq_level(f->board, 30), i >= 4);
		pass(f, 100 * CLOCK);
		pin(f, 'D', 12, true);
		pin(f, 'D', 12, false);
	}
	assert_true(quiet(f));

	/* mode 2: ETR, each second falling edge */
	set(f, TIM3 + SMCR, 0xD000); /* ETP, ECE, ETPS 1 */
	set(f, TIM3 + CR1, 1);
	for (i = 0; i < 9; i++) {
		pin(f, 'D', 2, true);
		pin(f, 'D', 2, false);
		assert_int_equal(get(f, TIM3 + CNT), (i + 1) / 2);
	}
	/* ETR as the trigger, high */
	set(f, TIM3 + CR1, 0);
	set(f, TIM3 + SMCR, 0x76);
	pin(f, 'D', 2, true);
	assert_int_equal(get(f, TIM3 + CR1), 1);
	set(f, TIM3 + SMCR, 0x0F76);
	assert_int_equal(fixture_noted(f, "TIM3", "filter"), 1);
}

/* RM0436: "Using one timer as prescaler for another timer": TIM2 is ITR1 of TIM3. */
static void one_timer_counts_another(void **state)
{
	struct fixture *f = *state;

	set(f, TIM2 + CR2, 0x20); /* TRGO is the update */
	set(f, TIM2 + ARR, 99);
	set(f, TIM2 + CR1, 1);
	assert_true(quiet(f));
	set(f, TIM3 + SMCR, 0x17);
	set(f, TIM3 + CR1, 1);
	assert_false(quiet(f));
	pass(f, 100 * CLOCK - 1);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	pass(f, 1);
	assert_int_equal(get(f, TIM3 + CNT), 1);
	pass(f, 4250 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 43);
	/* nobody listens any more, and nothing is armed */
	set(f, TIM3 + SMCR, 0);
	assert_true(quiet(f));
}

/* Every pair of the tables: the master's EGR.UG is the pulse that the slave's trigger flag shows. */
static void internal_triggers(void **state)
{
	static const struct {
		uint32_t slave;
		uint32_t masters[4];
	} tables[] = {
		{0x44000000, {0x44006000, 0x40000000, 0x40001000, 0x40002000}},
		{0x44001000, {0x44000000, 0x40000000, 0x40002000, 0x40003000}},
		{0x40000000, {0x44000000, 0x44001000, 0x40001000, 0x40002000}},
		{0x40001000, {0x44000000, 0x40000000, 0x44006000, 0x40002000}},
		{0x40002000, {0x44000000, 0x40000000, 0x40001000, 0x44001000}},
		{0x40003000, {0x44000000, 0x44001000, 0x40001000, 0x40002000}},
		{0x40006000, {0x40002000, 0x40003000, 0x40007000, 0x40008000}},
		{0x44006000, {0x44000000, 0x40001000, 0x44007000, 0x44008000}},
	};
	struct fixture *f = *state;
	size_t i;
	unsigned itr;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (itr = 0; itr < 4; itr++) {
			const uint32_t slave = tables[i].slave;
			const uint32_t master = tables[i].masters[itr];
			/* TIM13, 14, 16 and 17 give what their channel 1 is */
			const bool channel = master == 0x40007000 || master == 0x40008000 ||
					     master == 0x44007000 || master == 0x44008000;

			set(f, slave + SMCR, itr << 4 | 4);
			if (channel)
				set(f, master + CCMR1, 0x0050);
			else
				set(f, master + EGR, 1);
			assert_int_equal(get(f, slave + SR) & 0x40, 0x40);
			set(f, master + CCMR1, 0);
			set(f, slave + SR, 0);
			set(f, slave + SMCR, 0);
		}
	}
	set(f, TIM2 + SMCR, 0x100004); /* ITR4 */
	assert_int_equal(fixture_noted(f, "TIM2", "ITR3"), 1);
}

static void enable_and_compare_as_triggers(void **state)
{
	struct fixture *f = *state;

	/* TIM1's CEN starts TIM2 (ITR0) */
	set(f, TIM1 + CR2, 0x10);
	set(f, TIM2 + SMCR, 0x06);
	pass(f, 10 * CLOCK);
	set(f, TIM1 + CR1, 1);
	pass(f, 33 * CLOCK);
	assert_int_equal(get(f, TIM1 + CNT), 33);
	assert_int_equal(get(f, TIM2 + CNT), 33);

	/* TIM3 counts while OC1REF of TIM2 is high (ITR1): 30 of 100 clocks */
	set(f, TIM2 + CR1, 0);
	set(f, TIM2 + SMCR, 0);
	set(f, TIM2 + CNT, 0);
	set(f, TIM2 + ARR, 99);
	set(f, TIM2 + CCR1, 30);
	set(f, TIM2 + CCMR1, 0x0060);
	set(f, TIM2 + CR2, 0x40);
	set(f, TIM3 + SMCR, 0x15);
	set(f, TIM3 + CR1, 1);
	set(f, TIM2 + CR1, 1);
	pass(f, 1000 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 300);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 310);

	/* the compare pulse, each time, though the flag stands; TIM4 counts it (ITR1) */
	set(f, TIM2 + CR2, 0x30);
	set(f, TIM4 + SMCR, 0x17);
	set(f, TIM4 + CR1, 1);
	pass(f, 500 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 5);
}

/* A gate that is a pulse is open for one clock. */
static void update_as_a_gate(void **state)
{
	struct fixture *f = *state;

	set(f, TIM2 + CR2, 0x20);
	set(f, TIM2 + ARR, 255);
	set(f, TIM1 + SMCR, 0x15); /* ITR1 */
	set(f, TIM1 + ARR, 4);
	set(f, TIM1 + CR1, 1);
	set(f, TIM2 + CR1, 1);
	pass(f, 256 * 13 * CLOCK);
	assert_int_equal(get(f, TIM1 + CNT), 3);
}

static void circles_end(void **state)
{
	struct fixture *f = *state;

	/* TIM2 resets TIM3, which resets TIM2 */
	set(f, TIM2 + SMCR, 0x24);
	set(f, TIM3 + SMCR, 0x14);
	set(f, TIM2 + EGR, 1);
	assert_int_equal(get(f, TIM3 + SR), 0x41);
	assert_int_equal(get(f, TIM2 + SR), 0x41);
	assert_int_equal(fixture_noted(f, "TIM2", "circle"), 1);
}

/* The M4 is asleep or in a long slice: an edge is captured at its own time, not when it is noticed. */
static void in_time_though_looked_at_late(void **state)
{
	struct fixture *f = *state;
	struct timeline *timeline = board_timeline(f->board);
	struct wire loop;

	alternate(f, 'C', 6, 2);
	alternate(f, 'D', 12, 2);
	wire(f, &loop, 'C', 6, 'D', 12);
	set(f, TIM3 + ARR, 999);
	set(f, TIM3 + CCR1, 500);
	set(f, TIM3 + CCMR1, 0x0070);
	set(f, TIM3 + CCER, 0x1);
	set(f, TIM4 + CCMR1, 0x0001);
	set(f, TIM4 + CCER, 0x1);
	set(f, TIM4 + CR1, 1);
	set(f, TIM3 + CR1, 1);
	/* as in a slice that has gone too far: the time is later than what is due */
	timeline->now += 510 * CLOCK;
	assert_int_equal(get(f, TIM4 + CNT), 510);
	assert_int_equal(get(f, TIM4 + SR), 0x2);
	assert_int_equal(get(f, TIM4 + CCR1), 500);
	timeline->now += 1000 * CLOCK;
	assert_true(reads(f, 'D', 12) || !reads(f, 'C', 6));
	assert_int_equal(get(f, TIM4 + CCR1), 1500);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_mode),
		TEST(gated_mode),
		TEST(trigger_mode),
		TEST(external_clocks),
		TEST(one_timer_counts_another),
		TEST(internal_triggers),
		TEST(enable_and_compare_as_triggers),
		TEST(update_as_a_gate),
		TEST(circles_end),
		TEST(in_time_though_looked_at_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
