/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The way of a message, in and out, as each role compiles it for itself: rpmsg_remote.c and
 * rpmsg_host.c define the static functions declared here over their end of the rings, include this
 * file, and hand out tables of ENGINE_OPS(). The compiler then sees the whole way at once, which halves the
 * instructions of a message against calls through a table at each step.
 *
 * No include guard: it is included once, at the one place.
 */
#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"
#include "core/copy.h"
#include "core/rpmsg_internal.h"

/* What a poll says of a message that it has handled. */
#define POLL_DONE 1 /* no other one was there */
#define POLL_MORE 2

/* ---- what the role provides; all with the lock held ---- */

/* Remote: nothing has changed since the link came up. */
static inline bool role_unchanged(const struct rpmsg *rpmsg);
/* Remote: follows the driver's coming and going. The host makes the link itself. 0: it is up; -ENODEV;
 * -EBUSY: from a callback: the message that it looks at is not done with. */
static int role_follow(struct rpmsg *rpmsg);
/* Remote: the driver is there. One look at the status byte. */
static inline bool role_ready(const struct rpmsg *rpmsg);
/* The next message, its header checked and copied out, its destination apart. False, with a status for the
 * poll, when there is nothing to dispatch: -EAGAIN: none; POLL_MORE: a bad one was reported and passed over;
 * -EPROTO: the ring is broken, it was reported. */
static inline bool role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst,
				int *status);
/* Gives a buffer back to the peer, unused. Host: a receive buffer. */
static inline void role_recycle(struct rpmsg *rpmsg, uint32_t queue, uint32_t buffer);
/* After a message: whether another one may be there. If not, the next poll is saved. */
static inline bool role_more(const struct rpmsg *rpmsg);
/* The next send buffer and its number; or NULL, and why in the place of the number, for role_tx_refused(). */
static inline void *role_tx_take(struct rpmsg *rpmsg, uint32_t *buffer);
/* Reports what was wrong there, if anything: nothing when that is RPMSG_NO_BUFFER. */
static void role_tx_refused(struct rpmsg *rpmsg, uint32_t why);
/* Publishes a filled buffer of `length` bytes with header. */
static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length);
/* Whether the peer wants to hear of published (ROLE_TX_QUEUE) and of returned (ROLE_RX_QUEUE) buffers. */
static inline bool role_wants_bell(const struct rpmsg *rpmsg, uint32_t queue);

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

/* A received buffer goes back, or another that was refused. */
COPRO_COLD static void give_back(struct rpmsg *rpmsg, bool received, uint32_t buffer)
{
	const uint32_t queue = received ? ROLE_RX_QUEUE : ROLE_TX_QUEUE;

	role_recycle(rpmsg, queue, buffer);
	if (rpmsg->turn >= TURN_RUNS)
		return; /* when the callback returns */
	full_barrier();
	ring(rpmsg, queue);
}

/* ---- in ---- */

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
	uint32_t turn;

	message->epoch = rpmsg->epoch;
	rpmsg->current = message;
	rpmsg->turn = TURN_RUNS;
	rpmsg->kept = false;
	dispatch(rpmsg, dst, message);
	/* A callback may have ended the link, and even made it anew. */
	turn = rpmsg->turn;
	if (COPRO_UNLIKELY(turn < TURN_RUNS))
		return;
	rpmsg->turn = TURN_IDLE;
	if (COPRO_LIKELY(!rpmsg->kept))
		role_recycle(rpmsg, ROLE_RX_QUEUE, message->buffer);
	full_barrier();
	if (COPRO_LIKELY(turn == TURN_SENT)) {
		ring(rpmsg, ROLE_TX_QUEUE);
		if (ROLE_STOPS && COPRO_UNLIKELY(rpmsg->turn == TURN_DOWN))
			return;
	}
	/* Not only for this buffer: a callback may have released others. */
	ring(rpmsg, ROLE_RX_QUEUE);
}

