/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "cli/command.h"
#include "cli/target.h"

struct crash_options {
	struct target_options target;
};

static const struct cli_option crash_table[] = {
	TARGET_OPTIONS(struct crash_options), TARGET_JSON(struct crash_options), {.name = NULL}};

static int crash_run(const struct cli_command *command, char **arguments, int count)
{
	struct crash_options options = {.target = {.on = TARGET_UNSET}};
	int type = RPROC_CRASH_FATAL_ERROR;
	struct target target;
	int others = cli_command_parse(command, &options, arguments, count);
	int status;

	if (others < 0)
		return CLI_MISUSED;
	if (others) {
		for (type = 0; target_crash_words[type]; type++) {
			if (!strcmp(target_crash_words[type], arguments[0]))
				break;
		}
	}
	if (!target_crash_words[type])
		return cli_usage("crash",
				 "a crash is of type mmufault, watchdog or fatal-error, "
				 "not \"%s\"",
				 arguments[0]);
	status = target_open(&target, &options.target, command->name);
	if (!status)
		status = target_crash(&target, (enum rproc_crash)type);
	if (!status)
		status = target_show_state(&target, &options.target);
	target_close(&target);
	return status;
}

const struct cli_command cli_crash = {
	.name = "crash",
	.arguments = "[TYPE]",
	.summary = "have the coprocessor taken for crashed",
	.text = "As debugfs's crash file: Linux takes the coprocessor for crashed, of TYPE mmufault,\n"
		"watchdog or fatal-error, the default. With recovery enabled it is started again. To see\n"
		"what a firmware does when it really crashes, crash it.",
	.examples = "copro crash                  on the one board that runs\n"
		    "copro crash watchdog",
	.options = crash_table,
	.most_arguments = 1,
	.run = crash_run,
};
