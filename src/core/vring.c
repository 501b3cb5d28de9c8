/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory layout of a split virtqueue (virtio 1.1, 2.6, with the legacy alignment of the used ring). */
#include <copro/vring.h>

#include <errno.h>
#include <stddef.h>

#define USED_ALIGN_MIN 4u /* an element holds two 32-bit words */
#define USED_ALIGN_MAX 65536u
#define DESC_ALIGN     16u

static int is_power_of_two(uint32_t value)
{
	return value && !(value & (value - 1));
}

static uint32_t used_offset(uint32_t num, uint32_t align)
{
	/* flags, idx, ring[num], used_event */
	uint32_t end = num * (uint32_t)sizeof(struct vring_desc) + 2u * (3u + num);

	return (end + align - 1) & ~(align - 1);
}

static int is_valid(uint32_t num, uint32_t align)
{
	return is_power_of_two(num) && num <= VRING_NUM_MAX && is_power_of_two(align) &&
	       align >= USED_ALIGN_MIN && align <= USED_ALIGN_MAX;
}

uint32_t vring_size(uint32_t num, uint32_t align)
{
	if (!is_valid(num, align))
		return 0;
	/* flags, idx, ring[num], avail_event */
	return used_offset(num, align) + 2u * 3u + num * (uint32_t)sizeof(struct vring_used_elem);
}

int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align)
{
	uint8_t *base = memory;

	if (!is_valid(num, align) || (uintptr_t)memory % DESC_ALIGN)
		return -EINVAL;
	ring->num = num;
	ring->mask = num - 1;
	ring->desc = (struct vring_desc *)(void *)base;
	ring->avail = (struct vring_avail *)(void *)(base + num * sizeof(struct vring_desc));
	ring->used = (struct vring_used *)(void *)(base + used_offset(num, align));
	return 0;
}
