/* SPDX-License-Identifier: BSD-3-Clause */
/* GPIO banks: what is connected to the pins. The instance of a device is its EXTICR port number. */
#ifndef COPRO_BOARD_GPIO_H
#define COPRO_BOARD_GPIO_H

#include <stdbool.h>

struct device;

/* A wire drives pin 0-15 from outside. It stays driven until gpio_release(). */
void gpio_input(struct device *gpio, unsigned pin, bool level);

/* Nothing drives the pin from outside any more: its pull resistor or its own output decides. */
void gpio_release(struct device *gpio, unsigned pin);

/* The level on the wire now: what the chip drives, else what drives it, else its pull; a floating
 * pin reads low. */
bool gpio_level(const struct device *gpio, unsigned pin);

#endif
