/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver's end of a split virtqueue: offers buffers, takes them back used. Descriptor i always
 * describes buffer i, so nothing about a buffer is ever read back from shared memory.
 *
 * Not thread safe: rpmsg takes the lock. Everything read from the ring is checked, and read once.
 */
#ifndef COPRO_CORE_VRING_DRIVER_H
#define COPRO_CORE_VRING_DRIVER_H

#include <errno.h>

#include <copro/vring.h>

#include "core/barrier.h"

/* Clears the ring's memory and describes `buffers` buffers of `size` bytes from device address `da`. */
void vring_driver_reset(struct vring_driver *queue, uint32_t buffers, uint32_t da, uint32_t size,
			uint16_t flags);

/* Offers buffer `id` with `length` bytes to the device. A doorbell may be due. */
static inline void vring_driver_add(struct vring_driver *queue, uint32_t id, uint32_t length)
{
	struct vring *ring = &queue->ring;
	uint32_t idx = queue->avail_idx;

	STORE_ONCE(ring->desc[id].len, length);
	STORE_ONCE(ring->avail->ring[idx & ring->mask], (uint16_t)id);
	queue->owned_by_device[id] = 1;
	queue->avail_idx = (uint16_t)(idx + 1);
	store_release(&ring->avail->idx, (uint16_t)(idx + 1));
}

/*
 * Takes the next used buffer. 0; -EAGAIN: none; -EPROTO: the used index is impossible; -EBADMSG: the
 * device returned an id that it does not have (passed over, id and length as it wrote them).
 */
static inline int vring_driver_take(struct vring_driver *queue, uint32_t *id, uint32_t *length)
{
	struct vring *ring = &queue->ring;
	const struct vring_used_elem *element;
	uint32_t idx = load_acquire(&ring->used->idx);

	if (idx == queue->used_idx)
		return -EAGAIN;
	/* The device cannot have used more than it was offered and has not yet returned. */
	if ((uint16_t)(idx - queue->used_idx) > (uint16_t)(queue->avail_idx - queue->used_idx))
		return -EPROTO;
	element = &ring->used->ring[queue->used_idx & ring->mask];
	*id = LOAD_ONCE(element->id);
	*length = LOAD_ONCE(element->len);
	queue->used_idx++;
	if (*id >= queue->buffers || !queue->owned_by_device[*id])
		return -EBADMSG;
	queue->owned_by_device[*id] = 0;
	return 0;
}

#endif
