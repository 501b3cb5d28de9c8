/* SPDX-License-Identifier: BSD-3-Clause */
/* Outputs of timers as the manual says (RM0436, chapters on TIM, OCxM, CCER and BDTR). */
#include "tim_bench.h"

#include "board/gpio.h"

/* TIM3_CH1 is PC6 with AF2, TIM3_CH2 is PC7. */
static void pwm_at_a_pin(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;
	unsigned i;

	alternate(f, 'C', 6, 2);
	record(f, &edges, 'C', 6);
	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CCR1, 3);
	set(f, TIM3 + CCMR1, 0x0060); /* PWM mode 1 */
	assert_int_equal(edges.count, 0);
	start = now(f);
	set(f, TIM3 + CCER, 0x1);
	assert_edge(&edges, 0, true, start, 0);
	set(f, TIM3 + CR1, 1);
	pass(f, 43 * CLOCK);
	assert_int_equal(edges.count, 10);
	for (i = 0; i < 4; i++) {
		assert_edge(&edges, 1 + 2 * i, false, start, 10 * i + 3);
		assert_edge(&edges, 2 + 2 * i, true, start, 10 * i + 10);
	}
	/* active low */
	set(f, TIM3 + CCER, 0x3);
	assert_true(edges.level[edges.count - 1]);
	pass(f, 7 * CLOCK);
	assert_false(edges.level[edges.count - 1]);
	/* a longer pulse from now on, without preload */
	set(f, TIM3 + CCER, 0x1);
	edges.count = 0;
	start = now(f);
	set(f, TIM3 + CCR1, 8);
	pass(f, 10 * CLOCK);
	assert_edge(&edges, 0, false, start, 8);
	assert_edge(&edges, 1, true, start, 10);
	/* stopped, the level stays and nothing is armed */
	set(f, TIM3 + CR1, 0);
	assert_true(quiet(f));
	set(f, TIM3 + CR1, 1);
	set(f, TIM3 + CCER, 0);
	assert_false(edges.level[edges.count - 1]);
	assert_true(quiet(f));
}

static void nobody_watches_and_nothing_is_armed(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	alternate(f, 'C', 6, 2);
	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CCR1, 3);
	set(f, TIM3 + CCMR1, 0x0060);
	set(f, TIM3 + CCER, 0x1);
	set(f, TIM3 + CR1, 1);
	assert_true(quiet(f));
	for (i = 0; i < 40; i++) {
		assert_int_equal(reads(f, 'C', 6), i % 10 < 3);
		pass(f, CLOCK);
	}
	pass(f, 1000000 * CLOCK);
	assert_true(reads(f, 'C', 6));
	pass(f, 3 * CLOCK);
	assert_false(reads(f, 'C', 6));
	assert_false(gpio_level(board_device(f->board, "GPIOC"), 6));
	assert_true(quiet(f));
	/* EXTI listens: EXTICR2 line 6 to port C, RTSR1 */
	set(f, 0x5000D064, 0x00020000);
	assert_true(quiet(f));
	set(f, 0x5000D000, 0x00000040);
	assert_false(quiet(f));
	assert_int_equal(get(f, 0x5000D00C), 0);
	pass(f, 7 * CLOCK);
	assert_int_equal(get(f, 0x5000D00C), 0x40);
	set(f, 0x5000D000, 0);
	assert_true(quiet(f));
}

