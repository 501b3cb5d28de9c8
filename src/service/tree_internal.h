/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the tree share: tree.c walks it, tree_layout.c says what is where, and the others have
 * a directory each. */
#ifndef COPRO_SERVICE_TREE_INTERNAL_H
#define COPRO_SERVICE_TREE_INTERNAL_H

#include <sys/stat.h>

#include "service/tree.h"

#define TREE_PLACES	  64u
#define TREE_INSTANCE_MAX (UINT64_C(1) << 48)

enum tree_flags {
	TREE_SYSFS = 1, /* a page, and permissions are looked at when it is opened */
	TREE_LIVE = 2
};

/* One of several of a kind. */
struct tree_member {
	uint64_t instance; /* the same as long as it is there; less than TREE_INSTANCE_MAX */
	char name[TREE_NAME];
};

/* What a directory has: one thing, or as many of a kind as there are. Files get the instance of the
 * member that they are, or are in. */
struct tree_entry {
	const char *name; /* NULL: members of a kind */
	mode_t mode; /* 0 ends a table */
	unsigned flags;
	const struct tree_entry *children; /* of a directory */
	/* The index-th from 0 of those there are now; false past the last. */
	bool (*member)(struct tree *tree, uint32_t index, struct tree_member *member);
	const char *link; /* of a link that always leads to the same */
	int (*target)(struct tree *tree, uint64_t instance, char *target, size_t size);
	int (*show)(struct tree *tree, uint64_t instance, FILE *out);
	ssize_t (*read)(struct tree *tree, uint64_t instance, void *data, size_t size,
			uint64_t offset);
	void (*closed)(struct tree *tree, uint64_t instance);
	/* `text` is what was written, with a NUL behind it; store->length is its length. 0: all of it was
	 * taken; -EINPROGRESS: store->request was asked. */
	int (*store)(struct tree *tree, uint64_t instance, struct tree_store *store,
		     const char *text);
};

struct tree_place {
	const struct tree_entry *entry;
	uint32_t parent;
	uint32_t first; /* of its children */
	uint32_t count;
};

struct tree {
	struct tree_config config;
	struct tree_place places[TREE_PLACES];
	uint32_t count;
};

extern const struct tree_entry tree_layout; /* the root */
extern const struct tree_entry tree_sysfs_files[]; /* of class/remoteproc/remoteproc0 */
extern const struct tree_entry tree_debugfs_files[]; /* of kernel/debug/remoteproc/remoteproc0 */
extern const struct tree_entry tree_rpmsg_devices[]; /* of bus/rpmsg/devices */
extern const struct tree_entry tree_devcoredumps[]; /* of class/devcoredump */
extern const struct tree_entry tree_ttys[]; /* of dev */

/* The remoteproc, NULL: no Linux runs on the board. */
struct remoteproc *tree_remoteproc(const struct tree *tree);

/* Whether `text` is `word`, with or without a newline behind it (Linux's sysfs_streq()). */
bool tree_is_word(const char *text, const char *word);
/* Asks for something that takes time. -EINPROGRESS. */
int tree_ask(struct tree *tree, struct tree_store *store, enum control_verb verb);
/* The same, and the writer is told of success whatever comes. */
int tree_ask_heedless(struct tree *tree, struct tree_store *store, enum control_verb verb);

/* What sysfs and debugfs both show. */
int tree_show_name(struct tree *tree, uint64_t instance, FILE *out);
int tree_show_recovery(struct tree *tree, uint64_t instance, FILE *out);
int tree_show_coredump(struct tree *tree, uint64_t instance, FILE *out);
const char *tree_coredump_word(enum rproc_coredump mode); /* NULL past the last */

/* tree_debugfs_table.c */
int tree_show_table(struct tree *tree, uint64_t instance, FILE *out);

#endif
