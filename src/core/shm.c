/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/shm.h>

#include <stddef.h>

void *shm_va(const struct shm_map *map, uint64_t da, uint32_t length)
{
	const struct shm_region *region = map->regions;
	const struct shm_region *end = region + map->count;

	if (da >> 32)
		return NULL;
	for (; region < end; region++) {
		/* Wraps to a large number below the region, so one comparison serves both ends. */
		uint32_t offset = (uint32_t)da - region->da;

		if (offset <= region->size && length <= region->size - offset)
			return (uint8_t *)region->va + offset;
	}
	return NULL;
}
