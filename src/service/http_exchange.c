/* SPDX-License-Identifier: BSD-3-Clause */
/* One request and its answer. A connection whose answer is not there yet, or whose stream has nothing to
 * send, is suspended: libmicrohttpd leaves it alone until it is resumed. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/http_internal.h"

/* A body that is too large is read to this length, for the sake of the answer; then that is enough. */
#define DROPPED_MAX  (6u * HTTP_BODY_MAX)
#define STREAM_BLOCK 4096u

static void exchange_resume(struct http_exchange *exchange)
{
	if (!exchange->suspended)
		return;
	exchange->suspended = false;
	MHD_resume_connection(exchange->connection);
	http_server_wake(exchange->server);
}

/* ---- is anybody there? ---- */

static void watch_closed(uv_handle_t *handle)
{
	struct http_watch *watch = handle->data;

	close(watch->fd);
	free(watch);
}

static bool hung_up(int fd)
{
	struct pollfd now = {.fd = fd};

	return poll(&now, 1, 0) > 0 && now.revents & (POLLHUP | POLLERR);
}

static void watch_told(uv_poll_t *poll, int status, int events)
{
	struct http_watch *watch = poll->data;

	(void)status;
	(void)events;
	(void)uv_poll_stop(poll);
	/* Who has only finished writing still wants to read. */
	if (hung_up(watch->fd) && watch->exchange) {
		watch->exchange->gone = true;
		exchange_resume(watch->exchange);
	}
}

/* The loop watches another descriptor of the same socket, so that MHD's epoll is not concerned. Without
 * memory or descriptors nobody watches: it is noticed when something is sent. */
static void watch_open(struct http_exchange *exchange)
{
	struct http_watch *watch = exchange->watch ? NULL : calloc(1, sizeof(*watch));

	if (!watch)
		return;
	watch->fd = dup(exchange->state->fd);
	if (watch->fd < 0 || uv_poll_init(exchange->server->config.loop, &watch->poll, watch->fd)) {
		if (watch->fd >= 0)
			close(watch->fd);
		free(watch);
		return;
	}
	watch->poll.data = watch;
	watch->exchange = exchange;
	exchange->watch = watch;
	(void)uv_poll_start(&watch->poll, UV_DISCONNECT, watch_told);
}

static void watch_close(struct http_exchange *exchange)
{
	if (!exchange->watch)
		return;
	exchange->watch->exchange = NULL;
	uv_close((uv_handle_t *)&exchange->watch->poll, watch_closed);
	exchange->watch = NULL;
}

/* ---- the request ---- */

static struct http_exchange *exchange_open(struct http_server *server,
					   struct MHD_Connection *connection, const char *url,
					   const char *method)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct http_exchange *exchange = calloc(1, sizeof(*exchange));

	if (!exchange)
		return NULL;
	exchange->server = server;
	exchange->connection = connection;
	exchange->state = info ? info->socket_context : NULL;
	exchange->method = strdup(method);
	exchange->path = strdup(url);
	if (!exchange->state || !exchange->method || !exchange->path) {
		free(exchange->method);
		free(exchange->path);
		free(exchange);
		return NULL;
	}
	http_connection_use(server, exchange->state, true);
	exchange->next = server->exchanges;
	if (exchange->next)
		exchange->next->previous = exchange;
	server->exchanges = exchange;
	return exchange;
}

void http_completed(void *context, struct MHD_Connection *connection, void **told,
		    enum MHD_RequestTerminationCode code)
{
	struct http_server *server = context;
	struct http_exchange *exchange = *told;

	(void)connection;
	(void)code;
	*told = NULL;
	if (!exchange)
		return;
	if (exchange->over)
		exchange->over(exchange->context);
	watch_close(exchange);
	http_connection_use(server, exchange->state, false);
	if (exchange->next)
		exchange->next->previous = exchange->previous;
	if (exchange->previous)
		exchange->previous->next = exchange->next;
	else
		server->exchanges = exchange->next;
	if (exchange->response)
		MHD_destroy_response(exchange->response);
	free(exchange->stream.bytes);
	free(exchange->method);
	free(exchange->path);
	free(exchange->body);
	free(exchange);
}

/* Whether it says itself that it is so long that it is not read to its end: a client that is answered while
 * it still sends may not see the answer. */
static bool length_too_large(struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
						       MHD_HTTP_HEADER_CONTENT_LENGTH);

	return text && strtoull(text, NULL, 10) > DROPPED_MAX;
}

static bool body_take(struct http_exchange *exchange, const char *data, size_t length)
{
	char *body;

	if (exchange->dropped || length > HTTP_BODY_MAX - exchange->length) {
		exchange->dropped += length;
		return exchange->dropped <= DROPPED_MAX;
	}
	body = realloc(exchange->body, exchange->length + length);
	if (!body)
		return false;
	memcpy(body + exchange->length, data, length);
	exchange->body = body;
	exchange->length += length;
	return true;
}

static void exchange_refuse(struct http_exchange *exchange, enum http_status status)
{
	exchange->dispatched = true;
	exchange->server->config.refuse(exchange->server->config.context, exchange, status);
}

static void exchange_dispatch(struct http_exchange *exchange)
{
	const struct http_server_config *config = &exchange->server->config;

	if (exchange->dropped) {
		exchange_refuse(exchange, HTTP_TOO_LARGE);
		return;
	}
	exchange->dispatched = true;
	config->request(config->context, exchange);
}

/* Hands over what there is to answer, or waits. */
static enum MHD_Result exchange_reply(struct http_exchange *exchange)
{
	enum MHD_Result rc;

