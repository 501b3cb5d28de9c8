/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers and bits of the ARMv7-M architecture that several files of the core use (ARM DDI 0403). */
#ifndef COPRO_BOARD_CORTEX_M_ARCHITECTURE_H
#define COPRO_BOARD_CORTEX_M_ARCHITECTURE_H

#include <stdint.h>

/* Exception numbers, ARM DDI 0403 B1.5.2. */
enum {
	EXC_RESET = 1,
	EXC_NMI = 2,
	EXC_HARD_FAULT = 3,
	EXC_MEM_MANAGE = 4,
	EXC_BUS_FAULT = 5,
	EXC_USAGE_FAULT = 6,
	EXC_SVCALL = 11,
	EXC_DEBUG_MONITOR = 12,
	EXC_PENDSV = 14,
	EXC_SYSTICK = 15,
	EXC_IRQ0 = 16,
	EXC_COUNT = 256
};

#define PRIORITY_NONE 256 /* lower than all: Thread mode without masks */

#define XPSR_T	      UINT32_C(0x01000000)
#define XPSR_IPSR     UINT32_C(0x000001FF)
#define XPSR_IT	      UINT32_C(0x0600FC00)
#define XPSR_ALIGN    UINT32_C(0x00000200)
#define CONTROL_NPRIV 1u
#define CONTROL_SPSEL 2u
#define CONTROL_FPCA  4u
#define CONTROL_SFPA  8u /* Unicorn's only */

/* CFSR, ARM DDI 0403 B3.2.15. */
#define CFSR_IACCVIOL	(UINT32_C(1) << 0)
#define CFSR_DACCVIOL	(UINT32_C(1) << 1)
#define CFSR_MUNSTKERR	(UINT32_C(1) << 3)
#define CFSR_MSTKERR	(UINT32_C(1) << 4)
#define CFSR_MMARVALID	(UINT32_C(1) << 7)
#define CFSR_IBUSERR	(UINT32_C(1) << 8)
#define CFSR_PRECISERR	(UINT32_C(1) << 9)
#define CFSR_UNSTKERR	(UINT32_C(1) << 11)
#define CFSR_STKERR	(UINT32_C(1) << 12)
#define CFSR_BFARVALID	(UINT32_C(1) << 15)
#define CFSR_UNDEFINSTR (UINT32_C(1) << 16)
#define CFSR_INVSTATE	(UINT32_C(1) << 17)
#define CFSR_INVPC	(UINT32_C(1) << 18)
#define CFSR_NOCP	(UINT32_C(1) << 19)
#define CFSR_UNALIGNED	(UINT32_C(1) << 24)
#define CFSR_DIVBYZERO	(UINT32_C(1) << 25)
#define HFSR_VECTTBL	(UINT32_C(1) << 1)
#define HFSR_FORCED	(UINT32_C(1) << 30)
#define HFSR_DEBUGEVT	(UINT32_C(1) << 31)

#define CCR_NONBASETHRDENA (1u << 0)
#define CCR_USERSETMPEND   (1u << 1)
#define CCR_UNALIGN_TRP	   (1u << 3)
#define CCR_DIV_0_TRP	   (1u << 4)
#define CCR_BFHFNMIGN	   (1u << 8)
#define CCR_STKALIGN	   (1u << 9)
#define SCR_SLEEPONEXIT	   (1u << 1)
#define SCR_SLEEPDEEP	   (1u << 2)
#define SCR_SEVONPEND	   (1u << 4)
#define FPCCR_ASPEN	   (UINT32_C(1) << 31)
#define FPCCR_LSPEN	   (UINT32_C(1) << 30)
#define DEMCR_MON_EN	   (UINT32_C(1) << 16)

#endif
