/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins that software reads or drives, by label: `LED: {pin: PH7, direction: output}`. */
#include <string.h>

#include "assign/reader.h"

static void pin_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	(void)read_pin_name(reader, node, &gpio->pad);
}

static void context_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	reader_choice(reader, node, "the context of a pin", reader_contexts, &gpio->context);
}

static void direction_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	reader_choice(reader, node, "the direction of a pin", reader_directions, &gpio->direction);
}

static void level_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;
	int value = reader_word(reader, node, "an output's first level", reader_levels);

	if (value >= 0)
		gpio->high = (struct assignment_flag){value != 0, reader_origin(reader, node)};
}

static void active_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;
	int value = reader_word(reader, node, "the level at which a pin is active", reader_levels);

	if (value >= 0)
		gpio->active_low = (struct assignment_flag){!value, reader_origin(reader, node)};
}

static void pull_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	reader_choice(reader, node, "a pin's pull", reader_pulls, &gpio->pad.pull);
}

static void drive_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	reader_choice(reader, node, "a pin's drive", reader_drives, &gpio->pad.drive);
}

static void speed_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	reader_choice(reader, node, "a pin's speed", reader_speeds, &gpio->pad.speed);
}

static void interrupt_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_gpio *gpio = target;

	reader_choice(reader, node, "the edge that interrupts", reader_edges, &gpio->edge);
}

const struct reader_key reader_gpio_keys[] = {
	{"pin", pin_read, NULL},
	{"context", context_read, reader_contexts},
	{"direction", direction_read, reader_directions},
	{"level", level_read, reader_levels},
	{"active", active_read, reader_levels},
	{"interrupt", interrupt_read, reader_edges},
	{"pull", pull_read, reader_pulls},
	{"drive", drive_read, reader_drives},
	{"speed", speed_read, reader_speeds},
	{NULL, NULL, NULL},
};

/* The one of this label, or a new one. NULL after saying why not. */
static struct assignment_gpio *gpio_find(struct reader *reader, const struct yaml_node *key)
{
	struct assignment *assignment = reader->assignment;
	const char *label = reader_name(reader, key, "a pin's label", ASSIGNMENT_NAME_MAX - 1);

	if (!label || !reader_identifier(reader, key, "a pin's label", label))
		return NULL;
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		if (!strcmp(assignment->gpio[i].label, label))
			return &assignment->gpio[i];
	}
	if (assignment->gpio_count == ASSIGNMENT_GPIO) {
		reader_wrong(reader, key, "the chip has %u pins, and each is named already",
			     ASSIGNMENT_GPIO);
		return NULL;
	}
	assignment->gpio[assignment->gpio_count] = (struct assignment_gpio){.label = label};
	return &assignment->gpio[assignment->gpio_count++];
}

void read_gpio(struct reader *reader, const struct yaml_node *node, void *target)
{
	(void)target;
	if (node->kind != YAML_MAPPING) {
		if (!yaml_is_null(node))
			reader_wrong(reader, node,
				     "pins are given by label, such as \"LED: {pin: PH7}\"");
		return;
	}
	for (const struct yaml_node *value = node->first; value; value = value->next) {
		struct assignment_gpio *gpio = gpio_find(reader, value->key);

		if (!gpio)
			continue;
		gpio->origin = reader_origin(reader, value->key);
		if (value->kind == YAML_MAPPING)
			reader_mapping(reader, value, gpio->label, reader_gpio_keys, gpio);
		else if (gpio->pad.port)
			context_read(reader, value, gpio);
		else
			(void)read_pin_name(reader, value, &gpio->pad);
		if (value->kind == YAML_MAPPING && !gpio->pad.port && !yaml_get(value, "pin"))
			reader_wrong(reader, value->key, "%s has no pin: \"pin: PH7\"",
				     gpio->label);
	}
}
