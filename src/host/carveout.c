/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/carveout.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "soc/memory.h"

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool carveout_is_buffers(const struct carveout *carveout)
{
	return starts_with(carveout->name, "vdev") && strstr(carveout->name, "buffer");
}

static int add_regions(struct carveout_set *set, const struct rproc_region *regions, uint32_t count,
		       struct host_error *error)
{
	uint32_t i;

	if (count > CARVEOUTS - set->count)
		return host_error_set(error, -ENOSPC, "region-count", "leave some out",
				      "%" PRIu32 " reserved memory regions are more than %u",
				      set->count + count, CARVEOUTS);
	for (i = 0; i < count; i++) {
		struct carveout *carveout = &set->items[set->count + i];

		carveout->name = regions[i].name;
		carveout->pa = regions[i].pa;
		carveout->size = regions[i].size;
		if (regions[i].translated)
			carveout->da = regions[i].da;
		else if (!soc_pa_to_da(carveout->pa, carveout->size, &carveout->da))
			return host_error_set(error, -EINVAL, "region-address",
					      "reserve memory in RETRAM or SRAM1 to SRAM4",
					      "the reserved memory region %s at 0x%08" PRIX32
					      " is not memory that the Cortex-M4 shares",
					      carveout->name, carveout->pa);
	}
	set->count += count;
	return 0;
}

int carveout_set_init(struct carveout_set *set, const struct rproc_region *regions, uint32_t count,
		      uint32_t vdevs, struct host_error *error)
{
	int status;

	set->count = 0;
	if (regions)
		return add_regions(set, regions, count, error);
	status = add_regions(set, rproc_dk2_regions, rproc_dk2_region_count, error);
	if (status == 0 && vdevs > 1)
		status =
			add_regions(set, rproc_dk2_second_vdev, rproc_dk2_second_vdev_count, error);
	return status;
}

bool carveout_contains(const struct carveout *carveout, uint32_t da, uint32_t length)
{
	/* An address below the carveout wraps to an offset larger than any size. */
	uint32_t offset = da - carveout->da;

	return offset < carveout->size && length <= carveout->size - offset;
}

const struct carveout *carveout_named(const struct carveout_set *set, const char *name)
{
	uint32_t i;

	for (i = 0; i < set->count; i++) {
		if (strcmp(set->items[i].name, name) == 0)
			return &set->items[i];
	}
	return NULL;
}

const struct carveout *carveout_around(const struct carveout_set *set, uint32_t da, uint32_t length)
{
	uint32_t i;

	for (i = 0; i < set->count; i++) {
		if (!carveout_is_buffers(&set->items[i]) &&
		    carveout_contains(&set->items[i], da, length))
			return &set->items[i];
	}
	return NULL;
}

const struct carveout *carveout_of_vdev_at(const struct carveout_set *set, uint32_t da,
					   uint32_t length)
{
	uint64_t end = (uint64_t)da + length;
	uint32_t i;

	for (i = 0; i < set->count; i++) {
		const struct carveout *carveout = &set->items[i];

		if (starts_with(carveout->name, "vdev") && da < carveout->da + carveout->size &&
		    end > carveout->da)
			return carveout;
	}
	return NULL;
}
