/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a machine notices that its Cortex-M4 is at an end, and what it keeps of it.
 *
 * Noticed are faults whose handler never returns, the end of a panic, lock-ups, and resets that the host did
 * not ask for. What is found goes to the remoteproc as a crash; when that is told, the report follows.
 */
#ifndef COPRO_MACHINE_MACHINE_CRASH_H
#define COPRO_MACHINE_MACHINE_CRASH_H

#include "board/timeline.h"
#include "machine/crash_report.h"
#include "machine/trace_tail.h"

struct machine;

struct machine_crash {
	enum crash_cause cause; /* of the crash that is being reported; CRASH_FAULT: not said */
	struct crash_report *early; /* collected before a reset, not told yet */
	struct crash_report *report; /* of the last crash that was told */
	struct trace_tail tail;
	uint64_t faults; /* of the Cortex-M4 that were told, this start */
	struct timeline_event watch;
	bool locked_up;
	bool stopped_told;
};

/* A start: what was is over. */
void machine_crash_start(struct machine *machine);
void machine_crash_close(struct machine *machine);

/* The signals of the board that concern it. */
void machine_crash_m4_reset(void *context, uint32_t cause);
void machine_crash_lockup(void *context);

/* Tells of new faults of the core. */
void machine_crash_look(struct machine *machine);
/* The host's share after a slice; looks too. */
void machine_crash_serve(struct machine *machine);

/* The firmware has crashed: tells the remoteproc, and the report. `reason`: one line, NULL: made from the cause.
 * The core stands as it was. */
void machine_crash(struct machine *machine, enum crash_cause cause, const char *reason);

/* A report of the core as it stands, which is not the machine's to keep. NULL: no memory. */
struct crash_report *crash_report_of(struct machine *machine, enum crash_cause cause);

/* The remoteproc has told its crash, with this reason: the report is told. */
void machine_crash_told(struct machine *machine, const char *reason);

#endif
