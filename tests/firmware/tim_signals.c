/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What timers say of each other's signals (RM0436, chapters on TIM). The board has wires from PC6, which is
 * TIM3_CH1, to PD12, which is TIM4_CH1, and from PB0 and PB1 to PE9 and PE11, which are TIM1_CH1 and CH2.
 */
#include "tim_registers.h"

VECTORS;

static void tim_off(uint32_t tim)
{
	TIM_CR1(tim) = 0;
	TIM_DIER(tim) = 0;
	TIM_CCER(tim) = 0;
	TIM_SMCR(tim) = 0;
	TIM_CCMR1(tim) = 0;
	TIM_PSC(tim) = 0;
	TIM_ARR(tim) = 0xFFFF;
	TIM_EGR(tim) = 1;
	TIM_SR(tim) = 0;
}

/* TIM4 measures the signal at its channel 1: period in CCR1, the high part of it in CCR2. */
static void measure(void)
{
	tim_off(TIM4);
	TIM_CCMR1(TIM4) = 0x0201;
	TIM_CCER(TIM4) = 0x31;
	TIM_SMCR(TIM4) = 0x54;
	TIM_CR1(TIM4) = 1;
}

static void wait_flags(uint32_t tim, uint32_t flags)
{
	while ((TIM_SR(tim) & flags) != flags)
		;
}

static void test_pwm(uint32_t prescaler, uint32_t period, uint32_t high)
{
	unsigned i;

	tim_off(TIM3);
	TIM_PSC(TIM3) = prescaler - 1;
	TIM_ARR(TIM3) = period - 1;
	TIM_CCR1(TIM3) = high;
	TIM_CCMR1(TIM3) = 0x60;
	TIM_EGR(TIM3) = 1;
	TIM_CCER(TIM3) = 1;
	measure();
	TIM_CR1(TIM3) = 1;
	/* The first edge begins the first period. */
	wait_flags(TIM4, 0x2);
	TIM_SR(TIM4) = 0;
	wait_flags(TIM4, 0x2);
	TIM_SR(TIM4) = 0;
	for (i = 0; i < 20; i++) {
		wait_flags(TIM4, 0x6);
		check(TIM_CCR2(TIM4), prescaler * high);
		check(TIM_CCR1(TIM4), prescaler * period);
	}
}

static volatile uint32_t updates;

static void tim3_irq(void)
{
	TIM_SR(TIM3) = ~1u;
	updates++;
}

/* Up and down: an update at each end, a period of twice ARR. */
static void test_center(void)
{
	tim_off(TIM3);
	updates = 0;
	set_vector(16 + 29, tim3_irq);
	NVIC_ISER = 1u << 29;
	TIM_ARR(TIM3) = 2000;
	TIM_CCR1(TIM3) = 500;
	TIM_CCMR1(TIM3) = 0x60;
	TIM_CR1(TIM3) = 0x60;
	TIM_EGR(TIM3) = 1;
	TIM_SR(TIM3) = 0;
	TIM_DIER(TIM3) = 1;
	TIM_CCER(TIM3) = 1;
	measure();
	TIM_CR1(TIM3) = 0x61;
	while (updates < 10)
		ASM("wfi");
	check(TIM_CCR1(TIM4), 4000);
	check(TIM_CCR2(TIM4), 1000);
	TIM_DIER(TIM3) = 0;
	NVIC_ICER = 1u << 29;
}

/* TIM4 counts while the pulse is high. */
static void test_one_pulse(void)
{
	tim_off(TIM3);
	tim_off(TIM4);
	TIM_ARR(TIM3) = 2999;
	TIM_CCR1(TIM3) = 1800;
	TIM_CCMR1(TIM3) = 0x70;
	TIM_CR1(TIM3) = 0x8;
	TIM_EGR(TIM3) = 1;
	TIM_SR(TIM3) = 0;
	TIM_CCER(TIM3) = 1;
	TIM_CCMR1(TIM4) = 0x0001;
	TIM_SMCR(TIM4) = 0x55;
	TIM_CR1(TIM4) = 1;
	check(GPIO_IDR(PORT('C')) & 0x40, 0);
	TIM_CR1(TIM3) = 0x9;
	wait_flags(TIM3, 0x2);
	check(GPIO_IDR(PORT('C')) & 0x40, 0x40);
	wait_flags(TIM3, 0x1);
	check(TIM_CR1(TIM3), 0x8);
	check(GPIO_IDR(PORT('C')) & 0x40, 0);
	check(TIM_CNT(TIM3), 0);
	check(TIM_CNT(TIM4), 1200);
}

