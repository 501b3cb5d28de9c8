/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is wrong with a firmware file, one finding at a time. The same checks serve the tool that only
 * looks and the loader that has to decide.
 */
#ifndef COPRO_HOST_COMPLAINT_H
#define COPRO_HOST_COMPLAINT_H

#include "host/error.h"

enum image_severity {
	IMAGE_NOTE, /* good to know */
	IMAGE_WARNING, /* works, or works on Linux only by luck */
	IMAGE_REFUSED, /* Linux boots it, though it cannot work: refused unless as_linux */
	IMAGE_ERROR /* Linux does not boot it either */
};

/* "note", "warning", "refused", "error" */
const char *image_severity_name(enum image_severity severity);

struct complaint_sink {
	void (*complain)(void *context, enum image_severity severity,
			 const struct host_error *error);
	void *context;
};

void complain(const struct complaint_sink *sink, enum image_severity severity, const char *code,
	      const char *place, const char *remedy, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

#endif
