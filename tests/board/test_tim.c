/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers as the manual says (RM0436, chapters on TIM): literal addresses and values.
 *
 * With every clock at its reset value the timers count HSI, 64 MHz: 15 625 ps a clock.
 */
#include "fixture.h"

#include "board/tim_counter.h"

#define CLOCK UINT64_C(15625)

#define TIM1  0x44000000
#define TIM2  0x40000000
#define TIM3  0x40001000
#define TIM6  0x40004000
#define TIM13 0x40007000

#define CR1   0x00
#define SMCR  0x08
#define DIER  0x0C
#define SR    0x10
#define EGR   0x14
#define CCMR1 0x18
#define CNT   0x24
#define PSC   0x28
#define ARR   0x2C
#define RCR   0x30
#define CCR1  0x34
#define CCR2  0x38
#define CCR3  0x3C
#define CCR4  0x40

/* RCC_MC_APB1ENSETR and RCC_MC_APB2ENSETR */
static int clocked(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000A80, 0x000001FF);
	wr(*state, SOC_M4, 0x50000A88, 0x0000001F);
	return 0;
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static uint32_t get(struct fixture *f, uint32_t address)
{
	return rd(f, SOC_M4, address);
}

static void set(struct fixture *f, uint32_t address, uint32_t value)
{
	wr(f, SOC_M4, address, value);
}

static bool quiet(struct fixture *f)
{
	return timeline_next(board_timeline(f->board)) == TIMELINE_NEVER;
}

static void reset_values(void **state)
{
	static const struct {
		uint32_t base, arr;
	} timers[] = {
		{0x44000000, 0xFFFF}, {0x40000000, 0xFFFFFFFF}, {0x40001000, 0xFFFF},
		{0x40002000, 0xFFFF}, {0x40003000, 0xFFFFFFFF}, {0x40004000, 0xFFFF},
		{0x40005000, 0xFFFF}, {0x44001000, 0xFFFF},	{0x40006000, 0xFFFF},
		{0x40007000, 0xFFFF}, {0x40008000, 0xFFFF},	{0x44006000, 0xFFFF},
		{0x44007000, 0xFFFF}, {0x44008000, 0xFFFF},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		assert_int_equal(get(f, timers[i].base + ARR), timers[i].arr);
		assert_int_equal(get(f, timers[i].base + CNT), 0);
		assert_int_equal(get(f, timers[i].base + SR), 0);
	}
	assert_int_equal(f->notes, 0);
	assert_true(quiet(f));
}

static void counts_every_clock(void **state)
{
	struct fixture *f = *state;

	set(f, TIM2 + CR1, 1);
	pass(f, CLOCK - 1);
	assert_int_equal(get(f, TIM2 + CNT), 0);
	pass(f, 1);
	assert_int_equal(get(f, TIM2 + CNT), 1);
	pass(f, 100000 * CLOCK);
	assert_int_equal(get(f, TIM2 + CNT), 100001);
	set(f, TIM2 + CR1, 0);
	pass(f, 100000 * CLOCK);
	assert_int_equal(get(f, TIM2 + CNT), 100001);
	set(f, TIM2 + CNT, 0xFFFFFFFE);
	set(f, TIM2 + CR1, 1);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM2 + CNT), 0xFFFFFFFF);
	assert_int_equal(get(f, TIM2 + SR) & 1, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM2 + CNT), 0);
	assert_int_equal(get(f, TIM2 + SR) & 1, 1);
	assert_true(quiet(f));
}

static void update_interrupt_on_its_clock(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	set(f, TIM6 + PSC, 63);
	set(f, TIM6 + ARR, 999);
	set(f, TIM6 + EGR, 1);
	assert_int_equal(get(f, TIM6 + SR), 1);
	set(f, TIM6 + SR, 0);
	assert_int_equal(get(f, TIM6 + SR), 0);
	set(f, TIM6 + DIER, 1);
	set(f, TIM6 + CR1, 1);
	for (i = 0; i < 3; i++) {
		pass(f, PS_PER_MS - 1);
		assert_false(board_m4_irq_level(f->board, 54));
		assert_int_equal(get(f, TIM6 + CNT), 999);
		pass(f, 1);
		assert_true(board_m4_irq_level(f->board, 54));
		assert_true(board_a7_irq_level(f->board, 54));
		assert_int_equal(get(f, TIM6 + CNT), 0);
		/* nothing to wait for until the flag is cleared */
		assert_true(quiet(f));
		set(f, TIM6 + SR, 0xFFFFFFFE);
		assert_false(board_m4_irq_level(f->board, 54));
		assert_false(quiet(f));
	}
	set(f, TIM6 + DIER, 0);
	assert_true(quiet(f));
	/* weeks of it are computed at once */
	pass(f, UINT64_C(3600) * 1000 * PS_PER_S + PS_PER_MS / 2);
	assert_int_equal(get(f, TIM6 + CNT), 500);
	assert_int_equal(get(f, TIM6 + SR), 1);
}

