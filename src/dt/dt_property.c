/* SPDX-License-Identifier: BSD-3-Clause */
/* Properties: bytes, cells, strings and lists of phandles (Devicetree Specification 0.4, 2.2.4). */
#include <errno.h>
#include <libfdt.h>
#include <limits.h>

#include "dt/dt_walk.h"

#define CELL 4u

const void *dt_property(const struct dt *dt, int node, const char *name, size_t *size)
{
	int length = 0;
	const void *bytes = fdt_getprop(dt->blob, node, name, &length);

	if (size)
		*size = bytes && length > 0 ? (size_t)length : 0;
	return bytes;
}

bool dt_has(const struct dt *dt, int node, const char *name)
{
	return dt_property(dt, node, name, NULL) != NULL;
}

int dt_cell(const struct dt *dt, int node, const char *name, size_t index, uint32_t *value)
{
	size_t size;
	const uint8_t *bytes = dt_property(dt, node, name, &size);

	if (!bytes)
		return -ENOENT;
	if (size % CELL)
		return -EINVAL;
	if (index >= size / CELL)
		return -ENOENT;
	*value = dt_be32(bytes + index * CELL);
	return 0;
}

size_t dt_cells(const struct dt *dt, int node, const char *name)
{
	size_t size;

	dt_property(dt, node, name, &size);
	return size % CELL ? 0 : size / CELL;
}

const char *dt_string(const struct dt *dt, int node, const char *name, size_t index)
{
	if (index > INT_MAX)
		return NULL;
	return fdt_stringlist_get(dt->blob, node, name, (int)index, NULL);
}

int dt_string_index(const struct dt *dt, int node, const char *name, const char *string)
{
	const int index = fdt_stringlist_search(dt->blob, node, name, string);

	return index < 0 ? -ENOENT : index;
}

/* What is left of a list of phandles. */
struct list {
	const uint8_t *next;
	size_t cells;
};

static uint32_t take(struct list *list)
{
	const uint32_t cell = dt_be32(list->next);

	list->next += CELL;
	list->cells--;
	return cell;
}

static int take_args(const struct dt *dt, struct list *list, const char *cells_name,
		     struct dt_args *args)
{
	uint32_t phandle;

	*args = (struct dt_args){.node = DT_NONE};
	if (list->cells == 0)
		return -ENOENT;
	phandle = take(list);
	/* An entry that is left out, as Linux has it: no arguments either. */
	if (phandle == 0)
		return 0;
	args->node = dt_by_phandle(dt, phandle);
	if (args->node < 0)
		return -EINVAL;
	if (cells_name && dt_cell(dt, args->node, cells_name, 0, &args->count))
		return -EINVAL;
	if (args->count > DT_ARGS_MAX || args->count > list->cells)
		return -EINVAL;
	for (unsigned i = 0; i < args->count; i++)
		args->cells[i] = take(list);
	return 0;
}

int dt_args(const struct dt *dt, int node, const char *name, const char *cells_name, size_t index,
	    struct dt_args *args)
{
	struct list list;
	size_t size;

	*args = (struct dt_args){.node = DT_NONE};
	list.next = dt_property(dt, node, name, &size);
	list.cells = size / CELL;
	if (!list.next || index >= DT_LIST_MAX)
		return -ENOENT;
	if (size % CELL)
		return -EINVAL;
	for (size_t i = 0;; i++) {
		const int status = take_args(dt, &list, cells_name, args);

		if (status)
			return status;
		if (i == index)
			return args->node < 0 ? -ENOENT : 0;
	}
}
