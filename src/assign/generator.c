/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/generator.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "assign/names.h"

#define COMMENT_COLUMN 56u
#define LINE_TEXT      512u

const char *generator_origin(const struct assignment_origin *origin,
			     char text[ASSIGNMENT_ORIGIN_TEXT])
{
	struct assignment_origin short_one = *origin;
	const char *slash = origin->file ? strrchr(origin->file, '/') : NULL;

	if (slash)
		short_one.file = slash + 1;
	assignment_origin_text(&short_one, text);
	for (char *byte = text; *byte; byte++) {
		if (!isprint((unsigned char)*byte) ||
		    (*byte == '/' && byte > text && byte[-1] == '*') || *byte == '\\')
			*byte = '?';
	}
	return text;
}

void generator_line(struct generator *generator, const struct assignment_origin *origin,
		    const char *format, ...)
{
	char text[LINE_TEXT], from[ASSIGNMENT_ORIGIN_TEXT];
	size_t column = 0;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	emit_text(generator->out, text);
	for (const char *byte = text; *byte; byte++)
		column = *byte == '\t' ? (column / 8 + 1) * 8 : column + 1;
	if (origin)
		emit(generator->out, "%*s/* %s */",
		     column < COMMENT_COLUMN ? (int)(COMMENT_COLUMN - column) : 1, "",
		     generator_origin(origin, from));
	emit_text(generator->out, "\n");
}

void generator_fail(struct generator *generator, const char *format, ...)
{
	va_list arguments;

	if (generator->error[0])
		return;
	va_start(arguments, format);
	vsnprintf(generator->error, GENERATED_ERROR, format, arguments);
	va_end(arguments);
}

static const char *id_make(const char *name, char id[GENERATOR_ID], int (*letter)(int))
{
	size_t used = 0;

	for (; *name && used + 1 < GENERATOR_ID; name++)
		id[used++] = *name == '-' ? '_' : (char)letter((unsigned char)*name);
	id[used] = '\0';
	return id;
}

const char *generator_lower(const char *name, char id[GENERATOR_ID])
{
	return id_make(name, id, tolower);
}

const char *generator_upper(const char *name, char id[GENERATOR_ID])
{
	return id_make(name, id, toupper);
}

const struct assignment_origin *generator_at(const struct assignment_peripheral *peripheral)
{
	return assignment_given(&peripheral->origin) ? &peripheral->origin
						     : &peripheral->context.origin;
}

bool generator_m4_has(const struct assignment_peripheral *peripheral)
{
	return assignment_m4_uses(peripheral) &&
	       !(peripheral_assignable(peripheral->soc)->flags & SOC_ASSIGN_SYSTEM);
}

bool generator_a7_given(const struct assignment_peripheral *peripheral)
{
	return assignment_a7_uses(peripheral) && assignment_given(&peripheral->origin) &&
	       !peripheral->origin.board &&
	       !(peripheral_assignable(peripheral->soc)->flags & SOC_ASSIGN_SYSTEM);
}

void generator_root(struct generator *generator)
{
	emit_text(generator->out, generator->options->overlay ? "&{/} {\n" : "/ {\n");
}
