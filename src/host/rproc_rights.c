/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that the firewall does not let the application side reach: before a firmware is loaded into
 * it, and when it is taken away while a firmware runs. Linux would end in an external abort.
 */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WHY 144u
#define REMEDY                                                                                     \
	"give that memory back to the Cortex-A7 (st,decprot in the trusted firmware's device "     \
	"tree), or link the firmware to other memory"

/* "SRAM2, which the firewall keeps for the M4 (ETZPC id 0x51, M4-isolated)" */
static bool explain(const struct remoteproc *rproc, const struct carveout *carveout, uint32_t da,
		    uint32_t length, char *why)
{
	const struct host_platform *platform = rproc->platform;

	return carveout && platform->memory_denied &&
	       platform->memory_denied(platform->context, carveout->pa + (da - carveout->da),
				       length, why, WHY);
}

int rproc_no_memory(struct remoteproc *rproc, struct host_error *error, const char *what,
		    const struct carveout *carveout, uint32_t da, uint32_t length)
{
	char why[WHY];
	bool known = explain(rproc, carveout, da, length, why);

	return host_error_set(error, -EFAULT, "memory-denied", REMEDY,
			      "the Cortex-A7 cannot reach the memory of %s at 0x%08" PRIX32 "%s%s",
			      what, da, known ? ": it is in " : "", known ? why : "");
}

/* True if memory in use cannot be reached any more; the first reason is kept. */
static bool lost(struct remoteproc *rproc, const char *what, const struct carveout *carveout,
		 uint32_t da, uint32_t length)
{
	char why[WHY];
	bool known;

	if (carveout && rproc_memory(rproc, carveout, da, length))
		return false;
	if (rproc->rights_lost[0])
		return true;
	known = explain(rproc, carveout, da, length, why);
	(void)snprintf(rproc->rights_lost, sizeof(rproc->rights_lost),
		       "the Cortex-A7 lost the memory of %s at 0x%08" PRIX32 "%s%s", what, da,
		       known ? ": it is in " : "", known ? why : "");
	return true;
}

static bool vdev_lost(struct remoteproc *rproc, const struct plan_vdev *plan)
{
	uint32_t i;

	for (i = 0; i < RPROC_VRINGS; i++) {
		const struct plan_vring *vring = &plan->vring[i];

		if (lost(rproc, "the message rings", vring->carveout, vring->da, vring->size))
			return true;
	}
	return lost(rproc, "the message buffers", plan->buffers, plan->buffers->da,
		    plan->buffers->size);
}

/* Nothing here writes registers or calls a driver: it may be the middle of anything. */
void remoteproc_memory_rights_changed(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;
	const struct image_plan *plan = &rproc->plan;
	bool known = rproc->rights_lost[0];
	uint32_t i;

	for (i = 0; i < plan->vdev_count; i++) {
		struct rproc_vdev *vdev = &rproc->vdevs[i];

		if (vdev->bus && vdev_lost(rproc, vdev->plan))
			rpmsg_bus_memory_lost(vdev->bus);
	}
	/* As much of it as a detach may put back. */
	if (rproc->table && rproc->table != rproc->cached_table &&
	    lost(rproc, "the resource table", plan->table_carveout, plan->table_da,
		 rproc->found_size > plan->table_size ? rproc->found_size : plan->table_size))
		rproc->table = rproc->cached_table;
	for (i = 0; i < plan->trace_count; i++) {
		const struct plan_trace *trace = &plan->traces[i];

		if ((rproc->traces[i].reader.buffer || rproc->attaching) &&
		    lost(rproc, "a trace buffer",
			 carveout_around(&rproc->carveouts, trace->da, trace->size), trace->da,
			 trace->size))
			trace_reader_lose(&rproc->traces[i].reader);
	}
	if (rproc->rights_lost[0] && !known)
		platform->timer_arm(platform->context, &rproc->rights_timer,
				    platform->now(platform->context));
}

static void on_rights_lost(struct host_timer *timer)
{
	struct remoteproc *rproc = COPRO_CONTAINER_OF(timer, struct remoteproc, rights_timer);
	char text[HOST_ERROR_TEXT + sizeof(REMEDY) + 2];

	(void)snprintf(text, sizeof(text), "%s; %s", rproc->rights_lost, REMEDY);
	remoteproc_report_crash(rproc, text);
}

void rproc_rights_init(struct remoteproc *rproc)
{
	rproc->rights_timer.name = "remoteproc rights";
	rproc->rights_timer.expired = on_rights_lost;
}
