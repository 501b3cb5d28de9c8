/* SPDX-License-Identifier: BSD-3-Clause */
/* Does a firmware fit into the memory that is assigned, and a tree of Linux to the assignment? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <copro/resource_table.h>

#include "assign/check_dtb.h"
#include "cli/assign.h"
#include "cli/message.h"
#include "host/elf_image.h"

struct firmware_check {
	const struct assignment *assignment;
	const struct elf_image *image;
	struct assignment_origin at; /* the file: an ELF file has no lines */
	struct findings *findings;
};

/* ---- segments ---- */

static bool region_has(const struct assignment_region *region, uint32_t address, uint32_t size)
{
	const struct soc_memory *bank = soc_memory((enum soc_memory_id)region->bank.value);
	uint32_t base, offset;

	/* A bank has two addresses: what counts is the place in it. */
	if (soc_memory_find(SOC_M4, address, &offset) != bank ||
	    soc_memory_find(SOC_M4, (uint32_t)region->address.value, &base) != bank)
		return false;
	return offset >= base && (uint64_t)offset + size <= (uint64_t)base + region->size.value;
}

static bool is_firmwares(const struct assignment_region *region)
{
	return region->use == ASSIGNMENT_VECTORS || region->use == ASSIGNMENT_CODE ||
	       region->use == ASSIGNMENT_DATA ||
	       (region->use == ASSIGNMENT_OTHER && region->context.value != ASSIGNMENT_A7);
}

static const struct assignment_region *region_of(const struct firmware_check *check,
						 uint32_t address, uint32_t size, bool firmwares)
{
	const struct assignment *assignment = check->assignment;

	for (size_t i = 0; i < assignment->region_count; i++) {
		if (is_firmwares(&assignment->regions[i]) == firmwares &&
		    region_has(&assignment->regions[i], address, size))
			return &assignment->regions[i];
	}
	return NULL;
}

static void segment_tell(const struct firmware_check *check, uint32_t index, uint32_t address,
			 uint32_t size, const char *how)
{
	const struct assignment_region *wrong = region_of(check, address, 1, false);
	const struct assignment_region *start = region_of(check, address, 1, true);
	struct finding *finding = finding_add(check->findings, "ELF001", &check->at);
	const struct soc_memory *bank = soc_memory_find(SOC_M4, address, NULL);

	finding_what(finding,
		     "segment %" PRIu32 " of the firmware, %s at 0x%08" PRIX32 " with %" PRIu32
		     " bytes, is not inside the memory that it has",
		     index, how, address, size);
	if (start) {
		finding_other(finding, &start->origin);
		finding_why(finding, "%s ends at 0x%08" PRIX64 ", %" PRIu64 " bytes too early",
			    start->name, start->address.value + start->size.value - 1,
			    address + (uint64_t)size - (start->address.value + start->size.value));
	} else if (wrong) {
		finding_other(finding, &wrong->origin);
		finding_why(finding, "%s is there", wrong->name);
	} else {
		finding_why(finding, "no region of the firmware is there%s%s",
			    bank ? ", in " : ": the M4 has no RAM at that address",
			    bank ? bank->name : "");
	}
	finding_do(finding,
		   "give the linker script the memory of the assignment, or change `memory:`");
}

static void segments_check(const struct firmware_check *check)
{
	for (uint32_t i = 0; i < check->image->phnum; i++) {
		struct elf_segment segment;

		elf_image_segment(check->image, i, &segment);
		if (segment.type != ELF_PT_LOAD || !segment.memsz)
			continue;
		if (!region_of(check, segment.paddr, segment.memsz, true))
			segment_tell(check, i, segment.paddr, segment.memsz, "loaded");
		else if (segment.vaddr != segment.paddr &&
			 !region_of(check, segment.vaddr, segment.memsz, true))
			segment_tell(check, i, segment.vaddr, segment.memsz, "used");
	}
}

static void vectors_check(const struct firmware_check *check)
{
	struct finding *finding;

	if (elf_image_at(check->image, SOC_RETRAM_DA, 8))
		return;
	finding = finding_add(check->findings, "ELF002", &check->at);
	finding_what(finding, "the firmware has nothing at address 0");
	finding_why(finding, "the M4 takes its stack and its first instruction from there");
	finding_do(finding, "let the linker script put the vectors at 0x00000000 (RETRAM)");
}

/* ---- the resource table ---- */

