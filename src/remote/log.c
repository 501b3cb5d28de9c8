/* SPDX-License-Identifier: BSD-3-Clause */
/* The log that the host finds through the resource table's trace entry. */
#include <copro/remote.h>
#include <copro/trace.h>

#include "remote/cortex_m.h"

#define LINE_SIZE 128u

/* A processor has one log, and a fault handler must find it. */
static struct trace_ring log_ring;

void remote_log_init(char *buffer, uint32_t size)
{
	trace_init(&log_ring, buffer, size);
}

void remote_log(const char *format, ...)
{
	char line[LINE_SIZE + 1];
	va_list arguments;
	uint32_t primask;
	size_t length;

	if (!log_ring.size)
		return;
	va_start(arguments, format);
	length = remote_format(line, LINE_SIZE, format, arguments);
	va_end(arguments);
	line[length] = '\n';
	/* An interrupt that logs must not find the ring half moved. */
	primask = cortex_m_save();
	trace_write(&log_ring, line, length + 1);
	cortex_m_restore(primask);
}
