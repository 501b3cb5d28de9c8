/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads what a firmware asks for and decides where it goes: segments, the resource table and its
 * entries, rings, buffers, vectors. Changes nothing and allocates nothing.
 *
 * Every decision is Linux's (drivers/remoteproc/remoteproc_core.c and remoteproc_elf_loader.c,
 * stm32_rproc.c); what deserves a word goes to a complaint sink, with its severity.
 */
#ifndef COPRO_HOST_IMAGE_PLAN_H
#define COPRO_HOST_IMAGE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/resource_table.h>

#include "host/carveout.h"
#include "host/complaint.h"
#include "host/elf_image.h"

#define IMAGE_SEGMENTS	256u /* PT_LOAD segments that a firmware may have */
#define IMAGE_CARVEOUTS 8u /* carveout entries of a table */

struct plan_vring {
	uint32_t table_offset; /* of its struct rsc_vring in the table */
	uint32_t notifyid; /* what Linux's idr gives: 0, 1, ... over all vdevs */
	uint32_t num;
	uint32_t align;
	uint32_t size; /* bytes that it takes; 0 when it cannot be */
	const struct carveout *carveout;
	uint32_t da;
};

struct plan_vdev {
	uint32_t table_offset; /* of its struct rsc_vdev */
	struct rsc_vdev table;
	uint32_t vring_count;
	struct plan_vring vring[RPROC_VRINGS];
	const struct carveout *buffers; /* NULL: none */
	uint32_t buffer_count; /* both directions */
	uint32_t buffer_bytes;
	/* An RPMsg device whose rings and buffers are placed. */
	bool usable;
};

struct plan_trace {
	uint32_t da;
	uint32_t size;
	char name[33]; /* cleaned for a terminal */
};

/* A carveout entry that a reserved region serves: Linux writes the region's place into the table. */
struct plan_carveout {
	uint32_t table_offset;
	const struct carveout *carveout;
};

struct image_plan {
	/* The table as it stands in the file; size 0: none, or none that can be used. */
	const uint8_t *table;
	uint32_t table_size;
	uint32_t table_da; /* where the live one goes */
	const struct carveout *table_carveout; /* NULL: in no carveout, there is no live one */
	uint32_t vdev_count;
	struct plan_vdev vdevs[RPROC_VDEVS];
	uint32_t trace_count;
	struct plan_trace traces[RPROC_TRACES];
	uint32_t carveout_count;
	struct plan_carveout carveouts[IMAGE_CARVEOUTS];
};

/* How many vdevs the resource table has; 0 also without a table that can be used. */
uint32_t image_vdev_count(const struct elf_image *image);

/* All checks. The plan points into the image and the set, both of which outlive it. */
void image_plan_make(struct image_plan *plan, const struct elf_image *image,
		     const struct carveout_set *carveouts, const struct complaint_sink *sink);

/* The same for a table alone that is used where it is, at `da`; well formed. */
void image_plan_of_table(struct image_plan *plan, const uint8_t *table, uint32_t size, uint32_t da,
			 const struct carveout_set *carveouts, const struct complaint_sink *sink);

/* Its parts, each in the file that its name says. */
void image_check_segments(const struct elf_image *image, const struct carveout_set *carveouts,
			  const struct complaint_sink *sink);
void image_check_vectors(const struct elf_image *image, const struct complaint_sink *sink);
void image_plan_vdev(struct image_plan *plan, const struct resource_entry *entry,
		     const struct carveout_set *carveouts, const struct complaint_sink *sink);

/* The bytes loaded at a device address, whichever of its two addresses an SRAM is loaded by. */
const uint8_t *image_loaded_at(const struct elf_image *image, uint32_t da, uint32_t length);

#endif