/* RM0436, "PWM edge-aligned mode" and "PWM center-aligned mode": the waveforms for ARR = 8. */
static void waveforms(void **state)
{
	static const struct {
		uint32_t cr1, mode, arr, ccr;
		const char *level; /* from the start, one clock a letter */
	} cases[] = {
		{0x01, 0x60, 8, 4, "++++-----++++"},
		{0x01, 0x60, 8, 8, "++++++++-+++"},
		{0x01, 0x60, 8, 9, "++++++++++++"},
		{0x01, 0x60, 8, 0, "------------"},
		{0x01, 0x70, 8, 4, "----+++++----"},
		{0x11, 0x60, 8, 4, "----+++++----"},
		{0x11, 0x60, 8, 9, "++++++++++++"},
		{0x11, 0x60, 8, 0, "--------+---"},
		{0x21, 0x60, 8, 4, "++++--------++++++++--------++++"},
		{0x41, 0x60, 8, 7, "+++++++--++++++++++++++--+++++++"},
		{0x61, 0x60, 8, 8, "++++++++++++++++++++"},
		{0x61, 0x60, 8, 0, "--------------------"},
		{0x61, 0x40, 8, 4, "--------------------"},
		{0x61, 0x50, 8, 4, "++++++++++++++++++++"},
	};
	struct fixture *f = *state;
	unsigned i, watched;
	size_t clock;

	alternate(f, 'C', 6, 2);
	for (i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		const char *level = cases[i / 2].level;
		struct edges edges;

		/* looked at, or told */
		watched = i % 2;
		if (watched)
			record(f, &edges, 'C', 6);
		set(f, TIM3 + CR1, cases[i / 2].cr1 & ~1u);
		set(f, TIM3 + ARR, cases[i / 2].arr);
		set(f, TIM3 + CCR1, cases[i / 2].ccr);
		set(f, TIM3 + CCMR1, cases[i / 2].mode);
		set(f, TIM3 + CCER, 0x1);
		set(f, TIM3 + EGR, 1);
		set(f, TIM3 + CR1, cases[i / 2].cr1);
		for (clock = 0; level[clock]; clock++) {
			if (watched && edges.count)
				assert_int_equal(edges.level[edges.count - 1], level[clock] == '+');
			else
				assert_int_equal(reads(f, 'C', 6), level[clock] == '+');
			pass(f, CLOCK);
		}
		set(f, TIM3 + CR1, 0);
		set(f, TIM3 + CCER, 0);
		if (watched)
			gpio_unwatch(board_device(f->board, "GPIOC"), 6, edges_keep, &edges);
	}
}

static void modes_that_act_on_a_match(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'C', 6, 2);
	alternate(f, 'C', 7, 2);
	record(f, &edges, 'C', 6);
	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CCR1, 3);
	set(f, TIM3 + CCMR1, 0x0030); /* toggle */
	set(f, TIM3 + CCER, 0x1);
	start = now(f);
	set(f, TIM3 + CR1, 1);
	pass(f, 30 * CLOCK);
	assert_int_equal(edges.count, 3);
	assert_edge(&edges, 0, true, start, 3);
	assert_edge(&edges, 1, false, start, 13);
	assert_edge(&edges, 2, true, start, 23);
	set(f, TIM3 + CCMR1, 0x0020); /* inactive on match */
	pass(f, 20 * CLOCK);
	assert_int_equal(edges.count, 4);
	assert_edge(&edges, 3, false, start, 33);
	set(f, TIM3 + CCMR1, 0x0010); /* active on match */
	pass(f, 20 * CLOCK);
	assert_int_equal(edges.count, 5);
	assert_edge(&edges, 4, true, start, 53);
	set(f, TIM3 + CCMR1, 0x0000); /* frozen */
	assert_true(quiet(f));
	pass(f, 20 * CLOCK);
	assert_int_equal(edges.count, 5);

	/* nobody watches channel 2: how often it toggled is known all the same */
	set(f, TIM3 + CCER, 0x11);
	set(f, TIM3 + CCR2, 5);
	set(f, TIM3 + CCMR1, 0x4000); /* force it inactive, */
	set(f, TIM3 + CCMR1, 0x3000); /* then toggle */
	assert_true(quiet(f));
	pass(f, 1000006 * CLOCK); /* 100 000 turns and a match */
	assert_true(reads(f, 'C', 7));
	pass(f, 1000010 * CLOCK); /* 100 001 more */
	assert_false(reads(f, 'C', 7));
	/* the same up and down, where each turn matches twice but at the top */
	set(f, TIM3 + CR1, 0);
	set(f, TIM3 + CR1, 0x20);
	set(f, TIM3 + EGR, 1);
	set(f, TIM3 + CR1, 0x21);
	pass(f, (18 * 101 + 6) * CLOCK);
	assert_true(reads(f, 'C', 7));
	set(f, TIM3 + CCR2, 9);
	pass(f, (18 * 101) * CLOCK);
	assert_false(reads(f, 'C', 7));
}

