/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/image_report.h"

#include <ctype.h>
#include <string.h>

#include "host/image_plan.h"
#include "host/text.h"
#include "soc/memory.h"

/* Services that some driver of Linux, ours, or the vendor's examples know by name. */
static const char *const known_services[] = {
	"rpmsg-tty",	       "rpmsg-tty-channel",	     "rpmsg-raw", "rpmsg-i2c",
	"rpmsg-client-sample", "rpmsg-openamp-demo-channel", "rproc-srm", "rpmsg_chrdev",
};

_Static_assert(sizeof(known_services) / sizeof(known_services[0]) <= IMAGE_REPORT_SERVICES,
	       "all of them fit into a report");

static void collect(void *context, enum image_severity severity, const struct host_error *error)
{
	struct image_report *report = context;
	struct image_diagnosis *diagnosis;

	if (severity > report->worst)
		report->worst = severity;
	if (report->diagnosis_count == IMAGE_REPORT_DIAGNOSES)
		return;
	diagnosis = &report->diagnoses[report->diagnosis_count++];
	diagnosis->severity = severity;
	diagnosis->error = *error;
}

static const char *region_around(const struct carveout_set *carveouts, uint32_t da, uint32_t length)
{
	const struct carveout *carveout = carveout_around(carveouts, da, length);

	return carveout ? carveout->name : NULL;
}

static const char *memory_name(enum soc_initiator initiator, uint32_t address)
{
	const struct soc_memory *memory = soc_memory_find(initiator, address, NULL);

	return memory ? memory->name : NULL;
}

static void report_segments(struct image_report *report, const struct carveout_set *carveouts)
{
	struct elf_segment elf;
	uint32_t i;

	for (i = 0; i < report->elf.phnum; i++) {
		struct image_segment *segment;

		elf_image_segment(&report->elf, i, &elf);
		if (elf.type != ELF_PT_LOAD)
			continue;
		if (report->segment_count++ >= IMAGE_REPORT_SEGMENTS)
			continue;
		segment = &report->segments[report->segment_count - 1];
		segment->index = i;
		segment->elf = elf;
		segment->m4_memory = memory_name(SOC_M4, elf.paddr);
		segment->region = region_around(carveouts, elf.paddr, elf.memsz);
		segment->mapped = soc_da_to_pa(elf.paddr, elf.memsz, &segment->pa);
		if (segment->mapped)
			segment->a7_memory = memory_name(SOC_A7, segment->pa);
	}
}

static uint32_t word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static void report_vectors(struct image_report *report)
{
	const uint8_t *vectors = elf_image_at(&report->elf, SOC_RETRAM_DA, 8);

	if (!vectors)
		return;
	report->has_vectors = true;
	report->initial_sp = word(vectors);
	report->reset_vector = word(vectors + 4);
	report->sp_memory = memory_name(SOC_M4, (report->initial_sp & ~3u) - 4);
	report->reset_memory = memory_name(SOC_M4, report->reset_vector & ~1u);
}

static const char *type_name(uint32_t type)
{
	switch (type) {
	case RSC_CARVEOUT:
		return "carveout";
	case RSC_DEVMEM:
		return "devmem";
	case RSC_TRACE:
		return "trace";
	case RSC_VDEV:
		return "vdev";
	default:
		return type >= RSC_VENDOR_START && type <= RSC_VENDOR_END ? "vendor" : "unknown";
	}
}

static void report_vring(struct image_vring *vring, const struct plan_vring *plan)
{
	vring->size = plan->size;
	vring->placed = plan->carveout && plan->size;
	if (!vring->placed)
		return;
	vring->region = plan->carveout->name;
	vring->da = plan->da;
}

static void report_vdev(struct image_report *report, struct image_entry *entry,
			const struct image_plan *plan, const uint8_t *table)
{
	const struct plan_vdev *vdev = NULL;
	uint32_t offset;
	uint32_t i;

	for (i = 0; i < plan->vdev_count; i++) {
		if (plan->vdevs[i].table_offset == entry->table.offset)
			vdev = &plan->vdevs[i];
	}
	for (i = 0; i < entry->table.vdev.num_of_vrings && i < RPROC_VRINGS; i++) {
		struct image_vring *vring = &entry->vring[i];

		if (resource_table_vring(table, report->table_size, &entry->table, i, &vring->table,
					 &offset))
			break;
		entry->vring_count = i + 1;
		if (vdev && i < vdev->vring_count)
			report_vring(vring, &vdev->vring[i]);
	}
	if (!vdev)
		return;
	entry->buffers = vdev->buffer_count;
	entry->buffer_bytes = vdev->buffer_bytes;
	if (!vdev->buffers)
		return;
	entry->buffer_region = vdev->buffers->name;
	entry->buffer_room = vdev->buffers->size;
}

