/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/emit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 4096u

/* Room for so many bytes more and a NUL. */
static bool emit_grow(struct emit *out, size_t more)
{
	size_t room = out->room ? out->room : FIRST_ROOM;
	char *text;

	if (out->failed)
		return false;
	if (out->length + more < out->room)
		return true;
	while (room <= out->length + more)
		room *= 2;
	text = realloc(out->text, room);
	out->failed = !text;
	if (!text)
		return false;
	out->text = text;
	out->room = room;
	return true;
}

void emit_text(struct emit *out, const char *text)
{
	const size_t length = strlen(text);

	if (!emit_grow(out, length))
		return;
	memcpy(out->text + out->length, text, length + 1);
	out->length += length;
}

void emit(struct emit *out, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0 || !emit_grow(out, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(out->text + out->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	out->length += (size_t)length;
}

void emit_column(struct emit *out, size_t column)
{
	size_t start = out->length;

	while (start && out->text[start - 1] != '\n')
		start--;
	do
		emit_text(out, " ");
	while (!out->failed && out->length - start < column);
}

void emit_free(struct emit *out)
{
	free(out->text);
	*out = (struct emit){0};
}
