/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rpmsg_bus_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/text.h"

/* Messages handled at one doorbell before everybody else has a turn. */
#define BUDGET 64u

/* Said once a run, besides the faults of enum rpmsg_fault. */
enum bus_fault { BUS_FAULT_DUPLICATE = 24, BUS_FAULT_CHANNELS, BUS_FAULT_WITHDRAWN };

static void bus_event(struct rpmsg_bus *bus, const struct host_event *event)
{
	bus->config.platform->event(bus->config.platform->context, event);
}

/* True the first time in a run. */
static bool first_of(struct rpmsg_bus *bus, unsigned fault)
{
	uint32_t bit = 1u << fault;

	if (bus->faults & bit)
		return false;
	bus->faults |= bit;
	return true;
}

static void again(struct rpmsg_bus *bus)
{
	const struct host_platform *platform = bus->config.platform;

	platform->timer_arm(platform->context, &bus->timer, platform->now(platform->context));
}

/* ---- channels ---- */

/* Adds what all events of a channel have. */
static void tell(const struct rpmsg_channel *channel, struct host_event *event)
{
	char name[4 * RPMSG_NAME_SIZE];

	(void)text_clean(name, sizeof(name), channel->name, strlen(channel->name));
	event->name = name;
	event->number = channel->bus->config.number;
	bus_event(channel->bus, event);
}

static void channel_event(const struct rpmsg_channel *channel, enum host_event_kind kind)
{
	struct host_event event = {.kind = kind, .src = channel->src, .dst = channel->dst};

	event.text = channel->driver ? channel->driver->name : NULL;
	tell(channel, &event);
}

void rpmsg_channel_tell_sent(const struct rpmsg_channel *channel, const void *data, uint32_t length)
{
	struct host_event event = {.kind = HOST_EVENT_MESSAGE_SENT,
				   .src = channel->src,
				   .dst = channel->dst,
				   .data = data,
				   .length = length};

	tell(channel, &event);
}

void rpmsg_channel_tell_received(const struct rpmsg_channel *channel,
				 const struct rpmsg_message *message)
{
	struct host_event event = {.kind = HOST_EVENT_MESSAGE_RECEIVED,
				   .src = message->src,
				   .dst = channel->src,
				   .data = message->data,
				   .length = message->length};

	tell(channel, &event);
}

void rpmsg_channel_tell(const struct rpmsg_channel *channel, const char *text)
{
	struct host_event event = {.kind = HOST_EVENT_DRIVER, .text = text};

	tell(channel, &event);
}

static void channel_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct rpmsg_channel *channel = endpoint->context;

	channel->driver->receive(channel, message);
}

static const struct rpmsg_endpoint_config channel_endpoint = {.receive = channel_receive};

static bool driver_wants(struct rpmsg_driver *driver, const char *service, uint32_t *src)
{
	const char *const *name;

	*src = RPMSG_ADDRESS_ANY;
	if (driver->match && driver->match(driver, service, src))
		return true;
	for (name = driver->services; *name; name++) {
		if (strcmp(*name, service) == 0)
			return true;
	}
	return false;
}

static struct rpmsg_driver *driver_for(const struct rpmsg_bus *bus, const char *service,
				       uint32_t *src)
{
	uint32_t i;

	for (i = 0; i < bus->config.driver_count; i++) {
		if (driver_wants(bus->config.drivers[i], service, src))
			return bus->config.drivers[i];
	}
	return NULL;
}

static void close_endpoint(struct rpmsg_channel *channel)
{
	/* It was never announced from here, so there is nothing to withdraw that could fail. */
	if (rpmsg_endpoint_destroy(&channel->endpoint))
		abort();
	channel->driver = NULL;
	channel->src = RPMSG_ADDRESS_ANY;
}

/* Opens the channel for a driver. */
static int channel_open(struct rpmsg_channel *channel, struct rpmsg_driver *driver, uint32_t src)
{
	int status;

	channel->endpoint.context = channel;
	status = bus_open_endpoint(channel->bus, &channel->endpoint, &channel_endpoint, src,
				   channel->dst);
	if (status)
		return status;
	channel->src = channel->endpoint.address;
	channel->driver = driver;
	return 0;
}

