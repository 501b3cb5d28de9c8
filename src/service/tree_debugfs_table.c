/* SPDX-License-Identifier: BSD-3-Clause */
/* What Linux tells of the live resource table (remoteproc_debugfs.c, resource_table): its words, for scripts
 * that look for them. The firmware may write into the table at any time; nothing in it is trusted. */
#include <inttypes.h>
#include <string.h>

#include <copro/resource_table.h>

#include "service/tree_internal.h"

static const char *const types[] = {
	[RSC_CARVEOUT] = "carveout",
	[RSC_DEVMEM] = "devmem",
	[RSC_TRACE] = "trace",
	[RSC_VDEV] = "vdev",
};

#define TYPES (sizeof(types) / sizeof(types[0]))

static void show_label(FILE *out, const char *name, size_t size)
{
	(void)fprintf(out, "  Name %.*s\n\n", (int)strnlen(name, size), name);
}

static void show_carveout(FILE *out, const struct rsc_carveout *carveout)
{
	(void)fprintf(out,
		      "  Device Address 0x%" PRIx32 "\n"
		      "  Physical Address 0x%" PRIx32 "\n"
		      "  Length 0x%" PRIx32 " Bytes\n"
		      "  Flags 0x%" PRIx32 "\n"
		      "  Reserved (should be zero) [%" PRId32 "]\n",
		      carveout->da, carveout->pa, carveout->len, carveout->flags,
		      (int32_t)carveout->reserved);
	show_label(out, carveout->name, sizeof(carveout->name));
}

static void show_trace(FILE *out, const struct rsc_trace *trace)
{
	(void)fprintf(out,
		      "  Device Address 0x%" PRIx32 "\n"
		      "  Length 0x%" PRIx32 " Bytes\n"
		      "  Reserved (should be zero) [%" PRId32 "]\n",
		      trace->da, trace->len, (int32_t)trace->reserved);
	show_label(out, trace->name, sizeof(trace->name));
}

static void show_vring(FILE *out, uint32_t index, const struct rsc_vring *vring)
{
	(void)fprintf(out,
		      "  Vring %" PRIu32 "\n"
		      "    Device Address 0x%" PRIx32 "\n"
		      "    Alignment %" PRId32 "\n"
		      "    Number of buffers %" PRId32 "\n"
		      "    Notify ID %" PRId32 "\n"
		      "    Physical Address 0x%" PRIx32 "\n\n",
		      index, vring->da, (int32_t)vring->align, (int32_t)vring->num,
		      (int32_t)vring->notifyid, vring->pa);
}

static void show_vdev(FILE *out, const void *table, uint32_t size,
		      const struct resource_entry *entry)
{
	const struct rsc_vdev *vdev = &entry->vdev;
	struct rsc_vring vring;
	uint32_t offset;

	(void)fprintf(out,
		      "  ID %" PRId32 "\n"
		      "  Notify ID %" PRId32 "\n"
		      "  Device features 0x%" PRIx32 "\n"
		      "  Guest features 0x%" PRIx32 "\n"
		      "  Config length 0x%" PRIx32 "\n"
		      "  Status 0x%x\n"
		      "  Number of vrings %u\n"
		      "  Reserved (should be zero) [%u][%u]\n\n",
		      (int32_t)vdev->id, (int32_t)vdev->notifyid, vdev->dfeatures, vdev->gfeatures,
		      vdev->config_len, (unsigned)vdev->status, (unsigned)vdev->num_of_vrings,
		      (unsigned)vdev->reserved[0], (unsigned)vdev->reserved[1]);
	for (uint32_t i = 0; i < vdev->num_of_vrings; i++) {
		if (resource_table_vring(table, size, entry, i, &vring, &offset))
			return;
		show_vring(out, i, &vring);
	}
}

static void show_entry(FILE *out, const void *table, uint32_t size, uint32_t index)
{
	struct resource_entry entry;

	if (resource_table_entry(table, size, index, &entry))
		return;
	if (entry.type >= TYPES) {
		(void)fprintf(out, "Unknown resource type found: %" PRId32 " [hdr: 00000000]\n",
			      (int32_t)entry.type);
		return;
	}
	(void)fprintf(out, "Entry %" PRIu32 " is of type %s\n", index, types[entry.type]);
	switch (entry.type) {
	case RSC_TRACE:
		show_trace(out, &entry.trace);
		break;
	case RSC_VDEV:
		show_vdev(out, table, size, &entry);
		break;
	default:
		show_carveout(out, &entry.carveout);
		break;
	}
}

int tree_show_table(struct tree *tree, uint64_t instance, FILE *out)
{
	const struct remoteproc *rproc = tree_remoteproc(tree);
	uint32_t size = 0;
	const void *table = rproc ? remoteproc_table(rproc, &size) : NULL;
	uint32_t count;

	(void)instance;
	if (!table || resource_table_check(table, size, &count)) {
		(void)fputs("No resource table found\n", out);
		return 0;
	}
	for (uint32_t i = 0; i < count; i++)
		show_entry(out, table, size, i);
	return 0;
}
