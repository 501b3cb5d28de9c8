/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtual board that has booted to Linux, to look at what Linux keeps there: for the commands that
 * show it, with the options that they share. */
#ifndef COPRO_CLI_BOOTED_H
#define COPRO_CLI_BOOTED_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "cli/boot_trees.h"
#include "cli/command.h"
#include "cli/firmware_file.h"
#include "cli/option.h"
#include "host/boot/linux.h"
#include "machine/machine.h"

/* The options of such a command. */
struct booted_options {
	bool json;
	bool all;
	uint64_t duration; /* ps */
	const char *dtb;
	const char *tfa_dtb;
};

/* The rows of an option table for them. */
#define BOOTED_OPTIONS                                                                             \
	{.name = "for",                                                                            \
	 .argument = "S",                                                                          \
	 .help = "with FIRMWARE: look after S > 0 seconds of virtual time;\n"                      \
		 "default 0.1",                                                                    \
	 .type = CLI_SECONDS,                                                                      \
	 .target = offsetof(struct booted_options, duration)},                                     \
		{.name = "dtb",                                                                    \
		 .argument = "FILE",                                                               \
		 .help = "Linux's tree; default: that of the virtual DK2",                         \
		 .type = CLI_TEXT,                                                                 \
		 .target = offsetof(struct booted_options, dtb)},                                  \
		{.name = "tfa-dtb",                                                                \
		 .argument = "FILE",                                                               \
		 .help = "the trusted firmware's tree; default likewise",                          \
		 .type = CLI_TEXT,                                                                 \
		 .target = offsetof(struct booted_options, tfa_dtb)},                              \
	{                                                                                          \
		.name = "json", .help = "the same as one JSON object", .type = CLI_FLAG,           \
		.target = offsetof(struct booted_options, json)                                    \
	}

struct booted {
	struct boot_trees trees;
	struct firmware_file firmware;
	struct machine *machine;
	const struct linux_system *system;
};

/* What they are when nothing is given. */
#define BOOTED_UNSET UINT64_MAX /* --for was not given, which needs no firmware */
#define BOOTED_DEFAULTS                                                                            \
	{                                                                                          \
		.duration = BOOTED_UNSET                                                           \
	}

/* Boots, runs the firmware for a while if one is named (else NULL), and lets `show` print, which is given
 * `context`. An enum cli_status, as what `show` returns: what was wrong has been said. */
COPRO_MUST_CHECK int
booted_show(const char *command, const struct booted_options *options, const char *firmware,
	    int (*show)(const struct booted *booted, const struct booted_options *options,
			const void *context),
	    const void *context);

/* The whole of such a command: reads its arguments, too. */
COPRO_MUST_CHECK int booted_run(const struct cli_command *command, char **arguments, int count,
				int (*show)(const struct booted *booted,
					    const struct booted_options *options,
					    const void *context),
				const void *context);

#endif
