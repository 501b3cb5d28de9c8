/* SPDX-License-Identifier: BSD-3-Clause */
/* How a pin is set up when the file does not say, and the order of the pins. */
#include <stdlib.h>
#include <string.h>

#include "assign/defaults.h"

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static bool ends(const char *text, const char *with)
{
	size_t length = strlen(text);

	return length >= strlen(with) && !strcmp(text + length - strlen(with), with);
}

/* Buses of tens of MHz and more. */
static bool is_fast(const char *name)
{
	static const char *const fast[] = {"SDMMC", "ETH", "QUADSPI", "FMC", "LTDC", "DCMI"};

	for (size_t i = 0; i < sizeof(fast) / sizeof(fast[0]); i++) {
		if (begins(name, fast[i]))
			return true;
	}
	return false;
}

static void pin_default(const char *peripheral, struct assignment_pin *pin)
{
	struct assignment_pad *pad = &pin->pad;
	const bool i2c = begins(peripheral, "I2C");

	if (i2c && (ends(pin->signal, "_SCL") || ends(pin->signal, "_SDA")))
		choice_default(&pad->drive, ASSIGNMENT_OPEN_DRAIN,
			       "the lines of an I2C bus are pulled up and driven down");
	choice_default(&pad->drive, ASSIGNMENT_PUSH_PULL, "as after a reset");
	choice_default(&pad->pull, ASSIGNMENT_PULL_NONE, "as after a reset");
	if (is_fast(peripheral))
		choice_default(&pad->speed, ASSIGNMENT_SPEED_HIGH, "the bus is a fast one");
	choice_default(&pad->speed, ASSIGNMENT_SPEED_LOW, "as after a reset");
}

static int pin_compare(const void *left, const void *right)
{
	const struct assignment_pin *a = left;
	const struct assignment_pin *b = right;
	int difference = strcmp(a->signal, b->signal);

	if (!difference)
		difference = a->pad.port - b->pad.port;
	return difference ? difference : a->pad.number - b->pad.number;
}

static void gpio_default(struct assignment_gpio *gpio)
{
	choice_default(&gpio->context, ASSIGNMENT_M4, "the file is about the M4");
	choice_default(&gpio->direction, ASSIGNMENT_INPUT, "as after a reset");
	flag_default(&gpio->high, false, "low, as after a reset");
	flag_default(&gpio->active_low, false, "active when high");
	choice_default(&gpio->edge, ASSIGNMENT_NO_EDGE, "no interrupt was asked for");
	choice_default(&gpio->pad.drive, ASSIGNMENT_PUSH_PULL, "as after a reset");
	choice_default(&gpio->pad.pull, ASSIGNMENT_PULL_NONE, "as after a reset");
	choice_default(&gpio->pad.speed, ASSIGNMENT_SPEED_LOW, "as after a reset");
}

static int gpio_compare(const void *left, const void *right)
{
	const struct assignment_gpio *a = left;
	const struct assignment_gpio *b = right;
	int difference = a->pad.port - b->pad.port;

	if (!difference)
		difference = a->pad.number - b->pad.number;
	return difference ? difference : strcmp(a->label, b->label);
}

void resolve_pins(struct assignment *assignment)
{
	size_t kept = 0;

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0; j < peripheral->pin_count; j++)
			pin_default(peripheral->soc->name, &peripheral->pins[j]);
		if (peripheral->pin_count)
			qsort(peripheral->pins, peripheral->pin_count, sizeof(*peripheral->pins),
			      pin_compare);
	}
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		struct assignment_gpio *gpio = &assignment->gpio[i];

		gpio_default(gpio);
		/* One without a pin has been complained about; one that is unused is a board's that
		 * the file takes away. */
		if (gpio->pad.port && gpio->context.value != ASSIGNMENT_UNUSED)
			assignment->gpio[kept++] = *gpio;
	}
	assignment->gpio_count = kept;
	if (kept)
		qsort(assignment->gpio, kept, sizeof(*assignment->gpio), gpio_compare);
}
