/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/trace.h>

#include "core/barrier.h"

void trace_init(struct trace_ring *ring, char *buffer, uint32_t size)
{
	ring->buffer = buffer;
	ring->size = size;
	ring->head = 0;
	STORE_ONCE(buffer[0], '\0');
	STORE_ONCE(buffer[size - 1], '\0');
}

void trace_write(struct trace_ring *ring, const char *text, size_t length)
{
	uint32_t head = ring->head;

	/* What would be overwritten in this same call is not written at all: the time is bounded by
	 * the buffer, whatever the length. */
	if (length > ring->size - 1) {
		text += length - (ring->size - 1);
		length = ring->size - 1;
	}
	while (length--) {
		char c = *text++;

		if (!c)
			continue;
		/* The end mark first: a reader that looks in between sees an end, maybe an early one. */
		STORE_ONCE(ring->buffer[head + 1 < ring->size - 1 ? head + 1 : 0], '\0');
		STORE_ONCE(ring->buffer[head], c);
		if (++head >= ring->size - 1)
			head = 0;
	}
	ring->head = head;
}
