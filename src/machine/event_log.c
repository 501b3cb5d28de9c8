/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/event_log.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "machine/crash_report.h"

#define SHOWN	  160u /* of data, escaped */
#define JSON_DATA 1024u

/* One byte as it is written: 1 to 4 characters. */
static size_t escape_byte(char *out, unsigned char byte)
{
	static const char named[] = "\n\r\t\033\\";
	static const char letters[] = "nrte\\";
	const char *at = byte ? strchr(named, byte) : NULL;

	if (at) {
		out[0] = '\\';
		out[1] = letters[at - named];
		return 2;
	}
	if (byte >= 0x20 && byte < 0x7f) {
		out[0] = (char)byte;
		return 1;
	}
	return (size_t)snprintf(out, 5, "\\x%02x", byte);
}

char *event_log_escape(char *text, size_t size, const void *data, size_t length)
{
	const unsigned char *bytes = data;
	size_t used = 0;
	char one[5];

	for (size_t i = 0; i < length; i++) {
		size_t count = escape_byte(one, bytes[i]);

		if (used + count + 4 > size) {
			memcpy(text + used, "...", 3);
			used += 3;
			break;
		}
		memcpy(text + used, one, count);
		used += count;
	}
	text[used] = '\0';
	return text;
}

/* What follows the time. */
static void channel_print(FILE *file, const struct machine_event *event)
{
	fprintf(file, "rpmsg: channel %s", event->name);
	if (!strcmp(event->kind, "channel-removed"))
		fprintf(file, " withdrawn: 0x%" PRIx32 " (remote)", event->dst);
	else if (!event->driver)
		fprintf(file, " announced: 0x%" PRIx32 " (remote), no driver wants it", event->dst);
	else
		fprintf(file,
			" announced: 0x%" PRIx32 " (remote) to 0x%" PRIx32 " (host), driver %s",
			event->dst, event->src, event->driver);
}

static void message_print(FILE *file, const struct machine_event *event)
{
	bool sent = !strcmp(event->kind, "message-sent");
	char shown[SHOWN];

	fprintf(file, "%s %c %s (%zu bytes %s 0x%" PRIx32 ")", event->name, sent ? '<' : '>',
		event_log_escape(shown, sizeof(shown), event->data, event->length), event->length,
		sent ? "to" : "from", sent ? event->dst : event->src);
}

static void tty_print(FILE *file, const struct machine_event *event)
{
	char shown[SHOWN];

	if (event->data)
		fprintf(file, "%s %c %s", event->name, strcmp(event->kind, "tty-sent") ? '>' : '<',
			event_log_escape(shown, sizeof(shown), event->data, event->length));
	else if (!strcmp(event->kind, "tty-lost"))
		fprintf(file, "%s: %" PRIu64 " bytes lost while nobody had it open", event->name,
			event->count);
	else
		fprintf(file, "tty: %s %s", event->name, event->kind + strlen("tty-"));
}

static void endpoint_print(FILE *file, const struct machine_event *event)
{
	if (!strcmp(event->kind, "endpoint-lost")) {
		fprintf(file, "%s: messages lost while nobody had it open: %" PRIu64, event->name,
			event->count);
		return;
	}
	fprintf(file, "endpoint: %s %s", event->name, event->kind + strlen("endpoint-"));
	if (!strcmp(event->kind, "endpoint-created"))
		fprintf(file, ": %s, 0x%" PRIx32 " (host) to 0x%" PRIx32 " (remote)", event->text,
			event->src, event->dst);
}

static void board_print(FILE *file, const struct machine_event *event)
{
	fprintf(file, "%s: %s", event->name, event->text);
	if (event->pc)
		fprintf(file, " (pc 0x%08" PRIx32 "%s%s)", event->pc, event->function ? ", " : "",
			event->function ? event->function : "");
}

static void time_print(const struct event_log *log, uint64_t time)
{
	fprintf(log->file, "[%5" PRIu64 ".%06" PRIu64 "] ", time / PS_PER_S,
		time % PS_PER_S / PS_PER_US);
	if (log->board)
		fprintf(log->file, "%s: ", log->board);
}

struct crash_printer {
	const struct event_log *log;
	uint64_t time;
	const char *source;
};

