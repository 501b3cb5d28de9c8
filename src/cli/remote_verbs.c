/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands that are one word to a board or kernel. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/target.h"

struct verb_options {
	struct target_options target;
};

static const struct cli_option verb_table[] = {
	TARGET_OPTIONS(struct verb_options), TARGET_JSON(struct verb_options), {.name = NULL}};

/* The command's name is the verb's. */
static enum control_verb verb_of(const struct cli_command *command)
{
	int verb = 0;

	while (verb < CONTROL_VERBS - 1 &&
	       strcmp(command->name, control_verb_name((enum control_verb)verb)) != 0)
		verb++;
	return (enum control_verb)verb;
}

static int verb_run(const struct cli_command *command, char **arguments, int count)
{
	struct verb_options options = {.target = {.on = TARGET_UNSET}};
	struct target target;
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = target_open(&target, &options.target, command->name);
	if (!status)
		status = target_do(&target, verb_of(command));
	if (!status)
		status = target_show_state(&target, &options.target);
	target_close(&target);
	return status;
}

#define VERB(word, line, explanation, example)                                                     \
	const struct cli_command cli_##word = {                                                    \
		.name = #word,                                                                     \
		.arguments = "",                                                                   \
		.summary = line,                                                                   \
		.text = explanation,                                                               \
		.examples = example,                                                               \
		.options = verb_table,                                                             \
		.run = verb_run,                                                                   \
	}

VERB(start, "start the coprocessor of a board",
     "Starts the firmware that was loaded or named, on a virtual board that `copro board` runs, or\n"
     "by the kernel of this machine. What is detached is attached to.",
     "copro start                  on the one board that runs\n"
     "copro start --board left     on the one of several\n"
     "copro start --on kernel      write \"start\" to the kernel's state file");
VERB(stop, "stop the coprocessor of a board",
     "Stops the firmware in order: its channels go, it is asked and has half a second, it is held\n"
     "in reset. A kernel that counts starts takes as many stops, which is said.",
     "copro stop                   on the one board that runs");
VERB(restart, "stop and start the coprocessor of a board",
     "Stops what runs, and starts it again from its file.",
     "copro restart                on the one board that runs");
VERB(attach, "attach to a firmware that runs already",
     "Connects to a firmware that somebody else has started, such as the boot loader, without\n"
     "stopping it.",
     "copro attach                 on the one board that runs");
VERB(detach, "let go of a firmware and leave it running",
     "The opposite of attach: the channels go, the firmware is told, and runs on.",
     "copro detach                 on the one board that runs");
VERB(recover, "start a crashed coprocessor again",
     "Recovers a crashed coprocessor now, whatever its recovery setting is. One that has not\n"
     "crashed is left alone.",
     "copro recover                on the one board that runs");
VERB(reset, "reset a whole virtual board",
     "The whole chip is reset, as by its reset button: the firmware is not asked, and the boot\n"
     "chain runs again. A kernel cannot do that to the chip it runs on.",
     "copro reset                  the one board that runs");

/* ---- the end of a board ---- */

static const struct cli_option shutdown_table[] = {
	{.name = "board",
	 .argument = "NAME",
	 .help = "the board of that name; default: $COPRO_BOARD, or the only\n"
		 "one that runs",
	 .type = CLI_TEXT,
	 .target = offsetof(struct verb_options, target.board)},
	{.name = NULL}};

static int shutdown_run(const struct cli_command *command, char **arguments, int count)
{
	struct verb_options options = {.target = {.on = TARGET_VIRTUAL}};
	struct timespec step = {.tv_nsec = 10000000L};
	struct host_error error = {.text = ""};
	struct target target;
	int status, rc;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = target_open(&target, &options.target, command->name);
	if (status)
		return status;
	rc = client_ask(target.client, "POST", "/v1/board/shutdown", NULL, NULL, &error);
	if (rc && rc != -ECONNRESET)
		status = target_error(&target, &error, rc);
	/* Its name is free when this returns. */
	while (!status && board_directory_lives(target.board.path))
		nanosleep(&step, NULL);
	target_close(&target);
	return status;
}

const struct cli_command cli_shutdown = {
	.name = "shutdown",
	.arguments = "",
	.summary = "end a virtual board",
	.text = "Stops the firmware in order and ends the board, wherever it runs. Its name is free\n"
		"when the command returns.",
	.examples = "copro shutdown               the one board that runs\n"
		    "copro shutdown --board left  the one of several",
	.options = shutdown_table,
	.run = shutdown_run,
};
