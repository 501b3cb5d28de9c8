/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/notes.h"

#define SLOTS (2 * NOTES_MAX)

static size_t notes_hash(const void *what, uint64_t where)
{
	uint64_t hash = (uint64_t)(uintptr_t)what ^ (where * UINT64_C(0x9E3779B97F4A7C15));

	hash ^= hash >> 29;
	hash *= UINT64_C(0xBF58476D1CE4E5B9);
	return (size_t)((hash ^ (hash >> 32)) % SLOTS);
}

enum notes_answer notes_add(struct notes *notes, const void *what, uint64_t where)
{
	size_t slot = notes_hash(what, where);

	/* Half of the slots stay free: the search ends. */
	for (; notes->slots[slot].used; slot = (slot + 1) % SLOTS) {
		if (notes->slots[slot].what == what && notes->slots[slot].where == where)
			return NOTES_KNOWN;
	}
	if (notes->count == NOTES_MAX)
		return NOTES_KNOWN;
	notes->slots[slot].what = what;
	notes->slots[slot].where = where;
	notes->slots[slot].used = true;
	notes->count++;
	return notes->count == NOTES_MAX ? NOTES_LAST : NOTES_NEW;
}