static void all_have_their_interrupt(void **state)
{
	static const struct {
		uint32_t base;
		unsigned irq;
	} timers[] = {
		{0x40000000, 28},  {0x40001000, 29},  {0x40002000, 30},	 {0x40003000, 50},
		{0x40004000, 54},  {0x40005000, 55},  {0x40006000, 119}, {0x40007000, 130},
		{0x40008000, 131}, {0x44006000, 116}, {0x44007000, 117}, {0x44008000, 118},
		{0x44000000, 25},  {0x44001000, 44},
	};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		set(f, timers[i].base + DIER, 1);
		set(f, timers[i].base + EGR, 1);
		assert_true(board_m4_irq_level(f->board, timers[i].irq));
		set(f, timers[i].base + SR, 0);
		assert_false(board_m4_irq_level(f->board, timers[i].irq));
	}
	/* TIM1: break 24, trigger and commutation 26, compare 27 */
	set(f, TIM1 + DIER, 0xFF);
	set(f, TIM1 + EGR, 0x80);
	assert_true(board_m4_irq_level(f->board, 24));
	assert_false(board_m4_irq_level(f->board, 26));
	set(f, TIM1 + EGR, 0x40);
	assert_true(board_m4_irq_level(f->board, 26));
	assert_false(board_m4_irq_level(f->board, 27));
	set(f, TIM1 + EGR, 0x02);
	assert_true(board_m4_irq_level(f->board, 27));
	assert_false(board_m4_irq_level(f->board, 25));
}

static void prescaler_and_preload(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + PSC, 9); /* active with the next update only */
	set(f, TIM3 + ARR, 99); /* active now */
	set(f, TIM3 + CR1, 1);
	pass(f, 50 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 50);
	pass(f, 50 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	pass(f, 50 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 5);

	set(f, TIM3 + CR1, 0x81); /* ARPE */
	set(f, TIM3 + ARR, 9);
	pass(f, 900 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 95);
	assert_int_equal(get(f, TIM3 + ARR), 9);
	pass(f, 50 * CLOCK + 90 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 9);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	/* EGR.UG starts a tick anew */
	pass(f, 35 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 3);
	set(f, TIM3 + EGR, 1);
	pass(f, 9 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 1);
}

static void urs_udis_opm(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CR1, 0x04); /* URS: UG sets no flag */
	set(f, TIM3 + EGR, 1);
	assert_int_equal(get(f, TIM3 + SR) & 1, 0);
	set(f, TIM3 + CR1, 0x05);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 1, 1);

	set(f, TIM3 + CR1, 0x00);
	set(f, TIM3 + SR, 0);
	set(f, TIM3 + PSC, 1);
	set(f, TIM3 + CNT, 0);
	set(f, TIM3 + DIER, 1);
	set(f, TIM3 + CR1, 0x03); /* UDIS: no flag, no new prescaler */
	assert_true(quiet(f));
	pass(f, 25 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 5);
	assert_int_equal(get(f, TIM3 + SR) & 1, 0);

	set(f, TIM3 + CR1, 0x09); /* OPM */
	pass(f, 5 * CLOCK);
	assert_int_equal(get(f, TIM3 + CR1), 0x08);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	assert_true(board_m4_irq_level(f->board, 29));
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
}

static void counts_down(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 99);
	set(f, TIM3 + CR1, 0x10);
	set(f, TIM3 + EGR, 1);
	assert_int_equal(get(f, TIM3 + CNT), 99);
	set(f, TIM3 + SR, 0);
	set(f, TIM3 + CCR1, 90);
	set(f, TIM3 + CR1, 0x11);
	pass(f, 8 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 2, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 2, 2);
	pass(f, 90 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	assert_int_equal(get(f, TIM3 + SR) & 1, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 99);
	assert_int_equal(get(f, TIM3 + SR) & 1, 1);
	/* a timer that only counts up has no DIR */
	set(f, TIM6 + CR1, 0x10);
	assert_int_equal(get(f, TIM6 + CR1), 0);
}

static void counts_up_and_down(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 10);
	set(f, TIM3 + CCR1, 4);
	set(f, TIM3 + CR1, 0x21); /* compare flags while counting down only */
	pass(f, 9 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 9);
	assert_int_equal(get(f, TIM3 + SR) & 3, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 3, 1);
	assert_int_equal(get(f, TIM3 + CR1), 0x31);
	set(f, TIM3 + SR, 0);
	pass(f, 6 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 4);
	assert_int_equal(get(f, TIM3 + SR) & 3, 2);
	pass(f, 4 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 3, 3);
	assert_int_equal(get(f, TIM3 + CR1), 0x21);
	pass(f, 2003 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 3);
	/* set to its end it turns with the next clock */
	set(f, TIM3 + CNT, 10);
	pass(f, (1 + 10 + 2000 + 9) * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 9);
}

