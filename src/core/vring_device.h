/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's end of a split virtqueue: takes what the driver offers, gives it back used.
 *
 * Not thread safe: rpmsg takes the lock. Everything read from the ring is checked, and read once.
 * Inline, because each step of a message is one of these.
 */
#ifndef COPRO_CORE_VRING_DEVICE_H
#define COPRO_CORE_VRING_DEVICE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <copro/vring.h>

#include "core/barrier.h"

/* The buffer of `id`, which the ring has, or NULL when its address is not one of a buffer. */
static inline void *vring_device_buffer(const struct vring *ring, const struct vring_window *window,
					uintptr_t id)
{
	/* Below the window it wraps to more than any limit; and so does, turned into words, what is not
	 * on a word: headers are read and written by words. */
	uint32_t offset = LOAD_ONCE(ring->desc[id].addr) - window->da;
	uint8_t *buffer = window->va + offset;

	if ((offset >> 2 | offset << 30) > window->limit)
		return NULL;
	COPRO_ASSUME(buffer);
	return buffer;
}

/* True when vring_device_pop() would find something. */
static inline bool vring_device_offered(const struct vring *ring)
{
	return load_index(&ring->avail->idx) != ring->avail_idx;
}

/*
 * Takes the next offered buffer. 0; -EAGAIN: none offered; -EPROTO: the avail index or the entry is impossible, the
 * ring cannot be used until it is made anew.
 */
static inline int vring_device_pop(struct vring *ring, uintptr_t *id)
{
	const struct vring_avail *avail = ring->avail;
	uint32_t idx = plain_word(ring->avail_idx);
	uint32_t next = plain_word(idx + 1);
	/* What was looked up before saves a barrier now, and takes code. */
	uint32_t left = COPRO_FOR_SIZE ? 0 : ring->fresh;

	if (COPRO_FOR_SIZE || COPRO_UNLIKELY(!left)) {
		left = (uint16_t)(load_index(&avail->idx) - idx);
		if (!left)
			return -EAGAIN;
		acquire_index(&avail->idx);
		/* The driver has no more buffers than the ring has entries, less those that are here. */
		if (COPRO_UNLIKELY(left + (uint16_t)(idx - ring->used_idx) > ring->mask + 1u))
			return -EPROTO;
	}
	*id = LOAD_INDEX(avail->ring[idx & ring->mask]);
	if (COPRO_UNLIKELY(*id > ring->mask))
		return -EPROTO;
	if (!COPRO_FOR_SIZE)
		ring->fresh = (uint16_t)(left - 1);
	ring->avail_idx = (uint16_t)next;
	return 0;
}

/* Gives a buffer back with `length` bytes written. A doorbell may be due. */
static COPRO_SPEED_INLINE void vring_device_push(struct vring *ring, uint32_t id, uint32_t length)
{
	struct vring_used *used = ring->used;
	uint32_t idx = plain_word(ring->used_idx);
	uint32_t next = plain_word(idx + 1);
	struct vring_used_elem *element = &used->ring[idx & ring->mask];

	element->id = id;
	element->len = length;
	ring->used_idx = (uint16_t)next;
	store_release(&used->idx, next);
}

#endif
