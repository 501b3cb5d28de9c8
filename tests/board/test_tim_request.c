/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of timers to DMA as the manual says (RM0436, TIMx_DIER, TIMx_DCR, TIMx_DMAR; the table of
 * DMAMUX1's inputs): DMA1's stream 0 serves them. */
#include "tim_bench.h"

#define S0CR   0x48000010
#define S0NDTR 0x48000014
#define S0PAR  0x48000018
#define S0M0AR 0x4800001C
#define LIFCR  0x48000008
#define C0CR   0x48002000
#define MEMORY 0x30010000

#define MINC	      0x0400
#define WORDS	      0x5000
#define CIRC	      0x0100
#define TO_PERIPHERAL 0x0040

/* RCC_MC_AHB2ENSETR: DMA1, DMA2, DMAMUX1 */
static int with_dma(void **state)
{
	if (bench_setup(state))
		return -1;
	wr(*state, SOC_M4, 0x50000A98, 0x7);
	return 0;
}

static void serve(struct fixture *f, uint32_t request, uint32_t address, uint32_t count,
		  uint32_t mode)
{
	set(f, S0CR, 0);
	/* RM0436, DMA_SxCR.EN: it reads 1 until what is under way has ended */
	while (get(f, S0CR) & 1)
		pass(f, CLOCK);
	set(f, LIFCR, 0x3D);
	set(f, C0CR, request);
	set(f, S0PAR, address);
	set(f, S0M0AR, MEMORY);
	set(f, S0NDTR, count);
	set(f, S0CR, WORDS | MINC | mode | 1);
}

static void every_event_has_its_request(void **state)
{
	static const struct {
		uint32_t timer;
		uint32_t requests[7]; /* update, channels 1-4, commutation, trigger */
	} timers[] = {
		{0x44000000, {15, 11, 12, 13, 14, 17, 16}},
		{0x44001000, {51, 47, 48, 49, 50, 53, 52}},
		{0x40000000, {22, 18, 19, 20, 21}},
		{0x40001000, {27, 23, 24, 25, 26, 0, 28}},
		{0x40002000, {32, 29, 30, 31}},
		{0x40003000, {59, 55, 56, 57, 58, 0, 60}},
		{0x40004000, {69}},
		{0x40005000, {70}},
		{0x44006000, {106, 105, 0, 0, 0, 108, 107}},
		{0x44007000, {110, 109}},
		{0x44008000, {112, 111}},
	};
	struct fixture *f = *state;
	size_t i;
	unsigned event;

	for (i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		for (event = 0; event < 7; event++) {
			const uint32_t timer = timers[i].timer;

			if (!timers[i].requests[event])
				continue;
			serve(f, timers[i].requests[event], timer + CNT, 10, 0);
			/* not enabled, all others are */
			set(f, timer + DIER, 0x7F00 & ~(0x100u << event));
			set(f, timer + EGR, 1u << event);
			pass(f, PS_PER_US);
			assert_int_equal(get(f, S0NDTR), 10);
			set(f, timer + DIER, 0x100u << event);
			assert_int_equal(get(f, S0NDTR), 10);
			set(f, timer + EGR, 1u << event);
			pass(f, PS_PER_US);
			assert_int_equal(get(f, S0NDTR), 9);
			/* again, though the flag stands */
			set(f, timer + EGR, 1u << event);
			pass(f, PS_PER_US);
			assert_int_equal(get(f, S0NDTR), 8);
			set(f, timer + DIER, 0);
		}
	}
}

/* Each update copies the count of TIM2, which runs beside it. */
static void updates_in_time(void **state)
{
	struct fixture *f = *state;
	uint32_t first;
	unsigned i;

	serve(f, 69, TIM2 + CNT, 5, 0);
	set(f, TIM6 + PSC, 9);
	set(f, TIM6 + ARR, 99);
	set(f, TIM6 + EGR, 1);
	set(f, TIM6 + DIER, 0x100);
	set(f, TIM2 + CR1, 1);
	assert_true(quiet(f));
	set(f, TIM6 + CR1, 1);
	pass(f, 3500 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 2);
	pass(f, 3000 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 0);
	first = get(f, MEMORY);
	assert_in_range(first, 1000, 1010);
	for (i = 0; i < 5; i++)
		assert_int_equal(get(f, MEMORY + 4 * i), first + 1000 * i);
	/* a flag that stands and is not enabled is nobody's business */
	set(f, TIM6 + DIER, 0);
	assert_true(quiet(f));
}

static void compares_in_time_or_with_the_update(void **state)
{
	struct fixture *f = *state;
	uint32_t first;

	serve(f, 24, TIM2 + CNT, 3, 0); /* TIM3_CH2 */
	set(f, TIM3 + ARR, 999);
	set(f, TIM3 + CCR2, 300);
	set(f, TIM3 + DIER, 0x400);
	set(f, TIM2 + CR1, 1);
	set(f, TIM3 + CR1, 1);
	pass(f, 2500 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 0);
	first = get(f, MEMORY);
	assert_in_range(first, 300, 310);
	assert_int_equal(get(f, MEMORY + 4), first + 1000);
	assert_int_equal(get(f, MEMORY + 8), first + 2000);
	/* CCDS */
	set(f, TIM3 + CR2, 0x8);
	serve(f, 24, TIM2 + CNT, 1, 0);
	pass(f, 499 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 1);
	pass(f, 20 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 0);
	assert_in_range(get(f, MEMORY), 3000, 3010);
}

/* TIM4_CH1 is PD12. */
static void captures_are_fetched(void **state)
{
	static const unsigned edges[4] = {100, 250, 277, 1000};
	struct fixture *f = *state;
	unsigned i, at = 0;

	alternate(f, 'D', 12, 2);
	serve(f, 29, TIM4 + CCR1, 4, 0);
	set(f, TIM4 + CCMR1, 0x0001);
	set(f, TIM4 + CCER, 0xB); /* both edges */
	set(f, TIM4 + DIER, 0x200);
	set(f, TIM4 + CR1, 1);
	for (i = 0; i < 4; i++) {
		pass(f, (edges[i] - at) * CLOCK);
		at = edges[i];
		board_gpio_input(f->board, 'D', 12, i % 2 == 0);
	}
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 0);
	for (i = 0; i < 4; i++)
		assert_int_equal(get(f, MEMORY + 4 * i), edges[i]);
	/* DMA read CCR1 in time: no overcapture, no flag */
	assert_int_equal(get(f, TIM4 + SR), 0);
}

