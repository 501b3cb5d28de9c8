/* SPDX-License-Identifier: BSD-3-Clause */
/* What the commands share that look at, and work, the parts around the chip: leds, press, part. */
#ifndef COPRO_CLI_PARTS_H
#define COPRO_CLI_PARTS_H

#include <jansson.h>

#include <copro/compiler.h>

#include "cli/command.h"
#include "cli/target.h"

/* The row of an option table; the struct `options` has a member `target`. */
#define PARTS_BOARD(options)                                                                       \
	{                                                                                          \
		.name = "board", .argument = "NAME",                                               \
		.help = "the virtual board of that name; default: $COPRO_BOARD, or\n"              \
			"the only one that runs",                                                  \
		.type = CLI_TEXT, .target = offsetof(options, target.board)                        \
	}

/* These return an enum cli_status: what was wrong has been said. What they fill in is given back with
 * json_decref(). */

COPRO_MUST_CHECK int cli_parts_open(struct target *target, struct target_options *options,
				    const char *command);
/* {"parts": [...]} of docs/api.md. */
COPRO_MUST_CHECK int cli_parts_list(const struct target *target, json_t **parts);
/* Sets a property; the part as it is then. */
COPRO_MUST_CHECK int cli_parts_set(const struct target *target, const char *name,
				   const char *property, const char *value, json_t **part);

/* The part of a list; NULL after saying that there is none. */
const json_t *cli_parts_find(const json_t *parts, const char *name);
/* A text of an object, the value of a property of a part; "-" where there is none. */
const char *cli_parts_text(const json_t *object, const char *key);
const char *cli_parts_property(const json_t *part, const char *name);

void cli_parts_print_json(const json_t *object);

#endif
