/* SPDX-License-Identifier: BSD-3-Clause */
/* An assignment in full, with the origin of each value. */
#ifndef COPRO_ASSIGN_SHOW_H
#define COPRO_ASSIGN_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "assign/assignment.h"

/* As an assignment file that says everything and would be read to the same result; origins are its
 * comments. `all`: also what is nobody's, and what is the whole chip's. */
void assignment_show(const struct assignment *assignment, bool all, FILE *file);

/* The same as JSON: each value is {"value": ..., "origin": ...}. NULL: no memory. */
json_t *assignment_json(const struct assignment *assignment, bool all);

/* Is a peripheral worth a line when not all are shown? */
bool assignment_shows(const struct assignment_peripheral *peripheral, bool all);

#endif
