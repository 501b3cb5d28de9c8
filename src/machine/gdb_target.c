/* SPDX-License-Identifier: BSD-3-Clause */
/* Coming, going, running and stopping; gdb_command.c has the packets. */
#include "machine/gdb_target.h"

#include <inttypes.h>
#include <string.h>

#include "machine/event_log.h"
#include "machine/fault.h"
#include "machine/machine_internal.h"

/* gdb's own numbers of signals (include/gdb/signals.def of its interface). */
enum {
	SIGNAL_INT = 2,
	SIGNAL_ILL = 4,
	SIGNAL_TRAP = 5,
	SIGNAL_FPE = 8,
	SIGNAL_BUS = 10,
	SIGNAL_SEGV = 11
};

/* CFSR (ARM DDI 0403, B3.2.15). */
#define CFSR_MEM_MANAGE 0x000000FFu
#define CFSR_BUS_FAULT	0x0000FF00u
#define CFSR_ILLEGAL	0x000F0000u /* undefined, ARM state, invalid return, no coprocessor */
#define CFSR_UNALIGNED	0x01000000u
#define CFSR_DIVBYZERO	0x02000000u

static struct cortex_m *core_of(const struct gdb_target *target)
{
	return board_core(target->machine->board);
}

void gdb_target_init(struct gdb_target *target, struct machine *machine)
{
	memset(target, 0, sizeof(*target));
	target->machine = machine;
	target->catch_fault = true;
}

void gdb_target_set_catches(struct gdb_target *target)
{
	cortex_m_catch(core_of(target),
		       (target->catch_fault ? CORTEX_M_CATCH_FAULT : 0u) |
			       (target->halt_on_start ? CORTEX_M_CATCH_RESET : 0u));
}

void gdb_target_attach(struct gdb_target *target)
{
	cortex_m_set_debug(core_of(target), true);
	gdb_target_set_catches(target);
}

void gdb_target_detach(struct gdb_target *target)
{
	cortex_m_set_debug(core_of(target), false);
	target->point_count = 0;
	target->ranged = false;
	target->catch_fault = true;
	target->halt_on_start = false;
	machine_thaw(target->machine);
}

static enum cortex_m_halt_reason reason_of(const struct gdb_target *target,
					   struct cortex_m_halt *halt)
{
	/* A core in reset does not halt: the machine was frozen because somebody asked for it. */
	*halt = (struct cortex_m_halt){.reason = CORTEX_M_HALT_REQUEST};
	if (cortex_m_halted(core_of(target)))
		cortex_m_last_halt(core_of(target), halt);
	return halt->reason;
}

bool gdb_target_frozen(struct gdb_target *target)
{
	struct cortex_m *core = core_of(target);
	struct cortex_m_halt halt;

	target->stop_pc = cortex_m_get(core, CORTEX_M_PC);
	if (target->ranged && reason_of(target, &halt) == CORTEX_M_HALT_STEP &&
	    target->stop_pc - target->range_begin < target->range_end - target->range_begin) {
		cortex_m_step(core);
		machine_thaw(target->machine);
		return false;
	}
	target->ranged = false;
	return true;
}

/* ---- why it stopped ---- */

static unsigned fault_signal(const struct gdb_target *target)
{
	struct cortex_m_fault fault;
	uint32_t status;

	cortex_m_last_fault(core_of(target), &fault);
	status = fault.cfsr;
	/* Bits of earlier faults stay until the firmware clears them. */
	if (fault.exception == 4)
		status &= CFSR_MEM_MANAGE;
	else if (fault.exception == 5)
		status &= CFSR_BUS_FAULT;
	else if (fault.exception == 6)
		status &= ~(CFSR_MEM_MANAGE | CFSR_BUS_FAULT);
	if (status & CFSR_MEM_MANAGE)
		return SIGNAL_SEGV;
	if (status & (CFSR_BUS_FAULT | CFSR_UNALIGNED))
		return SIGNAL_BUS;
	if (status & CFSR_ILLEGAL)
		return SIGNAL_ILL;
	return status & CFSR_DIVBYZERO ? SIGNAL_FPE : SIGNAL_SEGV;
}

