/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine's status, printed for people and for programs. */
#ifndef COPRO_MACHINE_STATUS_PRINT_H
#define COPRO_MACHINE_STATUS_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include <copro/compiler.h>

#include "machine/status.h"

#define STATUS_COLUMNS 100

struct status_view {
	const struct machine_status *status;
	const char *firmware; /* its name; NULL: none was started */
	bool all; /* text: also what nobody has, and each of Linux's resources */
};

/* One screen, at most STATUS_COLUMNS wide as long as names are short. */
void status_print_text(FILE *file, const struct status_view *view);
/* "runs in main()", "sleeps at 0x10000124", "in reset": no line of its own. */
void status_print_core(FILE *file, const struct machine_status *status);
/* One line a processor. */
void status_print_brief(FILE *file, const struct status_view *view);
/* One object. 0, -ENOMEM. */
COPRO_MUST_CHECK int status_print_json(FILE *file, const struct status_view *view);
/* The processors and the firmware of it. 0, -ENOMEM. */
COPRO_MUST_CHECK int status_print_brief_json(FILE *file, const struct status_view *view);

/* ---- parts of the text ---- */

/* status_lists.c */
void status_print_peripherals(FILE *file, const struct status_view *view);
void status_print_resources(FILE *file, const struct status_view *view);

/* "Linux, M4"; "-" for nobody. */
#define STATUS_USERS_MAX 24u
const char *status_users_text(unsigned users, char text[STATUS_USERS_MAX]);

/* Words that go on in the next line, indented, when a line is full. */
struct status_line {
	FILE *file;
	int indent;
	int column;
};

/* Begins a line with `head`, filled up to `indent` columns. */
void status_line_start(struct status_line *line, FILE *file, int indent, const char *head);
void status_line_word(struct status_line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void status_line_end(struct status_line *line);

#endif
