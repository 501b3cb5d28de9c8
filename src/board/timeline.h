/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtual time and everything that is due in it.
 *
 * One queue holds the events of the whole machine: timers of devices, time-outs of the host side,
 * scripted input. It is ordered by time, then by the order in which events were armed, so that the
 * same run always happens the same way.
 *
 * Not thread safe; owned by the thread that runs the board.
 */
#ifndef COPRO_BOARD_TIMELINE_H
#define COPRO_BOARD_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#define TIMELINE_NEVER UINT64_MAX
#define PS_PER_NS      UINT64_C(1000)
#define PS_PER_US      UINT64_C(1000000)
#define PS_PER_MS      UINT64_C(1000000000)
#define PS_PER_S       UINT64_C(1000000000000)

struct timeline;

/* One thing that may become due. Embedded in its owner; at most once in the queue. */
struct timeline_event {
	const char *name; /* for logs and debugging */
	void (*fire)(
		void *context); /* called at its time, already disarmed: may arm itself again */
	void *context;
	uint64_t when; /* ps; valid while armed */
	uint64_t order;
	struct timeline_event *next;
	bool armed;
};

struct timeline {
	uint64_t now; /* ps since the board was powered */
	uint64_t order;
	struct timeline_event *head;
	/* Called when the earliest event becomes earlier than it was, so that a running slice of a
	 * processor can be shortened. May be NULL. */
	void (*sooner)(void *context, uint64_t when);
	void *sooner_context;
	/* Returns the time inside a running slice of a processor. NULL: `now` is exact. */
	uint64_t (*precise)(void *context);
	void *precise_context;
};

void timeline_init(struct timeline *timeline);

/* The current time in ps, exact also in the middle of a slice (in an access of a processor). */
uint64_t timeline_now(const struct timeline *timeline);

/* Arms or re-arms an event at an absolute time in ps; a time in the past means "at once". */
void timeline_arm(struct timeline *timeline, struct timeline_event *event, uint64_t when);
void timeline_disarm(struct timeline *timeline, struct timeline_event *event);

/* Time of the earliest event, TIMELINE_NEVER if none. */
uint64_t timeline_next(const struct timeline *timeline);

/* Moves the time to `when` (never back) and fires everything due until then, in order. */
void timeline_advance(struct timeline *timeline, uint64_t when);

#endif