static int channel_probe(struct rpmsg_channel *channel)
{
	int status = channel->driver->probe(channel->driver, channel);

	if (status)
		close_endpoint(channel);
	return status;
}

static void channel_offer(struct rpmsg_channel *channel, struct rpmsg_driver *driver, uint32_t src)
{
	int status = channel_open(channel, driver, src);

	channel_event(channel, HOST_EVENT_CHANNEL_CREATED);
	if (status == 0)
		status = channel_probe(channel);
	if (status)
		host_say(channel->bus->config.platform, HOST_EVENT_NOTE, "channel-probe",
			 "the %s driver did not take channel %s: %s", driver->name, channel->name,
			 strerror(-status));
}

static void channel_create(struct rpmsg_bus *bus, const char *name, uint32_t address)
{
	struct rpmsg_channel **end = &bus->channels;
	struct rpmsg_driver *driver;
	struct rpmsg_channel *channel;
	uint32_t src;

	while (*end) {
		if ((*end)->dst == address && strcmp((*end)->name, name) == 0) {
			if (first_of(bus, BUS_FAULT_DUPLICATE))
				host_say(bus->config.platform, HOST_EVENT_FIRMWARE_FAULT,
					 "channel-duplicate",
					 "the firmware announced channel %s at 0x%" PRIX32
					 " again, which already exists",
					 name, address);
			return;
		}
		end = &(*end)->next;
	}
	if (bus->channel_count == RPMSG_BUS_CHANNELS) {
		if (first_of(bus, BUS_FAULT_CHANNELS))
			host_say(bus->config.platform, HOST_EVENT_FIRMWARE_FAULT, "channel-count",
				 "the firmware announced more than %u channels: channel %s and "
				 "those that follow are left out",
				 RPMSG_BUS_CHANNELS, name);
		return;
	}
	channel = calloc(1, sizeof(*channel));
	if (!channel) {
		host_say(bus->config.platform, HOST_EVENT_NOTE, "memory",
			 "no memory for channel %s", name);
		return;
	}
	channel->bus = bus;
	channel->src = RPMSG_ADDRESS_ANY;
	channel->dst = address;
	memcpy(channel->name, name, strlen(name) + 1);
	*end = channel;
	bus->channel_count++;
	driver = driver_for(bus, name, &src);
	if (driver)
		channel_offer(channel, driver, src);
	else
		channel_event(channel, HOST_EVENT_CHANNEL_CREATED);
}

static void channel_remove(struct rpmsg_bus *bus, struct rpmsg_channel **link)
{
	struct rpmsg_channel *channel = *link;

	*link = channel->next;
	bus->channel_count--;
	if (channel->driver)
		channel->driver->remove(channel);
	channel_event(channel, HOST_EVENT_CHANNEL_REMOVED);
	if (channel->driver)
		close_endpoint(channel);
	free(channel);
}

static void channel_withdraw(struct rpmsg_bus *bus, const char *name, uint32_t address)
{
	struct rpmsg_channel **link = &bus->channels;

	while (*link && !((*link)->dst == address && strcmp((*link)->name, name) == 0))
		link = &(*link)->next;
	if (*link)
		channel_remove(bus, link);
	else if (first_of(bus, BUS_FAULT_WITHDRAWN))
		host_say(bus->config.platform, HOST_EVENT_FIRMWARE_FAULT, "channel-unknown",
			 "the firmware withdrew channel %s at 0x%" PRIX32 ", which does not exist",
			 name, address);
}

/* ---- what the link calls ---- */

static void on_notify(void *context, uint32_t queue)
{
	struct rpmsg_bus *bus = context;

	bus->config.notify(bus->config.notify_context, queue);
}

static void on_name_service(void *context, const char *name, uint32_t address, bool create)
{
	if (create)
		channel_create(context, name, address);
	else
		channel_withdraw(context, name, address);
}

static void serve_channel(struct rpmsg_channel *channel)
{
	if (channel->driver && channel->driver->tx_ready)
		channel->driver->tx_ready(channel);
}

