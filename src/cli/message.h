/* SPDX-License-Identifier: BSD-3-Clause */
/* What the program says to a person when something is wrong: one line, on the standard error. */
#ifndef COPRO_CLI_MESSAGE_H
#define COPRO_CLI_MESSAGE_H

enum cli_status {
	CLI_OK = 0,
	CLI_FAILED = 1, /* the command could not be done, or an expectation was not met */
	CLI_MISUSED = 2, /* the command line cannot be understood */
};

/* "copro: ..." Returns CLI_FAILED. */
int cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "copro: ..." and where to read more. Returns CLI_MISUSED. `command` may be NULL. */
int cli_usage(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The word of a NULL-ended list nearest to `word`, NULL when none is near enough to be meant. */
const char *cli_nearest(const char *word, const char *const *words);

#endif
