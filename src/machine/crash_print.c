/* SPDX-License-Identifier: BSD-3-Clause */
/* A crash report for people, and for programs. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "machine/crash_report.h"
#include "machine/fault_status.h"

#define LINE 640u

struct printer {
	void (*line)(void *context, const char *text);
	void *context;
};

__attribute__((format(printf, 2, 3))) static void print(const struct printer *to,
							const char *format, ...)
{
	char text[LINE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	to->line(to->context, text);
}

/* ARM DDI 0403, B1.5.2. */
static void mode_name(uint32_t xpsr, char *text, size_t size)
{
	static const char *const names[16] = {
		[1] = "Reset",	  [2] = "NMI",	      [3] = "HardFault", [4] = "MemManage",
		[5] = "BusFault", [6] = "UsageFault", [11] = "SVCall",	 [12] = "DebugMonitor",
		[14] = "PendSV",  [15] = "SysTick",
	};
	const uint32_t exception = xpsr & STACKED_XPSR_EXCEPTION;

	if (!exception)
		snprintf(text, size, "thread");
	else if (exception >= 16)
		snprintf(text, size, "interrupt %" PRIu32, exception - 16);
	else
		snprintf(text, size, "%s", names[exception] ? names[exception] : "exception");
}

static void general_print(const struct printer *to, const uint32_t r[16], uint32_t xpsr)
{
	print(to, "  r0  %08" PRIx32 "  r1  %08" PRIx32 "  r2  %08" PRIx32 "  r3  %08" PRIx32, r[0],
	      r[1], r[2], r[3]);
	print(to, "  r4  %08" PRIx32 "  r5  %08" PRIx32 "  r6  %08" PRIx32 "  r7  %08" PRIx32, r[4],
	      r[5], r[6], r[7]);
	print(to, "  r8  %08" PRIx32 "  r9  %08" PRIx32 "  r10 %08" PRIx32 "  r11 %08" PRIx32, r[8],
	      r[9], r[10], r[11]);
	print(to, "  r12 %08" PRIx32 "  sp  %08" PRIx32 "  lr  %08" PRIx32 "  pc  %08" PRIx32,
	      r[12], r[13], r[14], r[15]);
	print(to, "  xpsr %08" PRIx32, xpsr);
}

static void registers_print(const struct printer *to, const struct crash_report *report)
{
	const struct crash_registers *registers = &report->registers;
	const struct crash_registers program = crash_report_program(report);
	char mode[32];

	mode_name(registers->xpsr, mode, sizeof(mode));
	if (crash_report_interrupted(report)) {
		print(to, "registers of the program that %s interrupted:", mode);
		general_print(to, program.r, program.xpsr);
		print(to,
		      "the processor itself (%s): pc %08" PRIx32 " lr %08" PRIx32 " sp %08" PRIx32
		      " xpsr %08" PRIx32,
		      mode, registers->r[15], registers->r[14], registers->r[13], registers->xpsr);
	} else {
		print(to, "registers (%s):", mode);
		general_print(to, registers->r, registers->xpsr);
	}
	print(to,
	      "  msp %08" PRIx32 "  psp %08" PRIx32 "  control %" PRIx32 "  primask %" PRIx32
	      "  basepri %02" PRIx32 "  faultmask %" PRIx32,
	      registers->msp, registers->psp, registers->control, registers->primask,
	      registers->basepri, registers->faultmask);
}

static const char *const register_names[] = {
	[FAULT_CFSR] = "CFSR", [FAULT_HFSR] = "HFSR", [FAULT_DFSR] = "DFSR"};

static uint32_t register_value(const struct crash_registers *registers, unsigned reg)
{
	return reg == FAULT_CFSR   ? registers->cfsr
	       : reg == FAULT_HFSR ? registers->hfsr
				   : registers->dfsr;
}

static void faults_print(const struct printer *to, const struct crash_registers *registers)
{
	size_t count;
	const struct fault_bit *bits = fault_bits(&count);

	print(to,
	      "fault status: CFSR %08" PRIx32 " HFSR %08" PRIx32 " DFSR %08" PRIx32
	      " AFSR %08" PRIx32 " MMFAR %08" PRIx32 " BFAR %08" PRIx32,
	      registers->cfsr, registers->hfsr, registers->dfsr, registers->afsr, registers->mmfar,
	      registers->bfar);
	for (size_t i = 0; i < count; i++) {
		if (register_value(registers, bits[i].reg) >> bits[i].bit & 1u)
			print(to, "  %s.%s: %s", register_names[bits[i].reg], bits[i].name,
			      bits[i].text);
	}
}

void crash_report_print_backtrace(const struct crash_report *report,
				  void (*line)(void *context, const char *text), void *context)
{
	const struct printer to = {line, context};
	char text[BACKTRACE_LINE];

	print(&to, "backtrace:");
	for (size_t i = 0; i < report->backtrace.count; i++) {
		backtrace_line(&report->backtrace, i, text);
		print(&to, "  %s", text);
	}
}

