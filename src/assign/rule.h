/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules as a table: docs/assign-rules.md and `--explain` are made from it. */
#ifndef COPRO_ASSIGN_RULE_H
#define COPRO_ASSIGN_RULE_H

#include <stddef.h>

#include "assign/finding.h"

/* Who looks whether a rule is kept. */
enum rule_needs {
	RULE_FILE, /* the assignment alone */
	RULE_FIRMWARE, /* with --firmware */
	RULE_RUN, /* with --run */
	RULE_DTB /* with --dtb */
};

struct rule {
	const char *code; /* "PIN001": never changes, never used again */
	enum finding_severity severity;
	enum rule_needs needs;
	const char *title; /* "A pin is used twice" */
	const char *story; /* paragraphs for `--explain`, lines of at most 90 characters */
};

/* All of them, by code. */
const struct rule *rules(size_t *count);
/* NULL if there is none with this code; upper or lower case. */
const struct rule *rule_find(const char *code);

#endif
