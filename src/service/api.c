/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/api.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/api_internal.h"

/* Wall-clock milliseconds in which those who wait for the board's end get their answers. */
#define LAST_WORDS_MS 500u
#define TYPE_JSON     "application/json"

/* ---- answers ---- */

void api_answer_text(struct http_exchange *exchange, const char *type, const char *text,
		     size_t length)
{
	http_exchange_answer(exchange, HTTP_OK, type, text, length);
}

void api_answer(struct http_exchange *exchange, enum http_status status, json_t *object)
{
	static const char sorry[] = "{\"error\": {\"code\": \"memory\", \"place\": \"\", \"text\": "
				    "\"not enough memory\", \"remedy\": \"\", \"errno\": "
				    "\"ENOMEM\"}}\n";
	char *text = object ? json_dumps(object, JSON_PRESERVE_ORDER) : NULL;
	const size_t length = text ? strlen(text) : 0;

	json_decref(object);
	if (!text) {
		http_exchange_answer(exchange, HTTP_UNAVAILABLE, TYPE_JSON, sorry,
				     sizeof(sorry) - 1);
		return;
	}
	text[length] = '\n'; /* in the place of the NUL: it has a length */
	http_exchange_answer(exchange, status, TYPE_JSON, text, length + 1);
	free(text);
}

void api_error(struct http_exchange *exchange, enum http_status status, int rc,
	       const struct host_error *error)
{
	const struct host_error none = {.code = "system"};
	const char *name = strerrorname_np(-rc);
	const char *text;

	if (!error || !error->text[0])
		error = &none;
	text = error->text[0] ? error->text : strerror(-rc);
	api_answer(exchange, status,
		   json_pack("{s{ss, ss, ss, ss, ss}}", "error", "code", error->code, "place",
			     error->place, "text", text, "remedy", error->remedy, "errno",
			     name ? name : "EIO"));
}

void api_complain(struct http_exchange *exchange, enum http_status status, int rc, const char *code,
		  const char *remedy, const char *format, ...)
{
	struct host_error error = {.text = ""};
	char text[HOST_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	(void)host_error_set(&error, rc, code, remedy, "%s", text);
	api_error(exchange, status, rc, &error);
}

void api_refuse(struct http_exchange *exchange, int rc, const struct host_error *error)
{
	enum http_status status = HTTP_INTERNAL;

	if (rc == -EBUSY || rc == -EALREADY || rc == -EHOSTDOWN ||
	    (rc == -EINVAL && !strcmp(error->code, "state")))
		status = HTTP_CONFLICT;
	else if (rc == -ENOMEM || rc == -ESHUTDOWN)
		status = HTTP_UNAVAILABLE;
	else if (error->text[0])
		status = HTTP_UNPROCESSABLE;
	api_error(exchange, status, rc, error);
}

/* ---- requests ---- */

static void api_request(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	const char *method = http_exchange_method(exchange);
	const char *path = http_exchange_path(exchange);
	char allow[API_ALLOW_SIZE];
	unsigned number;
	const struct api_route *route = api_route_find(api_routes, method, path, &number, allow);

	if (route) {
		route->handle(api, exchange, route->argument, number);
		return;
	}
	if (allow[0]) {
		http_exchange_allow(exchange, allow);
		api_complain(exchange, HTTP_METHOD_NOT_ALLOWED, -EOPNOTSUPP, "method", "",
			     "%s allows %s, not %s", path, allow, method);
		return;
	}
	api_complain(exchange, HTTP_NOT_FOUND, -ENOENT, "path", "docs/api.md lists what there is",
		     "there is no %s", path);
}

static void api_refused(void *context, struct http_exchange *exchange, enum http_status status)
{
	(void)context;
	if (status == HTTP_FORBIDDEN)
		api_complain(exchange, status, -EACCES, "user",
			     "use the account that started the board",
			     "this board belongs to another user");
	else if (status == HTTP_TOO_LARGE)
		api_complain(exchange, status, -E2BIG, "body", "",
			     "the body is larger than %u bytes", HTTP_BODY_MAX);
	else
		api_complain(exchange, status, -EUSERS, "connections", "close some of them",
			     "there are too many connections");
}

/* ---- the whole ---- */

int api_create(struct api **api, const struct api_config *config)
{
	struct api *made = calloc(1, sizeof(*made));
	int rc = 0;

	if (!made)
		return -ENOMEM;
	made->config = *config;
	for (size_t i = 0; !rc && i < RPROC_TRACES; i++)
		rc = api_log_open(&made->traces[i], api_lost_text);
	if (!rc)
		rc = api_log_open(&made->boot, api_lost_text);
	if (!rc)
		rc = api_log_open(&made->events, api_lost_event);
	if (rc) {
		api_destroy(made);
		return rc;
	}
	*api = made;
	return 0;
}

int api_serve(struct api *api, struct control *control)
{
	struct http_server_config config = {
		.loop = machine_loop(control_machine(control)),
		.listener = http_listen(api->config.directory, API_SOCKET),
		.request = api_request,
		.refuse = api_refused,
		.context = api,
	};

	if (config.listener < 0)
		return config.listener;
	api->control = control;
	return http_server_create(&api->server, &config);
}

void api_destroy(struct api *api)
{
	if (!api)
		return;
	api_wait_end(api);
	http_server_destroy(api->server, LAST_WORDS_MS);
	for (size_t i = 0; i < RPROC_TRACES; i++)
		api_log_close(&api->traces[i]);
	api_log_close(&api->boot);
	api_log_close(&api->events);
	api_coredump_close(api);
	free(api);
}
