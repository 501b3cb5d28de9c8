/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/command.h"
#include "cli/target.h"

struct load_options {
	struct target_options target;
	bool start;
};

static const struct cli_option load_table[] = {{.name = "start",
						.help = "and start it; what runs is stopped first",
						.type = CLI_FLAG,
						.target = offsetof(struct load_options, start)},
					       TARGET_OPTIONS(struct load_options),
					       TARGET_JSON(struct load_options),
					       {.name = NULL}};

static int load_run(const struct cli_command *command, char **arguments, int count)
{
	struct load_options options = {.target = {.on = TARGET_UNSET}};
	struct target target;
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = target_open(&target, &options.target, command->name);
	if (!status)
		status = target_load_check(&target, arguments[0]);
	/* Nothing is stopped for a file that is not there. */
	if (!status && options.start)
		status = target_make_offline(&target);
	if (!status)
		status = target_load(&target, arguments[0]);
	if (!status && options.start)
		status = target_do(&target, CONTROL_START);
	if (!status)
		status = target_show_state(&target, &options.target);
	target_close(&target);
	return status;
}

const struct cli_command cli_load = {
	.name = "load",
	.arguments = "FIRMWARE",
	.summary = "give a board the firmware of its next start",
	.text = "Copies FIRMWARE, an ELF file, to where the board looks for firmware, or to the kernel's\n"
		"/lib/firmware, and sets its name. The copy appears there whole or not at all. What runs\n"
		"has to be stopped first, or by --start.",
	.examples = "copro load build/firmware/tty-echo.elf           for the next start\n"
		    "copro load --start build/firmware/tty-echo.elf   at once",
	.options = load_table,
	.least_arguments = 1,
	.most_arguments = 1,
	.run = load_run,
};
