/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sleeping, and SysTick, as a program sees them (ARM DDI 0403 B1.5.17 to B1.5.20, B3.3).
 */
#include "cortex_m_check.h"
#include "cortex_m_trace.h"

VECTORS;

static void test_sleep(void)
{
	uint32_t before;

	set_vector(16 + 5, log_exception);
	NVIC_ISER = 1 << 5;
	DEMCR = 1 << 24;
	DWT_CYCCNT = 0;
	DWT_CTRL |= 1;
	RIG_ALARM = 1000000; /* 1 ms */
	ASM("wfi");
	check_trace(16 + 5);
	check(DWT_CYCCNT < 1000, 1); /* does not count asleep */
	/* Masked by PRIMASK it still ends the sleep, and waits. */
	ASM("cpsid i");
	RIG_ALARM = 1000;
	ASM("wfi");
	check(traced, 0);
	check(NVIC_ISPR, 1 << 5);
	ASM("cpsie i");
	check_trace(16 + 5);
	/* WFE: SEV, an event from outside, then an interrupt. */
	ASM("sev\n\twfe");
	RIG_EVENT = 1;
	ASM("wfe");
	RIG_ALARM = 1000;
	ASM("wfe");
	check_trace(16 + 5);
	/* An interrupt that is not enabled is an event with SEVONPEND. */
	ASM("sev\n\twfe");
	NVIC_ICER = 1 << 5;
	SCR = 0x10;
	RIG_ALARM = 1000;
	ASM("wfe");
	check(traced, 0);
	check(NVIC_ISPR, 1 << 5);
	NVIC_ICPR = 1 << 5;
	/* Deep sleep stops SysTick: it neither counts nor wakes. */
	NVIC_ISER = 1 << 5;
	SCR = 4;
	SYST_RVR = 9999;
	SYST_CVR = 0;
	SYST_CSR = 7;
	RIG_ALARM = 5000000;
	ASM("wfi");
	check_trace(16 + 5);
	check(SYST_CVR > 9900, 1);
	SYST_CSR = 0;
	SCR = 0;
	DWT_CTRL = 0;
	before = DWT_CYCCNT;
	check(DWT_CYCCNT, before);
}

static void sleeper(void)
{
	log_exception();
	if (traced == 3)
		SCR = 0;
	else
		RIG_ALARM = 2000;
}

static void test_sleep_on_exit(void)
{
	set_vector(16 + 5, sleeper);
	SCR = 2;
	RIG_ALARM = 2000;
	ASM("wfi");
	check_trace(21, 21, 21); /* Thread mode did not run between them */
	check(SCR, 0);
}

static volatile uint32_t ticks;

static void systick(void)
{
	ticks++;
}

static void test_systick(void)
{
	uint32_t first, second, countdown;

	set_vector(15, systick);
	SYST_RVR = 999;
	SYST_CVR = 12345;
	check(SYST_CVR, 0);
	check(SYST_CSR & 0x10000, 0);
	SYST_CSR = 5; /* core clock, no interrupt */
	first = SYST_CVR;
	for (unsigned i = 0; i < 10; i++)
		ASM("nop\n\tnop\n\tnop\n\tnop");
	second = SYST_CVR;
	check(first > second, 1);
	check(first - second >= 40 && first - second < 200, 1);
	while (!(SYST_CSR & 0x10000))
		;
	check(SYST_CSR & 0x10000, 0); /* reading cleared it */
	check(ticks, 0);
	SYST_CSR = 7;
	while (ticks < 3)
		ASM("wfi");
	SYST_CSR = 5;
	countdown = SYST_CVR;
	check(countdown > 0 && countdown <= 999, 1);
	/* The external reference is an eighth. */
	SYST_CSR = 1;
	first = SYST_CVR;
	for (unsigned i = 0; i < 10; i++)
		ASM("nop\n\tnop\n\tnop\n\tnop");
	second = SYST_CVR;
	check(first - second >= 5 && first - second < 25, 1);
	SYST_CSR = 0;
	first = SYST_CVR;
	ASM("nop\n\tnop\n\tnop\n\tnop");
	check(SYST_CVR, first);
}

