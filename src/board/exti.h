/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The event and interrupt controller: what other models and the board feed into it.
 *
 * Callable from device models and from signals, never from an interrupt of this program.
 */
#ifndef COPRO_BOARD_EXTI_H
#define COPRO_BOARD_EXTI_H

#include <stdbool.h>

struct device;

#define EXTI_LINES 76

/*
 * Level of EXTI input `line` (RM0436, table of EXTI lines): a configurable line acts on the edges
 * that RTSR and FTSR choose, a direct line passes on as a wake-up. Lines 0-15 are the output of the
 * GPIO multiplexer: feed them with exti_gpio_input(). device_exti() ends here.
 */
void exti_line(struct device *exti, unsigned line, bool level);

/* Level of pin 0-15 of a GPIO port as EXTICR numbers it (A = 0 ... K = 10, Z = 11). Seen by line
 * `pin` while its EXTICR field chooses this port. */
void exti_gpio_input(struct device *exti, unsigned pin, unsigned port, bool level);

/* Is there a line that ends the M4's CStop: one that is pending, or a direct one that is high, and not masked
 * for the M4? */
bool exti_wakes_m4(const struct device *exti);

/* Would an edge of this pin be latched? pins_listen() is called when the answer may have changed. */
bool exti_gpio_listens(const struct device *exti, unsigned pin, unsigned port);

#endif
