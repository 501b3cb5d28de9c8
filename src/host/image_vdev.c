/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio device of the resource table: where its rings and message buffers go. */
#include "host/image_plan.h"

#include <inttypes.h>
#include <stdio.h>

#include <copro/rpmsg.h>
#include <copro/vring.h>

#define PAGE_SIZE_LINUX 4096u

static const char vring_remedy[] = "give it a power of two of entries (16 is usual) and a power of "
				   "two as alignment (16 is usual)";

struct vdev_context {
	struct plan_vdev *vdev;
	uint32_t number;
	const struct carveout_set *carveouts;
	const struct complaint_sink *sink;
};

static const struct carveout *vdev_carveout(const struct vdev_context *context, const char *part)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "vdev%" PRIu32 "%s", context->number, part);
	return carveout_named(context->carveouts, name);
}

/* Bytes that Linux sets aside: the ring's, in whole pages. 64 bits: a table may claim any number. */
static uint64_t vring_room(const struct rsc_vring *table)
{
	uint64_t entries = UINT64_C(16) * table->num + UINT64_C(2) * (3 + (uint64_t)table->num);
	uint64_t size = entries + table->align + 6 + UINT64_C(8) * table->num;

	return (size + PAGE_SIZE_LINUX - 1) / PAGE_SIZE_LINUX * PAGE_SIZE_LINUX;
}

/* Places ring `index`; false: it cannot be used. */
static bool plan_vring(const struct vdev_context *context, uint32_t index,
		       const struct rsc_vring *table)
{
	struct plan_vring *vring = &context->vdev->vring[index];
	char place[HOST_ERROR_PLACE];
	char part[16];

	(void)snprintf(place, sizeof(place), "resource table, vdev %" PRIu32 ", vring %" PRIu32,
		       context->number, index);
	vring->num = table->num;
	vring->align = table->align;
	vring->size = vring_size(table->num, table->align);
	if (table->num == 0 || table->align == 0) {
		complain(context->sink, IMAGE_ERROR, "vring-empty", place, vring_remedy,
			 "has %" PRIu32 " entries and the alignment %" PRIu32
			 ", and neither may be 0",
			 table->num, table->align);
		return false;
	}
	(void)snprintf(part, sizeof(part), "vring%" PRIu32, index);
	vring->carveout = vdev_carveout(context, part);
	if (!vring->carveout) {
		complain(context->sink, IMAGE_REFUSED, "vring-region", place,
			 "reserve a region of that name, or leave the vdev out",
			 "there is no reserved memory region vdev%" PRIu32 "%s for it",
			 context->number, part);
		return false;
	}
	if (vring_room(table) > vring->carveout->size) {
		complain(context->sink, IMAGE_ERROR, "vring-size", place, vring_remedy,
			 "with %" PRIu32 " entries aligned to %" PRIu32 " it takes %" PRIu64
			 " bytes, and %s has %" PRIu32,
			 table->num, table->align, vring_room(table), vring->carveout->name,
			 vring->carveout->size);
		return false;
	}
	vring->da = vring->carveout->da;
	if (table->da != RSC_ADDR_ANY) {
		if (!carveout_contains(vring->carveout, table->da, (uint32_t)vring_room(table))) {
			complain(context->sink, IMAGE_ERROR, "vring-place", place,
				 "leave the address to the host: 0xFFFFFFFF",
				 "its address 0x%08" PRIX32 " does not fit %s at 0x%08" PRIX32,
				 table->da, vring->carveout->name, vring->carveout->da);
			return false;
		}
	}
	if (vring->size == 0) {
		complain(context->sink, IMAGE_REFUSED, "vring-layout", place, vring_remedy,
			 "has %" PRIu32 " entries aligned to %" PRIu32
			 ", of which no ring can be made",
			 table->num, table->align);
		return false;
	}
	if (table->align % 4 || table->align > PAGE_SIZE_LINUX)
		complain(context->sink, IMAGE_WARNING, "vring-align", place, vring_remedy,
			 "has the unusual alignment %" PRIu32, table->align);
	return true;
}

