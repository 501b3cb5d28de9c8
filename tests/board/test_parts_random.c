/* SPDX-License-Identifier: BSD-3-Clause */
/* Settings of parts that nobody would type: each is taken or refused, and what is read afterwards is text that fits. */
#include <stdio.h>
#include <string.h>

#include "board/dts/trees.h"
#include "board/parts/part.h"
#include "fixture.h"

#define SETTINGS 60000

static uint32_t seed = 20261129;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(seed >> 8) * limit >> 24);
}

/* Of words that mean something, and letters that do not. */
static void random_text(char *text, size_t room)
{
	static const char *const words[] = {"",		  "on",
					    "off",	  "listen",
					    "auto",	  "none",
					    "pressed",	  "released",
					    "seed",	  "clock",
					    "123#",	  "#",
					    "##3",	  "R8",
					    "0x",	  "-",
					    "/",	  ".",
					    "1e9",	  "500000",
					    "4294967296", "7FFFFFFF#",
					    "1122.33",	  "ms",
					    "3.3",	  "99999999999999999999"};
	size_t length = 0;

	*text = '\0';
	for (unsigned parts = 1 + random_below(random_below(16) ? 4 : 80); parts; parts--) {
		char letter[2] = {(char)(1 + random_below(255)), '\0'};
		const char *word = random_below(3)
					   ? words[random_below(sizeof(words) / sizeof(words[0]))]
					   : letter;

		if (length + strlen(word) >= room)
			return;
		strcpy(text + length, word);
		length += strlen(word);
	}
}

static const struct part_property *random_property(const struct part *part)
{
	unsigned count = 0;

	while (part->kind->properties[count].name)
		count++;
	return &part->kind->properties[random_below(count)];
}

static void any_setting_is_survived(void **state)
{
	struct fixture *f = *state;
	const struct board_tree tree = trees_linux();
	struct timeline *timeline = board_timeline(f->board);
	struct parts *parts;
	struct dt dt;
	unsigned accepted = 0;

	assert_int_equal(dt_open(&dt, tree.data, tree.size, NULL), 0);
	assert_int_equal(parts_create(&parts, f->board, &dt, NULL), 0);
	for (unsigned i = 0; i < SETTINGS; i++) {
		struct part *part = parts_first(parts);
		const struct part_property *property;
		char text[256], value[PART_VALUE_MAX];
		const size_t room = 1 + random_below(random_below(2) ? 8 : sizeof(value));

		for (unsigned skip = random_below(40); skip && part->next; skip--)
			part = part->next;
		property = random_property(part);
		random_text(text, sizeof(text));
		/* Not what the system would make of it. */
		if (property->writable && strcmp(property->name, "file") != 0)
			accepted += part_set(part, property->name, text) == 0;
		memset(value, 0x55, sizeof(value));
		assert_int_equal(part_get(part, property->name, value, room), 0);
		assert_non_null(memchr(value, '\0', room));
		if (room < sizeof(value))
			assert_int_equal(value[room], 0x55);
		if (!random_below(8))
			timeline_advance(timeline,
					 timeline->now + random_below(1u << 20) * PS_PER_NS);
		f->notes = 0;
	}
	assert_in_range(accepted, 100, SETTINGS / 2);
	parts_destroy(parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_setting_is_survived, fixture_dk2, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
