/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/machine_crash.h"

#include <stdio.h>

#include "machine/fault.h"
#include "machine/machine_internal.h"
#include "soc/regs/rcc.h"

/* More faults than that of one start are not told one by one. */
#define FAULTS_TOLD 3u
/* A fault handler that does something is done with it by then. */
#define FAULT_WATCH_PS (500 * PS_PER_MS)

#define EXCEPTION_HARD_FAULT  3u
#define EXCEPTION_USAGE_FAULT 6u
#define EXCEPTION_INTERRUPTS  16u

static const struct elf_image *image_of(const struct machine *machine)
{
	return machine->has_image ? &machine->image : NULL;
}

/* NULL when there is no memory for it. */
static struct crash_report *report_collect(struct machine *machine, enum crash_cause cause,
					   const char *reason)
{
	const struct crash_report_input input = {.core = board_core(machine->board),
						 .cause = cause,
						 .reason = reason,
						 .image = image_of(machine),
						 .firmware = machine->config.firmware_name,
						 .time = machine_now(machine)};
	struct crash_report *report = NULL;

	return crash_report_create(&report, &input) ? NULL : report;
}

struct crash_report *crash_report_of(struct machine *machine, enum crash_cause cause)
{
	return report_collect(machine, cause, NULL);
}

void machine_crash_start(struct machine *machine)
{
	struct machine_crash *crash = &machine->crash;

	crash_report_destroy(crash->early);
	crash->early = NULL;
	crash->cause = CRASH_FAULT;
	crash->faults = 0;
	crash->locked_up = false;
	crash->stopped_told = false;
	trace_tail_clear(&crash->tail);
	timeline_disarm(board_timeline(machine->board), &crash->watch);
}

void machine_crash_close(struct machine *machine)
{
	crash_report_destroy(machine->crash.early);
	crash_report_destroy(machine->crash.report);
	machine->crash.early = NULL;
	machine->crash.report = NULL;
}

/* ---- what is told ---- */

void machine_crash_told(struct machine *machine, const char *reason)
{
	struct machine_crash *crash = &machine->crash;
	struct crash_report *report = crash->early;
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_FAULT,
				      .source = "crash",
				      .kind = "crash-report"};

	crash->early = NULL;
	/* Nobody here found it: the host's memory was taken. */
	if (!report)
		report = report_collect(
			machine, crash->cause == CRASH_FAULT ? CRASH_MEMORY_RIGHTS : crash->cause,
			reason);
	if (!report)
		return;
	for (size_t i = 0; i < crash->tail.count; i++)
		crash_report_trace(report, trace_tail_line(&crash->tail, i));
	crash_report_destroy(crash->report);
	crash->report = report;
	event.text = report->reason;
	event.crash = report;
	machine_tell(machine, &event);
}

/* What took the firmware took the host too, or there was none. */
static void tell_without_host(struct machine *machine, const char *reason)
{
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_FAULT,
				      .source = "machine",
				      .kind = "crash",
				      .text = reason};

	machine_tell(machine, &event);
	machine_crash_told(machine, reason);
}

void machine_crash(struct machine *machine, enum crash_cause cause, const char *reason)
{
	struct machine_crash *crash = &machine->crash;
	char text[CRASH_REASON];

	if (!crash->early)
		crash->early = report_collect(machine, cause, reason);
	crash->cause = cause;
	snprintf(text, sizeof(text), "%s",
		 crash->early ? crash->early->reason : crash_cause_word(cause));
	if (machine_has_host(machine)) {
		remoteproc_report_crash(machine_remoteproc(machine), text);
		machine_host_returned(machine);
	} else if (crash->early) {
		tell_without_host(machine, text);
	}
	/* It was not running: nothing was told. */
	crash_report_destroy(crash->early);
	crash->early = NULL;
	crash->cause = CRASH_FAULT;
}

/* ---- faults ---- */

/* The core is in the handler of a fault, or where the firmware library ends. */
static void fault_crash(struct machine *machine, const char *suffix)
{
	struct cortex_m *core = board_core(machine->board);
	const enum crash_cause cause = crash_cause_of_fault(core);
	struct cortex_m_fault fault;
	char described[FAULT_TEXT];
	char text[FAULT_TEXT + 64];

	timeline_disarm(board_timeline(machine->board), &machine->crash.watch);
	if (cause == CRASH_PANIC || cause == CRASH_ASSERTION) {
		machine_crash(machine, cause, NULL);
		return;
	}
	cortex_m_last_fault(core, &fault);
	fault_describe(&fault, image_of(machine), described);
	snprintf(text, sizeof(text), "%s; %s", described, suffix);
	machine_crash(machine, cause, text);
}

static uint32_t exception_of(struct machine *machine)
{
	return cortex_m_get(board_core(machine->board), CORTEX_M_XPSR) & STACKED_XPSR_EXCEPTION;
}

static bool in_fault_handler(struct machine *machine)
{
	const uint32_t exception = exception_of(machine);

	return exception >= EXCEPTION_HARD_FAULT && exception <= EXCEPTION_USAGE_FAULT;
}

