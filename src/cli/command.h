/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands of the program, as data. */
#ifndef COPRO_CLI_COMMAND_H
#define COPRO_CLI_COMMAND_H

#include <stddef.h>

#include "cli/message.h"
#include "cli/option.h"

struct cli_command {
	const char *name;
	const char *arguments; /* as in the usage line: "FIRMWARE" */
	const char *summary; /* a line of `copro help` */
	const char *text; /* paragraphs */
	const char *examples; /* lines, each a command and what it does */
	const struct cli_option *options;
	int least_arguments;
	int most_arguments;
	/* Gets what follows the command's name, options and others, ending with NULL; --help has been
	 * dealt with. Returns an enum cli_status. */
	int (*run)(const struct cli_command *command, char **arguments, int count);
};

/* Every command, ending with a NULL. */
extern const struct cli_command *const cli_commands[];

extern const struct cli_command cli_run;
extern const struct cli_command cli_inspect;
extern const struct cli_command cli_dt;
extern const struct cli_command cli_clk;
extern const struct cli_command cli_regulator;
extern const struct cli_command cli_status;
extern const struct cli_command cli_ps;
extern const struct cli_command cli_tty;
extern const struct cli_command cli_gdb;
extern const struct cli_command cli_rpmsg;
extern const struct cli_command cli_i2c;
extern const struct cli_command cli_board;
extern const struct cli_command cli_boards;
extern const struct cli_command cli_load;
extern const struct cli_command cli_start;
extern const struct cli_command cli_stop;
extern const struct cli_command cli_restart;
extern const struct cli_command cli_attach;
extern const struct cli_command cli_detach;
extern const struct cli_command cli_crash;
extern const struct cli_command cli_dump;
extern const struct cli_command cli_recover;
extern const struct cli_command cli_reset;
extern const struct cli_command cli_trace;
extern const struct cli_command cli_boot_log;
extern const struct cli_command cli_leds;
extern const struct cli_command cli_press;
extern const struct cli_command cli_part;
extern const struct cli_command cli_shutdown;
extern const struct cli_command cli_assign;
extern const struct cli_command cli_help;

/* NULL after saying which command was probably meant. */
const struct cli_command *cli_command_find(const char *name);

/* Parses what a command was given into `options`, moves the other arguments to the front and checks
 * their number. Returns that number, or -EINVAL after saying what was wrong: CLI_MISUSED. */
COPRO_MUST_CHECK int cli_command_parse(const struct cli_command *command, void *options,
				       char **arguments, int count);

void cli_command_print(const struct cli_command *command);
void cli_overview_print(void);

#endif
