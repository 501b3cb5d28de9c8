/* SPDX-License-Identifier: BSD-3-Clause */
/* The states of the coprocessor and the way from one to the next (remoteproc_core.c, stm32_rproc.c). */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "soc/regs/ipcc.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

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

static void set_state(struct remoteproc *rproc, enum rproc_state state)
{
	rproc->state = state;
	rproc->state_since = rproc->platform->now(rproc->platform->context);
	host_say(rproc->platform, HOST_EVENT_STATE, NULL, "%s", rproc_state_name(state));
}

/* ---- the core's reset ---- */

static void set_bit(struct mmio region, uint32_t offset, uint32_t bit, bool set)
{
	uint32_t value = mmio_read32(region, offset);

	mmio_write32(region, offset, set ? value | bit : value & ~bit);
}

/* Where hold-boot and the core's reset are written: by Linux itself, or for it by the secure world. */
static struct mmio reset_block(const struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	return rproc->wiring->secure_hold_boot && platform->secure_rcc.bus ? platform->secure_rcc
									   : platform->rcc;
}

/* Hold-boot is released and asserted again at once: the core runs, and a reset of its own will not
 * start it again behind our back (stm32_rproc_start). */
static void release_core(struct remoteproc *rproc)
{
	if (rproc->wiring->pdds)
		set_bit(rproc->platform->pwr, PWR_MCUCR, PWR_CR_PDDS, false);
	set_bit(reset_block(rproc), RCC_MP_GCR, RCC_MP_GCR_BOOT_MCU, true);
	set_bit(reset_block(rproc), RCC_MP_GCR, RCC_MP_GCR_BOOT_MCU, false);
}

static void hold_core(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	set_bit(reset_block(rproc), RCC_MP_GCR, RCC_MP_GCR_BOOT_MCU, false);
	mmio_write32(reset_block(rproc), RCC_MP_GRSTCSETR, RCC_MP_GRSTCSETR_MCURST);
	if (rproc->wiring->pdds)
		set_bit(platform->pwr, PWR_MCUCR, PWR_CR_PDDS, true);
	if (rproc->wiring->m4_state)
		mmio_write32(platform->tamp, rproc->wiring->m4_state, TAMP_M4_STATE_OFF);
	/* A doorbell that this firmware never took would reach the next one. The reset does not clear
	 * it; Linux leaves it. */
	if (!rproc->config.as_linux)
		mmio_write32(ipcc_peer(&rproc->mailbox.ipcc), IPCC_SCR,
			     ipcc_busy(&rproc->mailbox.ipcc));
	if (!rproc->config.as_linux && rproc->config.locks)
		(void)hwspin_recover(rproc->config.locks, HSEM_M4);
}

static int resources_take(const struct remoteproc *rproc, struct host_error *error)
{
	const struct rproc_resources *resources = rproc->config.resources;

	return resources ? resources->prepare(resources->context, error) : 0;
}

static void resources_return(const struct remoteproc *rproc)
{
	const struct rproc_resources *resources = rproc->config.resources;

	if (resources)
		resources->unprepare(resources->context);
}

/* ---- stop ---- */

/* The core is held; nothing of this firmware is left. */
static void finish_stop(struct remoteproc *rproc)
{
	void (*stopped)(void *context) = rproc->stopped;

	rproc->platform->timer_disarm(rproc->platform->context, &rproc->stop_timer);
	rproc->platform->timer_disarm(rproc->platform->context, &rproc->rights_timer);
	mailbox_close(&rproc->mailbox);
	hold_core(rproc);
	resources_return(rproc);
	remoteproc_flush_trace(rproc);
	rproc_unload(rproc);
	rproc->stopping = false;
	rproc->stopped = NULL;
	set_state(rproc, RPROC_OFFLINE);
	if (stopped)
		stopped(rproc->stopped_context);
}

static void on_stop_timeout(struct host_timer *timer)
{
	struct remoteproc *rproc = COPRO_CONTAINER_OF(timer, struct remoteproc, stop_timer);

	host_say(rproc->platform, HOST_EVENT_NOTE, "stop-timeout",
		 "the firmware did not acknowledge the shutdown doorbell (IPCC channel 3) within "
		 "%u ms: it is reset anyway",
		 RPROC_STOP_MS);
	finish_stop(rproc);
}

