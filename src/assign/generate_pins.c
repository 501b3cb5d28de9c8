/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pin groups (Linux, bindings/pinctrl/st,stm32-pinctrl.yaml): a group has a node for each way in which some of its
 * pins are set up. Bank Z has a pin controller of its own, so what has pins in both has two groups.
 */
#include <inttypes.h>
#include <stdio.h>

#include "assign/generator.h"
#include "soc/pin.h"

/* The lower byte of a pinmux cell (Linux, dt-bindings/pinctrl/stm32-pinfunc.h): a GPIO, AF0, analog. */
#define MODE_GPIO   0u
#define MODE_AF0    1u
#define MODE_ANALOG 17u

/* Pins that belong together. */
struct group {
	const char *name; /* "USART3" */
	const char *kind; /* "" or "io_": the label is pump_io_led_pins */
	const struct assignment_pin *pins; /* of a peripheral */
	size_t count;
	const struct assignment_gpio *gpio; /* or one of software's */
	bool sleep; /* all analog */
};

static struct group group_of(const struct assignment_peripheral *peripheral, bool sleep)
{
	return (struct group){.name = peripheral->soc->name,
			      .kind = "",
			      .pins = peripheral->pins,
			      .count = peripheral->pin_count,
			      .sleep = sleep};
}

static struct group group_of_gpio(const struct assignment_gpio *gpio)
{
	return (struct group){.name = gpio->label, .kind = "io_", .count = 1, .gpio = gpio};
}

static const struct assignment_pad *pad_of(const struct group *group, size_t index)
{
	return group->gpio ? &group->gpio->pad : &group->pins[index].pad;
}

static bool is_z(const struct group *group, size_t index)
{
	return pad_of(group, index)->port == 'Z';
}

static bool has_bank(const struct group *group, bool z)
{
	for (size_t i = 0; i < group->count; i++) {
		if (is_z(group, i) == z)
			return true;
	}
	return false;
}

static unsigned mode_of(const struct group *group, size_t index)
{
	if (group->gpio)
		return MODE_GPIO;
	if (group->sleep || group->pins[index].function == ASSIGNMENT_AF_ANALOG)
		return MODE_ANALOG;
	if (group->pins[index].function > 15)
		return MODE_GPIO;
	return MODE_AF0 + group->pins[index].function;
}

static bool same_setup(const struct group *group, size_t a, size_t b)
{
	const struct assignment_pad *one = pad_of(group, a);
	const struct assignment_pad *other = pad_of(group, b);
	const bool analog = mode_of(group, a) == MODE_ANALOG;

	if (analog || mode_of(group, b) == MODE_ANALOG)
		return analog && mode_of(group, b) == MODE_ANALOG;
	return one->pull.value == other->pull.value && one->drive.value == other->drive.value &&
	       one->speed.value == other->speed.value;
}

/* Is it the first of its bank that is set up in its way? */
static bool is_first(const struct group *group, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (is_z(group, i) == is_z(group, index) && same_setup(group, i, index))
			return false;
	}
	return true;
}

/* ---- one group ---- */

static void label_write(const struct generator *generator, const struct group *group, bool z,
			char text[GENERATOR_ID * 3])
{
	char name[GENERATOR_ID];

	snprintf(text, GENERATOR_ID * 3, "%s_%s%s%s%s_pins", generator->lower, group->kind,
		 generator_lower(group->name, name), z ? "_z" : "", group->sleep ? "_sleep" : "");
}

static void cell_write(struct generator *generator, const struct group *group, size_t index,
		       bool first, bool last)
{
	const struct assignment_pad *pad = pad_of(group, index);
	const struct soc_pin *pin = soc_pin(pad->port, pad->number);
	const unsigned mode = mode_of(group, index);
	char name[ASSIGNMENT_PIN_NAME], from[ASSIGNMENT_ORIGIN_TEXT], function[16] = "GPIO";

	if (mode == MODE_ANALOG)
		snprintf(function, sizeof(function), "ANALOG");
	else if (mode != MODE_GPIO)
		snprintf(function, sizeof(function), "AF%u", mode - MODE_AF0);
	emit(generator->out, "\t\t\t%s<0x%04x>%s\t/* %s %s %s; %s */\n",
	     first ? "pinmux = " : "\t ", (pin ? soc_pin_dt_number(pin) : 0) << 8 | mode,
	     last ? ";" : ",", assignment_pad_name(pad, name), function,
	     group->gpio ? group->gpio->label : group->pins[index].signal,
	     generator_origin(&pad->origin, from));
}

