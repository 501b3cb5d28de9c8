/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory layout of a split virtqueue (virtio 1.1, 2.6, with the legacy alignment of the used ring). */
#include "core/vring_layout.h"

#include <stddef.h>

uint32_t vring_size(uint32_t num, uint32_t align)
{
	return vring_bytes(num, align, VRING_NUM_MAX);
}

int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align)
{
	uint32_t size = vring_size(num, align);

	return size && memory ? vring_lay(ring, memory, num, size) : -EINVAL;
}
