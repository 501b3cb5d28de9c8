/* SPDX-License-Identifier: BSD-3-Clause */
/* The socket of an endpoint, and the one program that is connected to it. */
#include "host/rpmsg_char_internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/text.h"

/* Connections dealt with in one go. */
#define ACCEPTS 16u
/* Until the next try when the system gives no descriptor for a connection. */
#define RETRY_NS (100 * HOST_NS_PER_MS)

void char_event(const struct rpmsg_char *endpoint, enum host_event_kind kind)
{
	const struct host_platform *platform = endpoint->set->config.platform;
	char name[4 * RPMSG_NAME_SIZE];
	struct host_event event = {.kind = kind,
				   .name = endpoint->file,
				   .number = endpoint->number,
				   .text = name,
				   .path = endpoint->listener.path};

	(void)text_clean(name, sizeof(name), endpoint->name, strlen(endpoint->name));
	event.src = endpoint->endpoint ? endpoint->endpoint->address : RPMSG_ADDRESS_ANY;
	event.dst = endpoint->endpoint ? endpoint->endpoint->peer : RPMSG_ADDRESS_ANY;
	platform->event(platform->context, &event);
}

static void watch(const struct rpmsg_char *endpoint, struct host_watch *host_watch,
		  unsigned *watched, unsigned events)
{
	const struct host_platform *platform = endpoint->set->config.platform;

	if (events == *watched)
		return;
	if (platform->watch(platform->context, host_watch, events))
		host_say(platform, HOST_EVENT_NOTE, "rpmsg-watch", "%s cannot be watched",
			 endpoint->file);
	else
		*watched = events;
}

bool char_is_read(const struct rpmsg_char *endpoint)
{
	return endpoint->client.fd >= 0 && !endpoint->client.write_ended;
}

/* ---- one look at the program ---- */

static void client_close(struct rpmsg_char *endpoint)
{
	const struct host_platform *platform = endpoint->set->config.platform;
	struct char_client *client = &endpoint->client;

	platform->unwatch(platform->context, &client->watch);
	(void)close(client->fd);
	*client = (struct char_client){.fd = -1};
	char_input_close(endpoint);
	char_output_reader_gone(endpoint);
	char_event(endpoint, HOST_EVENT_ENDPOINT_CLOSED);
	/* The next one may be waiting already. */
	watch(endpoint, &endpoint->listener_watch, &endpoint->listener_watched, HOST_WATCH_READ);
}

static void client_service(struct rpmsg_char *endpoint)
{
	struct char_client *client = &endpoint->client;
	unsigned events = 0;

	char_input_pump(endpoint);
	char_output_flush(endpoint);
	if (client->read_ended && (client->write_ended || packet_hung_up(client->fd))) {
		client_close(endpoint);
		return;
	}
	if (client->write_ended)
		char_output_reader_gone(endpoint);
	else if (char_output_waits(endpoint))
		events |= HOST_WATCH_WRITE;
	if (!client->read_ended && !endpoint->input.blocked)
		events |= HOST_WATCH_READ;
	watch(endpoint, &client->watch, &client->watched, events);
}

void char_service(struct rpmsg_char *endpoint)
{
	if (endpoint->client.fd >= 0)
		client_service(endpoint);
}

static void on_client(struct host_watch *host_watch, unsigned events)
{
	(void)events;
	char_service(COPRO_CONTAINER_OF(host_watch, struct rpmsg_char, client.watch));
}

/* ---- who comes ---- */

static void client_open(struct rpmsg_char *endpoint, int fd)
{
	struct char_client *client = &endpoint->client;

	*client = (struct char_client){.fd = fd, .watch = {.ready = on_client, .fd = fd}};
	char_event(endpoint, HOST_EVENT_ENDPOINT_OPENED);
	char_output_tell_loss(endpoint);
	char_service(endpoint);
}

/* The one who is connected has gone, and the firmware has not taken all that it left: it is waited for, and
 * so is whoever comes next. */
static bool client_lingers(struct rpmsg_char *endpoint)
{
	if (endpoint->client.fd < 0 || !packet_hung_up(endpoint->client.fd))
		return false;
	char_service(endpoint);
	return endpoint->client.fd >= 0;
}

static void on_retry(struct host_timer *timer)
{
	struct rpmsg_char *endpoint = COPRO_CONTAINER_OF(timer, struct rpmsg_char, listener_timer);

	watch(endpoint, &endpoint->listener_watch, &endpoint->listener_watched, HOST_WATCH_READ);
}

/* It stays where it is, and the socket would be ready again at once. */
static void connect_later(struct rpmsg_char *endpoint, int status)
{
	const struct host_platform *platform = endpoint->set->config.platform;

	host_say(platform, HOST_EVENT_NOTE, "rpmsg-connect", "a connection to %s has to wait: %s",
		 endpoint->file, strerror(-status));
	watch(endpoint, &endpoint->listener_watch, &endpoint->listener_watched, 0);
	endpoint->listener_timer.name = "rpmsg connect";
	endpoint->listener_timer.expired = on_retry;
	platform->timer_arm(platform->context, &endpoint->listener_timer,
			    platform->now(platform->context) + RETRY_NS);
}

static void on_connection(struct host_watch *host_watch, unsigned events)
{
	struct rpmsg_char *endpoint =
		COPRO_CONTAINER_OF(host_watch, struct rpmsg_char, listener_watch);
	unsigned i;

	(void)events;
	for (i = 0; i < ACCEPTS; i++) {
		int fd;

		if (client_lingers(endpoint)) {
			watch(endpoint, host_watch, &endpoint->listener_watched, 0);
			return;
		}
		fd = packet_accept(&endpoint->listener);
		if (fd == -ECONNABORTED || fd == -EINTR)
			continue;
		if (fd < 0) {
			if (fd != -EAGAIN)
				connect_later(endpoint, fd);
			return;
		}
		if (endpoint->client.fd < 0 && !endpoint->user)
			client_open(endpoint, fd);
		else
			(void)close(fd);
	}
}

/* ---- ---- */

int char_listen(struct rpmsg_char *endpoint)
{
	const struct rpmsg_char_set *set = endpoint->set;
	const struct host_platform *platform = set->config.platform;
	int status;

	if (!set->directory)
		return 0;
	status = packet_listen(&endpoint->listener, set->directory, endpoint->file);
	if (status == -EBUSY)
		host_say(platform, HOST_EVENT_NOTE, "rpmsg-socket",
			 "%s/%s is in use: end the run that made it, or use another directory",
			 set->directory, endpoint->file);
	else if (status)
		host_say(platform, HOST_EVENT_NOTE, "rpmsg-socket",
			 "no socket %s/%s can be made: %s", set->directory, endpoint->file,
			 strerror(-status));
	if (status)
		return status;
	endpoint->listener_watch =
		(struct host_watch){.ready = on_connection, .fd = endpoint->listener.fd};
	endpoint->listener_watched = 0;
	watch(endpoint, &endpoint->listener_watch, &endpoint->listener_watched, HOST_WATCH_READ);
	return 0;
}

void char_disconnect(struct rpmsg_char *endpoint)
{
	if (endpoint->client.fd < 0)
		return;
	char_output_flush(endpoint);
	client_close(endpoint);
}

void char_unlisten(struct rpmsg_char *endpoint)
{
	const struct host_platform *platform = endpoint->set->config.platform;

	platform->timer_disarm(platform->context, &endpoint->listener_timer);
	platform->unwatch(platform->context, &endpoint->listener_watch);
	packet_listener_close(&endpoint->listener);
}