static void setup_write(struct generator *generator, const struct group *group, size_t index)
{
	static const char *const pulls[] = {"bias-disable", "bias-pull-up", "bias-pull-down"};
	static const char *const drives[] = {"drive-push-pull", "drive-open-drain"};
	const struct assignment_pad *pad = pad_of(group, index);

	if (mode_of(group, index) == MODE_ANALOG)
		return;
	generator_line(generator, &pad->pull.origin, "\t\t\t%s;", pulls[pad->pull.value]);
	if (group->gpio && group->gpio->direction.value == ASSIGNMENT_INPUT)
		return;
	generator_line(generator, &pad->drive.origin, "\t\t\t%s;", drives[pad->drive.value]);
	if (group->gpio)
		generator_line(generator, &group->gpio->high.origin, "\t\t\toutput-%s;",
			       group->gpio->high.value ? "high" : "low");
	generator_line(generator, &pad->speed.origin, "\t\t\tslew-rate = <%d>;", pad->speed.value);
}

static void setup_group(struct generator *generator, const struct group *group, size_t first)
{
	size_t last = first;

	for (size_t i = first; i < group->count; i++) {
		if (is_z(group, i) == is_z(group, first) && same_setup(group, i, first))
			last = i;
	}
	for (size_t i = first; i <= last; i++) {
		if (is_z(group, i) == is_z(group, first) && same_setup(group, i, first))
			cell_write(generator, group, i, i == first, i == last);
	}
	setup_write(generator, group, first);
}

static void group_write(struct generator *generator, const struct group *group, bool z)
{
	char label[GENERATOR_ID * 3], node[GENERATOR_ID * 3];
	unsigned number = 0;

	if (!has_bank(group, z))
		return;
	label_write(generator, group, z, label);
	snprintf(node, sizeof(node), "%s", label);
	for (char *byte = node; *byte; byte++)
		*byte = *byte == '_' ? '-' : *byte;
	emit(generator->out, "\t%s: %s {\n", label, node);
	for (size_t i = 0; i < group->count; i++) {
		if (is_z(group, i) != z || !is_first(group, i))
			continue;
		emit(generator->out, "%s\t\tpins%u {\n", number ? "\n" : "", number + 1);
		number++;
		setup_group(generator, group, i);
		emit_text(generator->out, "\t\t};\n");
	}
	emit_text(generator->out, "\t};\n\n");
}

/* ---- all of them ---- */

typedef void group_use(struct generator *generator, const struct group *group, bool z);

/* Calls `use` for each group of the sides. */
static void groups_each(struct generator *generator, unsigned sides, bool z, group_use *use)
{
	const struct assignment *assignment = generator->assignment;

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		const bool m4 = peripheral->context.value == ASSIGNMENT_M4;
		const struct group awake = group_of(peripheral, false);
		const struct group asleep = group_of(peripheral, true);

		if (m4 && (sides & 1u << SIDE_M4))
			use(generator, &awake, z);
		if (!generator_a7_given(peripheral) || !(sides & 1u << SIDE_A7))
			continue;
		use(generator, &awake, z);
		use(generator, &asleep, z);
	}
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct group group = group_of_gpio(&assignment->gpio[i]);

		if (assignment->gpio[i].context.value == ASSIGNMENT_M4 && (sides & 1u << SIDE_M4))
			use(generator, &group, z);
	}
}

void generate_pins(struct generator *generator, unsigned sides)
{
	char reference[GENERATOR_REFERENCE];

	for (int z = 0; z < 2; z++) {
		struct emit *out = generator->out;
		struct emit groups = {.text = NULL};

		generator->out = &groups;
		groups_each(generator, sides, z, group_write);
		generator->out = out;
		out->failed = out->failed || groups.failed;
		if (groups.length) {
			/* The last one has no empty line after it. */
			groups.text[groups.length - 1] = '\0';
			emit(out, "%s {\n", generator_pinctrl(generator, z, reference));
			emit_text(out, groups.text);
			emit_text(out, "};\n\n");
		}
		emit_free(&groups);
	}
}

/* ---- who uses them ---- */

static void state_write(struct generator *generator, const char *indent, const char *property,
			const struct group *group)
{
	char label[GENERATOR_ID * 3];
	const char *between = "";

	emit(generator->out, "%s%s = ", indent, property);
	for (int z = 0; z < 2; z++) {
		if (!has_bank(group, z))
			continue;
		label_write(generator, group, z, label);
		emit(generator->out, "%s<&%s>", between, label);
		between = ", ";
	}
	emit_text(generator->out, ";\n");
}

void generate_pinctrl(struct generator *generator, const char *indent,
		      const struct assignment_peripheral *peripheral, bool sleep)
{
	const struct group awake = group_of(peripheral, false);
	const struct group asleep = group_of(peripheral, true);

	if (!peripheral->pin_count)
		return;
	emit(generator->out, "%spinctrl-names = \"default\"%s;\n", indent,
	     sleep ? ", \"sleep\"" : "");
	state_write(generator, indent, "pinctrl-0", &awake);
	if (sleep)
		state_write(generator, indent, "pinctrl-1", &asleep);
}

void generate_gpio_pinctrl(struct generator *generator, const char *indent,
			   const struct assignment_gpio *gpio)
{
	const struct group group = group_of_gpio(gpio);

	emit(generator->out, "%spinctrl-names = \"default\";\n", indent);
	state_write(generator, indent, "pinctrl-0", &group);
}