static __attribute__((noinline)) int engine_poll(struct rpmsg *rpmsg)
{
	struct rpmsg_message message;
	uint32_t dst;
	int status;

	if (COPRO_FOR_SIZE || COPRO_UNLIKELY(rpmsg->turn != TURN_IDLE || !role_unchanged(rpmsg))) {
		status = role_follow(rpmsg);
		if (status)
			return status;
	}
	if (COPRO_LIKELY(role_receive(rpmsg, &message, &dst, &status))) {
		deliver(rpmsg, dst, &message);
		status = POLL_MORE;
	}
	if (COPRO_UNLIKELY(rpmsg->owes))
		rpmsg_ns_announce_due(rpmsg);
	return status < 0 || role_more(rpmsg) ? status : POLL_DONE;
}

/* ---- out ---- */

/* There is nothing to release. */
COPRO_SPEED_COLD static int tx_none(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	tx->data = NULL;
	if (!tx->size) {
		tx->size = 1; /* not of this life: who sends it all the same is told so, too */
		return -ENODEV;
	}
	role_tx_refused(rpmsg, tx->buffer);
	return rpmsg->no_buffer ? rpmsg->no_buffer(rpmsg, tx) : -EAGAIN;
}

static COPRO_LARGE_INLINE int engine_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	uint32_t life = rpmsg->life;

	tx->life = life;
	if (COPRO_LIKELY((uint16_t)life)) {
		uint8_t *buffer = role_tx_take(rpmsg, &tx->buffer);

		if (COPRO_LIKELY(buffer)) {
			tx->data = buffer + RPMSG_HEADER_SIZE;
			return 0;
		}
	}
	return tx_none(rpmsg, tx);
}

/* Everything was checked. */
static inline int publish(struct rpmsg *rpmsg, uint32_t src, const struct rpmsg_tx *tx,
			  struct rpmsg_header *header, uint32_t length, uint32_t dst)
{
	/* Nobody looks before the index is published: these may be stored in any way. */
	header--;
	header->src = src;
	store_apart();
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
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_header *header = tx->data;

	/* A buffer of this life of the link: it is up. */
	if (COPRO_UNLIKELY(!role_ready(rpmsg) || tx->life != rpmsg->life))
		return -ENODEV;
	if (COPRO_UNLIKELY(length > rpmsg->payload))
		return -EMSGSIZE;
	if (COPRO_UNLIKELY(dst == RPMSG_ADDRESS_ANY))
		return -ENOTCONN;
	if (COPRO_UNLIKELY(!header))
		return -EINVAL;
	tx->data = NULL; /* it is the peer's now */
	return publish(rpmsg, endpoint->address, tx, header, length, dst);
}

#if COPRO_FOR_SIZE
#define engine_send NULL
#else
/* What rpmsg_send_to() does, in one piece. */
static int engine_send(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data,
		       uint32_t length)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_tx tx;
	int status;

	if (COPRO_UNLIKELY(!role_ready(rpmsg)))
		return -ENODEV;
	if (COPRO_UNLIKELY(length > rpmsg->payload))
		return rpmsg->payload ? -EMSGSIZE : -ENODEV;
	if (COPRO_UNLIKELY(dst == RPMSG_ADDRESS_ANY))
		return -ENOTCONN;
	status = engine_tx_get(rpmsg, &tx);
	if (COPRO_UNLIKELY(status))
		return status;
	copy_bytes(tx.data, data, length);
	/* Loaded anew rather than kept on the stack over the calls. */
	return publish(endpoint->rpmsg, endpoint->address, &tx, tx.data, length, dst);
}
#endif

/* The calls of the role, with `poll_with` for its polls. */
#define ENGINE_OPS(poll_with)                                                                      \
	{                                                                                          \
		.poll = (poll_with), .tx_get = engine_tx_get, .tx_send = engine_tx_send,           \
		.create = rpmsg_create, .give_back = give_back, .send = engine_send,               \
	}
