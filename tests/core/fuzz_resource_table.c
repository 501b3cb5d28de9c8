/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a resource table: never a read outside, and what check accepts can be read. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <copro/resource_table.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct resource_entry entry;
	struct rsc_vring vring;
	uint32_t count, offset, i, v;

	if (resource_table_check(data, size, &count) != RESOURCE_TABLE_OK)
		return 0;
	for (i = 0; i < count; i++) {
		if (resource_table_entry(data, size, i, &entry) != RESOURCE_TABLE_OK)
			abort();
		for (v = 0; entry.type == RSC_VDEV && v < entry.vdev.num_of_vrings; v++) {
			if (resource_table_vring(data, size, &entry, v, &vring, &offset) ||
			    offset + sizeof(vring) > size)
				abort();
		}
	}
	return 0;
}
