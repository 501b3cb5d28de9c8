/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtio devices that a resource table describes, from the driver's side (remoteproc_virtio.c and
 * the probe of virtio_rpmsg_bus.c of Linux). No doorbell tells of a status change: the firmware
 * watches the status byte in its table.
 */
#include "host/remoteproc_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static void on_notify(void *context, uint32_t queue)
{
	struct rproc_vdev *vdev = context;

	/* The second vdev shares the doorbells of the first: there are no more. */
	mailbox_ring(&vdev->rproc->mailbox, queue == 0 ? MAILBOX_VQ0 : MAILBOX_VQ1);
}

static int find_memory(struct rproc_vdev *vdev, struct host_error *error)
{
	const struct plan_vdev *plan = vdev->plan;
	const struct carveout *buffers = plan->buffers;
	struct rpmsg_bus_memory *memory = &vdev->memory;
	uint32_t i;

	for (i = 0; i < RPROC_VRINGS; i++) {
		const struct plan_vring *vring = &plan->vring[i];

		memory->vring[i] =
			rproc_memory(vdev->rproc, vring->carveout, vring->da, vring->size);
		memory->vring_da[i] = vring->da;
		memory->num[i] = vring->num;
		memory->align[i] = vring->align;
		if (!memory->vring[i])
			return rproc_no_memory(vdev->rproc, error, "the message rings",
					       vring->carveout, vring->da, vring->size);
	}
	memory->buffers_da = buffers->da;
	memory->buffers_size = buffers->size;
	memory->buffers = rproc_memory(vdev->rproc, buffers, buffers->da, buffers->size);
	memory->name_service = plan->table.dfeatures & (1u << VIRTIO_RPMSG_F_NS);
	return memory->buffers ? 0
			       : rproc_no_memory(vdev->rproc, error, "the message buffers", buffers,
						 buffers->da, buffers->size);
}

static int prepare_vdev(struct remoteproc *rproc, uint32_t number, struct host_error *error)
{
	struct rproc_vdev *vdev = &rproc->vdevs[number];
	struct rpmsg_bus_config config = {
		.platform = rproc->platform,
		.drivers = rproc->config.drivers,
		.driver_count = rproc->config.driver_count,
		.number = number,
		.notify = on_notify,
		.notify_context = vdev,
	};
	int status;

	vdev->rproc = rproc;
	vdev->plan = &rproc->plan.vdevs[number];
	if (!vdev->plan->usable)
		return 0;
	status = find_memory(vdev, error);
	if (status)
		return status;
	status = rpmsg_bus_create(&vdev->bus, &config);
	return status ? host_error_set(error, status, "memory", "", "there is no memory left") : 0;
}

int rproc_virtio_prepare(struct remoteproc *rproc, struct host_error *error)
{
	uint32_t i;
	int status;

	for (i = 0; i < rproc->plan.vdev_count; i++) {
		status = prepare_vdev(rproc, i, error);
		if (status)
			return status;
	}
	return 0;
}

void rproc_virtio_unprepare(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < RPROC_VDEVS; i++) {
		rpmsg_bus_destroy(rproc->vdevs[i].bus);
		memset(&rproc->vdevs[i], 0, sizeof(rproc->vdevs[i]));
	}
}

/* ---- the live table ---- */

static void put_status(struct rproc_vdev *vdev, uint8_t status)
{
	uint8_t *table = vdev->rproc->table;

	/* Whoever sees the status sees what was written before it. */
	__atomic_store_n(table + vdev->plan->table_offset + offsetof(struct rsc_vdev, status),
			 status, __ATOMIC_SEQ_CST);
}

static void put32(struct rproc_vdev *vdev, uint32_t offset, uint32_t value)
{
	memcpy(vdev->rproc->table + offset, &value, sizeof(value));
}

static int connect(struct rproc_vdev *vdev)
{
	const struct plan_vdev *plan = vdev->plan;
	uint32_t i;

	put_status(vdev, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	put32(vdev, plan->table_offset + (uint32_t)offsetof(struct rsc_vdev, gfeatures),
	      plan->table.dfeatures & (1u << VIRTIO_RPMSG_F_NS));
	if (!vdev->bus)
		return -ENOMEM;
	for (i = 0; i < RPROC_VRINGS; i++)
		put32(vdev, plan->vring[i].table_offset + (uint32_t)offsetof(struct rsc_vring, da),
		      plan->vring[i].da);
	return rpmsg_bus_start(vdev->bus, &vdev->memory);
}

static void start_vdev(struct rproc_vdev *vdev)
{
	int status;

	put_status(vdev, 0);
	put_status(vdev, VIRTIO_STATUS_ACKNOWLEDGE);
	if (vdev->plan->table.id != VIRTIO_ID_RPMSG)
		return;
	status = connect(vdev);
	if (status) {
		put_status(vdev,
			   VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FAILED);
		host_say(vdev->rproc->platform, HOST_EVENT_NOTE, "vdev-failed",
			 "the firmware runs without RPMsg on vdev %u: %s",
			 (unsigned)(vdev - vdev->rproc->vdevs), strerror(-status));
		return;
	}
	put_status(vdev,
		   VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_DRIVER_OK);
	rpmsg_bus_ready(vdev->bus);
}

bool rproc_virtio_is_up(const struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.vdev_count; i++) {
		if (rproc->table[rproc->plan.vdevs[i].table_offset +
				 offsetof(struct rsc_vdev, status)])
			return true;
	}
	return false;
}

void rproc_virtio_take_down(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.vdev_count; i++)
		put_status(&rproc->vdevs[i], 0);
	mailbox_ring(&rproc->mailbox, MAILBOX_VQ0);
}

void rproc_virtio_start(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = 0; i < rproc->plan.vdev_count; i++)
		start_vdev(&rproc->vdevs[i]);
}

void rproc_virtio_stop(struct remoteproc *rproc)
{
	uint32_t i;

	for (i = rproc->plan.vdev_count; i-- > 0;) {
		struct rproc_vdev *vdev = &rproc->vdevs[i];

		if (vdev->bus)
			rpmsg_bus_stop(vdev->bus);
		put_status(vdev, 0);
	}
}

void rproc_virtio_interrupt(struct remoteproc *rproc)
{
	uint32_t i;

	/* Either doorbell may be for messages or for buffers that came back; one look serves both. */
	for (i = 0; i < rproc->plan.vdev_count; i++) {
		if (rproc->vdevs[i].bus)
			rpmsg_bus_interrupt(rproc->vdevs[i].bus);
	}
}
