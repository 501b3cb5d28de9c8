/* SPDX-License-Identifier: BSD-3-Clause */
/* RPMsg for both roles: endpoints, dispatch, sending, holding. */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"
#include "core/copy.h"

#define HOLDS_MAX   255u /* 254, and the one of dispatch() */
#define POLL_BUDGET 256u

void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	if (rpmsg->config->fault)
		rpmsg->config->fault(rpmsg->config->context, fault, detail);
}

/*
 * Rings the doorbells that are due. The barrier orders our index before our look at the peer's
 * flags; one serves both queues, which is why a reply and the returned buffer are settled together.
 */
static void ring_doorbells(struct rpmsg *rpmsg)
{
	const struct copro_port *port = rpmsg->config->port;
	uint8_t due = rpmsg->flags & (RPMSG_TX_KICK | RPMSG_RX_KICK);
	uint32_t i;

	if (!due)
		return;
	rpmsg->flags ^= due;
	full_barrier();
	for (i = 0; i < 2; i++) {
		/* VRING_AVAIL_NO_INTERRUPT and VRING_USED_NO_NOTIFY are the same bit. */
		if ((due & (RPMSG_TX_KICK << i)) &&
		    !(LOAD_ONCE(*rpmsg->quiet[i]) & VRING_USED_NO_NOTIFY))
			port->notify(port->context, rpmsg->transport->tx_queue ^ i);
	}
}

static void doorbell_due(struct rpmsg *rpmsg, uint8_t kick)
{
	rpmsg->flags |= kick;
	if (!(rpmsg->flags & RPMSG_IN_POLL))
		ring_doorbells(rpmsg);
}

static struct rpmsg_endpoint *endpoint_at(const struct rpmsg *rpmsg, uint32_t address)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint && endpoint->address != address)
		endpoint = endpoint->next;
	return endpoint;
}

/* ---- binding ---- */

void rpmsg_bind(struct rpmsg_endpoint *endpoint, uint32_t peer)
{
	endpoint->peer = peer;
	if (endpoint->flags & ENDPOINT_BOUND)
		return;
	endpoint->flags |= ENDPOINT_BOUND;
	if (endpoint->config->bind)
		endpoint->config->bind(endpoint);
}

static void unbind_one(struct rpmsg_endpoint *endpoint)
{
	endpoint->flags &= (uint8_t)~ENDPOINT_BOUND;
	if (endpoint->flags & ENDPOINT_LEARNS)
		endpoint->peer = RPMSG_ADDRESS_ANY;
	if (endpoint->config->unbind)
		endpoint->config->unbind(endpoint);
}

/* The first endpoint that has all of `flags`, of one channel or (NULL) of any. Callbacks may change
 * the list, so whoever calls back searches again from the start. */
static struct rpmsg_endpoint *endpoint_with(const struct rpmsg *rpmsg, uint8_t flags,
					    const struct rpmsg_endpoint *channel)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint &&
	       ((endpoint->flags & flags) != flags || (channel && endpoint->channel != channel)))
		endpoint = endpoint->next;
	return endpoint;
}

void rpmsg_unbind(struct rpmsg_endpoint *endpoint)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	const struct rpmsg_endpoint *channel = endpoint->channel;

	while ((endpoint = endpoint_with(rpmsg, ENDPOINT_BOUND, channel)) != NULL)
		unbind_one(endpoint);
}

void rpmsg_link_up(struct rpmsg *rpmsg)
{
	struct rpmsg_endpoint *endpoint;

	rpmsg->up = 1;
	for (endpoint = rpmsg->endpoints; endpoint; endpoint = endpoint->next) {
		if (!(endpoint->flags & ENDPOINT_LEARNS))
			endpoint->flags |= ENDPOINT_BOUND;
		else if (endpoint->config->name)
			endpoint->flags |= ENDPOINT_ANNOUNCE;
	}
	rpmsg->flags |= RPMSG_OWES;
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, true);
}

