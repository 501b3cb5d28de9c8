/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/i2c_pins.h"

#include <stdio.h>

#include "board/device.h"
#include "board/gpio.h"
#include "soc/regs/gpio.h"

/* What the pin itself pulls down: an output, push-pull or open drain, of 0. */
static bool pin_pulls(const struct i2c_pin *line)
{
	return line->followed &&
	       (device_word(line->gpio, GPIO_MODER) >> line->pin * 2 & 3) == GPIO_MODE_OUTPUT &&
	       !(device_word(line->gpio, GPIO_ODR) >> line->pin & 1);
}

/* The lines have pull-up resistors, on the board. */
static void pin_show(const struct i2c_pin *line, bool level)
{
	if (line->followed)
		gpio_input(line->gpio, line->pin, level);
}

static void pins_show(struct i2c_pins *pins)
{
	const struct i2c_bus *bus = i2c_bus_of(pins->i2c);

	if (pins->shows)
		return;
	pins->shows = true;
	pin_show(&pins->scl, !bus->scl_low);
	pin_show(&pins->sda, !bus->sda_low);
	pins->shows = false;
}

/* In the middle of what the bus does: it is shown, and nothing is driven. */
static void pins_stuck(struct i2c_observer *observer, const struct i2c_event *event)
{
	struct i2c_pins *pins = observer->context;

	if (event->kind >= I2C_EVENT_SDA_LOW)
		pins_show(pins);
}

static void pin_changed(void *context, bool level, uint64_t when)
{
	const struct i2c_pin *line = context;
	struct i2c_pins *pins = line->pins;

	(void)level;
	(void)when;
	if (!pins->shows)
		i2c_bus_drive(i2c_bus_of(pins->i2c), !pin_pulls(&pins->scl),
			      !pin_pulls(&pins->sda));
}

static void pin_follow(struct i2c_pin *line)
{
	const struct pin_joint *joint = line->signal.joints;

	if (!joint || (line->followed && line->gpio == joint->gpio && line->pin == joint->pin))
		return;
	if (line->followed) {
		gpio_unwatch(line->gpio, line->pin, pin_changed, line);
		gpio_release(line->gpio, line->pin);
	}
	line->gpio = joint->gpio;
	line->pin = joint->pin;
	/* Without memory for it the pin is none that recovers a bus. */
	line->followed = !gpio_watch(line->gpio, line->pin, pin_changed, line);
}

/* Not in the middle of the access that has joined them. */
static void pins_moved(void *context)
{
	struct i2c_pins *pins = context;

	pin_follow(&pins->scl);
	pin_follow(&pins->sda);
	pins_show(pins);
}

/* At once when it is joined to a pin; afterwards at changes of a level, which the bus knows of. */
static void pin_sensed(struct pin_signal *signal, bool level, uint64_t when)
{
	struct i2c_pin *line = (struct i2c_pin *)signal;
	const struct pin_joint *joint = signal->joints;

	(void)level;
	(void)when;
	if (!line->followed || line->gpio != joint->gpio || line->pin != joint->pin)
		timeline_arm(device_timeline(signal->device), &line->pins->moved, 0);
}

static void pin_init(struct i2c_pins *pins, struct i2c_pin *line, const char *name)
{
	line->pins = pins;
	line->signal.device = pins->i2c;
	line->signal.sensed = pin_sensed;
	snprintf(line->signal.name, sizeof(line->signal.name), "%.8s_%s", pins->i2c->name, name);
	pin_signal_add(pins->i2c->board, &line->signal);
}

void i2c_pins_init(struct i2c_pins *pins, struct device *i2c, struct i2c_bus *bus)
{
	pins->i2c = i2c;
	pins->moved =
		(struct timeline_event){.name = "i2c pins", .fire = pins_moved, .context = pins};
	pins->stuck = (struct i2c_observer){.event = pins_stuck, .context = pins};
	pin_init(pins, &pins->scl, "SCL");
	pin_init(pins, &pins->sda, "SDA");
	i2c_bus_observe(bus, &pins->stuck);
}

void i2c_pins_destroy(struct i2c_pins *pins)
{
	timeline_disarm(device_timeline(pins->i2c), &pins->moved);
}

bool i2c_pins_joined(const struct i2c_pins *pins)
{
	return pin_signal_joined(&pins->scl.signal) && pin_signal_joined(&pins->sda.signal);
}
