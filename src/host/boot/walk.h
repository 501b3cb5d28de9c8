/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A walk over all nodes of a tree, parents before children, that remembers the way down: what depends on
 * a node's parents (its path, its address, whose interrupts it raises) need not be looked for again at
 * each node.
 *
 * Properties of the present node may be changed during the walk.
 */
#ifndef COPRO_HOST_BOOT_WALK_H
#define COPRO_HOST_BOOT_WALK_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "dt/dt.h"

#define WALK_DEPTH 32u /* what dt_open() lets pass */

struct walk_level {
	int node;
	int interrupt_parent; /* of this node, inherited or its own; DT_NONE */
	size_t path_length; /* with this node's name */
	bool same_address; /* the addresses of its children are those of the root's bus */
};

struct walk {
	const struct dt *dt;
	struct walk_level levels[WALK_DEPTH]; /* [0] is the root */
	unsigned depth;
	char path[DT_PATH_MAX]; /* of the present node */
};

/* Begins at the root, which walk_next() does not name. */
void walk_start(struct walk *walk, const struct dt *dt);

/* The next node, DT_NONE at the end. `into`: the children of the present one first, or leave them out. */
int walk_next(struct walk *walk, bool into);

/* First address of the present node; as dt_reg(). */
COPRO_MUST_CHECK int walk_address(const struct walk *walk, uint32_t *address);

static inline int walk_interrupt_parent(const struct walk *walk)
{
	return walk->levels[walk->depth].interrupt_parent;
}

#endif
