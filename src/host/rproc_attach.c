/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking over a firmware that runs already: the boot loader started it, or a host that is no more
 * (rproc_attach and stm32_rproc_get_loaded_rsc_table). All that is known of it is where its resource
 * table is. The table is copied out once, with nothing in it trusted, and the copy is what a detach
 * puts back.
 *
 * Linux takes every table for 1 KB long, and its detach puts 1 KB back: in a firmware whose table is
 * shorter, whatever lies behind it goes back in time. Here it is as long as its entries say.
 */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char bad_remedy[] = "stop the coprocessor and start its firmware from the file";

/* ---- the table ---- */

static uint32_t largest(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Where the last entry of a well-formed table ends. */
static uint32_t table_extent(const void *table, uint32_t size, uint32_t count)
{
	uint32_t end = (uint32_t)sizeof(struct resource_table_header) + count * 4u;
	struct resource_entry entry;
	uint32_t i;

	for (i = 0; i < count; i++) {
		uint32_t length = 0;

		if (resource_table_entry(table, size, i, &entry))
			continue;
		switch (entry.type) {
		case RSC_CARVEOUT:
		case RSC_DEVMEM:
			length = sizeof(struct rsc_carveout);
			break;
		case RSC_TRACE:
			length = sizeof(struct rsc_trace);
			break;
		case RSC_VDEV:
			length = (uint32_t)sizeof(struct rsc_vdev) +
				 entry.vdev.num_of_vrings * (uint32_t)sizeof(struct rsc_vring) +
				 entry.vdev.config_len;
			break;
		default:
			length = sizeof(entry.type);
			break;
		}
		end = largest(end, entry.offset + length);
	}
	return end;
}

static uint32_t count_vdevs(const void *table, uint32_t size, uint32_t count)
{
	struct resource_entry entry;
	uint32_t vdevs = 0;
	uint32_t i;

	for (i = 0; i < count; i++) {
		if (!resource_table_entry(table, size, i, &entry) && entry.type == RSC_VDEV)
			vdevs++;
	}
	return vdevs;
}

/* Bytes from `da` to the end of its region, at most those of a table. */
static uint32_t window_size(const struct carveout *carveout, uint32_t da)
{
	const uint32_t rest = carveout->size - (da - carveout->da);

	return rest < RESOURCE_TABLE_SIZE ? rest : RESOURCE_TABLE_SIZE;
}

/* Copies what may be the table, up to 1 KB of it. */
static int copy_table(struct remoteproc *rproc, uint32_t da, struct host_error *error)
{
	const struct carveout *carveout = carveout_around(&rproc->carveouts, da, 16);
	uint32_t size;
	uint8_t *live;

	if (!carveout)
		return host_error_set(error, -EINVAL, "table-outside-memory", bad_remedy,
				      "the resource table is said to be at 0x%08" PRIX32
				      ", which is not in memory reserved for the coprocessor",
				      da);
	size = window_size(carveout, da);
	live = rproc_memory(rproc, carveout, da, size);
	if (!live)
		return rproc_no_memory(rproc, error, "the resource table", carveout, da, size);
	rproc->cached_table = malloc(size);
	if (!rproc->cached_table)
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	memcpy(rproc->cached_table, live, size);
	rproc->table = live;
	rproc->found_size = size;
	return 0;
}

/* Makes the plan from the table at `da`; 0: there is none. */
static int plan_from_memory(struct remoteproc *rproc, uint32_t da, struct host_error *error)
{
	struct rproc_verdict verdict = {.rproc = rproc, .error = error};
	const struct complaint_sink sink = {.complain = rproc_judge, .context = &verdict};
	enum resource_table_error bad;
	uint32_t count = 0;
	int status = carveout_set_init(&rproc->carveouts, rproc->config.regions,
				       rproc->config.region_count, 0, error);

	if (status || !da)
		return status;
	status = copy_table(rproc, da, error);
	if (status)
		return status;
	bad = resource_table_check(rproc->cached_table, rproc->found_size, &count);
	if (bad)
		return host_error_set(error, -EINVAL, "table-malformed", bad_remedy,
				      "the live resource table at 0x%08" PRIX32
				      " cannot be used: %s",
				      da, resource_table_error_text(bad));
	/* The DK2's regions depend on how many vdevs there are. */
	status = carveout_set_init(
		&rproc->carveouts, rproc->config.regions, rproc->config.region_count,
		count_vdevs(rproc->cached_table, rproc->found_size, count), error);
	if (status)
		return status;
	image_plan_of_table(&rproc->plan, rproc->cached_table,
			    table_extent(rproc->cached_table, rproc->found_size, count), da,
			    &rproc->carveouts, &sink);
	return verdict.status;
}

void rproc_restore_table(struct remoteproc *rproc)
{
	const uint32_t real = rproc->plan.table_size;
	const uint32_t size = rproc->config.as_linux ? rproc->found_size : real;

	if (!rproc->found_size || rproc->table == rproc->cached_table)
		return;
	if (real < RESOURCE_TABLE_SIZE && !rproc->config.as_linux)
		host_say(rproc->platform, HOST_EVENT_NOTE, RPROC_NOTE_TABLE_SHORT,
			 "the resource table has %" PRIu32
			 " bytes: these are put back; Linux would "
			 "put back %u, and with them an old state of what lies behind the table",
			 real, RESOURCE_TABLE_SIZE);
	memcpy(rproc->table, rproc->cached_table, size);
}

/* The link that a detach puts back is down, whoever left it up. */
static void forget_driver(struct remoteproc *rproc)
{
	const struct image_plan *plan = &rproc->plan;
	uint32_t i;

	for (i = 0; i < plan->vdev_count; i++)
		rproc->cached_table[plan->vdevs[i].table_offset +
				    offsetof(struct rsc_vdev, status)] = 0;
}

/* ---- attach ---- */

static int fail(struct remoteproc *rproc, int status)
{
	rproc_unload(rproc);
	return status;
}

static void finish_attach(struct remoteproc *rproc)
{
	rproc->attaching = false;
	mailbox_open(&rproc->mailbox);
	rproc_watchdog_listen(rproc);
	rproc_core_boot_alone(rproc, false);
	rproc->core_known = false;
	rproc_virtio_start(rproc);
	rproc_set_state(rproc, RPROC_ATTACHED);
	rproc_open_traces(rproc, true);
	rproc_tell_waiter(rproc);
}

void rproc_attach_crashed(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	if (!rproc->attaching)
		return;
	rproc->attaching = false;
	rproc->core_known = false;
	platform->timer_disarm(platform->context, &rproc->attach_timer);
	rproc_open_traces(rproc, true);
}

static void on_settled(struct host_timer *timer)
{
	finish_attach(COPRO_CONTAINER_OF(timer, struct remoteproc, attach_timer));
}

/* What Linux writes into the live table when it handles its entries (rproc_parse_vring). */
static void number_rings(struct remoteproc *rproc)
{
	const struct image_plan *plan = &rproc->plan;
	uint32_t i;
	uint32_t j;

	for (i = 0; i < plan->vdev_count; i++) {
		for (j = 0; j < plan->vdevs[i].vring_count; j++) {
			const struct plan_vring *vring = &plan->vdevs[i].vring[j];

			memcpy(rproc->table + vring->table_offset +
				       offsetof(struct rsc_vring, notifyid),
			       &vring->notifyid, sizeof(vring->notifyid));
		}
	}
}

int remoteproc_attach(struct remoteproc *rproc, void (*attached)(void *context), void *context,
		      struct host_error *error)
{
	const struct host_platform *platform = rproc->platform;
	const uint32_t da = rproc_core_table(rproc);
	int status;

	if (rproc->attaching || rproc->leaving)
		return -EALREADY;
	if (rproc->state != RPROC_DETACHED)
		return host_error_set(error, -EINVAL, "state", "",
				      "the coprocessor is %s: only a detached one is attached to",
				      rproc_state_name(rproc->state));
	if (!da && rproc->config.as_linux)
		return host_error_set(error, -ENOENT, "no-table", bad_remedy,
				      "the running firmware has no resource table");
	status = plan_from_memory(rproc, da, error);
	if (status == 0)
		status = rproc_traces_reach(rproc, error);
	if (status == 0)
		status = rproc_virtio_prepare(rproc, error);
	if (status == 0)
		status = rproc_resources_take(rproc, error);
	if (status)
		return fail(rproc, status);
	number_rings(rproc);
	rproc->waiter = (struct rproc_waiter){attached, context};
	if (rproc->config.as_linux || !rproc_virtio_is_up(rproc)) {
		finish_attach(rproc);
		return 0;
	}
	/* An earlier host is gone without a word, and the firmware may be in the middle of one of its
	 * rings. */
	rproc->attaching = true;
	forget_driver(rproc);
	rproc_virtio_take_down(rproc);
	platform->timer_arm(platform->context, &rproc->attach_timer,
			    platform->now(platform->context) + RPROC_SETTLE_US * 1000u);
	return 0;
}

void rproc_attach_init(struct remoteproc *rproc)
{
	rproc->attach_timer.name = "remoteproc attach";
	rproc->attach_timer.expired = on_settled;
}
