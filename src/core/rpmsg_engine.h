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

/* Remote: follows the status byte. The host makes the link itself. True when the link is up. */
static inline bool role_follow(struct rpmsg *rpmsg);
/* Remote: the driver is there. One look at the status byte. */
static inline bool role_ready(const struct rpmsg *rpmsg);
/* The next message, its header checked and copied out but for its destination. 0; -EAGAIN: none;
 * -EBADMSG: a bad one was reported and passed over; -EPROTO: the ring is broken, it was reported. */
static inline int role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst);
/* Gives a receive buffer back to the peer. */
static inline void role_recycle(struct rpmsg *rpmsg, uint32_t buffer);
/* True when role_receive() would find something. */
static inline bool role_offered(const struct rpmsg *rpmsg);
/* Sets tx->data and tx->buffer; data to NULL if there is none. 0; -EAGAIN: after tx_wanted(); -ENODEV. */
static inline int role_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx);
/* Publishes a filled buffer of `length` bytes with header. */
static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length);
static inline void role_tx_release(struct rpmsg *rpmsg, uint32_t buffer);
static inline bool role_tx_free(const struct rpmsg *rpmsg);
/* Asks the peer for a doorbell when it frees send buffers, or for silence. */
static inline void role_tx_watch(struct rpmsg *rpmsg, bool watch);
/* Whether the peer wants to hear of published (tx) and of returned (rx) buffers. */
static inline bool role_wants_tx_bell(const struct rpmsg *rpmsg);
static inline bool role_wants_rx_bell(const struct rpmsg *rpmsg);

/* What the engine provides for that. */
static void tx_wanted(struct rpmsg *rpmsg);

/* ---- doorbells ---- */

/* Something was published in the send queue, or a receive buffer was given back. After full_barrier(),
 * which orders our index before this look at the peer's flags. */
static inline void ring_tx(const struct rpmsg *rpmsg)
{
	if (role_wants_tx_bell(rpmsg)) {
		const struct copro_port *port = rpmsg->config->port;

		port->notify(port->context, ROLE_TX_QUEUE);
	}
}

static inline void ring_rx(const struct rpmsg *rpmsg)
{
	if (role_wants_rx_bell(rpmsg)) {
		const struct copro_port *port = rpmsg->config->port;

		port->notify(port->context, ROLE_RX_QUEUE);
	}
}

/* The same outside of callbacks. Apart, so that what callbacks do is short. */
static __attribute__((noinline)) int ring_tx_now(const struct rpmsg *rpmsg)
{
	full_barrier();
	ring_tx(rpmsg);
	return 0;
}

COPRO_COLD static void ring_rx_now(const struct rpmsg *rpmsg)
{
	full_barrier();
	ring_rx(rpmsg);
}

/* ---- in ---- */

/* What a poll ends with, now and then: announcements that are owed, senders that wait. */
COPRO_COLD static void settle(struct rpmsg *rpmsg)
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
		rpmsg_no_endpoint(rpmsg, dst, message);
}

/*
 * Takes one message, if there is one, through its callback. 0, or what role_receive() says. One barrier
 * and one look at each of the peer's flags serve what the callback sent and the buffer that goes back.
 */
static inline int handle(struct rpmsg *rpmsg)
{
	struct rpmsg_message message;
	uint32_t dst;
	uint32_t kick;
	int status = role_receive(rpmsg, &message, &dst);

	if (status)
		return status;
	message.epoch = rpmsg->epoch;
	/* cppcheck-suppress autoVariables; only until the callback returns */
	rpmsg->current = &message;
	dispatch(rpmsg, dst, &message);
	/* A callback may have ended the link. */
	if (COPRO_UNLIKELY(!rpmsg->current))
		return 0;
	rpmsg->current = NULL;
	kick = rpmsg->tx_kick;
	rpmsg->tx_kick = 0;
	if (COPRO_LIKELY(!rpmsg->holds[message.buffer]))
		role_recycle(rpmsg, message.buffer);
	full_barrier();
	if (COPRO_LIKELY(kick))
		ring_tx(rpmsg);
	/* Not only for this buffer: a callback may have released others. */
	ring_rx(rpmsg);
	return 0;
}

/* The link is down, the ring empty or broken. */
static __attribute__((noinline)) int poll_end(struct rpmsg *rpmsg, uint32_t handled, int status)
{
	if (rpmsg->flags & (RPMSG_OWES | RPMSG_TX_WANTED))
		settle(rpmsg);
	if (handled)
		return (int)handled;
	return status == -EAGAIN ? 0 : status;
}

