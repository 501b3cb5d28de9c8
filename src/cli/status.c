/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>

#include "cli/booted.h"
#include "cli/command.h"
#include "cli/kernel_status.h"
#include "cli/target.h"
#include "machine/status_print.h"

/* A board that boots for this, or one that runs. */
struct status_options {
	struct booted_options booted; /* the first: BOOTED_OPTIONS counts from there */
	struct target_options target;
};

static const struct cli_option status_table[] = {
	{.name = "all",
	 .help = "leave nothing out: also peripherals that nobody uses, and each of\n"
		 "Linux's resources",
	 .type = CLI_FLAG,
	 .target = offsetof(struct status_options, booted.all)},
	TARGET_OPTIONS(struct status_options),
	BOOTED_OPTIONS,
	{.name = NULL}};

static const struct cli_option ps_table[] = {
	TARGET_OPTIONS(struct status_options), BOOTED_OPTIONS, {.name = NULL}};

struct printers {
	void (*text)(FILE *file, const struct status_view *view);
	int (*json)(FILE *file, const struct status_view *view);
	const char *text_form; /* what a board that runs calls them */
	const char *json_form;
	bool brief;
};

static const struct printers full = {status_print_text, status_print_json, "text", "json", false};
static const struct printers brief = {status_print_brief, status_print_brief_json, "brief-text",
				      "brief", true};

/* ---- a board that was booted for it ---- */

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

/* ---- one that runs ---- */

static bool take(void *context, const void *data, size_t length)
{
	(void)context;
	return fwrite(data, 1, length, stdout) == length;
}

static int board_show(const struct target *target, const struct booted_options *options,
		      const struct printers *printers)
{
	struct host_error error = {.text = ""};
	char path[64];
	int rc;

	(void)snprintf(path, sizeof(path), "/v1/status?form=%s%s",
		       options->json ? printers->json_form : printers->text_form,
		       options->all ? "&all" : "");
	rc = client_get(target->client, path, take, NULL, &error);
	return rc && rc != -ECANCELED ? target_error(target, &error, rc) : CLI_OK;
}

static int target_show(const struct cli_command *command, struct status_options *options,
		       const struct printers *printers)
{
	struct target target;
	int status = target_open(&target, &options->target, command->name);

	if (!status && target.kind == TARGET_VIRTUAL)
		status = board_show(&target, &options->booted, printers);
	else if (!status && printers->brief)
		status = kernel_status_brief(&target, options->booted.json);
	else if (!status)
		status = kernel_status_show(&target, options->booted.json);
	target_close(&target);
	return status;
}

static bool is_about_running(const struct status_options *options)
{
	const struct target_options *target = &options->target;

	return target->board || target->on != TARGET_UNSET || target->root || target->remoteproc;
}

static bool is_about_booting(const struct status_options *options, int arguments)
{
	const struct booted_options *booted = &options->booted;

	return arguments || booted->dtb || booted->tfa_dtb || booted->duration != BOOTED_UNSET;
}

static int show(const struct cli_command *command, char **arguments, int count,
		const struct printers *printers)
{
	struct status_options options = {.booted = BOOTED_DEFAULTS};
	int others = cli_command_parse(command, &options, arguments, count);

	if (others < 0)
		return CLI_MISUSED;
	if (is_about_running(&options) && is_about_booting(&options, others))
		return cli_usage(
			command->name,
			"a board that runs has its firmware and its trees: FIRMWARE, --for "
			"and --dtb are about one of its own");
	if (!is_about_booting(&options, others) && target_exists(&options.target))
		return target_show(command, &options, printers);
	return booted_show(command->name, &options.booted, others ? arguments[0] : NULL,
			   status_show, printers);
}

static int status_run(const struct cli_command *command, char **arguments, int count)
{
	return show(command, arguments, count, &full);
}

static int ps_run(const struct cli_command *command, char **arguments, int count)
{
	return show(command, arguments, count, &brief);
}

const struct cli_command cli_status = {
	.name = "status",
	.arguments = "[FIRMWARE]",
	.summary = "show on one screen who has what on the chip",
	.text = "Prints processors and firmware, channels and message buffers in use, the peripherals of\n"
		"the Cortex-M4 with firewall mode, clock and gate (A7: MP_ bit, M4: MC_ bit), semaphores\n"
		"held, what Linux holds for itself and for the M4, the M4's clocks that nobody holds, and\n"
		"what the firewall has refused. Owners are read from the chip's registers and from what\n"
		"Linux keeps.\n\n"
		"It is about the board that `copro board` runs. When none runs, or with FIRMWARE, a board\n"
		"boots to Linux for it, and runs FIRMWARE for a while. Of a kernel (--on kernel): the state\n"
		"and settings of its coprocessor, and its ttys.",
	.examples =
		"copro status                     of the board that runs, or of one that boots for it\n"
		"copro status --board left        of one of several\n"
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
	.examples = "copro ps                         of the board that runs\n"
		    "copro ps build/firmware/tty-echo.elf --for 1",
	.options = ps_table,
	.most_arguments = 1,
	.run = ps_run,
};
