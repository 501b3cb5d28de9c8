/* SPDX-License-Identifier: BSD-3-Clause */
#include "dt/dt_walk.h"

#include <libfdt.h>
#include <string.h>

#define CELL 4u

void dt_walk_start(struct dt_walk *walk, const void *blob)
{
	const uint8_t *bytes = blob;

	*walk = (struct dt_walk){
		.block = bytes + fdt_off_dt_struct(blob),
		.size = fdt_size_dt_struct(blob),
		.strings = bytes + fdt_off_dt_strings(blob),
		.strings_size = fdt_size_dt_strings(blob),
		.node = DT_NONE,
	};
}

static enum dt_tag broken(struct dt_walk *walk, const char *fault)
{
	walk->fault = fault;
	return DT_TAG_BROKEN;
}

/* So many bytes and the padding to the next tag. NULL if the block is shorter. */
static const uint8_t *take(struct dt_walk *walk, size_t length)
{
	const size_t left = walk->size - walk->next;
	const uint8_t *start = walk->block + walk->next;
	size_t padded;

	if (length > left)
		return NULL;
	padded = (length + CELL - 1) / CELL * CELL;
	if (padded > left)
		return NULL;
	walk->next += padded;
	return start;
}

static enum dt_tag take_node(struct dt_walk *walk)
{
	const uint8_t *name = walk->block + walk->next;
	const size_t left = walk->size - walk->next;
	const uint8_t *end = memchr(name, 0, left < DT_PATH_MAX ? left : DT_PATH_MAX);

	if (!end)
		return broken(walk, left < DT_PATH_MAX ? "a node's name does not end"
						       : "a node's name is too long");
	if (!take(walk, (size_t)(end - name) + 1))
		return broken(walk, "the structure block ends in a node's name");
	walk->name = (const char *)name;
	return DT_TAG_BEGIN;
}

static enum dt_tag take_property(struct dt_walk *walk)
{
	const uint8_t *header = take(walk, 2 * CELL);
	size_t offset, left;

	if (!header)
		return broken(walk, "the structure block ends in a property");
	walk->length = dt_be32(header);
	offset = dt_be32(header + CELL);
	if (offset >= walk->strings_size)
		return broken(walk, "a property's name is outside the strings block");
	walk->name = (const char *)walk->strings + offset;
	left = walk->strings_size - offset;
	if (left > DT_PROPERTY_NAME_MAX)
		left = DT_PROPERTY_NAME_MAX;
	if (!memchr(walk->name, 0, left))
		return broken(walk, "a property's name does not end or is too long");
	walk->value = take(walk, walk->length);
	if (!walk->value)
		return broken(walk, "a property is longer than the structure block");
	return DT_TAG_PROPERTY;
}

enum dt_tag dt_walk_next(struct dt_walk *walk)
{
	for (;;) {
		const uint8_t *tag;

		walk->node = (int)walk->next;
		tag = take(walk, CELL);
		if (!tag)
			return broken(walk, "the structure block has no end");
		switch (dt_be32(tag)) {
		case FDT_NOP:
			continue;
		case FDT_BEGIN_NODE:
			return take_node(walk);
		case FDT_END_NODE:
			return DT_TAG_END;
		case FDT_PROP:
			return take_property(walk);
		case FDT_END:
			return DT_TAG_STOP;
		default:
			return broken(walk, "the structure block holds a tag that does not exist");
		}
	}
}

/* The last mark that is not behind `node`; NULL if there is none. */
static const struct dt_mark *mark_before(const struct dt *dt, int node)
{
	unsigned low = 0, high = dt->mark_count;

	while (low < high) {
		const unsigned middle = low + (high - low) / 2;

		if (dt->marks[middle].node <= node)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &dt->marks[low - 1] : NULL;
}

unsigned dt_ancestors(const struct dt *dt, int node, int nodes[DT_DEPTH_MAX])
{
	const struct dt_mark *mark = mark_before(dt, node);
	struct dt_walk walk;
	unsigned depth = 0;

	dt_walk_start(&walk, dt->blob);
	/* A parent comes before its child: this ends. */
	if (mark && mark->node != DT_ROOT) {
		depth = dt_ancestors(dt, mark->parent, nodes);
		walk.next = (size_t)mark->node;
	}
	for (;;) {
		switch (dt_walk_next(&walk)) {
		case DT_TAG_BEGIN:
			if (walk.node > node || depth == DT_DEPTH_MAX)
				return 0;
			nodes[depth++] = walk.node;
			if (walk.node == node)
				return depth;
			break;
		case DT_TAG_END:
			if (depth == 0)
				return 0;
			depth--;
			break;
		case DT_TAG_PROPERTY:
			break;
		case DT_TAG_STOP:
		case DT_TAG_BROKEN:
			return 0;
		}
	}
}

bool dt_is_phandle(const char *name)
{
	return strcmp(name, "phandle") == 0 || strcmp(name, "linux,phandle") == 0;
}

bool dt_phandle_valid(uint32_t phandle)
{
	return phandle != 0 && phandle != UINT32_MAX;
}

/* Every `stride`th node is marked; the stride doubles when there are too many. */
static void add_mark(struct dt *dt, unsigned *stride, unsigned count, struct dt_mark mark)
{
	if (count % *stride)
		return;
	if (dt->mark_count == DT_MARKS) {
		for (unsigned i = 0; i < DT_MARKS / 2; i++)
			dt->marks[i] = dt->marks[2 * i];
		dt->mark_count = DT_MARKS / 2;
		*stride *= 2;
	}
	dt->marks[dt->mark_count++] = mark;
}

void dt_index(struct dt *dt)
{
	unsigned depth = 0, count = 0, stride = 1;
	int path[DT_DEPTH_MAX];
	struct dt_walk walk;

	memset(dt->by_phandle, 0, sizeof(dt->by_phandle));
	dt->mark_count = 0;
	dt_walk_start(&walk, dt->blob);
	for (;;) {
		switch (dt_walk_next(&walk)) {
		case DT_TAG_BEGIN:
			if (depth == DT_DEPTH_MAX)
				return;
			path[depth] = walk.node;
			add_mark(dt, &stride, count++,
				 (struct dt_mark){walk.node, depth ? path[depth - 1] : DT_NONE});
			depth++;
			break;
		case DT_TAG_END:
			if (depth == 0)
				return;
			depth--;
			break;
		case DT_TAG_PROPERTY:
			if (depth && walk.length == CELL && dt_is_phandle(walk.name) &&
			    dt_be32(walk.value) < DT_PHANDLES)
				dt->by_phandle[dt_be32(walk.value)] = path[depth - 1];
			break;
		case DT_TAG_STOP:
		case DT_TAG_BROKEN:
			return;
		}
	}
}

/* Letters, digits, and what else is given. */
static bool has_only(const char *name, const char *others)
{
	for (; *name; name++) {
		if (!(*name >= 'a' && *name <= 'z') && !(*name >= 'A' && *name <= 'Z') &&
		    !(*name >= '0' && *name <= '9') && !strchr(others, *name))
			return false;
	}
	return true;
}

bool dt_node_name_valid(const char *name)
{
	const char *at = strchr(name, '@');

	return *name && at != name && has_only(name, ",._+-@") && !(at && strchr(at + 1, '@'));
}

bool dt_property_name_valid(const char *name)
{
	return *name && has_only(name, ",._+*#?-");
}
