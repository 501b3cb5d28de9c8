/* SPDX-License-Identifier: BSD-3-Clause */
/* What both ends of a ring share. */
#ifndef COPRO_CORE_VRING_LAYOUT_H
#define COPRO_CORE_VRING_LAYOUT_H

#include <errno.h>

#include <copro/vring.h>

#define VRING_DESC_ALIGN 16u

/* flags, idx, ring[num], avail_event */
static inline uint32_t vring_used_size(uint32_t num)
{
	return 2u * 3u + num * (uint32_t)sizeof(struct vring_used_elem);
}

/* As vring_init(), over memory of vring_size() bytes. */
static inline int vring_lay(struct vring *ring, void *memory, uint32_t num, uint32_t size)
{
	uint8_t *base = memory;

	if ((uintptr_t)memory % VRING_DESC_ALIGN)
		return -EINVAL;
	ring->desc = (struct vring_desc *)(void *)base;
	ring->avail = (struct vring_avail *)(void *)(base + num * sizeof(struct vring_desc));
	ring->used = (struct vring_used *)(void *)(base + size - vring_used_size(num));
	ring->mask = num - 1;
	ring->avail_idx = 0;
	ring->used_idx = 0;
	ring->fresh = 0;
	return 0;
}

#endif
