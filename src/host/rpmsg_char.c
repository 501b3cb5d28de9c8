/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rpmsg_char_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those that Linux's rpmsg_char driver takes by itself. */
static const char *const services[] = {"rpmsg-raw", "rpmsg_chrdev", NULL};

/* ---- an endpoint, there or not ---- */

static struct rpmsg_char *char_add(struct rpmsg_char_set *set, enum char_kind kind,
				   const char *name)
{
	struct rpmsg_char **link = &set->chars;
	struct rpmsg_char *endpoint;
	uint32_t number = 0;

	/* The lowest free number, as Linux gives. */
	while (*link && (*link)->number == number) {
		link = &(*link)->next;
		number++;
	}
	if (number == RPMSG_CHAR_COUNT) {
		errno = ENOSPC;
		return NULL;
	}
	endpoint = calloc(1, sizeof(*endpoint));
	if (!endpoint)
		return NULL;
	endpoint->set = set;
	endpoint->kind = kind;
	endpoint->number = number;
	endpoint->listener.fd = -1;
	endpoint->client.fd = -1;
	(void)snprintf(endpoint->file, sizeof(endpoint->file), "rpmsg%" PRIu32, number);
	(void)snprintf(endpoint->name, sizeof(endpoint->name), "%s", name);
	endpoint->next = *link;
	*link = endpoint;
	return endpoint;
}

static void char_free(struct rpmsg_char *endpoint)
{
	struct rpmsg_char **link = &endpoint->set->chars;

	while (*link != endpoint)
		link = &(*link)->next;
	*link = endpoint->next;
	free(endpoint);
}

/* It has a bus and addresses: programs may come. */
static int char_appear(struct rpmsg_char *endpoint, struct rpmsg_bus *bus,
		       struct rpmsg_endpoint *on_link)
{
	int status = char_listen(endpoint);

	if (status)
		return status;
	endpoint->bus = bus;
	endpoint->endpoint = on_link;
	char_event(endpoint, HOST_EVENT_ENDPOINT_CREATED);
	return 0;
}

static void char_disappear(struct rpmsg_char *endpoint)
{
	struct rpmsg_char_user *user = endpoint->user;

	endpoint->user = NULL;
	if (user)
		user->gone(user);
	/* In this order: whoever sees the end of his connection and the socket knows that it was he who
	 * was not wanted. */
	packet_listener_hide(&endpoint->listener);
	char_disconnect(endpoint);
	char_output_close(endpoint);
	char_event(endpoint, HOST_EVENT_ENDPOINT_REMOVED);
	char_unlisten(endpoint);
	endpoint->bus = NULL;
	endpoint->endpoint = NULL;
	endpoint->channel = NULL;
}

/* ---- on a channel: the driver ---- */

/* An endpoint that waits for a channel of this name. */
static struct rpmsg_char *waiting_for(const struct rpmsg_char_set *set, const char *name)
{
	struct rpmsg_char *endpoint = set->chars;

	while (endpoint && !(endpoint->kind == CHAR_NAMED && !endpoint->bus &&
			     strcmp(endpoint->name, name) == 0))
		endpoint = endpoint->next;
	return endpoint;
}

static bool char_match(struct rpmsg_driver *driver, const char *service, uint32_t *src)
{
	const struct rpmsg_char_set *set = driver->context;
	const struct rpmsg_char *endpoint = waiting_for(set, service);
	const char *const *name = set->config.services;

	if (endpoint)
		*src = endpoint->src_wanted;
	while (!endpoint && name && *name && strcmp(*name, service) != 0)
		name++;
	return endpoint || (name && *name);
}

static int char_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct rpmsg_char_set *set = driver->context;
	struct rpmsg_char *endpoint = waiting_for(set, channel->name);
	int status;

	if (!endpoint)
		endpoint = char_add(set, CHAR_AUTOMATIC, channel->name);
	if (!endpoint)
		return -errno;
	channel->driver_data = endpoint;
	status = char_appear(endpoint, channel->bus, &channel->endpoint);
	if (status == 0)
		endpoint->channel = channel;
	else if (endpoint->kind == CHAR_AUTOMATIC)
		char_free(endpoint);
	return status;
}

