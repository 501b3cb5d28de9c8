/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/boot_trees.h"
#include "cli/command.h"
#include "host/boot/show.h"

struct dt_options {
	enum boot_stage stage;
	bool diff;
	unsigned verbose;
	const char *dtb;
	const char *tfa_dtb;
};

static int stage_take(void *target, const struct cli_option *option, const char *argument)
{
	enum boot_stage *stage = target;

	(void)option;
	for (*stage = BOOT_TFA; *stage < BOOT_STAGES; (*stage)++) {
		if (!strcmp(argument, boot_stage_name(*stage)))
			return 0;
	}
	cli_usage("dt", "--stage %s: there is no such stage; tfa, bootloader and linux are",
		  argument);
	return -EINVAL;
}

static const struct cli_option dt_table[] = {
	{.name = "stage",
	 .argument = "STAGE",
	 .help = "the tree as this stage left it: tfa (the trusted firmware's\n"
		 "own), bootloader or linux; default linux",
	 .type = CLI_CALL,
	 .take = stage_take,
	 .target = offsetof(struct dt_options, stage)},
	{.name = "diff",
	 .help = "only what the stages up to that one changed in the tree",
	 .type = CLI_FLAG,
	 .target = offsetof(struct dt_options, diff)},
	{.name = "dtb",
	 .argument = "FILE",
	 .help = "Linux's tree; default: that of the virtual DK2",
	 .type = CLI_TEXT,
	 .target = offsetof(struct dt_options, dtb)},
	{.name = "tfa-dtb",
	 .argument = "FILE",
	 .help = "the trusted firmware's tree; default likewise",
	 .type = CLI_TEXT,
	 .target = offsetof(struct dt_options, tfa_dtb)},
	{.name = "verbose",
	 .letter = 'v',
	 .help = "tell on the standard error what each stage did",
	 .type = CLI_COUNT,
	 .target = offsetof(struct dt_options, verbose)},
	{.name = NULL}};

/* The output is the tree: what the stages say goes elsewhere. */
static void dt_event(void *context, const struct machine_event *event)
{
	const struct dt_options *options = context;

	if (!strcmp(event->source, "boot") &&
	    (options->verbose || event->level >= MACHINE_EVENT_WARNING))
		fprintf(stderr, "copro: %s: %s\n", event->name, event->text);
}

static void dt_write(void *context, const char *text, size_t length)
{
	fwrite(text, 1, length, context);
}

static int tree_show(const struct dt_options *options, const struct machine *machine)
{
	const struct show_sink sink = {.write = dt_write, .context = stdout};
	const enum boot_stage first = options->stage == BOOT_TFA ? BOOT_TFA : BOOT_BOOTLOADER;
	const struct boot_tree left = machine_tree_left(machine, options->stage);
	int rc;

	if (options->diff)
		rc = boot_trees_compare(machine_tree_given(machine, first), left, &sink);
	else
		rc = boot_tree_show(left, &sink);
	return rc ? cli_error("the tree cannot be shown: %s", strerror(-rc)) : CLI_OK;
}

static int dt_boot(struct dt_options *options, struct boot_trees *trees)
{
	struct machine_config config = {
		.boot_only = true,
		.last_stage = options->stage,
		.event = dt_event,
		.context = options,
	};
	struct machine *machine = NULL;
	int status;
	int rc;

	boot_trees_use(trees, &config);
	rc = machine_create(&machine, &config);
	if (rc)
		return boot_trees_error(trees, rc);
	status = tree_show(options, machine);
	machine_destroy(machine);
	return status;
}

static int dt_run(const struct cli_command *command, char **arguments, int count)
{
	struct dt_options options = {.stage = BOOT_LINUX};
	struct boot_trees trees = {.error = {.text = ""}};
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = boot_trees_read(&trees, options.dtb, options.tfa_dtb);
	if (!status)
		status = dt_boot(&options, &trees);
	boot_trees_free(&trees);
	return status;
}

const struct cli_command cli_dt = {
	.name = "dt",
	.arguments = "",
	.summary = "print the device trees of the boot",
	.text = "Boots the virtual board up to a stage of its boot chain - trusted firmware, boot loader,\n"
		"Linux - and prints the device tree as that stage left it, as source for dtc. The boot\n"
		"loader disables in Linux's tree what the firewall keeps for the Cortex-M4 or for the\n"
		"secure world; --diff shows just that.",
	.examples = "copro dt --diff                         what Linux loses to the firewall\n"
		    "copro dt --diff --tfa-dtb mine.dtb      the same with another assignment\n"
		    "copro dt --dtb board.dtb | dtc -I dts   through the compiler again\n"
		    "copro dt --stage tfa                    what the assignment is made from",
	.options = dt_table,
	.run = dt_run,
};
