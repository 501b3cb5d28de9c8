/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files by which Linux's users know a remoteproc: its directories in sysfs and debugfs, those of the
 * RPMsg bus and of its coredumps, with the words that Linux takes and the errors that it gives. What
 * is shown and stored is here; how it gets into a file system is not (tree_fuse.h).
 *
 *   class/remoteproc/remoteproc0/    coredump firmware name recovery state   (tree_sysfs.c)
 *   class/devcoredump/devcdN/        data                                    (tree_devcoredump.c)
 *   kernel/debug/remoteproc/remoteproc0/  carveout_memories coredump crash name
 *                                    recovery resource_table trace0 ...      (tree_debugfs.c)
 *   bus/rpmsg/devices/DEVICE/        announce dst modalias name src          (tree_rpmsg.c)
 *   dev/ttyRPMSGN                    a link to the pty
 *   firmware, lib/firmware           a link to the directory of the firmware
 *   sys                              a link to the whole, which so is the root of a machine
 *
 * One thread, and only between two slices of the machine: machine_queue() in machine/machine.h.
 */
#ifndef COPRO_SERVICE_TREE_H
#define COPRO_SERVICE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <copro/compiler.h>

#include "service/control.h"

#define TREE_NAME 256u /* a name in a directory, with its NUL */
#define TREE_PAGE                                                                                  \
	4096u /* what sysfs takes and shows at most, and the size that it gives each file */

struct devcoredump_set;
struct tree;

struct tree_config {
	struct control *control;
	struct devcoredump_set *dumps; /* NULL: there are none */
	const char *firmware; /* directory that `firmware` leads to, absolute; the caller's */
};

/* A place in the tree. What was there may have gone: each function then says -ENOENT. */
struct tree_ref {
	uint32_t place;
	uint64_t instance; /* of what there are several of: which */
};

#define TREE_ROOT ((struct tree_ref){0, 0})

struct tree_attributes {
	mode_t mode; /* type and permissions, those of Linux */
	uint64_t size; /* as Linux gives it: a page in sysfs, 0 elsewhere */
	bool live; /* each read shows what is there by then; otherwise what was there at offset 0 */
	bool big; /* it is read by tree_read(), in parts */
	/* What sysfs does not let be opened for reading or for writing, root or not; debugfs does, and refuses
	 * the read or write. */
	bool not_read;
	bool not_written;
};

/* A write. Embedded in whatever its writer keeps; stays put until it is done. */
struct tree_store {
	/* Called once, never from within tree_store(), if that returned -EINPROGRESS: as its result. */
	void (*done)(struct tree_store *store, ssize_t result);
	struct control_request request; /* private */
	size_t length; /* private */
	bool heedless; /* private: the result is success, whatever becomes of it */
};

/* 0, -ENOMEM. */
COPRO_MUST_CHECK int tree_create(struct tree **tree, const struct tree_config *config);
/* After every store is done. NULL is allowed. */
void tree_destroy(struct tree *tree);

struct control *tree_control(const struct tree *tree);

/* 0; -ENOENT; -ENOTDIR. */
COPRO_MUST_CHECK int tree_lookup(struct tree *tree, struct tree_ref directory, const char *name,
				 struct tree_ref *found);
/* From the root: "class/remoteproc/remoteproc0/state". Links are not followed. As tree_lookup(). */
COPRO_MUST_CHECK int tree_find(struct tree *tree, const char *path, struct tree_ref *found);
/* The directory that it is in; the root is in itself. */
struct tree_ref tree_parent(const struct tree *tree, struct tree_ref ref);
/* 0; -ENOENT. */
COPRO_MUST_CHECK int tree_attributes(struct tree *tree, struct tree_ref ref,
				     struct tree_attributes *attributes);

/* The `index`-th of a directory, from 0. 0; -ENOENT: there are no more, or no such directory; -ENOTDIR. */
COPRO_MUST_CHECK int tree_list(struct tree *tree, struct tree_ref directory, uint32_t index,
			       struct tree_ref *child, char name[TREE_NAME]);

/* Where a link leads to, as text. 0; -ENOENT; -EINVAL: it is none; -ENAMETOOLONG. */
COPRO_MUST_CHECK int tree_target(struct tree *tree, struct tree_ref ref, char *target, size_t size);

/* All that there is to read, malloc()ed. 0; -ENOENT; -EINVAL, -EACCES, as Linux: it is not to be read;
 * -EHOSTDOWN: no Linux runs on the board; -ENOMEM. */
COPRO_MUST_CHECK int tree_show(struct tree *tree, struct tree_ref ref, char **text, size_t *length);
/* A part of what is big: bytes, 0 at the end. Errors as tree_show(), -EINVAL: it is not. */
COPRO_MUST_CHECK ssize_t tree_read(struct tree *tree, struct tree_ref ref, void *data, size_t size,
				   uint64_t offset);
/* Whoever had it open has closed it. */
void tree_closed(struct tree *tree, struct tree_ref ref);

/*
 * One write. Bytes that were taken; -EINPROGRESS: `done` is called; -ENOENT; -EHOSTDOWN; -EACCES,
 * -EINVAL, -EBUSY, -ERANGE, and what a start says: as Linux.
 */
COPRO_MUST_CHECK ssize_t tree_store(struct tree *tree, struct tree_ref ref,
				    struct tree_store *store, const void *data, size_t length);
/* The writer is gone: `done` is not called. What has begun goes on. */
void tree_withdraw(struct tree *tree, struct tree_store *store);

#endif
