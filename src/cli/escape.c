/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/escape.h"

#include <string.h>

static int hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* One escape after its backslash. Returns the characters used, 0 if it is none. */
static size_t unescape_one(const char *text, char *byte)
{
	static const char letters[] = "nrte0\\";
	static const char bytes[] = "\n\r\t\033\0\\";
	const char *at;

	if (text[0] == 'x' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
		*byte = (char)(hex_digit(text[1]) * 16 + hex_digit(text[2]));
		return 3;
	}
	at = text[0] ? strchr(letters, text[0]) : NULL;
	if (!at)
		return 0;
	*byte = bytes[at - letters];
	return 1;
}

bool cli_unescape(const char *text, char *bytes, size_t *length)
{
	size_t used = 0;

	while (*text) {
		size_t count;

		if (*text != '\\') {
			bytes[used++] = *text++;
			continue;
		}
		count = unescape_one(text + 1, &bytes[used++]);
		if (!count)
			return false;
		text += 1 + count;
	}
	*length = used;
	return true;
}
