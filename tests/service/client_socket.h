/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of an HTTP server that runs in the same thread: raw bytes on a Unix socket. */
#ifndef COPRO_TESTS_CLIENT_SOCKET_H
#define COPRO_TESTS_CLIENT_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

/* Connected, non-blocking. */
int client_connect(const char *directory, const char *name);
void client_send(int fd, const char *text);

/* Lets the loop run until `text` has come, or the end of the connection for NULL. What came is in
 * `data`, NUL-terminated. False after ten seconds, or an end that was not expected. */
bool client_receive(uv_loop_t *loop, int fd, const char *text, char *data, size_t room);

#endif
