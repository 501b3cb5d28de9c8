/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"

int subcommand_find(const char *command, const struct subcommand *table, size_t count, size_t row,
		    const char *name)
{
	const char *names[SUBCOMMANDS_MAX + 1] = {NULL};
	char list[160] = "";
	const char *nearest;
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const struct subcommand *one =
			(const struct subcommand *)((const char *)table + i * row);

		if (!strcmp(one->name, name))
			return (int)i;
		if (i < SUBCOMMANDS_MAX)
			names[i] = one->name;
		if (used < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
						 used ? ", " : "", one->name);
	}
	nearest = cli_nearest(name, names);
	if (nearest)
		cli_usage(command, "there is no `%s %s`: did you mean `%s %s`?", command, name,
			  command, nearest);
	else
		cli_usage(command, "there is no `%s %s`; there are %s", command, name, list);
	return -EINVAL;
}

int subcommand_check(const char *command, const struct subcommand *subcommand,
		     const struct cli_option *options, uint32_t given, char **arguments, int count)
{
	for (; options && options->name; options++) {
		const uint32_t bit = options->take ? 1u << options->value : 0;

		if (given & bit & ~subcommand->options)
			return cli_usage(command, "`%s %s` takes no --%s", command,
					 subcommand->name, options->name);
	}
	if (count < subcommand->least_arguments)
		return cli_usage(command, "`%s %s` needs %s", command, subcommand->name,
				 subcommand->arguments);
	if (count > subcommand->most_arguments)
		return cli_usage(command, "`%s %s` takes no argument \"%s\"", command,
				 subcommand->name, arguments[subcommand->most_arguments]);
	return CLI_OK;
}
