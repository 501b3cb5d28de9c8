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

/* Remote: follows the status byte. The host makes the link itself. */
static inline void role_follow(struct rpmsg *rpmsg);
/* Remote: the driver is there. One look at the status byte. */
static inline bool role_ready(const struct rpmsg *rpmsg);
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
 * Publishes nothing itself: rings for what was published. The barrier orders our index before our
 * look at the peer's flags; one serves both queues, which is why a reply and the returned buffer are
 * settled together.
 */
static inline void ring_for(struct rpmsg *rpmsg, uint32_t kicks)
{
	const struct copro_port *port = rpmsg->config->port;

	full_barrier();
	if ((kicks & RPMSG_TX_KICK) && role_wants_tx_bell(rpmsg))
		port->notify(port->context, ROLE_TX_QUEUE);
	if ((kicks & RPMSG_RX_KICK) && role_wants_rx_bell(rpmsg))
		port->notify(port->context, ROLE_TX_QUEUE ^ 1u);
}

/* Something was published: its doorbell rings now, or with the end of the message being handled. */
static inline void doorbell_due(struct rpmsg *rpmsg, uint8_t kick)
{
	if (rpmsg->current != RPMSG_NO_BUFFER)
		rpmsg->flags |= kick;
	else
		ring_for(rpmsg, kick);
}

/* Rings early for what waits for the end of the message. */
static void ring_early(struct rpmsg *rpmsg)
{
	uint8_t kicks = rpmsg->flags & (RPMSG_TX_KICK | RPMSG_RX_KICK);

	rpmsg->flags ^= kicks;
	if (kicks)
		ring_for(rpmsg, kicks);
}

/* ---- in ---- */

COPRO_COLD static void settle(struct rpmsg *rpmsg)
{
	if (!rpmsg->up)
		return;
	if (rpmsg->flags & RPMSG_OWES)
		rpmsg_ns_announce_due(rpmsg);
	if ((rpmsg->flags & RPMSG_TX_WANTED) && role_tx_free(rpmsg)) {
		rpmsg->flags &= (uint8_t)~RPMSG_TX_WANTED;
		role_tx_watch(rpmsg, false);
		if (rpmsg->config->tx_ready)
			rpmsg->config->tx_ready(rpmsg->config->context);
	}
}

static inline void dispatch(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint && endpoint->address != message->dst)
		endpoint = endpoint->next;
	if (COPRO_UNLIKELY(!endpoint)) {
		rpmsg_no_endpoint(rpmsg, message);
		return;
	}
	if (COPRO_UNLIKELY(endpoint->peer == RPMSG_ADDRESS_ANY))
		rpmsg_bind(endpoint, message->src);
	endpoint->config->receive(endpoint, message);
}

static inline void handle(struct rpmsg *rpmsg, struct rpmsg_message *message)
{
	uint32_t buffer = message->buffer;
	uint32_t epoch = rpmsg->epoch;
	uint32_t kicks;

	message->epoch = (uint16_t)epoch;
	rpmsg->current = (uint16_t)buffer;
	dispatch(rpmsg, message);
	rpmsg->current = RPMSG_NO_BUFFER;
	/* A callback may have ended the link. */
	if (COPRO_UNLIKELY(epoch != rpmsg->epoch))
		return;
	kicks = rpmsg->flags;
	rpmsg->flags = (uint8_t)(kicks & ~(uint32_t)(RPMSG_TX_KICK | RPMSG_RX_KICK));
	if (!rpmsg->holds[buffer]) {
		role_recycle(rpmsg, buffer);
		kicks |= RPMSG_RX_KICK;
	}
	ring_for(rpmsg, kicks);
}

static int engine_poll(struct rpmsg *rpmsg)
{
	struct rpmsg_message message;
	int status = -ENODEV;

	/* From a callback: the message that it looks at is not done with. */
	if (COPRO_UNLIKELY(rpmsg->current != RPMSG_NO_BUFFER))
		return -EBUSY;
	role_follow(rpmsg);
	if (COPRO_UNLIKELY(!rpmsg->up))
		return status;
	status = role_receive(rpmsg, &message);
	if (status == 0)
		handle(rpmsg, &message);
	else if (COPRO_UNLIKELY(status == -EBADMSG))
		ring_for(rpmsg, RPMSG_RX_KICK);
	if (COPRO_UNLIKELY(rpmsg->flags & (RPMSG_OWES | RPMSG_TX_WANTED)))
		settle(rpmsg);
	if (status == -EPROTO)
		return status;
	return status != -EAGAIN;
}

