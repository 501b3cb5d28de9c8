/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/raw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct raw_channel {
	struct raw_channel *next;
	struct raw_set *set;
	struct rpmsg_channel *channel;
};

struct raw_set {
	struct rpmsg_driver driver;
	struct raw_channel *channels; /* in the order of their announcement */
};

static int raw_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct raw_set *set = driver->context;
	struct raw_channel **end = &set->channels;
	struct raw_channel *raw = calloc(1, sizeof(*raw));

	if (!raw)
		return -ENOMEM;
	while (*end)
		end = &(*end)->next;
	*end = raw;
	raw->set = set;
	raw->channel = channel;
	channel->driver_data = raw;
	return 0;
}

static void raw_remove(struct rpmsg_channel *channel)
{
	struct raw_channel *raw = channel->driver_data;
	struct raw_channel **at = &raw->set->channels;

	while (*at != raw)
		at = &(*at)->next;
	*at = raw->next;
	free(raw);
}

static void raw_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	rpmsg_channel_tell_received(channel, message);
}

static struct rpmsg_channel *find(const struct raw_set *set, const char *service)
{
	const struct raw_channel *raw = set->channels;

	while (raw && strcmp(raw->channel->name, service) != 0)
		raw = raw->next;
	return raw ? raw->channel : NULL;
}

bool raw_is_there(const struct raw_set *set, const char *service)
{
	return find(set, service) != NULL;
}

int raw_send(struct raw_set *set, const char *service, const void *data, uint32_t length)
{
	struct rpmsg_channel *channel = find(set, service);
	int status;

	if (!channel)
		return -ENOTCONN;
	status = rpmsg_channel_send(channel, data, length);
	if (status == 0)
		rpmsg_channel_tell_sent(channel, data, length);
	return status;
}

int raw_set_create(struct raw_set **result, const char *const *services)
{
	struct raw_set *set = calloc(1, sizeof(*set));

	if (!set)
		return -ENOMEM;
	set->driver = (struct rpmsg_driver){.name = "raw",
					    .services = services,
					    .context = set,
					    .probe = raw_probe,
					    .remove = raw_remove,
					    .receive = raw_receive};
	*result = set;
	return 0;
}

void raw_set_destroy(struct raw_set *set)
{
	free(set);
}

struct rpmsg_driver *raw_set_driver(struct raw_set *set)
{
	return &set->driver;
}
