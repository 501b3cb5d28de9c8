/* SPDX-License-Identifier: BSD-3-Clause */
/* A copy is changed, its original is not. */
#include "dt/tree.h"

static const char source[] = "/dts-v1/; /memreserve/ 0x10 0x20; / {\n"
			     "	a { phandle = <1>; status = \"okay\"; };\n"
			     "	b { phandle = <2>; x = <1>; c { phandle = <700>; }; };\n"
			     "	d { link = <1 2>; phandle = <3>; };\n};\n";

static void a_copy_is_the_same_tree(void **state)
{
	struct dt_copy copy = {0};
	struct tree tree;

	(void)state;
	tree_make(&tree, source);
	assert_int_equal(dt_copy_make(&copy, &tree.dt), 0);
	assert_true(copy.dt.blob != tree.dt.blob);
	assert_same_tree(tree.dt.blob, copy.dt.blob);
	dt_copy_free(&copy);
	assert_null(copy.memory);
	dt_copy_free(&copy);
	tree_free(&tree);
}

static void what_is_set_is_read(void **state)
{
	struct dt_copy copy;
	struct tree tree;
	uint32_t value;
	int node;

	(void)state;
	tree_make(&tree, source);
	assert_int_equal(dt_copy_make(&copy, &tree.dt), 0);
	assert_int_equal(dt_set_string(&copy, dt_find(&copy.dt, "/a"), "status", "disabled"), 0);
	assert_int_equal(dt_set_string(&copy, dt_find(&copy.dt, "/b"), "status", ""), 0);
	assert_int_equal(dt_set_cell(&copy, dt_find(&copy.dt, "/b"), "x", 0x12345678), 0);
	assert_int_equal(dt_set_cell(&copy, DT_ROOT, "y", 5), 0);
	assert_false(dt_available(&copy.dt, dt_find(&copy.dt, "/a")));
	assert_string_equal(dt_string(&copy.dt, dt_find(&copy.dt, "/b"), "status", 0), "");
	assert_int_equal(dt_cell(&copy.dt, dt_find(&copy.dt, "/b"), "x", 0, &value), 0);
	assert_int_equal(value, 0x12345678);
	assert_int_equal(dt_cell(&copy.dt, DT_ROOT, "y", 0, &value), 0);
	assert_int_equal(value, 5);
	/* nodes have moved, and are found where they are */
	for (node = dt_next(&copy.dt, DT_ROOT); node >= 0; node = dt_next(&copy.dt, node)) {
		assert_int_equal(dt_cell(&copy.dt, node, "phandle", 0, &value), 0);
		assert_int_equal(dt_by_phandle(&copy.dt, value), node);
		if (value < DT_PHANDLES)
			assert_int_equal(copy.dt.by_phandle[value], node);
	}
	assert_true(dt_available(&tree.dt, dt_find(&tree.dt, "/a")));
	assert_false(dt_has(&tree.dt, DT_ROOT, "y"));
	dt_copy_free(&copy);
	tree_free(&tree);
}

static void a_copy_grows(void **state)
{
	static char text[50001];
	struct dt_copy copy;
	struct dt again;
	struct tree tree;
	char name[32];

	(void)state;
	tree_make(&tree, source);
	assert_int_equal(dt_copy_make(&copy, &tree.dt), 0);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "property-%u", i);
		assert_int_equal(dt_set_cell(&copy, dt_find(&copy.dt, "/b/c"), name, i), 0);
	}
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(dt_set_string(&copy, dt_find(&copy.dt, "/d"), "long", text), 0);
	assert_string_equal(dt_string(&copy.dt, dt_find(&copy.dt, "/d"), "long", 0), text);
	for (uint32_t i = 0; i < 1000; i++) {
		uint32_t value;

		snprintf(name, sizeof(name), "property-%u", i);
		assert_int_equal(dt_cell(&copy.dt, dt_find(&copy.dt, "/b/c"), name, 0, &value), 0);
		assert_int_equal(value, i);
	}
	assert_int_equal(dt_open(&again, copy.dt.blob, copy.dt.size, NULL), 0);
	dt_copy_free(&copy);
	tree_free(&tree);
}

static void growth_ends(void **state)
{
	static char text[DT_SIZE_MAX + 2];
	struct dt_copy copy;
	struct tree tree;
	int i, status = 0;

	(void)state;
	tree_make(&tree, source);
	assert_int_equal(dt_copy_make(&copy, &tree.dt), 0);
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(dt_set_string(&copy, DT_ROOT, "long", text), -ENOMEM);
	text[300000] = 0;
	for (i = 0; i < 10 && status == 0; i++) {
		char name[16];

		snprintf(name, sizeof(name), "long-%d", i);
		status = dt_set_string(&copy, DT_ROOT, name, text);
	}
	assert_int_equal(status, -ENOMEM);
	assert_int_equal(i, 7);
	/* what was there is still there */
	assert_string_equal(dt_string(&copy.dt, DT_ROOT, "long-5", 0), text);
	assert_false(dt_has(&copy.dt, DT_ROOT, "long-6"));
	dt_copy_free(&copy);
	tree_free(&tree);
}

static void what_cannot_be_set(void **state)
{
	char name[200];
	struct dt_copy copy;
	struct tree tree;

	(void)state;
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = 0;
	tree_make(&tree, source);
	assert_int_equal(dt_copy_make(&copy, &tree.dt), 0);
	assert_int_equal(dt_set_cell(&copy, DT_NONE, "x", 1), -EINVAL);
	assert_int_equal(dt_set_cell(&copy, 4, "x", 1), -EINVAL);
	assert_int_equal(dt_set_cell(&copy, 0x7FFFFFFC, "x", 1), -EINVAL);
	assert_int_equal(dt_set_cell(&copy, DT_ROOT, "", 1), -EINVAL);
	assert_int_equal(dt_set_cell(&copy, DT_ROOT, "a b", 1), -EINVAL);
	assert_int_equal(dt_set_cell(&copy, DT_ROOT, name, 1), -EINVAL);
	assert_same_tree(tree.dt.blob, copy.dt.blob);
	dt_copy_free(&copy);
	assert_int_equal(dt_set_cell(&copy, DT_ROOT, "x", 1), -EINVAL);
	tree_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_the_same_tree),
		cmocka_unit_test(what_is_set_is_read),
		cmocka_unit_test(a_copy_grows),
		cmocka_unit_test(growth_ends),
		cmocka_unit_test(what_cannot_be_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
