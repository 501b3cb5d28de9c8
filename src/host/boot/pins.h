/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuring pins as a tree's groups of pins say (Linux, bindings/pinctrl/st,stm32-pinctrl.yaml). */
#ifndef COPRO_HOST_BOOT_PINS_H
#define COPRO_HOST_BOOT_PINS_H

#include "host/boot/stage.h"

/* What became of the pins of a group. Zeroed before the first. */
struct pins_outcome {
	unsigned done;
	unsigned refused; /* the secure world's, or locked */
	uint32_t first_refused; /* as in claims.h, when there is one */
};

/* Configures the pins of a group's node and of its children. With the lock of the GPIO banks held; turns
 * on the clocks of their banks. Numbers that are no pins, and pins reserved for the other core, are
 * passed over. */
void pins_configure(const struct stage *stage, int group, struct pins_outcome *outcome);

#endif
