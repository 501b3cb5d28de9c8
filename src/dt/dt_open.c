/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What has to hold of a tree before anything else reads it (Devicetree Specification 0.4, chapters 2
 * and 5). One pass over the bytes and one sort of what has to be unique: no input takes longer than
 * that.
 */
#include <errno.h>
#include <libfdt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dt/dt_walk.h"

/* Something that may be there once: a child or a property of a node, or a phandle. */
struct once {
	int owner; /* the node it is in; DT_NONE for phandles */
	bool property;
	uint32_t phandle;
	const char *name;
};

struct check {
	const struct dt *dt;
	struct dt_error *error;
	struct dt_walk walk;
	char path[DT_PATH_MAX]; /* of the node we are in, "" for the root */
	size_t lengths[DT_DEPTH_MAX]; /* of that path, before each node was added */
	int nodes[DT_DEPTH_MAX];
	bool had_child[DT_DEPTH_MAX];
	uint32_t phandles[DT_DEPTH_MAX]; /* 0: none yet */
	unsigned depth;
	struct once *once;
	size_t count;
	size_t capacity;
};

__attribute__((format(printf, 2, 3))) static int refuse(struct dt_error *error, const char *format,
							...)
{
	va_list arguments;

	if (!error)
		return -EINVAL;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	for (char *text = error->text; *text; text++) {
		if (*text < 0x20 || *text > 0x7E)
			*text = '?';
	}
	return -EINVAL;
}

/* With the node in which it is. */
static int refuse_here(const struct check *check, const char *what, const char *name)
{
	return refuse(check->error, "%s: %s%s%s", *check->path ? check->path : "/", what,
		      *name ? " " : "", name);
}

static int check_header(const void *blob, size_t size, struct dt_error *error)
{
	int status;

	if (size < sizeof(struct fdt_header))
		return refuse(error, "%zu bytes are too few for a device tree", size);
	if ((uintptr_t)blob % 8)
		return refuse(error, "the device tree is not in memory at a multiple of 8 bytes");
	if (fdt_magic(blob) != FDT_MAGIC)
		return refuse(error, "not a device tree: it starts with 0x%08x instead of 0x%08x",
			      fdt_magic(blob), FDT_MAGIC);
	if (fdt_version(blob) < 17 || fdt_last_comp_version(blob) > 17)
		return refuse(error,
			      "version %u of the device tree format, which is not one that can be "
			      "read as version 17",
			      fdt_version(blob));
	if (fdt_totalsize(blob) > size)
		return refuse(error, "cut off: %zu bytes of %u", size, fdt_totalsize(blob));
	if (fdt_totalsize(blob) > DT_SIZE_MAX)
		return refuse(error, "%u bytes are more than %u", fdt_totalsize(blob), DT_SIZE_MAX);
	status = fdt_check_header(blob);
	if (status)
		return refuse(error, "the header is wrong: %s", fdt_strerror(status));
	if (fdt_off_dt_struct(blob) % 4 || fdt_off_mem_rsvmap(blob) % 8)
		return refuse(error, "a block does not start where a block may start");
	return 0;
}

static int remember(struct check *check, struct once once)
{
	if (check->count == check->capacity) {
		size_t capacity = check->capacity ? 2 * check->capacity : 1024;
		struct once *more = realloc(check->once, capacity * sizeof(*more));

		if (!more)
			return refuse(check->error, "not enough memory to check the device tree");
		check->once = more;
		check->capacity = capacity;
	}
	check->once[check->count++] = once;
	return 0;
}

static int enter(struct check *check)
{
	const char *name = check->walk.name;
	const size_t length = strlen(check->path);

	if (check->depth == DT_DEPTH_MAX)
		return refuse_here(check, "nodes are nested too deep", "");
	if (check->depth == 0) {
		/* libfdt takes the first word for the root. */
		if (check->walk.node != DT_ROOT || *name)
			return refuse(check->error, "the tree does not start with its root");
	} else {
		if (!dt_node_name_valid(name))
			return refuse_here(check, "a node's name is not one:", name);
		if (length + 1 + strlen(name) >= sizeof(check->path))
			return refuse_here(check, "the path is too long of node", name);
		snprintf(check->path + length, sizeof(check->path) - length, "/%s", name);
		check->had_child[check->depth - 1] = true;
		if (remember(check,
			     (struct once){.owner = check->nodes[check->depth - 1], .name = name}))
			return -EINVAL;
	}
	check->lengths[check->depth] = length;
	check->nodes[check->depth] = check->walk.node;
	check->had_child[check->depth] = false;
	check->phandles[check->depth] = 0;
	check->depth++;
	return 0;
}

