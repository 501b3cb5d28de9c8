/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking leave of a firmware: of one that is stopped, and of one that runs on. Both are told by a
 * doorbell of their own and have some time for an answer (stm32_rproc_stop, stm32_rproc_detach).
 */
#include "host/remoteproc_internal.h"

#include <errno.h>

#include "soc/regs/tamp.h"

/* What differs between the two. */
struct farewell {
	enum mailbox_channel channel;
	unsigned ms;
	const char *doorbell;
	const char *timeout_code;
	const char *afterwards;
};

static const struct farewell farewells[] = {
	[RPROC_STOPPING] = {MAILBOX_SHUTDOWN, RPROC_STOP_MS, "shutdown doorbell (IPCC channel 3)",
			    "stop-timeout", "it is reset anyway"},
	[RPROC_DETACHING] = {MAILBOX_DETACH, RPROC_DETACH_MS, "detach doorbell (IPCC channel 4)",
			     "detach-timeout", "it is detached anyway"},
};

void rproc_quiesce(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	platform->timer_disarm(platform->context, &rproc->leave_timer);
	platform->timer_disarm(platform->context, &rproc->rights_timer);
	mailbox_close(&rproc->mailbox);
	rproc_watchdog_ignore(rproc);
	rproc_core_hold(rproc);
	rproc_resources_return(rproc);
	remoteproc_flush_trace(rproc);
}

/* The core is held; nothing of this firmware is left. */
static void finish_stop(struct remoteproc *rproc)
{
	rproc_recovery_cancel(rproc);
	rproc_quiesce(rproc);
	rproc_unload(rproc);
	rproc->leaving = RPROC_STAYS;
	rproc_set_state(rproc, RPROC_OFFLINE);
	rproc_tell_waiter(rproc);
}

/* The firmware runs on, and what it needs it has to keep by itself from now on. */
static void finish_detach(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	platform->timer_disarm(platform->context, &rproc->leave_timer);
	platform->timer_disarm(platform->context, &rproc->rights_timer);
	mailbox_close(&rproc->mailbox);
	rproc_watchdog_ignore(rproc);
	rproc_core_boot_alone(rproc, true);
	rproc_resources_return(rproc);
	remoteproc_flush_trace(rproc);
	rproc_unload(rproc);
	rproc->leaving = RPROC_STAYS;
	rproc_set_state(rproc, RPROC_DETACHED);
	rproc_tell_waiter(rproc);
}

static void finish(struct remoteproc *rproc)
{
	if (rproc->leaving == RPROC_DETACHING)
		finish_detach(rproc);
	else
		finish_stop(rproc);
}

static void on_leave_timeout(struct host_timer *timer)
{
	struct remoteproc *rproc = COPRO_CONTAINER_OF(timer, struct remoteproc, leave_timer);
	const struct farewell *farewell = &farewells[rproc->leaving];

	host_say(rproc->platform, HOST_EVENT_NOTE, farewell->timeout_code,
		 "the firmware did not acknowledge the %s within %u ms: %s", farewell->doorbell,
		 farewell->ms, farewell->afterwards);
	finish(rproc);
}

void rproc_acknowledged(struct remoteproc *rproc, uint32_t channels)
{
	if (rproc->leaving && (channels & (1u << farewells[rproc->leaving].channel)))
		finish(rproc);
}

/* Rings, and goes on when that is acknowledged or its time is over. Without a doorbell nobody is asked
 * (stm32_rproc_request_shutdown). */
static void ask(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;
	const struct farewell *farewell = &farewells[rproc->leaving];

	if (!mailbox_exists(&rproc->mailbox, farewell->channel)) {
		finish(rproc);
		return;
	}
	if (!mailbox_is_heard(&rproc->mailbox, farewell->channel))
		host_say(platform, HOST_EVENT_NOTE, RPROC_NOTE_UNHEARD,
			 "the firmware takes no interrupt from the %s: it has up to %u ms of "
			 "virtual time to answer, as with Linux",
			 farewell->doorbell, farewell->ms);
	platform->timer_arm(platform->context, &rproc->leave_timer,
			    platform->now(platform->context) + farewell->ms * HOST_NS_PER_MS);
	mailbox_ring_and_tell(&rproc->mailbox, farewell->channel);
}

static bool can_stop(const struct remoteproc *rproc)
{
	switch (rproc->state) {
	case RPROC_RUNNING:
	case RPROC_ATTACHED:
	case RPROC_CRASHED:
		return true;
	case RPROC_DETACHED:
		return !rproc->config.as_linux;
	default:
		return false;
	}
}

int remoteproc_stop(struct remoteproc *rproc, void (*stopped)(void *context), void *context)
{
	if (rproc->leaving || rproc->attaching)
		return -EALREADY;
	if (!can_stop(rproc))
		return -EINVAL;
	rproc->leaving = RPROC_STOPPING;
	rproc->waiter = (struct rproc_waiter){stopped, context};
	/* One that was asked to stop is not to be attached to, should this host die before it is held. */
	rproc_core_leave_state(rproc, TAMP_M4_STATE_OFF);
	rproc_virtio_stop(rproc);
	if (rproc->state == RPROC_CRASHED)
		finish_stop(rproc);
	else
		ask(rproc);
	return 0;
}

int remoteproc_detach(struct remoteproc *rproc, void (*detached)(void *context), void *context)
{
	if (rproc->leaving || rproc->attaching)
		return -EALREADY;
	if (rproc->state != RPROC_ATTACHED)
		return -EINVAL;
	rproc->leaving = RPROC_DETACHING;
	rproc->waiter = (struct rproc_waiter){detached, context};
	rproc_virtio_stop(rproc);
	/* Before the firmware is told, as Linux (rproc_detach). */
	rproc_restore_table(rproc);
	ask(rproc);
	return 0;
}

void remoteproc_stop_now(struct remoteproc *rproc)
{
	if (rproc->leaving)
		finish(rproc);
}

void rproc_stop_at_once(struct remoteproc *rproc)
{
	if (!rproc->leaving)
		rproc_virtio_stop(rproc);
	rproc->leaving = RPROC_STOPPING;
	finish_stop(rproc);
}

void rproc_stop_init(struct remoteproc *rproc)
{
	rproc->leave_timer.name = "remoteproc stop";
	rproc->leave_timer.expired = on_leave_timeout;
}
