/* SPDX-License-Identifier: BSD-3-Clause */
/* Regions of the RAM banks: `code: SRAM1`, or `{bank: SRAM3, offset: 0, size: 4K}`. */
#include <string.h>

#include "assign/reader.h"

#define OTHERS_MAX (ASSIGNMENT_REGIONS - (unsigned)ASSIGNMENT_OTHER)

static const char *const uses[] = {"vectors", "code", "data", "vring0", "vring1", "buffers", NULL};
/* By enum soc_memory_id. */
static const char *const banks[] = {"RETRAM", "SRAM1", "SRAM2", "SRAM3", "SRAM4", NULL};

struct region_reading {
	struct assignment_region *region;
	struct assignment_number offset;
};

static void bank_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct region_reading *reading = target;

	reader_choice(reader, node, "a bank", banks, &reading->region->bank);
}

static void offset_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct region_reading *reading = target;

	reader_number(reader, node, "an offset", READER_BYTES, 0, SOC_SRAM_SIZE, &reading->offset);
}

static void address_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct region_reading *reading = target;

	reader_number(reader, node, "an address", READER_BYTES, 0, UINT32_MAX,
		      &reading->region->address);
}

static void size_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct region_reading *reading = target;

	reader_number(reader, node, "a size", READER_BYTES, 1, SOC_SRAM_SIZE,
		      &reading->region->size);
}

static void context_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct region_reading *reading = target;

	reader_choice(reader, node, "the context of a region", reader_contexts,
		      &reading->region->context);
}

const struct reader_key reader_region_keys[] = {
	{"bank", bank_read, banks},
	{"offset", offset_read, NULL},
	{"address", address_read, NULL},
	{"size", size_read, NULL},
	{"context", context_read, reader_contexts},
	{NULL, NULL, NULL},
};

static size_t others_count(const struct assignment *assignment)
{
	size_t count = 0;

	for (size_t i = 0; i < assignment->region_count; i++)
		count += assignment->regions[i].use == ASSIGNMENT_OTHER;
	return count;
}

static struct assignment_region *region_find(struct reader *reader, const struct yaml_node *key)
{
	struct assignment *assignment = reader->assignment;
	const char *name = reader_name(reader, key, "a region", ASSIGNMENT_NAME_MAX - 1);
	struct assignment_region *region;
	int use = 0;

	if (!name || !reader_identifier(reader, key, "a region's name", name))
		return NULL;
	for (size_t i = 0; i < assignment->region_count; i++) {
		if (!strcmp(assignment->regions[i].name, name))
			return &assignment->regions[i];
	}
	while (uses[use] && strcmp(uses[use], name) != 0)
		use++;
	/* The six that every firmware has find room in any case. */
	if (use == ASSIGNMENT_OTHER && others_count(assignment) == OTHERS_MAX) {
		reader_wrong(reader, key, "there are at most %u regions of a name of their own",
			     OTHERS_MAX);
		return NULL;
	}
	region = &assignment->regions[assignment->region_count++];
	*region = (struct assignment_region){.name = name, .use = (enum assignment_use)use};
	return region;
}

static void region_read(struct reader *reader, const struct yaml_node *node,
			struct assignment_region *region)
{
	struct region_reading reading = {.region = region};
	const struct soc_memory *memory;

	if (node->kind != YAML_MAPPING) {
		bank_read(reader, node, &reading);
		return;
	}
	reader_mapping(reader, node, region->name, reader_region_keys, &reading);
	if (!assignment_given(&reading.offset.origin))
		return;
	if (assignment_given(&region->address.origin)) {
		reader_wrong(reader, node, "%s has an address and an offset: one is enough",
			     region->name);
		return;
	}
	if (!assignment_given(&region->bank.origin)) {
		reader_wrong(reader, node, "%s has an offset, but in no bank: add \"bank:\"",
			     region->name);
		return;
	}
	memory = soc_memory((enum soc_memory_id)region->bank.value);
	region->address = (struct assignment_number){memory->da + reading.offset.value,
						     reading.offset.origin};
}

void read_memory(struct reader *reader, const struct yaml_node *node, void *target)
{
	(void)target;
	if (node->kind != YAML_MAPPING) {
		if (!yaml_is_null(node))
			reader_wrong(reader, node,
				     "memory is given by region, such as \"code: SRAM1\"");
		return;
	}
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		struct assignment_region *region = region_find(reader, value->key);

		if (!region)
			continue;
		region->origin = reader_origin(reader, value->key);
		region_read(reader, value, region);
	}
}
