/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that is given back all at once. */
#ifndef COPRO_ASSIGN_ARENA_H
#define COPRO_ASSIGN_ARENA_H

#include <stddef.h>

#include <copro/compiler.h>

struct arena;

/* NULL: no memory. */
struct arena *arena_create(void);
void arena_destroy(struct arena *arena); /* NULL is allowed */

/* Zeroed, aligned for anything. NULL: no memory. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
/* NULL: no memory; and of NULL. */
const char *arena_text(struct arena *arena, const char *text);
const char *arena_print(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
