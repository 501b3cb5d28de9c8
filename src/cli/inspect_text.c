/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/inspect.h"
#include "machine/event_log.h"

static const char *or_none(const char *name)
{
	return name ? name : "-";
}

static void segments_print(const struct image_report *report)
{
	puts("\nSegments  Cortex-M4                                Cortex-A7");
	printf("  %-2s %-3s  %-10s  %-8s  %-7s %-10s %-10s  %-6s  %s\n", "#", "", "loaded at",
	       "size", "memory", "runs at", "loaded at", "memory", "region");
	for (uint32_t i = 0; i < report->segment_count && i < IMAGE_REPORT_SEGMENTS; i++) {
		const struct image_segment *segment = &report->segments[i];
		const struct elf_segment *elf = &segment->elf;
		char pa[16] = "-";
		char runs_at[16] = "-";

		if (elf->vaddr != elf->paddr)
			snprintf(runs_at, sizeof(runs_at), "0x%08" PRIx32, elf->vaddr);
		if (segment->mapped)
			snprintf(pa, sizeof(pa), "0x%08" PRIx32, segment->pa);
		printf("  %-2" PRIu32 " %c%c%c  0x%08" PRIx32 "  0x%06" PRIx32
		       "  %-7s %-10s %10s  %-6s  %s\n",
		       segment->index, (elf->flags & ELF_PF_R) ? 'r' : '-',
		       (elf->flags & ELF_PF_W) ? 'w' : '-', (elf->flags & ELF_PF_X) ? 'x' : '-',
		       elf->paddr, elf->memsz, or_none(segment->m4_memory), runs_at, pa,
		       segment->mapped ? or_none(segment->a7_memory) : "-",
		       or_none(segment->region));
	}
	if (report->segment_count > IMAGE_REPORT_SEGMENTS)
		printf("  ... and %" PRIu32 " more\n",
		       report->segment_count - IMAGE_REPORT_SEGMENTS);
}

static void start_print(const struct image_report *report)
{
	const char *symbol;
	char name[64] = "";
	uint32_t into = 0;

	puts("\nStart");
	if (report->has_vectors) {
		symbol = elf_image_symbol(&report->elf, report->reset_vector & ~1u, &into);
		if (symbol)
			event_log_escape(name, sizeof(name), symbol, strlen(symbol));
		puts("  vector table    0x00000000");
		printf("  stack pointer   0x%08" PRIx32 "  %s\n", report->initial_sp,
		       or_none(report->sp_memory));
		printf("  reset vector    0x%08" PRIx32 "  %-8s  %s\n", report->reset_vector,
		       or_none(report->reset_memory), name);
	} else {
		puts("  vector table    none is loaded");
	}
	printf("  ELF entry       0x%08" PRIx32 "  (not used: the core starts from its vectors)\n",
	       report->entry);
}

static void address_text(char *text, size_t size, uint32_t address)
{
	if (address == RSC_ADDR_ANY)
		snprintf(text, size, "any");
	else
		snprintf(text, size, "0x%08" PRIx32, address);
}

static void vdev_print(const struct image_entry *entry)
{
	const struct rsc_vdev *vdev = &entry->table.vdev;

	printf("vdev      id %" PRIu32 "%s, features 0x%" PRIx32 "%s, %u vrings\n", vdev->id,
	       vdev->id == VIRTIO_ID_RPMSG ? " (rpmsg)" : "", vdev->dfeatures,
	       (vdev->dfeatures & (1u << VIRTIO_RPMSG_F_NS)) ? " (name service)" : "",
	       (unsigned)vdev->num_of_vrings);
	for (uint32_t i = 0; i < entry->vring_count; i++) {
		const struct image_vring *vring = &entry->vring[i];
		char asked[16];

		address_text(asked, sizeof(asked), vring->table.da);
		printf("      vring %" PRIu32 "   %" PRIu32 " entries, align %" PRIu32
		       ", notify id %" PRIu32 ", asks for %s: ",
		       i, vring->table.num, vring->table.align, vring->table.notifyid, asked);
		if (vring->placed)
			printf("%" PRIu32 " bytes at 0x%08" PRIx32 " in %s\n", vring->size,
			       vring->da, vring->region);
		else
			puts("cannot be placed");
	}
	if (entry->buffers)
		printf("      buffers   %" PRIu32 " messages, %" PRIu32 " bytes of %" PRIu32
		       " in %s\n",
		       entry->buffers, entry->buffer_bytes, entry->buffer_room,
		       or_none(entry->buffer_region));
}

