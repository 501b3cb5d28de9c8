/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/walk.h"

#include <errno.h>
#include <string.h>

/* Cells of an address below a node (2.3.5: two where it does not say). */
static bool is_plain_bus(const struct dt *dt, int node)
{
	uint32_t cells;

	return !dt_cell(dt, node, "#address-cells", 0, &cells) && cells == 1;
}

static void enter(struct walk *walk, int node)
{
	const struct walk_level *parent = &walk->levels[walk->depth - 1];
	struct walk_level *level = &walk->levels[walk->depth];
	const struct dt *dt = walk->dt;
	const char *name = dt_name(dt, node);
	struct dt_args args;
	size_t ranges = 1;

	level->node = node;
	/* 2.4.1: what it names, or a parent that is a controller, or what its parent has. */
	level->interrupt_parent = dt_has(dt, parent->node, "#interrupt-cells")
					  ? parent->node
					  : parent->interrupt_parent;
	if (!dt_args(dt, node, "interrupt-parent", NULL, 0, &args))
		level->interrupt_parent = args.node;
	level->same_address = parent->same_address && dt_property(dt, node, "ranges", &ranges) &&
			      !ranges && is_plain_bus(dt, node);
	/* dt_open() has seen to it that a path fits. */
	level->path_length = parent->path_length + 1 + strlen(name);
	walk->path[parent->path_length] = '/';
	memcpy(walk->path + parent->path_length + 1, name, strlen(name) + 1);
}

void walk_start(struct walk *walk, const struct dt *dt)
{
	struct dt_args args;

	walk->dt = dt;
	walk->depth = 0;
	walk->path[0] = '\0';
	walk->levels[0] = (struct walk_level){.node = DT_ROOT,
					      .interrupt_parent = DT_NONE,
					      .same_address = is_plain_bus(dt, DT_ROOT)};
	if (!dt_args(dt, DT_ROOT, "interrupt-parent", NULL, 0, &args))
		walk->levels[0].interrupt_parent = args.node;
}

int walk_next(struct walk *walk, bool into)
{
	int node = into && walk->depth + 1 < WALK_DEPTH
			   ? dt_child(walk->dt, walk->levels[walk->depth].node)
			   : DT_NONE;

	if (node >= 0)
		walk->depth++;
	while (node < 0 && walk->depth) {
		node = dt_sibling(walk->dt, walk->levels[walk->depth].node);
		if (node < 0)
			walk->depth--;
	}
	if (node >= 0)
		enter(walk, node);
	return node;
}

int walk_address(const struct walk *walk, uint32_t *address)
{
	const int node = walk->levels[walk->depth].node;

	if (walk->depth && walk->levels[walk->depth - 1].same_address)
		return dt_cell(walk->dt, node, "reg", 0, address);
	return dt_reg(walk->dt, node, 0, address, NULL);
}
