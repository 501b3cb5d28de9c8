/* SPDX-License-Identifier: BSD-3-Clause */
/* The states of the coprocessor and the way from one to the next (remoteproc_core.c, stm32_rproc.c). */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *rproc_state_name(enum rproc_state state)
{
	switch (state) {
	case RPROC_OFFLINE:
		return "offline";
	case RPROC_SUSPENDED:
		return "suspended";
	case RPROC_RUNNING:
		return "running";
	case RPROC_CRASHED:
		return "crashed";
	case RPROC_DELETED:
		return "deleted";
	case RPROC_ATTACHED:
		return "attached";
	case RPROC_DETACHED:
		return "detached";
	}
	return "invalid";
}

enum rproc_state remoteproc_state(const struct remoteproc *rproc)
{
	return rproc->state;
}

uint64_t remoteproc_state_since(const struct remoteproc *rproc)
{
	return rproc->state_since;
}

size_t remoteproc_firmware_size(const struct remoteproc *rproc)
{
	return rproc->firmware_size;
}

void rproc_set_state(struct remoteproc *rproc, enum rproc_state state)
{
	rproc->state = state;
	rproc->state_since = rproc->platform->now(rproc->platform->context);
	host_say(rproc->platform, HOST_EVENT_STATE, NULL, "%s", rproc_state_name(state));
}

void rproc_tell_waiter(struct remoteproc *rproc)
{
	const struct rproc_waiter waiter = rproc->waiter;

	rproc->waiter.done = NULL;
	if (waiter.done)
		waiter.done(waiter.context);
}

/* ---- start ---- */

int remoteproc_set_firmware(struct remoteproc *rproc, const void *data, size_t size)
{
	if (rproc->state != RPROC_OFFLINE)
		return -EBUSY;
	rproc->firmware = data;
	rproc->firmware_size = size;
	return 0;
}

static int request_firmware(struct remoteproc *rproc, struct host_error *error)
{
	const struct rproc_firmware_source *source = rproc->config.source;

	rproc->firmware = NULL;
	rproc->firmware_size = 0;
	return source->request(source->context, &rproc->firmware, &rproc->firmware_size, error);
}

int remoteproc_start(struct remoteproc *rproc, struct host_error *error)
{
	int status = 0;

	if (rproc->state != RPROC_OFFLINE)
		return host_error_set(error, -EBUSY, "busy", "stop it first",
				      "the coprocessor is %s", rproc_state_name(rproc->state));
	if (rproc->config.source)
		status = request_firmware(rproc, error);
	if (status)
		return status;
	if (!rproc->firmware)
		return host_error_set(error, -ENOENT, "no-firmware", "name a firmware file",
				      "there is no firmware to start");
	status = rproc_examine(rproc, error);
	if (status == 0)
		status = rproc_prepare(rproc, error);
	if (status == 0)
		status = rproc_resources_take(rproc, error);
	if (status) {
		rproc_unload(rproc);
		return status;
	}
	/* A host that died may have left a firmware running that nobody knows of: it would be overwritten
	 * while it runs. */
	if (rproc->config.hands_over && !rproc->core_known)
		rproc_core_hold(rproc);
	rproc_load(rproc);
	mailbox_open(&rproc->mailbox);
	rproc_watchdog_listen(rproc);
	rproc_core_release(rproc);
	rproc_virtio_start(rproc);
	rproc_set_state(rproc, RPROC_RUNNING);
	return 0;
}

/* ---- the rest ---- */

static void on_acknowledged(void *context, uint32_t channels)
{
	rproc_acknowledged(context, channels);
}

static void on_doorbell(void *context, uint32_t channels)
{
	struct remoteproc *rproc = context;

	(void)channels;
	if ((rproc->state == RPROC_RUNNING || rproc->state == RPROC_ATTACHED) && !rproc->leaving)
		rproc_virtio_interrupt(rproc);
}

void remoteproc_mailbox_interrupt(struct remoteproc *rproc)
{
	mailbox_interrupt(&rproc->mailbox);
}

static void tell_trace_loss(struct rproc_trace *trace)
{
	if (!trace->reader.lost || trace->loss_told)
		return;
	trace->loss_told = true;
	host_say(trace->rproc->platform, HOST_EVENT_NOTE, RPROC_NOTE_TRACE_LOST,
		 "%s was overwritten before it was read: at least %" PRIu64 " bytes are missing",
		 trace->plan->name, trace->reader.lost);
}

void remoteproc_poll_trace(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.trace_count; i++) {
		trace_reader_poll(&rproc->traces[i].reader);
		tell_trace_loss(&rproc->traces[i]);
	}
}

void remoteproc_flush_trace(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.trace_count; i++) {
		trace_reader_flush(&rproc->traces[i].reader);
		tell_trace_loss(&rproc->traces[i]);
	}
}

bool remoteproc_busy(const struct remoteproc *rproc)
{
	return rproc->leaving || rproc->attaching ||
	       (rproc->state == RPROC_CRASHED && rproc->recovery.enabled);
}

const void *remoteproc_table(const struct remoteproc *rproc, uint32_t *size)
{
	*size = rproc->plan.table_size;
	return rproc->plan.table_size ? rproc->table : NULL;
}

struct rpmsg_bus *remoteproc_bus(const struct remoteproc *rproc, uint32_t vdev)
{
	return vdev < rproc->plan.vdev_count ? rproc->vdevs[vdev].bus : NULL;
}

int remoteproc_create(struct remoteproc **result, const struct remoteproc_config *config)
{
	struct remoteproc *rproc = calloc(1, sizeof(*rproc));
	int status;

	if (!rproc)
		return -ENOMEM;
	rproc->config = *config;
	rproc->platform = config->platform;
	rproc->state_since = rproc->platform->now(rproc->platform->context);
	rproc->wiring = config->wiring ? config->wiring : &rproc_dk2_wiring;
	rproc_stop_init(rproc);
	rproc_attach_init(rproc);
	rproc_recovery_init(rproc);
	rproc_rights_init(rproc);
	rproc->mailbox.context = rproc;
	rproc->mailbox.received = on_doorbell;
	rproc->mailbox.acknowledged = on_acknowledged;
	status = mailbox_init(&rproc->mailbox, rproc->platform->rcc, rproc->platform->ipcc,
			      rproc->wiring->mailbox);
	if (status) {
		free(rproc);
		return status;
	}
	if (rproc_core_was_started(rproc))
		rproc->state = RPROC_DETACHED;
	*result = rproc;
	return 0;
}

void remoteproc_destroy(struct remoteproc *rproc)
{
	const struct host_platform *platform;

	if (!rproc)
		return;
	platform = rproc->platform;
	rproc->waiter.done = NULL;
	platform->timer_disarm(platform->context, &rproc->attach_timer);
	platform->timer_disarm(platform->context, &rproc->rights_timer);
	if (rproc->attaching)
		rproc_resources_return(rproc);
	if (rproc->leaving || (rproc->state != RPROC_OFFLINE && rproc->state != RPROC_DETACHED))
		rproc_stop_at_once(rproc);
	rproc_unload(rproc);
	ipcc_deinit(&rproc->mailbox.ipcc);
	free(rproc);
}
