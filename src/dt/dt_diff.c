/* SPDX-License-Identifier: BSD-3-Clause */
/* What one tree has and another has not. */
#include <libfdt.h>
#include <string.h>

#include "dt/dt_print.h"

struct diff {
	const struct dt *before;
	const struct dt *after;
	struct dt_printer removed;
	struct dt_printer added;
	size_t count;
};

/* The line above the first difference in a node. */
static void print_path(struct diff *diff, const struct dt *dt, int node, bool *printed)
{
	char path[DT_PATH_MAX];

	if (!*printed)
		dt_print_text(&diff->removed, "%s%s\n", diff->count ? "\n" : "",
			      dt_path(dt, node, path));
	*printed = true;
}

static bool same_value(const struct dt *before, int node, const void *value, int size,
		       const char *name)
{
	int other_size = 0;
	const void *other = fdt_getprop(before->blob, node, name, &other_size);

	return other && size == other_size && memcmp(other, value, (size_t)size) == 0;
}

/* The properties of `one` that `other` does not have, or not so. */
static bool properties_only_in(struct diff *diff, const struct dt *one, int node,
			       const struct dt *other, int other_node,
			       const struct dt_printer *printer, bool printed)
{
	int offset;

	fdt_for_each_property_offset(offset, one->blob, node)
	{
		const char *name = NULL;
		int size = 0;
		const void *value = fdt_getprop_by_offset(one->blob, offset, &name, &size);

		if (!value || same_value(other, other_node, value, size, name))
			continue;
		print_path(diff, one, node, &printed);
		dt_print_property(printer, one, offset, 1);
		/* A changed one is one difference: counted where it is removed. */
		if (one == diff->before || !fdt_getprop(other->blob, other_node, name, NULL))
			diff->count++;
	}
	return printed;
}

static int child_named(const struct dt *dt, int node, const char *name)
{
	for (int child = dt_child(dt, node); child >= 0; child = dt_sibling(dt, child)) {
		if (strcmp(dt_name(dt, child), name) == 0)
			return child;
	}
	return DT_NONE;
}

static bool children_only_in(struct diff *diff, const struct dt *one, int node,
			     const struct dt *other, int other_node,
			     const struct dt_printer *printer, bool printed)
{
	int guess = dt_child(other, other_node);

	for (int child = dt_child(one, node); child >= 0; child = dt_sibling(one, child)) {
		/* Children mostly come in the same order. */
		if (guess < 0 || strcmp(dt_name(other, guess), dt_name(one, child)) != 0)
			guess = child_named(other, other_node, dt_name(one, child));
		if (guess >= 0) {
			guess = dt_sibling(other, guess);
			continue;
		}
		print_path(diff, one, node, &printed);
		dt_print_node(printer, one, child, 1);
		diff->count++;
	}
	return printed;
}

static void diff_nodes(struct diff *diff, int before, int after)
{
	bool printed = false;
	int guess = dt_child(diff->after, after);

	printed = properties_only_in(diff, diff->before, before, diff->after, after, &diff->removed,
				     printed);
	printed = properties_only_in(diff, diff->after, after, diff->before, before, &diff->added,
				     printed);
	printed = children_only_in(diff, diff->before, before, diff->after, after, &diff->removed,
				   printed);
	children_only_in(diff, diff->after, after, diff->before, before, &diff->added, printed);
	for (int child = dt_child(diff->before, before); child >= 0;
	     child = dt_sibling(diff->before, child)) {
		const char *name = dt_name(diff->before, child);

		if (guess < 0 || strcmp(dt_name(diff->after, guess), name) != 0)
			guess = child_named(diff->after, after, name);
		if (guess < 0)
			continue;
		diff_nodes(diff, child, guess);
		guess = dt_sibling(diff->after, guess);
	}
}

static bool same_reservations(const struct dt *before, const struct dt *after)
{
	const int count = fdt_num_mem_rsv(before->blob);

	if (count != fdt_num_mem_rsv(after->blob))
		return false;
	for (int i = 0; i < count; i++) {
		uint64_t address[2], size[2];

		if (fdt_get_mem_rsv(before->blob, i, &address[0], &size[0]) ||
		    fdt_get_mem_rsv(after->blob, i, &address[1], &size[1]) ||
		    address[0] != address[1] || size[0] != size[1])
			return false;
	}
	return true;
}

size_t dt_diff(const struct dt *before, const struct dt *after, const struct dt_sink *sink)
{
	struct diff diff = {
		.before = before,
		.after = after,
		.removed = {.sink = sink, .mark = "- "},
		.added = {.sink = sink, .mark = "+ "},
	};

	if (!same_reservations(before, after)) {
		dt_print_reservations(&diff.removed, before);
		dt_print_reservations(&diff.added, after);
		diff.count++;
	}
	diff_nodes(&diff, DT_ROOT, DT_ROOT);
	return diff.count;
}
