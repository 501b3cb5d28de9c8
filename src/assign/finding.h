/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tool has to say about an assignment: a finding breaks a rule, and each rule has a code that
 * does not change, a title, and a long explanation (rule.h).
 *
 * A finding says what is wrong, why that cannot work on this chip, and what to do about it: three
 * sentences without a line break, safe for a terminal.
 */
#ifndef COPRO_ASSIGN_FINDING_H
#define COPRO_ASSIGN_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

/* No more are kept: a file that breaks more rules than this is read again after a repair. */
#define FINDINGS_MAX 1000u
#define FINDING_TEXT 400u /* bytes of a sentence with its NUL; longer ones end in "..." */

enum finding_severity { FINDING_NOTE, FINDING_WARNING, FINDING_ERROR };

/* Where a value was written. Lines and columns count from 1, columns in characters. line 0: nowhere, it is a
 * default, and `why` says why it is this one. */
struct assignment_origin {
	const char
		*file; /* as named on the command line, or the name of a board; NULL: a default */
	unsigned line;
	unsigned column;
	bool board; /* the file is that of the board, which is part of the program */
	const char *why; /* of a default: "TIM2 has one clock"; else NULL */
};

struct finding {
	const char *code; /* "PIN001" */
	enum finding_severity severity;
	struct assignment_origin at; /* line 0: the whole file */
	struct assignment_origin other; /* the other side of a conflict; file NULL: none */
	char *what;
	char *why;
	char *action;
};

/* Zeroed: empty. It outlives the assignment that it is about. */
struct findings {
	struct finding *list;
	size_t count;
	size_t room;
	bool more; /* there were more than FINDINGS_MAX, or no memory for one */
};

/* A finding of the rule with this code, whose severity it has: the sentences start empty and are filled
 * in with finding_what(), finding_why(), finding_do(). NULL when no more are kept, which those take. */
struct finding *finding_add(struct findings *findings, const char *code,
			    const struct assignment_origin *at);
/* Names the other side of a conflict. A line of the user's file comes before one of the board's, and before
 * a file without lines. */
void finding_other(struct finding *finding, const struct assignment_origin *other);
void finding_what(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void finding_why(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void finding_do(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* By file, line, column, code, text; the same one twice is dropped. */
void findings_sort(struct findings *findings);
size_t findings_count(const struct findings *findings, enum finding_severity severity);
void findings_free(struct findings *findings);

/* "note", "warning", "error" */
const char *finding_severity_name(enum finding_severity severity);

#endif
