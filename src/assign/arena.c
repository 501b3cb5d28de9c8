/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 16384u

struct block {
	struct block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *blocks;
};

struct arena *arena_create(void)
{
	return calloc(1, sizeof(struct arena));
}

void arena_destroy(struct arena *arena)
{
	while (arena && arena->blocks) {
		struct block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
	free(arena);
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->blocks;
	size_t bytes;
	void *place;

	if (size && count > (SIZE_MAX / 2) / size)
		return NULL;
	bytes = (count * size + align - 1) / align * align;
	if (!block || bytes > block->size - block->used) {
		size_t room = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;

		block = calloc(1, sizeof(*block) + room);
		if (!block)
			return NULL;
		block->size = room;
		block->next = arena->blocks;
		arena->blocks = block;
	}
	place = block->bytes + block->used;
	block->used += bytes;
	return place;
}

const char *arena_text(struct arena *arena, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;
	char *copy = text ? arena_alloc(arena, size, 1) : NULL;

	if (copy)
		memcpy(copy, text, size);
	return copy;
}

const char *arena_print(struct arena *arena, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return arena_text(arena, text);
}
