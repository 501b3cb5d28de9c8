/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/*
 * Whoever starts this with a standard stream closed would have the next file opened in its place: a log would go
 * into a socket, and libuv does not bear it. What is written to an output that was closed fails as before.
 */
static bool streams_open(void)
{
	static const int modes[] = {
		[STDIN_FILENO] = O_RDONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	const struct cli_command *command;
	int status;

	if (!streams_open())
		return cli_error("/dev/null: %s; it stands in for a standard stream that is closed",
				 strerror(errno));
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
