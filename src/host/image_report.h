/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All that can be said of a firmware file without running it: what it asks for, where that would go,
 * and what is wrong with it. Computes and prints nothing.
 */
#ifndef COPRO_HOST_IMAGE_REPORT_H
#define COPRO_HOST_IMAGE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/resource_table.h>

#include "host/complaint.h"
#include "host/elf_image.h"
#include "host/error.h"
#include "host/remoteproc.h"

#define IMAGE_REPORT_SEGMENTS  64u /* more are counted, not listed */
#define IMAGE_REPORT_ENTRIES   32u
#define IMAGE_REPORT_SERVICES  8u
#define IMAGE_REPORT_DIAGNOSES 32u

/* One finding: error.code is stable, such as "segment-outside-memory". */
struct image_diagnosis {
	enum image_severity severity;
	struct host_error error;
};

/* One PT_LOAD segment. */
struct image_segment {
	uint32_t index; /* among the program headers */
	struct elf_segment elf;
	const char *m4_memory; /* "RETRAM", "SRAM1"; NULL: the M4 finds no memory there */
	const char *region; /* reserved region that holds all of it, NULL: none */
	bool mapped; /* the A7 reaches all of it: the next two hold */
	const char *a7_memory;
	uint32_t pa; /* where the A7 writes it */
};

struct image_vring {
	struct rsc_vring table; /* as it stands in the file */
	uint32_t size; /* bytes; 0: cannot be */
	bool placed; /* the next two hold */
	const char *region;
	uint32_t da;
};

/* One entry of the resource table. */
struct image_entry {
	struct resource_entry table;
	const char *type_name; /* "carveout", "devmem", "trace", "vdev", "vendor", "unknown" */
	char name[33]; /* carveout, devmem, trace: cleaned for a terminal */
	/* carveout, trace: the region around it, NULL: none */
	const char *region;
	/* vdev */
	uint32_t vring_count; /* at most RPROC_VRINGS */
	struct image_vring vring[RPROC_VRINGS];
	const char *buffer_region; /* NULL: none */
	uint32_t buffers; /* message buffers, both directions */
	uint32_t buffer_bytes;
	uint32_t buffer_room; /* bytes that the region has */
};

struct image_report {
	struct elf_image elf;
	uint32_t entry;

	uint32_t segment_count;
	struct image_segment segments[IMAGE_REPORT_SEGMENTS];

	/* The two words that the core starts from, at device address 0. */
	bool has_vectors;
	uint32_t initial_sp;
	uint32_t reset_vector;
	const char *sp_memory; /* NULL: not in memory */
	const char *reset_memory;

	bool has_table; /* a .resource_table section: the next hold */
	uint32_t table_address; /* where the live table will be */
	uint32_t table_size;
	uint32_t table_offset; /* in the file */
	const char *table_region;
	enum resource_table_error table_error; /* entries hold when RESOURCE_TABLE_OK */
	uint32_t entry_count;
	struct image_entry entries[IMAGE_REPORT_ENTRIES];

	/* RPMsg services whose names stand in the file, such as "rpmsg-tty-channel". */
	uint32_t service_count;
	const char *services[IMAGE_REPORT_SERVICES];

	uint32_t diagnosis_count;
	struct image_diagnosis diagnoses[IMAGE_REPORT_DIAGNOSES];
	enum image_severity worst; /* IMAGE_NOTE when there is none */
};

/*
 * Examines a file. regions: as for a remoteproc, NULL for those of the DK2. 0; -EINVAL: not a usable
 * ELF file, *error (may be NULL) says why and the report holds nothing; -ENOMEM never. The report
 * points into `data` and is about 30 KB: not for a small stack.
 */
COPRO_MUST_CHECK int image_report_make(struct image_report *report, const void *data, size_t size,
				       const struct rproc_region *regions, uint32_t region_count,
				       struct host_error *error);

#endif