static void test_systick_reload(void)
{
	uint32_t value;

	/* A new reload value counts from the next wrap on. */
	ticks = 0;
	SYST_CSR = 0;
	SYST_RVR = 20000;
	SYST_CVR = 0;
	SYST_CSR = 5;
	ASM("nop\n\tnop\n\tnop");
	SYST_RVR = 499;
	value = SYST_CVR;
	check(value > 19900 && value <= 20000, 1);
	while (!(SYST_CSR & 0x10000))
		;
	value = SYST_CVR;
	check(value > 400 && value <= 499, 1);
	/* 0 stops it there; it stays 0, and has wrapped once. */
	SYST_RVR = 0;
	SYST_CSR = 5; /* keeps its value */
	value = SYST_CVR;
	check(value > 300 && value <= 499, 1);
	SYST_CSR = 7;
	for (unsigned i = 0; i < 1000; i++)
		ASM("nop");
	check(SYST_CVR, 0);
	check(ticks, 1);
	check(SYST_CSR, 0x10007);
	check(SYST_CSR, 7);
	for (unsigned i = 0; i < 1000; i++)
		ASM("nop");
	check(ticks, 1);
	check(SYST_CSR, 7);
	/* Clearing the counter is no wrap: neither the flag nor the interrupt. */
	SYST_RVR = 50;
	while (!(SYST_CSR & 0x10000))
		;
	SYST_CSR = 0;
	SYST_RVR = 0xFFFFFF;
	SYST_CSR = 7;
	while (SYST_CVR < 1000)
		;
	ticks = 0;
	SYST_CVR = 5;
	check(SYST_CVR > 0xFFFF00 || SYST_CVR == 0, 1);
	check(SYST_CSR & 0x10000, 0);
	check(ticks, 0);
	/* Nor is starting from 0. */
	SYST_CSR = 0;
	SYST_CVR = 0;
	SYST_RVR = 0xFFFF;
	SYST_CSR = 7;
	ASM("nop\n\tnop\n\tnop\n\tnop");
	check(SYST_CSR & 0x10000, 0);
	check(ticks, 0);
	check(SYST_CVR > 0xFF00, 1);
	/* Stopped it goes on from where it was. */
	SYST_CSR = 0;
	value = SYST_CVR;
	for (unsigned i = 0; i < 100; i++)
		ASM("nop");
	check(SYST_CVR, value);
	SYST_CSR = 5;
	check(SYST_CVR <= value && SYST_CVR + 50 > value, 1);
	SYST_CSR = 0;
	/* Without an interrupt enabled nothing becomes pending, and nothing does later. */
	ASM("cpsid i");
	SYST_RVR = 20;
	SYST_CVR = 0;
	SYST_CSR = 5;
	for (unsigned i = 0; i < 100; i++)
		ASM("nop");
	SYST_CSR = 4;
	SYST_CSR = 6;
	check(ICSR & 1 << 26, 0);
	/* Reload values have 24 bits. */
	SYST_RVR = 0xFFFFFFFF;
	check(SYST_RVR, 0xFFFFFF);
	SYST_CSR = 0;
	ASM("cpsie i");
}

static void test_events(void)
{
	/* SEVONPEND: any exception that becomes pending, enabled or masked, is an event (B1.5.18). */
	ASM("cpsid i\n\tsev\n\twfe");
	SCR = 0x10;
	set_vector(14, log_exception);
	ICSR = 1 << 28;
	ASM("wfe");
	check(traced, 0);
	ICSR = 1 << 27;
	/* What was pending before is none: the alarm alone wakes. */
	NVIC_ICER = 1 << 5;
	NVIC_ICPR = 1 << 5;
	RIG_ALARM = 3000;
	ASM("wfe");
	check(NVIC_ISPR, 1 << 5);
	NVIC_ICPR = 1 << 5;
	SCR = 0;
	ASM("cpsie i");
	/* An exception entry or return sets the event register: the next WFE goes on. */
	set_vector(16, log_exception);
	NVIC_ISER = 1;
	ASM("sev\n\twfe");
	NVIC_ISPR = 1;
	ASM("dsb\n\tisb\n\twfe");
	check_trace(16);
	/* WFI does not sleep while an interrupt that BASEPRI lets through is pending, though PRIMASK
	 * keeps it out; one that BASEPRI masks does not wake. */
	NVIC_IPR(0) = 0x80;
	NVIC_ISER = 1 << 5;
	NVIC_IPR(5) = 0x20;
	set_vector(21, log_exception);
	WRITE("basepri", 0x40);
	NVIC_ISPR = 1;
	RIG_ALARM = 3000;
	ASM("wfi");
	check_trace(21);
	WRITE("basepri", 0);
	check_trace(16);
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = 0;
	test_sleep();
	test_sleep_on_exit();
	test_systick();
	test_systick_reload();
	test_events();
	done();
}