static void engine_release(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds = &rpmsg->holds[message->buffer];

	/* What a callback is looking at goes back when that returns. */
	if (message->epoch == rpmsg->epoch && *holds && --*holds == 0 &&
	    message->buffer != rpmsg->current) {
		role_recycle(rpmsg, message->buffer);
		doorbell_due(rpmsg, RPMSG_RX_KICK);
	}
}

/* ---- out ---- */

static inline int check(const struct rpmsg *rpmsg, uint32_t dst, uint32_t length)
{
	if (!rpmsg->up || !role_ready(rpmsg))
		return -ENODEV;
	if (length > rpmsg->payload)
		return -EMSGSIZE;
	return dst == RPMSG_ADDRESS_ANY ? -ENOTCONN : 0;
}

static int tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx, bool again);

/* None is free: asks for a doorbell, and looks once more, for one may have come before that. */
COPRO_COLD static int tx_get_later(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	/* What was published may be just what the peer waits for. */
	ring_early(rpmsg);
	rpmsg->flags |= RPMSG_TX_WANTED;
	role_tx_watch(rpmsg, true);
	full_barrier();
	return tx_get(rpmsg, tx, true);
}

static int tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx, bool again)
{
	int status;

	tx->data = NULL; /* whatever happens, there is nothing to release */
	if (COPRO_UNLIKELY(!rpmsg->up))
		return -ENODEV;
	status = role_tx_get(rpmsg, tx);
	if (COPRO_UNLIKELY(status == -EAGAIN) && !again)
		return tx_get_later(rpmsg, tx);
	tx->size = rpmsg->payload;
	tx->epoch = rpmsg->epoch;
	return status == -EPROTO ? -ENODEV : status;
}

static int engine_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	return tx_get(rpmsg, tx, false);
}

/* Everything was checked. */
static inline void publish(struct rpmsg *rpmsg, uint32_t src, uint32_t dst,
			   const struct rpmsg_tx *tx, uint32_t length)
{
	struct rpmsg_header *header = (struct rpmsg_header *)tx->data - 1;

	STORE_ONCE(header->src, src);
	STORE_ONCE(header->dst, dst);
	STORE_ONCE(header->reserved, 0);
	STORE_ONCE(header->len, (uint16_t)length);
	STORE_ONCE(header->flags, 0);
	role_tx_put(rpmsg, tx->buffer, length + RPMSG_HEADER_SIZE);
}

static int engine_tx_send(struct rpmsg_endpoint *endpoint, uint32_t dst, struct rpmsg_tx *tx,
			  uint32_t length)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	int status = check(rpmsg, dst, length);

	if (COPRO_UNLIKELY(status))
		return status;
	if (COPRO_UNLIKELY(tx->epoch != rpmsg->epoch))
		return -ENODEV;
	if (COPRO_UNLIKELY(!tx->data))
		return -EINVAL;
	publish(rpmsg, endpoint->address, dst, tx, length);
	tx->data = NULL;
	doorbell_due(rpmsg, RPMSG_TX_KICK);
	return 0;
}

static int engine_copy_out(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data,
			   uint32_t length)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_tx tx;
	int status = check(rpmsg, dst, length);

	if (status == 0)
		status = tx_get(rpmsg, &tx, false);
	if (COPRO_UNLIKELY(status))
		return status;
	copy_bytes(tx.data, data, length);
	publish(rpmsg, endpoint->address, dst, &tx, length);
	doorbell_due(rpmsg, RPMSG_TX_KICK);
	return 0;
}

static void engine_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	if (tx->epoch == rpmsg->epoch && tx->data)
		role_tx_release(rpmsg, tx->buffer);
	tx->data = NULL;
}

static const struct rpmsg_ops engine_ops = {
	.poll = engine_poll,
	.copy_out = engine_copy_out,
	.tx_get = engine_tx_get,
	.tx_send = engine_tx_send,
	.tx_release = engine_tx_release,
	.release = engine_release,
};
