/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/tty_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

static const char *const services[] = {"rpmsg-tty", "rpmsg-tty-channel", NULL};

static void tty_event(const struct tty *tty, enum host_event_kind kind)
{
	const struct host_platform *platform = tty->set->config.platform;
	struct host_event event = {.kind = kind, .name = tty->name, .number = tty->number};

	event.path = tty_path(tty);
	event.text = tty->pty.path;
	platform->event(platform->context, &event);
}

/* ---- one look at the pty ---- */

static void watch(struct tty *tty)
{
	const struct host_platform *platform = tty->set->config.platform;
	unsigned events = 0;

	/* While nobody has it open the master is always "ready", and inotify is waited for. */
	if (tty->open) {
		if (!tty->input.blocked)
			events |= HOST_WATCH_READ;
		if (tty_output_waits(tty))
			events |= HOST_WATCH_WRITE;
	}
	if (events == tty->watched)
		return;
	if (platform->watch(platform->context, &tty->watch, events))
		host_say(platform, HOST_EVENT_NOTE, "tty-watch", "%s cannot be watched", tty->name);
	else
		tty->watched = events;
}

void tty_service(struct tty *tty)
{
	struct pty_state state = pty_look(&tty->pty);

	if (state.open && !tty->open) {
		tty->open = true;
		tty_event(tty, HOST_EVENT_TTY_OPENED);
		tty_output_tell_loss(tty);
	}
	tty_input_pump(tty, state.readable);
	if (!state.open && tty->open) {
		tty->open = false;
		tty_output_reader_gone(tty);
		tty_event(tty, HOST_EVENT_TTY_CLOSED);
	}
	if (tty->open)
		tty_output_flush(tty);
	watch(tty);
}

static void on_ready(struct host_watch *host_watch, unsigned events)
{
	(void)events;
	tty_service(COPRO_CONTAINER_OF(host_watch, struct tty, watch));
}

/* Some slave was opened or closed. Which one hardly matters: there are few, and events that are
 * alike are merged or, past a limit, left out. */
static void on_inotify(struct host_watch *host_watch, unsigned events)
{
	struct tty_set *set = COPRO_CONTAINER_OF(host_watch, struct tty_set, watch);
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	struct tty *tty;
	int i;

	(void)events;
	for (i = 0; i < 16 && read(set->inotify, buffer, sizeof(buffer)) > 0; i++)
		;
	for (tty = set->ttys; tty; tty = tty->next)
		tty_service(tty);
}

/* ---- the driver ---- */

static int make_pty(struct tty *tty)
{
	struct tty_set *set = tty->set;
	int status = pty_open(&tty->pty, set->inotify);

	if (status || !set->directory)
		return status;
	status = pty_link(&tty->pty, set->directory, tty->name);
	if (status == -EBUSY)
		host_say(set->config.platform, HOST_EVENT_NOTE, "tty-link",
			 "%s/%s leads to a terminal that is in use: end the run that made it, use "
			 "another directory, or, if it is of no run, remove it",
			 set->directory, tty->name);
	else if (status)
		host_say(set->config.platform, HOST_EVENT_NOTE, "tty-link",
			 "no link %s/%s can be made: %s", set->directory, tty->name,
			 strerror(-status));
	if (status)
		pty_close(&tty->pty);
	return status;
}

static int tty_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct tty_set *set = driver->context;
	struct tty **link = &set->ttys;
	struct tty *tty;
	uint32_t number = 0;
	int status;

	/* The lowest free number, as Linux gives. */
	while (*link && (*link)->number == number) {
		link = &(*link)->next;
		number++;
	}
	if (number == TTY_COUNT)
		return -ENOSPC;
	tty = calloc(1, sizeof(*tty));
	if (!tty)
		return -ENOMEM;
	tty->set = set;
	tty->channel = channel;
	tty->number = number;
	(void)snprintf(tty->name, sizeof(tty->name), "ttyRPMSG%" PRIu32, number);
	status = make_pty(tty);
	if (status) {
		free(tty);
		return status;
	}
	tty->watch.ready = on_ready;
	tty->watch.fd = tty->pty.master;
	tty->next = *link;
	*link = tty;
	channel->driver_data = tty;
	tty_event(tty, HOST_EVENT_TTY_CREATED);
	if (set->config.listener.created)
		set->config.listener.created(set->config.listener.context, tty);
	tty_service(tty);
	return 0;
}

static void tty_remove(struct rpmsg_channel *channel)
{
	struct tty *tty = channel->driver_data;
	struct tty_set *set = tty->set;
	const struct host_platform *platform = set->config.platform;
	struct tty **link = &set->ttys;

	if (set->config.listener.removed)
		set->config.listener.removed(set->config.listener.context, tty);
	while (*link != tty)
		link = &(*link)->next;
	*link = tty->next;
	tty_output_close(tty);
	tty_input_close(tty);
	platform->unwatch(platform->context, &tty->watch);
	tty_event(tty, HOST_EVENT_TTY_REMOVED);
	pty_close(&tty->pty);
	free(tty);
}

static void tty_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	tty_output_receive(channel->driver_data, message);
}

static void tty_tx_ready(struct rpmsg_channel *channel)
{
	struct tty *tty = channel->driver_data;

	tty_input_unblock(tty);
	tty_service(tty);
}

/* ---- the set ---- */

static int set_up(struct tty_set *set)
{
	const struct host_platform *platform = set->config.platform;

	if (set->config.directory) {
		set->directory = strdup(set->config.directory);
		if (!set->directory)
			return -ENOMEM;
	}
	set->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (set->inotify < 0)
		return -errno;
	set->watch.ready = on_inotify;
	set->watch.fd = set->inotify;
	return platform->watch(platform->context, &set->watch, HOST_WATCH_READ);
}

int tty_set_create(struct tty_set **result, const struct tty_set_config *config)
{
	struct tty_set *set = calloc(1, sizeof(*set));
	int status;

	if (!set)
		return -ENOMEM;
	set->config = *config;
	set->inotify = -1;
	set->driver.name = "rpmsg_tty";
	set->driver.services = services;
	set->driver.context = set;
	set->driver.probe = tty_probe;
	set->driver.remove = tty_remove;
	set->driver.receive = tty_receive;
	set->driver.tx_ready = tty_tx_ready;
	status = set_up(set);
	if (status) {
		tty_set_destroy(set);
		return status;
	}
	*result = set;
	return 0;
}

void tty_set_destroy(struct tty_set *set)
{
	if (!set)
		return;
	if (set->inotify >= 0) {
		set->config.platform->unwatch(set->config.platform->context, &set->watch);
		(void)close(set->inotify);
	}
	free(set->directory);
	free(set);
}

struct rpmsg_driver *tty_set_driver(struct tty_set *set)
{
	return &set->driver;
}

struct tty *tty_set_find(struct tty_set *set, uint32_t number)
{
	struct tty *tty = set->ttys;

	while (tty && tty->number != number)
		tty = tty->next;
	return tty;
}

const struct tty *tty_set_of(const struct tty_set *set, const struct rpmsg_channel *channel)
{
	const struct tty *tty = set->ttys;

	while (tty && tty->channel != channel)
		tty = tty->next;
	return tty;
}

uint32_t tty_number(const struct tty *tty)
{
	return tty->number;
}

const char *tty_path(const struct tty *tty)
{
	return tty->pty.link ? tty->pty.link : tty->pty.path;
}

bool tty_is_open(const struct tty *tty)
{
	return tty->open;
}

uint64_t tty_lost(const struct tty *tty)
{
	return tty->output.lost;
}
