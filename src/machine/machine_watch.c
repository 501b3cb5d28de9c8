/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * File descriptors of the host on the event loop, and other work that comes from there. A descriptor that
 * becomes ready is only noted while libuv runs; its owner is called between two slices, when virtual time
 * stands where it should.
 */
#include <errno.h>
#include <stdlib.h>

#include "machine/machine_internal.h"

struct fd_watch {
	uv_poll_t poll;
	struct machine *machine;
	struct host_watch *watch; /* NULL: forgotten, being closed */
	unsigned wanted;
	unsigned ready;
	bool stalled; /* libuv does not watch: after an error, or it is told and not served */
	struct fd_watch *next;
	struct fd_watch *next_ready;
};

static int uv_events(unsigned events)
{
	return ((events & HOST_WATCH_READ) ? UV_READABLE : 0) |
	       ((events & HOST_WATCH_WRITE) ? UV_WRITABLE : 0);
}

static void watch_ready(uv_poll_t *poll, int status, int events)
{
	struct fd_watch *fd = poll->data;
	unsigned ready = ((events & UV_READABLE) ? HOST_WATCH_READ : 0u) |
			 ((events & UV_WRITABLE) ? HOST_WATCH_WRITE : 0u);

	if (status < 0) {
		fd->stalled = true;
		ready = fd->wanted;
	} else if (fd->machine->frozen) {
		/* Nobody serves it now: libuv would tell of it without end. */
		(void)uv_poll_stop(poll);
		fd->stalled = true;
	}
	if (ready && !fd->ready) {
		fd->next_ready = fd->machine->ready;
		fd->machine->ready = fd;
	}
	fd->ready |= ready;
}

static int watch_apply(struct fd_watch *fd)
{
	fd->stalled = false;
	if (!fd->wanted)
		return uv_poll_stop(&fd->poll);
	return uv_poll_start(&fd->poll, uv_events(fd->wanted), watch_ready);
}

static void watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void watch_unlink_ready(struct fd_watch *fd)
{
	struct fd_watch **at = &fd->machine->ready;

	while (*at && *at != fd)
		at = &(*at)->next_ready;
	if (*at)
		*at = fd->next_ready;
	fd->ready = 0;
}

int machine_watch(void *context, struct host_watch *watch, unsigned events)
{
	struct machine *machine = context;
	struct fd_watch *fd = watch->platform;
	int rc;

	if (!fd) {
		fd = calloc(1, sizeof(*fd));
		if (!fd)
			return -ENOMEM;
		rc = uv_poll_init(&machine->loop, &fd->poll, watch->fd);
		if (rc) {
			free(fd);
			return rc;
		}
		fd->poll.data = fd;
		fd->machine = machine;
		fd->watch = watch;
		fd->next = machine->watches;
		machine->watches = fd;
		watch->platform = fd;
	}
	if (fd->wanted == events && !fd->stalled)
		return 0;
	fd->wanted = events;
	if (fd->ready && !(fd->ready & events))
		watch_unlink_ready(fd);
	fd->ready &= events;
	return watch_apply(fd);
}

void machine_unwatch(void *context, struct host_watch *watch)
{
	struct machine *machine = context;
	struct fd_watch *fd = watch->platform;
	struct fd_watch **at = &machine->watches;

	if (!fd)
		return;
	watch->platform = NULL;
	watch_unlink_ready(fd);
	while (*at != fd)
		at = &(*at)->next;
	*at = fd->next;
	uv_poll_stop(&fd->poll);
	uv_close((uv_handle_t *)&fd->poll, watch_closed);
}

void machine_queue(struct machine *machine, struct machine_work *work)
{
	struct machine_work **end = &machine->work;

	if (work->queued)
		return;
	while (*end)
		end = &(*end)->next;
	work->next = NULL;
	work->queued = true;
	*end = work;
	board_attention(machine->board);
}

void machine_unqueue(struct machine *machine, struct machine_work *work)
{
	struct machine_work **at = &machine->work;

	if (!work->queued)
		return;
	while (*at != work)
		at = &(*at)->next;
	*at = work->next;
	work->queued = false;
}

/* What is queued meanwhile has its turn after the next slice. */
static void work_serve(struct machine *machine)
{
	struct machine_work *last = machine->work;
	struct machine_work *work;

	while (last && last->next)
		last = last->next;
	while ((work = machine->work)) {
		machine->work = work->next;
		work->queued = false;
		work->run(work);
		machine_host_returned(machine);
		if (work == last)
			break;
	}
}

bool machine_watches_serve(struct machine *machine)
{
	bool any = machine->ready || machine->work;

	work_serve(machine);
	while (machine->ready && machine_host_lives(machine)) {
		struct fd_watch *fd = machine->ready;
		unsigned ready = fd->ready;
		bool stalled = fd->stalled;

		machine->ready = fd->next_ready;
		fd->ready = 0;
		/* Before the owner is called: it may forget the descriptor. */
		if (stalled && watch_apply(fd))
			fd->wanted = 0;
		fd->watch->ready(fd->watch, ready);
		machine_host_returned(machine);
	}
	return any;
}