static const struct gdb_point *point_at(const struct gdb_target *target, uint32_t address)
{
	for (size_t i = 0; i < target->point_count; i++) {
		if (target->points[i].address == address)
			return &target->points[i];
	}
	return NULL;
}

static void word_reply(struct gdb_target *target, struct gdb_reply *reply, unsigned number,
		       enum cortex_m_register reg)
{
	const uint32_t value = cortex_m_get(core_of(target), reg);

	gdb_reply_print(reply, "%02x:", number);
	gdb_reply_hex(reply, &value, sizeof(value));
	gdb_reply_print(reply, ";");
}

void gdb_target_stop_reply(struct gdb_target *target, struct gdb_reply *reply, bool first)
{
	static const char *const watches[] = {
		[CORTEX_M_WATCH_WRITE] = "watch",
		[CORTEX_M_WATCH_READ] = "rwatch",
		[CORTEX_M_WATCH_ACCESS] = "awatch",
	};
	const enum cortex_m_register expedited[] = {CORTEX_M_SP, CORTEX_M_LR, CORTEX_M_PC};
	const struct gdb_point *point;
	struct cortex_m_halt halt;
	unsigned signal = SIGNAL_TRAP;

	reason_of(target, &halt);
	if (halt.reason == CORTEX_M_HALT_REQUEST && !first)
		signal = SIGNAL_INT;
	else if (halt.reason == CORTEX_M_HALT_FAULT || halt.reason == CORTEX_M_HALT_LOCKUP)
		signal = fault_signal(target);
	gdb_reply_print(reply, "T%02xthread:1;", signal);
	/* What gdb wants to know at every stop. */
	for (size_t i = 0; i < sizeof(expedited) / sizeof(expedited[0]); i++)
		word_reply(target, reply, (unsigned)expedited[i], expedited[i]);
	switch (halt.reason) {
	case CORTEX_M_HALT_BREAKPOINT:
		point = point_at(target, target->stop_pc);
		gdb_reply_print(reply, point && point->hardware ? "hwbreak:;" : "swbreak:;");
		break;
	/* A BKPT of the program is none of gdb's: called a breakpoint, it would be taken for one of those
	 * that were removed in the meantime, and passed over. */
	case CORTEX_M_HALT_WATCH:
		gdb_reply_print(reply, "%s:%" PRIx32 ";", watches[halt.kind], halt.address);
		break;
	default:
		break;
	}
}

void gdb_target_explain(struct gdb_target *target, char *text, size_t size)
{
	const struct machine *machine = target->machine;
	struct cortex_m_fault fault;
	struct cortex_m_halt halt;
	char cause[FAULT_TEXT];

	text[0] = '\0';
	reason_of(target, &halt);
	if (halt.reason != CORTEX_M_HALT_FAULT && halt.reason != CORTEX_M_HALT_LOCKUP)
		return;
	cortex_m_last_fault(core_of(target), &fault);
	fault_describe(&fault, machine->has_image ? &machine->image : NULL, cause);
	snprintf(text, size, "copro: %s%s\n",
		 halt.reason == CORTEX_M_HALT_LOCKUP ? "the Cortex-M4 locks up: " : "", cause);
}

void gdb_target_event(struct gdb_target *target, const struct machine_event *event)
{
	char *line = target->trace[target->trace_count % GDB_TRACE_LINES];

	if (strcmp(event->kind, "trace"))
		return;
	snprintf(line, GDB_TRACE_SIZE, "[%5" PRIu64 ".%06" PRIu64 "] %s: %s",
		 event->time / PS_PER_S, event->time % PS_PER_S / PS_PER_US, event->name,
		 event->text);
	target->trace_count++;
}
