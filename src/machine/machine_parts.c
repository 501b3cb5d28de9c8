/* SPDX-License-Identifier: BSD-3-Clause */
/* What is around the chip: made before anything boots, and told of as events. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/can_bus.h"
#include "board/dts/trees.h"
#include "board/parts/part.h"
#include "machine/machine_internal.h"

/* An LED may be dimmed by switching it fast: this many changes a second are told, others are details. */
#define CHANGES_TOLD 50u

#define SETTING_MAX 512u

/* Of a part as text: a CAN frame is the longest. */
#define STATE_MAX CAN_TEXT

/* Whether a change is told of loudly. The first one that is not says so. */
static bool is_told(struct machine *machine, uint64_t now)
{
	const struct machine_event event = {
		.time = now,
		.level = MACHINE_EVENT_INFO,
		.source = "machine",
		.kind = "parts-busy",
		.text = "parts change more than 50 times in a second: the rest of what they show "
			"is told with --verbose"};

	if (now >= machine->parts_since + PS_PER_S) {
		machine->parts_since = now;
		machine->parts_told = 0;
	}
	if (machine->parts_told > CHANGES_TOLD)
		return false;
	if (machine->parts_told++ < CHANGES_TOLD)
		return true;
	machine_tell(machine, &event);
	return false;
}

/* In the middle of a slice. */
static void on_changed(void *context, struct part *part)
{
	struct machine *machine = context;
	const uint64_t now = machine_now(machine);
	char state[STATE_MAX];
	struct machine_event event = {.time = now,
				      .source = "part",
				      .kind = part->kind->kind,
				      .name = part->name,
				      .text = state};

	if (part_get(part, "state", state, sizeof(state)))
		return;
	event.level = is_told(machine, now) ? MACHINE_EVENT_INFO : MACHINE_EVENT_DETAIL;
	machine_tell(machine, &event);
}

static void on_passed_over(void *context, const char *text)
{
	struct machine *machine = context;
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_WARNING,
				      .source = "boot",
				      .kind = "part-passed-over",
				      .name = "board",
				      .text = text};

	machine_tell(machine, &event);
}

/* A tree that is none is the boot's to tell of. */
static int parts_make(struct machine *machine)
{
	const struct parts_listener listener = {
		.context = machine, .changed = on_changed, .passed_over = on_passed_over};
	const struct board_tree own = trees_linux();
	struct dt *dt = calloc(1, sizeof(*dt));
	int rc = -EINVAL;

	if (!dt)
		return -ENOMEM;
	if (machine->config.linux_tree.data)
		rc = dt_open(dt, machine->config.linux_tree.data, machine->config.linux_tree.size,
			     NULL);
	if (rc)
		rc = dt_open(dt, own.data, own.size, NULL);
	if (!rc)
		rc = parts_create(&machine->parts, machine->board, dt, &listener);
	free(dt);
	return rc;
}

/* ---- settings ---- */

static int part_unknown(struct machine *machine, const char *name, struct host_error *error)
{
	char names[HOST_ERROR_REMEDY - 16] = "";

	for (struct part *part = parts_first(machine->parts); part; part = part->next) {
		const size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "", part->name);
	}
	if (!names[0])
		return host_error_set(error, -ENOENT, MACHINE_PART,
				      "name them in Linux's device tree",
				      "the board has no part %.31s, nor any other", name);
	return host_error_set(error, -ENOENT, MACHINE_PART, "",
			      "the board has no part %.31s but %.150s", name, names);
}

static int property_refused(const struct part *part, const char *property, const char *value,
			    int rc, struct host_error *error)
{
	const struct part_property *known = part->kind->properties;
	char names[HOST_ERROR_TEXT / 2] = "";

	for (; known->name && strcmp(known->name, property) != 0; known++) {
		const size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "", known->name);
	}
	switch (rc) {
	case -ENOENT:
		if (!known->name)
			return host_error_set(error, rc, MACHINE_PART, "",
					      "the %s has no property %.31s but %s",
					      part->kind->kind, property, names);
		break;
	case -EACCES:
		return host_error_set(error, rc, MACHINE_PART, "",
				      "%.31s of the %s can be read only", property,
				      part->kind->kind);
	case -EINVAL:
		return host_error_set(error, rc, MACHINE_PART, "", "\"%.60s\" is not %s", value,
				      known->name && known->unit ? known->unit : "a value for it");
	default:
		break;
	}
	return host_error_set(error, rc, MACHINE_PART, "", "\"%.120s\": %s", value, strerror(-rc));
}

int machine_set_part(struct machine *machine, const char *name, const char *property,
		     const char *value, struct host_error *error)
{
	struct part *part = parts_find(machine->parts, name);
	int rc = part ? part_set(part, property, value) : -ENOENT;

	if (!rc)
		return 0;
	if (!part)
		part_unknown(machine, name, error);
	else
		property_refused(part, property, value, rc, error);
	host_error_place(error, "part %.20s.%.20s", name, property);
	return rc;
}

/* "NAME.PROPERTY=VALUE" */
static int setting_take(struct machine *machine, const char *setting, struct host_error *error)
{
	char name[SETTING_MAX];
	char *property, *value;

	if (strlen(setting) >= sizeof(name)) {
		host_error_set(error, -EINVAL, MACHINE_PART, "", "too long");
		host_error_place(error, "part %.20s...", setting);
		return -EINVAL;
	}
	memcpy(name, setting, strlen(setting) + 1);
	property = strchr(name, '.');
	value = property ? strchr(property, '=') : NULL;
	if (!value) {
		host_error_set(error, -EINVAL, MACHINE_PART, "", "it is not NAME.PROPERTY=VALUE");
		host_error_place(error, "part %.50s", setting);
		return -EINVAL;
	}
	*property++ = '\0';
	*value++ = '\0';
	return machine_set_part(machine, name, property, value, error) ? -EINVAL : 0;
}

int machine_parts_open(struct machine *machine, struct host_error *error)
{
	const char *const *setting = machine->config.part_settings;
	int rc = parts_make(machine);

	for (; !rc && setting && *setting; setting++)
		rc = setting_take(machine, *setting, error);
	return rc;
}
