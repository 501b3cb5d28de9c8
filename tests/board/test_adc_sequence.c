/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sequences of the converters as the manual says (RM0436, "ADC"): modes, flags and interrupts, watchdogs, DMA,
 * triggers. A conversion of 16 bits takes 10 cycles of 62 500 ps.
 */
#include "adc_bench.h"
#include "board/gpio.h"

#define ONE (10 * CYCLE)

/* Channels 10, 9 and 5 are PC0, PB0 and PB1 */
#define PB0   (1 * 16 + 0)
#define PB1   (1 * 16 + 1)
#define THREE (2 | 10 << 6 | 9 << 12 | 5 << 18)

#define S0CR   0x48001010
#define S0NDTR 0x48001014
#define S0PAR  0x48001018
#define S0M0AR 0x4800101C
#define C8CR   0x48002020
#define MEMORY 0x30010000

#define START (POWERED | 5)

static void three(struct fixture *f, uint32_t adc)
{
	power(f, adc);
	analog_set(f->board, PC0, 825000);
	analog_set(f->board, PB0, 1650000);
	analog_set(f->board, PB1, 2475000);
	set(f, adc + SQR1, THREE);
}

/* DMA2's stream 0, 16 bits, to memory. */
static void serve(struct fixture *f, uint32_t request, uint32_t data, uint32_t count, uint32_t mode)
{
	set(f, C8CR, request);
	set(f, S0PAR, data);
	set(f, S0M0AR, MEMORY);
	set(f, S0NDTR, count);
	set(f, S0CR, 0x2C00 | mode | 1);
}

static uint32_t stored(struct fixture *f, unsigned index)
{
	return rd_size(f, SOC_M4, MEMORY + 2 * index, 2);
}

static void a_sequence_raises_flags(void **state)
{
	static const uint32_t values[] = {0x4000, 0x8000, 0xC000};
	struct fixture *f = *state;
	unsigned i;

	three(f, ADC1);
	set(f, ADC1 + IER, 0x4);
	set(f, ADC1 + CR, START);
	for (i = 0; i < 3; i++) {
		pass(f, ONE - 1);
		assert_false(board_m4_irq_level(f->board, 18));
		pass(f, 1);
		assert_true(board_m4_irq_level(f->board, 18));
		assert_true(board_a7_irq_level(f->board, 18));
		assert_int_equal(get(f, ADC1 + ISR) & 8, i == 2 ? 8 : 0);
		assert_int_equal(get(f, ADC1 + CR), i == 2 ? POWERED | 1 : START);
		assert_int_equal(get(f, ADC1 + DR), values[i]);
		assert_false(board_m4_irq_level(f->board, 18));
	}
	assert_true(quiet(f));
	/* EOS; and it begins with the first again */
	set(f, ADC1 + ISR, 0xA);
	set(f, ADC1 + IER, 0x8);
	set(f, ADC1 + CR, START);
	pass(f, 3 * ONE - 1);
	assert_false(board_m4_irq_level(f->board, 18));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 18));
}

static void sixteen_ranks(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	three(f, ADC1);
	set(f, ADC1 + CFGR, 0x80010000); /* DISCEN, one by one */
	set(f, ADC1 + SQR1, 15 | 10 << 6 | 9 << 12 | 5 << 18 | 10 << 24);
	set(f, ADC1 + SQR2, 9 | 5 << 6 | 10 << 12 | 9 << 18 | 5 << 24);
	set(f, ADC1 + SQR2 + 4, 10 | 9 << 6 | 5 << 12 | 10 << 18 | 9 << 24);
	set(f, ADC1 + SQR4, 5 | 10 << 6);
	for (i = 0; i < 17; i++) {
		set(f, ADC1 + CR, START);
		pass(f, ONE);
		assert_int_equal(get(f, ADC1 + CR), POWERED | 1);
		assert_int_equal(get(f, ADC1 + ISR) & 8, i == 15 ? 8 : 0);
		assert_int_equal(get(f, ADC1 + DR), 0x4000 * (i % 16 % 3 + 1));
		set(f, ADC1 + ISR, 0xA);
	}
}

static void overruns(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	set(f, ADC1 + IER, 0x10);
	set(f, ADC1 + CR, START);
	pass(f, 2 * ONE);
	assert_true(board_m4_irq_level(f->board, 18));
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x1C, 0x1C);
	assert_int_equal(get(f, ADC1 + DR), 0x4000); /* the first was kept */
	set(f, ADC1 + ISR, 0x7FF);
	set(f, ADC1 + CFGR, 0x80001000); /* OVRMOD */
	set(f, ADC1 + CR, START);
	pass(f, 3 * ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x1C, 0x1C);
	assert_int_equal(get(f, ADC1 + DR), 0xC000); /* the last */
}

