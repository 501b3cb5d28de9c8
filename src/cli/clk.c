/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include "cli/booted.h"
#include "cli/clk_print.h"
#include "cli/command.h"

static const struct cli_option clk_table[] = {{.name = "all",
					       .help = "also what is off and held by nobody",
					       .type = CLI_FLAG,
					       .target = offsetof(struct booted_options, all)},
					      BOOTED_OPTIONS,
					      {.name = NULL}};

static int clk_show(const struct booted *booted, const struct booted_options *options,
		    const void *context)
{
	const struct clk_tree *tree = booted->system->clocks;

	(void)context;
	if (options->json && clk_print_json(stdout, tree))
		return cli_error("not enough memory");
	if (!options->json)
		clk_print_text(stdout, tree, options->all);
	return CLI_OK;
}

static int clk_run(const struct cli_command *command, char **arguments, int count)
{
	return booted_run(command, arguments, count, clk_show, NULL);
}

const struct cli_command cli_clk = {
	.name = "clk",
	.arguments = "[FIRMWARE]",
	.summary = "show the clock tree and who holds each clock",
	.text = "Boots the virtual board to Linux, runs FIRMWARE for a while if one is named, and prints\n"
		"the clock tree as the RCC registers have it then: rate, whose gate is open (A7: MP_ bit,\n"
		"M4: MC_ bit), how often it is enabled, and by whom. A clock of the Cortex-M4 that hangs on\n"
		"a PLL or an oscillator that nobody holds is listed at the end: Linux switches that off when\n"
		"its boot ends.",
	.examples = "copro clk                        the tree after Linux has booted\n"
		    "copro clk --dtb board.dtb        with another board's tree\n"
		    "copro clk build/firmware/tty-echo.elf --for 1\n"
		    "copro clk --json | jq '.clocks[] | select(.rate > 0) | .name'",
	.options = clk_table,
	.most_arguments = 1,
	.run = clk_run,
};