static void char_remove(struct rpmsg_channel *channel)
{
	struct rpmsg_char *endpoint = channel->driver_data;

	char_disappear(endpoint);
	if (endpoint->kind == CHAR_AUTOMATIC)
		char_free(endpoint);
}

static void char_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	char_output_receive(channel->driver_data, message);
}

static void tx_ready(struct rpmsg_char *endpoint)
{
	if (endpoint->user && endpoint->user->tx_ready)
		endpoint->user->tx_ready(endpoint->user);
	char_input_unblock(endpoint);
	char_service(endpoint);
}

static void char_tx_ready(struct rpmsg_channel *channel)
{
	tx_ready(channel->driver_data);
}

/* ---- by address ---- */

static struct rpmsg_char *char_of(struct rpmsg_bus_endpoint *own)
{
	return COPRO_CONTAINER_OF(own, struct rpmsg_char, own);
}

static void own_receive(struct rpmsg_bus_endpoint *own, const struct rpmsg_message *message)
{
	char_output_receive(char_of(own), message);
}

static void own_tx_ready(struct rpmsg_bus_endpoint *own)
{
	tx_ready(char_of(own));
}

static void own_gone(struct rpmsg_bus_endpoint *own)
{
	struct rpmsg_char *endpoint = char_of(own);

	char_disappear(endpoint);
	char_free(endpoint);
}

static int open_address(struct rpmsg_char *endpoint, struct rpmsg_bus *bus, uint32_t dst)
{
	int status;

	endpoint->own.receive = own_receive;
	endpoint->own.tx_ready = own_tx_ready;
	endpoint->own.gone = own_gone;
	status = rpmsg_bus_endpoint_open(bus, &endpoint->own, endpoint->src_wanted, dst);
	if (status)
		return status;
	status = char_appear(endpoint, bus, &endpoint->own.endpoint);
	if (status)
		rpmsg_bus_endpoint_close(&endpoint->own);
	return status;
}

/* ---- making and removing ---- */

/* The channel that a new endpoint takes, now: one without driver, or, so that the answer tells of it, one
 * with. */
static const struct rpmsg_channel *channel_for(const struct rpmsg_bus *bus, const char *name)
{
	const struct rpmsg_channel *channel = bus ? rpmsg_bus_channels(bus) : NULL;
	const struct rpmsg_channel *found = NULL;

	for (; channel; channel = channel->next) {
		if (strcmp(channel->name, name) != 0)
			continue;
		if (!channel->driver)
			return channel;
		if (!found)
			found = channel;
	}
	return found;
}

static int open_name(struct rpmsg_char *endpoint, const struct rpmsg_bus *bus)
{
	const struct rpmsg_channel *channel = channel_for(bus, endpoint->name);

	return channel ? rpmsg_bus_bind(channel, &endpoint->set->driver) : 0;
}

int rpmsg_char_create(struct rpmsg_char_set *set, struct rpmsg_bus *bus,
		      const struct rpmsg_char_request *request, struct rpmsg_char **result)
{
	bool named = request->dst == RPMSG_ADDRESS_ANY;
	struct rpmsg_char *endpoint;
	int status;

	if (!request->name[0] || strlen(request->name) >= RPMSG_NAME_SIZE)
		return -EINVAL;
	if (!named && !bus)
		return -ENODEV;
	endpoint = char_add(set, named ? CHAR_NAMED : CHAR_ADDRESSED, request->name);
	if (!endpoint)
		return -errno;
	endpoint->src_wanted = request->src;
	status = named ? open_name(endpoint, bus) : open_address(endpoint, bus, request->dst);
	if (status) {
		char_free(endpoint);
		return status;
	}
	*result = endpoint;
	return 0;
}