static void waits_until_it_was_read(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	set(f, ADC1 + CFGR, 0x80004000); /* AUTDLY */
	set(f, ADC1 + CR, START);
	pass(f, 100 * ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x1C, 0x04);
	assert_int_equal(get(f, ADC1 + DR), 0x4000);
	pass(f, ONE - 1);
	assert_int_equal(get(f, ADC1 + ISR) & 0x1C, 0);
	pass(f, 1);
	assert_int_equal(get(f, ADC1 + ISR) & 0x1C, 0x04);
	set(f, ADC1 + ISR, 4); /* that counts, too */
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + DR), 0xC000);
}

/* Continuous conversions that nobody waits for cost no events, and are there when somebody looks. */
static void goes_on_by_itself(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	set(f, ADC1 + CFGR, 0x80003000); /* CONT, OVRMOD */
	set(f, ADC1 + CR, START);
	assert_true(quiet(f));
	pass(f, 3 * ONE + ONE / 2);
	assert_int_equal(get(f, ADC1 + DR), 0xC000);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + DR), 0x4000);
	pass(f, UINT64_C(3600000000000000)); /* an hour: a multiple of a sequence */
	assert_int_equal(get(f, ADC1 + DR), 0x4000);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + DR), 0x8000);
	analog_set(f->board, PB1, 0); /* after it was sampled */
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + DR), 0xC000);
	pass(f, 3 * ONE);
	assert_int_equal(get(f, ADC1 + DR), 0);
	/* an interrupt is in time */
	set(f, ADC1 + ISR, 0x7FF);
	set(f, ADC1 + IER, 0x8);
	pass(f, 3 * ONE);
	assert_true(board_m4_irq_level(f->board, 18));
	set(f, ADC1 + IER, 0);
	set(f, ADC1 + CR, POWERED | 0x11); /* ADSTP */
	assert_int_equal(get(f, ADC1 + CR), POWERED | 1);
	set(f, ADC1 + ISR, 0x7FF);
	pass(f, 100 * ONE);
	assert_int_equal(get(f, ADC1 + ISR), 0x1000);
}

static void injected_ones_go_first(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	set(f, ADC1 + JSQR, 1 | 5 << 9 | 9 << 15);
	set(f, ADC1 + IER, 0x40);
	set(f, ADC1 + CR, START);
	pass(f, ONE + ONE / 2);
	set(f, ADC1 + CR, START | 8);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x6C, 0x24);
	assert_int_equal(get(f, ADC1 + JDR1), 0xC000);
	assert_int_equal(get(f, ADC1 + ISR) & 0x6C, 0x04);
	pass(f, ONE);
	assert_true(board_m4_irq_level(f->board, 18));
	assert_int_equal(get(f, ADC1 + CR), START);
	assert_int_equal(get(f, ADC1 + JDR1 + 4), 0x8000);
	/* the regular one that was interrupted begins anew */
	assert_int_equal(get(f, ADC1 + DR), 0x4000);
	pass(f, ONE - 1);
	assert_int_equal(get(f, ADC1 + ISR) & 4, 0);
	pass(f, 1);
	assert_int_equal(get(f, ADC1 + DR), 0x8000);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + DR), 0xC000);

	/* JAUTO: after each regular sequence */
	set(f, ADC1 + ISR, 0x7FF);
	set(f, ADC1 + CFGR, 0x82001000);
	set(f, ADC1 + CR, START);
	pass(f, 5 * ONE - 1);
	assert_int_equal(get(f, ADC1 + ISR) & 0x68, 0x28);
	pass(f, 1);
	assert_int_equal(get(f, ADC1 + ISR) & 0x68, 0x68);
}