	if (!exchange->response) {
		if (exchange->gone || exchange->server->ending)
			return MHD_NO;
		watch_open(exchange);
		exchange->suspended = true;
		MHD_suspend_connection(exchange->connection);
		return MHD_YES;
	}
	if (exchange->streaming) {
		watch_open(exchange);
		/* Somebody who reads slowly is not idle. */
		(void)MHD_set_connection_option(exchange->connection, MHD_CONNECTION_OPTION_TIMEOUT,
						0u);
	}
	rc = MHD_queue_response(exchange->connection, exchange->status, exchange->response);
	MHD_destroy_response(exchange->response);
	exchange->response = NULL;
	return rc;
}

enum MHD_Result http_handle(void *context, struct MHD_Connection *connection, const char *url,
			    const char *method, const char *version, const char *upload,
			    size_t *upload_size, void **told)
{
	struct http_server *server = context;
	struct http_exchange *exchange = *told;

	(void)version;
	if (!exchange) {
		exchange = exchange_open(server, connection, url, method);
		*told = exchange;
		if (!exchange)
			return MHD_NO;
		if (!exchange->state->allowed)
			exchange_refuse(exchange, HTTP_FORBIDDEN);
		else if (server->connections > server->config.connections)
			exchange_refuse(exchange, HTTP_UNAVAILABLE);
		else if (length_too_large(connection))
			exchange_refuse(exchange, HTTP_TOO_LARGE);
		return exchange->dispatched ? exchange_reply(exchange) : MHD_YES;
	}
	if (*upload_size) {
		const bool taken = body_take(exchange, upload, *upload_size);

		*upload_size = 0;
		return taken ? MHD_YES : MHD_NO;
	}
	if (!exchange->dispatched)
		exchange_dispatch(exchange);
	return exchange_reply(exchange);
}

const char *http_exchange_method(const struct http_exchange *exchange)
{
	return exchange->method;
}

const char *http_exchange_path(const struct http_exchange *exchange)
{
	return exchange->path;
}

const char *http_exchange_argument(const struct http_exchange *exchange, const char *name)
{
	const char *value = NULL;

	/* With the length asked for, MHD also tells of a name without a value. */
	if (MHD_lookup_connection_value_n(exchange->connection, MHD_GET_ARGUMENT_KIND, name,
					  strlen(name), &value, NULL) == MHD_NO)
		return NULL;
	return value ? value : "";
}

const void *http_exchange_body(const struct http_exchange *exchange, size_t *length)
{
	*length = exchange->length;
	return exchange->body;
}

void http_exchange_when_over(struct http_exchange *exchange, void (*over)(void *context),
			     void *context)
{
	exchange->over = over;
	exchange->context = context;
}

/* ---- the answer ---- */

void http_exchange_allow(struct http_exchange *exchange, const char *methods)
{
	(void)snprintf(exchange->allow, sizeof(exchange->allow), "%s", methods);
}

static void response_set(struct http_exchange *exchange, struct MHD_Response *response,
			 enum http_status status, const char *type)
{
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (exchange->allow[0])
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, exchange->allow);
	exchange->response = response;
	exchange->status = status;
	exchange_resume(exchange);
}

void http_exchange_answer(struct http_exchange *exchange, enum http_status status, const char *type,
			  const void *body, size_t length)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		length, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);

	if (response) {
		response_set(exchange, response, status, type);
		return;
	}
	/* No memory: its client sees the connection end. */
	exchange->gone = true;
	exchange_resume(exchange);
}

/* ---- an answer that goes on ---- */

static size_t stream_take(struct http_stream *stream, char *data, size_t room)
{
	size_t length = stream->room - stream->start;

	if (length > stream->used)
		length = stream->used;
	if (length > room)
		length = room;
	memcpy(data, stream->bytes + stream->start, length);
	stream->start = (stream->start + length) % stream->room;
	stream->used -= length;
	return length;
}

static ssize_t stream_read(void *context, uint64_t position, char *data, size_t room)
{
	struct http_exchange *exchange = context;
	struct http_stream *stream = &exchange->stream;

	(void)position;
	if (exchange->gone)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (stream->used)
		return (ssize_t)stream_take(stream, data, room);
	if (stream->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	exchange->suspended = true;
	MHD_suspend_connection(exchange->connection);
	return 0;
}

int http_stream_begin(struct http_exchange *exchange, const char *type, size_t room)
{
	struct MHD_Response *response;

	exchange->stream = (struct http_stream){.bytes = malloc(room), .room = room};
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read,
						     exchange, NULL);
	if (!exchange->stream.bytes || !response) {
		free(exchange->stream.bytes);
		exchange->stream.bytes = NULL;
		if (response)
			MHD_destroy_response(response);
		return -ENOMEM;
	}
	exchange->streaming = true;
	response_set(exchange, response, HTTP_OK, type);
	return 0;
}

bool http_stream_put(struct http_exchange *exchange, const void *data, size_t length)
{
	struct http_stream *stream = &exchange->stream;
	const size_t end = (stream->start + stream->used) % stream->room;
	size_t first = stream->room - end;

	if (length > stream->room - stream->used)
		return false;
	if (first > length)
		first = length;
	memcpy(stream->bytes + end, data, first);
	memcpy(stream->bytes, (const char *)data + first, length - first);
	stream->used += length;
	exchange_resume(exchange);
	return true;
}

void http_stream_end(struct http_exchange *exchange)
{
	exchange->stream.ended = true;
	exchange_resume(exchange);
}

void http_exchange_finish(struct http_exchange *exchange)
{
	if (exchange->streaming)
		exchange->stream.ended = true;
	else if (!exchange->response)
		exchange->gone = true;
	exchange_resume(exchange);
}
