/* SPDX-License-Identifier: BSD-3-Clause */
/* Sleeps, and is woken a thousand times a second by SysTick (ARM DDI 0403, B3.3). */
#include "cortex_m_check.h"

VECTORS;

static volatile uint32_t ticks;

static void tick(void)
{
	ticks++;
}

void reset(void)
{
	set_vector(15, tick);
	*(volatile uint32_t *)0xE000E014 = 208900 - 1; /* 1 ms at the DK2's 208.9 MHz */
	*(volatile uint32_t *)0xE000E018 = 0;
	*(volatile uint32_t *)0xE000E010 = 7;
	for (;;)
		__asm__ volatile("wfi");
}
