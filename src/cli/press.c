/* SPDX-License-Identifier: BSD-3-Clause */
/* A finger on a button of a board that stays. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/parts.h"

#define PRESS_PS UINT64_C(100000000000) /* what a person does */
#define PS_A_NS	 UINT64_C(1000)

enum press_how { PRESS_SHORTLY, PRESS_HOLD, PRESS_RELEASE };

struct press_options {
	struct target_options target;
	uint64_t duration; /* ps; 0: not given */
	int how; /* enum press_how */
};

static const struct cli_option press_table[] = {
	{.name = "for",
	 .argument = "S",
	 .help = "hold it for S seconds of virtual time; default 100ms",
	 .type = CLI_SOME_SECONDS,
	 .target = offsetof(struct press_options, duration)},
	{.name = "hold",
	 .help = "press it and leave it so",
	 .type = CLI_CHOICE,
	 .value = PRESS_HOLD,
	 .target = offsetof(struct press_options, how)},
	{.name = "release",
	 .help = "let it go",
	 .type = CLI_CHOICE,
	 .value = PRESS_RELEASE,
	 .target = offsetof(struct press_options, how)},
	PARTS_BOARD(struct press_options),
	TARGET_JSON(struct press_options),
	{.name = NULL}};

/* What is no button has a state too, and must not be set by this command. */
static int is_button(const struct target *target, const char *name)
{
	const json_t *part;
	json_t *parts;
	int status = cli_parts_list(target, &parts);

	if (status)
		return status;
	part = cli_parts_find(parts, name);
	if (!part)
		status = CLI_FAILED;
	else if (strcmp(cli_parts_text(part, "kind"), "button") != 0)
		status = cli_error("%s is no button but of kind %s; `copro part %s` shows it", name,
				   cli_parts_text(part, "kind"), name);
	json_decref(parts);
	return status;
}

static int press(const struct target *target, const struct press_options *options, const char *name)
{
	const uint64_t duration = options->duration ? options->duration : PRESS_PS;
	char value[32];
	json_t *part = NULL;
	int status;

	snprintf(value, sizeof(value), "%" PRIu64 "ns", (duration + PS_A_NS - 1) / PS_A_NS);
	if (options->how == PRESS_SHORTLY)
		status = cli_parts_set(target, name, "press", value, &part);
	else
		status = cli_parts_set(target, name, "state",
				       options->how == PRESS_HOLD ? "pressed" : "released", &part);
	if (status)
		return status;
	if (options->target.json)
		cli_parts_print_json(part);
	json_decref(part);
	return CLI_OK;
}

static int press_run(const struct cli_command *command, char **arguments, int count)
{
	struct press_options options = {.target = {.on = TARGET_VIRTUAL}};
	struct target target;
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	if (options.duration && options.how != PRESS_SHORTLY)
		return cli_usage("press", "--for goes with neither --hold nor --release");
	status = cli_parts_open(&target, &options.target, command->name);
	if (!status)
		status = is_button(&target, arguments[0]);
	if (!status)
		status = press(&target, &options, arguments[0]);
	target_close(&target);
	return status;
}

const struct cli_command cli_press = {
	.name = "press",
	.arguments = "BUTTON",
	.summary = "press a button of a board",
	.text = "Presses a button of a virtual board and, after a while of virtual time, releases it.\n"
		"The command returns at once. `copro part` lists the buttons.",
	.examples = "copro press user1            for a tenth of a second\n"
		    "copro press user1 --for 2    long\n"
		    "copro press user1 --hold     until `copro press user1 --release`",
	.options = press_table,
	.least_arguments = 1,
	.most_arguments = 1,
	.run = press_run,
};