/* Some time after a fault: does the Cortex-M4 still sit in the handler of it? A firmware's handler of
 * last resort is a loop, and nobody would hear of it. */
static void fault_watch(void *context)
{
	if (in_fault_handler(context))
		fault_crash(context, "it stays in its fault handler");
}

static void fault_watch_arm(struct machine *machine)
{
	struct timeline *timeline = board_timeline(machine->board);

	/* Linux would not notice. */
	if (machine->config.as_linux)
		return;
	machine->crash.watch = (struct timeline_event){
		.name = "fault watch", .fire = fault_watch, .context = machine};
	timeline_arm(timeline, &machine->crash.watch, timeline->now + FAULT_WATCH_PS);
}

/* Those since the fault number `told`: a slice may have seen several, as when the handler of one has a
 * fault itself, and the first is what is to be mended. */
static void tell_faults(struct machine *machine, uint64_t told)
{
	char text[FAULT_TEXT];
	struct cortex_m_fault fault;
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_WARNING,
				      .source = "core",
				      .kind = "fault",
				      .text = text};

	for (unsigned back = CORTEX_M_FAULTS; back-- > 0;) {
		if (!cortex_m_fault_before(board_core(machine->board), back, &fault) ||
		    fault.count <= told || fault.count > FAULTS_TOLD)
			continue;
		fault_describe(&fault, image_of(machine), text);
		event.pc = fault.pc;
		event.count = fault.count;
		machine_tell(machine, &event);
	}
}

void machine_crash_look(struct machine *machine)
{
	struct machine_crash *crash = &machine->crash;
	struct cortex_m_fault fault;
	enum crash_cause cause;

	cortex_m_last_fault(board_core(machine->board), &fault);
	/* The core counts from its last reset. */
	if (fault.count < crash->faults)
		crash->faults = 0;
	if (fault.count <= crash->faults)
		return;
	cause = crash_cause_of_fault(board_core(machine->board));
	/* A panic's fault is only the way in which it ends. */
	if (cause != CRASH_PANIC && cause != CRASH_ASSERTION)
		tell_faults(machine, crash->faults);
	crash->faults = fault.count;
	if (!crash->watch.armed)
		fault_watch_arm(machine);
}

/* ---- where the firmware library ends ---- */

static void look_for_the_end(struct machine *machine)
{
	char text[64];
	uint32_t exception;

	if (!crash_core_stopped(board_core(machine->board))) {
		machine->crash.stopped_told = false;
		return;
	}
	if (machine->crash.stopped_told || machine->config.as_linux)
		return;
	machine->crash.stopped_told = true;
	if (in_fault_handler(machine)) {
		fault_crash(machine, "it has reported that and stopped");
		return;
	}
	exception = exception_of(machine);
	if (exception >= EXCEPTION_INTERRUPTS)
		snprintf(text, sizeof(text), "interrupt %u has no handler",
			 (unsigned)(exception - EXCEPTION_INTERRUPTS));
	else
		snprintf(text, sizeof(text), "exception %u has no handler", (unsigned)exception);
	machine_crash(machine, CRASH_UNHANDLED, text);
}

/* ---- lock-ups and resets ---- */

void machine_crash_lockup(void *context)
{
	struct machine *machine = context;

	machine->crash.locked_up = true;
}

/* The registers are about to be lost; who hears of it may not be called from here. */
void machine_crash_m4_reset(void *context, uint32_t cause)
{
	struct machine *machine = context;
	struct machine_crash *crash = &machine->crash;

	/* The host's own. */
	if (!machine_has_host(machine) ||
	    (cause & (RCC_RSTF_MCU | RCC_RSTF_PAD | RCC_RSTF_MPSYS)) || crash->early)
		return;
	/* Linux would notice the watchdog alone. */
	if (cause == RCC_RSTF_WWDG1)
		crash->early = report_collect(machine, CRASH_WATCHDOG, NULL);
	else if (machine->config.as_linux)
		return;
	else if (cause == RCC_RSTF_MCSYS)
		crash->early = report_collect(machine, CRASH_LOCAL_RESET, NULL);
	else
		crash->early = report_collect(
			machine, CRASH_CHIP_RESET,
			cause & RCC_RSTF_IWDG1	 ? "the watchdog IWDG1 reset the whole chip"
			: cause & RCC_RSTF_IWDG2 ? "the watchdog IWDG2 reset the whole chip"
						 : NULL);
	board_attention(machine->board);
}

void machine_crash_serve(struct machine *machine)
{
	struct machine_crash *crash = &machine->crash;

	machine_crash_look(machine);
	if (crash->locked_up) {
		crash->locked_up = false;
		machine_crash(machine, CRASH_LOCKUP, NULL);
	}
	/* A processor that is let go starts again after its own reset, and that may be what it wanted. */
	if (crash->early && crash->early->cause == CRASH_LOCAL_RESET &&
	    board_m4_running(machine->board)) {
		crash_report_destroy(crash->early);
		crash->early = NULL;
	}
	if (crash->early)
		machine_crash(machine, crash->early->cause, NULL);
	look_for_the_end(machine);
}
