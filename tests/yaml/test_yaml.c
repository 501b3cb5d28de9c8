/* SPDX-License-Identifier: BSD-3-Clause */
/* A YAML document as a tree: what it says, where, and what is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/yaml_tree.h"

static struct yaml_tree *read_text(const char *text)
{
	struct yaml_error error = {.text = ""};
	struct yaml_tree *tree = NULL;
	int rc = yaml_read(text, strlen(text), &tree, &error);

	if (rc)
		print_error("%u:%u: %s\n", error.line, error.column, error.text);
	assert_int_equal(rc, 0);
	return tree;
}

static void refuse(const char *text, unsigned line, unsigned column, const char *said)
{
	struct yaml_error error = {.text = ""};
	struct yaml_tree *tree = NULL;

	assert_int_equal(yaml_read(text, strlen(text), &tree, &error), -EINVAL);
	if (error.line != line || error.column != column || !strstr(error.text, said))
		print_error("%u:%u: %s\n", error.line, error.column, error.text);
	assert_int_equal(error.line, line);
	assert_int_equal(error.column, column);
	assert_non_null(strstr(error.text, said));
	assert_int_equal(yaml_read(text, strlen(text), &tree, NULL), -EINVAL);
}

static void test_tree(void **unused)
{
	struct yaml_tree *tree = read_text("name: \"a\\tb\"\n"
					   "steps:\n"
					   "  - at: 100ms\n"
					   "    press: {button: 'user1', for: 20}\n"
					   "  - [1, two]\n");
	const struct yaml_node *root = yaml_root(tree);
	const struct yaml_node *steps = yaml_get(root, "steps");
	const struct yaml_node *press;

	(void)unused;
	assert_int_equal(root->kind, YAML_MAPPING);
	assert_int_equal(root->count, 2);
	assert_string_equal(yaml_string(yaml_get(root, "name")), "a\tb");
	assert_false(yaml_get(root, "name")->plain);
	assert_int_equal(steps->kind, YAML_SEQUENCE);
	assert_int_equal(steps->count, 2);
	assert_string_equal(steps->key->text, "steps");
	assert_int_equal(steps->first->line, 3);
	assert_int_equal(steps->first->column, 5);
	press = yaml_get(steps->first, "press");
	assert_string_equal(yaml_string(yaml_get(press, "button")), "user1");
	assert_int_equal(yaml_get(press, "button")->line, 4);
	assert_int_equal(yaml_get(press, "button")->column, 21);
	assert_string_equal(steps->first->next->first->next->text, "two");
	assert_null(yaml_get(root, "step"));
	assert_null(yaml_get(steps, "name"));
	assert_null(yaml_get(NULL, "name"));
	assert_null(yaml_string(steps));
	yaml_tree_free(tree);
	yaml_tree_free(NULL);
}

static void test_empty(void **unused)
{
	static const char *const nothing[] = {"", "# a remark\n", "---\n", "~", "null"};

	(void)unused;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++) {
		struct yaml_tree *tree = read_text(nothing[i]);

		assert_true(yaml_is_null(yaml_root(tree)));
		assert_true(yaml_root(tree)->line);
		yaml_tree_free(tree);
	}
}

static void test_numbers(void **unused)
{
	struct yaml_tree *tree = read_text(
		"[0, 255, 0xFF, 256, -1, +7, '8', 8x, 0x, 18446744073709551616, true, 'true', {}, "
		"18446744073709551615, 9223372036854775808]");
	static const struct {
		int rc;
		uint64_t value;
		int signed_rc;
		int64_t signed_value;
	} wanted[] = {
		{0, 0, 0, 0},
		{0, 255, 0, 255},
		{0, 255, 0, 255},
		{-ERANGE, 0, 0, 256},
		{-EINVAL, 0, 0, -1},
		{-EINVAL, 0, 0, 7},
		{-EINVAL, 0, -EINVAL, 0},
		{-EINVAL, 0, -EINVAL, 0},
		{-EINVAL, 0, -EINVAL, 0},
		{-ERANGE, 0, -ERANGE, 0},
		{-EINVAL, 0, -EINVAL, 0},
		{-EINVAL, 0, -EINVAL, 0},
		{-EINVAL, 0, -EINVAL, 0},
		{-ERANGE, 0, -ERANGE, 0},
		{-ERANGE, 0, -ERANGE, 0},
	};
	const struct yaml_node *node = yaml_root(tree)->first;
	size_t i = 0;
	bool truth = false;

	(void)unused;
	for (; node; node = node->next, i++) {
		uint64_t value = 0;
		int64_t with_sign = 0;

		assert_int_equal(yaml_number(node, 255, &value), wanted[i].rc);
		assert_int_equal(value, wanted[i].value);
		assert_int_equal(yaml_signed(node, -1, 256, &with_sign), wanted[i].signed_rc);
		assert_int_equal(with_sign, wanted[i].signed_value);
		assert_int_equal(yaml_bool(node, &truth), i == 10 ? 0 : -EINVAL);
	}
	assert_true(truth);
	assert_int_equal(i, sizeof(wanted) / sizeof(*wanted));
	yaml_tree_free(tree);
}

static void test_nul(void **unused)
{
	struct yaml_tree *tree = read_text("{\"a\\0b\": \"c\\0d\", a: 1}");
	const struct yaml_node *root = yaml_root(tree);

	(void)unused;
	assert_int_equal(root->first->length, 3);
	assert_null(yaml_string(root->first));
	assert_string_equal(yaml_string(yaml_get(root, "a")), "1");
	yaml_tree_free(tree);
}

static void test_refused(void **unused)
{
	(void)unused;
	refuse("a: &x [1]\nb: *x\n", 1, 4, "anchors");
	refuse("a: *x\n", 1, 4, "aliases");
	refuse("a: 1\nb: !!int 2\n", 2, 4, "tags");
	refuse("--- 1\n--- 2\n", 2, 1, "second document");
	refuse("a: 1\nb: 2\na: 3\n", 3, 1,
	       "\"a\" is here for the second time, the first is in line 1");
	refuse("? [a]\n: 1\n", 1, 3, "a key is a word");
	refuse("a: 1\n\tb: 2\n", 2, 1, "tab character");
	refuse("a: [1, 2\n", 2, 1, "flow sequence");
	refuse("a: \"x\n", 2, 1, "quoted scalar");
	refuse("a: 1\nb: \xff\n", 2, 4, "UTF-8");
	refuse("\"\x1b[31m\": 1", 1, 2, "control characters");
}

static void test_bounds(void **unused)
{
	const size_t size = YAML_SIZE_MAX + 1;
	char *text = malloc(size);
	struct yaml_error error;
	struct yaml_tree *tree;
	size_t length = 0;

	(void)unused;
	assert_non_null(text);
	memset(text, ' ', size);
	assert_int_equal(yaml_read(text, size, &tree, &error), -EINVAL);
	assert_int_equal(error.line, 0);
	assert_int_equal(yaml_read(text, size - 1, &tree, &error), 0);
	yaml_tree_free(tree);

	memset(text, '[', YAML_DEPTH_MAX);
	memset(text + YAML_DEPTH_MAX, ']', YAML_DEPTH_MAX);
	assert_int_equal(yaml_read(text, 2u * YAML_DEPTH_MAX, &tree, &error), 0);
	yaml_tree_free(tree);
	memset(text, '[', 100000);
	assert_int_equal(yaml_read(text, 100000, &tree, &error), -EINVAL);
	assert_int_equal(error.column, YAML_DEPTH_MAX + 1);

	text[0] = '[';
	for (length = 1; length < 2u * YAML_NODES_MAX;) {
		text[length++] = '1';
		text[length++] = ',';
	}
	text[length - 1] = ']';
	assert_int_equal(yaml_read(text, length, &tree, &error), -EINVAL);
	assert_non_null(strstr(error.text, "too many"));

	length = 0;
	for (unsigned key = 0; key <= YAML_KEYS_MAX; key++)
		length += (size_t)snprintf(text + length, size - length, "k%u: 1\n", key);
	assert_int_equal(yaml_read(text, length, &tree, &error), -EINVAL);
	assert_int_equal(error.line, YAML_KEYS_MAX + 1);
	free(text);
}

/* Cut at every byte a document is read or refused, and never more than that. */
static void test_cut(void **unused)
{
	static const char text[] = "name: \"a\\x41 \\u00e9\"\n"
				   "steps: # remark\n"
				   "  - {at: 1ms, 'press': [x, y]}\n"
				   "  - |\n"
				   "    block\n"
				   "  - >-\n"
				   "    folded \xc3\xa9\n"
				   "  - ? k\n"
				   "    : &a v\n";

	(void)unused;
	for (size_t cut = 0; cut < sizeof(text); cut++) {
		struct yaml_error error = {.text = ""};
		char *exact = malloc(cut ? cut : 1);
		struct yaml_tree *tree = NULL;
		int rc;

		assert_non_null(exact);
		memcpy(exact, text, cut);
		rc = yaml_read(exact, cut, &tree, &error);
		free(exact);
		if (rc)
			assert_true(rc == -EINVAL && error.text[0]);
		else
			assert_non_null(yaml_root(tree));
		yaml_tree_free(rc ? NULL : tree);
	}
}

