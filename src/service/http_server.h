/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * HTTP over a Unix socket, in somebody's event loop: no threads, and nobody ever waits for a client.
 *
 * A request is an exchange: it is told once, whole, with its body, and answered then or later, or with
 * a stream that goes on. A stream has a queue of fixed size: what does not fit is refused, and the teller
 * decides what that means.
 *
 * Only processes of the same user, and root, are served. A client may go away at any time, and may leave
 * a connection idle: the longest idle one is closed when there are too many.
 *
 * All calls come from callbacks of the loop, or from between its runs.
 */
#ifndef COPRO_SERVICE_HTTP_SERVER_H
#define COPRO_SERVICE_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include <copro/compiler.h>

#define HTTP_BODY_MAX	 163840u /* bytes of a request's body; 413 above */
#define HTTP_CONNECTIONS 2000u /* a limit that leaves room for 1 000 idle ones and some that work */

enum http_status {
	HTTP_OK = 200,
	HTTP_BAD_REQUEST = 400,
	HTTP_FORBIDDEN = 403,
	HTTP_NOT_FOUND = 404,
	HTTP_METHOD_NOT_ALLOWED = 405,
	HTTP_CONFLICT = 409,
	HTTP_TOO_LARGE = 413,
	HTTP_UNPROCESSABLE = 422,
	HTTP_INTERNAL = 500,
	HTTP_NOT_IMPLEMENTED = 501,
	HTTP_UNAVAILABLE = 503
};

struct http_server;
struct http_exchange;

struct http_server_config {
	uv_loop_t *loop;
	int listener; /* a listening socket: the server's, also when it cannot be made */
	unsigned connections; /* at most; 0: HTTP_CONNECTIONS, or what the process may open */
	/* A request came: it is answered, or a stream, or stays the callee's until it is. */
	void (*request)(void *context, struct http_exchange *exchange);
	/* One that is not to be served (HTTP_FORBIDDEN, HTTP_TOO_LARGE, HTTP_UNAVAILABLE): it is to be
	 * answered with that status. */
	void (*refuse)(void *context, struct http_exchange *exchange, enum http_status status);
	void *context;
};

/* A Unix socket that nobody but the user can connect to, listening. A descriptor; a negative errno
 * value: -EADDRINUSE: something lies there. */
COPRO_MUST_CHECK int http_listen(const char *directory, const char *name);

/* 0, -ENOMEM, or what the system says. */
COPRO_MUST_CHECK int http_server_create(struct http_server **server,
					const struct http_server_config *config);
/* Ends all streams and whoever waits; what was answered is sent as far as that takes at most `wait_ms`
 * of the wall clock. Memory is freed by the loop, which has to run once more. NULL is allowed. */
void http_server_destroy(struct http_server *server, unsigned wait_ms);

/* Connections that are open. */
unsigned http_server_connections(const struct http_server *server);

/* ---- an exchange ---- */

const char *http_exchange_method(const struct http_exchange *exchange);
const char *http_exchange_path(const struct http_exchange *exchange);
/* The value of ?name=value, "" without one, NULL without the name. */
const char *http_exchange_argument(const struct http_exchange *exchange, const char *name);
const void *http_exchange_body(const struct http_exchange *exchange, size_t *length);

/* To be called once, when the exchange is over in whatever way: it was answered and sent, or its client
 * has gone. It is not to be used afterwards. */
void http_exchange_when_over(struct http_exchange *exchange, void (*over)(void *context),
			     void *context);

/* Before the answer, for HTTP_METHOD_NOT_ALLOWED: the methods that are. */
void http_exchange_allow(struct http_exchange *exchange, const char *methods);
/* `body` is copied. Once. */
void http_exchange_answer(struct http_exchange *exchange, enum http_status status, const char *type,
			  const void *body, size_t length);

/* ---- an answer that goes on ---- */

/* Instead of an answer, with a queue of `room` bytes. 0, -ENOMEM: it is still to be answered. */
COPRO_MUST_CHECK int http_stream_begin(struct http_exchange *exchange, const char *type,
				       size_t room);
/* Takes all of it or nothing. False: it has no room for it. */
COPRO_MUST_CHECK bool http_stream_put(struct http_exchange *exchange, const void *data,
				      size_t length);
/* After what is in the queue. */
void http_stream_end(struct http_exchange *exchange);

#endif
