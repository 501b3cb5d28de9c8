/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory layout of a split virtqueue (virtio 1.1, 2.6, with the legacy alignment of the used ring). */
#include "core/vring_layout.h"

#include <stddef.h>

#define USED_ALIGN_MIN 4u /* an element holds two 32-bit words */
#define USED_ALIGN_MAX 65536u

static inline uint32_t is_no_power_of_two(uint32_t value)
{
	return value & (value - 1);
}

uint32_t vring_size(uint32_t num, uint32_t align)
{
	/* flags, idx, ring[num], used_event */
	uint32_t used_offset = num * (uint32_t)sizeof(struct vring_desc) + 2u * (3u + num);

	if (num - 1 >= VRING_NUM_MAX || align - USED_ALIGN_MIN > USED_ALIGN_MAX - USED_ALIGN_MIN ||
	    is_no_power_of_two(num) || is_no_power_of_two(align))
		return 0;
	return ((used_offset + align - 1) & ~(align - 1)) + vring_used_size(num);
}

int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align)
{
	uint32_t size = vring_size(num, align);

	return size && memory ? vring_lay(ring, memory, num, size) : -EINVAL;
}
