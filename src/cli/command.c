/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* One a line, in the order of `copro help`. */
/* clang-format off */
const struct cli_command *const cli_commands[] = {
	&cli_run,
	&cli_inspect,
	&cli_dt,
	&cli_clk,
	&cli_regulator,
	&cli_status,
	&cli_ps,
	&cli_tty,
	&cli_gdb,
	&cli_rpmsg,
	&cli_i2c,
	&cli_board,
	&cli_boards,
	&cli_load,
	&cli_start,
	&cli_stop,
	&cli_restart,
	&cli_attach,
	&cli_detach,
	&cli_trace,
	&cli_crash,
	&cli_dump,
	&cli_recover,
	&cli_reset,
	&cli_boot_log,
	&cli_leds,
	&cli_press,
	&cli_part,
	&cli_shutdown,
	&cli_assign,
	&cli_help,
	NULL,
};
/* clang-format on */

static const struct cli_option no_options[] = {{.name = NULL}};

const struct cli_command *cli_command_find(const char *name)
{
	const char *names[sizeof(cli_commands) / sizeof(cli_commands[0])] = {NULL};
	const char *nearest;

	for (size_t i = 0; cli_commands[i]; i++) {
		if (!strcmp(cli_commands[i]->name, name))
			return cli_commands[i];
		names[i] = cli_commands[i]->name;
	}
	nearest = cli_nearest(name, names);
	if (nearest)
		cli_usage(NULL, "there is no command \"%s\": did you mean \"%s\"?", name, nearest);
	else
		cli_usage(NULL, "there is no command \"%s\"", name);
	return NULL;
}

int cli_command_parse(const struct cli_command *command, void *options, char **arguments, int count)
{
	int others = cli_options_parse(command->options ? command->options : no_options, options,
				       command->name, arguments, count);

	if (others < 0)
		return others;
	if (others < command->least_arguments) {
		cli_usage(command->name, "%s needs %s", command->name, command->arguments);
		return -EINVAL;
	}
	if (others > command->most_arguments) {
		cli_usage(command->name, "%s takes no argument \"%s\"", command->name,
			  arguments[command->most_arguments]);
		return -EINVAL;
	}
	return others;
}

static void lines_print(const char *indent, const char *text)
{
	while (text && *text) {
		size_t length = strcspn(text, "\n");

		printf("%s%.*s\n", length ? indent : "", (int)length, text);
		text += length;
		if (*text)
			text++;
	}
}

void cli_command_print(const struct cli_command *command)
{
	printf("Usage: copro %s%s%s%s\n\n", command->name, command->options ? " [OPTION]..." : "",
	       command->arguments[0] ? " " : "", command->arguments);
	lines_print("", command->text);
	if (command->options) {
		puts("\nOptions:");
		cli_options_print(command->options);
	}
	puts("\nExamples:");
	lines_print("  ", command->examples);
}

void cli_overview_print(void)
{
	puts("copro runs, inspects and talks to the firmware of a coprocessor: a Cortex-M4 beside the\n"
	     "Cortex-A7 of an STM32MP157, here on a virtual board.\n");
	puts("Usage: copro COMMAND [OPTION]... [ARGUMENT]...\n");
	puts("Commands:");
	for (size_t i = 0; cli_commands[i]; i++)
		printf("  %-10s%s\n", cli_commands[i]->name, cli_commands[i]->summary);
	puts("\n`copro help COMMAND` explains one of them; `copro --version` prints the version.\n\n"
	     "Exit status: 0 done; 1 it could not be done, or an expectation was not met; 2 the command\n"
	     "line cannot be understood.\n\n"
	     "Example:\n"
	     "  copro run build/firmware/tty-echo.elf");
}

static int help_run(const struct cli_command *command, char **arguments, int count)
{
	const struct cli_command *topic;
	int others = cli_command_parse(command, NULL, arguments, count);

	if (others < 0)
		return CLI_MISUSED;
	if (!others) {
		cli_overview_print();
		return CLI_OK;
	}
	topic = cli_command_find(arguments[0]);
	if (!topic)
		return CLI_MISUSED;
	cli_command_print(topic);
	return CLI_OK;
}

const struct cli_command cli_help = {
	.name = "help",
	.arguments = "[COMMAND]",
	.summary = "explain a command",
	.text = "Explains a command, its options, and gives examples; without one, lists them all.",
	.examples = "copro help run      all about running a firmware",
	.most_arguments = 1,
	.run = help_run,
};
