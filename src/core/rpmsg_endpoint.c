/* SPDX-License-Identifier: BSD-3-Clause */
/* Making and removing endpoints. */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

bool rpmsg_name_is_valid(const char *name)
{
	uint32_t length = 0;

	while (length != RPMSG_NAME_SIZE && name[length])
		length++;
	return length - 1 < RPMSG_NAME_SIZE - 1;
}

int rpmsg_create(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint,
		 const struct rpmsg_endpoint_config *config, uint32_t address, uint32_t peer,
		 struct rpmsg_endpoint *channel)
{
	uint32_t wanted = address == RPMSG_ADDRESS_ANY ? RPMSG_ADDRESS_DYNAMIC : address;
	struct rpmsg_endpoint **link = &rpmsg->endpoints;

	/* To the end of the list: services are announced in the order in which they were created, by
	 * which Linux numbers its ttys. */
	while (*link) {
		if ((*link)->address != wanted) {
			link = &(*link)->next;
			continue;
		}
		if (address != RPMSG_ADDRESS_ANY)
			return -EADDRINUSE;
		wanted++;
		link = &rpmsg->endpoints;
	}
	*link = endpoint;
	endpoint->next = NULL;
	endpoint->rpmsg = rpmsg;
	endpoint->config = config;
	endpoint->channel = channel;
	endpoint->address = wanted;
	endpoint->peer = peer;
	endpoint->receive = config->receive;
	endpoint->learns = peer == RPMSG_ADDRESS_ANY;
	endpoint->due = false;
	endpoint->bound = true;
	if (endpoint->learns)
		rpmsg_forget(endpoint);
	rpmsg_ns_announce_due(rpmsg);
	return 0;
}

int rpmsg_endpoint_destroy(struct rpmsg_endpoint *endpoint)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_endpoint **link = &rpmsg->endpoints;
	int status;

	rpmsg_lock(rpmsg);
	status = rpmsg_ns_withdraw(endpoint);
	if (status == 0) {
		while (*link && *link != endpoint)
			link = &(*link)->next;
		if (*link)
			*link = endpoint->next;
	}
	rpmsg_unlock(rpmsg);
	return status;
}
