/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line of `copro board`. */
#ifndef COPRO_CLI_BOARD_OPTIONS_H
#define COPRO_CLI_BOARD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/option.h"
#include "cli/part_settings.h"
#include "cli/uart_option.h"

#define BOARD_DEFAULT_NAME "board"
#define BOARD_DIRECTORIES  16 /* times that --firmware-dir may be given */

struct board_options {
	const char *name;
	const char *firmware;
	const char *early;
	uint64_t linux_after;
	const char *directories[BOARD_DIRECTORIES];
	size_t directory_count;
	struct part_settings parts;
	struct uart_options uarts;
	const char *dtb;
	const char *tfa_dtb;
	const char *mount;
	int pace; /* enum machine_pace */
	int recovery; /* whether it is enabled */
	int coredump; /* enum rproc_coredump */
	unsigned kernel; /* control_config.kernel */
	bool daemon;
	bool start;
	bool as_linux;
	bool strict;
	bool json;
};

extern const struct cli_option board_options_table[];

#endif
