/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SCL and SDA of an I2C interface at the chip's pins. While a pin is in their alternate function it is the
 * bus's; when the software makes an output of it to clock a stuck bus free, what it drives is on the bus, and
 * a line that is stuck can be read at the pin. The edges of a transfer are not shown at the pins.
 */
#ifndef COPRO_BOARD_I2C_PINS_H
#define COPRO_BOARD_I2C_PINS_H

#include <stdbool.h>

#include "board/i2c_bus.h"
#include "board/pin_wire.h"

struct i2c_pins;

/* One of the two lines. */
struct i2c_pin {
	struct pin_signal signal; /* first */
	struct i2c_pins *pins;
	struct device *gpio; /* where the line was last in its alternate function; NULL: never */
	unsigned pin;
	bool followed; /* the pin is watched, and shows the line */
};

struct i2c_pins {
	struct device *i2c;
	struct i2c_pin scl, sda;
	struct timeline_event moved; /* a line is at another pin */
	struct i2c_observer stuck;
	bool shows; /* in the middle of showing the lines: what the pins say is old */
};

/* Once, after the bus was made. The board frees what the pins keep. */
void i2c_pins_init(struct i2c_pins *pins, struct device *i2c, struct i2c_bus *bus);
void i2c_pins_destroy(struct i2c_pins *pins);
/* Are both lines at a pin? */
bool i2c_pins_joined(const struct i2c_pins *pins);

#endif
