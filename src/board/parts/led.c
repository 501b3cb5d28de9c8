/* SPDX-License-Identifier: BSD-3-Clause */
/* An LED at a pin: a child of a node of Linux's binding gpio-leds. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/board.h"
#include "board/duration.h"
#include "board/gpio.h"
#include "board/parts/kinds.h"

struct led {
	struct part *part;
	struct part_pin pin;
	bool on;
	uint64_t since; /* ps */
	uint64_t changes; /* since power-on */
};

static void led_follow(void *context, bool level, uint64_t when)
{
	struct led *led = context;

	led->on = level != led->pin.active_low;
	led->since = when;
	led->changes++;
	part_changed(led->part);
}

static int led_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct led *led = part->state;

	led->part = part;
	return part_pin(part, dt, node, "gpios", &led->pin, error);
}

/* Now buttons hold their wires, too. */
static int led_begin(struct part *part)
{
	struct led *led = part->state;

	led->on = gpio_level(led->pin.gpio, led->pin.pin) != led->pin.active_low;
	return gpio_watch(led->pin.gpio, led->pin.pin, led_follow, led);
}

static void led_detach(struct part *part)
{
	struct led *led = part->state;

	gpio_unwatch(led->pin.gpio, led->pin.pin, led_follow, led);
}

static int led_get(struct part *part, const char *property, char *value, size_t room)
{
	const struct led *led = part->state;
	char since[DURATION_TEXT];

	if (!strcmp(property, "state"))
		snprintf(value, room, "%s", led->on ? "on" : "off");
	else if (!strcmp(property, "since"))
		snprintf(value, room, "%s", duration_seconds(since, led->since));
	else
		snprintf(value, room, "%" PRIu64, led->changes);
	return 0;
}

static int led_set(struct part *part, const char *property, const char *value)
{
	(void)part;
	(void)property;
	(void)value;
	return -EACCES;
}

static const char *const led_compatible[] = {"gpio-leds", NULL};

static const struct part_property led_properties[] = {
	{.name = "state", .unit = "on or off"},
	{.name = "since", .unit = "seconds of virtual time"},
	{.name = "changes", .unit = "a number of changes since power-on"},
	{0},
};

const struct part_kind part_led = {
	.kind = "led",
	.compatible = led_compatible,
	.of_children = true,
	.properties = led_properties,
	.state_size = sizeof(struct led),
	.attach = led_attach,
	.begin = led_begin,
	.detach = led_detach,
	.set = led_set,
	.get = led_get,
};
