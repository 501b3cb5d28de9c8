/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/crash_report.h"

#include <copro/panic.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/event_log.h"
#include "machine/fault.h"

/* ARM DDI 0403, B3.2.2. */
#define SCB_DFSR 0xE000ED30u
#define SCB_AFSR 0xE000ED3Cu

#define HARD_FAULT  3u
#define USAGE_FAULT 6u

/* UDF with its number, WFI, and a branch two halfwords back (ARM DDI 0403, A7.7). */
#define UDF(number) (0xDE00u | (number))
#define WFI	    0xBF30u
#define BRANCH_BACK 0xE7FDu

static const struct {
	const char *word;
	const char *linux_word;
	const char *text;
} causes[CRASH_CAUSES] = {
	[CRASH_FAULT] = {"fault", "fatal error", "no fault"},
	[CRASH_HARD_FAULT] = {"hard-fault", "fatal error", "HardFault"},
	[CRASH_MEM_MANAGE] = {"mem-manage", "fatal error", "MemManage"},
	[CRASH_BUS_FAULT] = {"bus-fault", "fatal error", "BusFault"},
	[CRASH_USAGE_FAULT] = {"usage-fault", "fatal error", "UsageFault"},
	[CRASH_PANIC] = {"panic", "fatal error", "panic"},
	[CRASH_ASSERTION] = {"assertion", "fatal error", "an assertion failed"},
	[CRASH_UNHANDLED] = {"unhandled-exception", "fatal error", "an exception has no handler"},
	[CRASH_LOCKUP] = {"lock-up", "fatal error", "the Cortex-M4 locked up"},
	[CRASH_WATCHDOG] = {"watchdog", "watchdog", "the window watchdog WWDG1 reset it"},
	[CRASH_LOCAL_RESET] = {"local-reset", "fatal error",
			       "the firmware reset its processor (AIRCR.SYSRESETREQ)"},
	[CRASH_CHIP_RESET] = {"chip-reset", "fatal error", "the whole chip was reset"},
	[CRASH_NOT_ANSWERING] = {"not-answering", "watchdog", "it does not answer"},
	[CRASH_MEMORY_RIGHTS] = {"memory-rights", "fatal error",
				 "the firewall took memory that the host needs"},
	[CRASH_USER_MMUFAULT] = {"user-mmufault", "mmufault", "reported by a user: mmufault"},
	[CRASH_USER_WATCHDOG] = {"user-watchdog", "watchdog", "reported by a user: watchdog"},
	[CRASH_USER_FATAL_ERROR] = {"user-fatal-error", "fatal error",
				    "reported by a user: fatal error"},
};

const char *crash_cause_word(enum crash_cause cause)
{
	return causes[cause].word;
}

const char *crash_cause_linux(enum crash_cause cause)
{
	return causes[cause].linux_word;
}

int crash_core_read(void *context, uint32_t address, void *data, uint32_t size)
{
	return cortex_m_read_memory(context, address, data, size);
}

static struct debug_memory memory_of(struct cortex_m *core)
{
	return (struct debug_memory){core, crash_core_read};
}

static bool halfword(struct cortex_m *core, uint32_t address, unsigned *value)
{
	uint8_t bytes[2];

	if (cortex_m_read_memory(core, address, bytes, sizeof(bytes)))
		return false;
	*value = bytes[0] | (unsigned)bytes[1] << 8;
	return true;
}

enum crash_cause crash_cause_of_fault(struct cortex_m *core)
{
	struct cortex_m_fault fault;
	unsigned instruction;

	cortex_m_last_fault(core, &fault);
	if (fault.exception < HARD_FAULT || fault.exception > USAGE_FAULT)
		return CRASH_FAULT;
	if (halfword(core, fault.pc, &instruction)) {
		if (instruction == UDF(COPRO_UDF_PANIC))
			return CRASH_PANIC;
		if (instruction == UDF(COPRO_UDF_ASSERTION))
			return CRASH_ASSERTION;
	}
	return (enum crash_cause)(CRASH_HARD_FAULT + (fault.exception - HARD_FAULT));
}

bool crash_core_stopped(struct cortex_m *core)
{
	/* Asleep the pc is behind the WFI. */
	const uint32_t pc = cortex_m_get(core, CORTEX_M_PC) & ~1u;
	unsigned before, here, behind;

	return cortex_m_asleep(core) && halfword(core, pc - 2, &before) && before == WFI &&
	       halfword(core, pc, &here) && here == BRANCH_BACK &&
	       halfword(core, pc + 2, &behind) && behind == UDF(COPRO_UDF_STOPPED);
}

static void registers_read(struct crash_registers *registers, struct cortex_m *core)
{
	const struct debug_memory memory = memory_of(core);
	struct cortex_m_fault fault;

	for (unsigned i = 0; i < 16; i++)
		registers->r[i] = cortex_m_get(core, (enum cortex_m_register)i);
	registers->xpsr = cortex_m_get(core, CORTEX_M_XPSR);
	registers->msp = cortex_m_get(core, CORTEX_M_MSP);
	registers->psp = cortex_m_get(core, CORTEX_M_PSP);
	registers->control = cortex_m_get(core, CORTEX_M_CONTROL);
	registers->primask = cortex_m_get(core, CORTEX_M_PRIMASK);
	registers->basepri = cortex_m_get(core, CORTEX_M_BASEPRI);
	registers->faultmask = cortex_m_get(core, CORTEX_M_FAULTMASK);
	registers->fpscr = cortex_m_get(core, CORTEX_M_FPSCR);
	for (unsigned i = 0; i < 32; i++)
		registers->s[i] = cortex_m_get(core, (enum cortex_m_register)(CORTEX_M_S0 + i));
	cortex_m_last_fault(core, &fault);
	registers->cfsr = fault.cfsr;
	registers->hfsr = fault.hfsr;
	registers->mmfar = fault.mmfar;
	registers->bfar = fault.bfar;
	(void)stacked_word(&memory, SCB_DFSR, &registers->dfsr);
	(void)stacked_word(&memory, SCB_AFSR, &registers->afsr);
}