static int engine_poll(struct rpmsg *rpmsg, uint32_t budget)
{
	uint32_t handled = 0;

	/* From a callback: the message that it looks at is not done with. */
	if (COPRO_UNLIKELY(rpmsg->current != NULL))
		return -EBUSY;
	do {
		int status = -ENODEV;

		if (COPRO_LIKELY(role_follow(rpmsg)))
			status = handle(rpmsg);
		if (COPRO_UNLIKELY(status)) {
			if (status != -EBADMSG)
				return poll_end(rpmsg, handled, status);
			ring_rx_now(rpmsg);
		}
	} while (++handled != budget && role_offered(rpmsg));
	if (COPRO_UNLIKELY(rpmsg->flags & (RPMSG_OWES | RPMSG_TX_WANTED)))
		settle(rpmsg);
	return (int)handled;
}

static void engine_release(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds = &rpmsg->holds[message->buffer];

	if (message->epoch != rpmsg->epoch || !*holds || --*holds)
		return;
	/* What a callback is looking at goes back when that returns. */
	if (rpmsg_is_current(rpmsg, message))
		return;
	role_recycle(rpmsg, message->buffer);
	if (!rpmsg->current)
		ring_rx_now(rpmsg);
}

/* ---- out ---- */

static inline int check(const struct rpmsg *rpmsg, uint32_t dst, uint32_t length)
{
	if (COPRO_UNLIKELY(!role_ready(rpmsg)))
		return -ENODEV;
	if (COPRO_UNLIKELY(length > rpmsg->payload))
		return rpmsg->payload ? -EMSGSIZE : -ENODEV;
	return COPRO_UNLIKELY(dst == RPMSG_ADDRESS_ANY) ? -ENOTCONN : 0;
}

static int engine_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	tx->size = rpmsg->payload;
	if (COPRO_UNLIKELY(!tx->size)) {
		tx->data = NULL; /* there is nothing to release */
		return -ENODEV;
	}
	tx->epoch = rpmsg->epoch;
	return role_tx_get(rpmsg, tx);
}

/* None is free: asks for a doorbell. One may have come before that: the caller looks once more. */
static void tx_wanted(struct rpmsg *rpmsg)
{
	rpmsg->flags |= RPMSG_TX_WANTED;
	role_tx_watch(rpmsg, true);
	full_barrier();
}

/* Everything was checked. */
static inline int publish(struct rpmsg *rpmsg, uint32_t src, uint32_t dst, struct rpmsg_tx *tx,
			  uint32_t length)
{
	struct rpmsg_header *header = (struct rpmsg_header *)tx->data - 1;

	tx->data = NULL; /* it is the peer's now */
	STORE_ONCE(header->src, src);
	STORE_ONCE(header->dst, dst);
	STORE_ONCE(header->reserved, 0);
	STORE_ONCE(header->len_flags, length);
	role_tx_put(rpmsg, tx->buffer, length + RPMSG_HEADER_SIZE);
	if (COPRO_UNLIKELY(!rpmsg->current))
		return ring_tx_now(rpmsg);
	rpmsg->tx_kick = 1;
	return 0;
}

static int engine_tx_send(struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx, uint32_t length,
			  uint32_t dst)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	int status = check(rpmsg, dst, length);

	if (COPRO_UNLIKELY(status))
		return status;
	/* A buffer of this life of the link: it is up. */
	if (COPRO_UNLIKELY(tx->epoch != rpmsg->epoch))
		return -ENODEV;
	if (COPRO_UNLIKELY(!tx->data))
		return -EINVAL;
	return publish(rpmsg, endpoint->address, dst, tx, length);
}

static int engine_send(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length,
		       uint32_t dst)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_tx tx;
	int status = check(rpmsg, dst, length);

	if (status == 0)
		status = engine_tx_get(rpmsg, &tx);
	if (COPRO_UNLIKELY(status))
		return status;
	copy_bytes(tx.data, data, length);
	return publish(rpmsg, endpoint->address, dst, &tx, length);
}

static void engine_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	if (tx->epoch == rpmsg->epoch && tx->data)
		role_tx_release(rpmsg, tx->buffer);
	tx->data = NULL;
}

static const struct rpmsg_ops engine_ops = {
	.poll = engine_poll,
	.send = engine_send,
	.tx_get = engine_tx_get,
	.tx_send = engine_tx_send,
	.tx_release = engine_tx_release,
	.release = engine_release,
};
