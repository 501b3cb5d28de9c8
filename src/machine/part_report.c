/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/part_report.h"

#include <stdlib.h>

#include "board/parts/part.h"

/* What cannot be read now, such as a file that is gone, is null. */
static json_t *property_value(struct part *part, const char *name, char *room)
{
	json_t *value = NULL;

	if (!part_get(part, name, room, PART_VALUE_MAX))
		value = json_string(room);
	return value ? value : json_null();
}

static json_t *part_object(struct part *part, char *room)
{
	const struct part_property *property = part->kind->properties;
	json_t *properties = json_array();

	for (; property->name; property++)
		json_array_append_new(properties,
				      json_pack("{ss so ss* sb}", "name", property->name, "value",
						property_value(part, property->name, room), "unit",
						property->unit, "writable", property->writable));
	return json_pack("{ss ss so}", "name", part->name, "kind", part->kind->kind, "properties",
			 properties);
}

json_t *part_report_list(struct machine *machine)
{
	struct part *part = parts_first(machine_parts(machine));
	char *room = malloc(PART_VALUE_MAX);
	json_t *list = room ? json_array() : NULL;

	for (; list && part; part = part->next)
		json_array_append_new(list, part_object(part, room));
	free(room);
	return list ? json_pack("{so}", "parts", list) : NULL;
}

json_t *part_report(struct machine *machine, const char *name)
{
	struct part *part = parts_find(machine_parts(machine), name);
	char *room = malloc(PART_VALUE_MAX);
	json_t *object = part && room ? part_object(part, room) : NULL;

	free(room);
	return object;
}
