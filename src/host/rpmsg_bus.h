/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The RPMsg bus of one vdev: channels come and go as the firmware announces and withdraws services,
 * and are given to the driver that knows their service (drivers/rpmsg/rpmsg_core.c of Linux).
 */
#ifndef COPRO_HOST_RPMSG_BUS_H
#define COPRO_HOST_RPMSG_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/rpmsg.h>

#include "host/platform.h"

/* More than this many channels at a time is a firmware gone wrong. */
#define RPMSG_BUS_CHANNELS 64u

struct rpmsg_bus;
struct rpmsg_bus_endpoint;
struct rpmsg_channel;

/* A driver for channels of some services. Must outlive every bus that knows it. */
struct rpmsg_driver {
	const char *name; /* for people */
	const char *const *services; /* service names, ends with NULL */
	void *context; /* the driver's own */
	/* For a driver that chooses when a channel comes: whether it wants this service besides those
	 * above, and *src, the address that the channel is to have here (RPMSG_ADDRESS_ANY at first).
	 * May be NULL. */
	bool (*match)(struct rpmsg_driver *driver, const char *service, uint32_t *src);
	/* A channel of one of the services came; messages may be sent at once. 0, or a negative errno
	 * value: the channel stays without driver. */
	COPRO_MUST_CHECK int (*probe)(struct rpmsg_driver *driver, struct rpmsg_channel *channel);
	/* The channel goes, or its link has gone (rpmsg_ready() is then false). */
	void (*remove)(struct rpmsg_channel *channel);
	/* A message came; rpmsg_hold() keeps it. */
	void (*receive)(struct rpmsg_channel *channel, const struct rpmsg_message *message);
	/* After an -EAGAIN: send buffers are free again. May be NULL. */
	void (*tx_ready)(struct rpmsg_channel *channel);
};

struct rpmsg_channel {
	struct rpmsg_endpoint endpoint; /* to send with; in use only while `driver` is set */
	struct rpmsg_bus *bus;
	struct rpmsg_channel *next;
	char name[RPMSG_NAME_SIZE]; /* as announced: NOT cleaned for a terminal */
	uint32_t src; /* our address, RPMSG_ADDRESS_ANY without driver */
	uint32_t dst; /* the firmware's address */
	struct rpmsg_driver *driver; /* NULL: nobody wanted it */
	void *driver_data; /* the driver's own */
};

/*
 * An endpoint that is no channel's: it has an address here, writes to one there whatever was announced,
 * and lives as long as the link. Provided by its owner, who fills in the callbacks.
 */
struct rpmsg_bus_endpoint {
	struct rpmsg_endpoint endpoint; /* to send with, from open to close */
	struct rpmsg_bus *bus;
	struct rpmsg_bus_endpoint *next;
	void (*receive)(struct rpmsg_bus_endpoint *endpoint, const struct rpmsg_message *message);
	/* After an -EAGAIN; must not close endpoints. May be NULL. */
	void (*tx_ready)(struct rpmsg_bus_endpoint *endpoint);
	/* The link has gone, and the endpoint with it: it is closed already. */
	void (*gone)(struct rpmsg_bus_endpoint *endpoint);
};

struct rpmsg_bus_config {
	const struct host_platform *platform;
	struct rpmsg_driver *const *drivers;
	uint32_t driver_count;
	uint32_t number; /* of the vdev, for events */
	/* Rings the firmware's doorbell for queue 0 or 1 of this bus. */
	void (*notify)(void *context, uint32_t queue);
	void *notify_context;
};

/* Rings and buffers, as placed by remoteproc (struct rpmsg_host_config says what each is). */
struct rpmsg_bus_memory {
	void *vring[2];
	uint32_t vring_da[2];
	uint32_t num[2];
	uint32_t align[2];
	void *buffers;
	uint32_t buffers_da;
	uint32_t buffers_size; /* bytes */
	bool name_service;
};

