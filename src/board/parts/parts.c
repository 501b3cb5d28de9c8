/* SPDX-License-Identifier: BSD-3-Clause */
/* From the nodes of a device tree to parts, and to what people set and read of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "board/parts/kinds.h"
#include "board/parts/part.h"
#include "soc/peripheral.h"

/* More than a board has; a tree that is made to be large ends here. */
#define PARTS_MAX 256u

/* Second cell of a GPIO specifier (gpio.txt of Linux's bindings). */
#define GPIO_ACTIVE_LOW 1u

struct parts {
	struct board *board;
	struct parts_listener listener;
	struct part *first;
	struct part *last;
	unsigned count;
};

static const struct part_kind *const kinds[] = {&part_led,   &part_button,  &at24_part,
						&lm75_part,  &spi_nor_part, &analog_part,
						&noise_part, &can_part};

/* ---- names ---- */

/* False when it is too long, empty or not fit to be typed. */
static bool name_take(struct part *part, const char *name)
{
	static const char fit[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				  "-_@,+";
	const size_t length = strlen(name);

	if (!length || length >= PART_NAME_MAX || strspn(name, fit) != length)
		return false;
	memcpy(part->name, name, length + 1);
	for (char *letter = part->name; *letter; letter++) {
		if (*letter == '_')
			*letter = '-';
	}
	return !parts_find(part->parts, part->name);
}

/* ---- making them ---- */

static void pass_over(const struct parts *parts, const struct dt *dt, int node, const char *text)
{
	char said[DT_PATH_MAX + sizeof(struct dt_error)];
	char path[DT_PATH_MAX];

	if (!parts->listener.passed_over)
		return;
	snprintf(said, sizeof(said), "%s: no part is made of it: %s", dt_path(dt, node, path),
		 text);
	parts->listener.passed_over(parts->listener.context, said);
}

static void part_free(struct part *part)
{
	if (part)
		free(part->state);
	free(part);
}

static void part_append(struct parts *parts, struct part *part)
{
	if (parts->last)
		parts->last->next = part;
	else
		parts->first = part;
	parts->last = part;
	parts->count++;
}

static int part_make(struct parts *parts, const struct part_kind *kind, const struct dt *dt,
		     int node)
{
	const char *label = dt_label(dt, node);
	struct part *part = calloc(1, sizeof(*part));
	struct dt_error error = {.text = ""};
	int rc = -ENOMEM;

	if (part)
		part->state = calloc(1, kind->state_size ? kind->state_size : 1);
	if (part && part->state) {
		part->kind = kind;
		part->board = parts->board;
		part->parts = parts;
		rc = 0;
	}
	if (!rc && parts->count == PARTS_MAX) {
		snprintf(error.text, sizeof(error.text), "there are %u already", PARTS_MAX);
		rc = -EINVAL;
	}
	if (!rc && !(label && name_take(part, label)) && !name_take(part, dt_name(dt, node))) {
		snprintf(error.text, sizeof(error.text),
			 "neither its label nor its name is one that another part does not have, "
			 "of up to %u letters",
			 PART_NAME_MAX - 1);
		rc = -EINVAL;
	}
	if (!rc)
		rc = kind->attach(part, dt, node, &error);
	if (!rc) {
		part_append(parts, part);
		return 0;
	}
	part_free(part);
	if (rc != -EINVAL)
		return rc;
	pass_over(parts, dt, node, error.text);
	return 0;
}

static int kind_make(struct parts *parts, const struct part_kind *kind, const struct dt *dt,
		     int node)
{
	int rc = 0;

	if (!kind->of_children)
		return part_make(parts, kind, dt, node);
	for (int child = dt_child(dt, node); child >= 0 && !rc; child = dt_sibling(dt, child))
		rc = part_make(parts, kind, dt, child);
	return rc;
}

static const struct part_kind *kind_of(const struct dt *dt, int node)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *const *compatible = kinds[i]->compatible;

		for (; *compatible; compatible++) {
			if (dt_compatible(dt, node, *compatible))
				return kinds[i];
		}
	}
	return NULL;
}

int parts_create(struct parts **parts, struct board *board, const struct dt *dt,
		 const struct parts_listener *listener)
{
	struct parts *made = calloc(1, sizeof(*made));
	int rc = 0;

	if (!made)
		return -ENOMEM;
	made->board = board;
	if (listener)
		made->listener = *listener;
	for (int node = dt_next(dt, DT_NONE); node >= 0 && !rc; node = dt_next(dt, node)) {
		const struct part_kind *kind = kind_of(dt, node);

		if (kind)
			rc = kind_make(made, kind, dt, node);
	}
	for (struct part *part = made->first; part && !rc; part = part->next)
		rc = part->kind->begin ? part->kind->begin(part) : 0;
	if (rc) {
		parts_destroy(made);
		return rc;
	}
	*parts = made;
	return 0;
}

void parts_destroy(struct parts *parts)
{
	struct part *next;

	if (!parts)
		return;
	for (struct part *part = parts->first; part; part = next) {
		next = part->next;
		if (part->kind->detach)
			part->kind->detach(part);
		part_free(part);
	}
	free(parts);
}

/* ---- for kinds ---- */

int part_pin(const struct part *part, const struct dt *dt, int node, const char *property,
	     struct part_pin *pin, struct dt_error *error)
{
	const struct soc_peripheral *bank = NULL;
	struct dt_args args = {.node = DT_NONE};
	uint32_t address;

	if (dt_args(dt, node, property, "#gpio-cells", 0, &args)) {
		snprintf(error->text, sizeof(error->text),
			 dt_has(dt, node, property) ? "%s does not say which pin" : "it has no %s",
			 property);
		return -EINVAL;
	}
	if (!dt_reg(dt, args.node, 0, &address, NULL))
		bank = soc_peripheral_find(address);
	if (!bank || strncmp(bank->name, "GPIO", strlen("GPIO")) != 0 || args.count < 2 ||
	    args.cells[0] > 15) {
		snprintf(error->text, sizeof(error->text), "%s names no pin of this chip",
			 property);
		return -EINVAL;
	}
	pin->gpio = board_device(part->board, bank->name);
	pin->pin = args.cells[0];
	pin->active_low = args.cells[1] & GPIO_ACTIVE_LOW;
	return 0;
}

void part_changed(struct part *part)
{
	const struct parts_listener *listener = &part->parts->listener;

	if (listener->changed)
		listener->changed(listener->context, part);
}

/* ---- for people ---- */

struct part *parts_first(const struct parts *parts)
{
	return parts ? parts->first : NULL;
}

struct part *parts_find(const struct parts *parts, const char *name)
{
	struct part *part = parts_first(parts);

	while (part && strcmp(part->name, name) != 0)
		part = part->next;
	return part;
}

static const struct part_property *property_find(const struct part *part, const char *name)
{
	const struct part_property *property = part->kind->properties;

	while (property->name && strcmp(property->name, name) != 0)
		property++;
	return property->name ? property : NULL;
}

int part_set(struct part *part, const char *property, const char *value)
{
	const struct part_property *found = property_find(part, property);

	if (!found)
		return -ENOENT;
	return found->writable ? part->kind->set(part, property, value) : -EACCES;
}

int part_get(struct part *part, const char *property, char *value, size_t room)
{
	return property_find(part, property) ? part->kind->get(part, property, value, room)
					     : -ENOENT;
}
