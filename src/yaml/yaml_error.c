/* SPDX-License-Identifier: BSD-3-Clause */
/* Saying what is wrong with a document, and what may have been meant. */
#include "yaml/yaml_tree.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 40u /* characters of a word that are compared */
#define WORD_END (WORD_MAX + 1)

int yaml_error_at(struct yaml_error *error, const struct yaml_node *node, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return -EINVAL;
	error->line = node ? node->line : 0;
	error->column = node ? node->column : 0;
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	for (char *letter = error->text; *letter; letter++) {
		if (*letter < ' ' || *letter > '~')
			*letter = '?';
	}
	return -EINVAL;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many slips make one word of another: a letter put in, left out, replaced, or exchanged with its
 * neighbour (Wagner and Fischer; Damerau). Row by row, of which the last three count. */
static unsigned word_distance(const char *a, const char *b)
{
	const size_t length_a = strlen(a);
	const size_t length_b = strlen(b);
	unsigned rows[3][WORD_END];

	if (length_a > WORD_MAX || length_b > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= length_b; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= length_a; i++) {
		const unsigned *above = rows[(i - 1) % 3];
		const unsigned *two_above = rows[(i + 1) % 3];
		unsigned *row = rows[i % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= length_b; j++) {
			row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]),
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[length_a % 3][length_b];
}

const char *yaml_nearest(const char *word, const char *const *known)
{
	const char *nearest = NULL;
	size_t length = strlen(word);
	unsigned best = (length < WORD_MAX ? (unsigned)length : WORD_MAX) / 2 + 1;

	for (; *known; known++) {
		unsigned distance = word_distance(word, *known);

		/* The beginning of a word is as good as a slip. */
		if (length >= 3 && !strncmp(word, *known, length))
			distance = 1;
		if (distance < best) {
			best = distance;
			nearest = *known;
		}
	}
	return nearest;
}

int yaml_unknown(struct yaml_error *error, const struct yaml_node *node, const char *what,
		 const char *const *known)
{
	const char *nearest = yaml_nearest(node->text, known);

	if (nearest)
		return yaml_error_at(error, node, "there is no %s \"%.60s\": did you mean \"%s\"?",
				     what, node->text, nearest);
	return yaml_error_at(error, node, "there is no %s \"%.60s\"", what, node->text);
}

int yaml_keys_check(const struct yaml_node *node, const char *const *known,
		    struct yaml_error *error)
{
	const struct yaml_node *value;

	if (node->kind != YAML_MAPPING)
		return yaml_error_at(error, node, "a mapping (`key: value`) belongs here");
	for (value = node->first; value; value = value->next) {
		const char *const *word = known;

		while (*word && (strlen(*word) != value->key->length ||
				 memcmp(*word, value->key->text, value->key->length) != 0))
			word++;
		if (!*word)
			return yaml_unknown(error, value->key, "key", known);
	}
	return 0;
}
