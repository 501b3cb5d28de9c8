/* SPDX-License-Identifier: BSD-3-Clause */
/* A tree that may be changed. It grows as it must. */
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "dt/dt_walk.h"

#define SLACK 1024u /* bytes, so that not each change allocates */

static int copy_into(struct dt_copy *copy, const void *blob, size_t size)
{
	void *memory;

	if (size > DT_SIZE_MAX)
		return -ENOMEM;
	memory = calloc(1, size);
	if (!memory)
		return -ENOMEM;
	if (fdt_open_into(blob, memory, (int)size)) {
		free(memory);
		return -EINVAL;
	}
	free(copy->memory);
	copy->memory = memory;
	copy->dt.blob = memory;
	copy->dt.size = size;
	return 0;
}

int dt_copy_make(struct dt_copy *copy, const struct dt *from)
{
	const size_t reservations = (size_t)fdt_num_mem_rsv(from->blob) + 1;
	size_t size = sizeof(struct fdt_header) + 8 +
		      reservations * sizeof(struct fdt_reserve_entry) +
		      fdt_size_dt_struct(from->blob) + fdt_size_dt_strings(from->blob);
	int status;

	/* The blocks of a strange tree overlap; those of a copy do not. */
	if (size < from->size)
		size = from->size;
	*copy = (struct dt_copy){0};
	status = copy_into(copy, from->blob, size + SLACK);
	if (status == 0)
		dt_index(&copy->dt);
	return status;
}

void dt_copy_free(struct dt_copy *copy)
{
	free(copy->memory);
	*copy = (struct dt_copy){0};
}

static int set(struct dt_copy *copy, int node, const char *name, const void *value, size_t size)
{
	int nodes[DT_DEPTH_MAX];
	int status;

	if (!copy->memory || dt_ancestors(&copy->dt, node, nodes) == 0 ||
	    !dt_property_name_valid(name) || strlen(name) >= DT_PROPERTY_NAME_MAX)
		return -EINVAL;
	if (size > DT_SIZE_MAX)
		return -ENOMEM;
	status = fdt_setprop(copy->memory, node, name, value, (int)size);
	if (status == -FDT_ERR_NOSPACE) {
		status = copy_into(copy, copy->memory, copy->dt.size + size + strlen(name) + SLACK);
		if (status == 0)
			status = fdt_setprop(copy->memory, node, name, value, (int)size);
		else if (status == -ENOMEM)
			return status;
	}
	dt_index(&copy->dt);
	return status ? -EINVAL : 0;
}

int dt_set_string(struct dt_copy *copy, int node, const char *name, const char *value)
{
	return set(copy, node, name, value, strlen(value) + 1);
}

int dt_set_cell(struct dt_copy *copy, int node, const char *name, uint32_t value)
{
	const fdt32_t cell = cpu_to_fdt32(value);

	return set(copy, node, name, &cell, sizeof(cell));
}