int rpmsg_char_destroy(struct rpmsg_char *endpoint)
{
	if (endpoint->kind == CHAR_AUTOMATIC)
		return -EINVAL;
	if (endpoint->channel) {
		rpmsg_bus_unbind(endpoint->channel);
	} else if (endpoint->bus) {
		/* What it holds goes back before it is closed. */
		char_disappear(endpoint);
		rpmsg_bus_endpoint_close(&endpoint->own);
	}
	char_free(endpoint);
	return 0;
}

/* ---- looking ---- */

struct rpmsg_char *rpmsg_char_first(struct rpmsg_char_set *set)
{
	return set->chars;
}

struct rpmsg_char *rpmsg_char_next(struct rpmsg_char *endpoint)
{
	return endpoint->next;
}

struct rpmsg_char *rpmsg_char_find(struct rpmsg_char_set *set, uint32_t number)
{
	struct rpmsg_char *endpoint = set->chars;

	while (endpoint && endpoint->number != number)
		endpoint = endpoint->next;
	return endpoint;
}

void rpmsg_char_info(const struct rpmsg_char *endpoint, struct rpmsg_char_info *info)
{
	*info = (struct rpmsg_char_info){
		.number = endpoint->number,
		.name = endpoint->name,
		.path = endpoint->listener.path,
		.automatic = endpoint->kind == CHAR_AUTOMATIC,
		.waiting = !endpoint->bus,
		.open = endpoint->client.fd >= 0 || endpoint->user,
		.src = RPMSG_ADDRESS_ANY,
		.dst = RPMSG_ADDRESS_ANY,
		.kept = endpoint->output.queue.count,
		.sent = endpoint->sent,
		.received = endpoint->received,
		.lost = endpoint->lost,
		.refused = endpoint->refused,
	};
	if (!endpoint->bus)
		return;
	info->src = endpoint->endpoint->address;
	info->dst = endpoint->endpoint->peer;
	info->vdev = rpmsg_bus_number(endpoint->bus);
}

/* ---- users in this program ---- */

int rpmsg_char_open(struct rpmsg_char *endpoint, struct rpmsg_char_user *user)
{
	if (!endpoint->bus)
		return -ENOTCONN;
	/* One that has gone and was not looked at since is no reason. */
	if (endpoint->client.fd >= 0)
		char_service(endpoint);
	if (endpoint->client.fd >= 0 || endpoint->user)
		return -EBUSY;
	endpoint->user = user;
	return 0;
}

void rpmsg_char_close(struct rpmsg_char *endpoint)
{
	endpoint->user = NULL;
}

int rpmsg_char_send(struct rpmsg_char *endpoint, const void *data, uint32_t length)
{
	int status = endpoint->endpoint ? rpmsg_send(endpoint->endpoint, data, length) : -ENOTCONN;

	if (status == 0)
		endpoint->sent++;
	return status;
}

/* ---- the set ---- */

int rpmsg_char_set_create(struct rpmsg_char_set **result,
			  const struct rpmsg_char_set_config *config)
{
	struct rpmsg_char_set *set = calloc(1, sizeof(*set));

	if (!set)
		return -ENOMEM;
	set->config = *config;
	set->driver = (struct rpmsg_driver){.name = "rpmsg_chrdev",
					    .services = services,
					    .context = set,
					    .match = char_match,
					    .probe = char_probe,
					    .remove = char_remove,
					    .receive = char_receive,
					    .tx_ready = char_tx_ready};
	if (config->directory) {
		set->directory = strdup(config->directory);
		if (!set->directory) {
			free(set);
			return -ENOMEM;
		}
	}
	*result = set;
	return 0;
}

void rpmsg_char_set_destroy(struct rpmsg_char_set *set)
{
	if (!set)
		return;
	/* Those that wait for a channel. */
	while (set->chars) {
		struct rpmsg_char *endpoint = set->chars;

		set->chars = endpoint->next;
		free(endpoint);
	}
	free(set->directory);
	free(set);
}

struct rpmsg_driver *rpmsg_char_set_driver(struct rpmsg_char_set *set)
{
	return &set->driver;
}
