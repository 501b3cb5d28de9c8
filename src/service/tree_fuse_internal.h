/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the file system share: tree_fuse.c (mounting, and its share of the event loop),
 * tree_fuse_ops.c (requests), tree_fuse_write.c (those that may wait), tree_mount_point.c (the directory). */
#ifndef COPRO_SERVICE_TREE_FUSE_INTERNAL_H
#define COPRO_SERVICE_TREE_FUSE_INTERNAL_H

#define FUSE_USE_VERSION 35

#include <fuse_lowlevel.h>
#include <limits.h>
#include <time.h>
#include <uv.h>

#include "service/tree_fuse.h"

#define TREE_SUBTYPE "copro" /* the mount's type is fuse.copro */

struct tree_file;
struct tree_writer;

struct tree_mount {
	struct tree *tree;
	struct machine *machine;
	struct fuse_session *session;
	struct fuse_buf buffer;
	uv_poll_t poll;
	struct machine_work work; /* there are requests */
	struct tree_file *files; /* open ones */
	struct tree_writer *writers; /* that wait */
	struct timespec since;
	bool polling;
	char directory[PATH_MAX];
};

static inline struct tree_mount *tree_fuse_mount(fuse_req_t request)
{
	return fuse_req_userdata(request);
}

/* A place by the number that the kernel knows it by. */
#define TREE_PLACE_BITS 12u /* TREE_PLACES fit */

static inline fuse_ino_t tree_fuse_number(struct tree_ref ref)
{
	return ((ref.instance << TREE_PLACE_BITS) | ref.place) + FUSE_ROOT_ID;
}

static inline struct tree_ref tree_fuse_ref(fuse_ino_t number)
{
	number -= FUSE_ROOT_ID;
	return (struct tree_ref){number & ((1u << TREE_PLACE_BITS) - 1u),
				 number >> TREE_PLACE_BITS};
}

extern const struct fuse_lowlevel_ops tree_fuse_ops; /* the user data is a struct tree_mount */
void tree_fuse_write(fuse_req_t request, fuse_ino_t number, const char *data, size_t size,
		     off_t offset, struct fuse_file_info *info);
/* Before the session goes. */
void tree_fuse_end_writes(struct tree_mount *mount);
void tree_fuse_close_files(struct tree_mount *mount);

/* tree_mount_point.c: checks, and makes fit, the directory to mount on. As tree_mount(). */
COPRO_MUST_CHECK int tree_mount_point(const struct tree_mount_config *config, const char *directory,
				      char path[PATH_MAX], struct host_error *error);

#endif
