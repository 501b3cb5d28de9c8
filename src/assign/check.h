/* SPDX-License-Identifier: BSD-3-Clause */
/* Is an assignment possible on its chip? */
#ifndef COPRO_ASSIGN_CHECK_H
#define COPRO_ASSIGN_CHECK_H

#include "assign/assignment.h"

/* Looks at all rules that need nothing but the assignment (RULE_FILE) and adds a finding for each that is
 * broken, in no particular order: findings_sort(). */
void assignment_check(const struct assignment *assignment, struct findings *findings);

#endif
