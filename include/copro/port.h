/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the stack needs from the platform below it: one struct of callbacks. A bare-metal program
 * fills in `notify`; a program with an RTOS fills in all of it. docs/porting.md walks through both.
 */
#ifndef COPRO_PORT_H
#define COPRO_PORT_H

#include <stdint.h>

#define COPRO_NO_DEADLINE UINT64_MAX

struct copro_port {
	/* Handed to every call below. May be NULL. */
	void *context;

	/* Rings the peer's doorbell for virtqueue `queue` (0 or 1 of this instance). Required. Called
	 * with the lock held; must not block: a doorbell that is still pending already says it all. */
	void (*notify)(void *context, uint32_t queue);

	/* A mutex that its owner may take again (recursive), for instances that several threads use: see
	 * rpmsg_share(). NULL, both: none. The stack holds it while receive callbacks run, and never while it waits. */
	void (*lock)(void *context);
	void (*unlock)(void *context);

	/* The next three are for the blocking calls (copro/blocking.h); NULL, all: these answer -ENOSYS. */

	/* Milliseconds of a monotonic clock. Default: none. */
	uint64_t (*now)(void *context);

	/* Blocks the calling thread while *word == seen, until wake() is called for `word` or `deadline`
	 * (on the clock of `now`; COPRO_NO_DEADLINE: for ever). The comparison and going to sleep are one
	 * step against wake(), as with a futex. May return early for no reason. Returns 0, or
	 * -ETIMEDOUT. Thread context, without the lock. */
	int (*wait)(void *context, const volatile uint32_t *word, uint32_t seen, uint64_t deadline);

	/* Wakes every thread that waits for `word`. Called from interrupt and thread context. */
	void (*wake)(void *context, const volatile uint32_t *word);
};

#endif
