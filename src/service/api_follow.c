/* SPDX-License-Identifier: BSD-3-Clause */
/* What was logged and what happens, as far as it is kept, and as it comes. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/event_log.h"
#include "service/api_internal.h"

#define TYPE_TEXT  "text/plain; charset=utf-8"
#define TYPE_LINES "application/x-ndjson"

static size_t written(int length, size_t room)
{
	return length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1;
}

size_t api_lost_event(char *line, size_t room, uint64_t count)
{
	return written(snprintf(line, room,
				"{\"source\":\"api\",\"kind\":\"lost\",\"count\":%" PRIu64 "}\n",
				count),
		       room);
}

size_t api_lost_text(char *line, size_t room, uint64_t count)
{
	return written(snprintf(line, room,
				"[copro: %" PRIu64 " lines lost: they were not read in time]\n",
				count),
		       room);
}

/* An event as a log writes it, into a log. */
static void event_add(struct api_log *log, const struct machine_event *event, bool json)
{
	char *text = NULL;
	size_t length = 0;
	struct event_log form = {.file = open_memstream(&text, &length), .json = json};

	if (!form.file)
		return;
	event_log_write(&form, event);
	if (!fclose(form.file) && !form.failed && length)
		api_log_add(log, text, length);
	free(text);
}

static void trace_add(struct api_log *log, const char *line)
{
	char text[API_LINE_MAX];

	api_log_add(log, text, written(snprintf(text, sizeof(text), "%s\n", line), sizeof(text)));
}

void api_event(struct api *api, const struct machine_event *event)
{
	/* The boot log is that of the last boot. */
	if (!strcmp(event->kind, "chip-reset"))
		api_log_clear(&api->boot);
	if (!strcmp(event->source, "boot"))
		event_add(&api->boot, event, false);
	if (event->crash && api->control)
		api_coredump_keep(api, event);
	if (event->level < MACHINE_EVENT_INFO)
		return;
	event_add(&api->events, event, true);
	if (!strcmp(event->source, "trace") && event->text && event->number < RPROC_TRACES)
		trace_add(&api->traces[event->number], event->text);
}

static void log_answer(struct api_log *log, struct http_exchange *exchange, const char *type)
{
	const char *from = http_exchange_argument(exchange, "from");
	int rc;

	if (!http_exchange_argument(exchange, "follow")) {
		api_answer_text(exchange, type, log->bytes, log->used);
		return;
	}
	if (from && strcmp(from, "now") != 0) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "argument",
			     "leave it out, or give from=now", "from=%s is not understood", from);
		return;
	}
	rc = api_log_follow(log, exchange, type, !from);
	if (rc == -EUSERS)
		api_complain(exchange, HTTP_UNAVAILABLE, rc, "followers", "end some of them",
			     "%u clients follow this already", API_FOLLOWERS);
	else if (rc)
		api_error(exchange, HTTP_UNAVAILABLE, rc, NULL);
}

API_HANDLER(api_get_trace)
{
	(void)argument;
	if (number >= RPROC_TRACES) {
		api_complain(exchange, HTTP_NOT_FOUND, -ENOENT, "trace", "give 0 to 3",
			     "there is no trace buffer %u", number);
		return;
	}
	log_answer(&api->traces[number], exchange, TYPE_TEXT);
}

API_HANDLER(api_get_events)
{
	(void)argument;
	(void)number;
	log_answer(&api->events, exchange, TYPE_LINES);
}

API_HANDLER(api_get_boot_log)
{
	(void)argument;
	(void)number;
	api_answer_text(exchange, TYPE_TEXT, api->boot.bytes, api->boot.used);
}
