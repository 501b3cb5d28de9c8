/* SPDX-License-Identifier: BSD-3-Clause */
/* RPMsg for both roles: the link's life and binding. */
#include "core/rpmsg_internal.h"

#include <stddef.h>

void rpmsg_report_stray(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message)
{
	(void)message;
	rpmsg_fault(rpmsg, RPMSG_FAULT_NO_ENDPOINT, dst);
}

COPRO_COLD void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	if (rpmsg->config->fault)
		rpmsg->config->fault(rpmsg->config->context, fault, detail);
}

COPRO_COLD void rpmsg_broken(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	rpmsg->broken = true;
	rpmsg_link_down(rpmsg);
	rpmsg_fault(rpmsg, fault, detail);
}

/* ---- binding ---- */

/* What an endpoint's `receive` is as long as it does not know its peer. */
static void learn(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	rpmsg_bind(endpoint, message->src);
	/* Unless that took the link down, and with it the message. */
	if (endpoint->rpmsg->turn >= TURN_RUNS)
		endpoint->receive(endpoint, message);
}

COPRO_COLD void rpmsg_forget(struct rpmsg_endpoint *endpoint)
{
	endpoint->due = true;
	endpoint->bound = false;
	endpoint->peer = RPMSG_ADDRESS_ANY;
	endpoint->receive = learn;
}

/* ---- the link ---- */

COPRO_COLD void rpmsg_tell_link(const struct rpmsg *rpmsg, bool up)
{
	if (rpmsg->config->link)
		rpmsg->config->link(rpmsg->config->context, up);
}

COPRO_COLD void rpmsg_link_down(struct rpmsg *rpmsg)
{
	struct rpmsg_endpoint *endpoint;

	if (!rpmsg->payload)
		return;
	rpmsg->payload = 0;
	rpmsg->turn = TURN_DOWN;
	rpmsg->epoch++;
	/* A callback may destroy other endpoints, but not its own. Each is as it was created, for the next
	 * time. */
	for (endpoint = rpmsg->endpoints; endpoint; endpoint = endpoint->next) {
		bool was_bound = endpoint->bound;

		endpoint->bound = true;
		if (endpoint->learns)
			rpmsg_forget(endpoint);
		rpmsg_tell_unbound(endpoint, was_bound);
	}
	rpmsg_tell_link(rpmsg, false);
}

bool rpmsg_ready(const struct rpmsg_endpoint *endpoint)
{
	return endpoint->rpmsg->payload && endpoint->peer != RPMSG_ADDRESS_ANY;
}

uint32_t rpmsg_payload_size(const struct rpmsg *rpmsg)
{
	return rpmsg->payload;
}
