/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/inspect.h"

static void set_text(json_t *object, const char *key, const char *text)
{
	/* A file's name need not be UTF-8; then it is left out. */
	json_object_set_new(object, key, text ? json_string(text) : json_null());
}

static void set_number(json_t *object, const char *key, uint32_t number)
{
	json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void set_flag(json_t *object, const char *key, bool flag)
{
	json_object_set_new(object, key, json_boolean(flag));
}

static json_t *segment_json(const struct image_segment *segment)
{
	json_t *object = json_object();

	set_number(object, "index", segment->index);
	set_number(object, "flags", segment->elf.flags);
	set_number(object, "vaddr", segment->elf.vaddr);
	set_number(object, "paddr", segment->elf.paddr);
	set_number(object, "filesz", segment->elf.filesz);
	set_number(object, "memsz", segment->elf.memsz);
	set_text(object, "m4_memory", segment->m4_memory);
	set_text(object, "a7_memory", segment->mapped ? segment->a7_memory : NULL);
	if (segment->mapped)
		set_number(object, "pa", segment->pa);
	set_text(object, "region", segment->region);
	return object;
}

static json_t *vring_json(const struct image_vring *vring)
{
	json_t *object = json_object();

	set_number(object, "asked_da", vring->table.da);
	set_number(object, "align", vring->table.align);
	set_number(object, "num", vring->table.num);
	set_number(object, "notifyid", vring->table.notifyid);
	set_number(object, "size", vring->size);
	set_flag(object, "placed", vring->placed);
	if (vring->placed) {
		set_number(object, "da", vring->da);
		set_text(object, "region", vring->region);
	}
	return object;
}

static void vdev_json(json_t *object, const struct image_entry *entry)
{
	const struct rsc_vdev *vdev = &entry->table.vdev;
	json_t *vrings = json_array();

	set_number(object, "id", vdev->id);
	set_number(object, "notifyid", vdev->notifyid);
	set_number(object, "dfeatures", vdev->dfeatures);
	set_number(object, "num_of_vrings", vdev->num_of_vrings);
	for (uint32_t i = 0; i < entry->vring_count; i++)
		json_array_append_new(vrings, vring_json(&entry->vring[i]));
	json_object_set_new(object, "vrings", vrings);
	set_number(object, "buffers", entry->buffers);
	set_number(object, "buffer_bytes", entry->buffer_bytes);
	set_number(object, "buffer_room", entry->buffer_room);
	set_text(object, "buffer_region", entry->buffer_region);
}

static json_t *entry_json(const struct image_entry *entry)
{
	json_t *object = json_object();

	set_text(object, "type", entry->type_name);
	set_number(object, "type_number", entry->table.type);
	set_number(object, "offset", entry->table.offset);
	switch (entry->table.type) {
	case RSC_CARVEOUT:
	case RSC_DEVMEM:
		set_text(object, "name", entry->name);
		set_number(object, "da", entry->table.carveout.da);
		set_number(object, "pa", entry->table.carveout.pa);
		set_number(object, "len", entry->table.carveout.len);
		set_text(object, "region", entry->region);
		break;
	case RSC_TRACE:
		set_text(object, "name", entry->name);
		set_number(object, "da", entry->table.trace.da);
		set_number(object, "len", entry->table.trace.len);
		set_text(object, "region", entry->region);
		break;
	case RSC_VDEV:
		vdev_json(object, entry);
		break;
	default:
		break;
	}
	return object;
}

static json_t *table_json(const struct image_report *report)
{
	json_t *object;
	json_t *entries;

	if (!report->has_table)
		return json_null();
	object = json_object();
	set_number(object, "address", report->table_address);
	set_number(object, "size", report->table_size);
	set_number(object, "file_offset", report->table_offset);
	set_text(object, "region", report->table_region);
	if (report->table_error != RESOURCE_TABLE_OK) {
		set_text(object, "error", resource_table_error_text(report->table_error));
		return object;
	}
	entries = json_array();
	for (uint32_t i = 0; i < report->entry_count && i < IMAGE_REPORT_ENTRIES; i++)
		json_array_append_new(entries, entry_json(&report->entries[i]));
	json_object_set_new(object, "entries", entries);
	return object;
}

static json_t *diagnosis_json(const char *severity, const struct host_error *error)
{
	json_t *object = json_object();

	set_text(object, "severity", severity);
	set_text(object, "code", error->code);
	set_text(object, "place", error->place);
	set_text(object, "text", error->text);
	set_text(object, "remedy", error->remedy);
	return object;
}

static json_t *start_json(const struct image_report *report)
{
	json_t *object = json_object();

	set_number(object, "entry", report->entry);
	set_flag(object, "vectors", report->has_vectors);
	if (report->has_vectors) {
		set_number(object, "initial_sp", report->initial_sp);
		set_text(object, "sp_memory", report->sp_memory);
		set_number(object, "reset_vector", report->reset_vector);
		set_text(object, "reset_memory", report->reset_memory);
	}
	return object;
}

static void report_json(json_t *object, const struct image_report *report)
{
	json_t *segments = json_array();
	json_t *services = json_array();
	json_t *diagnoses = json_array();

	for (uint32_t i = 0; i < report->segment_count && i < IMAGE_REPORT_SEGMENTS; i++)
		json_array_append_new(segments, segment_json(&report->segments[i]));
	for (uint32_t i = 0; i < report->service_count; i++)
		json_array_append_new(services, json_string(report->services[i]));
	for (uint32_t i = 0; i < report->diagnosis_count; i++)
		json_array_append_new(
			diagnoses,
			diagnosis_json(image_severity_name(report->diagnoses[i].severity),
				       &report->diagnoses[i].error));
	set_number(object, "segment_count", report->segment_count);
	json_object_set_new(object, "segments", segments);
	json_object_set_new(object, "start", start_json(report));
	json_object_set_new(object, "resource_table", table_json(report));
	json_object_set_new(object, "services", services);
	json_object_set_new(object, "diagnoses", diagnoses);
}

int inspect_print_json(const char *path, const struct image_report *report,
		       const struct host_error *error)
{
	json_t *object = json_object();
	json_t *diagnoses;
	char *text;

	set_text(object, "file", path);
	set_flag(object, "boots", report && inspect_would_run(report));
	if (report) {
		report_json(object, report);
	} else {
		diagnoses = json_array();
		json_array_append_new(diagnoses, diagnosis_json("error", error));
		json_object_set_new(object, "diagnoses", diagnoses);
	}
	text = json_dumps(object, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	json_decref(object);
	if (!text)
		return -ENOMEM;
	puts(text);
	free(text);
	return 0;
}
