/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/api_route.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Reads a number without leading zeros; NULL: there is none, or it is too large. */
static const char *number_read(const char *text, unsigned *number)
{
	const char *start = text;

	*number = 0;
	for (; *text >= '0' && *text <= '9'; text++) {
		*number = *number * 10 + (unsigned)(*text - '0');
		if (*number > API_NUMBER_MAX)
			return NULL;
	}
	return text == start || (*start == '0' && text - start > 1) ? NULL : text;
}

static bool path_matches(const char *pattern, const char *path, unsigned *number)
{
	for (; *pattern; pattern++) {
		if (*pattern == '#') {
			path = number_read(path, number);
			if (!path)
				return false;
		} else if (*pattern != *path++) {
			return false;
		}
	}
	return !*path;
}

static void allow_add(char allow[API_ALLOW_SIZE], const char *method)
{
	const size_t used = strlen(allow);

	(void)snprintf(allow + used, API_ALLOW_SIZE - used, "%s%s", used ? ", " : "", method);
}

const struct api_route *api_route_find(const struct api_route *table, const char *method,
				       const char *path, unsigned *number,
				       char allow[API_ALLOW_SIZE])
{
	allow[0] = '\0';
	*number = 0;
	for (; table->method; table++) {
		unsigned found = 0;

		if (!path_matches(table->path, path, &found))
			continue;
		*number = found;
		if (!strcmp(table->method, method))
			return table;
		allow_add(allow, table->method);
	}
	return NULL;
}
