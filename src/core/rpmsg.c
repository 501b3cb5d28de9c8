/* SPDX-License-Identifier: BSD-3-Clause */
/* RPMsg for both roles: the link's life, binding, dispatch, and the calls as users see them. */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

#define HOLDS_MAX 254u

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
	rpmsg->current = NULL;
	rpmsg->payload = 0;
	rpmsg->flags = 0;
	rpmsg->tx_kick = 0;
	return 0;
}

COPRO_COLD void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	if (rpmsg->config->fault)
		rpmsg->config->fault(rpmsg->config->context, fault, detail);
}

COPRO_COLD void rpmsg_broken(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	rpmsg_link_down(rpmsg);
	rpmsg->flags = RPMSG_BROKEN;
	rpmsg_fault(rpmsg, fault, detail);
}

/* ---- binding ---- */

COPRO_COLD void rpmsg_bind(struct rpmsg_endpoint *endpoint, uint32_t peer)
{
	endpoint->peer = peer;
	endpoint->receive = endpoint->config->receive;
	if (endpoint->flags & ENDPOINT_BOUND)
		return;
	endpoint->flags |= ENDPOINT_BOUND;
	if (endpoint->config->bind)
		endpoint->config->bind(endpoint);
}

COPRO_COLD void rpmsg_learn(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	rpmsg_bind(endpoint, message->src);
	/* Unless that took the link down, and with it the message. */
	if (endpoint->rpmsg->current)
		endpoint->config->receive(endpoint, message);
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
		if (endpoint->flags & ENDPOINT_LEARNS) {
			endpoint->peer = RPMSG_ADDRESS_ANY;
			endpoint->receive = rpmsg_learn;
		}
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
	rpmsg->flags |= RPMSG_OWES;
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, true);
}

COPRO_COLD void rpmsg_link_down(struct rpmsg *rpmsg)
{
	if (!rpmsg->payload)
		return;
	rpmsg->payload = 0;
	rpmsg->flags = 0;
	rpmsg->tx_kick = 0;
	rpmsg->current = NULL;
	rpmsg->epoch++;
	unbind_all(rpmsg, NULL);
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, false);
}

/* ---- receiving ---- */

COPRO_COLD void rpmsg_no_endpoint(struct rpmsg *rpmsg, uint32_t dst,
				  const struct rpmsg_message *message)
{
	if (dst == RPMSG_ADDRESS_NS && rpmsg->announcement)
		rpmsg->announcement(rpmsg, message);
	else
		rpmsg_fault(rpmsg, RPMSG_FAULT_NO_ENDPOINT, dst);
}

int rpmsg_hold(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds = &rpmsg->holds[message->buffer];
	int status = 0;

	rpmsg_lock(rpmsg);
	if (message->epoch != rpmsg->epoch || (!*holds && !rpmsg_is_current(rpmsg, message)))
		status = -EINVAL;
	else if (*holds == HOLDS_MAX)
		status = -EOVERFLOW;
	else
		++*holds;
	rpmsg_unlock(rpmsg);
	return status;
}

bool rpmsg_ready(const struct rpmsg_endpoint *endpoint)
{
	return endpoint->rpmsg->payload && endpoint->peer != RPMSG_ADDRESS_ANY;
}

uint32_t rpmsg_payload_size(const struct rpmsg *rpmsg)
{
	return rpmsg->payload;
}