static void watchdogs(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	/* AWD1 of channel 10, 12 bits: thresholds are aligned to 16 */
	set(f, ADC1 + CFGR, 0x80000008 | 3u << 22 | 10u << 26);
	set(f, ADC1 + LTR1, 0x4000);
	set(f, ADC1 + HTR1, 0x8000);
	set(f, ADC1 + IER, 0x80);
	assert_int_equal(convert(f, ADC1, 10), 0x400);
	assert_int_equal(convert(f, ADC1, 5), 0xC00); /* another channel */
	analog_set(f->board, PC0, 1650000);
	set(f, ADC1 + SQR1, 10 << 6);
	set(f, ADC1 + CR, START);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x380, 0);
	(void)get(f, ADC1 + DR);
	analog_set(f->board, PC0, 1651000);
	set(f, ADC1 + CR, START);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x380, 0x80);
	assert_true(board_m4_irq_level(f->board, 18));
	set(f, ADC1 + ISR, 0x7FF);
	assert_false(board_m4_irq_level(f->board, 18));
	analog_set(f->board, PC0, 820000);
	set(f, ADC1 + CR, START);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x380, 0x80);
	set(f, ADC1 + ISR, 0x7FF);

	/* AWD2 and AWD3 guard sets of channels */
	set(f, ADC1 + CFGR, 0x80000000);
	set(f, ADC1 + AWD2CR, 1 << 10 | 1 << 9);
	set(f, ADC1 + AWD2CR + 4, 1 << 5);
	set(f, ADC1 + HTR2, 0x7FFF);
	set(f, ADC1 + LTR2 + 8, 0xC001);
	set(f, ADC1 + SQR1, THREE);
	set(f, ADC1 + CR, START);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x380, 0);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x380, 0x100);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x380, 0x300);
}

static void dma_once(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	serve(f, 9, ADC1 + DR, 4, 0);
	set(f, ADC1 + IER, 0x10);
	set(f, ADC1 + CFGR, 0x80002001); /* CONT, DMNGT one shot */
	set(f, ADC1 + CR, START);
	pass(f, 4 * ONE + ONE / 2);
	assert_int_equal(get(f, S0NDTR), 0);
	assert_int_equal(get(f, S0CR) & 1, 0);
	assert_int_equal(stored(f, 0), 0x4000);
	assert_int_equal(stored(f, 1), 0x8000);
	assert_int_equal(stored(f, 2), 0xC000);
	assert_int_equal(stored(f, 3), 0x4000);
	/* it has stopped by itself, and lost nothing */
	pass(f, 100 * ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 0x14, 0);
	assert_int_equal(get(f, ADC1 + DR), 0x4000);
	assert_true(quiet(f));
	/* and begins again with ADSTP and ADSTART */
	set(f, ADC1 + CR, POWERED | 0x11);
	set(f, 0x48001008, 0x3D);
	serve(f, 9, ADC1 + DR, 4, 0);
	set(f, ADC1 + CR, START);
	pass(f, 3 * ONE + ONE / 2);
	assert_int_equal(get(f, S0NDTR), 1);
}

static void dma_for_ever(void **state)
{
	struct fixture *f = *state;

	three(f, ADC2);
	serve(f, 10, ADC2 + DR, 3, 0x100);
	set(f, ADC2 + CFGR, 0x80002003); /* CONT, DMNGT circular */
	set(f, ADC2 + CR, START);
	pass(f, 7 * ONE + ONE / 2);
	assert_int_equal(get(f, S0NDTR), 2);
	analog_set(f->board, PB0, 0);
	pass(f, ONE);
	assert_int_equal(stored(f, 1), 0x8000);
	pass(f, 3 * ONE);
	assert_int_equal(stored(f, 0), 0x4000);
	assert_int_equal(stored(f, 1), 0);
	assert_int_equal(stored(f, 2), 0xC000);
	assert_int_equal(get(f, ADC2 + ISR) & 0x10, 0);

	/* nobody fetches: an overrun, and no more requests until OVR is cleared */
	set(f, S0CR, 0);
	pass(f, 4 * ONE);
	assert_int_equal(get(f, ADC2 + ISR) & 0x10, 0x10);
	set(f, 0x48001008, 0x3D);
	serve(f, 10, ADC2 + DR, 3, 0x100);
	pass(f, 4 * ONE);
	assert_int_equal(get(f, S0NDTR), 3);
}

