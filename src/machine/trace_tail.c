/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/trace_tail.h"

#include <stdio.h>

void trace_tail_clear(struct trace_tail *tail)
{
	tail->next = 0;
	tail->count = 0;
}

void trace_tail_add(struct trace_tail *tail, const char *line)
{
	snprintf(tail->line[tail->next], TRACE_TAIL_LINE, "%s", line);
	tail->next = (tail->next + 1) % TRACE_TAIL_LINES;
	if (tail->count < TRACE_TAIL_LINES)
		tail->count++;
}

const char *trace_tail_line(const struct trace_tail *tail, size_t number)
{
	return tail
		->line[(tail->next + TRACE_TAIL_LINES - tail->count + number) % TRACE_TAIL_LINES];
}
