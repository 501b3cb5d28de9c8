/* SPDX-License-Identifier: BSD-3-Clause */
/* Polls a register for ever: RCC_MC_RSTSCLRR at 0x50000C00. */
#include "cortex_m_check.h"

VECTORS;

void reset(void)
{
	while (*(volatile const uint32_t *)0x50000C00 != 0xFFFFFFFF)
		;
	for (;;)
		;
}