static int check_phandle(struct check *check)
{
	const struct dt_walk *walk = &check->walk;
	uint32_t *known = &check->phandles[check->depth - 1];
	uint32_t phandle;

	if (walk->length != sizeof(phandle))
		return refuse_here(check, "not one cell:", walk->name);
	phandle = dt_be32(walk->value);
	if (!dt_phandle_valid(phandle))
		return refuse_here(check, "0 and -1 are none:", walk->name);
	/* A node may have the same one under both names. */
	if (*known == phandle)
		return 0;
	if (*known)
		return refuse_here(check, "phandle and linux,phandle differ", "");
	*known = phandle;
	return remember(check,
			(struct once){.owner = DT_NONE, .phandle = phandle, .name = walk->name});
}

static int check_property(struct check *check)
{
	const struct dt_walk *walk = &check->walk;

	if (check->depth == 0)
		return refuse(check->error, "a property outside of all nodes");
	if (check->had_child[check->depth - 1])
		return refuse_here(check, "after a child comes property", walk->name);
	if (!dt_property_name_valid(walk->name))
		return refuse_here(check, "a property's name is not one:", walk->name);
	if (remember(check, (struct once){.owner = check->nodes[check->depth - 1],
					  .property = true,
					  .name = walk->name}))
		return -EINVAL;
	return dt_is_phandle(walk->name) ? check_phandle(check) : 0;
}

/* The structure block from its first tag to its last. */
static int check_structure(struct check *check)
{
	bool complete = false;
	int status = 0;

	while (status == 0) {
		const enum dt_tag tag = dt_walk_next(&check->walk);

		if (tag == DT_TAG_BROKEN)
			return refuse_here(check, check->walk.fault, "");
		if (tag == DT_TAG_STOP && complete)
			return 0;
		if (complete || tag == DT_TAG_STOP)
			return refuse(check->error, complete ? "there is more after the root's end"
							     : "the root does not end");
		if (tag == DT_TAG_BEGIN) {
			status = enter(check);
		} else if (tag == DT_TAG_PROPERTY) {
			status = check_property(check);
		} else if (check->depth == 0) {
			return refuse(check->error, "a node ends that did not start");
		} else {
			check->depth--;
			check->path[check->lengths[check->depth]] = 0;
			complete = check->depth == 0;
		}
	}
	return status;
}

static int once_compare(const void *left, const void *right)
{
	const struct once *a = left;
	const struct once *b = right;

	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	if (a->property != b->property)
		return a->property ? 1 : -1;
	if (a->phandle != b->phandle)
		return a->phandle < b->phandle ? -1 : 1;
	return a->phandle ? 0 : strcmp(a->name, b->name);
}

static int check_once(struct check *check)
{
	char path[DT_PATH_MAX];

	if (check->count == 0)
		return 0;
	qsort(check->once, check->count, sizeof(*check->once), once_compare);
	for (size_t i = 1; i < check->count; i++) {
		const struct once *one = &check->once[i];

		if (once_compare(one - 1, one) != 0)
			continue;
		if (one->owner == DT_NONE)
			return refuse(check->error, "two nodes have phandle 0x%x", one->phandle);
		return refuse(check->error, "%s: two %s are called %s",
			      dt_path(check->dt, one->owner, path),
			      one->property ? "properties" : "children", one->name);
	}
	return 0;
}

int dt_open(struct dt *dt, const void *blob, size_t size, struct dt_error *error)
{
	struct check check = {.dt = dt, .error = error};
	int status;

	*dt = (struct dt){0};
	if (error)
		*error = (struct dt_error){{0}};
	status = check_header(blob, size, error);
	if (status)
		return status;
	dt->blob = blob;
	dt->size = fdt_totalsize(blob);
	dt_walk_start(&check.walk, blob);
	status = check_structure(&check);
	if (status == 0)
		status = check_once(&check);
	free(check.once);
	/* The reservations, and a second opinion by the reader that is used from here on. */
	if (status == 0) {
		status = fdt_check_full(blob, size);
		if (status)
			status = refuse(error, "the tree is not sound: %s", fdt_strerror(status));
	}
	if (status) {
		*dt = (struct dt){0};
		return status;
	}
	dt_index(dt);
	return 0;
}