/* Registers of the system control space without those whose reading does something (SYST_CSR). What cannot be
 * read stays 0. */
static void scs_take(struct crash_report *report, struct cortex_m *core)
{
	static const struct {
		uint16_t first, last;
	} ranges[] = {
		{0x004, 0x008}, {0x014, 0x01C}, /* ICTR, ACTLR; SysTick */
		{0x100, 0x11C}, {0x200, 0x21C}, {0x300, 0x31C}, {0x400, 0x4EC}, /* NVIC */
		{0xD00, 0xD3C}, {0xD88, 0xD88}, /* SCB */
		{0xD90, 0xDA0}, {0xF34, 0xF3C}, /* MPU; FPU */
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		for (uint32_t at = ranges[i].first; at <= ranges[i].last; at += 4)
			(void)!cortex_m_read_memory(core, CRASH_SCS + at, report->scs + at, 4);
	}
}

static void backtrace_take(struct crash_report *report, const struct crash_report_input *input)
{
	const struct crash_registers *registers = &report->registers;
	struct backtrace_input walk = {.frame = {.known = 0xFFFF},
				       .xpsr = registers->xpsr,
				       .psp = registers->psp,
				       .memory = memory_of(input->core)};
	struct debug_info *info = NULL;

	memcpy(walk.frame.r, registers->r, sizeof(walk.frame.r));
	/* A locked-up core has pushed nothing for its last fault. */
	if (report->cause != CRASH_LOCKUP && report->fault.exception &&
	    report->fault.exception == (registers->xpsr & STACKED_XPSR_EXCEPTION))
		walk.fault_frame = report->fault.sp;
	/* Without memory for names the places alone are told. */
	if (input->image && debug_info_open(&info, input->image))
		info = NULL;
	backtrace_walk(&report->backtrace, info, &walk);
	debug_info_close(info);
}

/* The text that copro_panic() left: r0 and r1 of the frame that its instruction pushed. */
static bool panic_text(const struct crash_report *report, struct cortex_m *core, char *text,
		       size_t size)
{
	const struct stacked *stacked = &report->backtrace.stacked;
	char bytes[COPRO_PANIC_TEXT];
	uint32_t address = report->registers.r[0], length = report->registers.r[1];

	if (report->backtrace.interrupted) {
		address = stacked->r[0];
		length = stacked->r[1];
	}
	if (!length || length > sizeof(bytes) || cortex_m_read_memory(core, address, bytes, length))
		return false;
	event_log_escape(text, size, bytes, length);
	return true;
}

static void reason_make(struct crash_report *report, const struct crash_report_input *input)
{
	char *reason = report->reason;
	char text[FAULT_TEXT];

	if (input->reason) {
		event_log_escape(reason, CRASH_REASON, input->reason, strlen(input->reason));
	} else if (report->cause == CRASH_PANIC || report->cause == CRASH_ASSERTION) {
		if (!panic_text(report, input->core, reason, CRASH_REASON))
			snprintf(reason, CRASH_REASON, "%s; its text cannot be read",
				 causes[report->cause].text);
	} else if (report->cause <= CRASH_USAGE_FAULT || report->cause == CRASH_LOCKUP) {
		fault_describe(&report->fault, input->image, text);
		snprintf(reason, CRASH_REASON, "%s%s",
			 report->cause == CRASH_LOCKUP ? "the Cortex-M4 locked up: " : "", text);
	} else {
		snprintf(reason, CRASH_REASON, "%s", causes[report->cause].text);
	}
}

void crash_report_trace(struct crash_report *report, const char *line)
{
	if (report->trace_count < TRACE_TAIL_LINES)
		event_log_escape(report->trace[report->trace_count++], TRACE_TAIL_LINE, line,
				 strlen(line));
}

int crash_report_create(struct crash_report **report, const struct crash_report_input *input)
{
	struct crash_report *made = calloc(1, sizeof(*made));

	if (!made)
		return -ENOMEM;
	made->cause = input->cause;
	if (made->cause == CRASH_FAULT)
		made->cause = crash_cause_of_fault(input->core);
	made->time = input->time;
	if (input->firmware)
		event_log_escape(made->firmware, sizeof(made->firmware), input->firmware,
				 strlen(input->firmware));
	cortex_m_last_fault(input->core, &made->fault);
	registers_read(&made->registers, input->core);
	scs_take(made, input->core);
	backtrace_take(made, input);
	reason_make(made, input);
	*report = made;
	return 0;
}

void crash_report_destroy(struct crash_report *report)
{
	free(report);
}

bool crash_report_interrupted(const struct crash_report *report)
{
	/* In a handler that did not come because of the crash, the handler is what crashed. */
	return report->backtrace.interrupted && report->cause < CRASH_LOCKUP;
}

struct crash_registers crash_report_program(const struct crash_report *report)
{
	struct crash_registers registers = report->registers;
	const struct stacked *stacked = &report->backtrace.stacked;

	if (!crash_report_interrupted(report))
		return registers;
	for (unsigned i = 0; i < 16; i++) {
		if (report->backtrace.frame.known >> i & 1u)
			registers.r[i] = report->backtrace.frame.r[i];
	}
	registers.xpsr = stacked->xpsr;
	if (stacked->floating) {
		memcpy(registers.s, stacked->s, sizeof(stacked->s));
		registers.fpscr = stacked->fpscr;
	}
	return registers;
}
