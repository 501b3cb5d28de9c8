/* SPDX-License-Identifier: BSD-3-Clause */
/* The resource table and those of its entries that are no vdev (remoteproc_core.c). */
#include "host/image_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "host/text.h"

static const char table_remedy[] = "define the table with RESOURCE_TABLE_RPMSG() of "
				   "copro/resource_table.h, or as Linux's remoteproc.h describes";

/* A name from the table, cleaned: it may lack its NUL. */
static void entry_name(char *to, size_t room, const char name[32])
{
	(void)text_clean(to, room, name, strnlen(name, 32));
}

static void plan_carveout(struct image_plan *plan, const struct resource_entry *entry,
			  const char *place, const struct carveout_set *carveouts,
			  const struct complaint_sink *sink)
{
	const struct rsc_carveout *rsc = &entry->carveout;
	const struct carveout *carveout;
	char name[33];
	char shown[33];
	uint32_t i;

	memcpy(name, rsc->name, 32);
	name[32] = '\0';
	entry_name(shown, sizeof(shown), rsc->name);
	if (rsc->reserved) {
		complain(sink, IMAGE_ERROR, "carveout-reserved", place, table_remedy,
			 "the carveout \"%s\" has a reserved field that is not 0", shown);
		return;
	}
	carveout = carveout_named(carveouts, name);
	if (!carveout) {
		complain(sink, IMAGE_REFUSED, "carveout-unknown", place,
			 "name a reserved memory region, such as \"mcuram2\", or leave the entry "
			 "out",
			 "the carveout \"%s\" (0x%" PRIX32 " bytes at 0x%08" PRIX32
			 ") is no reserved memory region: Linux would give it other memory",
			 shown, rsc->len, rsc->da);
		return;
	}
	for (i = 0; i < plan->carveout_count; i++) {
		if (plan->carveouts[i].carveout == carveout) {
			complain(sink, IMAGE_ERROR, "carveout-twice", place,
				 "leave one of the entries out",
				 "the carveout \"%s\" is asked for twice", shown);
			return;
		}
	}
	if (rsc->len > carveout->size ||
	    (rsc->da != RSC_ADDR_ANY && !carveout_contains(carveout, rsc->da, rsc->len))) {
		complain(sink, IMAGE_ERROR, "carveout-place", place,
			 "ask for memory inside the reserved region of that name",
			 "the carveout \"%s\" (0x%" PRIX32 " bytes at 0x%08" PRIX32
			 ") does not fit the region 0x%08" PRIX32 " to 0x%08" PRIX32,
			 shown, rsc->len, rsc->da, carveout->da, carveout->da + carveout->size);
		return;
	}
	if (plan->carveout_count == IMAGE_CARVEOUTS) {
		complain(sink, IMAGE_ERROR, "carveout-count", place, "leave some out",
			 "more than %u carveouts", IMAGE_CARVEOUTS);
		return;
	}
	plan->carveouts[plan->carveout_count].table_offset = entry->offset;
	plan->carveouts[plan->carveout_count].carveout = carveout;
	plan->carveout_count++;
}

static void plan_trace(struct image_plan *plan, const struct resource_entry *entry,
		       const char *place, const struct carveout_set *carveouts,
		       const struct complaint_sink *sink)
{
	const struct rsc_trace *rsc = &entry->trace;
	struct plan_trace *trace;
	char name[33];

	entry_name(name, sizeof(name), rsc->name);
	if (rsc->reserved) {
		complain(sink, IMAGE_ERROR, "trace-reserved", place, table_remedy,
			 "the trace buffer \"%s\" has a reserved field that is not 0", name);
		return;
	}
	/* Linux says so when the buffer is read. */
	if (rsc->len < 2 || !carveout_around(carveouts, rsc->da, rsc->len)) {
		complain(sink, IMAGE_REFUSED, "trace-outside-memory", place,
			 "let it be an array of the firmware, of at least 2 bytes",
			 "the trace buffer \"%s\" (0x%" PRIX32 " bytes at 0x%08" PRIX32
			 ") is not in memory that is reserved for the coprocessor",
			 name, rsc->len, rsc->da);
		return;
	}
	if (plan->trace_count == RPROC_TRACES) {
		complain(sink, IMAGE_WARNING, "trace-count", place, "merge trace buffers",
			 "the trace buffer \"%s\" is not followed: there are more than %u", name,
			 RPROC_TRACES);
		return;
	}
	trace = &plan->traces[plan->trace_count++];
	trace->da = rsc->da;
	trace->size = rsc->len;
	memcpy(trace->name, name, sizeof(name));
}

static void plan_entry(struct image_plan *plan, uint32_t index,
		       const struct carveout_set *carveouts, const struct complaint_sink *sink)
{
	struct resource_entry entry;
	char place[HOST_ERROR_PLACE];

	/* The table was checked: every entry lies inside it. */
	if (resource_table_entry(plan->table, plan->table_size, index, &entry))
		return;
	(void)snprintf(place, sizeof(place), "resource table, entry %" PRIu32, index);
	switch (entry.type) {
	case RSC_CARVEOUT:
		plan_carveout(plan, &entry, place, carveouts, sink);
		break;
	case RSC_DEVMEM:
		complain(sink, IMAGE_ERROR, "devmem", place,
			 "leave the entry out: the Cortex-M4 reaches its peripherals as they are",
			 "a devmem entry asks for an IOMMU, and this chip has none");
		break;
	case RSC_TRACE:
		plan_trace(plan, &entry, place, carveouts, sink);
		break;
	case RSC_VDEV:
		image_plan_vdev(plan, &entry, carveouts, sink);
		break;
	default:
		if (entry.type >= RSC_VENDOR_START && entry.type <= RSC_VENDOR_END)
			complain(sink, IMAGE_NOTE, "entry-vendor", place, "",
				 "has the vendor type %" PRIu32 ", which is skipped", entry.type);
		else
			complain(sink, IMAGE_WARNING, "entry-unknown", place, table_remedy,
				 "has the unknown type %" PRIu32 ", which is skipped", entry.type);
		break;
	}
}

