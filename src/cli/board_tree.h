/* SPDX-License-Identifier: BSD-3-Clause */
/* The file tree of a board: `copro board --mount DIR`. */
#ifndef COPRO_CLI_BOARD_TREE_H
#define COPRO_CLI_BOARD_TREE_H

#include <limits.h>

#include <copro/compiler.h>

#include "service/devcoredump.h"
#include "service/tree_fuse.h"

struct board_tree {
	char directory[PATH_MAX]; /* absolute; "": none is wanted */
	struct devcoredump_set *dumps;
	struct tree_mount *mount;
};

/* The directory of the command line, NULL: none; before a daemon leaves for another. An enum cli_status,
 * as what follows. */
COPRO_MUST_CHECK int board_tree_resolve(struct board_tree *tree, const char *directory);
/* Has the coredumps kept for the tree. */
COPRO_MUST_CHECK int board_tree_prepare(struct board_tree *tree, struct machine_config *machine);
/* Mounts. Where there is no FUSE, the board goes on without, and a line says so. own_paths: of the board's
 * files; the first is where firmware is put. */
COPRO_MUST_CHECK int board_tree_open(struct board_tree *tree, struct control *control,
				     const char *const *own_paths);
/* Before control_destroy() ... */
void board_tree_close(struct board_tree *tree);
/* ... and after it. */
void board_tree_free(struct board_tree *tree);

#endif