/* RM0436, "DMA burst mode": each update writes ARR, RCR and CCR1, which a PWM at PE9 shows. */
static void bursts_write_registers(void **state)
{
	static const uint32_t values[9] = {99, 0, 50, 199, 0, 50, 49, 1, 10};
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;
	unsigned i;

	alternate(f, 'E', 9, 1);
	set(f, TIM1 + ARR, 999);
	set(f, TIM1 + CCR1, 600);
	set(f, TIM1 + CCMR1, 0x0068); /* PWM mode 1, preloaded */
	set(f, TIM1 + EGR, 1);
	set(f, TIM1 + SR, 0);
	set(f, TIM1 + CCER, 1);
	set(f, TIM1 + BDTR, 0x8000);
	for (i = 0; i < 9; i++)
		set(f, MEMORY + 4 * i, values[i]);
	set(f, TIM1 + DCR, 0x020B);
	serve(f, 15, TIM1 + DMAR, 9, TO_PERIPHERAL);
	set(f, TIM1 + DIER, 0x100);
	record(f, &edges, 'E', 9);
	start = now(f);
	set(f, TIM1 + CR1, 0x81);
	pass(f, 999 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 9);
	pass(f, 50 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 6);
	assert_int_equal(get(f, TIM1 + ARR), 99);
	assert_int_equal(get(f, TIM1 + CCR1), 50);
	pass(f, 1500 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 0);
	assert_int_equal(get(f, TIM1 + RCR), 1);
	/* what was written at an update acts from the next on */
	assert_edge(&edges, 0, false, start, 600);
	assert_edge(&edges, 1, true, start, 1000);
	assert_edge(&edges, 2, false, start, 1600);
	assert_edge(&edges, 3, true, start, 2000);
	assert_edge(&edges, 4, false, start, 2050);
	assert_edge(&edges, 5, true, start, 2100);
	assert_edge(&edges, 6, false, start, 2150);
	assert_edge(&edges, 7, true, start, 2300);
	assert_edge(&edges, 8, false, start, 2310);
	assert_edge(&edges, 9, true, start, 2350);
	assert_edge(&edges, 10, false, start, 2360);
}

