/* SPDX-License-Identifier: BSD-3-Clause */
/* The last lines of a firmware's trace log. */
#ifndef COPRO_MACHINE_TRACE_TAIL_H
#define COPRO_MACHINE_TRACE_TAIL_H

#include <stddef.h>

#define TRACE_TAIL_LINES 16u
#define TRACE_TAIL_LINE	 160u

struct trace_tail {
	char line[TRACE_TAIL_LINES][TRACE_TAIL_LINE];
	unsigned next;
	size_t count;
};

void trace_tail_clear(struct trace_tail *tail);
void trace_tail_add(struct trace_tail *tail, const char *line);
/* Line `number`, 0 being the oldest, less than tail->count. */
const char *trace_tail_line(const struct trace_tail *tail, size_t number);

#endif
