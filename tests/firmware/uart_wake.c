/* SPDX-License-Identifier: BSD-3-Clause */
/* USART3 wakes the processor from CStop (RM0436, "USART low-power management"): by any character, and by its
 * address alone. */
#include "dma_registers.h"

VECTORS;

static volatile uint32_t woken, flags, heard;

static void usart3(void)
{
	flags = USART3_ISR;
	USART3_ICR = 1u << 20; /* WUCF */
	heard = REG(USART3_RDR);
	woken++;
}

static void sleep_until_woken(void)
{
	const uint32_t before = woken;

	RESULTS[3]++; /* the test sends now */
	while (woken == before)
		ASM("wfi");
	check(flags >> 20 & 1, 1); /* WUF */
	check(USART3_ISR >> 20 & 1, 0);
}

static void configure(uint32_t wus)
{
	USART3_CR1 = 0;
	USART3_CR2 = (uint32_t)'k' << 24 | 1u << 4; /* ADD, ADDM7 */
	USART3_CR3 = wus << 20 | 1u << 22; /* WUFIE */
	USART3_CR1 = 0x7; /* RE, UESM, UE */
}

void reset(void)
{
	RCC_MC_APB1ENSETR = 1u << 15; /* USART3EN */
	USART3_BRR = 0x22C;
	set_vector(16 + USART3_IRQ, usart3);
	REG(0xE000E104) = 1u << (USART3_IRQ - 32);
	SCR = 4; /* SLEEPDEEP */
	configure(3); /* RXNE */
	sleep_until_woken();
	check(heard, 'a');
	configure(0); /* address */
	sleep_until_woken();
	check(heard, 'k');
	check(woken, 2);
	finished();
}
