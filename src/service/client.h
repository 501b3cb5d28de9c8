/* SPDX-License-Identifier: BSD-3-Clause */
/* The other end of the API: asks the board whose directory it is, and waits for the answer. */
#ifndef COPRO_SERVICE_CLIENT_H
#define COPRO_SERVICE_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

#include "host/error.h"

struct client;

/* 0; -ENOMEM; -ENAMETOOLONG, or what opening the directory says. */
COPRO_MUST_CHECK int client_open(struct client **client, const char *directory);
void client_close(struct client *client);

/*
 * Asks, and waits for as long as it takes. `body` may be NULL; it stays the caller's. The reply's object
 * goes to *reply (NULL: it is not wanted), which the caller gives back.
 *
 * 0; -ECONNREFUSED, with *error: no board answers; -EPROTO, with *error: not as a board does; or the errno
 * value and the error that the board answered with.
 */
COPRO_MUST_CHECK int client_ask(struct client *client, const char *method, const char *path,
				const json_t *body, json_t **reply, struct host_error *error);

/*
 * Gets something that is no object, or has no end, and hands on what comes. `take` returns false when it
 * has had enough: -ECANCELED. Otherwise as client_ask().
 */
COPRO_MUST_CHECK int client_get(struct client *client, const char *path,
				bool (*take)(void *context, const void *data, size_t length),
				void *context, struct host_error *error);

#endif
