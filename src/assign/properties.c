/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/properties.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct source {
	const uint8_t *at, *end;
	unsigned line; /* of `at` */
};

static bool blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\f';
}

static bool at_end_of_line(const struct source *source)
{
	return source->at == source->end || *source->at == '\n' || *source->at == '\r';
}

/* "\r\n" is one end of a line. */
static void skip_end_of_line(struct source *source)
{
	if (source->at == source->end)
		return;
	if (*source->at == '\r' && source->end - source->at > 1 && source->at[1] == '\n')
		source->at++;
	source->at++;
	source->line++;
}

static void skip_blanks(struct source *source)
{
	while (source->at < source->end && blank(*source->at))
		source->at++;
}

/* A character by its number; what ISO-8859-1 does not have is '?', as is NUL, which would end the text. */
static char unicode(struct source *source)
{
	unsigned value = 0;
	unsigned digits = 0;

	while (digits < 4 && source->at < source->end && isxdigit(*source->at)) {
		const uint8_t byte = *source->at++;
		const int digit = isdigit(byte) ? byte - '0' : tolower(byte) - 'a' + 10;

		value = value << 4 | (unsigned)digit;
		digits++;
	}
	return digits == 4 && value && value < 0x100 ? (char)(uint8_t)value : '?';
}

/* What stands behind a '\'; false: nothing, as it joined two lines. */
static bool escaped(struct source *source, char *out)
{
	if (at_end_of_line(source)) {
		skip_end_of_line(source);
		skip_blanks(source);
		return false;
	}
	switch (*source->at++) {
	case 'n':
		*out = '\n';
		return true;
	case 't':
		*out = '\t';
		return true;
	case 'r':
		*out = '\r';
		return true;
	case 'f':
		*out = '\f';
		return true;
	case 'u':
		*out = unicode(source);
		return true;
	default:
		*out = (char)source->at[-1];
		return true;
	}
}

/* Up to the end of the line or, of a key, to what ends one. It writes no more bytes than it reads. */
static char *piece(struct source *source, char *out, bool key)
{
	while (!at_end_of_line(source)) {
		const uint8_t byte = *source->at;

		if (key && (byte == '=' || byte == ':' || blank(byte)))
			break;
		source->at++;
		if (byte != '\\')
			*out++ = (char)byte;
		else if (escaped(source, out))
			out++;
	}
	return out;
}

/* One line: its key and value are written to `out`, which is moved behind them. False: it has none. */
static bool line_read(struct source *source, char **out, struct property *property,
		      properties_note_fn *note, void *context)
{
	char *at = *out;
	bool separated;

	skip_blanks(source);
	if (at_end_of_line(source)) {
		skip_end_of_line(source);
		return false;
	}
	if (*source->at == '#' || *source->at == '!') {
		while (!at_end_of_line(source))
			source->at++;
		skip_end_of_line(source);
		return false;
	}
	*property = (struct property){.key = at, .line = source->line};
	at = piece(source, at, true);
	*at++ = '\0';
	skip_blanks(source);
	separated = !at_end_of_line(source) && (*source->at == '=' || *source->at == ':');
	if (separated)
		source->at++;
	skip_blanks(source);
	property->value = at;
	at = piece(source, at, false);
	*at++ = '\0';
	skip_end_of_line(source);
	if (!separated) {
		note(context, property->line, "has no '='", property->key);
		return false;
	}
	*out = at;
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct property *one = a;
	const struct property *other = b;
	const int order = strcmp(one->key, other->key);

	/* Their text is in the order of the file, which lines are not where there is but one. */
	return order ? order : (one->key > other->key) - (one->key < other->key);
}

static void keep_last(struct properties *properties, properties_note_fn *note, void *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < properties->count; i++) {
		if (i + 1 < properties->count &&
		    !strcmp(properties->list[i].key, properties->list[i + 1].key))
			note(context, properties->list[i].line,
			     "counts for nothing, as it is said again below",
			     properties->list[i].key);
		else
			properties->list[kept++] = properties->list[i];
	}
	properties->count = kept;
}

static bool is_text(const uint8_t *text, size_t size, unsigned *line)
{
	*line = 1;
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n')
			++*line;
		if (text[i] == 0x7F || (text[i] < 0x20 && !strchr("\t\n\r\f", text[i])) || !text[i])
			return false;
	}
	return true;
}

int properties_read(struct properties *properties, const void *text, size_t size,
		    properties_note_fn *note, void *context, unsigned *line)
{
	struct source source = {text, (const uint8_t *)text + size, 1};
	size_t lines = 1;
	char *out;

	*properties = (struct properties){.list = NULL};
	if (!is_text(text, size, line))
		return -EINVAL;
	for (size_t i = 0; i < size; i++)
		lines += source.at[i] == '\n' || source.at[i] == '\r';
	/* Each line may need the ends of a key and of a value. */
	properties->text = malloc(size + 2 * lines);
	properties->list = calloc(lines, sizeof(*properties->list));
	if (!properties->text || !properties->list) {
		properties_free(properties);
		return -ENOMEM;
	}
	out = properties->text;
	while (source.at < source.end) {
		if (line_read(&source, &out, &properties->list[properties->count], note, context))
			properties->count++;
	}
	qsort(properties->list, properties->count, sizeof(*properties->list), by_key);
	keep_last(properties, note, context);
	return 0;
}

void properties_free(struct properties *properties)
{
	free(properties->list);
	free(properties->text);
	*properties = (struct properties){.list = NULL};
}

size_t properties_from(const struct properties *properties, const char *prefix)
{
	size_t low = 0;
	size_t high = properties->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(properties->list[middle].key, prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *properties_get(const struct properties *properties, const char *key)
{
	const size_t index = properties_from(properties, key);

	return index < properties->count && !strcmp(properties->list[index].key, key)
		       ? properties->list[index].value
		       : NULL;
}