void rpmsg_link_down(struct rpmsg *rpmsg)
{
	struct rpmsg_endpoint *endpoint;

	if (!rpmsg->up)
		return;
	rpmsg->up = 0;
	rpmsg->epoch++;
	rpmsg->flags &= RPMSG_BROKEN | RPMSG_IN_POLL;
	for (endpoint = rpmsg->endpoints; endpoint; endpoint = endpoint->next)
		endpoint->flags &= (uint8_t) ~(ENDPOINT_ANNOUNCE | ENDPOINT_ANNOUNCED);
	while ((endpoint = endpoint_with(rpmsg, ENDPOINT_BOUND, NULL)) != NULL)
		unbind_one(endpoint);
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, false);
}

/* ---- receiving ---- */

static void drop_hold(struct rpmsg *rpmsg, uint16_t buffer)
{
	if (--rpmsg->config->buffer_state[buffer])
		return;
	rpmsg->transport->recycle(rpmsg, buffer);
	doorbell_due(rpmsg, RPMSG_RX_KICK);
}

static void dispatch(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	struct rpmsg_endpoint *endpoint = endpoint_at(rpmsg, message->dst);

	rpmsg->config->buffer_state[message->buffer] = 1;
	if (endpoint) {
		if (endpoint->peer == RPMSG_ADDRESS_ANY)
			rpmsg_bind(endpoint, message->src);
		endpoint->config->receive(endpoint, message);
	} else if (message->dst == RPMSG_ADDRESS_NS && rpmsg->announcement) {
		rpmsg->announcement(rpmsg, message);
	} else {
		rpmsg_fault(rpmsg, RPMSG_FAULT_NO_ENDPOINT, message->dst);
	}
	/* A callback may have ended the link. */
	if (message->epoch == rpmsg->epoch)
		drop_hold(rpmsg, message->buffer);
}

static void settle(struct rpmsg *rpmsg)
{
	if (rpmsg->flags & RPMSG_OWES)
		rpmsg_ns_announce_due(rpmsg);
	if ((rpmsg->flags & RPMSG_TX_WANTED) && rpmsg->transport->tx_free(rpmsg)) {
		rpmsg->flags &= (uint8_t)~RPMSG_TX_WANTED;
		rpmsg->transport->tx_watch(rpmsg, false);
		if (rpmsg->config->tx_ready)
			rpmsg->config->tx_ready(rpmsg->config->context);
	}
}

/* 1: a message was handled, or a bad one passed over. Else why there was none. */
static int poll_one(struct rpmsg *rpmsg)
{
	struct rpmsg_message message;
	int status = -ENODEV;

	rpmsg->transport->follow(rpmsg);
	if (rpmsg->up) {
		status = rpmsg->transport->receive(rpmsg, &message);
		if (status == 0) {
			rpmsg->flags |= RPMSG_IN_POLL;
			dispatch(rpmsg, &message);
			rpmsg->flags &= (uint8_t)~RPMSG_IN_POLL;
		}
		if (status == 0 || status == -EBADMSG)
			status = 1;
		if (rpmsg->up && (rpmsg->flags & (RPMSG_OWES | RPMSG_TX_WANTED)))
			settle(rpmsg);
		ring_doorbells(rpmsg);
	}
	return status;
}

int rpmsg_poll(struct rpmsg *rpmsg, uint32_t budget)
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
	} while (status > 0 && ++handled < (int)budget);
	return handled || status == -EAGAIN ? handled : status;
}

/* ---- holding ---- */

int rpmsg_hold(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds = &rpmsg->config->buffer_state[message->buffer];
	int status = 0;

	rpmsg_lock(rpmsg);
	if (message->epoch != rpmsg->epoch || !*holds)
		status = -EINVAL;
	else if (*holds == HOLDS_MAX)
		status = -EOVERFLOW;
	else
		++*holds;
	rpmsg_unlock(rpmsg);
	return status;
}

void rpmsg_release(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	rpmsg_lock(rpmsg);
	if (message->epoch == rpmsg->epoch && rpmsg->config->buffer_state[message->buffer])
		drop_hold(rpmsg, message->buffer);
	rpmsg_unlock(rpmsg);
}

