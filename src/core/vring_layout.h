/* SPDX-License-Identifier: BSD-3-Clause */
/* What both ends of a ring share. */
#ifndef COPRO_CORE_VRING_LAYOUT_H
#define COPRO_CORE_VRING_LAYOUT_H

#include <errno.h>
#include <stdbool.h>

#include <copro/vring.h>

#define VRING_DESC_ALIGN 16u
#define VRING_ALIGN_MIN	 4u /* of the used part: an element holds two 32-bit words */

/* flags, idx, ring[num], avail_event */
static inline uint32_t vring_used_size(uint32_t num)
{
	return 2u * 3u + num * (uint32_t)sizeof(struct vring_used_elem);
}

static inline uint32_t vring_is_no_power_of_two(uint32_t value)
{
	return value & (value - 1);
}

/* Whether there can be a ring of `num` entries, `num_max` at most, at the address `place`. */
static inline bool vring_can_be(uint32_t num, uint32_t align, uint32_t num_max, uint32_t place)
{
	return num - 1 < num_max && align >= VRING_ALIGN_MIN &&
	       !(vring_is_no_power_of_two(num) | vring_is_no_power_of_two(align) |
		 place % VRING_DESC_ALIGN);
}

/* As vring_size(), of one that can be. It cannot overflow: of powers of two, 2^31 is the largest. */
static inline uint32_t vring_bytes(uint32_t num, uint32_t align)
{
	/* flags, idx, ring[num], used_event */
	uint32_t used_offset = num * (uint32_t)sizeof(struct vring_desc) + 2u * (3u + num);

	return ((used_offset + align - 1) & ~(align - 1)) + vring_used_size(num);
}

/* As vring_init(), over memory of vring_bytes() bytes that is known to be good. */
static inline void vring_lay(struct vring *ring, void *memory, uint32_t num, uint32_t size)
{
	uint8_t *base = memory;

	ring->desc = (struct vring_desc *)(void *)base;
	ring->avail = (struct vring_avail *)(void *)(base + num * sizeof(struct vring_desc));
	ring->used = (struct vring_used *)(void *)(base + size - vring_used_size(num));
	ring->mask = num - 1;
	ring->avail_idx = 0;
	ring->used_idx = 0;
	ring->fresh = 0;
}

#endif