static void turn(unsigned count, unsigned back)
{
	/* Gray code of the two pins: what BSRR makes of it */
	static const uint32_t steps[4] = {0x00020001, 0x00000003, 0x00010002, 0x00030000};

	for (unsigned i = 0; i < count; i++)
		GPIO_BSRR(PORT('B')) = steps[(back ? 2 - i : i) & 3];
}

static void test_encoder(void)
{
	tim_off(TIM1);
	pin_mode(PORT('B'), 0, 1);
	pin_mode(PORT('B'), 1, 1);
	GPIO_BSRR(PORT('B')) = 0x00030000;
	pin_alternate(PORT('E'), 9, 1);
	pin_alternate(PORT('E'), 11, 1);
	TIM_CCMR1(TIM1) = 0x0101;
	TIM_SMCR(TIM1) = 3;
	TIM_CR1(TIM1) = 1;
	turn(44, 0);
	check(TIM_CNT(TIM1), 44);
	check(TIM_CR1(TIM1), 0x01);
	turn(20, 1);
	check(TIM_CNT(TIM1), 24);
	check(TIM_CR1(TIM1), 0x11);
	turn(28, 1);
	check(TIM_CNT(TIM1), 0xFFFC);
	check(TIM_SR(TIM1) & 1, 1);
}

/* The registers of a burst, written by the processor: ARR, RCR, CCR1. */
static void test_burst(void)
{
	tim_off(TIM1);
	TIM_DCR(TIM1) = 0x020B;
	TIM_DMAR(TIM1) = 0x0FFF;
	TIM_DMAR(TIM1) = 0x0002;
	TIM_DMAR(TIM1) = 0x0555;
	check(TIM_ARR(TIM1), 0x0FFF);
	check(TIM_RCR(TIM1), 0x0002);
	check(TIM_CCR1(TIM1), 0x0555);
	TIM_DMAR(TIM1) = 0x0100;
	check(TIM_ARR(TIM1), 0x0100);
	check(TIM_DMAR(TIM1), 2);
	check(TIM_DMAR(TIM1), 0x0555);
	check(TIM_DMAR(TIM1), 0x0100);
}

/* TIM2 counts TIM3's updates, and a program that polls sees none too few. */
static void test_cascade(void)
{
	uint32_t before;

	tim_off(TIM2);
	tim_off(TIM3);
	TIM_ARR(TIM3) = 99;
	TIM_CR2(TIM3) = 0x20;
	TIM_SMCR(TIM2) = 0x27;
	TIM_CR1(TIM2) = 1;
	TIM_CR1(TIM3) = 1;
	before = TIM_CNT(TIM2);
	for (unsigned i = 0; i < 200; i++) {
		const uint32_t high = TIM_CNT(TIM2);

		check(high >= before && high - before <= 2, 1);
		before = high;
	}
	TIM_CR1(TIM3) = 0;
	check(TIM_CNT(TIM2) > 10, 1);
	TIM_CR2(TIM3) = 0;
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = RESULTS[2] = 0;
	RCC_MC_APB1ENSETR = 0x7;
	RCC_MC_APB2ENSETR = 0x1;
	RCC_MC_AHB4ENSETR = 0x1F;
	pin_alternate(PORT('C'), 6, 2);
	pin_alternate(PORT('D'), 12, 2);
	test_pwm(1, 1000, 400);
	test_pwm(1, 731, 1);
	test_pwm(7, 300, 299);
	test_center();
	test_one_pulse();
	test_encoder();
	test_burst();
	test_cascade();
	finished();
}
