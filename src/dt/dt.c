/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: how to find them and how they lie (Devicetree Specification 0.4, 2.2). */
#include "dt/dt.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "dt/dt_walk.h"

/* The path that a property of a node such as /aliases holds. libfdt would look up an alias of an
 * alias, without an end where they go round. */
static int find_by(const struct dt *dt, const char *directory, const char *name)
{
	const int node = fdt_path_offset(dt->blob, directory);
	const char *path = node < 0 ? NULL : dt_string(dt, node, name, 0);

	return path && *path == '/' ? fdt_path_offset(dt->blob, path) : DT_NONE;
}

int dt_find(const struct dt *dt, const char *path)
{
	int node;

	if (*path == '/')
		node = fdt_path_offset(dt->blob, path);
	else if (*path == '&')
		node = find_by(dt, "/__symbols__", path + 1);
	else
		node = find_by(dt, "/aliases", path);
	return node < 0 ? DT_NONE : node;
}

int dt_child(const struct dt *dt, int node)
{
	/* For libfdt, what comes first below no node is the root. */
	const int child = node < 0 ? DT_NONE : fdt_first_subnode(dt->blob, node);

	return child < 0 ? DT_NONE : child;
}

int dt_sibling(const struct dt *dt, int node)
{
	const int sibling = node < 0 ? DT_NONE : fdt_next_subnode(dt->blob, node);

	return sibling < 0 ? DT_NONE : sibling;
}

int dt_parent(const struct dt *dt, int node)
{
	int nodes[DT_DEPTH_MAX];
	const unsigned depth = dt_ancestors(dt, node, nodes);

	return depth < 2 ? DT_NONE : nodes[depth - 2];
}

int dt_next(const struct dt *dt, int node)
{
	int next;

	if (node < 0)
		return DT_ROOT;
	next = fdt_next_node(dt->blob, node, NULL);
	return next < 0 ? DT_NONE : next;
}

int dt_next_compatible(const struct dt *dt, int after, const char *compatible)
{
	int node = after;

	do {
		node = dt_next(dt, node);
	} while (node >= 0 && !dt_compatible(dt, node, compatible));
	return node;
}

static bool has_phandle(const struct dt *dt, int node, uint32_t phandle)
{
	return fdt_get_phandle(dt->blob, node) == phandle;
}

/* What dt_index() had no place for, or what a change has moved. */
static int search_phandle(const struct dt *dt, uint32_t phandle)
{
	struct dt_walk walk;
	enum dt_tag tag;
	int node = DT_NONE;

	dt_walk_start(&walk, dt->blob);
	do {
		tag = dt_walk_next(&walk);
		if (tag == DT_TAG_BEGIN)
			node = walk.node;
		else if (tag == DT_TAG_PROPERTY && walk.length == sizeof(phandle) &&
			 dt_be32(walk.value) == phandle && dt_is_phandle(walk.name))
			return node;
	} while (tag != DT_TAG_STOP && tag != DT_TAG_BROKEN);
	return DT_NONE;
}

int dt_by_phandle(const struct dt *dt, uint32_t phandle)
{
	if (!dt_phandle_valid(phandle))
		return DT_NONE;
	if (phandle < DT_PHANDLES && has_phandle(dt, dt->by_phandle[phandle], phandle))
		return dt->by_phandle[phandle];
	return search_phandle(dt, phandle);
}

const char *dt_name(const struct dt *dt, int node)
{
	const char *name = fdt_get_name(dt->blob, node, NULL);

	return name ? name : "?";
}

const char *dt_path(const struct dt *dt, int node, char path[DT_PATH_MAX])
{
	int nodes[DT_DEPTH_MAX];
	const unsigned depth = dt_ancestors(dt, node, nodes);
	size_t length = 0;

	snprintf(path, DT_PATH_MAX, "%s", depth ? "/" : "?");
	for (unsigned i = 1; i < depth; i++) {
		const char *name = dt_name(dt, nodes[i]);

		if (length + 1 + strlen(name) >= DT_PATH_MAX) {
			snprintf(path, DT_PATH_MAX, "?");
			break;
		}
		length += (size_t)snprintf(path + length, DT_PATH_MAX - length, "/%s", name);
	}
	return path;
}

static bool okay(const char *status)
{
	return status && (strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0);
}

bool dt_available(const struct dt *dt, int node)
{
	return !dt_has(dt, node, "status") || okay(dt_string(dt, node, "status", 0));
}

int dt_disabled_by(const struct dt *dt, int node)
{
	while (node >= 0 && dt_available(dt, node))
		node = dt_parent(dt, node);
	return node >= 0 ? node : DT_NONE;
}

bool dt_available_secure(const struct dt *dt, int node)
{
	if (dt_has(dt, node, "secure-status"))
		return okay(dt_string(dt, node, "secure-status", 0));
	return dt_available(dt, node);
}

bool dt_compatible(const struct dt *dt, int node, const char *compatible)
{
	return dt_string_index(dt, node, "compatible", compatible) >= 0;
}