/* The table's bytes, or a complaint and false. */
static bool find_table(struct image_plan *plan, const struct elf_image *image,
		       const struct complaint_sink *sink)
{
	struct elf_section section;

	if (!elf_image_find_section(image, ".resource_table", &section) || section.size == 0) {
		complain(sink, IMAGE_NOTE, "table-missing", "",
			 "to talk to Linux, keep a resource table in a section .resource_table",
			 "has no resource table: it runs without RPMsg and without trace log");
		return false;
	}
	if (section.type == ELF_SHT_NOBITS) {
		complain(sink, IMAGE_REFUSED, "table-malformed", ".resource_table",
			 "give the table initial values, and do not place it in .bss",
			 "the resource table has no contents in the file");
		return false;
	}
	if (!section.data) {
		complain(sink, IMAGE_REFUSED, "table-truncated", ".resource_table",
			 "the file is incomplete: build or copy it again",
			 "the resource table (0x%" PRIX32 " bytes at file offset 0x%" PRIX32
			 ") is not all in the file",
			 section.size, section.offset);
		return false;
	}
	plan->table = section.data;
	plan->table_size = section.size;
	plan->table_da = section.address;
	return true;
}

static bool check_table(struct image_plan *plan, const struct carveout_set *carveouts,
			const struct complaint_sink *sink, uint32_t *count)
{
	enum resource_table_error error =
		resource_table_check(plan->table, plan->table_size, count);

	if (error) {
		/* Linux takes a bad header for no table at all, a bad entry for an error. */
		bool entry = error == RESOURCE_TABLE_OFFSET || error == RESOURCE_TABLE_ENTRY;

		complain(sink, entry ? IMAGE_ERROR : IMAGE_REFUSED, "table-malformed",
			 ".resource_table", table_remedy,
			 "the resource table (%" PRIu32 " bytes) cannot be used: %s",
			 plan->table_size, resource_table_error_text(error));
		return false;
	}
	plan->table_carveout = carveout_around(carveouts, plan->table_da, plan->table_size);
	if (!plan->table_carveout)
		complain(sink, IMAGE_REFUSED, "table-outside-memory", ".resource_table",
			 "place the section in SRAM1 or SRAM2 in the linker script",
			 "the resource table's address 0x%08" PRIX32
			 " is not in memory reserved for the coprocessor: the firmware would wait "
			 "for ever for the host",
			 plan->table_da);
	if (plan->table_size < RESOURCE_TABLE_SIZE)
		complain(sink, IMAGE_WARNING, "table-short", ".resource_table",
			 "pad the section to 1 KB",
			 "the resource table has %" PRIu32 " bytes, and Linux restores %u when it "
			 "detaches: what follows the table would be overwritten",
			 plan->table_size, RESOURCE_TABLE_SIZE);
	return true;
}

uint32_t image_vdev_count(const struct elf_image *image)
{
	struct elf_section section;
	struct resource_entry entry;
	uint32_t vdevs = 0;
	uint32_t count;
	uint32_t i;

	if (!elf_image_find_section(image, ".resource_table", &section) || !section.data ||
	    resource_table_check(section.data, section.size, &count))
		return 0;
	for (i = 0; i < count; i++) {
		if (resource_table_entry(section.data, section.size, i, &entry) == 0 &&
		    entry.type == RSC_VDEV)
			vdevs++;
	}
	return vdevs;
}

static void plan_entries(struct image_plan *plan, uint32_t count,
			 const struct carveout_set *carveouts, const struct complaint_sink *sink)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		plan_entry(plan, i, carveouts, sink);
}

void image_plan_of_table(struct image_plan *plan, const uint8_t *table, uint32_t size, uint32_t da,
			 const struct carveout_set *carveouts, const struct complaint_sink *sink)
{
	uint32_t count;

	memset(plan, 0, sizeof(*plan));
	if (resource_table_check(table, size, &count))
		return;
	plan->table = table;
	plan->table_size = size;
	plan->table_da = da;
	plan->table_carveout = carveout_around(carveouts, da, size);
	plan_entries(plan, count, carveouts, sink);
}

void image_plan_make(struct image_plan *plan, const struct elf_image *image,
		     const struct carveout_set *carveouts, const struct complaint_sink *sink)
{
	uint32_t count = 0;

	memset(plan, 0, sizeof(*plan));
	image_check_segments(image, carveouts, sink);
	image_check_vectors(image, sink);
	if (!find_table(plan, image, sink))
		return;
	if (!check_table(plan, carveouts, sink, &count)) {
		plan->table = NULL;
		plan->table_size = 0;
		return;
	}
	plan_entries(plan, count, carveouts, sink);
}