/* A bus without a link. The drivers and the platform stay the caller's. 0, -ENOMEM. */
COPRO_MUST_CHECK int rpmsg_bus_create(struct rpmsg_bus **bus,
				      const struct rpmsg_bus_config *config);
/* Takes the link down if need be. NULL is allowed. */
void rpmsg_bus_destroy(struct rpmsg_bus *bus);

/* Makes the rings and offers buffers. The caller then sets DRIVER_OK and calls rpmsg_bus_ready(),
 * which rings the first doorbell. Errors as rpmsg_host_start(). */
COPRO_MUST_CHECK int rpmsg_bus_start(struct rpmsg_bus *bus, const struct rpmsg_bus_memory *memory);
void rpmsg_bus_ready(struct rpmsg_bus *bus);

/* Takes the link down: every channel goes. May be called when there is no link. */
void rpmsg_bus_stop(struct rpmsg_bus *bus);

/* The rings or buffers must not be touched any more: the link is down from now on, and its channels go at
 * the next chance. May be called in the middle of any call into the bus. */
void rpmsg_bus_memory_lost(struct rpmsg_bus *bus);
/* False once that happened: messages held are not to be read either. */
bool rpmsg_bus_readable(const struct rpmsg_bus *bus);
bool rpmsg_channel_readable(const struct rpmsg_channel *channel);

/* A doorbell rang: handles a bounded number of messages, and goes on by timer if there are more. */
void rpmsg_bus_interrupt(struct rpmsg_bus *bus);

/* The first channel, for lists; follow ->next. NULL: none. Valid until the next call into the bus. */
const struct rpmsg_channel *rpmsg_bus_channels(const struct rpmsg_bus *bus);

/* The number of its vdev. */
uint32_t rpmsg_bus_number(const struct rpmsg_bus *bus);

/* Message buffers of the link; all 0 without one. */
void rpmsg_bus_usage(const struct rpmsg_bus *bus, struct rpmsg_host_usage *usage);

/* Gives a channel that nobody wanted to a driver, as Linux's `bind` file does. `channel` is one of this
 * bus. 0; -EBUSY: it has a driver; or what the driver or the address said. */
COPRO_MUST_CHECK int rpmsg_bus_bind(const struct rpmsg_channel *channel,
				    struct rpmsg_driver *driver);
/* Takes a channel away from its driver; it stays without one. */
void rpmsg_bus_unbind(struct rpmsg_channel *channel);

/* Makes an endpoint from src (RPMSG_ADDRESS_ANY: the lowest free address from 1024) to dst. 0; -ENODEV:
 * there is no link; -EADDRINUSE; -EINVAL: dst is no address. */
COPRO_MUST_CHECK int rpmsg_bus_endpoint_open(struct rpmsg_bus *bus,
					     struct rpmsg_bus_endpoint *endpoint, uint32_t src,
					     uint32_t dst);
/* From any callback but tx_ready. */
void rpmsg_bus_endpoint_close(struct rpmsg_bus_endpoint *endpoint);

/* Sends on a channel that has a driver; see rpmsg_send(). */
COPRO_MUST_CHECK int rpmsg_channel_send(struct rpmsg_channel *channel, const void *data,
					uint32_t length);
/* The link of a bus, or of the one that the channel belongs to, for rpmsg_hold(), rpmsg_tx_get() and so
 * on. */
struct rpmsg *rpmsg_bus_link(struct rpmsg_bus *bus);
struct rpmsg *rpmsg_channel_link(struct rpmsg_channel *channel);

/* For drivers that show their messages: events of kind HOST_EVENT_MESSAGE_SENT for what was just sent,
 * HOST_EVENT_MESSAGE_RECEIVED, and HOST_EVENT_DRIVER. */
void rpmsg_channel_tell_sent(const struct rpmsg_channel *channel, const void *data,
			     uint32_t length);
void rpmsg_channel_tell_received(const struct rpmsg_channel *channel,
				 const struct rpmsg_message *message);
void rpmsg_channel_tell(const struct rpmsg_channel *channel, const char *text);

#endif
