/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/complaint.h"

#include <stdarg.h>
#include <stdio.h>

const char *image_severity_name(enum image_severity severity)
{
	switch (severity) {
	case IMAGE_NOTE:
		return "note";
	case IMAGE_WARNING:
		return "warning";
	case IMAGE_REFUSED:
		return "refused";
	case IMAGE_ERROR:
		return "error";
	}
	return "unknown";
}

void complain(const struct complaint_sink *sink, enum image_severity severity, const char *code,
	      const char *place, const char *remedy, const char *format, ...)
{
	struct host_error error;
	char text[HOST_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	(void)host_error_set(&error, 0, code, remedy, "%s", text);
	host_error_place(&error, "%s", place);
	sink->complain(sink->context, severity, &error);
}