void crash_report_print(const struct crash_report *report,
			void (*line)(void *context, const char *text), void *context)
{
	const struct printer to = {line, context};

	/* A panic's text begins with the word itself. */
	if (report->cause == CRASH_PANIC || report->cause == CRASH_ASSERTION)
		print(&to, "%s", report->reason);
	else
		print(&to, "%s: %s", crash_cause_word(report->cause), report->reason);
	registers_print(&to, report);
	faults_print(&to, &report->registers);
	crash_report_print_backtrace(report, line, context);
	if (report->trace_count)
		print(&to, "the last lines of its log:");
	for (size_t i = 0; i < report->trace_count; i++)
		print(&to, "  %s", report->trace[i]);
}

/* ---- JSON ---- */

static void number_set(json_t *object, const char *key, uint64_t number)
{
	json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void text_set(json_t *object, const char *key, const char *text)
{
	if (text && text[0])
		json_object_set_new(object, key, json_string(text));
}

static json_t *general_json(const uint32_t r[16], uint32_t xpsr)
{
	static const char *const names[16] = {"r0", "r1", "r2",	 "r3",	"r4",  "r5", "r6", "r7",
					      "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"};
	json_t *object = json_object();

	for (unsigned i = 0; i < 16; i++)
		number_set(object, names[i], r[i]);
	number_set(object, "xpsr", xpsr);
	return object;
}

static json_t *registers_json(const struct crash_registers *registers)
{
	json_t *object = general_json(registers->r, registers->xpsr);

	number_set(object, "msp", registers->msp);
	number_set(object, "psp", registers->psp);
	number_set(object, "control", registers->control);
	number_set(object, "primask", registers->primask);
	number_set(object, "basepri", registers->basepri);
	number_set(object, "faultmask", registers->faultmask);
	return object;
}

static json_t *faults_json(const struct crash_registers *registers)
{
	json_t *object = json_object();
	json_t *list = json_array();
	size_t count;
	const struct fault_bit *bits = fault_bits(&count);

	number_set(object, "cfsr", registers->cfsr);
	number_set(object, "hfsr", registers->hfsr);
	number_set(object, "dfsr", registers->dfsr);
	number_set(object, "afsr", registers->afsr);
	number_set(object, "mmfar", registers->mmfar);
	number_set(object, "bfar", registers->bfar);
	for (size_t i = 0; i < count; i++) {
		json_t *one;

		if (!(register_value(registers, bits[i].reg) >> bits[i].bit & 1u))
			continue;
		one = json_object();
		text_set(one, "register", register_names[bits[i].reg]);
		text_set(one, "name", bits[i].name);
		text_set(one, "text", bits[i].text);
		json_array_append_new(list, one);
	}
	json_object_set_new(object, "bits", list);
	return object;
}

static json_t *entry_json(const struct backtrace_entry *entry)
{
	static const char *const kinds[] = {"here", "caller", "around", "interrupted"};
	json_t *object = json_object();

	text_set(object, "kind", kinds[entry->kind]);
	number_set(object, "pc", entry->pc);
	number_set(object, "sp", entry->sp);
	text_set(object, "function", entry->place.function);
	if (entry->place.offset)
		number_set(object, "offset", entry->place.offset);
	text_set(object, "file", entry->place.file);
	if (entry->place.line)
		number_set(object, "line", entry->place.line);
	if (entry->guessed)
		json_object_set_new(object, "guessed", json_true());
	return object;
}

json_t *crash_report_json(const struct crash_report *report)
{
	const struct backtrace *backtrace = &report->backtrace;
	const struct crash_registers program = crash_report_program(report);
	json_t *object = json_object();
	json_t *list = json_array();
	char mode[32];

	mode_name(report->registers.xpsr, mode, sizeof(mode));
	text_set(object, "cause", crash_cause_word(report->cause));
	text_set(object, "linux", crash_cause_linux(report->cause));
	text_set(object, "reason", report->reason);
	text_set(object, "firmware", report->firmware);
	number_set(object, "time_ns", report->time / PS_PER_NS);
	text_set(object, "mode", mode);
	json_object_set_new(object, "registers", registers_json(&report->registers));
	if (crash_report_interrupted(report)) {
		json_t *interrupted = general_json(program.r, program.xpsr);

		number_set(interrupted, "frame", backtrace->stacked.base);
		number_set(interrupted, "exc_return", backtrace->stacked.exc_return);
		json_object_set_new(object, "interrupted", interrupted);
	}
	json_object_set_new(object, "fault", faults_json(&report->registers));
	for (size_t i = 0; i < backtrace->count; i++)
		json_array_append_new(list, entry_json(&backtrace->entries[i]));
	json_object_set_new(object, "backtrace", list);
	list = json_array();
	for (size_t i = 0; i < report->trace_count; i++)
		json_array_append_new(list, json_string(report->trace[i]));
	json_object_set_new(object, "trace", list);
	return object;
}
