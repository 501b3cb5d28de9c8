/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A scenario as it is written: steps, each with when it begins and what it does or expects. From a YAML
 * file, or made step by step from a command line. docs/scenarios.md explains the file.
 */
#ifndef COPRO_MACHINE_SCENARIO_PLAN_H
#define COPRO_MACHINE_SCENARIO_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "board/i2c_bus.h"
#include "board/ipcc.h"
#include "yaml/yaml_tree.h"

#define SCENARIO_STEPS	  1000u
#define SCENARIO_SETTINGS 16u /* of one step */
#define SCENARIO_TEXT	  160u /* a step in words, with the NUL */

enum scenario_condition_kind {
	SCENARIO_TRACE, /* text in what the firmware logs */
	SCENARIO_LOG, /* text in any line of the machine's own log */
	SCENARIO_UART, /* text in the lines that a UART sends */
	SCENARIO_TTY, /* text on a tty */
	SCENARIO_MESSAGE, /* text in messages on channels of a service */
	SCENARIO_CHANNEL, /* a channel of a service is there, or gone */
	SCENARIO_PART, /* a property of a part has a value */
	SCENARIO_STATE /* the remoteproc is in a state */
};

struct scenario_condition {
	enum scenario_condition_kind kind;
	const char *name; /* of the UART, service, part */
	uint32_t number; /* of the tty */
	const char *property; /* of the part */
	const char *value; /* of the property; the word of the state */
	const void *text;
	size_t length; /* of the text */
	bool gone; /* the channel is not there */
};

enum scenario_action_kind {
	SCENARIO_SEND_UART,
	SCENARIO_SEND_TTY,
	SCENARIO_SEND_MESSAGE,
	SCENARIO_SET, /* properties of parts; presses of buttons, too */
	SCENARIO_BUS_FAULT,
	SCENARIO_BUS_MEND,
	SCENARIO_DOORBELL,
	SCENARIO_FREEZE,
	SCENARIO_CORRUPT,
	SCENARIO_CRASH, /* from here on: not in the middle of a run of the machine */
	SCENARIO_STOP,
	SCENARIO_START,
	SCENARIO_RESET
};

struct scenario_setting {
	const char *part;
	const char *property;
	const char *value;
};

struct scenario_action {
	enum scenario_action_kind kind;
	const char
		*name; /* of the UART, service, bus, or place in memory; NULL there: an address */
	uint32_t number; /* of the tty; address, or offset from the place */
	const void *text;
	size_t length;
	struct scenario_setting settings[SCENARIO_SETTINGS];
	size_t setting_count;
	struct i2c_fault bus;
	struct doorbell_fault doorbell;
	uint64_t duration; /* ps, of a freeze */
	uint8_t byte; /* what is put there, or what is inverted of it */
	bool inverts;
};

enum scenario_begin {
	SCENARIO_AFTER_PREVIOUS,
	SCENARIO_AFTER_STEP, /* `after_step` */
	SCENARIO_AT /* `at`, whatever the others do */
};

enum scenario_purpose { SCENARIO_DO, SCENARIO_EXPECT, SCENARIO_EXPECT_NOT };

struct scenario_step {
	const char *name; /* NULL: it has none */
	char words[SCENARIO_TEXT]; /* "expect led orange on" */
	unsigned line; /* in the file, from 1; 0: none */
	unsigned column;
	enum scenario_begin begin;
	uint64_t at; /* ps */
	size_t after_step;
	bool has_when; /* then waits for `when`, */
	struct scenario_condition when;
	uint64_t after; /* ps: and then for so long */
	enum scenario_purpose purpose;
	struct scenario_condition expected;
	struct scenario_action action;
	uint64_t
		within; /* ps: an expectation's; an action has as long for its tty or channel; 0: the default */
};

struct scenario_plan {
	const char *name;
	struct scenario_step *steps;
	size_t count;
	uint64_t timeout; /* ps: the default of `within`, and the limit of each `when` */
	/* Services that steps send to or read from, each once; NULL ends: machine_config.raw_services. */
	const char **services;
	bool survives; /* a crash of the firmware is among what it is about */
	struct yaml_tree *tree; /* private: what the texts are in */
	struct scenario_memory *memory; /* private */
};

/* Reads a file's bytes; `name` is what it is called unless it says so itself, the caller's; `timeout` in ps, unless
 * it says so. 0; -EINVAL with *error; -ENOMEM. */
COPRO_MUST_CHECK int scenario_plan_read(struct scenario_plan **plan, const void *bytes, size_t size,
					const char *name, uint64_t timeout,
					struct yaml_error *error);

/* A plan without steps, and a step at its end (the caller's texts; words are made). 0; -ENOMEM; -ENOSPC: too
 * many. */
COPRO_MUST_CHECK int scenario_plan_make(struct scenario_plan **plan, const char *name,
					uint64_t timeout);
COPRO_MUST_CHECK int scenario_plan_add(struct scenario_plan *plan,
				       const struct scenario_step *step);

void scenario_plan_free(struct scenario_plan *plan); /* NULL is allowed */

/* A condition in words: "trace \"ready\"". Returns `text`. */
const char *scenario_condition_text(const struct scenario_condition *condition, char *text,
				    size_t room);

#endif
