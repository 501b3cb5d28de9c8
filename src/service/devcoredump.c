/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/devcoredump.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "host/coredump.h"

struct devcoredump_set {
	struct rproc_coredump_keeper keeper;
	struct control *control; /* NULL: not yet, or not any more */
	struct control_listener listener;
	struct machine_work work; /* the time of the dump is over */
	uv_timer_t timer;
	uint64_t keep_ms;
	uint32_t count; /* of dumps there have been */

	/* The one that is there. */
	bool present;
	bool is_inline;
	bool read_to_end;
	bool spent; /* an inline one whose memory is in use again */
	uint64_t size;
	uint32_t entry; /* of the firmware */
	uint8_t *copy; /* unless inline */
};

/* ---- the bytes ---- */

/* The coprocessor's memory as it is, as a dump has it. */
struct memory {
	struct coredump_segment segments[RPROC_SEGMENTS];
	uint32_t count;
	uint64_t size; /* of the dump */
};

/* The part of a dump that somebody wants. */
struct part {
	uint8_t *data;
	size_t size;
	uint64_t offset; /* of that part */
	uint64_t at; /* of the dump: what comes next */
	size_t done;
};

static struct remoteproc *rproc_of(const struct devcoredump_set *set)
{
	return set->control ? machine_remoteproc(control_machine(set->control)) : NULL;
}

static void memory_look(struct memory *memory, struct remoteproc *rproc)
{
	struct rproc_segment segments[RPROC_SEGMENTS];

	memory->count = remoteproc_segments(rproc, segments);
	for (uint32_t i = 0; i < memory->count; i++)
		memory->segments[i] = (struct coredump_segment){segments[i].da, segments[i].size,
								segments[i].memory};
	memory->size = coredump_kernel_size(memory->segments, memory->count);
}

/* Takes of what comes by what is in the part. -ECANCELED: that was all of it. */
static int part_take(void *context, const void *data, size_t size)
{
	struct part *part = context;
	const uint64_t wanted = part->offset + part->done;
	size_t skip;
	size_t count;

	if (wanted < part->at + size) {
		skip = (size_t)(wanted - part->at);
		count = size - skip < part->size - part->done ? size - skip
							      : part->size - part->done;
		memcpy(part->data + part->done, (const uint8_t *)data + skip, count);
		part->done += count;
	}
	part->at += size;
	return part->done == part->size ? -ECANCELED : 0;
}

/* Bytes, or a negative errno value. */
static ssize_t memory_read(const struct memory *memory, uint32_t entry, void *data, size_t size,
			   uint64_t offset)
{
	struct part part = {.data = data, .size = size, .offset = offset};
	const struct coredump_sink sink = {.context = &part, .write = part_take};
	int rc = size ? coredump_write_kernel(&sink, memory->segments, memory->count, entry) : 0;

	return rc && rc != -ECANCELED ? rc : (ssize_t)part.done;
}

/* ---- it comes ---- */

static void tell(const struct devcoredump_set *set, const char *text)
{
	struct machine *machine = control_machine(set->control);
	char name[32];
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "remoteproc",
				      .kind = "coredump",
				      .name = name,
				      .text = text};

	(void)snprintf(name, sizeof(name), "devcd%" PRIu32, set->count);
	machine_tell(machine, &event);
}

static void tell_size(const struct devcoredump_set *set)
{
	char text[96];

	(void)snprintf(text, sizeof(text), "%scoredump devcd%" PRIu32 ": %" PRIu64 " bytes",
		       set->is_inline ? "inline " : "", set->count, set->size);
	tell(set, text);
}

static void forget(struct devcoredump_set *set)
{
	set->present = false;
	free(set->copy);
	set->copy = NULL;
	if (!set->control)
		return;
	(void)uv_timer_stop(&set->timer);
	machine_unqueue(control_machine(set->control), &set->work);
}

static void on_timer(uv_timer_t *timer)
{
	struct devcoredump_set *set = timer->data;

	machine_queue(control_machine(set->control), &set->work);
}

static int copy_dump(struct devcoredump_set *set, const struct memory *memory)
{
	ssize_t done;

	set->copy = malloc((size_t)memory->size);
	if (!set->copy)
		return -ENOMEM;
	done = memory_read(memory, set->entry, set->copy, (size_t)memory->size, 0);
	if (done >= 0)
		return 0;
	free(set->copy);
	set->copy = NULL;
	return (int)done;
}

