/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver's end of a split virtqueue: offers buffers, takes them back used. Descriptor i always
 * describes buffer i, so nothing about a buffer is ever read back from shared memory.
 */
#include <copro/vring.h>

#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"

static uint32_t owner_bit(uint32_t id)
{
	return 1u << (id % 32);
}

void vring_driver_reset(struct vring_driver *queue, uint32_t buffers, uint32_t da, uint32_t size,
			uint16_t flags)
{
	struct vring *ring = &queue->ring;
	uint32_t i;

	for (i = 0; i < VRING_DRIVER_BUFFERS / 32; i++)
		queue->owned_by_device[i] = 0;
	queue->avail_idx = 0;
	queue->used_idx = 0;
	queue->buffers = buffers;

	STORE_ONCE(ring->avail->flags, 0);
	STORE_ONCE(ring->avail->idx, 0);
	STORE_ONCE(ring->used->flags, 0);
	STORE_ONCE(ring->used->idx, 0);
	for (i = 0; i < ring->num; i++) {
		struct vring_desc *desc = &ring->desc[i];
		int used = i < buffers;

		STORE_ONCE(desc->addr, used ? (uint64_t)da + (uint64_t)i * size : 0);
		STORE_ONCE(desc->len, used ? size : 0);
		STORE_ONCE(desc->flags, used ? flags : 0);
		STORE_ONCE(desc->next, 0);
		STORE_ONCE(ring->avail->ring[i], 0);
		STORE_ONCE(ring->used->ring[i].id, 0);
		STORE_ONCE(ring->used->ring[i].len, 0);
	}
}

void vring_driver_add(struct vring_driver *queue, uint16_t id, uint32_t length)
{
	struct vring *ring = &queue->ring;

	STORE_ONCE(ring->desc[id].len, length);
	STORE_ONCE(ring->avail->ring[queue->avail_idx & (ring->num - 1)], id);
	queue->owned_by_device[id / 32] |= owner_bit(id);
	queue->avail_idx++;
	store_release(&ring->avail->idx, queue->avail_idx);
}

int vring_driver_take(struct vring_driver *queue, uint32_t *id, uint32_t *length)
{
	struct vring *ring = &queue->ring;
	const struct vring_used_elem *element;
	uint16_t idx = load_acquire(&ring->used->idx);

	if (idx == queue->used_idx)
		return -EAGAIN;
	/* The device cannot have used more than it was offered and has not yet returned. */
	if ((uint16_t)(idx - queue->used_idx) > (uint16_t)(queue->avail_idx - queue->used_idx))
		return -EPROTO;
	element = &ring->used->ring[queue->used_idx & (ring->num - 1)];
	*id = LOAD_ONCE(element->id);
	*length = LOAD_ONCE(element->len);
	queue->used_idx++;
	if (*id >= queue->buffers || !(queue->owned_by_device[*id / 32] & owner_bit(*id)))
		return -EBADMSG;
	queue->owned_by_device[*id / 32] &= ~owner_bit(*id);
	return 0;
}