/* A timer's update, rising: one conversion each, in time. */
static void a_timer_triggers(void **state)
{
	static const struct {
		uint32_t timer, extsel, jextsel;
	} timers[] = {
		{TIM1, 9, 0},	{TIM2, 11, 2}, {TIM3, 4, 12},	{TIM4, 12, 5},
		{TIM6, 13, 14}, {TIM8, 7, 9},  {TIM15, 14, 15},
	};
	struct fixture *f = *state;
	unsigned i;

	three(f, ADC1);
	set(f, ADC1 + SQR1, 10 << 6);
	set(f, ADC1 + JSQR, 0); /* the injected one is told apart below */
	for (i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		const uint32_t tim = timers[i].timer;

		set(f, ADC1 + CFGR, 0x80000400 | timers[i].extsel << 5);
		set(f, ADC1 + CR, START);
		assert_int_equal(get(f, ADC1 + CR), START);
		set(f, tim + CR2, 0x20); /* MMS: update */
		set(f, tim + ARR, 63);
		set(f, tim + CR1, 1);
		pass(f, 64 * CLOCK + ONE - 1);
		assert_int_equal(get(f, ADC1 + ISR) & 4, 0);
		pass(f, 1);
		assert_int_equal(get(f, ADC1 + ISR) & 4, 4);
		assert_int_equal(get(f, ADC1 + DR), 0x4000);
		assert_int_equal(get(f, ADC1 + CR), START); /* it waits for the next */
		pass(f, 64 * CLOCK);
		assert_int_equal(get(f, ADC1 + ISR) & 0x14, 4);
		set(f, ADC1 + CR, POWERED | 0x11);
		set(f, ADC1 + ISR, 0x7FF);

		set(f, ADC1 + JSQR, 9u << 9 | 1 << 7 | timers[i].jextsel << 2);
		set(f, ADC1 + CR, POWERED | 9);
		set(f, tim + EGR, 1);
		pass(f, ONE);
		assert_int_equal(get(f, ADC1 + ISR) & 0x64, 0x60);
		assert_int_equal(get(f, ADC1 + JDR1), 0x8000);
		assert_int_equal(get(f, ADC1 + CR), POWERED | 9);
		set(f, ADC1 + CR, POWERED | 0x21);
		set(f, ADC1 + ISR, 0x7FF);
		set(f, tim + CR1, 0);
	}
	assert_true(quiet(f));
}

/* A channel's OCxREF: its edges, without any pin. */
static void a_channel_triggers(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	set(f, ADC1 + SQR1, 10 << 6);
	set(f, ADC1 + CFGR, 0x80000000 | 2 << 10 | 3 << 5); /* falling, TIM2_CH2 */
	set(f, TIM2 + CCMR1, 0x6000); /* PWM mode 1 */
	set(f, TIM2 + CCR2, 128);
	set(f, TIM2 + ARR, 1023);
	set(f, TIM2 + EGR, 1);
	set(f, ADC1 + CR, START);
	set(f, TIM2 + CR1, 1);
	pass(f, 128 * CLOCK + ONE - 1);
	assert_int_equal(get(f, ADC1 + ISR) & 4, 0);
	pass(f, 1);
	assert_int_equal(get(f, ADC1 + ISR) & 4, 4);
	(void)get(f, ADC1 + DR);
	set(f, ADC1 + CR, POWERED | 0x11);
	set(f, ADC1 + CFGR, 0x80000000 | 3 << 10 | 3 << 5); /* both edges */
	set(f, ADC1 + CR, START);
	pass(f, 1024 * CLOCK);
	assert_int_equal(get(f, ADC1 + ISR) & 0x10, 0x10);
	set(f, TIM2 + CR1, 0);
	assert_int_equal(fixture_noted(f, "ADC12", ""), 0);
}

static void a_pin_triggers(void **state)
{
	struct fixture *f = *state;

	three(f, ADC1);
	set(f, ADC1 + SQR1, 10 << 6);
	set(f, ADC1 + CFGR, 0x80000000 | 1 << 10 | 6 << 5); /* EXTI line 11 */
	wr(f, SOC_M4, 0x5000D068, 0x04000000); /* EXTICR3: port E */
	wr(f, SOC_M4, 0x5000D000, 1 << 11); /* RTSR1 */
	set(f, 0x50006000, 0xFF3FFFFF); /* PE11 is an input */
	set(f, ADC1 + CR, START);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 4, 0);
	gpio_input(board_device(f->board, "GPIOE"), 11, true);
	pass(f, ONE);
	assert_int_equal(get(f, ADC1 + ISR) & 4, 4);

	set(f, ADC1 + CR, POWERED | 0x11);
	set(f, ADC1 + CFGR, 0x80000000 | 1 << 10 | 18 << 5); /* LPTIM1 */
	set(f, ADC1 + CR, START);
	assert_int_equal(fixture_noted(f, "ADC12", "external trigger 18"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, with_adc, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sequence_raises_flags),
		TEST(sixteen_ranks),
		TEST(overruns),
		TEST(waits_until_it_was_read),
		TEST(goes_on_by_itself),
		TEST(injected_ones_go_first),
		TEST(watchdogs),
		TEST(dma_once),
		TEST(dma_for_ever),
		TEST(a_timer_triggers),
		TEST(a_channel_triggers),
		TEST(a_pin_triggers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
