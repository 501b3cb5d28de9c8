/* SPDX-License-Identifier: BSD-3-Clause */
/* RPMsg for both roles: the link's life, binding, dispatch, and the calls as users see them. */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

#define POLL_BUDGET 256u
#define HOLDS_MAX   254u

int rpmsg_init(struct rpmsg *rpmsg, const struct rpmsg_config *config, const struct rpmsg_ops *ops)
{
	if (!config->port || !config->port->notify || !config->map || !config->buffer_state)
		return -EINVAL;
	rpmsg->ops = ops;
	rpmsg->role = ops;
	rpmsg->config = config;
	rpmsg->endpoints = NULL;
	rpmsg->announcement = NULL;
	rpmsg->holds = config->buffer_state;
	rpmsg->up = 0;
	rpmsg->flags = 0;
	rpmsg->current = RPMSG_NO_BUFFER;
	return 0;
}

COPRO_COLD void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	if (rpmsg->config->fault)
		rpmsg->config->fault(rpmsg->config->context, fault, detail);
}

COPRO_COLD int rpmsg_broken(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	rpmsg->flags |= RPMSG_BROKEN;
	rpmsg_fault(rpmsg, fault, detail);
	rpmsg_link_down(rpmsg);
	return -EPROTO;
}

/* ---- binding ---- */

COPRO_COLD void rpmsg_bind(struct rpmsg_endpoint *endpoint, uint32_t peer)
{
	endpoint->peer = peer;
	if (endpoint->flags & ENDPOINT_BOUND)
		return;
	endpoint->flags |= ENDPOINT_BOUND;
	if (endpoint->config->bind)
		endpoint->config->bind(endpoint);
}

/*
 * Unbinds the endpoints of one channel, or (NULL) all. Callbacks may change the list, so the search
 * starts again after each.
 */
static void unbind_all(struct rpmsg *rpmsg, const struct rpmsg_endpoint *channel)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint) {
		if (!(endpoint->flags & ENDPOINT_BOUND) ||
		    (channel && endpoint->channel != channel)) {
			endpoint = endpoint->next;
			continue;
		}
		endpoint->flags &= (uint8_t)~ENDPOINT_BOUND;
		if (endpoint->flags & ENDPOINT_LEARNS)
			endpoint->peer = RPMSG_ADDRESS_ANY;
		if (endpoint->config->unbind)
			endpoint->config->unbind(endpoint);
		endpoint = rpmsg->endpoints;
	}
}

COPRO_COLD void rpmsg_unbind(struct rpmsg_endpoint *endpoint)
{
	unbind_all(endpoint->rpmsg, endpoint->channel);
}

COPRO_COLD void rpmsg_link_up(struct rpmsg *rpmsg)
{
	struct rpmsg_endpoint *endpoint;

	for (endpoint = rpmsg->endpoints; endpoint; endpoint = endpoint->next) {
		if (!(endpoint->flags & ENDPOINT_LEARNS))
			endpoint->flags = ENDPOINT_BOUND;
		else
			endpoint->flags = ENDPOINT_LEARNS | ENDPOINT_ANNOUNCE;
	}
	rpmsg->up = 1;
	rpmsg->flags |= RPMSG_OWES;
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, true);
}

COPRO_COLD void rpmsg_link_down(struct rpmsg *rpmsg)
{
	if (!rpmsg->up)
		return;
	rpmsg->up = 0;
	rpmsg->epoch++;
	rpmsg->flags &= RPMSG_BROKEN;
	unbind_all(rpmsg, NULL);
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, false);
}

/* ---- receiving ---- */

COPRO_COLD void rpmsg_no_endpoint(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	if (message->dst == RPMSG_ADDRESS_NS && rpmsg->announcement)
		rpmsg->announcement(rpmsg, message);
	else
		rpmsg_fault(rpmsg, RPMSG_FAULT_NO_ENDPOINT, message->dst);
}

static __attribute__((noinline)) int poll_many(struct rpmsg *rpmsg, uint32_t budget)
{
	uint32_t handled = 0;
	int status;

	do
		status = rpmsg->ops->poll(rpmsg);
	while (status > 0 && ++handled != budget);
	return handled ? (int)handled : status;
}

int rpmsg_poll(struct rpmsg *rpmsg, uint32_t budget)
{
	/* Apart, so that one message costs no loop. */
	if (budget == 1)
		return rpmsg->ops->poll(rpmsg);
	return poll_many(rpmsg, budget ? budget : POLL_BUDGET);
}

int rpmsg_hold(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds = &rpmsg->holds[message->buffer];
	int status = 0;

	rpmsg_lock(rpmsg);
	if (message->epoch != rpmsg->epoch || (!*holds && message->buffer != rpmsg->current))
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
	rpmsg->ops->release(rpmsg, message);
}

/* ---- sending ---- */

int rpmsg_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data, uint32_t length)
{
	return endpoint->rpmsg->ops->copy_out(endpoint, dst, data, length);
}

int rpmsg_send(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length)
{
	return rpmsg_send_to(endpoint, endpoint->peer, data, length);
}

int rpmsg_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	return rpmsg->ops->tx_get(rpmsg, tx);
}

int rpmsg_tx_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst, struct rpmsg_tx *tx,
		     uint32_t length)
{
	return endpoint->rpmsg->ops->tx_send(endpoint, dst, tx, length);
}

int rpmsg_tx_send(struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx, uint32_t length)
{
	return rpmsg_tx_send_to(endpoint, endpoint->peer, tx, length);
}

void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	rpmsg->ops->tx_release(rpmsg, tx);
}

bool rpmsg_ready(const struct rpmsg_endpoint *endpoint)
{
	return endpoint->rpmsg->up && endpoint->peer != RPMSG_ADDRESS_ANY;
}

uint32_t rpmsg_payload_size(const struct rpmsg *rpmsg)
{
	return rpmsg->up ? rpmsg->payload : 0;
}