static void combined_and_asymmetric(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	alternate(f, 'C', 6, 2);
	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CCR1, 2);
	set(f, TIM3 + CCR2, 6);
	set(f, TIM3 + CCER, 0x1);
	/* OC1 in combined mode 2 and OC2 in PWM mode 1: active from 2 to 5 */
	set(f, TIM3 + CCMR1, 0x00016050);
	set(f, TIM3 + CR1, 1);
	for (i = 0; i < 20; i++) {
		assert_int_equal(reads(f, 'C', 6), i % 10 >= 2 && i % 10 < 6);
		pass(f, CLOCK);
	}
	/* combined mode 1 and PWM mode 2: below 2 or from 6 on */
	set(f, TIM3 + CCMR1, 0x00017040);
	for (i = 0; i < 20; i++) {
		assert_int_equal(reads(f, 'C', 6), i % 10 < 2 || i % 10 >= 6);
		pass(f, CLOCK);
	}
	/* asymmetric mode 1, up and down: channel 1 on the way up, 2 on the way down */
	set(f, TIM3 + CR1, 0);
	set(f, TIM3 + CCMR1, 0x01016060);
	set(f, TIM3 + CR1, 0x20);
	set(f, TIM3 + EGR, 1);
	set(f, TIM3 + CR1, 0x21);
	for (i = 0; i < 36; i++) {
		const unsigned at = i % 18;

		assert_int_equal(reads(f, 'C', 6), at < 9 ? at < 2 : 18 - at <= 6);
		pass(f, CLOCK);
	}
}

/* TIM1: CH1 is PE9, CH1N is PE8, BKIN is PE15, all AF1. */
static void main_output_and_complement(void **state)
{
	struct fixture *f = *state;
	const uint32_t idr = 0x50006010;

	alternate(f, 'E', 9, 1);
	alternate(f, 'E', 8, 1);
	set(f, 0x5000600C, 0x00050000); /* pulls up: high is nobody */
	set(f, TIM1 + ARR, 9);
	set(f, TIM1 + CCR1, 5);
	set(f, TIM1 + CCMR1, 0x0060);
	set(f, TIM1 + CCER, 0x5);
	set(f, TIM1 + CR1, 1);
	assert_int_equal(get(f, idr), 0x0300); /* MOE is 0 */
	set(f, TIM1 + BDTR, 0x8000);
	assert_int_equal(get(f, idr), 0x0200);
	pass(f, 5 * CLOCK);
	assert_int_equal(get(f, idr), 0x0100);
	/* CC1N alone is the reference itself, and OC1 is nobody's, or off with OSSR */
	set(f, TIM1 + CCER, 0x4);
	assert_int_equal(get(f, idr), 0x0200);
	set(f, TIM1 + BDTR, 0x8800);
	assert_int_equal(get(f, idr), 0x0000);
	set(f, TIM1 + CCER, 0x6);
	assert_int_equal(get(f, idr), 0x0200);
	set(f, TIM1 + CCER, 0xC);
	assert_int_equal(get(f, idr), 0x0100);
	/* idle levels with OSSI: OIS1 0, OIS1N 1 */
	set(f, TIM1 + CCER, 0x5);
	set(f, TIM1 + CR2, 0x0200);
	set(f, TIM1 + BDTR, 0x0400);
	assert_int_equal(get(f, idr), 0x0100);
	set(f, TIM1 + BDTR, 0x8400);
	pass(f, 5 * CLOCK);
	assert_int_equal(get(f, idr), 0x0200);

	/* a break by software: EGR.BG */
	set(f, TIM1 + DIER, 0x80);
	set(f, TIM1 + EGR, 0x80);
	assert_int_equal(get(f, TIM1 + SR) & 0x80, 0x80);
	assert_int_equal(get(f, TIM1 + BDTR), 0x0400);
	assert_true(board_m4_irq_level(f->board, 24));
	assert_int_equal(get(f, idr), 0x0100);
	set(f, TIM1 + SR, 0);
	assert_false(board_m4_irq_level(f->board, 24));
	/* AOE: the next update brings them back */
	set(f, TIM1 + BDTR, 0x4400);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, TIM1 + BDTR), 0xC400);
}

