/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens in a machine, from whatever part of it, in one form: for logs, for scripts, and for
 * whoever else listens.
 */
#ifndef COPRO_MACHINE_EVENT_H
#define COPRO_MACHINE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/board.h"
#include "host/platform.h"

enum machine_event_level {
	MACHINE_EVENT_DETAIL, /* only for those who want to know all */
	MACHINE_EVENT_INFO,
	MACHINE_EVENT_WARNING, /* somebody should look at it */
	MACHINE_EVENT_FAULT /* the firmware is at an end, or does what it must not */
};

struct machine_statistics {
	uint64_t instructions; /* executed by the Cortex-M4, over all starts */
	uint64_t doorbells; /* mailbox interrupts served by the host */
	uint64_t tty_messages; /* from the firmware to its ttys */
	uint64_t tty_bytes;
	uint64_t tty_lost; /* bytes that nobody was there to read */
	uint64_t refused; /* accesses, by the firewall */
};

struct crash_report;

/* Strings are valid during the call, and safe for a terminal except `data`. What a kind does not
 * have is NULL or 0. */
struct machine_event {
	uint64_t time; /* ps of virtual time */
	enum machine_event_level level;
	/* "remoteproc", "rpmsg", "tty", "endpoint", "trace", "uart", "board", "core", "crash", "machine",
	 * "boot", "gdb", "part", "scenario" */
	const char *source;
	const char *kind; /* stable, for scripts: "state", "trace", "tty-created" */
	const char *name; /* of the trace buffer, service, tty, UART, device or part */
	const char *text; /* for a person */
	const char *driver; /* channel: who took it */
	/* tty, endpoint: what to open. Differs from run to run: not part of a log */
	const char *path;
	const void *data; /* of a message, sent or received through a tty, a line of a UART */
	size_t length;
	bool has_number;
	uint32_t number;
	bool has_addresses;
	uint32_t src;
	uint32_t dst;
	uint64_t count;
	uint32_t pc; /* where the Cortex-M4 was */
	const char *function; /* the function that `pc` is in, when the firmware file tells */
	const struct machine_statistics *statistics; /* kind "end" */
	const struct crash_report *crash; /* kind "crash-report", "not-answering" */
};

/* The host's and the board's own events in this form; nothing is copied. */
struct machine_event machine_event_from_host(const struct host_event *event, uint64_t time);
struct machine_event machine_event_from_note(enum board_note_kind kind, const char *source,
					     uint32_t pc, const char *text, uint64_t time);

#endif
