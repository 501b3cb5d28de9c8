/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One connection of a debugger: bytes in, packets to the target, replies out. What a peer sends is read only
 * as far as it is dealt with, one reply at a time, so that memory is bounded whatever it does.
 */
#ifndef COPRO_MACHINE_GDB_SESSION_H
#define COPRO_MACHINE_GDB_SESSION_H

#include <uv.h>

#include <copro/compiler.h>

#include "machine/gdb_target.h"

struct gdb_session;

struct gdb_session_owner {
	void (*came)(void *context); /* the first packet came: it is a debugger */
	void (*left)(
		void *context); /* it ended by itself; the session is not to be used any more */
	void *context;
};

/* A session that waits for gdb_session_stream() to be connected, by uv_accept(). 0, -ENOMEM, or what libuv
 * says. */
COPRO_MUST_CHECK int gdb_session_open(struct gdb_session **session, struct gdb_target *target,
				      bool tcp, const struct gdb_session_owner *owner);
uv_stream_t *gdb_session_stream(struct gdb_session *session);
/* It is connected: from now on it reads. 0, or what libuv says. */
COPRO_MUST_CHECK int gdb_session_start(struct gdb_session *session);
/* Ends it, and frees it on the loop. The target is let go. NULL is allowed. */
void gdb_session_close(struct gdb_session *session);

/* The machine has frozen. */
void gdb_session_frozen(struct gdb_session *session);
/* A line for the debugger's terminal; it is told only while the target runs, and if there is room. */
void gdb_session_say(struct gdb_session *session, const char *text);

#endif
