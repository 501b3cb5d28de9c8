/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory layout of a split virtqueue (virtio 1.1, 2.6, with the legacy alignment of the used ring). */
#include <copro/vring.h>

#include <errno.h>
#include <stddef.h>

#define USED_ALIGN_MIN 4u /* an element holds two 32-bit words */
#define USED_ALIGN_MAX 65536u
#define DESC_ALIGN     16u

static inline int is_power_of_two(uint32_t value)
{
	return value && !(value & (value - 1));
}

/* flags, idx, ring[num], avail_event */
static inline uint32_t used_size(uint32_t num)
{
	return 2u * 3u + num * (uint32_t)sizeof(struct vring_used_elem);
}

uint32_t vring_size(uint32_t num, uint32_t align)
{
	/* flags, idx, ring[num], used_event */
	uint32_t used_offset = num * (uint32_t)sizeof(struct vring_desc) + 2u * (3u + num);

	if (!is_power_of_two(num) || num > VRING_NUM_MAX || !is_power_of_two(align) ||
	    align < USED_ALIGN_MIN || align > USED_ALIGN_MAX)
		return 0;
	return ((used_offset + align - 1) & ~(align - 1)) + used_size(num);
}

int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align)
{
	uint8_t *base = memory;
	uint32_t size = vring_size(num, align);

	if (!size || !memory || (uintptr_t)memory % DESC_ALIGN)
		return -EINVAL;
	ring->desc = (struct vring_desc *)(void *)base;
	ring->avail = (struct vring_avail *)(void *)(base + num * sizeof(struct vring_desc));
	ring->used = (struct vring_used *)(void *)(base + size - used_size(num));
	ring->mask = (uint16_t)(num - 1);
	ring->avail_idx = 0;
	ring->used_idx = 0;
	ring->fresh = 0;
	return 0;
}