static int keep(void *context, enum rproc_coredump mode)
{
	struct devcoredump_set *set = context;
	struct remoteproc *rproc = rproc_of(set);
	const struct elf_image *image;
	struct memory memory;
	int rc;

	if (!rproc)
		return 0; /* nobody can come for it: the board has not booted yet, or has no files */
	if (set->present && !set->spent)
		return -EEXIST;
	forget(set);
	memory_look(&memory, rproc);
	if (!memory.count)
		return 0;
	image = machine_image(control_machine(set->control));
	set->entry = image ? image->entry : 0;
	set->size = memory.size;
	set->is_inline = mode == RPROC_COREDUMP_INLINE;
	set->read_to_end = false;
	set->spent = false;
	rc = set->is_inline ? -EINPROGRESS : copy_dump(set, &memory);
	if (rc && rc != -EINPROGRESS)
		return rc;
	set->present = true;
	set->count++;
	(void)uv_timer_start(&set->timer, on_timer, set->keep_ms, 0);
	tell_size(set);
	return rc;
}

/* ---- it is read ---- */

uint32_t devcoredump_number(const struct devcoredump_set *set)
{
	return set->present ? set->count : 0;
}

static ssize_t read_inline(struct devcoredump_set *set, void *data, size_t size, uint64_t offset)
{
	struct remoteproc *rproc = rproc_of(set);
	struct memory memory;

	if (set->spent || !rproc)
		return -ENODATA;
	/* Looked at anew each time: what the firewall takes meanwhile is not to be read. */
	memory_look(&memory, rproc);
	return memory.size == set->size ? memory_read(&memory, set->entry, data, size, offset)
					: -ENODATA;
}

ssize_t devcoredump_read(struct devcoredump_set *set, uint32_t number, void *data, size_t size,
			 uint64_t offset)
{
	ssize_t done;

	if (!number || number != devcoredump_number(set))
		return -ENOENT;
	if (set->is_inline) {
		done = read_inline(set, data, size, offset);
	} else {
		const uint64_t rest = offset < set->size ? set->size - offset : 0;

		done = (ssize_t)(size < rest ? size : rest);
		if (done)
			memcpy(data, set->copy + offset, (size_t)done);
	}
	if (done >= 0 && offset + (uint64_t)done >= set->size)
		set->read_to_end = true;
	return done;
}

/* ---- it goes ---- */

/* The recovery that waits for an inline dump goes on. */
static void release(struct devcoredump_set *set)
{
	struct remoteproc *rproc = rproc_of(set);

	if (!set->present || !set->is_inline || set->spent)
		return;
	set->spent = true;
	if (rproc)
		remoteproc_coredump_done(rproc);
}

void devcoredump_closed(struct devcoredump_set *set, uint32_t number)
{
	if (number && number == devcoredump_number(set) && set->read_to_end)
		release(set);
}

void devcoredump_free(struct devcoredump_set *set, uint32_t number)
{
	if (!number || number != devcoredump_number(set))
		return;
	release(set);
	forget(set);
}

static void time_is_over(struct machine_work *work)
{
	struct devcoredump_set *set = COPRO_CONTAINER_OF(work, struct devcoredump_set, work);

	if (!set->present)
		return;
	tell(set, "the coredump is dropped: nobody freed it in time");
	devcoredump_free(set, set->count);
}

/* The state changes without a word from us: stopped, or the chip reset. An inline dump has nothing to show
 * any more. */
static void on_event(struct control_listener *listener, const struct machine_event *event)
{
	struct devcoredump_set *set =
		COPRO_CONTAINER_OF(listener, struct devcoredump_set, listener);

	if (!set->present || !set->is_inline || set->spent)
		return;
	if (!strcmp(event->kind, "state") || !strcmp(event->kind, "host-died") ||
	    !strcmp(event->kind, "chip-reset"))
		forget(set);
}

/* ---- the whole ---- */

int devcoredump_create(struct devcoredump_set **result, uint64_t keep_ms)
{
	struct devcoredump_set *set = calloc(1, sizeof(*set));

	if (!set)
		return -ENOMEM;
	set->keeper = (struct rproc_coredump_keeper){keep, set};
	set->keep_ms = keep_ms;
	set->work.run = time_is_over;
	set->listener.event = on_event;
	*result = set;
	return 0;
}

const struct rproc_coredump_keeper *devcoredump_keeper(struct devcoredump_set *set)
{
	return &set->keeper;
}

int devcoredump_bind(struct devcoredump_set *set, struct control *control)
{
	int rc = uv_timer_init(machine_loop(control_machine(control)), &set->timer);

	if (rc)
		return rc;
	set->timer.data = set;
	set->control = control;
	control_listen(control, &set->listener);
	return 0;
}

void devcoredump_unbind(struct devcoredump_set *set)
{
	if (!set || !set->control)
		return;
	release(set);
	forget(set);
	control_unlisten(set->control, &set->listener);
	uv_close((uv_handle_t *)&set->timer, NULL);
	set->control = NULL;
}

void devcoredump_destroy(struct devcoredump_set *set)
{
	if (!set)
		return;
	free(set->copy);
	free(set);
}
