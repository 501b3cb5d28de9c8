/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory layout of a split virtqueue (virtio 1.1, 2.6, with the legacy alignment of the used ring). */
#include "core/vring_layout.h"

#include <stddef.h>

#define ALIGN_MAX 65536u

uint32_t vring_size(uint32_t num, uint32_t align)
{
	if (align > ALIGN_MAX || !vring_can_be(num, align, VRING_NUM_MAX, 0))
		return 0;
	return vring_bytes(num, align);
}

int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align)
{
	uint32_t size = vring_size(num, align);

	if (!size || !memory || (uintptr_t)memory % VRING_DESC_ALIGN)
		return -EINVAL;
	vring_lay(ring, memory, num, size);
	return 0;
}
