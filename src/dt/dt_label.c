/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>
#include <string.h>

#include "dt/dt.h"

const char *dt_label(const struct dt *dt, int node)
{
	const int symbols = dt_find(dt, "/__symbols__");
	char path[DT_PATH_MAX];
	size_t size;
	int property;

	if (symbols < 0)
		return NULL;
	size = strlen(dt_path(dt, node, path)) + 1;
	fdt_for_each_property_offset(property, dt->blob, symbols)
	{
		const char *label;
		int length;
		const void *labelled = fdt_getprop_by_offset(dt->blob, property, &label, &length);

		if (labelled && (size_t)length >= size && !memcmp(labelled, path, size))
			return label;
	}
	return NULL;
}