static void ring_tell(const struct firmware_check *check, const char *what, uint64_t has,
		      const struct assignment_number *wants, bool address)
{
	struct finding *finding = finding_add(check->findings, "ELF003", &check->at);

	finding_other(finding, &wants->origin);
	if (address)
		finding_what(finding,
			     "the resource table has %s at 0x%08" PRIX64
			     ", the assignment at 0x%08" PRIX64,
			     what, has, wants->value);
	else
		finding_what(finding,
			     "the resource table has %" PRIu64 " %s, the assignment %" PRIu64, has,
			     what, wants->value);
	finding_why(finding,
		    "Linux makes the rings as the table says, in the memory that the assignment "
		    "reserves");
	finding_do(finding,
		   "build the firmware with the table of the assignment, or change `rpmsg:` and "
		   "`memory:`");
}

static void vdev_check(const struct firmware_check *check, const uint8_t *table, size_t size,
		       const struct resource_entry *entry)
{
	static const enum assignment_use uses[] = {ASSIGNMENT_VRING0, ASSIGNMENT_VRING1};
	static const char *const names[] = {"vring0", "vring1"};

	for (unsigned i = 0; i < 2 && i < entry->vdev.num_of_vrings; i++) {
		const struct assignment_region *region =
			assignment_region(check->assignment, uses[i]);
		size_t offset =
			entry->offset + sizeof(struct rsc_vdev) + i * sizeof(struct rsc_vring);
		struct rsc_vring vring;

		/* resource_table_entry() has looked that the rings are in the table. */
		if (offset > size || size - offset < sizeof(vring))
			return;
		memcpy(&vring, table + offset, sizeof(vring));
		if (vring.num > check->assignment->rpmsg.buffers.value)
			ring_tell(check, "entries in a ring", vring.num,
				  &check->assignment->rpmsg.buffers, false);
		if (region && vring.da && vring.da != RSC_ADDR_ANY &&
		    vring.da != region->address.value)
			ring_tell(check, names[i], vring.da, &region->address, true);
	}
}

static void table_missing(const struct firmware_check *check, const char *what)
{
	struct finding *finding = finding_add(check->findings, "ELF004", &check->at);

	finding_other(finding, &check->assignment->rpmsg.enabled.origin);
	finding_what(finding, "%s", what);
	finding_why(finding,
		    "the assignment has messages, and Linux makes no channel without a table");
	finding_do(finding, "add a resource table, or write `rpmsg: false`");
}

static void table_check(const struct firmware_check *check)
{
	struct elf_section section;
	struct resource_entry entry;
	uint32_t count = 0;
	bool vdev = false;

	if (!check->assignment->rpmsg.enabled.value)
		return;
	if (!elf_image_find_section(check->image, ".resource_table", &section) || !section.data) {
		table_missing(check, "the firmware has no resource table");
		return;
	}
	if (resource_table_check(section.data, section.size, &count)) {
		table_missing(check,
			      "the firmware's resource table is malformed: see `copro inspect`");
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (resource_table_entry(section.data, section.size, i, &entry) ||
		    entry.type != RSC_VDEV || entry.vdev.id != VIRTIO_ID_RPMSG || vdev)
			continue;
		vdev = true;
		vdev_check(check, section.data, section.size, &entry);
	}
	if (!vdev)
		table_missing(check, "the firmware's resource table has no RPMsg device");
}

int assign_firmware_check(const struct assignment *assignment, const struct firmware_file *firmware,
			  struct findings *findings)
{
	struct host_error error = {.text = ""};
	struct elf_image image;
	struct firmware_check check = {.assignment = assignment,
				       .image = &image,
				       .at = {.file = firmware->path},
				       .findings = findings};

	if (elf_image_open(&image, firmware->data, firmware->size, &error))
		return firmware_file_error(firmware, &error);
	segments_check(&check);
	vectors_check(&check);
	table_check(&check);
	return CLI_OK;
}

/* ---- a tree ---- */

int assign_dtb_check(const struct assignment *assignment, const char *path,
		     struct findings *findings)
{
	struct firmware_file file = {.data = NULL};
	struct dt_error error = {.text = ""};
	struct dt *dt = calloc(1, sizeof(*dt));
	int status = dt ? tree_file_read(&file, path) : cli_error("not enough memory");

	if (status) {
		free(dt);
		return status;
	}
	if (dt_open(dt, file.data, file.size, &error))
		status = cli_error("%s: not a device tree that can be used: %s", path, error.text);
	else
		assignment_check_dtb(assignment, dt, path, findings);
	firmware_file_free(&file);
	free(dt);
	return status;
}
