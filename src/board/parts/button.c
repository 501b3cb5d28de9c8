/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A push-button at a pin: a child of a node of Linux's binding gpio-keys. Released, a resistor holds the
 * wire at its idle level; pressed, the contact pulls it to the other one.
 *
 * A real contact bounces. One of these does not, until it is told how often.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "board/duration.h"
#include "board/gpio.h"
#include "board/parts/kinds.h"

#define BOUNCES_MAX 100u
/* The contact opens or closes again after that long. */
#define BOUNCE_PS (200 * PS_PER_US)

struct button {
	struct part *part;
	struct part_pin pin;
	bool pressed; /* what the finger does */
	bool closed; /* what the contact does */
	unsigned bounces; /* times that the contact opens again, and closes, at each change */
	unsigned edges; /* to come of the present change */
	uint64_t presses;
	uint64_t duration; /* of the last `press` */
	struct timeline_event bounce;
	struct timeline_event release;
};

static struct timeline *button_timeline(struct button *button)
{
	return board_timeline(button->part->board);
}

static void contact_set(struct button *button, bool closed)
{
	button->closed = closed;
	gpio_input(button->pin.gpio, button->pin.pin, closed != button->pin.active_low);
}

static void contact_bounce(void *context)
{
	struct button *button = context;

	button->edges--;
	contact_set(button, !button->closed);
	if (button->edges)
		timeline_arm(button_timeline(button), &button->bounce,
			     timeline_now(button_timeline(button)) + BOUNCE_PS);
}

static void button_move(struct button *button, bool pressed)
{
	timeline_disarm(button_timeline(button), &button->release);
	if (button->pressed == pressed)
		return;
	button->pressed = pressed;
	button->presses += pressed;
	/* Each bounce is one edge back and one forth again. */
	button->edges = 2 * button->bounces;
	timeline_disarm(button_timeline(button), &button->bounce);
	if (button->edges)
		timeline_arm(button_timeline(button), &button->bounce,
			     timeline_now(button_timeline(button)) + BOUNCE_PS);
	contact_set(button, pressed);
	part_changed(button->part);
}

static void button_release(void *context)
{
	button_move(context, false);
}

static int button_press(struct button *button, uint64_t duration)
{
	if (!duration)
		return -EINVAL;
	button->duration = duration;
	button_move(button, true);
	timeline_arm(button_timeline(button), &button->release,
		     timeline_now(button_timeline(button)) + duration);
	return 0;
}

static int button_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct button *button = part->state;
	int rc = part_pin(part, dt, node, "gpios", &button->pin, error);

	if (rc)
		return rc;
	button->part = part;
	button->bounce = (struct timeline_event){
		.name = "button bounces", .fire = contact_bounce, .context = button};
	button->release = (struct timeline_event){
		.name = "button released", .fire = button_release, .context = button};
	contact_set(button, false);
	return 0;
}

static void button_detach(struct part *part)
{
	struct button *button = part->state;

	timeline_disarm(button_timeline(button), &button->bounce);
	timeline_disarm(button_timeline(button), &button->release);
	gpio_release(button->pin.gpio, button->pin.pin);
}

static int button_state_set(struct button *button, const char *value)
{
	const bool pressed = !strcmp(value, "pressed");

	if (!pressed && strcmp(value, "released") != 0)
		return -EINVAL;
	button_move(button, pressed);
	return 0;
}

static int button_bounces_set(struct button *button, const char *value)
{
	char *end;
	unsigned long bounces;

	if (!*value || strspn(value, "0123456789") != strlen(value))
		return -EINVAL;
	errno = 0;
	bounces = strtoul(value, &end, 10);
	if (errno || bounces > BOUNCES_MAX)
		return -EINVAL;
	button->bounces = (unsigned)bounces;
	return 0;
}

static int button_set(struct part *part, const char *property, const char *value)
{
	struct button *button = part->state;
	uint64_t duration;

	if (!strcmp(property, "state"))
		return button_state_set(button, value);
	if (!strcmp(property, "bounces"))
		return button_bounces_set(button, value);
	if (duration_read(value, &duration))
		return -EINVAL;
	return button_press(button, duration);
}

static int button_get(struct part *part, const char *property, char *value, size_t room)
{
	const struct button *button = part->state;
	char seconds[DURATION_TEXT];

	if (!strcmp(property, "state"))
		snprintf(value, room, "%s", button->pressed ? "pressed" : "released");
	else if (!strcmp(property, "press"))
		snprintf(value, room, "%ss", duration_seconds(seconds, button->duration));
	else if (!strcmp(property, "bounces"))
		snprintf(value, room, "%u", button->bounces);
	else
		snprintf(value, room, "%" PRIu64, button->presses);
	return 0;
}

static const char *const button_compatible[] = {"gpio-keys", NULL};

static const struct part_property button_properties[] = {
	{.name = "state", .unit = "pressed or released", .writable = true},
	{.name = "press",
	 .unit = "a time such as 100ms: press it, and release it after that",
	 .writable = true},
	{.name = "bounces",
	 .unit = "a number from 0 to 100: so often the contact bounces at each change, 0.4 ms each",
	 .writable = true},
	{.name = "presses", .unit = "a number of presses since power-on"},
	{0},
};

const struct part_kind part_button = {
	.kind = "button",
	.compatible = button_compatible,
	.of_children = true,
	.properties = button_properties,
	.state_size = sizeof(struct button),
	.attach = button_attach,
	.detach = button_detach,
	.set = button_set,
	.get = button_get,
};
