/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/assign.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/check.h"
#include "assign/read.h"
#include "assign/report.h"
#include "cli/command.h"
#include "cli/subcommand.h"

enum assign_option {
	OPTION_ALL,
	OPTION_JSON,
	OPTION_SARIF,
	OPTION_FIRMWARE,
	OPTION_RUN,
	OPTION_FOR,
	OPTION_DTB,
	OPTION_EXPLAIN,
	OPTION_SVG,
	OPTION_OUTPUT,
	OPTION_BASE,
	OPTION_LINUX,
	OPTION_TFA
};

#define BIT(option) (1u << (option))

static int take(void *target, const struct cli_option *option, const char *argument)
{
	struct assign_options *options = target;

	options->given |= BIT(option->value);
	switch ((enum assign_option)option->value) {
	case OPTION_SARIF:
		options->sarif = argument;
		return 0;
	case OPTION_FIRMWARE:
		options->firmware = argument;
		return 0;
	case OPTION_DTB:
		options->dtb = argument;
		return 0;
	case OPTION_EXPLAIN:
		options->explain = argument;
		return 0;
	case OPTION_OUTPUT:
		options->output = argument;
		return 0;
	case OPTION_BASE:
		options->base = argument;
		return 0;
	case OPTION_LINUX:
		options->linux_tree = argument;
		return 0;
	case OPTION_TFA:
		options->tfa_tree = argument;
		return 0;
	case OPTION_FOR:
		return cli_seconds_take("assign", option, argument, true, &options->duration);
	case OPTION_SVG:
		options->svg = argument;
		return 0;
	case OPTION_ALL:
	case OPTION_JSON:
	case OPTION_RUN:
		break;
	}
	return 0;
}

#define ROW(id, word, of, text)                                                                    \
	{                                                                                          \
		.name = (word), .argument = (of), .help = (text), .type = CLI_CALL, .value = (id), \
		.take = take                                                                       \
	}
#define FLAG(word, member, text)                                                                   \
	{                                                                                          \
		.name = (word), .help = (text), .type = CLI_FLAG,                                  \
		.target = offsetof(struct assign_options, member)                                  \
	}

static const struct cli_option assign_table[] = {
	FLAG("all", all, "show, table: also what is nobody's, and the whole chip's"),
	FLAG("json", json, "show, check: the same as one JSON object"),
	ROW(OPTION_SARIF, "sarif", "FILE",
	    "check: write the findings as SARIF 2.1.0 as well, for\n"
	    "what shows them beside the code"),
	ROW(OPTION_FIRMWARE, "firmware", "FILE",
	    "check: does this firmware fit into the memory that is\n"
	    "assigned?"),
	FLAG("run", run,
	     "check --firmware: run it on a virtual board with the\n"
	     "firewall as assigned, and see what it touches"),
	ROW(OPTION_FOR, "for", "S", "check --run: virtual time of the run; default 1 s"),
	ROW(OPTION_DTB, "dtb", "FILE",
	    "check: does this tree of Linux leave the M4 what is its own?"),
	ROW(OPTION_EXPLAIN, "explain", "CODE",
	    "check: tell all about a rule, such as PIN001; `all`\n"
	    "lists the rules"),
	FLAG("markdown", markdown, "table: as tables of Markdown"),
	ROW(OPTION_SVG, "svg", "FILE",
	    "table: draw the package seen from above into FILE instead,\n"
	    "each pin in the colour of its owner; `-` is the standard output"),
	{.name = "output",
	 .letter = 'o',
	 .argument = "PATH",
	 .help = "generate: the folder for the files; default: this one.\n"
		 "import: the file to write; default: the standard output",
	 .type = CLI_CALL,
	 .value = OPTION_OUTPUT,
	 .take = take},
	ROW(OPTION_BASE, "base", "FILE",
	    "generate: the fragments are for this compiled tree of\n"
	    "Linux, and name its nodes by their paths; default: by the\n"
	    "labels of Linux's sources"),
	FLAG("overlay", overlay, "generate: Linux's fragment is an overlay, NAME-linux.dtso"),
	FLAG("check", check, "generate: write nothing; are the files up to date?"),
	FLAG("force", force,
	     "generate: overwrite also what was changed by hand;\n"
	     "import: overwrite a file that is there"),
	ROW(OPTION_LINUX, "linux", "FILE", "import: from a compiled device tree of Linux"),
	ROW(OPTION_TFA, "tfa", "FILE", "import: from a compiled device tree of TF-A"),
	{.name = NULL}};

#define TABLE	 BIT(OPTION_SVG)
#define GENERATE (BIT(OPTION_OUTPUT) | BIT(OPTION_BASE))
#define IMPORT	 (BIT(OPTION_OUTPUT) | BIT(OPTION_LINUX) | BIT(OPTION_TFA))
#define CHECK                                                                                      \
	(BIT(OPTION_SARIF) | BIT(OPTION_FIRMWARE) | BIT(OPTION_FOR) | BIT(OPTION_DTB) |            \
	 BIT(OPTION_EXPLAIN))

