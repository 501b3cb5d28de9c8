/* SPDX-License-Identifier: BSD-3-Clause */
/* Text that is being written: it grows, and remembers when it could not. */
#ifndef COPRO_ASSIGN_EMIT_H
#define COPRO_ASSIGN_EMIT_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed: empty. `text` always ends with NUL where there is one; NULL while nothing was written. */
struct emit {
	char *text;
	size_t length;
	size_t room;
	bool failed; /* no memory: what was written after it is lost */
};

void emit(struct emit *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As it is, be it with % signs. */
void emit_text(struct emit *out, const char *text);
/* Spaces up to a column, which counts from 0; one if the line is there already. */
void emit_column(struct emit *out, size_t column);
void emit_free(struct emit *out);

#endif
