/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Options of a command line, declared as data: the parser and `--help` read the same table, so that
 * what is documented is what is understood.
 */
#ifndef COPRO_CLI_OPTION_H
#define COPRO_CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

enum cli_option_type {
	CLI_FLAG, /* bool: true */
	CLI_COUNT, /* unsigned: one more each time */
	CLI_CHOICE, /* int: `value` */
	CLI_TEXT, /* const char *: the argument */
	CLI_OPTIONAL, /* the same, "" without: --name, --name=ARGUMENT, or --name NUMBER */
	CLI_SECONDS, /* uint64_t picoseconds, from "2", "0.5", "250ms", "10us" */
	CLI_SOME_SECONDS, /* the same, and more than 0 */
	CLI_CALL /* take(target, option, argument) */
};

struct cli_option {
	const char *name; /* without dashes; the table ends with NULL */
	char letter; /* short form, 0: none */
	const char *argument; /* its name in the help; NULL where the type takes none */
	const char *help; /* one or more lines */
	enum cli_option_type type;
	size_t target; /* offset in the command's options */
	int value; /* CLI_CHOICE */
	/* CLI_CALL: 0, or -EINVAL after saying why with cli_usage(). */
	int (*take)(void *target, const struct cli_option *option, const char *argument);
};

/*
 * Reads options into `options` and moves the other arguments to the front of `arguments` (argc of
 * them, ending with NULL; "--" ends the options). Returns how many other arguments there are, or
 * -EINVAL after saying what was wrong. `command` is for the message.
 */
COPRO_MUST_CHECK int cli_options_parse(const struct cli_option *table, void *options,
				       const char *command, char **arguments, int argc);

/* A duration as CLI_SECONDS takes it, in ps. 0 or -EINVAL. */
COPRO_MUST_CHECK int cli_seconds_parse(const char *text, uint64_t *picoseconds);

/* The same of an option, with a message if it is none; `some`: 0 is none either. */
COPRO_MUST_CHECK int cli_seconds_take(const char *command, const struct cli_option *option,
				      const char *argument, bool some, uint64_t *picoseconds);

/* Prints the table as the lines of a help text. */
void cli_options_print(const struct cli_option *table);

#endif