static const struct {
	struct subcommand row;
	int (*run)(const struct assign_options *options, char **arguments, int count);
} subcommands[] = {
	{{"show", 0, 1, 1, "FILE"}, assign_show},
	{{"check", CHECK, 0, 1, "FILE"}, assign_check},
	{{"table", TABLE, 1, 1, "FILE"}, assign_table_print},
	{{"diff", 0, 2, 2, "two files"}, assign_diff},
	{{"generate", GENERATE, 1, 1, "FILE"}, assign_generate},
	{{"import", IMPORT, 0, 1, "FILE.ioc, or --linux and --tfa"}, assign_import},
};

#define SUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

/* ---- the files ---- */

int assign_file_read(struct assign_file *file, const char *path)
{
	int rc;

	*file = (struct assign_file){.assignment = NULL};
	rc = assignment_file_read(&file->file, path);
	if (rc)
		return rc;
	rc = assignment_read(&file->assignment, path, file->file.data, file->file.size,
			     &file->findings);
	return rc == -ENOMEM ? cli_error("%s: not enough memory", path) : CLI_OK;
}

int assign_file_read_checked(struct assign_file *file, const char *path)
{
	int status = assign_file_read(file, path);

	if (status)
		return status;
	if (file->assignment)
		assignment_check(file->assignment, &file->findings);
	findings_sort(&file->findings);
	if (!findings_count(&file->findings, FINDING_ERROR))
		return CLI_OK;
	report_text(&file->findings, stderr);
	return cli_error("%s: nothing can be made of it before its errors are repaired", path);
}

void assign_file_free(struct assign_file *file)
{
	assignment_free(file->assignment);
	findings_free(&file->findings);
	firmware_file_free(&file->file);
	file->assignment = NULL;
}

int assign_json_print(json_t *json)
{
	int rc = json ? json_dumpf(json, stdout, JSON_INDENT(2) | JSON_SORT_KEYS) : -1;

	json_decref(json);
	if (rc)
		return cli_error("not enough memory");
	putchar('\n');
	return CLI_OK;
}

/* ---- the command ---- */

static int assign_run(const struct cli_command *command, char **arguments, int count)
{
	struct assign_options options = {.given = 0};
	int others = cli_command_parse(command, &options, arguments, count);
	int which;

	if (others < 0)
		return CLI_MISUSED;
	which = subcommand_find(command->name, &subcommands[0].row, SUBCOMMANDS,
				sizeof(subcommands[0]), arguments[0]);
	if (which < 0 || subcommand_check(command->name, &subcommands[which].row, assign_table,
					  options.given, arguments + 1, others - 1))
		return CLI_MISUSED;
	return subcommands[which].run(&options, arguments + 1, others - 1);
}

const struct cli_command cli_assign = {
	.name = "assign",
	.arguments = "show|check|table|generate|import FILE | diff FILE FILE",
	.summary = "who owns which peripheral, pin and clock: one file, checked",
	.text = "FILE says in YAML which processor owns which peripherals, pins, clocks and memory of an\n"
		"STM32MP15 (docs/assign.md); what it does not say has a default.\n\n"
		"show FILE      the whole assignment, each value with where it comes from: a line of the\n"
		"               file, the board, or the reason of a default\n"
		"check FILE     is it possible on this chip? Each finding has a code, and says what is\n"
		"               wrong, where, why, and what to do. The exit status is 1 if there is an error\n"
		"table FILE     who owns which peripheral, pin and piece of memory, on one screen, or the\n"
		"               package with its pins as a drawing\n"
		"diff A B       what changes for whom between two files; the exit status is 1 if anything does\n"
		"generate FILE  writes device tree fragments for TF-A, U-Boot and Linux, and C and a memory\n"
		"               map for the Cortex-M4. A file that was changed by hand is not overwritten:\n"
		"               the difference is shown\n"
		"import FILE    makes such a file of a CubeMX project (.ioc), or of compiled device trees; what\n"
		"               it cannot carry over is listed",
	.examples =
		"copro assign check pump.yaml\n"
		"copro assign check pump.yaml --firmware pump.elf --run  and what the firmware touches\n"
		"copro assign check pump.yaml --dtb linux.dtb            and what Linux's tree enables\n"
		"copro assign check --explain PIN001                     the long story of a rule\n"
		"copro assign show pump.yaml                             with all defaults\n"
		"copro assign table pump.yaml --svg pump.svg             a map of the pins\n"
		"copro assign diff pump.yaml pump2.yaml                  what changes for whom\n"
		"copro assign import pump.ioc -o pump.yaml               from a CubeMX project\n"
		"copro assign generate pump.yaml -o generated            trees, C and linker script",
	.options = assign_table,
	.least_arguments = 1,
	.most_arguments = 1001,
	.run = assign_run,
};