static void serve_channels(struct rpmsg_bus *bus, uint32_t turn)
{
	struct rpmsg_channel *channel;
	uint32_t first = bus->channel_count ? turn % bus->channel_count : 0;
	uint32_t i;

	for (i = 0, channel = bus->channels; channel; channel = channel->next, i++) {
		if (i >= first)
			serve_channel(channel);
	}
	for (i = 0, channel = bus->channels; channel && i < first; channel = channel->next, i++)
		serve_channel(channel);
}

/* The first in the list must not always be the one that finds free buffers. */
static void on_tx_ready(void *context)
{
	struct rpmsg_bus *bus = context;
	uint32_t turn = bus->turn++;

	/* Whose turn is now, and who comes first, change at different paces: all meet. */
	if (turn & 1)
		bus_endpoints_tx_ready(bus);
	serve_channels(bus, turn / 2);
	if (!(turn & 1))
		bus_endpoints_tx_ready(bus);
}

static const char *fault_code(enum rpmsg_fault fault)
{
	switch (fault) {
	case RPMSG_FAULT_AVAIL_INDEX:
		return "avail-index";
	case RPMSG_FAULT_USED_INDEX:
		return "used-index";
	case RPMSG_FAULT_DESCRIPTOR:
		return "descriptor";
	case RPMSG_FAULT_USED_ID:
		return "used-id";
	case RPMSG_FAULT_LENGTH:
		return "message-length";
	case RPMSG_FAULT_NO_ENDPOINT:
		return "no-endpoint";
	case RPMSG_FAULT_NAME_SERVICE:
		return "name-service";
	case RPMSG_FAULT_VRING:
		return "vring";
	}
	return "fault";
}

static void on_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	struct rpmsg_bus *bus = context;

	if (first_of(bus, fault))
		host_say(bus->config.platform, HOST_EVENT_FIRMWARE_FAULT, fault_code(fault),
			 "the firmware sent %s (0x%" PRIX32 ")%s", rpmsg_fault_text(fault), detail,
			 fault == RPMSG_FAULT_USED_INDEX
				 ? ": RPMsg is down until it is started again"
				 : "");
}

/* A broken ring takes the link down from inside any call; channels go once that has returned. */
static void on_link(void *context, bool up)
{
	if (!up)
		again(context);
}

/* ---- the bus ---- */

static void settle(struct rpmsg_bus *bus)
{
	struct host_event event = {.kind = HOST_EVENT_LINK_DOWN, .number = bus->config.number};
	const struct host_platform *platform = bus->config.platform;

	bus->started = false;
	while (bus->channels)
		channel_remove(bus, &bus->channels);
	bus_endpoints_gone(bus);
	platform->timer_disarm(platform->context, &bus->timer);
	bus_event(bus, &event);
}

void rpmsg_bus_interrupt(struct rpmsg_bus *bus)
{
	int handled;

	if (!bus->started)
		return;
	handled = rpmsg_poll(&bus->host.rpmsg, BUDGET);
	if (handled < 0)
		settle(bus);
	else if (handled == (int)BUDGET)
		again(bus);
}

static void on_timer(struct host_timer *timer)
{
	rpmsg_bus_interrupt(COPRO_CONTAINER_OF(timer, struct rpmsg_bus, timer));
}

int rpmsg_bus_create(struct rpmsg_bus **result, const struct rpmsg_bus_config *config)
{
	struct rpmsg_bus *bus = calloc(1, sizeof(*bus));

	if (!bus)
		return -ENOMEM;
	bus->config = *config;
	bus->timer.name = "rpmsg bus";
	bus->timer.expired = on_timer;
	bus->port.context = bus;
	bus->port.notify = on_notify;
	bus->map.regions = &bus->region;
	bus->map.count = 1;
	*result = bus;
	return 0;
}

void rpmsg_bus_destroy(struct rpmsg_bus *bus)
{
	if (!bus)
		return;
	rpmsg_bus_stop(bus);
	free(bus);
}