static void test_unknown(void **unused)
{
	static const char *const known[] = {"press", "release", "expect", NULL};
	struct yaml_tree *tree = read_text("press: 1\nexpct: 2\n");
	struct yaml_error error;

	(void)unused;
	assert_int_equal(yaml_keys_check(yaml_root(tree), known, &error), -EINVAL);
	assert_int_equal(error.line, 2);
	assert_int_equal(error.column, 1);
	assert_string_equal(error.text, "there is no key \"expct\": did you mean \"expect\"?");
	assert_int_equal(yaml_keys_check(yaml_root(tree)->first, known, &error), -EINVAL);
	yaml_tree_free(tree);
	tree = read_text("press: 1\nqqqqq: 2\n");
	assert_int_equal(yaml_keys_check(yaml_root(tree), known, NULL), -EINVAL);
	assert_int_equal(yaml_keys_check(yaml_root(tree), known, &error), -EINVAL);
	assert_string_equal(error.text, "there is no key \"qqqqq\"");
	yaml_tree_free(tree);
	tree = read_text("{press: 1, release: 2}");
	assert_int_equal(yaml_keys_check(yaml_root(tree), known, &error), 0);
	yaml_tree_free(tree);

	assert_string_equal(yaml_nearest("pres", known), "press");
	assert_string_equal(yaml_nearest("relaese", known), "release");
	assert_string_equal(yaml_nearest("epxetc", known), "expect");
	assert_null(yaml_nearest("", known));
	assert_null(
		yaml_nearest("a word that is longer than any that there is in any of them", known));
}

static void test_error_text(void **unused)
{
	struct yaml_error error;

	(void)unused;
	assert_int_equal(yaml_error_at(NULL, NULL, "x"), -EINVAL);
	assert_int_equal(yaml_error_at(&error, NULL, "a\x1b[1m\nb\xff %d", 5), -EINVAL);
	assert_int_equal(error.line, 0);
	assert_string_equal(error.text, "a?[1m?b? 5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),	   cmocka_unit_test(test_empty),
		cmocka_unit_test(test_numbers),	   cmocka_unit_test(test_nul),
		cmocka_unit_test(test_refused),	   cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_cut),	   cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_error_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
