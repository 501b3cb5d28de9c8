/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a resource table that anyone may have written: everything is copied out, nothing trusted. */
#include <copro/resource_table.h>

#include "core/copy.h"

/* Copies `length` bytes at `offset`; the one place that decides what lies inside the table. */
static int table_read(const void *table, size_t size, size_t offset, void *to, size_t length)
{
	if (offset > size || length > size - offset)
		return -1;
	copy_bytes(to, (const uint8_t *)table + offset, (uint32_t)length);
	return 0;
}

static size_t entry_size(uint32_t type)
{
	switch (type) {
	case RSC_CARVEOUT:
	case RSC_DEVMEM:
		return sizeof(struct rsc_carveout);
	case RSC_TRACE:
		return sizeof(struct rsc_trace);
	case RSC_VDEV:
		return sizeof(struct rsc_vdev);
	default:
		return sizeof(uint32_t);
	}
}

static enum resource_table_error read_offset(const void *table, size_t size, uint32_t index,
					     uint32_t *offset)
{
	size_t place = sizeof(struct resource_table_header) + (size_t)index * sizeof(*offset);

	if (table_read(table, size, place, offset, sizeof(*offset)))
		return RESOURCE_TABLE_COUNT;
	return RESOURCE_TABLE_OK;
}

enum resource_table_error resource_table_check(const void *table, size_t size, uint32_t *count)
{
	struct resource_table_header header;
	struct resource_entry entry;
	enum resource_table_error error;
	uint32_t i;

	*count = 0;
	if (table_read(table, size, 0, &header, sizeof(header)))
		return RESOURCE_TABLE_TOO_SHORT;
	if (header.ver != 1)
		return RESOURCE_TABLE_VERSION;
	if (header.reserved[0] || header.reserved[1])
		return RESOURCE_TABLE_RESERVED;
	if (header.num > (size - sizeof(header)) / sizeof(uint32_t))
		return RESOURCE_TABLE_COUNT;
	for (i = 0; i < header.num; i++) {
		error = resource_table_entry(table, size, i, &entry);
		if (error)
			return error;
	}
	*count = header.num;
	return RESOURCE_TABLE_OK;
}

enum resource_table_error resource_table_entry(const void *table, size_t size, uint32_t index,
					       struct resource_entry *entry)
{
	enum resource_table_error error;
	struct rsc_vring vring;
	uint32_t place;
	uint32_t i;

	entry->vdev.num_of_vrings = 0;
	error = read_offset(table, size, index, &entry->offset);
	if (error)
		return error;
	if (table_read(table, size, entry->offset, &entry->type, sizeof(entry->type)))
		return RESOURCE_TABLE_OFFSET;
	/* Each variant starts with the type. */
	if (table_read(table, size, entry->offset, &entry->carveout, entry_size(entry->type)))
		return RESOURCE_TABLE_ENTRY;
	if (entry->type != RSC_VDEV)
		return RESOURCE_TABLE_OK;
	for (i = 0; i < entry->vdev.num_of_vrings; i++) {
		error = resource_table_vring(table, size, entry, i, &vring, &place);
		if (error)
			return error;
	}
	place = entry->offset + (uint32_t)sizeof(struct rsc_vdev) +
		entry->vdev.num_of_vrings * (uint32_t)sizeof(struct rsc_vring);
	return entry->vdev.config_len > size - place ? RESOURCE_TABLE_ENTRY : RESOURCE_TABLE_OK;
}

enum resource_table_error resource_table_vring(const void *table, size_t size,
					       const struct resource_entry *entry, uint32_t index,
					       struct rsc_vring *vring, uint32_t *offset)
{
	size_t place = (size_t)entry->offset + sizeof(struct rsc_vdev) + index * sizeof(*vring);

	if (table_read(table, size, place, vring, sizeof(*vring)))
		return RESOURCE_TABLE_ENTRY;
	*offset = (uint32_t)place;
	return RESOURCE_TABLE_OK;
}

const char *resource_table_error_text(enum resource_table_error error)
{
	switch (error) {
	case RESOURCE_TABLE_OK:
		return "it is well formed";
	case RESOURCE_TABLE_TOO_SHORT:
		return "it is shorter than its header";
	case RESOURCE_TABLE_VERSION:
		return "its version is not 1";
	case RESOURCE_TABLE_RESERVED:
		return "a reserved field is not 0";
	case RESOURCE_TABLE_COUNT:
		return "it claims more entries than fit into it";
	case RESOURCE_TABLE_OFFSET:
		return "an entry's offset points outside it";
	case RESOURCE_TABLE_ENTRY:
		return "an entry does not fit into it";
	}
	return "unknown";
}
