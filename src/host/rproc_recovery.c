/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A crash, and the way back: hold the core, keep a coredump, start the firmware again from its file
 * (rproc_report_crash, rproc_trigger_recovery). Linux starts again at once, for ever; a firmware that
 * crashes as soon as it starts then leaves no time for anything else, so here it waits.
 */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "soc/regs/tamp.h"

/* ---- the way back ---- */

static void start_again(struct remoteproc *rproc)
{
	struct host_error error = {.text = ""};
	int status;

	rproc->recovery.reading = false;
	rproc_unload(rproc);
	rproc_set_state(rproc, RPROC_OFFLINE);
	status = remoteproc_start(rproc, &error);
	if (status)
		host_say(rproc->platform, HOST_EVENT_NOTE, RPROC_NOTE_RECOVERY,
			 "the firmware cannot be started again: %s%s%s",
			 error.text[0] ? error.text : strerror(-status),
			 error.remedy[0] ? "; " : "", error.remedy);
}

/* True when the recovery has to wait until somebody has read it. */
static bool keep_coredump(struct remoteproc *rproc)
{
	const struct rproc_coredump_keeper *keeper = rproc->config.coredump;
	int status;

	if (!keeper || rproc->recovery.coredump == RPROC_COREDUMP_DISABLED)
		return false;
	status = keeper->keep(keeper->context, rproc->recovery.coredump);
	if (status && status != -EINPROGRESS)
		host_say(rproc->platform, HOST_EVENT_NOTE, RPROC_NOTE_RECOVERY,
			 "the coredump cannot be kept: %s", strerror(-status));
	return status == -EINPROGRESS && rproc->recovery.coredump == RPROC_COREDUMP_INLINE;
}

static void recover(struct remoteproc *rproc)
{
	rproc->recovery.asked = false;
	rproc_virtio_stop(rproc);
	rproc_quiesce(rproc);
	rproc->recovery.reading = keep_coredump(rproc);
	if (rproc->recovery.reading)
		host_say(rproc->platform, HOST_EVENT_NOTE, RPROC_NOTE_RECOVERY,
			 "the firmware is started again when its coredump was read");
	else
		start_again(rproc);
}

void remoteproc_coredump_done(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	/* From the event loop: whoever has read it is in the middle of something. */
	if (rproc->recovery.reading)
		platform->timer_arm(platform->context, &rproc->recovery.timer,
				    platform->now(platform->context));
}

static void on_timer(struct host_timer *timer)
{
	struct remoteproc *rproc = COPRO_CONTAINER_OF(timer, struct remoteproc, recovery.timer);

	if (rproc->recovery.reading)
		start_again(rproc);
	else if (rproc->state == RPROC_CRASHED)
		recover(rproc);
}

/* ---- when ---- */

static uint64_t back_off_ms(const struct rproc_recovery *recovery)
{
	uint64_t ms = RPROC_BACKOFF_MS;
	unsigned i;

	if (recovery->in_a_row < 2)
		return 0;
	for (i = 2; i < recovery->in_a_row && ms < RPROC_BACKOFF_MAX_MS; i++)
		ms *= 2;
	return ms < RPROC_BACKOFF_MAX_MS ? ms : RPROC_BACKOFF_MAX_MS;
}

static void arm(struct remoteproc *rproc, uint64_t ms)
{
	const struct host_platform *platform = rproc->platform;

	if (ms)
		host_say(platform, HOST_EVENT_NOTE, RPROC_NOTE_RECOVERY,
			 "crashed %u times in a row: the firmware is started again in %" PRIu64
			 " ms",
			 rproc->recovery.in_a_row, ms);
	platform->timer_arm(platform->context, &rproc->recovery.timer,
			    platform->now(platform->context) + ms * HOST_NS_PER_MS);
}

static void count_crash(struct remoteproc *rproc)
{
	const uint64_t now = rproc->platform->now(rproc->platform->context);
	const bool stable = now - rproc->state_since >= RPROC_STABLE_MS * HOST_NS_PER_MS;

	rproc->recovery.crashes++;
	if (stable)
		rproc->recovery.in_a_row = 0;
	rproc->recovery.in_a_row++;
}

void remoteproc_report_crash(struct remoteproc *rproc, const char *reason)
{
	const bool attaching = rproc->attaching;

	if (rproc->state != RPROC_RUNNING && rproc->state != RPROC_ATTACHED && !attaching)
		return;
	rproc_attach_crashed(rproc);
	remoteproc_flush_trace(rproc);
	count_crash(rproc);
	host_say(rproc->platform, HOST_EVENT_CRASH, NULL, "%s", reason);
	rproc_resources_return(rproc);
	rproc_core_leave_state(rproc, TAMP_M4_STATE_CRASH);
	rproc_set_state(rproc, RPROC_CRASHED);
	/* Nobody is left to acknowledge: it is held, whether it was to be stopped or to be let go. */
	if (rproc->leaving)
		rproc_stop_at_once(rproc);
	else if (rproc->recovery.enabled)
		arm(rproc, rproc->config.as_linux ? 0 : back_off_ms(&rproc->recovery));
	if (attaching)
		rproc_tell_waiter(rproc);
}

void rproc_recovery_cancel(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	rproc->recovery.reading = false;
	rproc->recovery.asked = false;
	rproc->recovery.in_a_row = 0;
	platform->timer_disarm(platform->context, &rproc->recovery.timer);
}

/* ---- settings ---- */

void remoteproc_set_recovery(struct remoteproc *rproc, bool enabled)
{
	const struct host_platform *platform = rproc->platform;

	rproc->recovery.enabled = enabled;
	if (rproc->state != RPROC_CRASHED || rproc->recovery.reading || rproc->recovery.asked)
		return;
	if (enabled)
		arm(rproc, 0);
	else
		platform->timer_disarm(platform->context, &rproc->recovery.timer);
}

bool remoteproc_recovery(const struct remoteproc *rproc)
{
	return rproc->recovery.enabled;
}

int remoteproc_recover(struct remoteproc *rproc)
{
	if (rproc->state != RPROC_CRASHED)
		return -EINVAL;
	/* One that waits for its coredump to be read has begun, and goes on by itself. */
	if (!rproc->recovery.reading) {
		rproc->recovery.asked = true;
		arm(rproc, 0);
	}
	return 0;
}

uint64_t remoteproc_crashes(const struct remoteproc *rproc)
{
	return rproc->recovery.crashes;
}

int remoteproc_set_coredump(struct remoteproc *rproc, enum rproc_coredump mode)
{
	if (rproc->state == RPROC_CRASHED)
		return -EBUSY;
	rproc->recovery.coredump = mode;
	return 0;
}

enum rproc_coredump remoteproc_coredump(const struct remoteproc *rproc)
{
	return rproc->recovery.coredump;
}

void rproc_recovery_init(struct remoteproc *rproc)
{
	rproc->recovery.enabled = rproc->config.recovery;
	rproc->recovery.timer.name = "remoteproc recovery";
	rproc->recovery.timer.expired = on_timer;
}
