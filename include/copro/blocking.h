/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls that wait, for programs with threads: receive and send with a deadline, over an RPMsg instance
 * whose copro_port has lock, unlock, now, wait and wake. No thread of the stack's own is needed:
 * whichever thread waits also looks after the doorbells.
 *
 * struct blocking belongs to an instance, struct blocking_endpoint to one thread or several that
 * share an endpoint. All calls: thread context, without the lock, never from a callback.
 */
#ifndef COPRO_BLOCKING_H
#define COPRO_BLOCKING_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/port.h>
#include <copro/rpmsg.h>

/* Room for one received message that no thread has taken yet. */
struct blocking_slot {
	struct rpmsg_message message;
	struct blocking_slot *next;
};

struct blocking {
	struct rpmsg *rpmsg;
	struct blocking_slot *free;
	/* Changes whenever something may be different: what threads wait on. */
	volatile uint32_t events;
	/* Messages that came when no slot was free. With a slot for each receive buffer: 0. */
	uint32_t dropped;
};

struct blocking_endpoint {
	struct rpmsg_endpoint endpoint;
	struct rpmsg_endpoint_config config;
	struct blocking *blocking;
	struct blocking_slot *first;
	struct blocking_slot *last;
};

/*
 * Makes the instance one that threads share (rpmsg_share()), so: before any other thread uses it.
 * slots: one for each buffer that the host can send at a time (the `num` of vring 1), shared by the
 * endpoints; kept while in use. -EINVAL: no slots; -ENOSYS: the instance's port cannot wait.
 */
COPRO_MUST_CHECK int blocking_init(struct blocking *blocking, struct rpmsg *rpmsg,
				   struct blocking_slot *slots, uint32_t count);

/*
 * Something happened: a doorbell, a free send buffer, a link that came or went. Interrupt or thread
 * context. Its type is that of the callbacks which must be it, with the `struct blocking` as their
 * context: remote_config.doorbell, and rpmsg_config.tx_ready.
 */
void blocking_event(void *blocking);

/* The same for rpmsg_config.link. */
void blocking_link(void *blocking, bool up);

/* Makes an endpoint whose messages are taken by rpmsg_receive_wait(). name, address, peer and errors:
 * rpmsg_endpoint_create(). */
COPRO_MUST_CHECK int blocking_endpoint_create(struct blocking_endpoint *endpoint,
					      struct blocking *blocking, const char *name,
					      uint32_t address, uint32_t peer);

/* Gives back what was not taken and removes the endpoint, waiting for a buffer for the withdrawal. No
 * thread may wait on it. 0; -ETIMEDOUT: it is still there. */
COPRO_MUST_CHECK int blocking_endpoint_destroy(struct blocking_endpoint *endpoint,
					       uint64_t deadline);

/* `ms` milliseconds from now, as a deadline for the calls below. Others: COPRO_NO_DEADLINE, and 0 for
 * not waiting at all. */
uint64_t blocking_deadline(const struct blocking *blocking, uint32_t ms);

/*
 * Waits for the next message. Its data stays where it is until rpmsg_release(): release it soon, the
 * host has only so many buffers. Keeps waiting while the link is down and comes up again. 0, or
 * -ETIMEDOUT.
 */
COPRO_MUST_CHECK int rpmsg_receive_wait(struct blocking_endpoint *endpoint,
					struct rpmsg_message *message, uint64_t deadline);

/* Sends to the endpoint's peer, waiting for a send buffer. 0; -ETIMEDOUT; -EMSGSIZE, -ENOTCONN,
 * -ENODEV: see rpmsg_send(). */
COPRO_MUST_CHECK int rpmsg_send_wait(struct blocking_endpoint *endpoint, const void *data,
				     uint32_t length, uint64_t deadline);

/* Waits until the peer is known and the link is up. 0, or -ETIMEDOUT. */
COPRO_MUST_CHECK int rpmsg_ready_wait(struct blocking_endpoint *endpoint, uint64_t deadline);

#endif