static void compare_channels(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 999);
	set(f, TIM3 + CCR1, 100);
	set(f, TIM3 + CCR2, 200);
	set(f, TIM3 + CCR3, 5000); /* never reached: at the overflow */
	set(f, TIM3 + CCR4, 0);
	set(f, TIM3 + DIER, 0x06);
	set(f, TIM3 + CR1, 1);
	pass(f, 100 * CLOCK - 1);
	assert_false(board_m4_irq_level(f->board, 29));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 29));
	assert_int_equal(get(f, TIM3 + SR), 0x02);
	set(f, TIM3 + SR, ~0x02u);
	assert_false(board_m4_irq_level(f->board, 29));
	pass(f, 100 * CLOCK - 1);
	assert_false(board_m4_irq_level(f->board, 29));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 29));
	assert_int_equal(get(f, TIM3 + SR), 0x04);
	pass(f, 799 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR), 0x04);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + SR), 0x1D);
	/* channel 1 is an input now and compares no more */
	set(f, TIM3 + CCMR1, 0x0001);
	set(f, TIM3 + SR, 0);
	pass(f, 500 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR), 0x04);
	/* OC2PE: a new value waits for the update */
	set(f, TIM3 + CCMR1, 0x0800);
	set(f, TIM3 + SR, 0);
	set(f, TIM3 + CCR2, 600);
	pass(f, 499 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 0x04, 0);
	pass(f, 600 * CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 0x04, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + SR) & 0x04, 0x04);
}

static void repetition(void **state)
{
	struct fixture *f = *state;

	set(f, TIM1 + ARR, 9);
	set(f, TIM1 + RCR, 2);
	set(f, TIM1 + EGR, 1);
	set(f, TIM1 + SR, 0);
	set(f, TIM1 + DIER, 1);
	set(f, TIM1 + CR1, 1);
	pass(f, 30 * CLOCK - 1);
	assert_false(board_m4_irq_level(f->board, 25));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 25));
	set(f, TIM1 + SR, 0);
	pass(f, 29 * CLOCK);
	assert_int_equal(get(f, TIM1 + SR) & 1, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM1 + SR) & 1, 1);
	pass(f, 3005 * CLOCK);
	assert_int_equal(get(f, TIM1 + CNT), 5);
}

static void smaller_timers_lack_registers(void **state)
{
	struct fixture *f = *state;

	set(f, TIM13 + CCR1, 0x12345678);
	assert_int_equal(get(f, TIM13 + CCR1), 0x5678);
	assert_int_equal(f->notes, 0);
	set(f, TIM13 + CCR2, 7);
	set(f, TIM13 + SMCR, 7);
	set(f, TIM6 + CCR1, 7);
	set(f, TIM2 + RCR, 7);
	assert_int_equal(get(f, TIM13 + CCR2), 0);
	assert_int_equal(get(f, TIM13 + SMCR), 0);
	assert_int_equal(get(f, TIM6 + CCR1), 0);
	assert_int_equal(get(f, TIM2 + RCR), 0);
	assert_int_equal(fixture_noted(f, "TIM13", "does not have"), 1);
}

static void uif_in_the_count(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CR1, 0x801);
	pass(f, 8 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 8);
	pass(f, 5 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0x80000003);
}

/* The gate of RCC stops the count (RCC_MC_APB1ENCLRR), and it goes on where it was. */
static void stops_with_its_clock(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + DIER, 1);
	set(f, TIM3 + ARR, 99);
	set(f, TIM3 + CR1, 1);
	pass(f, 50 * CLOCK);
	wr(f, SOC_M4, 0x50000A84, 2);
	assert_true(quiet(f));
	pass(f, 1000 * CLOCK);
	wr(f, SOC_M4, 0x50000A80, 2);
	assert_int_equal(get(f, TIM3 + CNT), 50);
	pass(f, 49 * CLOCK);
	assert_false(board_m4_irq_level(f->board, 29));
	pass(f, CLOCK);
	assert_true(board_m4_irq_level(f->board, 29));
	/* RCC_APB1RSTSETR and CLRR, bit 1 */
	wr(f, SOC_M4, 0x50000980, 2);
	wr(f, SOC_M4, 0x50000984, 2);
	assert_false(board_m4_irq_level(f->board, 29));
	assert_int_equal(get(f, TIM3 + ARR), 0xFFFF);
	assert_true(quiet(f));
}

