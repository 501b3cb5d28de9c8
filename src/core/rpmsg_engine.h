/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way of a message, in and out, as each role compiles it for itself: rpmsg_remote.c and
 * rpmsg_host.c define the static functions declared here over their end of the rings, include this
 * file, and hand out `engine_ops`. The compiler then sees the whole way at once, which halves the
 * instructions of a message against calls through a table at each step.
 *
 * No include guard: it is included once, at the one place.
 */
#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"
#include "core/copy.h"
#include "core/rpmsg_internal.h"

/* ---- what the role provides; all with the lock held ---- */

/* Remote: nothing has changed since the link came up. */
static inline bool role_unchanged(const struct rpmsg *rpmsg);
/* Remote: follows the driver's coming and going. The host makes the link itself. 0: it is up; -ENODEV;
 * -EBUSY: from a callback: the message that it looks at is not done with. */
static int role_follow(struct rpmsg *rpmsg);
/* Remote: the driver is there. One look at the status byte. */
static inline bool role_ready(const struct rpmsg *rpmsg);
/* The next message, its header checked and copied out, its destination apart, and rpmsg->current. False,
 * with a status for the poll, when there is nothing to dispatch: 0: none; 1: a bad one was reported and
 * passed over; -EPROTO: the ring is broken, it was reported. */
static inline bool role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst,
				int *status);
/* Gives a buffer back to the peer, unused. Host: a receive buffer. */
static inline void role_recycle(struct rpmsg *rpmsg, uint32_t queue, uint32_t buffer);
/* True when role_receive() would find something. */
static inline bool role_offered(const struct rpmsg *rpmsg);
/* Sets tx->data and tx->buffer. 0, or what tx_none() says, after tx_wanted(). */
static inline int role_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx);
/* Publishes a filled buffer of `length` bytes with header. */
static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length);
static inline bool role_tx_free(const struct rpmsg *rpmsg);
/* Asks the peer for a doorbell when it frees send buffers, or for silence. */
static inline void role_tx_watch(struct rpmsg *rpmsg, bool watch);
/* Whether the peer wants to hear of published (ROLE_TX_QUEUE) and of returned (ROLE_RX_QUEUE) buffers. */
static inline bool role_wants_bell(const struct rpmsg *rpmsg, uint32_t queue);

/* What the engine provides for that. */
static inline bool tx_wanted(struct rpmsg *rpmsg);
static int engine_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx);
static int tx_none(const struct rpmsg *rpmsg, struct rpmsg_tx *tx);

/* ---- doorbells ---- */

/* Something was published in the send queue, or a receive buffer was given back. After full_barrier(),
 * which orders our index before this look at the peer's flags. */
static COPRO_SPEED_INLINE void ring(const struct rpmsg *rpmsg, uint32_t queue)
{
	if (COPRO_LIKELY(role_wants_bell(rpmsg, queue))) {
		const struct copro_port *port = rpmsg->port;

		port->notify(port->context, queue);
	}
}

/* The same outside of callbacks. Apart, so that what callbacks do is short. */
static COPRO_SPEED_APART int ring_tx_now(const struct rpmsg *rpmsg)
{
	full_barrier();
	ring(rpmsg, ROLE_TX_QUEUE);
	return 0;
}

/* A receive buffer goes back, or another that was refused. */
COPRO_COLD static void give_back(struct rpmsg *rpmsg, uint32_t queue, uint32_t buffer)
{
	role_recycle(rpmsg, queue, buffer);
	if (rpmsg->turn >= TURN_RUNS)
		return; /* when the callback returns */
	full_barrier();
	ring(rpmsg, queue);
}

static void engine_release(struct rpmsg *rpmsg, uint32_t buffer)
{
	give_back(rpmsg, ROLE_RX_QUEUE, buffer);
}

/* ---- in ---- */

/* What a poll ends with, now and then: announcements that are owed, senders that wait. */
COPRO_SPEED_COLD static void settle(struct rpmsg *rpmsg)
{
	if (rpmsg->flags & RPMSG_OWES)
		rpmsg_ns_announce_due(rpmsg);
	if ((rpmsg->flags & RPMSG_TX_WANTED) && role_tx_free(rpmsg)) {
		rpmsg->flags &= (uint8_t)~RPMSG_TX_WANTED;
		role_tx_watch(rpmsg, false);
		if (rpmsg->config->tx_ready)
			rpmsg->config->tx_ready(rpmsg->config->context);
	}
}

static inline void dispatch(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint && endpoint->address != dst)
		endpoint = endpoint->next;
	if (COPRO_LIKELY(endpoint != NULL))
		endpoint->receive(endpoint, message);
	else
		rpmsg->stray(rpmsg, dst, message);
}

/* Takes a message through its callback. One barrier and one look at each of the peer's flags serve what the
 * callback sent and the buffer that goes back. */
