/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tree as a file system, with libfuse3. It is served from the machine's own event loop, between two
 * slices: a program that waits in a write to `state` does not hold up the board, nor does one that died
 * in it.
 *
 * The files are the board's user's, and nobody else's: not even root gets at another user's FUSE mount
 * (allow_other is not set).
 */
#ifndef COPRO_SERVICE_TREE_FUSE_H
#define COPRO_SERVICE_TREE_FUSE_H

#include <copro/compiler.h>

#include "host/error.h"
#include "service/tree.h"

struct tree_mount;

struct tree_mount_config {
	struct tree_config tree;
	/* Paths that the board itself opens, absolute; NULL ends; may be NULL. One below the mount point
	 * would have the board wait for itself. */
	const char *const *own_paths;
};

/*
 * Mounts the tree on a directory that exists and is empty. What a dead board left mounted there is taken
 * over. 0, or with *error (not NULL) filled in:
 * -EOPNOTSUPP: there is no FUSE here, or no right to it: a board can do without;
 * -ENOENT, -ENOTDIR, -ENOTEMPTY, -EBUSY (a living board's tree), -EINVAL (own_paths), -ENOTCONN (somebody
 * else's dead file system), ...: the directory is not fit for it; -ENOMEM.
 */
COPRO_MUST_CHECK int tree_mount(struct tree_mount **mount, const struct tree_mount_config *config,
				const char *directory, struct host_error *error);
/* Unmounts at once, whoever uses it: they get -ENOTCONN. Before control_destroy(). NULL is allowed. */
void tree_unmount(struct tree_mount *mount);

/* The mount point, absolute. */
const char *tree_mount_directory(const struct tree_mount *mount);

#endif
