/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint8_t byte_at(const char *text, size_t index)
{
	return (uint8_t)text[index];
}

/* Length of the character that starts at `text`, 0 when it is not one to show: a control character
 * (C0, DEL, C1), a stray byte, an overlong form or a surrogate (Unicode 15, table 3-7). */
static size_t character_length(const char *text, size_t left)
{
	uint8_t first = byte_at(text, 0);
	uint8_t low = 0x80;
	uint8_t high = 0xBF;
	size_t length;
	size_t i;

	if (first < 0x80)
		return (first >= 0x20 && first < 0x7F) || first == '\t';
	if (first >= 0xC2 && first <= 0xDF) {
		length = 2;
		low = first == 0xC2 ? 0xA0 : 0x80;
	} else if (first >= 0xE0 && first <= 0xEF) {
		length = 3;
		low = first == 0xE0 ? 0xA0 : 0x80;
		high = first == 0xED ? 0x9F : 0xBF;
	} else if (first >= 0xF0 && first <= 0xF4) {
		length = 4;
		low = first == 0xF0 ? 0x90 : 0x80;
		high = first == 0xF4 ? 0x8F : 0xBF;
	} else {
		return 0;
	}
	if (left < length || byte_at(text, 1) < low || byte_at(text, 1) > high)
		return 0;
	for (i = 2; i < length; i++) {
		if ((byte_at(text, i) & 0xC0) != 0x80)
			return 0;
	}
	return length;
}

size_t text_clean(char *to, size_t room, const char *from, size_t length)
{
	size_t used = 0;
	size_t i = 0;

	while (i < length) {
		size_t character = character_length(from + i, length - i);
		char escape[5];

		if (character) {
			if (used + character >= room)
				break;
			memcpy(to + used, from + i, character);
			used += character;
			i += character;
			continue;
		}
		if (used + 4 >= room)
			break;
		(void)snprintf(escape, sizeof(escape), "\\x%02X", byte_at(from, i));
		memcpy(to + used, escape, 4);
		used += 4;
		i++;
	}
	to[used] = '\0';
	return used;
}
