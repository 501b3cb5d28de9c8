/* SPDX-License-Identifier: BSD-3-Clause */
/* A board that stays and its tree, without a file system: for tests of what the files say and take. */
#ifndef TESTS_SERVICE_TREE_RIG_H
#define TESTS_SERVICE_TREE_RIG_H

#include "service/devcoredump.h"
#include "service/tree.h"

#define SYSFS	"class/remoteproc/remoteproc0/"
#define DEBUGFS "kernel/debug/remoteproc/remoteproc0/"

struct tree_rig {
	struct control *control;
	struct machine *machine;
	struct devcoredump_set *dumps;
	struct tree *tree;
	struct control_listener listener;
	char states[512]; /* the words, in order, each with a blank behind it */
	void *early; /* bytes of a firmware that the boot loader starts */
};

/* A write and what became of it. */
struct tree_write {
	struct tree_store store;
	struct machine *machine;
	bool done;
	ssize_t result;
};

/* early: a firmware that the boot loader starts; NULL: none. config->machine is filled in here. */
struct tree_rig *tree_rig_make(struct control_config *config, const char *early);
/* With coredumps that are kept for so many milliseconds of wall time. */
struct tree_rig *tree_rig_make_keeping(struct control_config *config, const char *early,
				       uint64_t keep_ms);
void tree_rig_free(struct tree_rig *rig);

/* Runs for so much virtual time. */
void tree_rig_settle(struct tree_rig *rig, uint64_t ps);
enum rproc_state tree_rig_state(const struct tree_rig *rig);

/* Begins a write. The path must be there. */
void tree_rig_begin(struct tree_rig *rig, struct tree_write *write, const char *path,
		    const char *text, size_t length);
/* Runs until it is done. */
ssize_t tree_rig_await(struct tree_rig *rig, struct tree_write *write);
/* The same for what a shell would write with `echo -n`. */
ssize_t tree_rig_write(struct tree_rig *rig, const char *path, const char *text);

/* What a file says, with a NUL behind it; NULL: it cannot be read, or is not there. Until the next call. */
const char *tree_rig_read(struct tree_rig *rig, const char *path);
/* What is in a directory, each with a blank behind it. Until the next call. */
const char *tree_rig_list(struct tree_rig *rig, const char *path);

#endif
