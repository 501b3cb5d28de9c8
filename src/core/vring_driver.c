/* SPDX-License-Identifier: BSD-3-Clause */
#include "core/vring_driver.h"

void vring_driver_reset(struct vring_driver *queue, uint32_t buffers, uint32_t da, uint32_t size,
			uint16_t flags)
{
	struct vring *ring = &queue->ring;
	uint32_t i;

	for (i = 0; i < VRING_DRIVER_BUFFERS; i++)
		queue->owned_by_device[i] = 0;
	ring->avail_idx = 0;
	ring->used_idx = 0;
	queue->buffers = buffers;

	STORE_ONCE(ring->avail->flags, 0);
	STORE_ONCE(ring->avail->idx, 0);
	STORE_ONCE(ring->used->flags, 0);
	STORE_ONCE(ring->used->idx, 0);
	for (i = 0; i <= ring->mask; i++) {
		struct vring_desc *desc = &ring->desc[i];
		int used = i < buffers;

		STORE_ONCE(desc->addr, used ? da + i * size : 0);
		STORE_ONCE(desc->addr_high, 0);
		STORE_ONCE(desc->len, used ? size : 0);
		STORE_ONCE(desc->flags, used ? flags : 0);
		STORE_ONCE(desc->next, 0);
		STORE_ONCE(ring->avail->ring[i], 0);
		STORE_ONCE(ring->used->ring[i].id, 0);
		STORE_ONCE(ring->used->ring[i].len, 0);
	}
}
