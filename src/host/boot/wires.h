/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins and interrupts of a node as device trees name them, in the numbers of claims.h. */
#ifndef COPRO_HOST_BOOT_WIRES_H
#define COPRO_HOST_BOOT_WIRES_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "dt/dt.h"

/* An edge or level that an interrupt through EXTI comes with. */
struct wire_trigger {
	unsigned line; /* of EXTI */
	bool is_pin; /* the line is that of a pin */
	uint32_t pin; /* as in claims.h, if so */
	uint32_t type; /* IRQ_TYPE_...: 1 rising, 2 falling, 3 both, 4 high, 8 low */
};

/* Is told what is found. Any may be called several times, or be NULL; a negative value ends the walk. */
struct wire_visitor {
	int (*group)(void *context, int node); /* of pins; before those */
	int (*pin)(void *context, uint32_t pin);
	int (*interrupt)(void *context, uint32_t number);
	int (*trigger)(void *context, const struct wire_trigger *trigger);
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
