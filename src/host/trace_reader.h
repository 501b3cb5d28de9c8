/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Follows a trace buffer in shared memory: what the firmware logs, line by line.
 *
 * There is no index to read, only text (remoteproc's trace entry is just a buffer). The reader keeps
 * a copy and looks at what changed. It understands writers that put one NUL after the newest byte
 * (copro/trace.h) as well as those that append and start over without one; of the latter, text that
 * overwrites an equal text cannot be seen. Nothing is trusted, time is bounded by the buffer's size.
 */
#ifndef COPRO_HOST_TRACE_READER_H
#define COPRO_HOST_TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#define TRACE_LINE 240u /* a longer line is told in parts */

struct trace_reader {
	const char *buffer; /* in shared memory */
	char *seen; /* the buffer as last read */
	char *fresh; /* the buffer as read now */
	uint32_t size;
	uint32_t position; /* where the writer's next byte is expected */
	uint64_t lost; /* bytes written over unread, at least: how often it went round is unknown */
	char line[TRACE_LINE];
	uint32_t length;
	/* One line, without its newline, cleaned for a terminal; NUL-terminated. */
	void (*emit)(void *context, const char *line);
	void *context;
};

/*
 * Starts to follow `size` bytes (at least 2) at `buffer`. What is there now counts as already read.
 * 0, -EINVAL, -ENOMEM.
 */
COPRO_MUST_CHECK int trace_reader_open(struct trace_reader *reader, const void *buffer,
				       uint32_t size, void (*emit)(void *context, const char *line),
				       void *context);

/* What stands in the buffer counts as not read after all: the next poll tells it. Right after
 * trace_reader_open(). */
void trace_reader_rewind(struct trace_reader *reader);

/* Emits the whole lines that came since the last call. Cheap when nothing changed. */
void trace_reader_poll(struct trace_reader *reader);

/* The same, then the last line even when its end is missing. */
void trace_reader_flush(struct trace_reader *reader);

/* The buffer must not be read any more; what was read of it stays to be emitted. */
void trace_reader_lose(struct trace_reader *reader);

void trace_reader_close(struct trace_reader *reader);

#endif
