/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything that can be asked of a tree, asked of all of it: for trees that are not to be trusted.
 * Aborts where two answers contradict each other. A header, so that a fuzz target is one file. */
#ifndef TESTS_DT_VISIT_H
#define TESTS_DT_VISIT_H

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "dt/dt.h"

#define VISIT_NODES 2000u /* of a large tree, not all: many calls start again from its top */

static inline void visit_require(bool condition)
{
	if (!condition)
		abort();
}

static inline void visit_count(void *context, const char *text, size_t length)
{
	size_t *sum = context;

	for (size_t i = 0; i < length; i++)
		*sum += (unsigned char)text[i];
}

static inline void visit_property(const struct dt *dt, int node, const char *name, size_t *sum)
{
	struct dt_args args;
	const char *string;
	uint32_t value;
	size_t size;
	const uint8_t *bytes = dt_property(dt, node, name, &size);

	visit_require(bytes != NULL);
	for (size_t i = 0; i < size; i++)
		*sum += bytes[i];
	visit_require(dt_cells(dt, node, name) == (size % 4 ? 0 : size / 4));
	for (size_t i = 0; i < 4; i++) {
		const int status = dt_cell(dt, node, name, i, &value);

		visit_require((status == 0) == (size % 4 == 0 && i < size / 4));
		string = dt_string(dt, node, name, i);
		if (string) {
			const int index = dt_string_index(dt, node, name, string);

			*sum += strlen(string);
			visit_require(index >= 0 && (size_t)index <= i);
		}
	}
	/* What is no list is taken for one too, but in a large tree that is a long search each time. */
	if (dt->size > 8192 && strcmp(name, "clocks") != 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		if (dt_args(dt, node, name, i % 2 ? NULL : "#clock-cells", i, &args) == 0)
			*sum += strlen(dt_name(dt, args.node));
	}
}

static inline void visit_node(const struct dt *dt, int node, size_t *sum)
{
	const bool aliases = strcmp(dt_name(dt, node), "aliases") == 0;
	char path[DT_PATH_MAX];
	uint32_t address, size, phandle;
	int offset;

	dt_path(dt, node, path);
	visit_require(dt_find(dt, path) >= 0);
	/* libfdt starts from the top for this: what is remembered of the tree says the same. */
	offset = fdt_parent_offset(dt->blob, node);
	visit_require(dt_parent(dt, node) == (offset < 0 ? DT_NONE : offset));
	*sum += dt_available(dt, node) + dt_available_secure(dt, node);
	*sum += dt_compatible(dt, node, "uart");
	for (size_t i = 0; i < 3; i++) {
		if (dt_reg(dt, node, i, &address, &size) == 0)
			visit_require((uint64_t)address + size <= 0x100000000);
	}
	if (dt_cell(dt, node, "phandle", 0, &phandle) == 0)
		visit_require(dt_by_phandle(dt, phandle) == node);
	fdt_for_each_property_offset(offset, dt->blob, node)
	{
		const char *name = NULL;

		if (fdt_getprop_by_offset(dt->blob, offset, &name, NULL)) {
			visit_property(dt, node, name, sum);
			if (aliases)
				*sum += (size_t)dt_find(dt, name);
		}
	}
}

static inline void visit_copy(const struct dt *dt, const struct dt_sink *sink)
{
	struct dt_copy copy;
	struct dt again;
	int node;

	if (dt_copy_make(&copy, dt))
		return;
	visit_require(dt_diff(dt, &copy.dt, sink) == 0);
	node = dt_child(&copy.dt, DT_ROOT);
	if (node >= 0 && dt_set_string(&copy, node, "copro,test", "yes") == 0) {
		visit_require(dt_open(&again, copy.dt.blob, copy.dt.size, NULL) == 0);
		visit_require(dt_diff(dt, &copy.dt, sink) == 1 || dt_has(dt, node, "copro,test"));
	}
	dt_copy_free(&copy);
}

static inline void visit_all(const struct dt *dt)
{
	size_t sum = 0;
	const struct dt_sink sink = {visit_count, &sum};
	unsigned count = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0 && count < VISIT_NODES;
	     node = dt_next(dt, node), count++)
		visit_node(dt, node, &sum);
	visit_require(count > 0);
	dt_print(dt, &sink);
	visit_copy(dt, &sink);
	/* What is read is used. */
	visit_require(sum != 0);
}

#endif