/* What nobody looks at for long is computed in one go, with all that happened between. */
static void one_look_after_long(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 99);
	set(f, TIM3 + CCR1, 30);
	set(f, TIM3 + PSC, 9); /* from the first update on */
	set(f, TIM3 + CR1, 1);
	pass(f, 100 * CLOCK + 7000 * CLOCK + 550 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 55);
	assert_int_equal(get(f, TIM3 + SR), 0x1F);

	set(f, TIM3 + CR1, 9); /* OPM */
	pass(f, 50000 * CLOCK);
	assert_int_equal(get(f, TIM3 + CR1), 8);
	assert_int_equal(get(f, TIM3 + CNT), 0);

	/* RCR is preloaded too: nine more wraps of the old one, then each is an update */
	set(f, TIM1 + ARR, 9);
	set(f, TIM1 + RCR, 9);
	set(f, TIM1 + EGR, 1);
	set(f, TIM1 + SR, 0);
	set(f, TIM1 + RCR, 0);
	set(f, TIM1 + CR1, 1);
	pass(f, 99 * CLOCK);
	assert_int_equal(get(f, TIM1 + SR) & 1, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM1 + SR) & 1, 1);
	set(f, TIM1 + SR, 0);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, TIM1 + SR) & 1, 1);
}

static void set_beyond_its_end_it_comes_round(void **state)
{
	struct fixture *f = *state;

	set(f, TIM3 + ARR, 9);
	set(f, TIM3 + CNT, 0xFFF0);
	set(f, TIM3 + CR1, 1);
	pass(f, 15 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0xFFFF);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 9);
	assert_int_equal(get(f, TIM3 + SR) & 1, 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	assert_int_equal(get(f, TIM3 + SR) & 1, 1);
	set(f, TIM3 + CNT, 0xFFF0);
	set(f, TIM3 + SR, 0);
	pass(f, (16 + 10 + 500 + 3) * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 3);
	assert_int_equal(get(f, TIM3 + SR) & 1, 1);
	set(f, TIM3 + CNT, 0);
	/* an end of 0 stops the counter */
	set(f, TIM3 + ARR, 0);
	set(f, TIM3 + DIER, 1);
	set(f, TIM3 + SR, 0);
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, TIM3 + CNT), 0);
	assert_int_equal(get(f, TIM3 + SR), 0);
	assert_true(quiet(f));
}

/* Any way to cut a time into pieces gives the same counter. */
static void pieces_are_as_the_whole(void **state)
{
	struct tim_counter whole, pieces;
	unsigned seed = 1, round, i;

	(void)state;
	for (round = 0; round < 2000; round++) {
		uint64_t left, clocks;
		uint8_t matched[2] = {0, 0};

		whole = (struct tim_counter){.max = 0xFFFF, .compare_up = 0xF, .compare_down = 0xF};
		seed = seed * 1103515245 + 12345;
		whole.auto_reload = 1 + (seed >> 16) % 40;
		whole.prescaler = (seed >> 8) % 5;
		whole.center = seed >> 24 & 1;
		whole.down = seed >> 25 & 1;
		whole.count = (seed >> 20) % (whole.auto_reload + 1);
		for (i = 0; i < TIM_CHANNELS; i++)
			whole.compare[i] = (seed >> (4 * i)) % 50;
		pieces = whole;
		left = clocks = 1 + (seed >> 10) % 500;
		while (left >= tim_counter_to_wrap(&whole)) {
			left -= tim_counter_to_wrap(&whole);
			matched[0] |= tim_counter_wrap(&whole);
		}
		matched[0] |= tim_counter_move(&whole, left);
		for (; clocks; clocks--)
			matched[1] |= tim_counter_to_wrap(&pieces) == 1
					      ? tim_counter_wrap(&pieces)
					      : tim_counter_move(&pieces, 1);
		assert_int_equal(whole.count, pieces.count);
		assert_int_equal(whole.down, pieces.down);
		assert_int_equal(whole.divided, pieces.divided);
		assert_int_equal(matched[0], matched[1]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clocked, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(counts_every_clock),
		TEST(update_interrupt_on_its_clock),
		TEST(all_have_their_interrupt),
		TEST(prescaler_and_preload),
		TEST(urs_udis_opm),
		TEST(counts_down),
		TEST(counts_up_and_down),
		TEST(compare_channels),
		TEST(repetition),
		TEST(smaller_timers_lack_registers),
		TEST(uif_in_the_count),
		TEST(stops_with_its_clock),
		TEST(one_look_after_long),
		TEST(set_beyond_its_end_it_comes_round),
		cmocka_unit_test(pieces_are_as_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
