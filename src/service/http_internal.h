/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of the HTTP server. */
#ifndef COPRO_SERVICE_HTTP_INTERNAL_H
#define COPRO_SERVICE_HTTP_INTERNAL_H

#include <microhttpd.h>

#include "service/http_server.h"

struct http_connection {
	int fd;
	bool allowed; /* its process may */
	bool busy; /* a request is being answered */
	bool closing; /* we have shut it down */
	struct http_connection *older;
	struct http_connection *newer;
};

struct http_server {
	struct http_server_config config;
	struct MHD_Daemon *daemon;
	uv_poll_t poll; /* of MHD's epoll instance */
	uv_timer_t timer; /* MHD's next time-out */
	unsigned handles; /* of ours in the loop */
	struct http_connection *oldest; /* by when they were last used */
	struct http_connection *newest;
	unsigned connections; /* open, without those we have shut down */
	struct http_exchange *exchanges;
	bool ending;
};

/* Notices that a client is gone while nothing is read from it or written to it. */
struct http_watch {
	uv_poll_t poll;
	int fd;
	struct http_exchange *exchange; /* NULL: over */
};

struct http_stream {
	char *bytes;
	size_t room;
	size_t start;
	size_t used;
	bool ended;
};

struct http_exchange {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct http_connection *state;
	char *method;
	char *path;
	char *body;
	size_t length;
	size_t dropped; /* bytes of the body beyond the limit */
	bool dispatched; /* it was told */
	bool suspended;
	bool gone; /* nobody waits for the answer */
	bool streaming;
	struct MHD_Response *response; /* not handed over yet */
	unsigned status;
	char allow[64];
	struct http_stream stream;
	struct http_watch *watch;
	void (*over)(void *context);
	void *context;
	struct http_exchange *next;
	struct http_exchange *previous;
};

/* http_exchange.c: MHD's callbacks. */
enum MHD_Result http_handle(void *context, struct MHD_Connection *connection, const char *url,
			    const char *method, const char *version, const char *upload,
			    size_t *upload_size, void **exchange);
void http_completed(void *context, struct MHD_Connection *connection, void **exchange,
		    enum MHD_RequestTerminationCode code);
/* Whoever waits need not wait any more. */
void http_exchange_finish(struct http_exchange *exchange);

/* http_server.c: MHD has something to do that its descriptors do not tell. */
void http_server_wake(struct http_server *server);
/* A connection was used. */
void http_connection_use(struct http_server *server, struct http_connection *connection, bool busy);

#endif
