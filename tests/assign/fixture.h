/* SPDX-License-Identifier: BSD-3-Clause */
/* Assignment files for tests. */
#ifndef TESTS_ASSIGN_FIXTURE_H
#define TESTS_ASSIGN_FIXTURE_H

/* clang-format off: cmocka needs these before it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/assignment.h"
#include "assign/check.h"
#include "assign/read.h"

struct read_file {
	struct assignment *assignment;
	struct findings findings;
	int rc;
};

/* Reads a text as "test.yaml"; whatever comes of it. */
struct read_file read_text(const char *text);
/* One that must be read without a finding. */
struct read_file read_good(const char *text);
void read_free(struct read_file *file);
/* The finding of a rule, NULL if there is none. */
const struct finding *finding_of(const struct read_file *file, const char *code);

/* The bytes of a file below the source directory, ended with a NUL; to be freed. */
char *source_file(const char *path);
/* Compares with a file in tests/assign/golden; with COPRO_WRITE_GOLDEN set it is written instead. */
void golden(const char *name, const char *text);
/* What assignment_show() prints, to be freed. */
char *shown(const struct assignment *assignment, bool all);

#endif
