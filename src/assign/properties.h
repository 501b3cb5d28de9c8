/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of Java properties (java.util.Properties, load): "key=value" a line, '\' escapes a byte and joins
 * lines, '#' and '!' begin comments, ISO-8859-1.
 */
#ifndef COPRO_ASSIGN_PROPERTIES_H
#define COPRO_ASSIGN_PROPERTIES_H

#include <stddef.h>

#include <copro/compiler.h>

struct property {
	const char *key; /* without its escapes, as is the value; ISO-8859-1 */
	const char *value;
	unsigned line; /* where it begins, from 1 */
};

struct properties {
	struct property *list; /* by key in the order of bytes; each key once */
	size_t count;
	char *text; /* of all of them */
};

/* Something about a line that does not make the file unreadable: `problem` is what is wrong with `key`. */
/* `context` is as it was given. */
typedef void properties_note_fn(void *context, unsigned line, const char *problem, const char *key);

/*
 * Reads `size` bytes. The last of several lines with one key wins, and `note` is called for the others, as it
 * is for lines without '=', which are left out. 0; -EINVAL: a byte that no text has, *line says where;
 * -ENOMEM. Then *properties is empty.
 */
COPRO_MUST_CHECK int properties_read(struct properties *properties, const void *text, size_t size,
				     properties_note_fn *note, void *context, unsigned *line);

/* Also one that is empty. */
void properties_free(struct properties *properties);

/* The value of a key; NULL: it has none. */
const char *properties_get(const struct properties *properties, const char *key);

/* The first whose key is not before `prefix` in the order of bytes: the first that begins with it, if any
 * does. properties->count: all are before. */
size_t properties_from(const struct properties *properties, const char *prefix);

#endif
