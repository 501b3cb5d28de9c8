/* SPDX-License-Identifier: BSD-3-Clause */
/* The status for programs: docs/commands.md names the fields. */
#include <errno.h>
#include <jansson.h>

#include "machine/status_print.h"

static void set_text(json_t *object, const char *key, const char *text)
{
	json_t *string = text && text[0] ? json_string(text) : NULL;

	/* A file's name need not be UTF-8; then there is none. */
	json_object_set_new(object, key, string ? string : json_null());
}

static void set_number(json_t *object, const char *key, uint64_t number)
{
	json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void set_flag(json_t *object, const char *key, bool flag)
{
	json_object_set_new(object, key, json_boolean(flag));
}

/* ---- processors and firmware ---- */

static json_t *a7_json(const struct status *status)
{
	json_t *object = json_object();

	set_text(object, "name", "a7");
	set_text(object, "state", status->linux_runs ? "linux" : "off");
	set_number(object, "rate", status->a7_hz);
	set_text(object, "model", status->model);
	set_number(object, "devices", status->devices);
	set_number(object, "refused", status->refused);
	return object;
}

static json_t *m4_json(const struct machine_status *status)
{
	json_t *object = json_object();

	set_text(object, "name", "m4");
	set_text(object, "state", rproc_state_name(status->chip.m4_state));
	set_number(object, "since_ns", status->chip.m4_since);
	set_number(object, "rate", status->chip.m4_hz);
	set_text(object, "core", machine_core_state_name(status->core));
	if (status->core == MACHINE_CORE_HELD)
		set_text(object, "pc", NULL);
	else
		set_number(object, "pc", status->pc);
	set_text(object, "function", status->function);
	set_number(object, "instructions", status->instructions);
	set_number(object, "faults", status->faults);
	return object;
}

static json_t *firmware_json(const struct status_view *view)
{
	json_t *object;

	if (!view->firmware)
		return json_null();
	object = json_object();
	set_text(object, "name", view->firmware);
	set_number(object, "size", view->status->chip.firmware_size);
	return object;
}

static json_t *brief_json(const struct status_view *view)
{
	json_t *root = json_object(), *processors = json_array();

	json_array_append_new(processors, a7_json(&view->status->chip));
	json_array_append_new(processors, m4_json(view->status));
	set_number(root, "time_ns", view->status->chip.now);
	json_object_set_new(root, "processors", processors);
	json_object_set_new(root, "firmware", firmware_json(view));
	return root;
}

/* ---- channels ---- */

static json_t *channel_json(const struct status_channel *channel)
{
	json_t *object = json_object();

	set_number(object, "device", channel->vdev);
	set_text(object, "name", channel->name);
	if (channel->driver[0])
		set_number(object, "host", channel->local);
	else
		set_text(object, "host", NULL);
	set_number(object, "remote", channel->remote);
	set_text(object, "driver", channel->driver);
	set_text(object, "tty", channel->tty);
	return object;
}

static json_t *links_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->link_count; i++) {
		const struct status_link *link = &status->links[i];
		json_t *object = json_object();

		set_number(object, "device", link->vdev);
		set_number(object, "buffers", link->usage.buffers);
		set_number(object, "rx_in_use", link->usage.received);
		set_number(object, "tx_in_use", link->usage.sent);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *channels_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->channel_count; i++)
		json_array_append_new(list, channel_json(&status->channels[i]));
	return list;
}

/* ---- peripherals ---- */

static json_t *users_json(unsigned users)
{
	json_t *list = json_array();

	if (users & STATUS_SECURE)
		json_array_append_new(list, json_string("secure"));
	if (users & STATUS_LINUX)
		json_array_append_new(list, json_string("linux"));
	if (users & STATUS_M4)
		json_array_append_new(list, json_string("m4"));
	return list;
}

static json_t *firewall_json(const struct status_peripheral *peripheral)
{
	json_t *object;

	if (!peripheral->guarded)
		return json_null();
	object = json_object();
	set_number(object, "id", peripheral->id);
	set_text(object, "mode", peripheral->mode);
	set_flag(object, "locked", peripheral->locked);
	return object;
}

static json_t *gate_json(const struct status_peripheral *peripheral)
{
	json_t *open;

	if (!peripheral->gated)
		return json_null();
	open = json_array();
	if (peripheral->gate_a7)
		json_array_append_new(open, json_string("a7"));
	if (peripheral->gate_m4)
		json_array_append_new(open, json_string("m4"));
	return open;
}

