/* SPDX-License-Identifier: BSD-3-Clause */
/* What the generators of C share. */
#ifndef COPRO_ASSIGN_GENERATOR_CODE_H
#define COPRO_ASSIGN_GENERATOR_CODE_H

#include "assign/generator.h"

/* How many of each the M4 has: what there is none of gets no code. */
struct code_counts {
	unsigned peripherals;
	unsigned pins; /* of software */
	unsigned edges; /* of those, with an interrupt */
	unsigned outputs;
};

struct code_counts code_count(const struct assignment *assignment);
bool code_has_gpio(const struct assignment_gpio *gpio);

/* Text in which '@' is "pump" and '$' is "PUMP". */
void code_template(struct generator *generator, const char *text);

/* NAME_pin_take() and so on. */
void generate_pin_functions(struct generator *generator, const struct code_counts *counts);
/* The function clocks_setup() and what it needs. */
void generate_clock_setup(struct generator *generator);

#endif