int rpmsg_bus_start(struct rpmsg_bus *bus, const struct rpmsg_bus_memory *memory)
{
	struct rpmsg_host_config *host = &bus->host_config;
	int status;
	int i;

	bus->region.da = memory->buffers_da;
	bus->region.size = memory->buffers_size;
	bus->region.va = memory->buffers;
	memset(host, 0, sizeof(*host));
	host->rpmsg.port = &bus->port;
	host->rpmsg.map = &bus->map;
	host->rpmsg.buffer_state = bus->buffer_state;
	host->rpmsg.buffer_state_size = sizeof(bus->buffer_state);
	host->rpmsg.context = bus;
	host->rpmsg.name_service = on_name_service;
	host->rpmsg.tx_ready = on_tx_ready;
	host->rpmsg.fault = on_fault;
	host->rpmsg.link = on_link;
	for (i = 0; i < 2; i++) {
		host->vring[i] = memory->vring[i];
		host->num[i] = memory->num[i];
		host->align[i] = memory->align[i];
	}
	host->buffers_da = memory->buffers_da;
	host->name_service = memory->name_service;
	bus->faults = 0;
	bus->turn = 0;
	bus->memory_lost = false;
	status = rpmsg_host_start(&bus->host, host);
	bus->started = status == 0;
	return status;
}

void rpmsg_bus_ready(struct rpmsg_bus *bus)
{
	struct host_event event = {.kind = HOST_EVENT_LINK_UP, .number = bus->config.number};

	bus_event(bus, &event);
	rpmsg_host_ready(&bus->host);
}

void rpmsg_bus_stop(struct rpmsg_bus *bus)
{
	if (!bus->started)
		return;
	rpmsg_host_stop(&bus->host);
	settle(bus);
}

void rpmsg_bus_memory_lost(struct rpmsg_bus *bus)
{
	if (!bus->started)
		return;
	bus->memory_lost = true;
	/* on_link() has the rest done once we are out of whatever is going on. */
	rpmsg_host_stop(&bus->host);
}

bool rpmsg_bus_readable(const struct rpmsg_bus *bus)
{
	return !bus->memory_lost;
}

bool rpmsg_channel_readable(const struct rpmsg_channel *channel)
{
	return rpmsg_bus_readable(channel->bus);
}

const struct rpmsg_channel *rpmsg_bus_channels(const struct rpmsg_bus *bus)
{
	return bus->channels;
}

uint32_t rpmsg_bus_number(const struct rpmsg_bus *bus)
{
	return bus->config.number;
}

void rpmsg_bus_usage(const struct rpmsg_bus *bus, struct rpmsg_host_usage *usage)
{
	if (bus->started && !bus->memory_lost)
		rpmsg_host_usage(&bus->host, usage);
	else
		*usage = (struct rpmsg_host_usage){0};
}

int rpmsg_channel_send(struct rpmsg_channel *channel, const void *data, uint32_t length)
{
	if (!channel->driver)
		return -ENODEV;
	return rpmsg_send(&channel->endpoint, data, length);
}

struct rpmsg *rpmsg_bus_link(struct rpmsg_bus *bus)
{
	return &bus->host.rpmsg;
}

struct rpmsg *rpmsg_channel_link(struct rpmsg_channel *channel)
{
	return rpmsg_bus_link(channel->bus);
}

/* The bus's own pointer to one of its channels. */
static struct rpmsg_channel *own_channel(const struct rpmsg_channel *channel)
{
	struct rpmsg_channel *found = channel->bus->channels;

	while (found && found != channel)
		found = found->next;
	return found;
}

int rpmsg_bus_bind(const struct rpmsg_channel *channel, struct rpmsg_driver *driver)
{
	struct rpmsg_channel *found = own_channel(channel);
	uint32_t src;
	int status;

	if (!found)
		return -ENODEV;
	if (found->driver)
		return -EBUSY;
	(void)driver_wants(driver, found->name, &src);
	status = channel_open(found, driver, src);
	return status ? status : channel_probe(found);
}

void rpmsg_bus_unbind(struct rpmsg_channel *channel)
{
	channel->driver->remove(channel);
	close_endpoint(channel);
}
