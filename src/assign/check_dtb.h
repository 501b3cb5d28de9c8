/* SPDX-License-Identifier: BSD-3-Clause */
/* Does a tree of Linux leave the M4 what an assignment gives it? */
#ifndef COPRO_ASSIGN_CHECK_DTB_H
#define COPRO_ASSIGN_CHECK_DTB_H

#include "assign/assignment.h"
#include "dt/dt.h"

/* `file` is how findings name the tree. */
void assignment_check_dtb(const struct assignment *assignment, const struct dt *dt,
			  const char *file, struct findings *findings);

#endif
