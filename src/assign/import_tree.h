/* SPDX-License-Identifier: BSD-3-Clause */
/* What the importers of device trees have in common: which board a tree is of, and what is in it by default. */
#ifndef COPRO_ASSIGN_IMPORT_TREE_H
#define COPRO_ASSIGN_IMPORT_TREE_H

#include "assign/import.h"
#include "dt/dt.h"

/* Names of a list in one note: "a, b, c and more". */
struct import_list {
	char text[IMPORT_TEXT / 2];
	size_t used;
	bool full;
};

void import_list_add(struct import_list *list, const char *name);
/* What was listed; "" if it is empty. */
const char *import_list_text(const struct import_list *list);

/*
 * The board, or else the chip, from the root's compatible; what is said there already stays, and another
 * board is noted. 0; -EINVAL, noted: it is no tree of an STM32MP15.
 */
COPRO_MUST_CHECK int import_tree_board(struct import *import, const struct dt *dt,
				       const char *whose);

/* The assignment of the board when a file says nothing else, for assignment_free(). 0, -ENOMEM; *usual may
 * be NULL. */
COPRO_MUST_CHECK int import_tree_usual(const struct import *import, struct assignment **usual);

#endif
