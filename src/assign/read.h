/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The assignment file (docs/assign.md, docs/assignment.schema.json): YAML in, an assignment with all
 * defaults filled in out.
 */
#ifndef COPRO_ASSIGN_READ_H
#define COPRO_ASSIGN_READ_H

#include <stddef.h>

#include "assign/assignment.h"

/*
 * Reads the text of a file. `file` is how messages name it. What is wrong with the file itself - it is
 * no YAML, a key or a value that does not exist - becomes findings; what it says of the chip is checked by
 * assignment_check(). 0; -EINVAL: something is wrong with the file, and the findings say what (an
 * assignment may be there all the same, with what could be understood); -ENOMEM. *assignment is NULL or for
 * assignment_free().
 */
COPRO_MUST_CHECK int assignment_read(struct assignment **assignment, const char *file,
				     const void *text, size_t size, struct findings *findings);

#endif
