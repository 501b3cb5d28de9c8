/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server for gdb on a machine's event loop: TCP on 127.0.0.1, or a Unix socket. One debugger at a time.
 *
 * It may be opened and closed at any time while its machine lives. The machine notices a debugger from its
 * first packet on: the Cortex-M4 halts, and virtual time stands with it. When the debugger goes, however it
 * goes, breakpoints go too and the machine runs on.
 *
 * Whoever can connect can read and write all that the Cortex-M4 can: a Unix socket is its owner's alone, a
 * TCP port is everybody's on this computer.
 */
#ifndef COPRO_MACHINE_GDB_SERVER_H
#define COPRO_MACHINE_GDB_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "machine/machine.h"

struct gdb_server_config {
	const char *path; /* of a Unix socket, which is made; NULL: TCP. Copied */
	uint16_t port; /* on 127.0.0.1; 0: any that is free */
	/* The next firmware halts at its first instruction, and waits for a debugger that lets it go on. */
	bool wait;
};

struct gdb_server;

/* 0; -EADDRINUSE: the port, or the path by a program that still listens or by a file that is no socket;
 * -ENAMETOOLONG; -ENOMEM; what the system says. A socket that nobody listens on any more is replaced. */
COPRO_MUST_CHECK int gdb_server_open(struct gdb_server **server, struct machine *machine,
				     const struct gdb_server_config *config);

/* A debugger that is there is cut off, and the machine goes on. NULL is allowed. Before
 * machine_destroy(), which frees what is left. */
void gdb_server_close(struct gdb_server *server);

/* A debugger is there, and has said something. False for NULL. */
bool gdb_server_attached(const struct gdb_server *server);

/* What gdb's `target remote` takes: "127.0.0.1:3333", or the path. */
const char *gdb_server_address(const struct gdb_server *server);

#endif
