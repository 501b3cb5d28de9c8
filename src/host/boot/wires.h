/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins and interrupts of a node as device trees name them, in the numbers of claims.h. */
#ifndef COPRO_HOST_BOOT_WIRES_H
#define COPRO_HOST_BOOT_WIRES_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "dt/dt.h"

/* Is told what is found. Any may be called several times; a negative value ends the walk. */
struct wire_visitor {
	int (*pin)(void *context, uint32_t pin);
	int (*interrupt)(void *context, uint32_t number);
	/* One entry is wrong: "pinctrl-0 points to nothing". It is left out. */
	int (*wrong)(void *context, const char *text);
	void *context;
};

/* The number of pin 0 of a GPIO bank, by its name: "GPIOA" to "GPIOK", "GPIOZ". False: no bank. */
bool wire_bank(const struct dt *dt, int node, uint32_t *first);

/* The pins of the first of these states (names, NULL ends) that the node has; of pinctrl-0 where
 * pinctrl-names is absent. 0, or what the visitor said. */
COPRO_MUST_CHECK int wire_pins(const struct dt *dt, int node, const char *const *states,
			       const struct wire_visitor *visitor);

/* Those that lead to the GIC, by itself or through EXTI and GPIO banks; others are no business of this
 * chip's. parent: the node's interrupt parent, or DT_NONE. 0, or what the visitor said. */
COPRO_MUST_CHECK int wire_interrupts(const struct dt *dt, int node, int parent,
				     const struct wire_visitor *visitor);

/* A node's interrupt parent, its own or inherited (Devicetree Specification 0.4, 2.4.1); DT_NONE. */
int wire_interrupt_parent(const struct dt *dt, int node);

#endif
