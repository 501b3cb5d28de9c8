/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of an RPMsg bus share: rpmsg_bus.c (the link, channels), rpmsg_bus_endpoint.c. */
#ifndef COPRO_HOST_RPMSG_BUS_INTERNAL_H
#define COPRO_HOST_RPMSG_BUS_INTERNAL_H

#include "host/rpmsg_bus.h"

struct rpmsg_bus {
	struct rpmsg_bus_config config;
	struct rpmsg_host host;
	struct rpmsg_host_config host_config;
	struct copro_port port;
	struct shm_region region;
	struct shm_map map;
	uint8_t buffer_state[2 * VRING_DRIVER_BUFFERS];
	struct rpmsg_channel *channels; /* in the order of their announcement */
	uint32_t channel_count;
	struct rpmsg_bus_endpoint *endpoints; /* that are no channel's */
	uint32_t turn; /* whose turn is first when send buffers are free */
	uint32_t faults; /* bitmap: said in this run */
	struct host_timer timer; /* more to do */
	bool started;
	bool memory_lost;
};

/* Makes an endpoint; nobody gets the address of the name service, whose announcements it would swallow. As
 * rpmsg_endpoint_create(). */
COPRO_MUST_CHECK int bus_open_endpoint(struct rpmsg_bus *bus, struct rpmsg_endpoint *endpoint,
				       const struct rpmsg_endpoint_config *config, uint32_t src,
				       uint32_t dst);

/* Send buffers are free again. */
void bus_endpoints_tx_ready(struct rpmsg_bus *bus);
/* The link has gone: every endpoint goes. */
void bus_endpoints_gone(struct rpmsg_bus *bus);

#endif