/* ---- sending ---- */

int rpmsg_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	int status = -ENODEV;

	rpmsg_lock(rpmsg);
	if (rpmsg->up) {
		tx->size = rpmsg->payload;
		tx->epoch = rpmsg->epoch;
		status = rpmsg->transport->tx_get(rpmsg, tx);
		if (status == -EAGAIN) {
			/* What was published may be just what the peer waits for. */
			ring_doorbells(rpmsg);
			rpmsg->flags |= RPMSG_TX_WANTED;
			rpmsg->transport->tx_watch(rpmsg, true);
			full_barrier();
			/* One may have been freed before the peer saw that we watch. */
			status = rpmsg->transport->tx_get(rpmsg, tx);
		}
	}
	rpmsg_unlock(rpmsg);
	return status;
}

void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	rpmsg_lock(rpmsg);
	if (tx->epoch == rpmsg->epoch && tx->data)
		rpmsg->transport->tx_release(rpmsg, tx->buffer);
	tx->data = NULL;
	rpmsg_unlock(rpmsg);
}

static int check(const struct rpmsg *rpmsg, uint32_t dst, uint32_t length)
{
	if (!rpmsg->up)
		return -ENODEV;
	if (length > rpmsg->payload)
		return -EMSGSIZE;
	return dst == RPMSG_ADDRESS_ANY ? -ENOTCONN : 0;
}

/* Everything was checked. */
static void publish(struct rpmsg *rpmsg, uint32_t src, uint32_t dst, struct rpmsg_tx *tx,
		    uint32_t length)
{
	struct rpmsg_header *header = (struct rpmsg_header *)tx->data - 1;

	STORE_ONCE(header->src, src);
	STORE_ONCE(header->dst, dst);
	STORE_ONCE(header->reserved, 0);
	STORE_ONCE(header->len, (uint16_t)length);
	STORE_ONCE(header->flags, 0);
	rpmsg->transport->tx_put(rpmsg, tx->buffer, length + RPMSG_HEADER_SIZE);
	doorbell_due(rpmsg, RPMSG_TX_KICK);
}

int rpmsg_copy_out(struct rpmsg *rpmsg, uint32_t src, uint32_t dst, const void *data,
		   uint32_t length)
{
	struct rpmsg_tx tx;
	int status;

	rpmsg_lock(rpmsg);
	status = check(rpmsg, dst, length);
	if (status == 0)
		status = rpmsg_tx_get(rpmsg, &tx);
	if (status == 0) {
		copy_bytes(tx.data, data, length);
		publish(rpmsg, src, dst, &tx, length);
	}
	rpmsg_unlock(rpmsg);
	return status;
}

int rpmsg_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data, uint32_t length)
{
	return rpmsg_copy_out(endpoint->rpmsg, endpoint->address, dst, data, length);
}

int rpmsg_send(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length)
{
	return rpmsg_send_to(endpoint, endpoint->peer, data, length);
}

int rpmsg_tx_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst, struct rpmsg_tx *tx,
		     uint32_t length)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	int status;

	rpmsg_lock(rpmsg);
	status = tx->epoch == rpmsg->epoch ? check(rpmsg, dst, length) : -ENODEV;
	if (status == 0 && !tx->data)
		status = -EINVAL;
	if (status == 0) {
		publish(rpmsg, endpoint->address, dst, tx, length);
		tx->data = NULL;
	}
	rpmsg_unlock(rpmsg);
	return status;
}

int rpmsg_tx_send(struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx, uint32_t length)
{
	return rpmsg_tx_send_to(endpoint, endpoint->peer, tx, length);
}

bool rpmsg_ready(const struct rpmsg_endpoint *endpoint)
{
	return endpoint->rpmsg->up && endpoint->peer != RPMSG_ADDRESS_ANY;
}

uint32_t rpmsg_payload_size(const struct rpmsg *rpmsg)
{
	return rpmsg->up ? rpmsg->payload : 0;
}
