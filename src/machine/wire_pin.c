/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pin of one board joined to a pin of the other: where one chip drives its pin, the other one finds that
 * level on its own; where neither does, the pulls of each decide for it alone.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "board/device.h"
#include "board/gpio.h"
#include "machine/wire_internal.h"
#include "machine/wire_post.h"
#include "soc/pin.h"

enum pin_post { PIN_LOW, PIN_HIGH, PIN_FREE };

struct pin_side {
	struct pin_side *other;
	struct device *gpio;
	unsigned pin;
	struct wire_post in; /* from the other board */
	bool lent; /* the other board's pin has our level */
};

struct pin_wire {
	struct pin_side sides[2];
};

static void side_changed(void *context, bool level, uint64_t when)
{
	struct pin_side *side = context;
	const bool drives = gpio_drives(side->gpio, side->pin);
	const enum pin_post post = !drives ? PIN_FREE : level ? PIN_HIGH : PIN_LOW;

	/* What the other board did to it is not sent back. */
	if (drives || side->lent)
		(void)wire_post(&side->other->in, when, post);
	side->lent = drives;
}

static void side_arrived(void *context, uint32_t what)
{
	struct pin_side *side = context;

	if (what == PIN_FREE)
		gpio_release(side->gpio, side->pin);
	else
		gpio_input(side->gpio, side->pin, what == PIN_HIGH);
}

static int side_open(struct pin_side *side, struct pin_side *other, struct board *board,
		     const struct soc_pin *pin)
{
	const char name[] = {'G', 'P', 'I', 'O', pin->port, '\0'};

	side->other = other;
	side->gpio = board_device(board, name);
	side->pin = pin->number;
	wire_post_init(&side->in, board_timeline(board), side_arrived, side);
	return gpio_watch(side->gpio, side->pin, side_changed, side);
}

static void pin_part(void *state)
{
	struct pin_wire *wire = state;

	for (unsigned i = 0; i < 2; i++) {
		struct pin_side *side = &wire->sides[i];

		wire_post_close(&side->in);
		if (side->gpio)
			gpio_unwatch(side->gpio, side->pin, side_changed, side);
	}
	free(wire);
}

static int pin_join(void **state, struct board *const boards[2], const char names[2][WIRE_NAME],
		    char error[WIRE_ERROR])
{
	struct pin_wire *wire;
	int rc = 0;

	if (toupper((unsigned char)names[0][0]) != 'P')
		return -ENOENT;
	for (unsigned i = 0; i < 2; i++) {
		if (!soc_pin_by_name(names[i])) {
			snprintf(error, WIRE_ERROR, "%s is no pin of the chip", names[i]);
			return -EINVAL;
		}
	}
	if (boards[0] == boards[1] && soc_pin_by_name(names[0]) == soc_pin_by_name(names[1])) {
		snprintf(error, WIRE_ERROR, "%s is joined to itself already", names[0]);
		return -EINVAL;
	}
	wire = calloc(1, sizeof(*wire));
	for (unsigned i = 0; wire && !rc && i < 2; i++)
		rc = side_open(&wire->sides[i], &wire->sides[!i], boards[i],
			       soc_pin_by_name(names[i]));
	if (rc)
		pin_part(wire);
	*state = wire;
	return !wire ? -ENOMEM : rc;
}

const struct wire_kind wire_pin = {.join = pin_join, .part = pin_part};