static void break_at_its_pin(void **state)
{
	struct fixture *f = *state;

	board_gpio_input(f->board, 'E', 15, true);
	alternate(f, 'E', 9, 1);
	set(f, TIM1 + ARR, 9);
	set(f, TIM1 + CCR1, 10);
	set(f, TIM1 + CCMR1, 0x0060);
	set(f, TIM1 + CCER, 0x1);
	set(f, TIM1 + BDTR, 0x9000); /* BKE, active low, but not at a pin */
	assert_int_equal(get(f, TIM1 + BDTR), 0x9000);
	alternate(f, 'E', 15, 1);
	assert_int_equal(get(f, TIM1 + BDTR), 0x9000);
	assert_true(reads(f, 'E', 9));
	board_gpio_input(f->board, 'E', 15, false);
	assert_int_equal(get(f, TIM1 + BDTR), 0x1000);
	assert_int_equal(get(f, TIM1 + SR) & 0x80, 0x80);
	assert_false(reads(f, 'E', 9));
	/* while it lasts neither the flag nor the outputs come back */
	set(f, TIM1 + SR, 0);
	set(f, TIM1 + BDTR, 0x9000);
	assert_int_equal(get(f, TIM1 + BDTR), 0x1000);
	assert_int_equal(get(f, TIM1 + SR) & 0x80, 0x80);
	board_gpio_input(f->board, 'E', 15, true);
	set(f, TIM1 + SR, 0);
	assert_int_equal(get(f, TIM1 + SR) & 0x80, 0);
	set(f, TIM1 + BDTR, 0x9000);
	assert_int_equal(get(f, TIM1 + BDTR), 0x9000);
	/* LOCK is written once */
	set(f, TIM1 + BDTR, 0x9100);
	set(f, TIM1 + BDTR, 0x9200);
	assert_int_equal(get(f, TIM1 + BDTR), 0x9100);
}

static void commutation_of_preloaded_bits(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'E', 9, 1);
	set(f, TIM1 + BDTR, 0x8000);
	set(f, TIM1 + CR2, 0x1); /* CCPC */
	set(f, TIM1 + CCMR1, 0x0050);
	set(f, TIM1 + CCER, 0x1);
	assert_false(reads(f, 'E', 9));
	set(f, TIM1 + EGR, 0x20); /* COMG */
	assert_true(reads(f, 'E', 9));
	assert_int_equal(get(f, TIM1 + SR), 0x20);
	set(f, TIM1 + CCMR1, 0x0040);
	assert_true(reads(f, 'E', 9));
	set(f, TIM1 + EGR, 0x20);
	assert_false(reads(f, 'E', 9));
}

/* RM0436, "One-pulse mode": a delay, a pulse, and it stops. */
static void one_pulse(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'C', 6, 2);
	record(f, &edges, 'C', 6);
	set(f, TIM3 + ARR, 99);
	set(f, TIM3 + CCR1, 40);
	set(f, TIM3 + CCMR1, 0x0070); /* PWM mode 2 */
	set(f, TIM3 + CCER, 0x1);
	start = now(f);
	set(f, TIM3 + CR1, 0x9);
	pass(f, 1000 * CLOCK);
	assert_int_equal(edges.count, 2);
	assert_edge(&edges, 0, true, start, 40);
	assert_edge(&edges, 1, false, start, 100);
	assert_int_equal(get(f, TIM3 + CR1), 0x8);
	assert_true(quiet(f));
}

static void preload_waits_for_the_update(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'C', 6, 2);
	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CCR1, 5);
	set(f, TIM3 + CCMR1, 0x0068); /* OC1PE */
	set(f, TIM3 + EGR, 1);
	set(f, TIM3 + CCER, 0x1);
	record(f, &edges, 'C', 6);
	start = now(f);
	set(f, TIM3 + CR1, 0x81);
	set(f, TIM3 + CCR1, 2);
	set(f, TIM3 + ARR, 19);
	pass(f, 40 * CLOCK);
	assert_edge(&edges, 0, false, start, 5);
	assert_edge(&edges, 1, true, start, 10);
	assert_edge(&edges, 2, false, start, 12);
	assert_edge(&edges, 3, true, start, 30);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pwm_at_a_pin),
		TEST(nobody_watches_and_nothing_is_armed),
		TEST(waveforms),
		TEST(modes_that_act_on_a_match),
		TEST(combined_and_asymmetric),
		TEST(main_output_and_complement),
		TEST(break_at_its_pin),
		TEST(commutation_of_preloaded_bits),
		TEST(one_pulse),
		TEST(preload_waits_for_the_update),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
