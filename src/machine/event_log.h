/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log of a machine's events: one line each, for people as the kernel's log looks, or as JSON.
 *
 *	[    0.000215] remoteproc: running
 *	{"time_ns":215000,"source":"remoteproc","kind":"state","text":"running"}
 *
 * What differs from run to run of the same firmware and script (names of ptys, directories, the wall
 * clock) is left out.
 */
#ifndef COPRO_MACHINE_EVENT_LOG_H
#define COPRO_MACHINE_EVENT_LOG_H

#include <stdbool.h>
#include <stdio.h>

#include "machine/event.h"

struct event_log {
	FILE *file;
	bool json;
	bool failed; /* a line could not be written */
	enum machine_event_level least; /* what is below is left out */
	const char *board; /* which of several boards: before each event; NULL: there is one */
};

/* A machine_config.event callback; its context is the log. */
void event_log_write(void *log, const struct machine_event *event);

/* Bytes as text for a terminal: printable ASCII as it is, the rest as \n, \x1b and
 * the like; ends with "..." when `size` (at least 8) is too small. Returns `text`. */
char *event_log_escape(char *text, size_t size, const void *data, size_t length);

#endif
