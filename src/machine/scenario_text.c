/* SPDX-License-Identifier: BSD-3-Clause */
/* What came from somewhere, kept for an expectation that comes later. */
#include <stdlib.h>
#include <string.h>

#include "machine/scenario_internal.h"

/* What is kept of one source. */
#define TEXT_MAX (256u * 1024u)

static bool text_grow(struct scenario_text *text, size_t length)
{
	size_t room = 2 * (text->length + length);
	char *bytes;

	if (text->length + length <= text->room)
		return true;
	bytes = realloc(text->bytes, room);
	if (!bytes)
		return false;
	text->bytes = bytes;
	text->room = room;
	return true;
}

static void text_drop(struct scenario_text *text, size_t count)
{
	memmove(text->bytes, text->bytes + count, text->length - count);
	text->length -= count;
	text->dropped += count;
}

bool scenario_text_add(struct scenario_text *text, const void *data, size_t length)
{
	if (length > TEXT_MAX) {
		const size_t excess = length - TEXT_MAX;

		text->dropped += text->length + excess;
		text->length = 0;
		data = (const char *)data + excess;
		length = TEXT_MAX;
	}
	if (text->length + length > TEXT_MAX)
		text_drop(text, text->length + length - TEXT_MAX);
	if (!length || !text_grow(text, length))
		return !length;
	memcpy(text->bytes + text->length, data, length);
	text->length += length;
	return true;
}

bool scenario_text_find(const struct scenario_text *text, uint64_t from, const void *wanted,
			size_t length, uint64_t *end)
{
	const size_t skip = from > text->dropped ? (size_t)(from - text->dropped) : 0;
	const char *found;

	if (skip >= text->length)
		return false;
	found = memmem(text->bytes + skip, text->length - skip, wanted, length);
	if (!found)
		return false;
	*end = text->dropped + (uint64_t)(found - text->bytes) + length;
	return true;
}

void scenario_text_free(struct scenario_text *text)
{
	free(text->bytes);
}
