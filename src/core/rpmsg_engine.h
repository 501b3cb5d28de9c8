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

#define POLL_BUDGET 256u

/* ---- what the role provides; all with the lock held ---- */

/* Remote: follows the status byte. The host makes the link itself. */
static inline void role_follow(struct rpmsg *rpmsg);
/* The next message, its header checked and copied out. 0; -EAGAIN: none; -EBADMSG: a bad one was
 * reported and passed over; -EPROTO: the ring is broken, it was reported. */
static inline int role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message);
/* Gives a receive buffer back to the peer. */
static inline void role_recycle(struct rpmsg *rpmsg, uint32_t buffer);
/* Sets tx->data and tx->buffer. 0, -EAGAIN, -EPROTO. */
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

/* ---- doorbells ---- */

/*
 * Rings the doorbells that are due. The barrier orders our index before our look at the peer's
 * flags; one serves both queues, which is why a reply and the returned buffer are settled together.
 */
static void ring_doorbells(struct rpmsg *rpmsg)
{
	const struct copro_port *port = rpmsg->config->port;
	uint32_t flags = rpmsg->flags;

	if (!(flags & (RPMSG_TX_KICK | RPMSG_RX_KICK)))
		return;
	rpmsg->flags = (uint8_t)(flags & ~(uint32_t)(RPMSG_TX_KICK | RPMSG_RX_KICK));
	full_barrier();
	if ((flags & RPMSG_TX_KICK) && role_wants_tx_bell(rpmsg))
		port->notify(port->context, ROLE_TX_QUEUE);
	if ((flags & RPMSG_RX_KICK) && role_wants_rx_bell(rpmsg))
		port->notify(port->context, ROLE_TX_QUEUE ^ 1u);
}

static inline void doorbell_due(struct rpmsg *rpmsg, uint8_t kick)
{
	rpmsg->flags |= kick;
	if (!(rpmsg->flags & RPMSG_IN_POLL))
		ring_doorbells(rpmsg);
}

/* ---- in ---- */

static inline void drop_hold(struct rpmsg *rpmsg, uint32_t buffer)
{
	if (--rpmsg->holds[buffer])
		return;
	role_recycle(rpmsg, buffer);
	rpmsg->flags |= RPMSG_RX_KICK;
}

static void settle(struct rpmsg *rpmsg)
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

/* 1: a message was handled, or a bad one passed over. Else why there was none. */
static inline int poll_one(struct rpmsg *rpmsg)
{
	struct rpmsg_message message;
	int status;

	role_follow(rpmsg);
	if (!rpmsg->up)
		return -ENODEV;
	status = role_receive(rpmsg, &message);
	if (status == 0) {
		status = 1;
		message.epoch = rpmsg->epoch;
		rpmsg->holds[message.buffer] = 1;
		rpmsg->flags |= RPMSG_IN_POLL;
		rpmsg_dispatch(rpmsg, &message);
		rpmsg->flags &= (uint8_t)~RPMSG_IN_POLL;
		/* A callback may have ended the link. */
		if (message.epoch == rpmsg->epoch)
			drop_hold(rpmsg, message.buffer);
	} else if (status == -EBADMSG) {
		status = 1;
	}
	if (rpmsg->flags & (RPMSG_OWES | RPMSG_TX_WANTED))
		settle(rpmsg);
	ring_doorbells(rpmsg);
	return status;
}

static int engine_poll(struct rpmsg *rpmsg, uint32_t budget)
{
	int handled = 0;
	int status;

	if (!budget)
		budget = POLL_BUDGET;
	do {
		/* Taken anew for each message, to let other threads in between. */
		rpmsg_lock(rpmsg);
		status = poll_one(rpmsg);
		rpmsg_unlock(rpmsg);
	} while (status > 0 && (uint32_t)++handled < budget);
	return handled || status == -EAGAIN ? handled : status;
}

static void engine_release(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	rpmsg_lock(rpmsg);
	if (message->epoch == rpmsg->epoch && rpmsg->holds[message->buffer]) {
		drop_hold(rpmsg, message->buffer);
		doorbell_due(rpmsg, 0);
	}
	rpmsg_unlock(rpmsg);
}

/* ---- out ---- */

static inline int check(const struct rpmsg *rpmsg, uint32_t dst, uint32_t length)
{
	if (!rpmsg->up)
		return -ENODEV;
	if (length > rpmsg->payload)
		return -EMSGSIZE;
	return dst == RPMSG_ADDRESS_ANY ? -ENOTCONN : 0;
}

static int engine_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	int status = -ENODEV;
	bool watched = false;

	rpmsg_lock(rpmsg);
	tx->size = rpmsg->payload;
	tx->epoch = rpmsg->epoch;
	while (rpmsg->up) {
		status = role_tx_get(rpmsg, tx);
		if (status != -EAGAIN || watched)
			break;
		/* What was published may be just what the peer waits for. */
		ring_doorbells(rpmsg);
		/* One may be freed before the peer sees that we watch: look once more. */
		watched = true;
		rpmsg->flags |= RPMSG_TX_WANTED;
		role_tx_watch(rpmsg, true);
		full_barrier();
	}
	rpmsg_unlock(rpmsg);
	return status;
}

/* Everything was checked. */
static inline void publish(struct rpmsg *rpmsg, uint32_t src, uint32_t dst, struct rpmsg_tx *tx,
			   uint32_t length)
{
	struct rpmsg_header *header = (struct rpmsg_header *)tx->data - 1;

	STORE_ONCE(header->src, src);
	STORE_ONCE(header->dst, dst);
	STORE_ONCE(header->reserved, 0);
	STORE_ONCE(header->len, (uint16_t)length);
	STORE_ONCE(header->flags, 0);
	role_tx_put(rpmsg, tx->buffer, length + RPMSG_HEADER_SIZE);
	doorbell_due(rpmsg, RPMSG_TX_KICK);
}

static int engine_tx_send(struct rpmsg *rpmsg, uint32_t src, uint32_t dst, struct rpmsg_tx *tx,
			  uint32_t length)
{
	int status;

	rpmsg_lock(rpmsg);
	status = tx->epoch == rpmsg->epoch ? check(rpmsg, dst, length) : -ENODEV;
	if (status == 0 && !tx->data)
		status = -EINVAL;
	if (status == 0) {
		publish(rpmsg, src, dst, tx, length);
		tx->data = NULL;
	}
	rpmsg_unlock(rpmsg);
	return status;
}

static int engine_copy_out(struct rpmsg *rpmsg, uint32_t src, uint32_t dst, const void *data,
			   uint32_t length)
{
	struct rpmsg_tx tx;
	int status;

	rpmsg_lock(rpmsg);
	status = check(rpmsg, dst, length);
	if (status == 0)
		status = engine_tx_get(rpmsg, &tx);
	if (status == 0) {
		copy_bytes(tx.data, data, length);
		publish(rpmsg, src, dst, &tx, length);
	}
	rpmsg_unlock(rpmsg);
	return status;
}

static void engine_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	rpmsg_lock(rpmsg);
	if (tx->epoch == rpmsg->epoch && tx->data)
		role_tx_release(rpmsg, tx->buffer);
	tx->data = NULL;
	rpmsg_unlock(rpmsg);
}

static const struct rpmsg_ops engine_ops = {
	.poll = engine_poll,
	.copy_out = engine_copy_out,
	.tx_get = engine_tx_get,
	.tx_send = engine_tx_send,
	.tx_release = engine_tx_release,
	.release = engine_release,
};
