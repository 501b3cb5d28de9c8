/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands within a command (`copro rpmsg list`, `copro assign check`): a table, and what is looked up in it. */
#ifndef COPRO_CLI_SUBCOMMAND_H
#define COPRO_CLI_SUBCOMMAND_H

#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "cli/option.h"

/* First in the rows of a command's table, behind it what to run. */
struct subcommand {
	const char *name;
	/* A bit for each of the command's options with a take() that this one knows, by its `value`. */
	uint32_t options;
	int least_arguments; /* behind the name */
	int most_arguments;
	const char *arguments; /* for the message that some are missing */
};

#define SUBCOMMANDS_MAX 16u

/* The row of a name, by its place in a table of `count` rows of `row` bytes; -EINVAL: there is none, which has been
 * said with the nearest name, or with all. */
COPRO_MUST_CHECK int subcommand_find(const char *command, const struct subcommand *table,
				     size_t count, size_t row, const char *name);

/* Are these the options (`given`, bits as above) and the arguments that it takes? An enum cli_status: what was
 * wrong has been said. `options`: the command's table; NULL: each takes all. */
COPRO_MUST_CHECK int subcommand_check(const char *command, const struct subcommand *subcommand,
				      const struct cli_option *options, uint32_t given,
				      char **arguments, int count);

#endif
