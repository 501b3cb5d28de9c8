/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A log in memory that the host reads (remoteproc's trace entry). Text is appended; at the end of
 * the buffer writing goes on at its start. One NUL follows the newest byte, so that a reader finds
 * the end of the text, and Linux's trace file shows whole text only.
 *
 * Bounded time, no locks: write from one context, or under a lock of your own.
 */
#ifndef COPRO_TRACE_H
#define COPRO_TRACE_H

#include <stddef.h>
#include <stdint.h>

struct trace_ring {
	char *buffer;
	uint32_t size; /* bytes, at least 2 */
	uint32_t head; /* where the next byte goes; always less than size - 1 */
};

/* Starts an empty log. `buffer` need not be cleared. */
void trace_init(struct trace_ring *ring, char *buffer, uint32_t size);

/* Appends `length` bytes; NUL bytes are left out. Of more than the buffer holds, the end remains. */
void trace_write(struct trace_ring *ring, const char *text, size_t length);

#endif
