/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>

#include "dt/dt.h"

const char *dt_property_name(const struct dt *dt, int node, size_t index)
{
	const char *name = NULL;
	int property;

	fdt_for_each_property_offset(property, dt->blob, node)
	{
		if (!index--) {
			(void)fdt_getprop_by_offset(dt->blob, property, &name, NULL);
			return name;
		}
	}
	return NULL;
}