static inline void deliver(struct rpmsg *rpmsg, uint32_t dst, struct rpmsg_message *message)
{
	uintptr_t buffer;
	uint32_t turn;

	message->epoch = rpmsg->epoch;
	rpmsg->turn = TURN_RUNS;
	dispatch(rpmsg, dst, message);
	/* A callback may have ended the link, and even made it anew. */
	turn = rpmsg->turn;
	if (COPRO_UNLIKELY(turn < TURN_RUNS))
		return;
	rpmsg->turn = TURN_IDLE;
	buffer = LOAD_INDEX(message->buffer);
	if (COPRO_LIKELY(!rpmsg->holds[buffer]))
		role_recycle(rpmsg, ROLE_RX_QUEUE, (uint32_t)buffer);
	full_barrier();
	if (COPRO_LIKELY(turn == TURN_SENT)) {
		ring(rpmsg, ROLE_TX_QUEUE);
		if (ROLE_STOPS && COPRO_UNLIKELY(rpmsg->turn == TURN_DOWN))
			return;
	}
	/* Not only for this buffer: a callback may have released others. */
	ring(rpmsg, ROLE_RX_QUEUE);
}

static __attribute__((noinline)) int engine_poll(struct rpmsg *rpmsg, uint32_t budget);

/* There is more: the rest of a budget of which one is used. Apart, so that one message alone takes few
 * registers. */
static COPRO_SPEED_APART int poll_more(struct rpmsg *rpmsg, uint32_t budget)
{
	uint32_t handled = 0;

	while (++handled != budget && engine_poll(rpmsg, 1) > 0)
		;
	return (int)handled;
}

static int engine_poll(struct rpmsg *rpmsg, uint32_t budget)
{
	struct rpmsg_message message;
	uint32_t dst;
	int status;

	if (COPRO_UNLIKELY(rpmsg->turn != TURN_IDLE || !role_unchanged(rpmsg))) {
		status = role_follow(rpmsg);
		if (status)
			return status;
	}
	if (COPRO_LIKELY(role_receive(rpmsg, &message, &dst, &status))) {
		deliver(rpmsg, dst, &message);
	} else if (status <= 0) {
		settle(rpmsg);
		return status;
	}
	if (COPRO_UNLIKELY(rpmsg->flags & (RPMSG_OWES | RPMSG_TX_WANTED)))
		settle(rpmsg);
	return budget != 1 && COPRO_UNLIKELY(role_offered(rpmsg)) ? poll_more(rpmsg, budget) : 1;
}

/* ---- out ---- */

static COPRO_SPEED_INLINE int check(const struct rpmsg *rpmsg, uint32_t dst, uint32_t length)
{
	if (COPRO_UNLIKELY(!role_ready(rpmsg)))
		return -ENODEV;
	if (COPRO_UNLIKELY(length > rpmsg->payload))
		return rpmsg->payload ? -EMSGSIZE : -ENODEV;
	return COPRO_UNLIKELY(dst == RPMSG_ADDRESS_ANY) ? -ENOTCONN : 0;
}

/* There is nothing to release. */
COPRO_SPEED_COLD static int tx_none(const struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	tx->data = NULL;
	return rpmsg->payload ? -EAGAIN : -ENODEV;
}

static COPRO_SPEED_INLINE int engine_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	uint32_t life = rpmsg->life;

	tx->life = life;
	return COPRO_LIKELY((uint16_t)life) ? role_tx_get(rpmsg, tx) : tx_none(rpmsg, tx);
}

/* None is free, or good: asks for a doorbell. True: that is new, and one may have come before it: the
 * caller looks once more. */
static inline bool tx_wanted(struct rpmsg *rpmsg)
{
	if (rpmsg->flags & RPMSG_TX_WANTED)
		return false;
	rpmsg->flags |= RPMSG_TX_WANTED;
	role_tx_watch(rpmsg, true);
	full_barrier();
	return true;
}

/* Everything was checked. */
static inline int publish(const struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx,
			  uint32_t length, uint32_t dst)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_header *header = (struct rpmsg_header *)tx->data - 1;

	tx->data = NULL; /* it is the peer's now */
	/* Nobody looks before the index is published: these may be stored in any way. */
	header->src = endpoint->address;
	header->dst = dst;
	header->reserved = 0;
	header->len_flags = length;
	role_tx_put(rpmsg, tx->buffer, length + RPMSG_HEADER_SIZE);
	if (COPRO_UNLIKELY(rpmsg->turn < TURN_RUNS))
		return ring_tx_now(rpmsg);
	rpmsg->turn = TURN_SENT;
	return 0;
}

static int engine_tx_send(struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx, uint32_t length,
			  uint32_t dst)
{
	const struct rpmsg *rpmsg = endpoint->rpmsg;
	int status = check(rpmsg, dst, length);

	if (COPRO_UNLIKELY(status))
		return status;
	/* A buffer of this life of the link: it is up. */
	if (COPRO_UNLIKELY(tx->epoch != rpmsg->epoch))
		return -ENODEV;
	if (COPRO_UNLIKELY(!tx->data))
		return -EINVAL;
	return publish(endpoint, tx, length, dst);
}

static int engine_send(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length,
		       uint32_t dst)
{
	struct rpmsg_tx tx;
	int status = check(endpoint->rpmsg, dst, length);

	if (COPRO_LIKELY(!status))
		status = engine_tx_get(endpoint->rpmsg, &tx);
	if (COPRO_UNLIKELY(status))
		return status;
	copy_bytes(tx.data, data, length);
	/* The same, but for checks that were made already. */
	return COPRO_FOR_SIZE ? engine_tx_send(endpoint, &tx, length, dst)
			      : publish(endpoint, &tx, length, dst);
}

static const struct rpmsg_ops engine_ops = {
	.poll = engine_poll,
	.send = engine_send,
	.tx_get = engine_tx_get,
	.tx_send = engine_tx_send,
	.create = rpmsg_create,
	.release = engine_release,
};
