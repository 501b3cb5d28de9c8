/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's end of a split virtqueue: takes what the driver offers, gives it back used. */
#include <copro/vring.h>

#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"

void vring_device_reset(struct vring_device *queue)
{
	queue->avail_idx = 0;
	queue->avail_limit = 0;
	queue->used_idx = 0;
}

int vring_device_describe(const struct vring_device *queue, const struct shm_map *map, uint32_t id,
			  uint16_t flags, struct vring_buffer *buffer)
{
	const struct vring_desc *desc = &queue->ring.desc[id];
	uint64_t addr;

	buffer->id = (uint16_t)id;
	buffer->data = NULL;
	if (id >= queue->ring.num || LOAD_ONCE(desc->flags) != flags)
		return -EBADMSG;
	buffer->length = LOAD_ONCE(desc->len);
	addr = LOAD_ONCE(desc->addr);
	/* Headers are read and written by words. */
	if (addr & 3u)
		return -EBADMSG;
	buffer->data = shm_va(map, addr, buffer->length);
	return buffer->data ? 0 : -EBADMSG;
}

bool vring_device_offered(const struct vring_device *queue)
{
	return LOAD_ONCE(queue->ring.avail->idx) != queue->avail_idx;
}

int vring_device_pop(struct vring_device *queue, const struct shm_map *map, uint16_t flags,
		     struct vring_buffer *buffer)
{
	uint32_t id;

	if (queue->avail_idx == queue->avail_limit) {
		uint16_t limit = load_acquire(&queue->ring.avail->idx);

		if (limit == queue->avail_idx)
			return -EAGAIN;
		if ((uint16_t)(limit - queue->used_idx) > queue->ring.num)
			return -EPROTO;
		queue->avail_limit = limit;
	}
	id = LOAD_ONCE(queue->ring.avail->ring[queue->avail_idx & (queue->ring.num - 1)]);
	queue->avail_idx++;
	return vring_device_describe(queue, map, id, flags, buffer);
}

void vring_device_push(struct vring_device *queue, uint16_t id, uint32_t length)
{
	struct vring_used_elem *element;

	element = &queue->ring.used->ring[queue->used_idx & (queue->ring.num - 1)];
	STORE_ONCE(element->id, id);
	STORE_ONCE(element->len, length);
	queue->used_idx++;
	store_release(&queue->ring.used->idx, queue->used_idx);
}