static void entry_print(uint32_t index, const struct image_entry *entry)
{
	char da[16];

	printf("  %-3" PRIu32 " ", index);
	switch (entry->table.type) {
	case RSC_CARVEOUT:
	case RSC_DEVMEM:
		address_text(da, sizeof(da), entry->table.carveout.da);
		printf("%-9s %s, 0x%" PRIx32 " bytes at %s, region %s\n", entry->type_name,
		       entry->name, entry->table.carveout.len, da, or_none(entry->region));
		break;
	case RSC_TRACE:
		printf("%-9s %s, 0x%" PRIx32 " bytes at 0x%08" PRIx32 ", region %s\n",
		       entry->type_name, entry->name, entry->table.trace.len, entry->table.trace.da,
		       or_none(entry->region));
		break;
	case RSC_VDEV:
		vdev_print(entry);
		break;
	default:
		printf("%-9s type %" PRIu32 "\n", entry->type_name, entry->table.type);
		break;
	}
}

static void table_print(const struct image_report *report)
{
	if (!report->has_table) {
		puts("\nResource table    none");
		return;
	}
	printf("\nResource table    %" PRIu32 " bytes at 0x%08" PRIx32 ", region %s; %" PRIu32
	       " entries\n",
	       report->table_size, report->table_address, or_none(report->table_region),
	       report->entry_count);
	if (report->table_error != RESOURCE_TABLE_OK) {
		printf("  cannot be read: %s\n", resource_table_error_text(report->table_error));
		return;
	}
	for (uint32_t i = 0; i < report->entry_count && i < IMAGE_REPORT_ENTRIES; i++)
		entry_print(i, &report->entries[i]);
}

static const char *dialect(const char *service)
{
	if (!strcmp(service, "rpmsg-tty"))
		return "becomes a tty on Linux 5.16 and later";
	if (!strcmp(service, "rpmsg-tty-channel"))
		return "the older name of rpmsg-tty: a tty with older kernels of ST only";
	return "";
}

static void services_print(const struct image_report *report)
{
	if (!report->service_count)
		return;
	puts("\nRPMsg services named in the file");
	for (uint32_t i = 0; i < report->service_count; i++)
		printf("  %-20s%s\n", report->services[i], dialect(report->services[i]));
}

static void diagnoses_print(const struct image_report *report)
{
	if (report->diagnosis_count)
		puts("\nFindings");
	for (uint32_t i = 0; i < report->diagnosis_count; i++) {
		const struct host_error *error = &report->diagnoses[i].error;

		printf("  %-8s  %s%s%s\n", image_severity_name(report->diagnoses[i].severity),
		       error->place, error->place[0] ? ": " : "", error->text);
		if (error->remedy[0])
			printf("            -> %s\n", error->remedy);
	}
}

void inspect_print_text(const char *path, const struct image_report *report)
{
	printf("%s: 32-bit ELF for Arm, %" PRIu32 " segment%s to load\n", path,
	       report->segment_count, report->segment_count == 1 ? "" : "s");
	segments_print(report);
	start_print(report);
	table_print(report);
	services_print(report);
	diagnoses_print(report);
	puts(report->worst == IMAGE_ERROR ? "\nIt does not boot."
	     : report->worst == IMAGE_REFUSED
		     ? "\n`copro run` refuses it; `copro run --as-linux` boots it."
		     : "\nIt boots.");
}
