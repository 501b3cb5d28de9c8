/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/trace_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/text.h"

int trace_reader_open(struct trace_reader *reader, const void *buffer, uint32_t size,
		      void (*emit)(void *context, const char *line), void *context)
{
	memset(reader, 0, sizeof(*reader));
	if (size < 2)
		return -EINVAL;
	reader->seen = malloc(size);
	reader->fresh = malloc(size);
	if (!reader->seen || !reader->fresh) {
		trace_reader_close(reader);
		return -ENOMEM;
	}
	memcpy(reader->seen, buffer, size);
	reader->buffer = buffer;
	reader->size = size;
	reader->emit = emit;
	reader->context = context;
	return 0;
}

void trace_reader_close(struct trace_reader *reader)
{
	free(reader->seen);
	free(reader->fresh);
	memset(reader, 0, sizeof(*reader));
}

void trace_reader_lose(struct trace_reader *reader)
{
	reader->buffer = NULL;
}

static void emit_line(struct trace_reader *reader)
{
	char text[4 * TRACE_LINE + 1];

	if (reader->length && reader->line[reader->length - 1] == '\r')
		reader->length--;
	(void)text_clean(text, sizeof(text), reader->line, reader->length);
	reader->length = 0;
	reader->emit(reader->context, text);
}

static void take(struct trace_reader *reader, char c)
{
	if (c == '\0')
		return;
	if (c == '\n') {
		emit_line(reader);
		return;
	}
	if (reader->length == TRACE_LINE)
		emit_line(reader);
	reader->line[reader->length++] = c;
}

static uint32_t place(const struct trace_reader *reader, uint32_t distance)
{
	uint32_t at = reader->position + distance;

	return at < reader->size ? at : at - reader->size;
}

/*
 * How far from the expected position the writer has written. The NUL that closes the buffer for good
 * (at its last byte) is no text and no end mark.
 */
static bool last_change(const struct trace_reader *reader, uint32_t *last)
{
	uint32_t distance;

	for (distance = reader->size; distance-- > 0;) {
		uint32_t at = place(reader, distance);

		if (reader->fresh[at] != reader->seen[at] &&
		    !(at == reader->size - 1 && reader->fresh[at] == '\0')) {
			*last = distance;
			return true;
		}
	}
	return false;
}

static bool is_end_mark(const struct trace_reader *reader, uint32_t distance)
{
	uint32_t at = place(reader, distance);

	return reader->fresh[at] == '\0' && at != reader->size - 1;
}

/*
 * Where the new text ends: at the first end mark, or behind the last change when the writer makes
 * none, or when a mark ends the changes too (a NUL that was logged is no end).
 */
static uint32_t end_of_text(const struct trace_reader *reader, uint32_t last)
{
	uint32_t distance = 0;

	while (distance <= last && !is_end_mark(reader, distance))
		distance++;
	if (distance < last && last + 1 < reader->size && is_end_mark(reader, last + 1))
		return last + 1;
	return distance;
}

/* The bytes written over unread, if the writer went round once: it is at `end`, in the next round. */
static uint32_t overwritten(const struct trace_reader *reader, uint32_t end)
{
	const uint32_t to_last = reader->size - 1 - reader->position;
	const bool closed = reader->fresh[reader->size - 1] == '\0';

	return end + 1 - (closed && to_last <= end ? 1 : 0);
}

void trace_reader_rewind(struct trace_reader *reader)
{
	memset(reader->seen, 0, reader->size);
	reader->position = 0;
}

void trace_reader_poll(struct trace_reader *reader)
{
	char *old = reader->seen;
	uint32_t last;
	uint32_t end;
	uint32_t from = 0;
	uint32_t to;
	uint32_t i;

	if (!reader->buffer || memcmp(reader->buffer, reader->seen, reader->size) == 0)
		return;
	memcpy(reader->fresh, reader->buffer, reader->size);
	if (last_change(reader, &last)) {
		end = end_of_text(reader, last);
		to = end;
		if (end < last) {
			/* Changed text behind the newest: the writer went round, and the oldest
			 * that is left follows the mark. */
			reader->lost += overwritten(reader, end);
			from = end + 1;
			to = end + reader->size;
		}
		for (i = from; i < to; i++)
			take(reader, reader->fresh[place(reader, i % reader->size)]);
		reader->position = place(reader, end % reader->size);
	}
	reader->seen = reader->fresh;
	reader->fresh = old;
}

void trace_reader_flush(struct trace_reader *reader)
{
	trace_reader_poll(reader);
	if (reader->length)
		emit_line(reader);
}
