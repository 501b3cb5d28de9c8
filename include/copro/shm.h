/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one map between the addresses that stand in shared memory (device addresses, da) and this
 * program's pointers (va). An address that the map does not cover is never dereferenced.
 */
#ifndef COPRO_SHM_H
#define COPRO_SHM_H

#include <stddef.h>
#include <stdint.h>

struct shm_region {
	uint32_t da; /* first device address */
	uint32_t size; /* bytes */
	void *va; /* where this program sees it; of the same rest by 16 as da, by which rings are aligned */
};

struct shm_map {
	const struct shm_region *regions;
	uint32_t count;
};

/*
 * The region in which `length` bytes at device address `da` lie, or NULL when they do not lie in one.
 * Any context.
 */
static inline const struct shm_region *shm_find(const struct shm_map *map, uint32_t da,
						uint32_t length)
{
	const struct shm_region *region = map->regions;
	uint32_t left;

	for (left = map->count; left; left--, region++) {
		uint32_t offset = da - region->da; /* below the region: larger than any size */

		if (offset <= region->size && length <= region->size - offset)
			return region;
	}
	return NULL;
}

/* The pointer to `length` bytes at device address `da`, or NULL as above. */
static inline void *shm_va(const struct shm_map *map, uint32_t da, uint32_t length)
{
	const struct shm_region *region = shm_find(map, da, length);

	return region ? (uint8_t *)region->va + (da - region->da) : NULL;
}

#endif
