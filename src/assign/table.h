/* SPDX-License-Identifier: BSD-3-Clause */
/* An assignment for people: who owns which peripheral, pin and piece of memory. */
#ifndef COPRO_ASSIGN_TABLE_H
#define COPRO_ASSIGN_TABLE_H

#include <stdbool.h>

#include "assign/assignment.h"
#include "assign/emit.h"

enum table_form { TABLE_TEXT, TABLE_MARKDOWN };

/* Peripherals, pins of software and memory, a table each. `all`: with the peripherals that
 * nobody uses, and those that both processors have unless a file says otherwise. */
void assignment_table(const struct assignment *assignment, enum table_form form, bool all,
		      struct emit *out);

/* The package seen from above (the side with the marking), each ball in the colour of who owns its pin, as an SVG
 * drawing without references to anything outside. 0; -EINVAL: the assignment says nothing of a package. */
COPRO_MUST_CHECK int assignment_pin_map(const struct assignment *assignment, struct emit *out);

#endif
