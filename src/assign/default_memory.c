/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the regions lie: those with an address first, then those with a size in the first gap that has
 * room, then those without a size in what is left. */
#include <stdlib.h>
#include <string.h>

#include "assign/arena.h"
#include "assign/defaults.h"

#define PAGE	     4096u
#define VECTORS_SIZE 1024u /* 16 exceptions and 150 interrupts, rounded up */

static uint32_t page_up(uint64_t size)
{
	return (uint32_t)((size + PAGE - 1) / PAGE * PAGE);
}

static struct assignment_region *region_of(struct assignment *assignment, const char *name,
					   enum assignment_use use)
{
	struct assignment_region *region;

	for (size_t i = 0; i < assignment->region_count; i++) {
		if (assignment->regions[i].use == use)
			return &assignment->regions[i];
	}
	/* read_memory.c leaves room for the six. */
	if (assignment->region_count == ASSIGNMENT_REGIONS)
		return NULL;
	region = &assignment->regions[assignment->region_count++];
	*region = (struct assignment_region){
		.name = name, .use = use, .origin = {.why = "every firmware has one"}};
	return region;
}

/* The bank of a region that says where it begins. */
static bool bank_by_address(struct assignment_region *region)
{
	const struct soc_memory *memory;

	if (!assignment_given(&region->address.origin) || assignment_given(&region->bank.origin))
		return false;
	memory = soc_memory_find(SOC_M4, (uint32_t)region->address.value, NULL);
	for (int bank = SOC_RETRAM; memory && bank <= SOC_SRAM4; bank++) {
		if (soc_memory((enum soc_memory_id)bank) == memory) {
			region->bank = (struct assignment_choice){bank, region->address.origin};
			return true;
		}
	}
	return false;
}

static void region_default(struct assignment *assignment, const char *name, enum assignment_use use,
			   int bank, uint64_t size, const char *why)
{
	struct assignment_region *region = region_of(assignment, name, use);

	if (!region)
		return;
	(void)bank_by_address(region);
	choice_default(&region->bank, bank, why);
	if (size)
		number_default(&region->size, size, why);
	if (use == ASSIGNMENT_CODE || use == ASSIGNMENT_DATA || use == ASSIGNMENT_VECTORS)
		choice_default(&region->context, ASSIGNMENT_M4, "the firmware's own");
	else
		choice_default(&region->context, ASSIGNMENT_SHARED, "messages go both ways there");
}

/* ---- finding room ---- */

static uint32_t offset_of(const struct assignment_region *region)
{
	const struct soc_memory *memory = soc_memory((enum soc_memory_id)region->bank.value);
	uint32_t offset = (uint32_t)region->address.value - memory->da;

	if (offset >= memory->size && memory->alias != SOC_NO_ADDRESS)
		offset = (uint32_t)region->address.value - memory->alias;
	return offset;
}

static bool is_placed(const struct assignment_region *region)
{
	return assignment_given(&region->address.origin) || region->address.origin.why;
}

/* The end of what lies over [offset, offset + size) of a bank; 0: nothing does. */
static uint32_t taken_until(const struct assignment *assignment, int bank, uint32_t offset,
			    uint32_t size)
{
	uint32_t end = 0;

	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];
		uint64_t start = is_placed(region) ? offset_of(region) : 0;

		if (region->bank.value != bank || !is_placed(region) || !region->size.value)
			continue;
		if (start < (uint64_t)offset + size && offset < start + region->size.value &&
		    start + region->size.value > end)
			end = (uint32_t)(start + region->size.value);
	}
	return end;
}

/* How much is free from an offset on, up to the next region or the end of the bank. */
static uint32_t free_from(const struct assignment *assignment, int bank, uint32_t offset)
{
	const struct soc_memory *memory = soc_memory((enum soc_memory_id)bank);
	uint32_t end = memory->size;

	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		if (region->bank.value == bank && is_placed(region) && region->size.value &&
		    offset_of(region) >= offset && offset_of(region) < end)
			end = offset_of(region);
	}
	return offset < end ? end - offset : 0;
}

static void region_put(struct assignment_region *region, uint32_t offset, const char *why)
{
	const struct soc_memory *memory = soc_memory((enum soc_memory_id)region->bank.value);

	region->address = (struct assignment_number){memory->da + offset, origin_default(why)};
}

