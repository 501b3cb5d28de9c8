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
					uint32_t id)
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
 * Takes the next offered buffer. Its id, or -EAGAIN: none offered; -EPROTO: the avail index or the entry
 * is impossible, the ring cannot be used until it is made anew.
 */
static inline int vring_device_pop(struct vring *ring)
{
	uint32_t idx = ring->avail_idx;
	uint32_t left = ring->fresh - 1u;
	uint32_t id;

	if (!ring->fresh) {
		left = (uint16_t)(load_index(&ring->avail->idx) - idx);
		if (!left--)
			return -EAGAIN;
		acquire_index(&ring->avail->idx);
		/* The driver has no more buffers than the ring has entries, less those that are here. */
		if (left + (uint16_t)(idx - ring->used_idx) > ring->mask)
			return -EPROTO;
	}
	id = LOAD_ONCE(ring->avail->ring[idx & ring->mask]);
	if (id > ring->mask)
		return -EPROTO;
	ring->fresh = (uint16_t)left;
	ring->avail_idx = (uint16_t)(idx + 1);
	return (int)id;
}

/* Gives a buffer back with `length` bytes written. A doorbell may be due. */
static inline void vring_device_push(struct vring *ring, uint32_t id, uint32_t length)
{
	struct vring_used *used = ring->used;
	uint32_t idx = ring->used_idx;
	struct vring_used_elem *element = &used->ring[idx & ring->mask];

	STORE_ONCE(element->id, id);
	STORE_ONCE(element->len, length);
	ring->used_idx = (uint16_t)(idx + 1);
	store_release(&used->idx, idx + 1);
}

#endif
