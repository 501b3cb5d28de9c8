/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees of the boot chain as source, for those who only show them. */
#ifndef COPRO_HOST_BOOT_SHOW_H
#define COPRO_HOST_BOOT_SHOW_H

#include <stddef.h>

#include <copro/compiler.h>

#include "host/boot/boot.h"

struct show_sink {
	/* Some text, not terminated. */
	void (*write)(void *context, const char *text, size_t length);
	void *context;
};

/* As source that dtc compiles to the same tree. 0, -EINVAL: not a tree. */
COPRO_MUST_CHECK int boot_tree_show(struct boot_tree tree, const struct show_sink *sink);

/* What differs, node by node, lines of the one with "- ", of the other with "+ ". 0, -EINVAL: one is
 * not a tree. */
COPRO_MUST_CHECK int boot_trees_compare(struct boot_tree before, struct boot_tree after,
					const struct show_sink *sink);

#endif
