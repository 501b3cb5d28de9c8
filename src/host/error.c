/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/text.h"

static void set_string(char *to, size_t room, const char *from)
{
	(void)text_clean(to, room, from, strlen(from));
}

int host_error_set(struct host_error *error, int status, const char *code, const char *remedy,
		   const char *format, ...)
{
	char text[HOST_ERROR_TEXT];
	va_list arguments;

	if (!error)
		return status;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	set_string(error->code, sizeof(error->code), code);
	set_string(error->text, sizeof(error->text), text);
	set_string(error->remedy, sizeof(error->remedy), remedy ? remedy : "");
	error->place[0] = '\0';
	return status;
}

void host_error_place(struct host_error *error, const char *format, ...)
{
	char place[HOST_ERROR_PLACE];
	va_list arguments;

	if (!error)
		return;
	va_start(arguments, format);
	(void)vsnprintf(place, sizeof(place), format, arguments);
	va_end(arguments);
	set_string(error->place, sizeof(error->place), place);
}
