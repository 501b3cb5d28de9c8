/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Virtual time against the wall clock.
 *
 * The clock is handed in, in ns, so that this is arithmetic only. Virtual time may be up to PACE_AHEAD
 * before the wall clock: an answer that takes the Cortex-M4 some microseconds needs no wait.
 */
#ifndef COPRO_MACHINE_PACE_H
#define COPRO_MACHINE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_SLICE UINT64_C(1000000000) /* ps: 1 ms */
#define PACE_AHEAD PACE_SLICE /* ps */
#define PACE_LATE  UINT64_C(1000000000000) /* ps: 1 s late is late for good */

struct pace {
	bool real_time;
	bool started;
	bool said_late; /* the present lateness is known to the user */
	uint64_t origin; /* ns of the wall clock at virtual time 0; wraps */
};

/* The virtual time that the wall clock calls for; the first call makes it `now`. */
uint64_t pace_wall(struct pace *pace, uint64_t wall_ns, uint64_t now);

/* How far a slice that starts at `now` may go, at most until `until`. `now` itself: not at all, the
 * wall clock has to come first. */
uint64_t pace_limit(struct pace *pace, uint64_t wall_ns, uint64_t now, uint64_t until);

/* When virtual time is more than PACE_LATE behind, gives up the lost time: it starts anew at `now`.
 * Returns the ps given up, else 0. */
uint64_t pace_late(struct pace *pace, uint64_t wall_ns, uint64_t now);

/* Milliseconds to wait for virtual time `due` to be called for, rounded up, 0 if it is. */
uint64_t pace_wait_ms(struct pace *pace, uint64_t wall_ns, uint64_t now, uint64_t due);

#endif
