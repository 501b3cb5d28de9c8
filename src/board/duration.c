/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/duration.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/timeline.h"

static int unit_read(const char *text, uint64_t *ps)
{
	static const struct {
		const char *name;
		uint64_t ps;
	} units[] = {{"s", PS_PER_S}, {"ms", PS_PER_MS}, {"us", PS_PER_US}, {"ns", PS_PER_NS}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(text, units[i].name)) {
			*ps = units[i].ps;
			return 0;
		}
	}
	return -EINVAL;
}

int duration_read(const char *text, uint64_t *ps)
{
	const size_t whole_digits = strspn(text, "0123456789");
	const char *point = text + whole_digits;
	const size_t digits = *point == '.' ? strspn(point + 1, "0123456789") : 0;
	const char *unit = *point == '.' ? point + 1 + digits : point;
	uint64_t part, sum;
	uint64_t whole = 0;

	if (!whole_digits || (*point == '.' && !digits))
		return -EINVAL;
	if (!*unit && whole_digits == 1 && *text == '0' && !digits) {
		*ps = 0;
		return 0;
	}
	if (unit_read(unit, &part))
		return -EINVAL;
	for (size_t i = 0; i < whole_digits; i++) {
		whole = whole * 10 + (uint64_t)(text[i] - '0');
		if (whole > DURATION_MAX * PS_PER_S / part)
			return -ERANGE;
	}
	sum = whole * part;
	for (size_t i = 0; i < digits; i++) {
		part /= 10;
		sum += (uint64_t)(point[1 + i] - '0') * part;
	}
	if (sum > DURATION_MAX * PS_PER_S)
		return -ERANGE;
	*ps = sum;
	return 0;
}

const char *duration_seconds(char text[DURATION_TEXT], uint64_t ps)
{
	snprintf(text, DURATION_TEXT, "%" PRIu64 ".%06" PRIu64, ps / PS_PER_S,
		 ps % PS_PER_S / PS_PER_US);
	return text;
}
