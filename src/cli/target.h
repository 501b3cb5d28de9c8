/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a command talks to: a virtual board that runs elsewhere, or the kernel of this machine. The same
 * words go to either.
 */
#ifndef COPRO_CLI_TARGET_H
#define COPRO_CLI_TARGET_H

#include <jansson.h>
#include <stdbool.h>

#include <copro/compiler.h>

#include "cli/option.h"
#include "service/board_directory.h"
#include "service/client.h"
#include "service/control.h"
#include "service/kernel_remoteproc.h"

enum target_kind { TARGET_UNSET, TARGET_VIRTUAL, TARGET_KERNEL };

/* The options of such a command. */
struct target_options {
	const char *board;
	int on; /* enum target_kind */
	const char *root;
	const char *remoteproc;
	bool json;
};

/* The rows of an option table for them; the struct `options` has a member `target`. */
#define TARGET_OPTIONS(options)                                                                    \
	{.name = "board",                                                                          \
	 .argument = "NAME",                                                                       \
	 .help = "the virtual board of that name; default: $COPRO_BOARD, or\n"                     \
		 "the only one that runs",                                                         \
	 .type = CLI_TEXT,                                                                         \
	 .target = offsetof(options, target.board)},                                               \
		{.name = "on",                                                                     \
		 .argument = "WHAT",                                                               \
		 .help = "virtual: a virtual board; kernel: this machine's kernel;\n"              \
			 "default: kernel where no board runs and the kernel has\n"                \
			 "a remoteproc",                                                           \
		 .type = CLI_CALL,                                                                 \
		 .take = target_take_on,                                                           \
		 .target = offsetof(options, target.on)},                                          \
		{.name = "root",                                                                   \
		 .argument = "DIR",                                                                \
		 .help = "the kernel whose sys/ and dev/ are in DIR; default /",                   \
		 .type = CLI_TEXT,                                                                 \
		 .target = offsetof(options, target.root)},                                        \
	{                                                                                          \
		.name = "remoteproc", .argument = "N",                                             \
		.help = "the kernel's remoteprocN, or the one of that name; default:\n"            \
			"the one named m4, or the only one",                                       \
		.type = CLI_TEXT, .target = offsetof(options, target.remoteproc)                   \
	}

#define TARGET_JSON(options)                                                                       \
	{                                                                                          \
		.name = "json", .help = "the answer as one JSON object", .type = CLI_FLAG,         \
		.target = offsetof(options, target.json)                                           \
	}

int target_take_on(void *target, const struct cli_option *option, const char *argument);

struct target {
	enum target_kind kind;
	struct board_entry board; /* virtual */
	struct client *client;
	struct kernel_remoteproc kernel;
};

/* All of these return an enum cli_status: what was wrong has been said. */

/* `command` is for the message about a wrong command line. */
COPRO_MUST_CHECK int target_open(struct target *target, const struct target_options *options,
				 const char *command);
void target_close(struct target *target);

/* The kind that is meant: TARGET_VIRTUAL or TARGET_KERNEL. A board for which `fits` holds (NULL: any) comes
 * before a kernel that was not asked for. */
enum target_kind target_kind(const struct target_options *options,
			     bool (*fits)(const struct board_entry *board));
/* Whether the board that is meant runs, or any, of whatever kind. */
bool target_board_runs(const struct target_options *options);

/* Whether target_open() would find something, with nothing said: a board that stays, or a kernel that was
 * asked for. */
bool target_exists(const struct target_options *options);

/* The board that is meant, of those for which `fits` holds. */
COPRO_MUST_CHECK int target_find_board(const struct target_options *options,
				       bool (*fits)(const struct board_entry *board),
				       struct board_entry *board);

/* The state as an object: name, state, firmware, recovery, coredump, and for a virtual board since_ns and
 * crashes. */
COPRO_MUST_CHECK int target_state(const struct target *target, json_t **state);
COPRO_MUST_CHECK int target_do(const struct target *target, enum control_verb verb);
/* Whether the file is one that could be loaded. */
COPRO_MUST_CHECK int target_load_check(const struct target *target, const char *path);
/* For the next start; refused unless offline. */
COPRO_MUST_CHECK int target_load(const struct target *target, const char *path);
/* Stops what runs, if anything does. */
COPRO_MUST_CHECK int target_make_offline(const struct target *target);
COPRO_MUST_CHECK int target_crash(const struct target *target, enum rproc_crash type);

/* "m4: running (tty-echo.elf)", or the object itself. */
COPRO_MUST_CHECK int target_show_state(const struct target *target,
				       const struct target_options *options);

/* "copro: PLACE: what is wrong; what to do". Returns CLI_FAILED. */
int target_error(const struct target *target, const struct host_error *error, int rc);

/* A word of a crash: "fatal-error". */
extern const char *const target_crash_words[];

#endif
