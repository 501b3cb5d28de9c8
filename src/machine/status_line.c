/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <string.h>

#include "machine/status_print.h"

void status_line_start(struct status_line *line, FILE *file, int indent, const char *head)
{
	const int length = (int)strlen(head);

	*line = (struct status_line){.file = file, .indent = indent};
	line->column = length < indent ? indent : length + 1;
	fprintf(file, "%-*s", line->column, head);
}

void status_line_word(struct status_line *line, const char *format, ...)
{
	char word[2 * STATUS_NAME];
	va_list arguments;
	int length;

	va_start(arguments, format);
	(void)vsnprintf(word, sizeof(word), format, arguments);
	va_end(arguments);
	length = (int)strlen(word);
	if (line->column > line->indent && line->column + 1 + length > STATUS_COLUMNS) {
		fprintf(line->file, "\n%*s", line->indent, "");
		line->column = line->indent;
	} else if (line->column > line->indent) {
		fputc(' ', line->file);
		line->column++;
	}
	fputs(word, line->file);
	line->column += length;
}

void status_line_end(struct status_line *line)
{
	fputc('\n', line->file);
}
