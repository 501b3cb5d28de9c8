/* SPDX-License-Identifier: BSD-3-Clause */
/* Endpoints of a bus that are no channel's. */
#include "host/rpmsg_bus_internal.h"

#include <errno.h>
#include <stdlib.h>

int bus_open_endpoint(struct rpmsg_bus *bus, struct rpmsg_endpoint *endpoint,
		      const struct rpmsg_endpoint_config *config, uint32_t src, uint32_t dst)
{
	if (src == RPMSG_ADDRESS_NS)
		return -EADDRINUSE;
	return rpmsg_endpoint_create(&bus->host.rpmsg, endpoint, config, src, dst, NULL);
}

static void endpoint_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct rpmsg_bus_endpoint *own = endpoint->context;

	own->receive(own, message);
}

static const struct rpmsg_endpoint_config bus_endpoint = {.receive = endpoint_receive};

int rpmsg_bus_endpoint_open(struct rpmsg_bus *bus, struct rpmsg_bus_endpoint *endpoint,
			    uint32_t src, uint32_t dst)
{
	struct rpmsg_bus_endpoint **end = &bus->endpoints;
	int status;

	if (!bus->started)
		return -ENODEV;
	if (dst == RPMSG_ADDRESS_ANY)
		return -EINVAL;
	endpoint->endpoint.context = endpoint;
	status = bus_open_endpoint(bus, &endpoint->endpoint, &bus_endpoint, src, dst);
	if (status)
		return status;
	while (*end)
		end = &(*end)->next;
	*end = endpoint;
	endpoint->bus = bus;
	endpoint->next = NULL;
	return 0;
}

void rpmsg_bus_endpoint_close(struct rpmsg_bus_endpoint *endpoint)
{
	struct rpmsg_bus_endpoint **at = &endpoint->bus->endpoints;

	while (*at != endpoint)
		at = &(*at)->next;
	*at = endpoint->next;
	endpoint->bus = NULL;
	/* It was never announced. */
	if (rpmsg_endpoint_destroy(&endpoint->endpoint))
		abort();
}

void bus_endpoints_tx_ready(struct rpmsg_bus *bus)
{
	struct rpmsg_bus_endpoint *endpoint;

	for (endpoint = bus->endpoints; endpoint; endpoint = endpoint->next) {
		if (endpoint->tx_ready)
			endpoint->tx_ready(endpoint);
	}
}

void bus_endpoints_gone(struct rpmsg_bus *bus)
{
	while (bus->endpoints) {
		struct rpmsg_bus_endpoint *endpoint = bus->endpoints;

		rpmsg_bus_endpoint_close(endpoint);
		endpoint->gone(endpoint);
	}
}
