/* SPDX-License-Identifier: BSD-3-Clause */
/* The import of Linux's tree while it goes on: what import_linux.c and import_linux_gpio.c share. */
#ifndef COPRO_ASSIGN_IMPORT_LINUX_TREE_H
#define COPRO_ASSIGN_IMPORT_LINUX_TREE_H

#include "assign/import_tree.h"

/* A cell of pinmux (Linux, dt-bindings/pinctrl/stm32-pinfunc.h): GPIO, AF0 to AF15 less one, ANALOG; ST's
 * kernels also have RSVD, a pin that is held for somebody else. */
#define PINMUX_NUMBER(cell) ((cell) >> 8)
#define PINMUX_MODE(cell)   ((cell)&0xFFu)
#define MODE_GPIO	    0u
#define MODE_ANALOG	    17u
#define MODE_RESERVED	    18u

/* The nodes of a peripheral; DT_NONE: there is none. */
struct nodes {
	int held; /* for the M4 */
	int driven; /* by Linux */
	int off;
};

struct linux_import {
	struct import *import;
	const struct dt *dt;
	const struct assignment *usual; /* NULL: not known */
	struct nodes *nodes; /* one for each of the import's peripherals */
	struct import_list strange; /* pins that are none of their node's */
};

/* What a group of pins says of each. */
struct import_pad linux_import_pad(const struct dt *dt, int group, const struct soc_pin *pin);

/* Visits each pin of a node's pinctrl-0: `group` is the node that has it, `mode` one of those above. */
void linux_import_pins(struct linux_import *tree, int node,
		       void (*visit)(struct linux_import *tree, int node, int group,
				     const struct soc_pin *pin, unsigned mode, void *context),
		       void *context);

/* All pins of software (import_linux_gpio.c). */
void linux_import_gpio(struct linux_import *tree);

#endif
