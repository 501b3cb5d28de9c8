/* SPDX-License-Identifier: BSD-3-Clause */
/* What has been said already: a bounded set of (what, where), so that a mistake that a guest makes a
 * million times is told once a place. */
#ifndef COPRO_BOARD_NOTES_H
#define COPRO_BOARD_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOTES_MAX 1024

struct notes {
	struct {
		const void *what;
		uint64_t where;
		bool used;
	} slots[2 * NOTES_MAX];
	size_t count;
};

enum notes_answer {
	NOTES_KNOWN,
	NOTES_NEW,
	NOTES_LAST /* new, and the set is full now: nothing is new after it */
};

/* Remembers (what, where); `what` is compared as a pointer, commonly a format string. */
enum notes_answer notes_add(struct notes *notes, const void *what, uint64_t where);

#endif
