/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mailbox between remoteproc and the IPCC (drivers/mailbox/stm32-ipcc.c, and the mboxes of the m4
 * node). Channels as the boards of ST have them, counted from 1 as the reference manual does:
 *
 *   1 "vq0"       to the M4: receive buffers came back    from the M4: a message
 *   2 "vq1"       to the M4: a message                    from the M4: send buffers came back
 *   3 "shutdown"  to the M4: stop; it acknowledges by clearing the flag
 *   4 "detach"    to the M4: it is on its own from now on; acknowledged likewise
 *
 * A doorbell that the M4 has not yet acknowledged is rung again once it has: firmware may look at its
 * rings before it clears the flag, and would miss what came in between.
 */
#ifndef COPRO_HOST_MAILBOX_H
#define COPRO_HOST_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/ipcc.h"
#include "host/platform.h"

enum mailbox_channel {
	MAILBOX_VQ0, /* IPCC channel 1 */
	MAILBOX_VQ1,
	MAILBOX_SHUTDOWN,
	MAILBOX_DETACH,
	MAILBOX_CHANNELS
};

struct mailbox {
	struct ipcc ipcc;
	uint8_t channels
		[MAILBOX_CHANNELS]; /* of the IPCC, from 0; MAILBOX_NONE: it does not ring */
	uint32_t again; /* bits of the IPCC's channels to be rung once they are free */
	uint32_t awaited; /* those whose acknowledgement is to be told */
	/* A doorbell of the M4: `channels` is a bitmap of enum mailbox_channel. Already acknowledged. */
	void (*received)(void *context, uint32_t channels);
	/* The M4 acknowledged a doorbell that was rung with mailbox_ring_and_tell(). */
	void (*acknowledged)(void *context, uint32_t channels);
	void *context;
};

#define MAILBOX_NONE 0xFFu

/* Turns the IPCC's clock on and takes the A7's side into use, all channels closed. `channels`: which of
 * the IPCC's. 0, -ENODEV. */
COPRO_MUST_CHECK int mailbox_init(struct mailbox *mailbox, struct mmio rcc, struct mmio ipcc,
				  const uint8_t channels[MAILBOX_CHANNELS]);

/* Listens to the M4's doorbells on channels 1 and 2, or to none. */
void mailbox_open(struct mailbox *mailbox);
void mailbox_close(struct mailbox *mailbox);

void mailbox_ring(struct mailbox *mailbox, enum mailbox_channel channel);
void mailbox_ring_and_tell(struct mailbox *mailbox, enum mailbox_channel channel);

/* Whether that doorbell is wired at all. */
bool mailbox_exists(const struct mailbox *mailbox, enum mailbox_channel channel);

/* Whether the M4 takes an interrupt from that doorbell. Without, it can only look for it. */
bool mailbox_is_heard(const struct mailbox *mailbox, enum mailbox_channel channel);

/* For both interrupt lines. Bounded: each channel is served once. */
void mailbox_interrupt(struct mailbox *mailbox);

#endif
