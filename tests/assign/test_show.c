/* SPDX-License-Identifier: BSD-3-Clause */
/* What is shown of an assignment: all of it, always the same, and a file that is read to the same again. */
#include "assign/fixture.h"

#include "assign/show.h"

/* The lines without their comments, which say where values come from. */
static char *without_comments(const char *text)
{
	char *bare = strdup(text);
	char *to = bare;

	assert_non_null(bare);
	for (const char *from = text; *from;) {
		const char *end = strchr(from, '\n');
		const char *comment = strchr(from, '#');
		size_t length = (size_t)((comment && comment < end ? comment : end) - from);

		while (length && from[length - 1] == ' ')
			length--;
		memcpy(to, from, length);
		to += length;
		*to++ = '\n';
		from = end + 1;
	}
	*to = '\0';
	return bare;
}

/* Reads what is shown of a file, and wants the same values. */
static void goes_round(const char *path, bool all)
{
	char *text = source_file(path);
	struct read_file first = read_good(text);
	char *one = shown(first.assignment, all);
	struct read_file second = read_good(one);
	char *two = shown(second.assignment, all);
	char *bare_one = without_comments(one);
	char *bare_two = without_comments(two);

	assert_string_equal(bare_one, bare_two);
	free(bare_one);
	free(bare_two);
	free(one);
	free(two);
	free(text);
	read_free(&first);
	read_free(&second);
}

static void test_round(void **state)
{
	(void)state;
	goes_round("tests/assign/dk2.yaml", false);
	goes_round("tests/assign/dk2.yaml", true);
	goes_round("tests/assign/everything.yaml", true);
}

static void test_golden(void **state)
{
	char *source = source_file("tests/assign/dk2.yaml");
	struct read_file file = read_good(source);
	char *text = shown(file.assignment, false);
	json_t *json = assignment_json(file.assignment, false);
	char *printed = json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS);

	(void)state;
	golden("dk2.show.yaml", text);
	golden("dk2.show.json", printed);
	json_decref(json);
	free(printed);
	free(text);
	free(source);
	read_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
