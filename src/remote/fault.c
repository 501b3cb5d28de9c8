/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens to an exception that nobody handles: it is written where the host can read it. */
#include <copro/panic.h>
#include <copro/remote.h>

#include <stdbool.h>

#include "remote/cortex_m.h"
#include "remote/startup.h"

#define EXCEPTION_INTERRUPTS 16u /* number of the first interrupt (ARM DDI 0403E, B1.5.2) */

/* ARM DDI 0403E, A7.7.194 */
#define UDF(number) (0xDE00u | (number))

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

/* The instruction that copro_panic() and copro_assert() end with: they have said why already. */
static bool frame_of_panic(const struct exception_frame *frame)
{
	uint16_t instruction;

	/* A frame that was pushed by that instruction has a pc that can be read. */
	if (!(SCB_CFSR & SCB_CFSR_UNDEFINSTR))
		return false;
	instruction = *(const uint16_t *)(uintptr_t)(frame->pc & ~1u);
	return instruction == UDF(COPRO_UDF_PANIC) || instruction == UDF(COPRO_UDF_ASSERTION);
}

void unhandled_report(const struct exception_frame *frame, uint32_t exception)
{
	uint32_t cfsr = SCB_CFSR;
	bool readable = frame_readable(frame);

	cortex_m_interrupts_off();
	nvic_disable_all();
	/* A tick that is pending would keep the processor awake. */
	SYST_CSR = 0;
	SCB_ICSR = SCB_ICSR_PENDSTCLR | SCB_ICSR_PENDSVCLR;
	if (readable && frame_of_panic(frame))
		return;
	if (exception >= EXCEPTION_INTERRUPTS)
		remote_log("stopped: interrupt %u has no handler",
			   (unsigned int)(exception - EXCEPTION_INTERRUPTS));
	else
		remote_log("stopped: %s", exception_name(exception));
	if (readable) {
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
}

/*
 * Written by hand, since a compiler keeps nothing of the caller in a function that does not return: with
 * EXC_RETURN on the stack and its call frame information a debugger finds what was interrupted. The
 * number behind the loop says that this is the end, and that the log tells why (copro/panic.h).
 */
__attribute__((naked)) _Noreturn void remote_unhandled(const struct exception_frame *frame
						       __attribute__((unused)),
						       uint32_t exception __attribute__((unused)))
{
	__asm volatile("push {r4, lr}\n\t"
		       ".cfi_def_cfa_offset 8\n\t"
		       ".cfi_offset 4, -8\n\t"
		       ".cfi_offset 14, -4\n\t"
		       "bl unhandled_report\n\t"
		       "dsb\n"
		       "1:\twfi\n\t"
		       "b 1b\n\t"
		       "udf %0" ::"i"(COPRO_UDF_STOPPED));
}
