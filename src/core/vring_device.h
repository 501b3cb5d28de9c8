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

/* Starts over with empty indices, as the driver does when it makes the ring. */
static inline void vring_device_reset(struct vring_device *queue)
{
	queue->avail_idx = 0;
	queue->avail_limit = 0;
	queue->used_idx = 0;
}

/* The buffer of `id`, less than the ring's number, or NULL when its address is not one of a buffer. */
static inline void *vring_device_buffer(const struct vring_device *queue,
					const struct vring_window *window, uint32_t id)
{
	/* Below the window it wraps to more than any limit. Headers are read and written by words. */
	uint32_t offset = LOAD_ONCE(queue->ring.desc[id].addr) - window->da;

	if (offset > window->limit || (offset & 3u))
		return NULL;
	return window->va + offset;
}

/* True when vring_device_pop() would find something. */
static inline bool vring_device_offered(const struct vring_device *queue)
{
	return LOAD_ONCE(queue->ring.avail->idx) != queue->avail_idx;
}

/*
 * Takes the next offered buffer. Its id, or -EAGAIN: none offered; -EPROTO: the avail index or the entry
 * is impossible, the ring cannot be used until it is reset.
 */
static inline int vring_device_pop(struct vring_device *queue)
{
	uint32_t id;

	if (queue->avail_idx == queue->avail_limit) {
		uint32_t limit = load_acquire(&queue->ring.avail->idx);
		uint32_t fresh = (uint16_t)(limit - queue->avail_idx);

		if (!fresh)
			return -EAGAIN;
		/* The driver has no more buffers than the ring has entries, less those that are here. */
		if (fresh + (uint16_t)(queue->avail_idx - queue->used_idx) > queue->ring.num)
			return -EPROTO;
		queue->avail_limit = (uint16_t)limit;
	}
	id = LOAD_ONCE(queue->ring.avail->ring[queue->avail_idx & queue->ring.mask]);
	if (id > queue->ring.mask)
		return -EPROTO;
	queue->avail_idx++;
	return (int)id;
}

/* Gives a buffer back with `length` bytes written. A doorbell may be due. */
static inline void vring_device_push(struct vring_device *queue, uint32_t id, uint32_t length)
{
	struct vring_used *used = queue->ring.used;
	uint32_t idx = queue->used_idx;
	struct vring_used_elem *element = &used->ring[idx & queue->ring.mask];

	STORE_ONCE(element->id, id);
	STORE_ONCE(element->len, length);
	queue->used_idx = (uint16_t)(idx + 1);
	store_release(&used->idx, (uint16_t)(idx + 1));
}

#endif