static void on_acknowledged(void *context, uint32_t channels)
{
	struct remoteproc *rproc = context;

	if (rproc->stopping && (channels & (1u << MAILBOX_SHUTDOWN)))
		finish_stop(rproc);
}

int remoteproc_stop(struct remoteproc *rproc, void (*stopped)(void *context), void *context)
{
	const struct host_platform *platform = rproc->platform;

	if (rproc->stopping)
		return -EALREADY;
	if (rproc->state != RPROC_RUNNING && rproc->state != RPROC_CRASHED)
		return -EINVAL;
	rproc->stopping = true;
	rproc->stopped = stopped;
	rproc->stopped_context = context;
	rproc_virtio_stop(rproc);
	/* Without a doorbell nobody is asked (stm32_rproc_request_shutdown). */
	if (rproc->state == RPROC_CRASHED || !mailbox_exists(&rproc->mailbox, MAILBOX_SHUTDOWN)) {
		finish_stop(rproc);
		return 0;
	}
	if (!mailbox_is_heard(&rproc->mailbox, MAILBOX_SHUTDOWN))
		host_say(platform, HOST_EVENT_NOTE, RPROC_NOTE_UNHEARD,
			 "the firmware takes no interrupt from the shutdown doorbell (IPCC channel "
			 "3): it has up to %u ms of virtual time to answer, as with Linux",
			 RPROC_STOP_MS);
	platform->timer_arm(platform->context, &rproc->stop_timer,
			    platform->now(platform->context) + RPROC_STOP_MS * HOST_NS_PER_MS);
	mailbox_ring_and_tell(&rproc->mailbox, MAILBOX_SHUTDOWN);
	return 0;
}

void remoteproc_stop_now(struct remoteproc *rproc)
{
	if (rproc->stopping)
		finish_stop(rproc);
}

void remoteproc_report_crash(struct remoteproc *rproc, const char *reason)
{
	if (rproc->state != RPROC_RUNNING)
		return;
	remoteproc_flush_trace(rproc);
	host_say(rproc->platform, HOST_EVENT_CRASH, NULL, "%s", reason);
	resources_return(rproc);
	set_state(rproc, RPROC_CRASHED);
	/* Nobody is left to acknowledge the shutdown. */
	if (rproc->stopping)
		finish_stop(rproc);
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

int remoteproc_start(struct remoteproc *rproc, struct host_error *error)
{
	int status;

	if (rproc->state != RPROC_OFFLINE)
		return host_error_set(error, -EBUSY, "busy", "stop it first",
				      "the coprocessor is %s", rproc_state_name(rproc->state));
	if (!rproc->firmware)
		return host_error_set(error, -ENOENT, "no-firmware", "name a firmware file",
				      "there is no firmware to start");
	status = rproc_examine(rproc, error);
	if (status == 0)
		status = rproc_prepare(rproc, error);
	if (status == 0)
		status = resources_take(rproc, error);
	if (status) {
		rproc_unload(rproc);
		return status;
	}
	rproc_load(rproc);
	mailbox_open(&rproc->mailbox);
	release_core(rproc);
	rproc_virtio_start(rproc);
	set_state(rproc, RPROC_RUNNING);
	return 0;
}

/* ---- the rest ---- */

static void on_doorbell(void *context, uint32_t channels)
{
	struct remoteproc *rproc = context;

	(void)channels;
	if (rproc->state == RPROC_RUNNING && !rproc->stopping)
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
	rproc->stop_timer.name = "remoteproc stop";
	rproc->stop_timer.expired = on_stop_timeout;
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
	*result = rproc;
	return 0;
}

void remoteproc_destroy(struct remoteproc *rproc)
{
	if (!rproc)
		return;
	if (rproc->state != RPROC_OFFLINE) {
		if (!rproc->stopping)
			rproc_virtio_stop(rproc);
		rproc->stopped = NULL;
		finish_stop(rproc);
	}
	ipcc_deinit(&rproc->mailbox.ipcc);
	free(rproc);
}
