/* SPDX-License-Identifier: BSD-3-Clause */
/* From the file into the coprocessor's memory (remoteproc_elf_loader.c). */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "soc/memory.h"

/* ---- examining ---- */

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The first reason to refuse is the one that is told. */
void rproc_judge(void *context, enum image_severity severity, const struct host_error *error)
{
	struct rproc_verdict *verdict = context;
	const struct remoteproc *rproc = verdict->rproc;

	if (severity < IMAGE_REFUSED) {
		/* Of what it only skips, Linux writes a line too. */
		if (starts_with(error->code, "entry-"))
			host_say(rproc->platform, HOST_EVENT_NOTE, error->code, "%s: %s",
				 error->place, error->text);
		return;
	}
	if (severity == IMAGE_REFUSED && rproc->config.as_linux) {
		host_say(rproc->platform, HOST_EVENT_NOTE, error->code,
			 "%s%s%s (as Linux: started)", error->place, error->place[0] ? ": " : "",
			 error->text);
		return;
	}
	if (verdict->status)
		return;
	verdict->status = -EINVAL;
	if (verdict->error)
		*verdict->error = *error;
}

int rproc_examine(struct remoteproc *rproc, struct host_error *error)
{
	struct rproc_verdict verdict = {.rproc = rproc, .error = error};
	const struct complaint_sink sink = {.complain = rproc_judge, .context = &verdict};
	int status;

	status = elf_image_open(&rproc->image, rproc->firmware, rproc->firmware_size, error);
	if (status == 0)
		status = carveout_set_init(&rproc->carveouts, rproc->config.regions,
					   rproc->config.region_count,
					   image_vdev_count(&rproc->image), error);
	if (status)
		return status;
	image_plan_make(&rproc->plan, &rproc->image, &rproc->carveouts, &sink);
	return verdict.status;
}

/* ---- memory ---- */

/* Bytes from a physical address to the end of its memory bank, at most `length`. */
static uint32_t bank_rest(enum soc_initiator initiator, uint32_t pa, uint32_t length)
{
	uint32_t offset;
	const struct soc_memory *bank = soc_memory_find(initiator, pa, &offset);

	return bank && bank->size - offset < length ? bank->size - offset : length;
}

/* A region may span banks; the platform answers for one bank at a time. */
void *rproc_memory(struct remoteproc *rproc, const struct carveout *carveout, uint32_t da,
		   uint32_t length)
{
	const struct host_platform *platform = rproc->platform;
	uint32_t pa = carveout->pa + (da - carveout->da);
	uint8_t *first = NULL;
	uint32_t done = 0;

	while (done < length) {
		uint32_t part = bank_rest(platform->initiator, pa + done, length - done);
		uint8_t *bytes = platform->memory(platform->context, pa + done, part);

		if (!bytes || (first && bytes != first + done))
			return NULL;
		if (!first)
			first = bytes;
		done += part;
	}
	return first;
}

static void memory_changed(struct remoteproc *rproc, const struct carveout *carveout, uint32_t da,
			   uint32_t length)
{
	const struct host_platform *platform = rproc->platform;
	uint32_t pa = carveout->pa + (da - carveout->da);

	while (length) {
		uint32_t part = bank_rest(platform->initiator, pa, length);

		platform->memory_changed(platform->context, pa, part);
		pa += part;
		length -= part;
	}
}

/* ---- preparing ---- */

static void put32(uint8_t *table, uint32_t offset, uint32_t value)
{
	memcpy(table + offset, &value, sizeof(value));
}

/* What Linux writes into its copy before it loads (rproc_handle_resources and
 * rproc_alloc_registered_carveouts). */