/* TIM2 has no RCR, which lies between ARR and CCR1: the burst goes over it. */
static void bursts_go_over_what_is_not_there(void **state)
{
	static const uint32_t values[] = {0x0FFF, 0x0000, 0x0111, 0x0222, 0x0333, 0x0555};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < 6; i++)
		wr(f, SOC_M4, MEMORY + 4 * (uint32_t)i, values[i]);
	serve(f, 22, TIM2 + DMAR, 6, TO_PERIPHERAL);
	set(f, TIM2 + DCR, 0x050B); /* 6 from ARR on */
	set(f, TIM2 + DIER, 0x100);
	set(f, TIM2 + EGR, 1);
	pass(f, PS_PER_US);
	assert_int_equal(get(f, S0NDTR), 0);
	assert_int_equal(get(f, TIM2 + ARR), 0x0FFF);
	for (i = 2; i < 6; i++)
		assert_int_equal(get(f, TIM2 + ARR + 4 * (uint32_t)i), values[i]);
	assert_int_equal(f->notes, 0);
}

/* A capture brings both channels' counts, by reading DMAR. */
static void bursts_read_registers(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 2);
	set(f, TIM4 + CCMR1, 0x0201);
	set(f, TIM4 + CCER, 0x31);
	set(f, TIM4 + DCR, 0x010D); /* CCR1 and CCR2 */
	serve(f, 29, TIM4 + DMAR, 4, CIRC);
	set(f, TIM4 + DIER, 0x200);
	set(f, TIM4 + CR1, 1);
	pass(f, 100 * CLOCK);
	board_gpio_input(f->board, 'D', 12, true);
	pass(f, 30 * CLOCK);
	board_gpio_input(f->board, 'D', 12, false);
	pass(f, 70 * CLOCK);
	board_gpio_input(f->board, 'D', 12, true);
	pass(f, 20 * CLOCK);
	assert_int_equal(get(f, MEMORY), 100);
	assert_int_equal(get(f, MEMORY + 4), 0);
	assert_int_equal(get(f, MEMORY + 8), 200);
	assert_int_equal(get(f, MEMORY + 12), 130);
	assert_int_equal(get(f, TIM4 + SR), 0);
}

/* TIM12's TRGO makes generator 0 request (DMAMUX1 RG0CR: signal 7, rising edges, enabled). */
static void trgo_of_tim12(void **state)
{
	struct fixture *f = *state;

	serve(f, 1, TIM2 + CNT, 9, 0);
	set(f, 0x48002100, 0x00030007);
	set(f, TIM2 + CR1, 1);
	set(f, TIM12 + ARR, 99);
	set(f, TIM12 + CR1, 1);
	assert_true(quiet(f));
	set(f, TIM12 + CR2, 0x20); /* the update */
	pass(f, 350 * CLOCK);
	assert_int_equal(get(f, S0NDTR), 6);
	assert_int_equal(get(f, MEMORY + 4) - get(f, MEMORY), 100);
	set(f, TIM12 + CR2, 0);
	assert_true(quiet(f));
	/* a level, of CEN */
	set(f, TIM12 + CR2, 0x10);
	set(f, TIM12 + CR1, 0);
	set(f, TIM12 + CR1, 1);
	pass(f, PS_PER_US);
	assert_int_equal(get(f, S0NDTR), 5);
}

/* A burst by the processor's own writes walks the registers too; a gap in them is nothing. */
static void bursts_by_hand(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	set(f, TIM1 + DCR, 0x0112); /* DCR itself and DMAR */
	set(f, TIM1 + DMAR, 0x0112);
	set(f, TIM1 + DMAR, 7);
	assert_int_equal(get(f, TIM1 + DCR), 0x0112);
	assert_int_equal(get(f, TIM1 + DMAR), 0x0112);
	assert_int_equal(get(f, TIM1 + DMAR), 0);
	set(f, TIM1 + DCR, 0x1F1F); /* beyond the last register */
	for (i = 0; i < 32; i++) {
		set(f, TIM1 + DMAR, 0xFFFFFFFF);
		assert_int_equal(get(f, TIM1 + DMAR), 0);
	}
	/* a smaller timer has no such register */
	set(f, 0x40007000 + DCR, 0x0011);
	set(f, 0x40007000 + DMAR, 0x8000);
	assert_int_equal(get(f, 0x40007000 + BDTR), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, with_dma, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_event_has_its_request),
		TEST(updates_in_time),
		TEST(compares_in_time_or_with_the_update),
		TEST(captures_are_fetched),
		TEST(bursts_write_registers),
		TEST(bursts_go_over_what_is_not_there),
		TEST(bursts_read_registers),
		TEST(trgo_of_tim12),
		TEST(bursts_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
