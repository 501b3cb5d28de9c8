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

/* Offers buffer `id` to the device, its length as it was last. A doorbell may be due. */
static inline void vring_driver_offer(struct vring_driver *queue, uint32_t id)
{
	struct vring *ring = &queue->ring;
	uint32_t idx = ring->avail_idx;

	STORE_ONCE(ring->avail->ring[idx & ring->mask], (uint16_t)id);
	queue->owned_by_device[id] = 1;
	ring->avail_idx = (uint16_t)(idx + 1);
	store_release(&ring->avail->idx, idx + 1);
}

/* The same with `length` bytes. */
static inline void vring_driver_add(struct vring_driver *queue, uint32_t id, uint32_t length)
{
	STORE_ONCE(queue->ring.desc[id].len, length);
	vring_driver_offer(queue, id);
}

/*
 * Takes the next used buffer. 0; -EAGAIN: none; -EPROTO: the used index is impossible; -EBADMSG: the
 * device returned an id that it does not have (passed over, id and length as it wrote them).
 */
static inline int vring_driver_take(struct vring_driver *queue, uint32_t *id, uint32_t *length)
{
	struct vring *ring = &queue->ring;
	const struct vring_used_elem *element;
	uint32_t idx = ring->used_idx;
	uint32_t fresh = (uint16_t)(load_index(&ring->used->idx) - idx);

	if (!fresh)
		return -EAGAIN;
	acquire_index(&ring->used->idx);
	/* The device cannot have used more than it was offered and has not yet returned. */
	if (COPRO_UNLIKELY(fresh > (uint16_t)(ring->avail_idx - idx)))
		return -EPROTO;
	element = &ring->used->ring[idx & ring->mask];
	*id = LOAD_ONCE(element->id);
	*length = LOAD_ONCE(element->len);
	ring->used_idx = (uint16_t)(idx + 1);
	if (*id >= queue->buffers || !queue->owned_by_device[*id])
		return -EBADMSG;
	queue->owned_by_device[*id] = 0;
	return 0;
}

#endif
