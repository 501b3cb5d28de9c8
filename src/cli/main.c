/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static bool is_help(const char *argument)
{
	return !strcmp(argument, "--help") || !strcmp(argument, "-h");
}

static int command_run(const struct cli_command *command, char **arguments, int count)
{
	for (int i = 0; i < count && strcmp(arguments[i], "--"); i++) {
		if (is_help(arguments[i])) {
			cli_command_print(command);
			return CLI_OK;
		}
	}
	return command->run(command, arguments, count);
}

static int program_option(const char *argument)
{
	static const char *const names[] = {"help", "version", NULL};
	const char *nearest;

	if (is_help(argument)) {
		cli_overview_print();
		return CLI_OK;
	}
	if (!strcmp(argument, "--version")) {
		puts("copro " COPRO_VERSION);
		return CLI_OK;
	}
	nearest = cli_nearest(argument + strspn(argument, "-"), names);
	if (nearest)
		return cli_usage(NULL, "there is no option %s: did you mean --%s?", argument,
				 nearest);
	return cli_usage(NULL, "there is no option %s before the command", argument);
}

int main(int argc, char **argv)
{
	const struct cli_command *command;
	int status;

	if (argc < 2) {
		cli_overview_print();
		return CLI_MISUSED;
	}
	if (argv[1][0] == '-') {
		status = program_option(argv[1]);
	} else {
		command = cli_command_find(argv[1]);
		if (!command)
			return CLI_MISUSED;
		status = command_run(command, argv + 2, argc - 2);
	}
	/* A result that could not be written was not given. */
	if ((fflush(stdout) || ferror(stdout)) && status == CLI_OK)
		status = cli_error("writing to the standard output failed");
	return status;
}
