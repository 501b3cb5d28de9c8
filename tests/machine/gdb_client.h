/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A debugger that says what a test tells it, on a thread of its own, while the test's thread runs the machine.
 */
#ifndef COPRO_TESTS_MACHINE_GDB_CLIENT_H
#define COPRO_TESTS_MACHINE_GDB_CLIENT_H

#include <stddef.h>

#include "machine/gdb_server.h"
#include "machine/machine.h"

struct gdb_client {
	int fd;
	bool acks; /* send + for each packet, and expect one */
	char console[4096]; /* what O packets brought since the last gdb_client_ask() */
	char packet[8192]; /* the last one that came */
};

/* Opens a server on a socket of its own, runs the machine until `script` is done, and closes it. The script's
 * asserts end the test program. `context` is the script's. */
void gdb_client_run(struct machine *machine, bool wait,
		    void (*script)(struct gdb_client *client, void *context), void *context);

void gdb_client_connect(struct gdb_client *client);
void gdb_client_close(struct gdb_client *client);
void gdb_client_send(struct gdb_client *client, const char *packet);
void gdb_client_raw(struct gdb_client *client, const void *data, size_t size);
/* The next packet that is no O packet. */
const char *gdb_client_answer(struct gdb_client *client);
const char *gdb_client_ask(struct gdb_client *client, const char *packet);
/* `monitor COMMAND`: what it printed. */
const char *gdb_client_monitor(struct gdb_client *client, const char *command);
/* True when the server has closed the connection. */
bool gdb_client_closed(struct gdb_client *client);
/* Nothing comes for a moment. */
bool gdb_client_silent(struct gdb_client *client);

#define CLIENT_EQUAL(got, expected)  gdb_client_equal(got, expected, __FILE__, __LINE__)
#define CLIENT_BEGINS(got, expected) gdb_client_begins(got, expected, __FILE__, __LINE__)
#define CLIENT_HAS(got, expected)    gdb_client_has(got, expected, __FILE__, __LINE__)
void gdb_client_equal(const char *got, const char *expected, const char *file, int line);
void gdb_client_begins(const char *got, const char *expected, const char *file, int line);
void gdb_client_has(const char *got, const char *expected, const char *file, int line);

#endif
