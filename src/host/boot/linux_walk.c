/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk over Linux's tree: devices of enabled nodes, parents before children
 * (of_platform_populate). */
#include <errno.h>
#include <string.h>

#include "host/boot/linux_internal.h"

/* Nodes that describe no device of Linux's, nor do their children. */
static bool is_no_device(const struct dt *dt, int node, unsigned depth)
{
	const char *name = dt_name(dt, node);
	static const char *const names[] = {"aliases",	    "chosen",	  "reserved-memory",
					    "__symbols__",  "__fixups__", "__local_fixups__",
					    "thermal-zones"};

	for (size_t i = 0; depth == 1 && i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return dt_compatible(dt, node, "rproc-srm-core") ||
	       dt_compatible(dt, node, "rproc-srm-dev");
}

int kernel_probe_all(struct kernel *kernel)
{
	const struct dt *dt = &kernel->stage.dt;
	bool into = true;
	struct walk walk;
	int node;

	walk_start(&walk, dt);
	while ((node = walk_next(&walk, into)) >= 0) {
		int status;

		into = dt_available(dt, node) && !is_no_device(dt, node, walk.depth);
		if (!into)
			continue;
		status = kernel_probe(kernel, &walk);
		if (status == -ENOMEM)
			return status;
		into = !status;
		if (status)
			kernel->system->refused++;
		else if (dt_has(dt, node, "compatible"))
			kernel->system->bound++;
	}
	return 0;
}