static json_t *clock_json(const struct status_peripheral *peripheral)
{
	json_t *object;

	if (peripheral->memory)
		return json_null();
	object = json_object();
	set_text(object, "name", peripheral->clock);
	set_number(object, "rate", peripheral->hz);
	json_object_set_new(object, "gate", gate_json(peripheral));
	return object;
}

static json_t *peripherals_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->peripheral_count; i++) {
		const struct status_peripheral *peripheral = &status->peripherals[i];
		json_t *object = json_object();

		set_text(object, "name", peripheral->name);
		set_number(object, "address", peripheral->base);
		json_object_set_new(object, "owners", users_json(peripheral->users));
		set_text(object, "linux_node", peripheral->linux_node);
		set_text(object, "m4_node", peripheral->m4_node);
		json_object_set_new(object, "firewall", firewall_json(peripheral));
		json_object_set_new(object, "clock", clock_json(peripheral));
		json_array_append_new(list, object);
	}
	return list;
}

/* ---- semaphores and resources ---- */

static json_t *semaphores_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->semaphore_count; i++) {
		const struct status_semaphore *semaphore = &status->semaphores[i];
		json_t *object = json_object();

		set_number(object, "number", semaphore->id);
		set_text(object, "core", semaphore->core);
		set_number(object, "process", semaphore->process);
		set_text(object, "purpose", semaphore->purpose);
		set_text(object, "user", semaphore->user);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *resources_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->resource_count; i++) {
		const struct status_resource *resource = &status->resources[i];
		json_t *object = json_object();

		set_text(object, "kind", status_resource_kind_name(resource->kind));
		set_text(object, "name", resource->name);
		set_text(object, "for", resource->by == STATUS_M4 ? "m4" : "linux");
		set_text(object, "holder", resource->holder);
		if (resource->kind == STATUS_CLOCK || resource->kind == STATUS_REGULATOR)
			set_number(object, "enabled", resource->enabled);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *unheld_json(const struct status *status)
{
	json_t *list = json_array();

	for (size_t i = 0; i < status->unheld_count; i++) {
		json_t *object = json_object();

		set_text(object, "clock", status->unheld[i].clock);
		set_text(object, "source", status->unheld[i].source);
		set_flag(object, "source_runs", status->unheld[i].runs);
		json_array_append_new(list, object);
	}
	return list;
}

/* ---- refusals ---- */

static json_t *refusals_json(const struct machine_status *status)
{
	json_t *root = json_object(), *places = json_array();

	for (size_t i = 0; i < status->refusal_count; i++) {
		const struct machine_refusal *refusal = &status->refusals[i];
		json_t *object = json_object();

		set_text(object, "initiator", refusal->initiator);
		set_text(object, "name", refusal->name);
		set_number(object, "address", refusal->address);
		set_text(object, "access",
			 refusal->execute ? "execute"
			 : refusal->write ? "write"
					  : "read");
		if (refusal->pc)
			set_number(object, "pc", refusal->pc);
		else
			set_text(object, "pc", NULL);
		set_text(object, "function", refusal->function);
		set_number(object, "count", refusal->count);
		json_array_append_new(places, object);
	}
	set_number(root, "count", status->refused);
	json_object_set_new(root, "places", places);
	return root;
}

static int dump(FILE *file, json_t *root)
{
	int rc = json_dumpf(root, file, JSON_INDENT(2)) ? -ENOMEM : 0;

	json_decref(root);
	fputc('\n', file);
	return rc;
}

int status_print_json(FILE *file, const struct status_view *view)
{
	const struct status *chip = &view->status->chip;
	json_t *root = brief_json(view);

	json_object_set_new(root, "links", links_json(chip));
	json_object_set_new(root, "channels", channels_json(chip));
	set_flag(root, "firewall_answers", chip->firewall);
	json_object_set_new(root, "peripherals", peripherals_json(chip));
	json_object_set_new(root, "semaphores", semaphores_json(chip));
	json_object_set_new(root, "resources", resources_json(chip));
	json_object_set_new(root, "unheld_by_m4", unheld_json(chip));
	json_object_set_new(root, "refused", refusals_json(view->status));
	return dump(file, root);
}

int status_print_brief_json(FILE *file, const struct status_view *view)
{
	return dump(file, brief_json(view));
}
