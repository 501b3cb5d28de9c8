/* SPDX-License-Identifier: BSD-3-Clause */
/* Trees for tests: from source through dtc, and what is printed of them. */
#ifndef TESTS_DT_TREE_H
#define TESTS_DT_TREE_H

/* clang-format off: cmocka needs these before it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <libfdt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dt/dt.h"

struct tree {
	void *blob; /* of exactly `size` bytes, so that a sanitizer sees what is read after them */
	size_t size;
	struct dt dt;
};

struct text {
	char *bytes; /* terminated */
	size_t length;
	size_t capacity;
};

/* dtc's own opinion is not asked: `source` may be odd. Fails the test if it does not compile. The
 * first does not open it. */
void tree_bytes(struct tree *tree, const char *source);
void tree_make(struct tree *tree, const char *source);
void tree_read(struct tree *tree, const char *path);
void tree_free(struct tree *tree);

struct dt_sink text_sink(struct text *text);
void text_free(struct text *text);

/* Fails the test unless both hold the same nodes, properties and reservations in the same order.
 * Walks by libfdt alone. */
void assert_same_tree(const void *left, const void *right);
/* Prints the tree, compiles what was printed, and compares. */
void assert_round_trip(const struct dt *dt);

#endif
