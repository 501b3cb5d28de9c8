/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes two semaphores and gives none back, opens its gate of a peripheral that is not its own, and
 * then reads another one, where a board's firewall may refuse it (RM0436: RCC, HSEM, USART).
 */
#include "cortex_m_check.h"

VECTORS;

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define MC_AHB3ENSETR	  REGISTER(0x50000AA0)
#define MC_APB1ENSETR	  REGISTER(0x50000A80)
#define HSEM_R(n)	  REGISTER(0x4C000000 + 4 * (n))
#define HSEM_RLR(n)	  REGISTER(0x4C000080 + 4 * (n))
#define USART1_ISR	  REGISTER(0x5C00001C)

static __attribute__((noinline, used)) void stay(void)
{
	for (;;)
		__asm__ volatile("wfi");
}

static __attribute__((noinline, used)) void trespass(void)
{
	(void)USART1_ISR;
}

void reset(void)
{
	set_vector(3, stay);
	MC_AHB3ENSETR = 1u << 11; /* HSEM */
	(void)HSEM_RLR(0);
	HSEM_R(5) = 1u << 31 | 2u << 8 | 7; /* for process 7 of the M4 */
	MC_APB1ENSETR = 1u << 17; /* UART5 */
	trespass();
	stay();
}
