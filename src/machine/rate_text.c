/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/rate_text.h"

#include <inttypes.h>
#include <stdio.h>

/* Without the zeros at the end: they would claim a precision. */
static const char *fraction_text(uint64_t hz, uint64_t unit, int digits, const char *name,
				 char text[RATE_MAX])
{
	int length =
		snprintf(text, RATE_MAX, "%" PRIu64 ".%0*" PRIu64, hz / unit, digits, hz % unit);

	while (length > 1 && text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	(void)snprintf(text + length, RATE_MAX - (size_t)length, " %s", name);
	return text;
}

const char *rate_text(uint64_t hz, char text[RATE_MAX])
{
	if (hz >= 1000000)
		return fraction_text(hz, 1000000, 6, "MHz", text);
	if (hz >= 1000)
		return fraction_text(hz, 1000, 3, "kHz", text);
	(void)snprintf(text, RATE_MAX, "%" PRIu64 " Hz", hz);
	return text;
}
