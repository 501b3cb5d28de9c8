/* SPDX-License-Identifier: BSD-3-Clause */
/* GPIO banks: what is connected to the pins. The instance of a device is its EXTICR port number. */
#ifndef COPRO_BOARD_GPIO_H
#define COPRO_BOARD_GPIO_H

#include <stdbool.h>
#include <stdint.h>

struct device;

/* A wire drives pin 0-15 from outside. It stays driven until gpio_release(). */
void gpio_input(struct device *gpio, unsigned pin, bool level);

/* The same at a time (ps) that is not later than now: for a wire from a pin to another, which has the
 * time from its callback. */
void gpio_input_at(struct device *gpio, unsigned pin, bool level, uint64_t when);

/* Nothing drives the pin from outside any more: its pull resistor or its own output decides. */
void gpio_release(struct device *gpio, unsigned pin);

/* The level on the wire now: what the chip drives, else what drives it, else its pull; a floating
 * pin reads low. */
bool gpio_level(const struct device *gpio, unsigned pin);
/* Whether the chip drives the pin now, as far as that is known without gpio_level(). */
bool gpio_drives(const struct device *gpio, unsigned pin);

/*
 * Calls `changed` when the level on the wire has changed at the time `when` (ps): exact for the outputs of
 * peripherals, and never later than now. It may be called in the middle of a slice of the M4: it may look
 * at the board, drive pins and arm events, and must neither run the board nor call gpio_unwatch(). 0; -EINVAL: there is no such pin;
 * -ENOMEM. Call gpio_unwatch() with the same function and context
 * before the context ends.
 */
__attribute__((warn_unused_result)) int
gpio_watch(struct device *gpio, unsigned pin,
	   void (*changed)(void *context, bool level, uint64_t when), void *context);
void gpio_unwatch(struct device *gpio, unsigned pin,
		  void (*changed)(void *context, bool level, uint64_t when), void *context);

/* For pin_wire.c: what a peripheral drives at the pin is another since `when`; EXTI may listen to the pin,
 * or no more. */
void gpio_driven(struct device *gpio, unsigned pin, uint64_t when);
void gpio_listen(struct device *gpio, unsigned pin);

#endif
