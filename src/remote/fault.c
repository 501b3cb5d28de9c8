/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens to an exception that nobody handles: it is written where the host can read it. */
#include <copro/remote.h>

#include <stdbool.h>

#include "remote/cortex_m.h"
#include "remote/startup.h"

#define EXCEPTION_INTERRUPTS 16u /* number of the first interrupt (ARM DDI 0403E, B1.5.2) */

static const char *exception_name(uint32_t exception)
{
	static const char *const names[EXCEPTION_INTERRUPTS] = {
		[2] = "NMI",	       [3] = "HardFault",  [4] = "MemManage",
		[5] = "BusFault",      [6] = "UsageFault", [11] = "SVCall",
		[12] = "DebugMonitor", [14] = "PendSV",	   [15] = "SysTick",
	};

	return names[exception] ? names[exception] : "exception";
}

/* A frame that could not be pushed is not there to be read (the stack pointer is what is wrong). */
static bool frame_readable(const struct exception_frame *frame)
{
	uintptr_t address = (uintptr_t)frame;

	return address >= (uintptr_t)&__data_start &&
	       address + sizeof(*frame) <= (uintptr_t)&__stack_top && address % 4 == 0;
}

_Noreturn void remote_unhandled(const struct exception_frame *frame, uint32_t exception)
{
	uint32_t cfsr = SCB_CFSR;

	cortex_m_interrupts_off();
	nvic_disable_all();
	if (exception >= EXCEPTION_INTERRUPTS)
		remote_log("stopped: interrupt %u has no handler",
			   (unsigned int)(exception - EXCEPTION_INTERRUPTS));
	else
		remote_log("stopped: %s", exception_name(exception));
	if (frame_readable(frame)) {
		remote_log("  pc %08x lr %08x psr %08x sp %08x", (unsigned int)frame->pc,
			   (unsigned int)frame->lr, (unsigned int)frame->xpsr,
			   (unsigned int)(uintptr_t)frame);
		remote_log("  r0 %08x r1 %08x r2 %08x r3 %08x r12 %08x", (unsigned int)frame->r0,
			   (unsigned int)frame->r1, (unsigned int)frame->r2,
			   (unsigned int)frame->r3, (unsigned int)frame->r12);
	}
	remote_log("  cfsr %08x hfsr %08x", (unsigned int)cfsr, (unsigned int)SCB_HFSR);
	if (cfsr & SCB_CFSR_MMARVALID)
		remote_log("  mmfar %08x", (unsigned int)SCB_MMFAR);
	if (cfsr & SCB_CFSR_BFARVALID)
		remote_log("  bfar %08x", (unsigned int)SCB_BFAR);
	for (;;)
		cortex_m_wait_for_interrupt();
}
