/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/pin_user.h"

#include <stddef.h>

static bool pad_is(const struct assignment_pad *pad, const struct soc_pin *pin)
{
	return pad->port == pin->port && pad->number == pin->number;
}

struct pin_user pin_user(const struct assignment *assignment, const struct soc_pin *pin)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t k = 0; k < peripheral->pin_count; k++) {
			if (pad_is(&peripheral->pins[k].pad, pin))
				return (struct pin_user){
					peripheral->pins[k].signal,
					(enum assignment_context)peripheral->context.value};
		}
	}
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		if (pad_is(&gpio->pad, pin))
			return (struct pin_user){gpio->label ? gpio->label : "GPIO",
						 (enum assignment_context)gpio->context.value};
	}
	return (struct pin_user){NULL, ASSIGNMENT_UNUSED};
}
