/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests that take virtual time: their client waits, nobody else does. */
#include <stdlib.h>

#include "service/api_internal.h"

struct api_waiting {
	struct control_request request; /* unused for the end of the board */
	struct api *api;
	struct http_exchange *exchange;
	bool pending; /* the request was asked and is not done */
	struct api_waiting *next;
};

static void waiting_over(void *context)
{
	struct api_waiting *waiting = context;
	struct api_waiting **at = &waiting->api->waiting;

	/* Its client has gone. */
	if (waiting->pending)
		control_withdraw(waiting->api->control, &waiting->request);
	while (*at && *at != waiting)
		at = &(*at)->next;
	if (*at)
		*at = waiting->next;
	free(waiting);
}

static struct api_waiting *waiting_open(struct api *api, struct http_exchange *exchange)
{
	struct api_waiting *waiting = calloc(1, sizeof(*waiting));

	if (!waiting) {
		api_error(exchange, HTTP_UNAVAILABLE, -ENOMEM, NULL);
		return NULL;
	}
	waiting->api = api;
	waiting->exchange = exchange;
	waiting->next = api->waiting;
	api->waiting = waiting;
	http_exchange_when_over(exchange, waiting_over, waiting);
	return waiting;
}

static void request_done(struct control_request *request, int status,
			 const struct host_error *error)
{
	struct api_waiting *waiting = COPRO_CONTAINER_OF(request, struct api_waiting, request);

	waiting->pending = false;
	if (status)
		api_refuse(waiting->exchange, status, error);
	else
		api_answer_remoteproc(waiting->api, waiting->exchange);
}

API_HANDLER(api_ask)
{
	struct api_waiting *waiting = waiting_open(api, exchange);

	(void)number;
	if (!waiting)
		return;
	waiting->request.verb = (enum control_verb)argument;
	waiting->request.done = request_done;
	waiting->pending = true;
	control_ask(api->control, &waiting->request);
}

/* Answered when the board has come to its end, in api_wait_end(). */
API_HANDLER(api_shutdown)
{
	(void)argument;
	(void)number;
	if (waiting_open(api, exchange))
		control_end(api->control);
}

void api_wait_end(struct api *api)
{
	for (struct api_waiting *waiting = api->waiting; waiting; waiting = waiting->next) {
		if (!waiting->request.done)
			api_answer(waiting->exchange, HTTP_OK, json_object());
	}
}