static void crash_line_print(void *context, const char *text)
{
	const struct crash_printer *printer = context;

	time_print(printer->log, printer->time);
	fprintf(printer->log->file, "%s: %s\n", printer->source, text);
}

static void line_print(struct event_log *log, const struct machine_event *event)
{
	FILE *file = log->file;
	struct crash_printer printer = {log, event->time, event->source};
	char shown[SHOWN];

	if (!strcmp(event->kind, "crash-report")) {
		crash_report_print(event->crash, crash_line_print, &printer);
		return;
	}
	time_print(log, event->time);
	if (!strcmp(event->source, "endpoint"))
		endpoint_print(file, event);
	else if (event->has_addresses && event->data)
		message_print(file, event);
	else if (event->has_addresses)
		channel_print(file, event);
	else if (!strncmp(event->kind, "link-", strlen("link-")))
		fprintf(file, "rpmsg: virtio device %" PRIu32 ": link %s", event->number,
			event->kind + strlen("link-"));
	else if (!strcmp(event->source, "tty"))
		tty_print(file, event);
	else if (event->data)
		fprintf(file, "%s: %s", event->name,
			event_log_escape(shown, sizeof(shown), event->data, event->length));
	else if (!strcmp(event->kind, "driver") || !strcmp(event->source, "boot") ||
		 !strcmp(event->source, "uart"))
		fprintf(file, "%s: %s", event->name, event->text);
	else if (!strcmp(event->source, "trace"))
		fprintf(file, "%s: %s", event->name ? event->name : "trace", event->text);
	else if (!strcmp(event->source, "part"))
		fprintf(file, "%s: %s %s", event->kind, event->name, event->text);
	else if (!strcmp(event->source, "board") || !strcmp(event->kind, "core-note"))
		board_print(file, event);
	else
		fprintf(file, "%s: %s", event->source, event->text ? event->text : event->kind);
	fputc('\n', file);
	if (event->crash)
		crash_report_print_backtrace(event->crash, crash_line_print, &printer);
}

static void text_set(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_string(text));
}

static void number_set(json_t *object, const char *key, uint64_t number, bool wanted)
{
	if (wanted)
		json_object_set_new(object, key, json_integer((json_int_t)number));
}

/* A channel without driver has no address here. */
static bool has_source(const struct machine_event *event)
{
	return event->driver || event->data || !strcmp(event->source, "endpoint");
}

static void json_print(struct event_log *log, const struct machine_event *event)
{
	char shown[JSON_DATA];
	json_t *object = json_object();
	char *line;

	number_set(object, "time_ns", event->time / PS_PER_NS, true);
	text_set(object, "board", log->board);
	text_set(object, "source", event->source);
	text_set(object, "kind", event->kind);
	text_set(object, "name", event->name);
	number_set(object, "number", event->number, event->has_number);
	number_set(object, "src", event->src, event->has_addresses && has_source(event));
	number_set(object, "dst", event->dst, event->has_addresses);
	text_set(object, "driver", event->driver);
	text_set(object, "text", event->text);
	if (event->data)
		text_set(object, "data",
			 event_log_escape(shown, sizeof(shown), event->data, event->length));
	number_set(object, "length", event->length, event->data);
	number_set(object, "count", event->count, event->count);
	number_set(object, "pc", event->pc, event->pc);
	text_set(object, "function", event->function);
	if (event->statistics) {
		number_set(object, "instructions", event->statistics->instructions, true);
		number_set(object, "doorbells", event->statistics->doorbells, true);
		number_set(object, "tty_messages", event->statistics->tty_messages, true);
		number_set(object, "tty_bytes", event->statistics->tty_bytes, true);
		number_set(object, "tty_lost", event->statistics->tty_lost, true);
		number_set(object, "refused", event->statistics->refused, true);
	}
	if (event->crash)
		json_object_set_new(object, "report", crash_report_json(event->crash));
	line = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	if (line)
		fprintf(log->file, "%s\n", line);
	else
		log->failed = true;
	free(line);
	json_decref(object);
}

void event_log_write(void *context, const struct machine_event *event)
{
	struct event_log *log = context;

	if (event->level < log->least)
		return;
	if (log->json)
		json_print(log, event);
	else
		line_print(log, event);
	/* Seen at once by whoever reads a pipe: events are few. */
	if (fflush(log->file))
		log->failed = true;
}
