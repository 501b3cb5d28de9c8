/* SPDX-License-Identifier: BSD-3-Clause */
/* From reset to main(): what start-up, the vector table and the linker script share. */
#ifndef COPRO_REMOTE_STARTUP_H
#define COPRO_REMOTE_STARTUP_H

#include <stdint.h>

/* Set by the linker script; only their addresses mean something. */
extern uint32_t __stack_top;
extern uint32_t __data_load;
extern uint32_t __data_start;
extern uint32_t __data_end;
extern uint32_t __bss_start;
extern uint32_t __bss_end;

_Noreturn void Reset_Handler(void);

/* What an exception pushed (ARM DDI 0403E, B1.5.6). */
struct exception_frame {
	uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/* For an exception that has no handler: says which in the trace log and stops. Exception context. */
_Noreturn void remote_unhandled(const struct exception_frame *frame, uint32_t exception);
/* The first half of it: returns when the log is written. */
void unhandled_report(const struct exception_frame *frame, uint32_t exception);

int main(void);

/* Handlers that this library has; the vector table knows them by name. */
void IPCC_RX1_IRQHandler(void);
void IPCC_TX1_IRQHandler(void);
void PendSV_Handler(void);
void SysTick_Handler(void);

#endif
