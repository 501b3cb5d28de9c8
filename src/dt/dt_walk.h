/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One pass over a structure block (Devicetree Specification 0.4, 5.4), a tag at a time, inside its
 * bounds whatever it holds. libfdt answers the same questions by starting again from the top for
 * each; where a question is asked a thousand times in a boot, or of bytes nobody has checked, it is
 * asked with this.
 */
#ifndef COPRO_DT_DT_WALK_H
#define COPRO_DT_DT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dt/dt.h"

#define DT_DEPTH_MAX	     32u /* nodes from the root down, the root being the first */
#define DT_PROPERTY_NAME_MAX 128u /* bytes with the NUL */

enum dt_tag {
	DT_TAG_BEGIN, /* a node: name */
	DT_TAG_END,
	DT_TAG_PROPERTY, /* name, value, length */
	DT_TAG_STOP, /* the end of the block */
	DT_TAG_BROKEN /* the block ends too early or holds something else: fault says what */
};

struct dt_walk {
	const uint8_t *block;
	size_t size;
	const uint8_t *strings;
	size_t strings_size;
	size_t next; /* offset of the tag after this one */

	int node; /* offset of this tag, which for DT_TAG_BEGIN is the node */
	const char *name; /* terminated */
	const uint8_t *value;
	size_t length;
	const char *fault;
};

/* Of a tree whose header says that its blocks are inside it. */
void dt_walk_start(struct dt_walk *walk, const void *blob);
enum dt_tag dt_walk_next(struct dt_walk *walk);

/* The nodes from the root (0) down to `node`. How many; 0 if there is no such node. */
unsigned dt_ancestors(const struct dt *dt, int node, int nodes[DT_DEPTH_MAX]);

/* Fills in what dt_by_phandle() looks up. */
void dt_index(struct dt *dt);

/* What a node and a property may be called (2.2.1, 2.2.4; also what dtc takes). */
bool dt_node_name_valid(const char *name);
bool dt_property_name_valid(const char *name);

/* The value of a property "phandle", or of the "linux,phandle" that it once was. False: it is
 * neither, or none that a node may have. */
bool dt_is_phandle(const char *name);
bool dt_phandle_valid(uint32_t phandle);

static inline uint32_t dt_be32(const void *bytes)
{
	const uint8_t *byte = bytes;

	return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

#endif
