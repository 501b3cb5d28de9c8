/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/answer_watch.h"

#include <inttypes.h>
#include <stdio.h>

#include "machine/machine_internal.h"
#include "soc/irq.h"
#include "soc/regs/ipcc.h"

/* NVIC_ISERn (ARM DDI 0403, B3.4.4). */
#define NVIC_ISER(irq) (0xE000E100u + 4u * ((irq) / 32u))

static uint64_t patience(const struct machine *machine)
{
	return machine->config.answer_within ? machine->config.answer_within : ANSWER_WATCH_DEFAULT;
}

static bool host_watches(struct machine *machine)
{
	const struct remoteproc *rproc =
		machine_has_host(machine) ? machine_remoteproc(machine) : NULL;
	const enum rproc_state state = rproc ? remoteproc_state(rproc) : RPROC_OFFLINE;

	return state == RPROC_RUNNING || state == RPROC_ATTACHED;
}

/* The firmware wants the interrupt, and has not got it or not acknowledged it since `since`. */
static bool answer_awaited(struct machine *machine, uint64_t *since)
{
	const struct debug_memory memory = {board_core(machine->board), crash_core_read};
	uint32_t enabled;

	return board_m4_irq_since(machine->board, SOC_IRQ_IPCC_RX1, since) &&
	       board_m4_running(machine->board) && host_watches(machine) &&
	       stacked_word(&memory, NVIC_ISER(SOC_IRQ_IPCC_RX1), &enabled) &&
	       (enabled >> SOC_IRQ_IPCC_RX1 % 32u & 1u);
}

/* What keeps the interrupt off, as far as the core shows it. */
static void obstacle_name(const struct crash_registers *registers, bool asleep, char *text,
			  size_t size)
{
	const uint32_t exception = registers->xpsr & STACKED_XPSR_EXCEPTION;

	if (registers->faultmask)
		snprintf(text, size, "FAULTMASK is set");
	else if (registers->primask && !asleep) /* asleep it would have been woken */
		snprintf(text, size, "interrupts are off (PRIMASK)");
	else if (registers->basepri)
		snprintf(text, size, "BASEPRI is 0x%02" PRIx32, registers->basepri);
	else if (exception == SOC_IRQ_IPCC_RX1 + 16)
		snprintf(text, size, "it is in the doorbell's own interrupt handler");
	else if (exception >= 16)
		snprintf(text, size, "it is in the handler of interrupt %" PRIu32, exception - 16);
	else if (exception)
		snprintf(text, size, "it is in the handler of exception %" PRIu32, exception);
	else
		snprintf(text, size, "it does not acknowledge it");
}

/* "2", "1 and 2": the channels that the A7 rang and the M4 listens to. */
static void channels_name(struct machine *machine, char *text, size_t size)
{
	const struct mmio ipcc = machine->platform.ipcc;
	const uint32_t rung = mmio_read32(ipcc, IPCC_SIDE(0) + IPCC_TOSR) &
			      ~mmio_read32(ipcc, IPCC_SIDE(1) + IPCC_MR) & IPCC_CHANNEL_MASK;
	size_t length = 0;

	text[0] = '\0';
	for (unsigned channel = 0; channel < IPCC_CHANNELS; channel++) {
		if ((rung >> channel & 1u) && length < size)
			length += (size_t)snprintf(text + length, size - length, "%s%u",
						   length ? " and " : "", channel + 1);
	}
}

static void not_answering_tell(struct machine *machine, uint64_t since)
{
	struct crash_report *report = crash_report_of(machine, CRASH_NOT_ANSWERING);
	const struct backtrace_entry *here;
	char channels[64], obstacle[64];
	char text[CRASH_REASON];
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_WARNING,
				      .source = "machine",
				      .kind = "not-answering",
				      .text = text,
				      .crash = report};

	if (!report)
		return;
	here = &report->backtrace.entries[0];
	channels_name(machine, channels, sizeof(channels));
	obstacle_name(&report->registers, cortex_m_asleep(board_core(machine->board)), obstacle,
		      sizeof(obstacle));
	snprintf(text, sizeof(text),
		 "the firmware has not answered the doorbell on IPCC channel %s for %.3f s: %s, at "
		 "0x%08" PRIx32 "%s%s",
		 channels, (double)(event.time - since) / (double)PS_PER_S, obstacle, here->pc,
		 here->place.function[0] ? " in " : "", here->place.function);
	snprintf(report->reason, sizeof(report->reason), "%s", text);
	event.pc = here->pc;
	event.function = here->place.function;
	if (machine->config.answer_within)
		machine_crash(machine, CRASH_NOT_ANSWERING, text);
	else
		machine_tell(machine, &event);
	crash_report_destroy(report);
}

static void answer_due(void *context)
{
	struct machine *machine = context;
	uint64_t since;

	if (machine->answer.told || !answer_awaited(machine, &since) ||
	    machine_now(machine) - since < patience(machine))
		return; /* it did; the next serve looks again */
	machine->answer.told = true;
	not_answering_tell(machine, since);
}

void answer_watch_start(struct machine *machine)
{
	timeline_disarm(board_timeline(machine->board), &machine->answer.due);
	machine->answer.told = false;
	machine->answer.due = (struct timeline_event){
		.name = "answer watch", .fire = answer_due, .context = machine};
}

void answer_watch_serve(struct machine *machine)
{
	struct timeline *timeline = board_timeline(machine->board);
	struct answer_watch *watch = &machine->answer;
	uint64_t since;

	if (watch->told)
		return;
	if (!answer_awaited(machine, &since)) {
		timeline_disarm(timeline, &watch->due);
		return;
	}
	since += patience(machine);
	if (!watch->due.armed || watch->due.when != since)
		timeline_arm(timeline, &watch->due, since);
}
