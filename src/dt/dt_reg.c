/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses (Devicetree Specification 0.4, 2.3.5 to 2.3.8: #address-cells, #size-cells, reg, ranges). */
#include <errno.h>

#include "dt/dt_walk.h"

/* A number of more cells is an address with flags, as of PCI, or too large for this chip. */
#define NUMBER_CELLS 2u
#define CELL	     4u

struct bus {
	uint32_t address_cells; /* of its children */
	uint32_t size_cells;
};

static int read_bus(const struct dt *dt, int node, struct bus *bus)
{
	/* 2.3.5: what holds where they are missing. */
	*bus = (struct bus){.address_cells = 2, .size_cells = 1};
	if (dt_has(dt, node, "#address-cells") &&
	    dt_cell(dt, node, "#address-cells", 0, &bus->address_cells))
		return -EINVAL;
	if (dt_has(dt, node, "#size-cells") &&
	    dt_cell(dt, node, "#size-cells", 0, &bus->size_cells))
		return -EINVAL;
	if (bus->address_cells == 0)
		return -EINVAL;
	if (bus->address_cells > NUMBER_CELLS || bus->size_cells > NUMBER_CELLS)
		return -ENOENT;
	return 0;
}

/* Of so many cells. */
static uint64_t read_number(const uint8_t *cells, uint32_t count)
{
	uint64_t number = 0;

	for (; count; count--, cells += CELL)
		number = number << 32 | dt_be32(cells);
	return number;
}

/* From an address on a bus to an address on the bus that it is on itself. */
static int translate(const struct dt *dt, int node, const struct bus *child,
		     const struct bus *parent, uint64_t *address)
{
	const uint32_t row = child->address_cells + parent->address_cells + child->size_cells;
	size_t size;
	const uint8_t *ranges = dt_property(dt, node, "ranges", &size);

	if (!ranges)
		return -ENOENT;
	if (size % (row * CELL))
		return -EINVAL;
	/* 2.3.8: the same addresses. */
	if (size == 0)
		return 0;
	for (size_t at = 0; at < size; at += row * CELL) {
		const uint8_t *to = ranges + at + child->address_cells * CELL;
		const uint8_t *length = to + parent->address_cells * CELL;
		const uint64_t from = read_number(ranges + at, child->address_cells);
		const uint64_t target = read_number(to, parent->address_cells);

		if (*address < from || *address - from >= read_number(length, child->size_cells))
			continue;
		if (target > UINT64_MAX - (*address - from))
			return -ERANGE;
		*address = target + (*address - from);
		return 0;
	}
	return -ENOENT;
}

int dt_reg(const struct dt *dt, int node, size_t index, uint32_t *address, uint32_t *size)
{
	int nodes[DT_DEPTH_MAX];
	const unsigned depth = dt_ancestors(dt, node, nodes);
	struct bus buses[DT_DEPTH_MAX];
	uint64_t start, length;
	const uint8_t *reg;
	size_t bytes, row;
	int status;

	reg = dt_property(dt, node, "reg", &bytes);
	if (depth < 2 || !reg)
		return -ENOENT;
	for (unsigned i = 0; i < depth - 1; i++) {
		status = read_bus(dt, nodes[i], &buses[i]);
		if (status)
			return status;
	}
	row = (buses[depth - 2].address_cells + buses[depth - 2].size_cells) * CELL;
	if (bytes == 0 || bytes % row)
		return -EINVAL;
	if (index >= bytes / row)
		return -ENOENT;
	reg += index * row;
	start = read_number(reg, buses[depth - 2].address_cells);
	length = read_number(reg + buses[depth - 2].address_cells * CELL,
			     buses[depth - 2].size_cells);
	for (unsigned i = depth - 2; i > 0; i--) {
		status = translate(dt, nodes[i], &buses[i], &buses[i - 1], &start);
		if (status)
			return status;
	}
	/* The last byte, not the one after it, has to have an address. */
	if (start > UINT32_MAX || length > UINT32_MAX ||
	    (length && length - 1 > UINT32_MAX - start))
		return -ERANGE;
	if (address)
		*address = (uint32_t)start;
	if (size)
		*size = (uint32_t)length;
	return 0;
}
