/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults whose frame and status a test program keeps, and what provokes exceptions. */
#ifndef COPRO_TESTS_CORTEX_M_NOTED_H
#define COPRO_TESTS_CORTEX_M_NOTED_H

#include "cortex_m_trace.h"

#define STIR_PEND(irq)                                                                             \
	do {                                                                                       \
		STIR = (irq);                                                                      \
		ASM("dsb\n\tisb");                                                                 \
	} while (0)

static volatile uint32_t stacked_pc, stacked_xpsr, hfsr, cfsr;

/* Logs the exception and what it says. */
__attribute__((used)) void note_fault(const uint32_t *frame)
{
	log_exception();
	stacked_pc = frame[6];
	stacked_xpsr = frame[7];
	hfsr = HFSR;
	cfsr = CFSR;
	HFSR = 0xFFFFFFFF;
	CFSR = 0xFFFFFFFF;
}

__attribute__((naked, noinline)) static void call_svc(void)
{
	ASM(".global the_svc\nthe_svc: svc 1\n\tbx lr");
}

#endif
