/* SPDX-License-Identifier: BSD-3-Clause */
/* Making and removing endpoints. */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

static bool name_fits(const char *name)
{
	const char *end = name;

	while (*end && end != name + RPMSG_NAME_SIZE)
		end++;
	return end != name && end != name + RPMSG_NAME_SIZE;
}

/* The end of the list, to which an endpoint is added: services are announced in the order in which they
 * were created, by which Linux numbers its ttys. NULL: the address is taken. */
static struct rpmsg_endpoint **place_for(struct rpmsg *rpmsg, uint32_t address)
{
	struct rpmsg_endpoint **link = &rpmsg->endpoints;

	while (*link) {
		if ((*link)->address == address)
			return NULL;
		link = &(*link)->next;
	}
	return link;
}

int rpmsg_endpoint_create(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint,
			  const struct rpmsg_endpoint_config *config, uint32_t address,
			  uint32_t peer, struct rpmsg_endpoint *channel)
{
	uint32_t wanted = address == RPMSG_ADDRESS_ANY ? RPMSG_ADDRESS_DYNAMIC : address;
	struct rpmsg_endpoint **link;
	int status = -EADDRINUSE;

	if (!config->receive || (config->name && !name_fits(config->name)))
		return -EINVAL;
	rpmsg_lock(rpmsg);
	for (;;) {
		link = place_for(rpmsg, wanted);
		if (link)
			break;
		if (address != RPMSG_ADDRESS_ANY)
			goto out;
		wanted++;
	}
	endpoint->next = NULL;
	endpoint->rpmsg = rpmsg;
	endpoint->config = config;
	endpoint->channel = channel ? channel : endpoint;
	endpoint->address = wanted;
	endpoint->peer = peer;
	endpoint->receive = config->receive;
	endpoint->flags = ENDPOINT_BOUND;
	if (peer == RPMSG_ADDRESS_ANY) {
		endpoint->receive = rpmsg_learn;
		endpoint->flags = ENDPOINT_LEARNS | ENDPOINT_ANNOUNCE;
	}
	*link = endpoint;
	rpmsg_ns_announce_due(rpmsg);
	status = 0;
out:
	rpmsg_unlock(rpmsg);
	return status;
}

int rpmsg_endpoint_destroy(struct rpmsg_endpoint *endpoint)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_endpoint **link = &rpmsg->endpoints;
	int status = 0;

	rpmsg_lock(rpmsg);
	if (endpoint->flags & ENDPOINT_ANNOUNCED)
		status = rpmsg_ns_send(endpoint, false);
	if (status == 0) {
		while (*link && *link != endpoint)
			link = &(*link)->next;
		if (*link)
			*link = endpoint->next;
	}
	rpmsg_unlock(rpmsg);
	return status;
}