static void edit_table(struct remoteproc *rproc)
{
	const struct image_plan *plan = &rproc->plan;
	uint8_t *table = rproc->cached_table;
	uint32_t i;
	uint32_t j;

	for (i = 0; i < plan->vdev_count; i++) {
		const struct plan_vdev *vdev = &plan->vdevs[i];

		for (j = 0; j < vdev->vring_count; j++)
			put32(table,
			      vdev->vring[j].table_offset +
				      (uint32_t)offsetof(struct rsc_vring, notifyid),
			      vdev->vring[j].notifyid);
	}
	for (i = 0; i < plan->carveout_count; i++) {
		const struct carveout *carveout = plan->carveouts[i].carveout;
		uint32_t at = plan->carveouts[i].table_offset;

		put32(table, at + (uint32_t)offsetof(struct rsc_carveout, da), carveout->da);
		put32(table, at + (uint32_t)offsetof(struct rsc_carveout, pa), carveout->pa);
		put32(table, at + (uint32_t)offsetof(struct rsc_carveout, len), carveout->size);
	}
}

static int prepare_table(struct remoteproc *rproc, struct host_error *error)
{
	const struct image_plan *plan = &rproc->plan;

	if (!plan->table_size)
		return 0;
	rproc->cached_table = malloc(plan->table_size);
	if (!rproc->cached_table)
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	memcpy(rproc->cached_table, plan->table, plan->table_size);
	edit_table(rproc);
	rproc->table = rproc->cached_table;
	if (!plan->table_carveout)
		return 0; /* as Linux: edited where the firmware does not see it */
	rproc->table = rproc_memory(rproc, plan->table_carveout, plan->table_da, plan->table_size);
	return rproc->table
		       ? 0
		       : rproc_no_memory(rproc, error, "the resource table", plan->table_carveout,
					 plan->table_da, plan->table_size);
}

static void emit_trace(void *context, const char *line)
{
	const struct rproc_trace *trace = context;
	struct host_event event = {.kind = HOST_EVENT_TRACE, .name = trace->plan->name};
	const struct host_platform *platform = trace->rproc->platform;

	event.text = line;
	event.number = (uint32_t)(trace - trace->rproc->traces);
	platform->event(platform->context, &event);
}

void *rproc_trace_memory(struct remoteproc *rproc, const struct plan_trace *trace)
{
	const struct carveout *carveout =
		carveout_around(&rproc->carveouts, trace->da, trace->size);

	return carveout ? rproc_memory(rproc, carveout, trace->da, trace->size) : NULL;
}

static int segment_memory(struct remoteproc *rproc, const struct elf_segment *segment,
			  const struct carveout **carveout, uint8_t **memory)
{
	*carveout = carveout_around(&rproc->carveouts, segment->paddr, segment->memsz);
	*memory = *carveout ? rproc_memory(rproc, *carveout, segment->paddr, segment->memsz) : NULL;
	return *memory ? 0 : -EFAULT;
}

int rproc_traces_reach(struct remoteproc *rproc, struct host_error *error)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.trace_count; i++) {
		const struct plan_trace *trace = &rproc->plan.traces[i];

		if (!rproc_trace_memory(rproc, trace))
			return rproc_no_memory(
				rproc, error, "a trace buffer",
				carveout_around(&rproc->carveouts, trace->da, trace->size),
				trace->da, trace->size);
	}
	return 0;
}

int rproc_prepare(struct remoteproc *rproc, struct host_error *error)
{
	const struct carveout *carveout;
	struct elf_segment segment;
	uint8_t *memory;
	uint32_t i;
	int status;

	for (i = 0; i < rproc->image.phnum; i++) {
		elf_image_segment(&rproc->image, i, &segment);
		if (segment.type == ELF_PT_LOAD && segment.memsz &&
		    segment_memory(rproc, &segment, &carveout, &memory))
			return rproc_no_memory(rproc, error, "a segment", carveout, segment.paddr,
					       segment.memsz);
	}
	status = rproc_traces_reach(rproc, error);
	if (status == 0)
		status = prepare_table(rproc, error);
	return status ? status : rproc_virtio_prepare(rproc, error);
}

/* ---- loading ---- */

/* An earlier firmware's log would be taken for this one's. Before the segments: the buffer may have
 * contents of its own. */
