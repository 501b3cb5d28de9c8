/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * LPTIM1 wakes the processor from CStop (RM0436, "LPTIM low-power modes"): by its period, with LSI for its clock;
 * by pulses at PD12, its input 1; and by RCC's interrupt alone, when BASEPRI keeps out its own (EXTI line 47).
 */
#include "tim_registers.h"

VECTORS;

#define LPTIM1	   0x40009000u
#define LPTIM_ISR  REG(LPTIM1 + 0x00)
#define LPTIM_ICR  REG(LPTIM1 + 0x04)
#define LPTIM_IER  REG(LPTIM1 + 0x08)
#define LPTIM_CFGR REG(LPTIM1 + 0x0C)
#define LPTIM_CR   REG(LPTIM1 + 0x10)
#define LPTIM_ARR  REG(LPTIM1 + 0x18)
#define LPTIM_CNT  REG(LPTIM1 + 0x1C)

#define RCC_RDLSICR	 REG(0x50000144)
#define RCC_LPTIM1CKSELR REG(0x50000934)

static volatile uint32_t woken;

static void lptim1(void)
{
	LPTIM_ICR = 0x2;
	woken++;
}

static volatile uint32_t clocks_back;

static void rcc_wakeup(void)
{
	REG(0x50000C18) = 1u << 20; /* RCC_MC_CIFR: WKUPF */
	clocks_back++;
}

static void start(uint32_t cfgr, uint32_t reload)
{
	LPTIM_CR = 0;
	LPTIM_CFGR = cfgr;
	LPTIM_IER = 0x2; /* ARRM */
	LPTIM_CR = 1;
	LPTIM_ARR = reload;
	while (!(LPTIM_ISR & 0x10))
		;
	LPTIM_ICR = 0x10;
	LPTIM_CR = 0x5; /* CNTSTRT */
}

static void sleep_until_woken(void)
{
	const uint32_t before = woken;

	RESULTS[3]++; /* the test looks on */
	while (woken == before)
		ASM("wfi");
}

void reset(void)
{
	unsigned i;

	RCC_MC_APB1ENSETR = 1u << 9; /* LPTIM1EN */
	RCC_MC_AHB4ENSETR = 1u << 3; /* GPIODEN */
	RCC_RDLSICR = 1;
	while (!(RCC_RDLSICR & 2))
		;
	RCC_LPTIM1CKSELR = 4; /* LSI */
	set_vector(16 + 93, lptim1);
	REG(0xE000E108) = 1u << (93 - 64);
	SCR = 4; /* SLEEPDEEP */
	start(0, 319); /* 10 ms */
	for (i = 0; i < 3; i++)
		sleep_until_woken();
	check(woken, 3);
	LPTIM_CR = 0;
	pin_alternate(PORT('D'), 12, 1);
	start(1u << 23, 1000); /* COUNTMODE */
	sleep_until_woken();
	check(woken, 4);
	check(LPTIM_CNT, 1000);
	set_vector(16 + 145, rcc_wakeup);
	REG(0x50000C18) = 1u << 20;
	REG(0x50000C14) = 1u << 20; /* RCC_MC_CIER: WKUPIE */
	REG(0xE000E110) = 1u << (145 - 128);
	REG(0xE000E400 + 92) = 0x4000; /* its priority */
	WRITE("basepri", 0x40);
	start(0, 319);
	while (!clocks_back)
		ASM("wfi");
	check(woken, 4);
	check(LPTIM_ISR & 2, 2);
	WRITE("basepri", 0);
	check(woken, 5);
	finished();
}
