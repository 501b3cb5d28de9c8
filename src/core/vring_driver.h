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
	struct vring_avail *avail = ring->avail;
	uint32_t idx = plain_word(ring->avail_idx);
	uint32_t next = plain_word(idx + 1);

	STORE_ONCE(avail->ring[idx & ring->mask], (uint16_t)id);
	queue->owned_by_device[id] = 1;
	ring->avail_idx = (uint16_t)next;
	store_release(&avail->idx, next);
}

/* The same with `length` bytes. */
static inline void vring_driver_add(struct vring_driver *queue, uint32_t id, uint32_t length)
{
	STORE_ONCE(queue->ring.desc[id].len, length);
	vring_driver_offer(queue, id);
}

/*
 * Takes the next used buffer; length may be NULL. 0; -EAGAIN: none; -EPROTO: the used index is impossible; -EBADMSG: the
 * device returned an id that it does not have (passed over, id and length as it wrote them).
 */
static inline int vring_driver_take(struct vring_driver *queue, uint32_t *id, uint32_t *length)
{
	struct vring *ring = &queue->ring;
	const struct vring_used *used = ring->used;
	const struct vring_used_elem *element;
	uintptr_t own;
	uint32_t idx = plain_word(ring->used_idx);
	uint32_t next = plain_word(idx + 1);
	uint32_t fresh = (uint16_t)(load_index(&used->idx) - idx);

	if (!fresh)
		return -EAGAIN;
	acquire_index(&used->idx);
	/* The device cannot have used more than it was offered and has not yet returned. */
	if (COPRO_UNLIKELY(fresh > (uint16_t)(ring->avail_idx - idx)))
		return -EPROTO;
	element = &used->ring[idx & ring->mask];
	own = LOAD_INDEX(element->id);
	if (length)
		*length = LOAD_ONCE(element->len);
	ring->used_idx = (uint16_t)next;
	*id = (uint32_t)own;
	/* Those behind the last buffer are never the device's. */
	if (COPRO_UNLIKELY((uint32_t)own >= VRING_DRIVER_BUFFERS || !queue->owned_by_device[own]))
		return -EBADMSG;
	queue->owned_by_device[own] = 0;
	return 0;
}

#endif
