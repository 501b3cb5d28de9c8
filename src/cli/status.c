/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include "cli/booted.h"
#include "cli/command.h"
#include "machine/status_print.h"

static const struct cli_option status_table[] = {
	{.name = "all",
	 .help = "leave nothing out: also peripherals that nobody uses, and each of\n"
		 "Linux's resources",
	 .type = CLI_FLAG,
	 .target = offsetof(struct booted_options, all)},
	BOOTED_OPTIONS,
	{.name = NULL}};

static const struct cli_option ps_table[] = {BOOTED_OPTIONS, {.name = NULL}};

struct printers {
	void (*text)(FILE *file, const struct status_view *view);
	int (*json)(FILE *file, const struct status_view *view);
};

static int status_show(const struct booted *booted, const struct booted_options *options,
		       const void *context)
{
	const struct printers *printers = context;
	struct machine_status status;
	struct status_view view = {.status = &status, .all = options->all};
	int rc = machine_status_take(&status, booted->machine);

	if (rc)
		return cli_error("not enough memory");
	if (booted->firmware.data)
		view.firmware = booted->firmware.path;
	if (options->json)
		rc = printers->json(stdout, &view);
	else
		printers->text(stdout, &view);
	machine_status_free(&status);
	return rc ? cli_error("not enough memory") : CLI_OK;
}

static int status_run(const struct cli_command *command, char **arguments, int count)
{
	static const struct printers printers = {status_print_text, status_print_json};

	return booted_run(command, arguments, count, status_show, &printers);
}

static int ps_run(const struct cli_command *command, char **arguments, int count)
{
	static const struct printers printers = {status_print_brief, status_print_brief_json};

	return booted_run(command, arguments, count, status_show, &printers);
}

const struct cli_command cli_status = {
	.name = "status",
	.arguments = "[FIRMWARE]",
	.summary = "show on one screen who has what on the chip",
	.text = "Boots the virtual board to Linux, runs FIRMWARE for a while if one is named, and prints\n"
		"processors and firmware, channels and message buffers in use, the peripherals of the\n"
		"Cortex-M4 with firewall mode, clock and gate (A7: MP_ bit, M4: MC_ bit), semaphores held,\n"
		"what Linux holds for itself and for the M4, the M4's clocks that nobody holds, and what the\n"
		"firewall has refused. Owners are read from the chip's registers and from what Linux keeps.",
	.examples =
		"copro status                     after Linux has booted\n"
		"copro status build/firmware/tty-echo.elf --for 1\n"
		"copro status --dtb board.dtb --all\n"
		"copro status --json | jq '.peripherals[] | select(.owners == [\"m4\"]) | .name'",
	.options = status_table,
	.most_arguments = 1,
	.run = status_run,
};

const struct cli_command cli_ps = {
	.name = "ps",
	.arguments = "[FIRMWARE]",
	.summary = "show the processors, one a line",
	.text = "The first lines of status: each processor with its state, since when it is in that, its\n"
		"clock, and what it runs.",
	.examples = "copro ps                         after Linux has booted\n"
		    "copro ps build/firmware/tty-echo.elf --for 1",
	.options = ps_table,
	.most_arguments = 1,
	.run = ps_run,
};