static void report_entry(struct image_report *report, struct image_entry *entry,
			 const struct image_plan *plan, const struct carveout_set *carveouts,
			 const uint8_t *table)
{
	const struct rsc_carveout *carveout = &entry->table.carveout;
	const struct rsc_trace *trace = &entry->table.trace;

	entry->type_name = type_name(entry->table.type);
	switch (entry->table.type) {
	case RSC_CARVEOUT:
	case RSC_DEVMEM:
		(void)text_clean(entry->name, sizeof(entry->name), carveout->name,
				 strnlen(carveout->name, sizeof(carveout->name)));
		if (carveout->da != RSC_ADDR_ANY)
			entry->region = region_around(carveouts, carveout->da, carveout->len);
		break;
	case RSC_TRACE:
		(void)text_clean(entry->name, sizeof(entry->name), trace->name,
				 strnlen(trace->name, sizeof(trace->name)));
		entry->region = region_around(carveouts, trace->da, trace->len);
		break;
	case RSC_VDEV:
		report_vdev(report, entry, plan, table);
		break;
	default:
		break;
	}
}

static void report_table(struct image_report *report, const struct image_plan *plan,
			 const struct carveout_set *carveouts)
{
	struct elf_section section;
	uint32_t count;
	uint32_t i;

	if (!elf_image_find_section(&report->elf, ".resource_table", &section) || !section.data ||
	    section.size == 0)
		return;
	report->has_table = true;
	report->table_address = section.address;
	report->table_size = section.size;
	report->table_offset = section.offset;
	report->table_region = region_around(carveouts, section.address, section.size);
	report->table_error = resource_table_check(section.data, section.size, &count);
	if (report->table_error)
		return;
	report->entry_count = count;
	for (i = 0; i < count && i < IMAGE_REPORT_ENTRIES; i++) {
		struct image_entry *entry = &report->entries[i];

		if (resource_table_entry(section.data, section.size, i, &entry->table))
			break;
		report_entry(report, entry, plan, carveouts, section.data);
	}
}

/* The whole string, not the start of a longer one. Nor the end of one: but what stands in front of it
 * may be a number of any value, so only what a service's name could go on with counts. */
static bool has_string(const uint8_t *bytes, size_t size, const char *string)
{
	size_t length = strlen(string) + 1;
	const uint8_t *from = bytes;
	const uint8_t *found;

	while ((found = memmem(from, size - (size_t)(from - bytes), string, length)) != NULL) {
		if (found == bytes || !(islower(found[-1]) || found[-1] == '-' || found[-1] == '_'))
			return true;
		from = found + 1;
	}
	return false;
}

static bool image_has_string(const struct elf_image *image, const char *string)
{
	struct elf_segment segment;
	uint32_t i;

	/* As many as a firmware may have: the checks refuse more. */
	for (i = 0; i < image->phnum && i < IMAGE_SEGMENTS; i++) {
		elf_image_segment(image, i, &segment);
		if (segment.type == ELF_PT_LOAD &&
		    has_string(image->data + segment.offset, segment.filesz, string))
			return true;
	}
	return false;
}

static void report_services(struct image_report *report, const struct complaint_sink *sink)
{
	size_t i;

	for (i = 0; i < sizeof(known_services) / sizeof(known_services[0]); i++) {
		if (image_has_string(&report->elf, known_services[i]))
			report->services[report->service_count++] = known_services[i];
	}
	if (image_has_string(&report->elf, "rpmsg-tty-channel"))
		complain(sink, IMAGE_NOTE, "tty-dialect", "",
			 "announce \"rpmsg-tty\" for Linux 5.16 and later",
			 "announces its terminals as \"rpmsg-tty-channel\", the older name that "
			 "the driver of Linux itself does not know");
}

int image_report_make(struct image_report *report, const void *data, size_t size,
		      const struct rproc_region *regions, uint32_t region_count,
		      struct host_error *error)
{
	const struct complaint_sink sink = {.complain = collect, .context = report};
	struct carveout_set carveouts;
	struct image_plan plan;
	int status;

	memset(report, 0, sizeof(*report));
	status = elf_image_open(&report->elf, data, size, error);
	if (status)
		return status;
	status = carveout_set_init(&carveouts, regions, region_count,
				   image_vdev_count(&report->elf), error);
	if (status)
		return status;
	report->entry = report->elf.entry;
	image_plan_make(&plan, &report->elf, &carveouts, &sink);
	report_segments(report, &carveouts);
	report_vectors(report);
	report_table(report, &plan, &carveouts);
	report_services(report, &sink);
	return 0;
}
