/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line of `copro run`. */
#ifndef COPRO_CLI_RUN_OPTIONS_H
#define COPRO_CLI_RUN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/command.h"
#include "cli/conversation.h"
#include "cli/part_settings.h"
#include "cli/uart_option.h"
#include "machine/gdb_server.h"

#define RUN_ENDPOINTS 16
#define RUN_WIRES     8

struct run_options {
	uint64_t duration;
	uint64_t timeout;
	uint64_t answer_within;
	int pace;
	const char *tty_directory;
	const char *dtb;
	const char *tfa_dtb;
	const char *early;
	uint64_t linux_after;
	const char *core;
	const char *gdb; /* NULL: no debugger */
	bool gdb_wait;
	struct gdb_server_config debugger;
	struct conversation conversation;
	const char *endpoints[RUN_ENDPOINTS + 1]; /* services; NULL ends */
	struct part_settings parts;
	const char *beside; /* the firmware of a second board; NULL: there is one */
	const char *wires[RUN_WIRES + 1]; /* between the two; NULL ends */
	struct uart_options uarts;
	const char *scenario;
	const char *junit;
	bool stay;
	bool json;
	bool quiet;
	unsigned verbose;
	bool strict;
	bool as_linux;
	bool engineering;
};

extern const struct cli_option run_options_table[];

/* Defaults, and then what was given; the other arguments are moved to the front. An enum cli_status: what was
 * wrong has been said. */
COPRO_MUST_CHECK int run_options_read(const struct cli_command *command,
				      struct run_options *options, char **arguments, int count);

#endif
