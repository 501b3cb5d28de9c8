/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Device trees (Devicetree Specification 0.4): the one place where a flattened tree is walked.
 *
 * A tree comes from a file that somebody else made, so dt_open() checks all of it once, and every
 * call here stays inside it, answers a missing or malformed property with an error, and ends in
 * bounded time whatever the tree holds.
 *
 * A node is an int: what libfdt calls its offset, valid until the tree is changed. Negative: none.
 * Nothing here keeps state; several threads may read one tree.
 */
#ifndef COPRO_DT_DT_H
#define COPRO_DT_DT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#define DT_PATH_MAX 256u /* a node's path with its NUL; dt_open() refuses longer ones */
#define DT_ARGS_MAX 8u /* cells after a phandle */
#define DT_NONE	    (-1)
#define DT_SIZE_MAX (2u << 20) /* bytes; dt_open() refuses larger ones */
#define DT_PHANDLES 512u /* dtc counts from 1: those below are found without a search */
#define DT_MARKS    256u

/* The first two are for everybody; what follows is dt_open()'s, so that nothing is looked for from the
 * top of a large tree again and again. */
struct dt {
	const void *blob; /* the caller's, stays put as long as the tree is used */
	size_t size; /* bytes */
	int by_phandle[DT_PHANDLES]; /* the node, or 0 */
	unsigned mark_count;
	struct dt_mark {
		int node;
		int parent;
	} marks[DT_MARKS]; /* of every so many nodes, in their order */
};

/* Why a tree was refused: one line, safe for a terminal, naming the node where one is at fault. */
struct dt_error {
	char text[200];
};

/* Checks the whole tree: header, structure, names, depth, and that each phandle, each child of a node
 * and each property of a node is unique. `blob`: at a multiple of 8 bytes, as malloc() gives it. 0, or
 * -EINVAL with the reason; `error` may be NULL. */
COPRO_MUST_CHECK int dt_open(struct dt *dt, const void *blob, size_t size, struct dt_error *error);

/* ---- nodes ---- */

#define DT_ROOT 0

/* By full path ("/soc/timer@40000000"; a unit address may be left out), by alias ("serial0"), or by
 * label in /__symbols__ where the tree has one ("&timers2"). DT_NONE if there is none. */
int dt_find(const struct dt *dt, const char *path);

int dt_child(const struct dt *dt, int node); /* the first one */
int dt_sibling(const struct dt *dt, int node); /* the next one */
int dt_parent(const struct dt *dt, int node);
/* The next node of the whole tree in its order, depth first; from DT_NONE: the root. */
int dt_next(const struct dt *dt, int node);
/* The next node after `after` (DT_NONE: from the start) that is compatible with `compatible`. */
int dt_next_compatible(const struct dt *dt, int after, const char *compatible);
int dt_by_phandle(const struct dt *dt, uint32_t phandle);

/* With unit address; never NULL for a node of this tree. */
const char *dt_name(const struct dt *dt, int node);
/* The full path. "?" if it does not fit. Returns `path`. */
const char *dt_path(const struct dt *dt, int node, char path[DT_PATH_MAX]);
/* The label as `dtc -@` keeps it in /__symbols__; NULL: none. */
const char *dt_label(const struct dt *dt, int node);

/* Status absent, "okay" or "ok" (2.3.4). Says nothing of its parents. */
bool dt_available(const struct dt *dt, int node);
/* A disabled node takes those below it with it: the nearest one, from `node` upwards, that is not
 * available; DT_NONE: all are. */
int dt_disabled_by(const struct dt *dt, int node);
/* The same for a secure reader: secure-status, or status where that is absent. */
bool dt_available_secure(const struct dt *dt, int node);
bool dt_compatible(const struct dt *dt, int node, const char *compatible);

/* ---- properties ---- */

/* The bytes of a property, NULL if the node has none. *size in bytes; may be NULL. */
const void *dt_property(const struct dt *dt, int node, const char *name, size_t *size);
bool dt_has(const struct dt *dt, int node, const char *name);
/* The name of the property at a place of the node, from 0; NULL: no more. */
const char *dt_property_name(const struct dt *dt, int node, size_t index);

/* One cell. 0; -ENOENT: no such property, or it is shorter; -EINVAL: not a multiple of 4 bytes. */
COPRO_MUST_CHECK int dt_cell(const struct dt *dt, int node, const char *name, size_t index,
			     uint32_t *value);
/* How many cells; 0 also for a missing or malformed property. */
size_t dt_cells(const struct dt *dt, int node, const char *name);

/* A string of a string list; NULL if there is none or it is not terminated. */
const char *dt_string(const struct dt *dt, int node, const char *name, size_t index);
/* The index of a string in a string list: -ENOENT if it is not there. */
COPRO_MUST_CHECK int dt_string_index(const struct dt *dt, int node, const char *name,
				     const char *string);

/* One entry of `reg`, translated through the `ranges` of all parents to an address of the root's bus.
 * `size` is 0 where the bus has no sizes; either pointer may be NULL. 0; -ENOENT: none, or a parent
 * has no `ranges` or none for it; -EINVAL: malformed; -ERANGE: does not fit 32 bits. */
COPRO_MUST_CHECK int dt_reg(const struct dt *dt, int node, size_t index, uint32_t *address,
			    uint32_t *size);

/* Entries of a phandle list that are looked at. */
#define DT_LIST_MAX 256u

/* What a phandle list points to. */
struct dt_args {
	int node; /* the node pointed to */
	unsigned count;
	uint32_t cells[DT_ARGS_MAX];
};

/*
 * One entry of a list of phandles with arguments ("clocks", "mboxes", "resets", ...): `cells_name` is
 * the property of the node pointed to that says how many cells follow ("#clock-cells"); NULL: none.
 * 0; -ENOENT: no such entry; -EINVAL: the phandle points to nothing, or the list ends in the middle.
 */
COPRO_MUST_CHECK int dt_args(const struct dt *dt, int node, const char *name,
			     const char *cells_name, size_t index, struct dt_args *args);

/* ---- changing a copy ---- */

/* A tree of one's own that may be changed; zeroed before first use. Its nodes move at each change. */
struct dt_copy {
	struct dt dt;
	void *memory;
};

/* 0, -ENOMEM. dt_copy_free() also takes a zeroed one. */
COPRO_MUST_CHECK int dt_copy_make(struct dt_copy *copy, const struct dt *from);
void dt_copy_free(struct dt_copy *copy);

/* Sets or replaces a property. 0; -ENOMEM: that, or larger than DT_SIZE_MAX; -EINVAL: no such node, or
 * not a name of a property. */
COPRO_MUST_CHECK int dt_set_string(struct dt_copy *copy, int node, const char *name,
				   const char *value);
COPRO_MUST_CHECK int dt_set_cell(struct dt_copy *copy, int node, const char *name, uint32_t value);

/* ---- showing it (dt_print.c) ---- */

struct dt_sink {
	/* Some text, not terminated. */
	void (*write)(void *context, const char *text, size_t length);
	void *context;
};

/* As source that dtc compiles to the same tree again. */
void dt_print(const struct dt *dt, const struct dt_sink *sink);

/* What differs, node by node: "- " and "+ " before the properties and nodes of the one and of the
 * other, below the path of their node. Returns the number of differences. */
size_t dt_diff(const struct dt *before, const struct dt *after, const struct dt_sink *sink);

#endif
