/* SPDX-License-Identifier: BSD-3-Clause */
/* What changes for whom between two assignments: in terms of ownership, not of lines. */
#ifndef COPRO_ASSIGN_DIFF_H
#define COPRO_ASSIGN_DIFF_H

#include <stddef.h>

#include "assign/assignment.h"
#include "assign/emit.h"

/* A line for each difference: peripherals first, then pins, memory, and RPMsg. Returns how many there are. */
size_t assignment_diff(const struct assignment *before, const struct assignment *after,
		       struct emit *out);

#endif
