/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 31u

int cli_error(const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("copro: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return CLI_FAILED;
}

int cli_usage(const char *command, const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fputs("copro: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "; see `copro help%s%s`\n", command ? " " : "", command ? command : "");
	return CLI_MISUSED;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Edits between two words: insert, delete, replace, or exchange two neighbours. */
static unsigned word_distance(const char *a, const char *b)
{
	size_t length_a = strlen(a);
	size_t length_b = strlen(b);
	unsigned distance[WORD_MAX + 1][WORD_MAX + 1];

	if (length_a > WORD_MAX || length_b > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= length_a; i++)
		distance[i][0] = (unsigned)i;
	for (size_t j = 0; j <= length_b; j++)
		distance[0][j] = (unsigned)j;
	for (size_t i = 1; i <= length_a; i++) {
		for (size_t j = 1; j <= length_b; j++) {
			unsigned replaced = distance[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			distance[i][j] =
				least(replaced, least(distance[i - 1][j], distance[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				distance[i][j] = least(distance[i][j], distance[i - 2][j - 2] + 1);
		}
	}
	return distance[length_a][length_b];
}

const char *cli_nearest(const char *word, const char *const *words)
{
	const char *nearest = NULL;
	unsigned best = (unsigned)least((unsigned)strlen(word), WORD_MAX) / 2 + 1;

	for (; *words; words++) {
		unsigned distance = word_distance(word, *words);

		if (strlen(word) >= 3 && !strncmp(word, *words, strlen(word)))
			distance = 1; /* the beginning of a word is as good as a slip */
		if (distance < best) {
			best = distance;
			nearest = *words;
		}
	}
	return nearest;
}
