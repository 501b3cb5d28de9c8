/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Does the firmware answer its doorbells?
 *
 * The mailbox's interrupt line to the Cortex-M4 is high while a doorbell that the firmware wants to be
 * interrupted by is not acknowledged. A firmware that is alive takes that interrupt and acknowledges; one whose
 * interrupt has been pending for seconds is stuck: interrupts are off, or a handler does not return, or it
 * returns without acknowledging. It is told once a start, with where the firmware is.
 *
 * Nothing is said of a firmware that masks the mailbox's interrupt: it may look for doorbells at its leisure.
 */
#ifndef COPRO_MACHINE_ANSWER_WATCH_H
#define COPRO_MACHINE_ANSWER_WATCH_H

#include <stdbool.h>

#include "board/timeline.h"

struct machine;

#define ANSWER_WATCH_DEFAULT (2 * PS_PER_S)

struct answer_watch {
	struct timeline_event due;
	bool told;
};

/* A start: what was is over. */
void answer_watch_start(struct machine *machine);

/* The host's share after a slice. The timeline holds an event only while an answer is awaited. */
void answer_watch_serve(struct machine *machine);

#endif
