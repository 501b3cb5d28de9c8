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

#include <copro/shm.h>
#include <copro/vring.h>

#include "core/barrier.h"

/* A buffer that the driver offered, copied out of its descriptor. */
struct vring_buffer {
	void *data;
	uint32_t length;
	uint32_t id;
};

/* Starts over with empty indices, as the driver does when it makes the ring. */
static inline void vring_device_reset(struct vring_device *queue)
{
	queue->avail_idx = 0;
	queue->avail_limit = 0;
	queue->used_idx = 0;
}

/*
 * Looks at the descriptor of `id`, whose buffer must lie in `window`, which starts and ends on a
 * word. `flags`: what its flags must be exactly (0, or
 * VRING_DESC_F_WRITE). 0; -EBADMSG: id, address, length or flags are bad: buffer->id is set, the
 * rest is not.
 */
static inline int vring_device_describe(const struct vring_device *queue,
					const struct shm_region *window, uint32_t id,
					uint16_t flags, struct vring_buffer *buffer)
{
	const struct vring_desc *desc = &queue->ring.desc[id];
	uint64_t offset;

	buffer->id = id;
	if (id >= queue->ring.num || LOAD_ONCE(desc->flags) != flags)
		return -EBADMSG;
	buffer->length = LOAD_ONCE(desc->len);
	offset = LOAD_ONCE(desc->addr) - window->da;
	/* Headers are read and written by words. */
	if (offset > window->size || (offset & 3u) ||
	    buffer->length > window->size - (uint32_t)offset)
		return -EBADMSG;
	buffer->data = (uint8_t *)window->va + (uint32_t)offset;
	return 0;
}

/* True when vring_device_pop() would find something. */
static inline bool vring_device_offered(const struct vring_device *queue)
{
	return LOAD_ONCE(queue->ring.avail->idx) != queue->avail_idx;
}

/*
 * Takes the next offered buffer. 0; -EAGAIN: none offered; -EPROTO: the avail index is impossible, the
 * ring cannot be used until it is reset; -EBADMSG as above: this entry was passed over.
 */
static inline int vring_device_pop(struct vring_device *queue, const struct shm_region *window,
				   uint16_t flags, struct vring_buffer *buffer)
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
	id = LOAD_ONCE(queue->ring.avail->ring[queue->avail_idx & queue->ring.mask]);
	queue->avail_idx++;
	return vring_device_describe(queue, window, id, flags, buffer);
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
