/* SPDX-License-Identifier: BSD-3-Clause */
/* How two texts differ, in the unified form that patch(1) reads. */
#ifndef COPRO_CLI_LINE_DIFF_H
#define COPRO_CLI_LINE_DIFF_H

#include <stddef.h>
#include <stdio.h>

#include <copro/compiler.h>

struct line_diff_side {
	const char *name; /* for the head */
	const char *text;
	size_t size;
};

/*
 * Prints what turns `before` into `after`, control characters made visible; nothing if they are the same.
 * It is the shortest difference unless what differs is very long: then all of that is replaced. 0 or
 * -ENOMEM.
 */
COPRO_MUST_CHECK int line_diff_print(const struct line_diff_side *before,
				     const struct line_diff_side *after, FILE *file);

#endif