/* The first gap with room; without any, the end of the bank, which a rule tells of. */
static void sized_place(const struct assignment *assignment, struct assignment_region *region)
{
	const struct soc_memory *memory = soc_memory((enum soc_memory_id)region->bank.value);
	uint32_t size = (uint32_t)region->size.value;
	/* Linux has pages; the firmware alone has no need of them. */
	uint32_t align = region->context.value == ASSIGNMENT_M4 ? 8 : PAGE;
	uint32_t offset = 0;
	uint32_t end;

	while (offset < memory->size &&
	       (end = taken_until(assignment, region->bank.value, offset, size)))
		offset = (end + align - 1) / align * align;
	region_put(region, offset < memory->size ? offset : memory->size,
		   "the first place in the bank with room");
}

/* The largest gap, all of it. */
static void open_place(const struct assignment *assignment, struct assignment_region *region)
{
	const struct soc_memory *memory = soc_memory((enum soc_memory_id)region->bank.value);
	uint32_t best = memory->size, most = 0, offset = 0;

	while (offset < memory->size) {
		uint32_t end = taken_until(assignment, region->bank.value, offset, 1);
		uint32_t room = end ? 0 : free_from(assignment, region->bank.value, offset);

		if (room > most) {
			most = room;
			best = offset;
		}
		offset = end ? end : offset + room;
	}
	region_put(region, best, "the largest gap in the bank");
	region->size = (struct assignment_number){most, origin_default("what is left of the bank")};
}

/* ---- all of them ---- */

static int region_compare(const void *left, const void *right)
{
	const struct assignment_region *a = left;
	const struct assignment_region *b = right;

	if (a->address.value != b->address.value)
		return a->address.value < b->address.value ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* RETRAM is the vectors' unless something else wants a part of it. */
static uint64_t vectors_size(const struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		if (region->use != ASSIGNMENT_VECTORS && assignment_given(&region->bank.origin) &&
		    region->bank.value == SOC_RETRAM)
			return VECTORS_SIZE;
	}
	return SOC_RETRAM_SIZE;
}

static void regions_place(struct assignment *assignment)
{
	for (size_t i = 0; i < assignment->region_count; i++) {
		struct assignment_region *region = &assignment->regions[i];
		uint32_t offset = is_placed(region) ? offset_of(region) : 0;

		/* One with an address and no size has what follows it. */
		if (is_placed(region) && !region->size.value)
			region->size = (struct assignment_number){
				free_from(assignment, region->bank.value, offset),
				origin_default("what follows in the bank")};
	}
	for (size_t i = 0; i < assignment->region_count; i++) {
		if (!is_placed(&assignment->regions[i]) && assignment->regions[i].size.value)
			sized_place(assignment, &assignment->regions[i]);
	}
	for (size_t i = 0; i < assignment->region_count; i++) {
		if (!is_placed(&assignment->regions[i]))
			open_place(assignment, &assignment->regions[i]);
	}
	qsort(assignment->regions, assignment->region_count, sizeof(*assignment->regions),
	      region_compare);
}

void resolve_memory(struct assignment *assignment)
{
	const struct assignment_rpmsg *rpmsg = &assignment->rpmsg;
	const char *linker = "as in ST's linker script";
	const char *linux_has = "as in Linux's trees of ST's boards";

	for (size_t i = 0; i < assignment->region_count; i++) {
		struct assignment_region *region = &assignment->regions[i];

		(void)bank_by_address(region);
		if (region->use != ASSIGNMENT_OTHER)
			continue;
		choice_default(&region->bank, SOC_SRAM2, "the bank of the data");
		choice_default(&region->context, ASSIGNMENT_M4, "the file is about the M4");
		number_default(&region->size, PAGE, "a page");
	}
	region_default(assignment, "vectors", ASSIGNMENT_VECTORS, SOC_RETRAM,
		       vectors_size(assignment), "the M4 starts from address 0");
	if (rpmsg->enabled.value) {
		region_default(assignment, "vring0", ASSIGNMENT_VRING0, SOC_SRAM3, PAGE, linux_has);
		region_default(assignment, "vring1", ASSIGNMENT_VRING1, SOC_SRAM3, PAGE, linux_has);
		region_default(assignment, "buffers", ASSIGNMENT_BUFFERS, SOC_SRAM3,
			       page_up(2 * rpmsg->buffers.value * rpmsg->size.value), linux_has);
	}
	region_default(assignment, "code", ASSIGNMENT_CODE, SOC_SRAM1, 0, linker);
	region_default(assignment, "data", ASSIGNMENT_DATA, SOC_SRAM2, 0, linker);
	regions_place(assignment);
}
