/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opens the M4's own gate of UART5, puts its kernel clock on PLL4_Q, and writes one line to it. It does
 * not ask Linux for that PLL (RM0436: RCC_MC_APB1ENSETR, RCC_UART35CKSELR; USART).
 */
#include "cortex_m_check.h"

VECTORS;

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define TC		  (1u << 6)

void reset(void)
{
	static const char line[] = "on PLL4_Q\n";

	REGISTER(0x50000A80) = 1u << 17;
	REGISTER(0x500008EC) = 1;
	REGISTER(0x4001100C) = 645; /* 74.25 MHz / 115200 */
	REGISTER(0x40011000) = 1u << 3 | 1u << 0;
	for (const char *c = line; *c; c++) {
		REGISTER(0x40011028) = (uint32_t)*c;
		/* Without a clock, for ever. */
		while (!(REGISTER(0x4001101C) & TC))
			;
	}
	for (;;)
		__asm__ volatile("wfi");
}
