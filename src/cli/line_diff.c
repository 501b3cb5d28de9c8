/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/line_diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CONTEXT	  3u
#define CELLS_MAX (4u << 20) /* of the table of common subsequences, 4 bytes each */

struct line {
	const char *text;
	size_t size; /* with its line feed */
};

struct lines {
	struct line *list;
	size_t count;
};

/* One line of the result: ' ' in both, '-' in the first, '+' in the second. */
struct edit {
	char kind;
	const struct line *line;
};

struct edits {
	struct edit *list;
	size_t count;
};

static int lines_split(struct lines *lines, const struct line_diff_side *side)
{
	const char *end = side->text + side->size;
	size_t count = 1;

	for (const char *byte = side->text; byte < end; byte++)
		count += *byte == '\n';
	lines->count = 0;
	lines->list = calloc(count, sizeof(*lines->list));
	if (!lines->list)
		return -ENOMEM;
	for (const char *start = side->text; start < end;) {
		const char *feed = memchr(start, '\n', (size_t)(end - start));
		const char *next = feed ? feed + 1 : end;

		lines->list[lines->count++] =
			(struct line){.text = start, .size = (size_t)(next - start)};
		start = next;
	}
	return 0;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->size == b->size && !memcmp(a->text, b->text, a->size);
}

static void edit_add(struct edits *edits, char kind, const struct line *line)
{
	edits->list[edits->count++] = (struct edit){.kind = kind, .line = line};
}

/* ---- the part that differs ---- */

/* A range of lines. */
struct span {
	const struct line *list;
	size_t count;
};

/* table[i][j]: how many lines the ends of both have in common, from line i and line j on. */
static void table_fill(uint32_t *table, const struct span *a, const struct span *b)
{
	const size_t width = b->count + 1;

	for (size_t i = a->count; i-- > 0;) {
		for (size_t j = b->count; j-- > 0;) {
			uint32_t down = table[(i + 1) * width + j];
			uint32_t right = table[i * width + j + 1];

			if (same(&a->list[i], &b->list[j]))
				table[i * width + j] = table[(i + 1) * width + j + 1] + 1;
			else
				table[i * width + j] = down > right ? down : right;
		}
	}
}

static void table_follow(const uint32_t *table, const struct span *a, const struct span *b,
			 struct edits *edits)
{
	const size_t width = b->count + 1;
	size_t i = 0, j = 0;

	while (i < a->count && j < b->count) {
		if (same(&a->list[i], &b->list[j])) {
			edit_add(edits, ' ', &a->list[i++]);
			j++;
		} else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) {
			edit_add(edits, '-', &a->list[i++]);
		} else {
			edit_add(edits, '+', &b->list[j++]);
		}
	}
	while (i < a->count)
		edit_add(edits, '-', &a->list[i++]);
	while (j < b->count)
		edit_add(edits, '+', &b->list[j++]);
}

static int middle_edit(const struct span *a, const struct span *b, struct edits *edits)
{
	uint32_t *table = NULL;

	if (a->count && b->count && (a->count + 1) <= CELLS_MAX / (b->count + 1)) {
		table = calloc((a->count + 1) * (b->count + 1), sizeof(*table));
		if (!table)
			return -ENOMEM;
		table_fill(table, a, b);
		table_follow(table, a, b, edits);
		free(table);
		return 0;
	}
	for (size_t i = 0; i < a->count; i++)
		edit_add(edits, '-', &a->list[i]);
	for (size_t j = 0; j < b->count; j++)
		edit_add(edits, '+', &b->list[j]);
	return 0;
}

/* Most of two texts that are compared is the same at both ends. */
static int edits_make(const struct lines *a, const struct lines *b, struct edits *edits)
{
	size_t least = a->count < b->count ? a->count : b->count;
	size_t head = 0, tail = 0;
	struct span middle_a, middle_b;
	int rc;

	while (head < least && same(&a->list[head], &b->list[head]))
		head++;
	while (tail < least - head &&
	       same(&a->list[a->count - 1 - tail], &b->list[b->count - 1 - tail]))
		tail++;
	middle_a = (struct span){a->list + head, a->count - head - tail};
	middle_b = (struct span){b->list + head, b->count - head - tail};
	for (size_t i = 0; i < head; i++)
		edit_add(edits, ' ', &a->list[i]);
	rc = middle_edit(&middle_a, &middle_b, edits);
	for (size_t i = a->count - tail; i < a->count && !rc; i++)
		edit_add(edits, ' ', &a->list[i]);
	return rc;
}

/* ---- printing it ---- */

static void edit_print(const struct edit *edit, FILE *file)
{
	size_t size = edit->line->size;
	const bool feed = size && edit->line->text[size - 1] == '\n';

	fputc(edit->kind, file);
	for (size_t i = 0; i < size - (feed ? 1 : 0); i++) {
		unsigned char byte = (unsigned char)edit->line->text[i];

		if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
			fprintf(file, "\\x%02x", byte);
		else
			fputc(byte, file);
	}
	fputs(feed ? "\n" : "\n\\ No newline at end of file\n", file);
}

/* The hunk of the changes around `first`; returns where the next may begin. *a and *b are the lines before
 * `from`. */
static size_t hunk_print(const struct edits *edits, size_t from, size_t first, size_t *a, size_t *b,
			 FILE *file)
{
	size_t start = first - from > CONTEXT ? first - CONTEXT : from;
	size_t last = first, end, in_a = 0, in_b = 0;

	for (size_t i = first; i < edits->count && i <= last + 2 * CONTEXT; i++) {
		if (edits->list[i].kind != ' ')
			last = i;
	}
	end = edits->count - last - 1 > CONTEXT ? last + CONTEXT + 1 : edits->count;
	*a += start - from;
	*b += start - from;
	for (size_t i = start; i < end; i++) {
		in_a += edits->list[i].kind != '+';
		in_b += edits->list[i].kind != '-';
	}
	fprintf(file, "@@ -%zu,%zu +%zu,%zu @@\n", in_a ? *a + 1 : *a, in_a, in_b ? *b + 1 : *b,
		in_b);
	for (size_t i = start; i < end; i++)
		edit_print(&edits->list[i], file);
	*a += in_a;
	*b += in_b;
	return end;
}

static void edits_print(const struct edits *edits, FILE *file)
{
	size_t from = 0, a = 0, b = 0;

	for (size_t i = 0; i < edits->count; i++) {
		if (edits->list[i].kind == ' ')
			continue;
		from = hunk_print(edits, from, i, &a, &b, file);
		i = from - 1;
	}
}

int line_diff_print(const struct line_diff_side *before, const struct line_diff_side *after,
		    FILE *file)
{
	struct lines a = {.list = NULL}, b = {.list = NULL};
	struct edits edits = {.list = NULL};
	int rc = lines_split(&a, before);

	if (!rc)
		rc = lines_split(&b, after);
	if (!rc) {
		edits.list = calloc(a.count + b.count + 1, sizeof(*edits.list));
		rc = edits.list ? edits_make(&a, &b, &edits) : -ENOMEM;
	}
	if (!rc &&
	    (before->size != after->size || memcmp(before->text, after->text, after->size))) {
		fprintf(file, "--- %s\n+++ %s\n", before->name, after->name);
		edits_print(&edits, file);
	}
	free(edits.list);
	free(a.list);
	free(b.list);
	return rc;
}
