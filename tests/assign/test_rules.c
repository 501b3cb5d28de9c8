/* SPDX-License-Identifier: BSD-3-Clause */
/* Each rule has a file that breaks it and one that just does not. Those that need a firmware or a tree are
 * tried by tests/cli/test_assign_rules.py. */
#include "assign/fixture.h"

#include "assign/report.h"

/* What the line "# says: ..." of a case promises. NULL: there is none. */
static char *promised(const char *text)
{
	static const char mark[] = "# says: ";
	const char *start = strstr(text, mark);

	return start ? strndup(start + strlen(mark), strcspn(start + strlen(mark), "\n")) : NULL;
}

static struct read_file case_check(const char *text)
{
	struct read_file file = read_text(text);

	if (file.assignment)
		assignment_check(file.assignment, &file.findings);
	findings_sort(&file.findings);
	return file;
}

static void good_case(const struct rule *rule, const char *text)
{
	struct read_file file = case_check(text);

	if (finding_of(&file, rule->code) || findings_count(&file.findings, FINDING_ERROR)) {
		report_text(&file.findings, stderr);
		fail_msg("%s-good.yaml is not good", rule->code);
	}
	read_free(&file);
}

static void bad_case(const struct rule *rule, const char *text)
{
	struct read_file file = case_check(text);
	char *says = promised(text);
	bool found = false;

	assert_non_null(says);
	for (size_t i = 0; i < file.findings.count; i++) {
		const struct finding *finding = &file.findings.list[i];

		if (strcmp(finding->code, rule->code) != 0) {
			/* One mistake, one error. */
			assert_int_not_equal(finding->severity, FINDING_ERROR);
			continue;
		}
		found = found || strstr(finding->what, says);
		assert_int_equal(finding->severity, rule->severity);
		assert_non_null(finding->why);
		assert_non_null(finding->action);
		assert_string_equal(finding->at.file, "test.yaml");
		assert_true(finding->at.line > 0);
	}
	if (!found) {
		report_text(&file.findings, stderr);
		fail_msg("%s-bad.yaml does not say: %s", rule->code, says);
	}
	free(says);
	read_free(&file);
}

static void test_cases(void **state)
{
	size_t count;
	const struct rule *all = rules(&count);
	char path[128];

	(void)state;
	assert_true(count > 50);
	for (size_t i = 0; i < count; i++) {
		char *bad, *good;

		snprintf(path, sizeof(path), "tests/assign/rules/%s-bad.yaml", all[i].code);
		bad = source_file(path);
		snprintf(path, sizeof(path), "tests/assign/rules/%s-good.yaml", all[i].code);
		good = source_file(path);
		assert_int_equal(all[i].needs != RULE_FILE, strstr(bad, "# with: ") != NULL);
		if (all[i].needs == RULE_FILE) {
			bad_case(&all[i], bad);
			good_case(&all[i], good);
		}
		free(bad);
		free(good);
	}
}

static void test_table(void **state)
{
	size_t count;
	const struct rule *all = rules(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(!i || strcmp(all[i - 1].code, all[i].code) < 0);
		assert_ptr_equal(rule_find(all[i].code), &all[i]);
		assert_true(strlen(all[i].title) > 10 && strlen(all[i].title) < 80);
		for (const char *line = all[i].story; *line; line += strcspn(line, "\n")) {
			line += *line == '\n';
			if (strcspn(line, "\n") > 100)
				fail_msg("%s: a line of its story is long: %s", all[i].code, line);
		}
	}
	assert_ptr_equal(rule_find("pin001"), rule_find("PIN001"));
	assert_null(rule_find("PIN999"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
