/* SPDX-License-Identifier: BSD-3-Clause */
/* Making and removing endpoints. */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

static bool address_taken(const struct rpmsg *rpmsg, uint32_t address)
{
	const struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint && endpoint->address != address)
		endpoint = endpoint->next;
	return endpoint != NULL;
}

static bool name_fits(const char *name)
{
	uint32_t length = 0;

	while (length < RPMSG_NAME_SIZE && name[length])
		length++;
	return length > 0 && length < RPMSG_NAME_SIZE;
}

int rpmsg_endpoint_create(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint,
			  const struct rpmsg_endpoint_config *config, uint32_t address,
			  uint32_t peer, struct rpmsg_endpoint *channel)
{
	struct rpmsg_endpoint **link;
	int status = 0;

	if (!config->receive || (config->name && !name_fits(config->name)))
		return -EINVAL;
	rpmsg_lock(rpmsg);
	if (address == RPMSG_ADDRESS_ANY) {
		for (address = RPMSG_ADDRESS_DYNAMIC; address_taken(rpmsg, address);)
			address++;
	} else if (address_taken(rpmsg, address)) {
		status = -EADDRINUSE;
		goto out;
	}
	endpoint->rpmsg = rpmsg;
	endpoint->config = config;
	endpoint->channel = channel ? channel : endpoint;
	endpoint->address = address;
	endpoint->peer = peer;
	endpoint->flags = 0;
	if (peer == RPMSG_ADDRESS_ANY) {
		endpoint->flags = ENDPOINT_LEARNS | ENDPOINT_ANNOUNCE;
		rpmsg->flags |= RPMSG_OWES;
	} else if (rpmsg->up) {
		endpoint->flags = ENDPOINT_BOUND;
	}
	/* Last, so that services are announced in the order in which they were created: Linux numbers
	 * its ttys by that. */
	endpoint->next = NULL;
	for (link = &rpmsg->endpoints; *link; link = &(*link)->next)
		;
	*link = endpoint;
	if (rpmsg->up && (endpoint->flags & ENDPOINT_ANNOUNCE))
		rpmsg_ns_announce_due(rpmsg);
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
	if (rpmsg->up && (endpoint->flags & ENDPOINT_ANNOUNCED))
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