static bool plan_buffers(const struct vdev_context *context, const char *place)
{
	struct plan_vdev *vdev = context->vdev;
	uint32_t num =
		vdev->vring[0].num < vdev->vring[1].num ? vdev->vring[0].num : vdev->vring[1].num;

	if (num > VRING_DRIVER_BUFFERS)
		num = VRING_DRIVER_BUFFERS;
	vdev->buffer_count = 2 * num;
	vdev->buffer_bytes = rpmsg_host_buffer_bytes(num, RPMSG_BUFFER_SIZE);
	vdev->buffers = vdev_carveout(context, "buffer");
	if (!vdev->buffers)
		complain(context->sink, IMAGE_REFUSED, "vdev-buffers", place,
			 "reserve a region of that name, or leave the vdev out",
			 "there is no reserved memory region vdev%" PRIu32
			 "buffer for its messages",
			 context->number);
	else if (vdev->buffer_bytes > vdev->buffers->size)
		complain(context->sink, IMAGE_REFUSED, "vdev-buffers", place,
			 "use rings of 16 entries, or reserve a larger region",
			 "its %" PRIu32 " message buffers take %" PRIu32
			 " bytes, and %s has %" PRIu32,
			 vdev->buffer_count, vdev->buffer_bytes, vdev->buffers->name,
			 vdev->buffers->size);
	else
		return true;
	return false;
}

/* Linux's stm32 driver has mailboxes for queues 0 and 1 only. */
static void check_doorbells(const struct vdev_context *context, const char *place)
{
	if (context->number == 1)
		complain(context->sink, IMAGE_WARNING, "vdev-doorbell", place,
			 "use several channels or endpoints of one vdev",
			 "is a second vdev: here it shares the doorbells of the first (IPCC "
			 "channels 1 and 2), Linux's stm32_rproc driver rings none for it");
}

/* Reads the rings' descriptions; false when the entry is an error. */
static bool plan_vrings(struct image_plan *plan, const struct vdev_context *context,
			const struct resource_entry *entry, uint32_t *notifyid)
{
	struct plan_vdev *vdev = context->vdev;
	struct rsc_vring table;
	bool usable = true;
	uint32_t i;

	for (i = 0; i < entry->vdev.num_of_vrings; i++) {
		struct plan_vring *vring = &vdev->vring[i];

		if (resource_table_vring(plan->table, plan->table_size, entry, i, &table,
					 &vring->table_offset))
			return false;
		vring->notifyid = (*notifyid)++;
		vdev->vring_count = i + 1;
		if (!plan_vring(context, i, &table))
			usable = false;
	}
	return usable;
}

void image_plan_vdev(struct image_plan *plan, const struct resource_entry *entry,
		     const struct carveout_set *carveouts, const struct complaint_sink *sink)
{
	struct vdev_context context = {.carveouts = carveouts, .sink = sink};
	char place[HOST_ERROR_PLACE];
	uint32_t notifyid = 0;
	bool usable;
	uint32_t i;

	context.number = plan->vdev_count;
	(void)snprintf(place, sizeof(place), "resource table, vdev %" PRIu32, context.number);
	if (plan->vdev_count == RPROC_VDEVS) {
		complain(sink, IMAGE_ERROR, "vdev-count", place, "leave some out",
			 "more than %u vdevs", RPROC_VDEVS);
		return;
	}
	if (entry->vdev.reserved[0] || entry->vdev.reserved[1]) {
		complain(sink, IMAGE_ERROR, "vdev-reserved", place,
			 "leave the reserved fields at 0", "has a reserved field that is not 0");
		return;
	}
	if (entry->vdev.num_of_vrings > RPROC_VRINGS) {
		complain(sink, IMAGE_ERROR, "vdev-vrings", place, "give an RPMsg device two vrings",
			 "has %u vrings, and Linux takes at most %u", entry->vdev.num_of_vrings,
			 RPROC_VRINGS);
		return;
	}
	for (i = 0; i < plan->vdev_count; i++)
		notifyid += plan->vdevs[i].vring_count;
	context.vdev = &plan->vdevs[plan->vdev_count++];
	context.vdev->table_offset = entry->offset;
	context.vdev->table = entry->vdev;
	usable = plan_vrings(plan, &context, entry, &notifyid);
	if (entry->vdev.id != VIRTIO_ID_RPMSG) {
		complain(sink, IMAGE_WARNING, "vdev-id", place, "use id 7, RPMsg",
			 "is a virtio device with id %" PRIu32
			 ", for which there is no driver: it is left alone",
			 entry->vdev.id);
		return;
	}
	if (entry->vdev.num_of_vrings < RPROC_VRINGS) {
		complain(sink, IMAGE_REFUSED, "vdev-vrings", place,
			 "give an RPMsg device two vrings",
			 "has %u vrings, and RPMsg needs 2: Linux starts the firmware without it",
			 entry->vdev.num_of_vrings);
		return;
	}
	if (!(entry->vdev.dfeatures & (1u << VIRTIO_RPMSG_F_NS)))
		complain(sink, IMAGE_WARNING, "vdev-name-service", place, "set bit 0 of dfeatures",
			 "does not offer the name service: no channel can be announced");
	check_doorbells(&context, place);
	context.vdev->usable = usable && plan_buffers(&context, place);
}
