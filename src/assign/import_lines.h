/* SPDX-License-Identifier: BSD-3-Clause */
/* The lines of an assignment file that is written, and what each is about (import_write.c). */
#ifndef COPRO_ASSIGN_IMPORT_LINES_H
#define COPRO_ASSIGN_IMPORT_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "assign/import.h"

/* What a line of the file says: a whole peripheral, or one of its things. */
enum item_kind {
	ITEM_OTHER,
	ITEM_PERIPHERAL,
	ITEM_FIELD,
	ITEM_PIN,
	ITEM_DMA,
	ITEM_GPIO,
	ITEM_CLOCKS,
	ITEM_RPMSG
};

enum item_field { FIELD_ISOLATION, FIELD_LOCK, FIELD_CLOCK, FIELD_PRIORITY, FIELDS };

struct item {
	enum item_kind kind;
	size_t index; /* of the peripheral or pin of software */
	size_t part; /* of the pin, request or field in it */
};

/* A round of writing. */
struct writer {
	struct import *import;
	struct emit *out;
	const struct assignment
		*base; /* what the board alone brings; NULL: nothing is written yet */
	const struct assignment *defaults; /* NULL: owners alone are written */
	struct item *items; /* one a line */
	size_t line_count, line_room;
	struct item *dropped;
	size_t dropped_count, dropped_room;
	bool failed; /* no memory */
};

bool items_add(struct item **list, size_t *count, size_t *room, struct item item);
bool item_is_dropped(const struct writer *writer, enum item_kind kind, size_t index, size_t part);

/* Writes the file from its beginning, but for what was dropped; writer->failed or out->failed: no memory. */
void import_lines(struct writer *writer);

#endif
