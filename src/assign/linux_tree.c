/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/linux_tree.h"

#include <string.h>

bool linux_tree_is_held(const struct dt *dt, int node)
{
	return dt_compatible(dt, node, "rproc-srm-dev");
}

bool linux_tree_address(const struct dt *dt, int node, uint32_t *address)
{
	/* What is below m4_system_resources is on no bus: the address is as it stands there. */
	return !(linux_tree_is_held(dt, node) ? dt_cell(dt, node, "reg", 0, address)
					      : dt_reg(dt, node, 0, address, NULL));
}

char linux_tree_bank(const struct dt *dt, int node)
{
	const char *name = dt_string(dt, node, "st,bank-name", 0);

	if (!name || strncmp(name, "GPIO", 4) != 0 || !name[4] || name[5])
		return 0;
	return name[4];
}

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text);

	return length >= strlen(with) && !strcmp(text + length - strlen(with), with);
}

bool linux_tree_is_gpios(const char *property)
{
	return !strcmp(property, "gpios") || ends(property, "-gpios") || ends(property, "-gpio");
}
