/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/inspect.h"

#include <stdlib.h>

#include "cli/command.h"
#include "cli/firmware_file.h"

struct inspect_options {
	bool json;
};

static const struct cli_option inspect_table[] = {
	{.name = "json",
	 .help = "the same as one JSON object",
	 .type = CLI_FLAG,
	 .target = offsetof(struct inspect_options, json)},
	{.name = NULL}};

bool inspect_would_run(const struct image_report *report)
{
	return report->worst < IMAGE_REFUSED;
}

static int inspect_file(const struct firmware_file *file, const struct inspect_options *options,
			struct image_report *report)
{
	struct host_error error = {.text = ""};
	int rc = image_report_make(report, file->data, file->size, NULL, 0, &error);

	if (options->json && inspect_print_json(file->path, rc ? NULL : report, &error))
		return cli_error("not enough memory");
	if (rc)
		return firmware_file_error(file, &error);
	if (!options->json)
		inspect_print_text(file->path, report);
	return inspect_would_run(report) ? CLI_OK : CLI_FAILED;
}

static int inspect_run(const struct cli_command *command, char **arguments, int count)
{
	struct inspect_options options = {.json = false};
	struct image_report *report;
	struct firmware_file file;
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = firmware_file_read(&file, arguments[0]);
	if (status)
		return status;
	report = calloc(1, sizeof(*report));
	status = report ? inspect_file(&file, &options, report) : cli_error("not enough memory");
	free(report);
	firmware_file_free(&file);
	return status;
}

const struct cli_command cli_inspect = {
	.name = "inspect",
	.arguments = "FIRMWARE",
	.summary = "show what a firmware file asks for and what is wrong with it",
	.text = "Reads FIRMWARE, an ELF file for the Cortex-M4, without running it: its segments in the\n"
		"memories of both processors, where it starts, its resource table entry by entry, where\n"
		"Linux would place its rings and message buffers, the RPMsg services it names, and\n"
		"what is wrong, with the remedy.\n\n"
		"Exit status 0: `copro run` boots it; 1: it does not. A finding is an \"error\" (Linux does\n"
		"not boot it either), \"refused\" (Linux boots it, though it cannot work; so does\n"
		"`copro run --as-linux`), a \"warning\" or a \"note\".",
	.examples = "copro inspect tty-echo.elf\n"
		    "copro inspect tty-echo.elf --json | jq .diagnoses",
	.options = inspect_table,
	.least_arguments = 1,
	.most_arguments = 1,
	.run = inspect_run,
};
