/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the time of a round trip goes: messages to an endpoint of the firmware that sends them back, one
 * after the other, timed at each step of their way in virtual time and on this computer's clock.
 *
 *   sent      the message is handed to RPMsg
 *   rang      the A7 sets the doorbell's flag in the IPCC
 *   entered   the M4 enters its handler of the IPCC's interrupt
 *   taken     the firmware clears the flag
 *   answered  the firmware sets the flag of its own doorbell
 *   received  the host has the answer
 *
 * A firmware that polls enters no handler; a point that was not seen lies at the one before it, so that
 * the hops of each round trip always add up to the whole. Virtual time is exact to a cycle of the M4; the
 * A7 takes none.
 */
#ifndef COPRO_MACHINE_PING_H
#define COPRO_MACHINE_PING_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "machine/machine.h"

enum ping_point {
	PING_SENT,
	PING_RANG,
	PING_ENTERED,
	PING_TAKEN,
	PING_ANSWERED,
	PING_RECEIVED,
	PING_POINTS
};

/* Hop i goes from point i to point i + 1; the last one is the whole round trip. */
#define PING_HOPS  (PING_POINTS - 1)
#define PING_TOTAL PING_HOPS

/* "host queue", "doorbell", "interrupt entry", "firmware", "back", "round trip". */
const char *ping_hop_name(unsigned hop);

#define PING_COUNT_MAX 1000000u
#define PING_SIZE_MAX  RPMSG_BUFFER_SIZE

struct ping_config {
	struct machine *machine;
	struct rpmsg_char *endpoint; /* nobody has it open */
	uint32_t count; /* messages, 1 to PING_COUNT_MAX */
	uint32_t size; /* bytes of each, up to PING_SIZE_MAX */
	uint64_t interval; /* ps from an answer to the next message */
	uint64_t timeout; /* ps until a message counts as lost */
	/* All are done, or it ended early. From callbacks of the machine: may call machine_end(). */
	void (*finished)(void *context);
	void *context;
};

/* One round trip. */
struct ping_sample {
	uint64_t cycle; /* ps of one cycle of the M4 then */
	uint64_t at[PING_POINTS]; /* virtual time, ps */
	uint64_t wall[PING_POINTS]; /* this computer's time, ns */
	uint32_t seen; /* a bit a point */
};

struct ping_figures {
	double least;
	double median;
	double mean; /* those of the hops add up to that of the whole */
	double most;
};

struct ping_hop {
	uint32_t seen; /* round trips in which the end of this hop was seen */
	struct ping_figures cycles; /* of the M4 */
	struct ping_figures ns; /* of this computer's time */
};

struct ping_result {
	uint32_t sent;
	uint32_t received;
	uint32_t lost; /* no answer in time */
	uint32_t strange; /* messages that were no answer */
	int status; /* 0; why it ended early: -ENODEV: the endpoint went; or as rpmsg_send() */
	double mhz; /* of the M4, at the last message */
	struct ping_hop hops[PING_HOPS + 1]; /* with PING_TOTAL; 0 when nothing was received */
};

struct ping;

/* Begins. 0; -EBUSY: somebody has the endpoint open; -ENOTCONN; -EINVAL; -ENOMEM. */
COPRO_MUST_CHECK int ping_start(struct ping **ping, const struct ping_config *config);
/* Ends it if need be. NULL is allowed. Not from `finished`. */
void ping_destroy(struct ping *ping);

bool ping_is_done(const struct ping *ping);
/* What was measured so far. 0, -ENOMEM. */
COPRO_MUST_CHECK int ping_result(const struct ping *ping, struct ping_result *result);
/* The round trips, in their order. */
const struct ping_sample *ping_samples(const struct ping *ping, uint32_t *count);

#endif
