/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A conversation with a firmware over its ttys, and over channels of other services: send this, expect
 * that, one step after the other, in virtual time and so the same each time.
 *
 * A step waits for its tty or channel to appear. An expectation looks at what the firmware wrote there
 * since the last expectation that was met there, one message after the other, and takes all up to the
 * end of its text.
 */
#ifndef COPRO_MACHINE_SCRIPT_H
#define COPRO_MACHINE_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "machine/machine.h"

enum script_kind { SCRIPT_SEND, SCRIPT_EXPECT };

struct script_step {
	enum script_kind kind;
	/* Where: a service of machine_config.raw_services, each send being one message, or NULL for
	 * a tty. */
	const char *service;
	uint32_t tty;
	const void *data;
	size_t length;
};

enum script_state {
	SCRIPT_RUNNING,
	SCRIPT_DONE,
	SCRIPT_NO_CHANNEL, /* the tty or channel of the present step did not appear in time */
	SCRIPT_TIMEOUT, /* the text did not come, or the firmware did not take it, in time */
};

struct script_config {
	const struct script_step *steps; /* the caller's, as are their data and services */
	size_t count;
	uint64_t timeout; /* ps of virtual time that each step may take */
	/* The script is done or has failed; called once, may call machine_end(). */
	void (*finished)(void *context);
	void *context;
};

struct script;

/* 0, -ENOMEM, -EINVAL (a tty number from TTY_COUNT, a message of more than RAW_MESSAGE_MAX bytes). */
COPRO_MUST_CHECK int script_create(struct script **script, const struct script_config *config);
void script_destroy(struct script *script);

/* Starts the conversation; `machine` outlives the script. */
void script_start(struct script *script, struct machine *machine);

/* To be handed on from the machine's callbacks. */
void script_event(struct script *script, const struct machine_event *event);
void script_output(struct script *script, struct tty *tty, const void *data, size_t length);

enum script_state script_state(const struct script *script);
/* The step that is awaited or failed, NULL when the script is done. */
const struct script_step *script_step(const struct script *script);
/* What came from where the step looks, and was not expected yet; *length bytes, the newest ones. */
const void *script_unmet(const struct script *script, const struct script_step *step,
			 size_t *length);

#endif
