/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins of a peripheral: by signal, `tx: PB10` or `tx: {pin: PB10, pull: up}`; or a list of pins, each of
 * which has one signal of the peripheral. */
#include <stdio.h>
#include <string.h>

#include "assign/names.h"
#include "assign/reader.h"
#include "soc/pin.h"

bool read_pin_name(struct reader *reader, const struct yaml_node *node, struct assignment_pad *pad)
{
	const char *text = yaml_string(node);
	const struct soc_pin *pin = text ? soc_pin_by_name(text) : NULL;
	struct assignment_origin at;
	struct finding *finding;

	if (pin) {
		pad->port = pin->port;
		pad->number = pin->number;
		pad->origin = reader_origin(reader, node);
		return true;
	}
	at = reader_origin(reader, node);
	finding = finding_add(reader->findings, "PIN004", &at);
	finding_what(finding, "there is no pin \"%s\"", text ? text : "");
	finding_why(finding, "the ports are A to J with 16 pins each, K and Z with 8");
	finding_do(finding, "name a pin as the data sheet does: PB10");
	return false;
}

static void pin_read(struct reader *reader, const struct yaml_node *node, void *pad)
{
	(void)read_pin_name(reader, node, pad);
}

static void pull_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_pad *pad = target;

	reader_choice(reader, node, "a pin's pull", reader_pulls, &pad->pull);
}

static void drive_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_pad *pad = target;

	reader_choice(reader, node, "a pin's drive", reader_drives, &pad->drive);
}

static void speed_read(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_pad *pad = target;

	reader_choice(reader, node, "a pin's speed", reader_speeds, &pad->speed);
}

const struct reader_key reader_pin_keys[] = {
	{"pin", pin_read, NULL},
	{"pull", pull_read, reader_pulls},
	{"drive", drive_read, reader_drives},
	{"speed", speed_read, reader_speeds},
	{NULL, NULL, NULL},
};

static bool pad_read(struct reader *reader, const struct yaml_node *node,
		     struct assignment_pad *pad)
{
	if (node->kind == YAML_SCALAR)
		return read_pin_name(reader, node, pad);
	reader_mapping(reader, node, "a pin", reader_pin_keys, pad);
	if (node->kind == YAML_MAPPING && !yaml_get(node, "pin"))
		reader_wrong(reader, node, "these are settings of a pin without the pin: \"pin:\"");
	return pad->port != '\0';
}

/* The place for another pin. NULL: there are too many. */
static struct assignment_pin *pin_place(struct reader *reader, const struct yaml_node *node,
					struct assignment_peripheral *peripheral)
{
	if (peripheral->pin_count < ASSIGNMENT_PINS)
		return &peripheral->pins[peripheral->pin_count];
	reader_wrong(reader, node, "a peripheral has at most %u pins", ASSIGNMENT_PINS);
	return NULL;
}

static void pin_keep(struct reader *reader, struct assignment_peripheral *peripheral,
		     const char *signal)
{
	struct assignment_pin *pin = &peripheral->pins[peripheral->pin_count];
	int function = soc_pin_af(soc_pin(pin->pad.port, pin->pad.number), signal);

	pin->signal = arena_text(reader->assignment->arena, signal);
	if (!pin->signal) {
		reader_no_memory(reader);
		return;
	}
	pin->function = function < 0			      ? (uint8_t)ASSIGNMENT_AF_UNKNOWN
			: function == (int)SOC_PIN_ADDITIONAL ? (uint8_t)ASSIGNMENT_AF_ANALOG
							      : (uint8_t)function;
	peripheral->pin_count++;
}

static void signal_read(struct reader *reader, const struct yaml_node *node,
			struct assignment_peripheral *peripheral)
{
	struct assignment_pin *pin = pin_place(reader, node, peripheral);
	const char *name = yaml_string(node->key);
	char signal[SOC_SIGNAL_MAX];

	if (!pin || !name)
		return;
	*pin = (struct assignment_pin){.origin = reader_origin(reader, node->key)};
	if (!pad_read(reader, node, &pin->pad))
		return;
	/* That there is no such signal is said by a rule, with what the pin can do. */
	(void)peripheral_signal(peripheral->soc, name, signal);
	pin_keep(reader, peripheral, signal);
}

/* The one signal of the peripheral that the pin can carry. */
static void listed_read(struct reader *reader, const struct yaml_node *node,
			struct assignment_peripheral *peripheral)
{
	struct assignment_pin *place = pin_place(reader, node, peripheral);
	const struct soc_pin_signal *signal;
	const char *found = NULL;
	char unknown[SOC_SIGNAL_MAX];

	if (!place)
		return;
	*place = (struct assignment_pin){.origin = reader_origin(reader, node)};
	if (!pad_read(reader, node, &place->pad))
		return;
	signal = soc_pin(place->pad.port, place->pad.number)->signals;
	for (; signal->name; signal++) {
		if (!peripheral_has_signal(peripheral->soc, signal->name))
			continue;
		if (found && strcmp(found, signal->name) != 0) {
			reader_wrong(
				reader, node,
				"P%c%u can be %s or %s: write \"%s: P%c%u\" in place of a list",
				place->pad.port, place->pad.number, found, signal->name, found,
				place->pad.port, place->pad.number);
			return;
		}
		found = signal->name;
	}
	snprintf(unknown, sizeof(unknown), "%s_?", peripheral->soc->name);
	pin_keep(reader, peripheral, found ? found : unknown);
}

void read_pins(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct assignment_peripheral *peripheral = target;

	peripheral->pin_count = 0;
	peripheral->pins =
		arena_alloc(reader->assignment->arena,
			    node->count < ASSIGNMENT_PINS ? node->count + 1 : ASSIGNMENT_PINS,
			    sizeof(*peripheral->pins));
	if (!peripheral->pins) {
		reader_no_memory(reader);
		return;
	}
	if (node->kind == YAML_SCALAR && !yaml_is_null(node))
		reader_wrong(reader, node, "pins are given by signal, such as \"TX: PB10\"");
	for (const struct yaml_node *pin = node->first; pin; pin = pin->next) {
		if (node->kind == YAML_MAPPING)
			signal_read(reader, pin, peripheral);
		else
			listed_read(reader, pin, peripheral);
	}
}
