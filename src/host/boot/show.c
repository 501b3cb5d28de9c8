/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/show.h"

#include <errno.h>

#include "dt/dt.h"

int boot_tree_show(struct boot_tree tree, const struct show_sink *sink)
{
	const struct dt_sink out = {sink->write, sink->context};
	struct dt dt;

	if (dt_open(&dt, tree.data, tree.size, NULL))
		return -EINVAL;
	dt_print(&dt, &out);
	return 0;
}

int boot_trees_compare(struct boot_tree before, struct boot_tree after,
		       const struct show_sink *sink)
{
	const struct dt_sink out = {sink->write, sink->context};
	struct dt one;
	struct dt other;

	if (dt_open(&one, before.data, before.size, NULL) ||
	    dt_open(&other, after.data, after.size, NULL))
		return -EINVAL;
	(void)dt_diff(&one, &other, &out);
	return 0;
}