static void clear_traces(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.trace_count; i++)
		memset(rproc_trace_memory(rproc, &rproc->plan.traces[i]), 0,
		       rproc->plan.traces[i].size);
}

void rproc_open_traces(struct remoteproc *rproc, bool old)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.trace_count; i++) {
		struct rproc_trace *trace = &rproc->traces[i];
		const void *memory = rproc_trace_memory(rproc, &rproc->plan.traces[i]);
		int status;

		if (!memory)
			continue; /* lost since the attach began, and told */
		trace->rproc = rproc;
		trace->plan = &rproc->plan.traces[i];
		trace->loss_told = false;
		status = trace_reader_open(&trace->reader, memory, trace->plan->size, emit_trace,
					   trace);
		if (status)
			host_say(rproc->platform, HOST_EVENT_NOTE, "trace",
				 "the trace buffer %s is not followed: %s", trace->plan->name,
				 strerror(-status));
		else if (old)
			trace_reader_rewind(&trace->reader);
	}
}

void rproc_load(struct remoteproc *rproc)
{
	const struct image_plan *plan = &rproc->plan;
	const struct carveout *carveout;
	struct elf_segment segment;
	uint8_t *memory;
	uint32_t i;

	clear_traces(rproc);
	for (i = 0; i < rproc->image.phnum; i++) {
		elf_image_segment(&rproc->image, i, &segment);
		if (segment.type != ELF_PT_LOAD || segment.memsz == 0 ||
		    segment_memory(rproc, &segment, &carveout, &memory))
			continue;
		memcpy(memory, rproc->image.data + segment.offset, segment.filesz);
		memset(memory + segment.filesz, 0, segment.memsz - segment.filesz);
		memory_changed(rproc, carveout, segment.paddr, segment.memsz);
	}
	if (plan->table_carveout) {
		memcpy(rproc->table, rproc->cached_table, plan->table_size);
		memory_changed(rproc, plan->table_carveout, plan->table_da, plan->table_size);
	}
	rproc_open_traces(rproc, false);
}

/* ---- what a coredump holds ---- */

static void add_segment(struct rproc_segment *segments, uint32_t *count, const char *name,
			uint32_t da, uint32_t size, const void *memory)
{
	if (*count < RPROC_SEGMENTS)
		segments[(*count)++] = (struct rproc_segment){name, da, size, memory};
}

/* Every region but the message buffers, and trace buffers that lie in none (rproc_add_carveout and
 * rproc_handle_trace with stm32_rproc's rproc_coredump_add_segment). */
uint32_t remoteproc_segments(struct remoteproc *rproc, struct rproc_segment *segments)
{
	uint32_t count = 0;
	uint32_t i;

	if (rproc->state == RPROC_OFFLINE || rproc->state == RPROC_DETACHED)
		return 0;
	for (i = 0; i < rproc->carveouts.count; i++) {
		const struct carveout *carveout = &rproc->carveouts.items[i];

		if (!carveout_is_buffers(carveout))
			add_segment(segments, &count, carveout->name, carveout->da, carveout->size,
				    rproc_memory(rproc, carveout, carveout->da, carveout->size));
	}
	for (i = 0; i < rproc->plan.trace_count; i++) {
		const struct plan_trace *trace = &rproc->plan.traces[i];

		if (!carveout_around(&rproc->carveouts, trace->da, trace->size))
			add_segment(segments, &count, trace->name, trace->da, trace->size, NULL);
	}
	return count;
}

void rproc_unload(struct remoteproc *rproc)
{
	uint32_t i;

	rproc_virtio_unprepare(rproc);
	for (i = 0; i < RPROC_TRACES; i++)
		trace_reader_close(&rproc->traces[i].reader);
	free(rproc->cached_table);
	rproc->cached_table = NULL;
	rproc->found_size = 0;
	rproc->table = NULL;
	rproc->rights_lost[0] = '\0';
	memset(&rproc->plan, 0, sizeof(rproc->plan));
}
