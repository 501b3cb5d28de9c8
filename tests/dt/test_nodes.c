/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: found by path, alias, label, phandle and compatible; parents, order, status. */
#include "dt/tree.h"

static const char source[] =
	"/dts-v1/; / {\n"
	"	aliases { serial0 = \"/soc/serial@40010000\"; loop = \"loop\"; a = \"b\"; b = \"a\";\n"
	"		gone = \"/soc/gone\"; raw = [2f 73 6f 63]; };\n"
	"	__symbols__ { uart4 = \"/soc/serial@40010000\"; odd = \"uart4\";\n"
	"		cut = [2f 65 6d 70 74 79]; };\n"
	"	soc { phandle = <7>;\n"
	"		serial@40010000 { compatible = \"st,stm32h7-uart\", \"uart\"; phandle = <2>;\n"
	"			child { status = \"ok\"; }; };\n"
	"		serial@40011000 { compatible = \"uart\"; status = \"disabled\"; phandle = <0x12345>; };\n"
	"	};\n"
	"	empty { };\n"
	"	secure { status = \"disabled\"; secure-status = \"okay\"; };\n"
	"	insecure { status = \"okay\"; secure-status = \"disabled\"; };\n"
	"	odd { status; compatible = [75 61 72 74]; };\n"
	"	unended { status = [6f 6b 61 79]; };\n"
	"};\n";

static int make(void **state)
{
	static struct tree tree;

	tree_make(&tree, source);
	*state = &tree;
	return 0;
}

static int drop(void **state)
{
	tree_free(*state);
	return 0;
}

static const char *path_of(const struct dt *dt, int node)
{
	static char path[DT_PATH_MAX];

	return dt_path(dt, node, path);
}

static void a_node_is_found_by_path_alias_and_label(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int serial = dt_find(dt, "/soc/serial@40010000");

	assert_true(serial > 0);
	assert_int_equal(dt_find(dt, "/"), DT_ROOT);
	assert_int_equal(dt_find(dt, "serial0"), serial);
	assert_int_equal(dt_find(dt, "&uart4"), serial);
	assert_int_equal(dt_find(dt, "/soc/serial"), serial);
	assert_string_equal(path_of(dt, serial), "/soc/serial@40010000");
	assert_string_equal(dt_name(dt, serial), "serial@40010000");
}

static void what_is_not_there_is_not_found(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;

	assert_int_equal(dt_find(dt, "/soc/serial@4001"), DT_NONE);
	assert_int_equal(dt_find(dt, "/soc/gone"), DT_NONE);
	assert_int_equal(dt_find(dt, ""), DT_NONE);
	assert_int_equal(dt_find(dt, "serial1"), DT_NONE);
	assert_int_equal(dt_find(dt, "gone"), DT_NONE);
	assert_int_equal(dt_find(dt, "&uart5"), DT_NONE);
	assert_int_equal(dt_find(dt, "&"), DT_NONE);
	/* a label stands for a path, not for another label */
	assert_int_equal(dt_find(dt, "&odd"), DT_NONE);
	/* not terminated */
	assert_int_equal(dt_find(dt, "raw"), DT_NONE);
}

static void aliases_that_go_round_end(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;

	assert_int_equal(dt_find(dt, "loop"), DT_NONE);
	assert_int_equal(dt_find(dt, "a"), DT_NONE);
}

static void the_tree_is_walked_in_its_order(void **state)
{
	static const char *const paths[] = {
		"/",
		"/aliases",
		"/__symbols__",
		"/soc",
		"/soc/serial@40010000",
		"/soc/serial@40010000/child",
		"/soc/serial@40011000",
		"/empty",
		"/secure",
		"/insecure",
		"/odd",
		"/unended",
	};
	const struct dt *dt = &((struct tree *)*state)->dt;
	unsigned count = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node))
		assert_string_equal(path_of(dt, node), paths[count++]);
	assert_int_equal(count, sizeof(paths) / sizeof(*paths));
}

static void children_and_parents(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int soc = dt_find(dt, "/soc");
	const int first = dt_child(dt, soc);
	const int second = dt_sibling(dt, first);

	assert_string_equal(path_of(dt, first), "/soc/serial@40010000");
	assert_string_equal(path_of(dt, second), "/soc/serial@40011000");
	assert_int_equal(dt_sibling(dt, second), DT_NONE);
	assert_int_equal(dt_child(dt, second), DT_NONE);
	assert_int_equal(dt_parent(dt, second), soc);
	assert_int_equal(dt_parent(dt, dt_find(dt, "/soc/serial@40010000/child")), first);
	assert_int_equal(dt_parent(dt, soc), DT_ROOT);
	assert_int_equal(dt_parent(dt, DT_ROOT), DT_NONE);
}

static void phandles(void **state)
{
	struct dt *dt = &((struct tree *)*state)->dt;
	struct dt plain = *dt;

	assert_int_equal(dt_by_phandle(dt, 2), dt_find(dt, "&uart4"));
	assert_int_equal(dt_by_phandle(dt, 7), dt_find(dt, "/soc"));
	/* beyond what is kept in a table */
	assert_int_equal(dt_by_phandle(dt, 0x12345), dt_find(dt, "/soc/serial@40011000"));
	assert_int_equal(dt_by_phandle(dt, 3), DT_NONE);
	assert_int_equal(dt_by_phandle(dt, 0), DT_NONE);
	assert_int_equal(dt_by_phandle(dt, UINT32_MAX), DT_NONE);
	/* the table may be out of date */
	plain.by_phandle[2] = dt_find(dt, "/empty");
	plain.by_phandle[7] = 0;
	plain.by_phandle[3] = 6;
	assert_int_equal(dt_by_phandle(&plain, 2), dt_find(dt, "&uart4"));
	assert_int_equal(dt_by_phandle(&plain, 7), dt_find(dt, "/soc"));
	assert_int_equal(dt_by_phandle(&plain, 3), DT_NONE);
}

static void labels(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;

	assert_string_equal(dt_label(dt, dt_find(dt, "/soc/serial@40010000")), "uart4");
	assert_null(dt_label(dt, dt_find(dt, "/soc")));
	assert_null(dt_label(dt, dt_find(dt, "/soc/serial@40010000/child")));
	/* its path there has no end */
	assert_null(dt_label(dt, dt_find(dt, "/empty")));
	assert_null(dt_label(dt, DT_NONE));
}

static void properties_are_counted(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int node = dt_find(dt, "&uart4");

	assert_string_equal(dt_property_name(dt, node, 0), "compatible");
	assert_string_equal(dt_property_name(dt, node, 1), "phandle");
	assert_null(dt_property_name(dt, node, 2));
	assert_null(dt_property_name(dt, node, SIZE_MAX));
	assert_null(dt_property_name(dt, dt_find(dt, "/empty"), 0));
	assert_null(dt_property_name(dt, DT_NONE, 0));
}

static void compatible_is_any_word_of_the_list(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int first = dt_next_compatible(dt, DT_NONE, "uart");
	const int second = dt_next_compatible(dt, first, "uart");

	assert_string_equal(path_of(dt, first), "/soc/serial@40010000");
	assert_string_equal(path_of(dt, second), "/soc/serial@40011000");
	assert_int_equal(dt_next_compatible(dt, second, "uart"), DT_NONE);
	assert_true(dt_compatible(dt, first, "st,stm32h7-uart"));
	assert_false(dt_compatible(dt, second, "st,stm32h7-uart"));
	assert_false(dt_compatible(dt, first, "st,stm32h7"));
	assert_false(dt_compatible(dt, dt_find(dt, "/odd"), "uart"));
	assert_int_equal(dt_next_compatible(dt, DT_NONE, "none"), DT_NONE);
}

static void status_is_okay_ok_or_absent(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;

	assert_true(dt_available(dt, dt_find(dt, "/empty")));
	assert_true(dt_available(dt, dt_find(dt, "/insecure")));
	assert_true(dt_available(dt, dt_find(dt, "&uart4")));
	assert_true(dt_available(dt, dt_child(dt, dt_find(dt, "&uart4"))));
	assert_false(dt_available(dt, dt_find(dt, "/soc/serial@40011000")));
	assert_int_equal(dt_disabled_by(dt, dt_find(dt, "/soc/serial@40011000")),
			 dt_find(dt, "/soc/serial@40011000"));
	assert_int_equal(dt_disabled_by(dt, dt_find(dt, "&uart4")), DT_NONE);
	assert_int_equal(dt_disabled_by(dt, DT_NONE), DT_NONE);
	assert_false(dt_available(dt, dt_find(dt, "/odd")));
	assert_false(dt_available(dt, dt_find(dt, "/unended")));
}

static void secure_status_is_for_the_secure_reader(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;

	assert_true(dt_available_secure(dt, dt_find(dt, "/secure")));
	assert_false(dt_available(dt, dt_find(dt, "/secure")));
	assert_false(dt_available_secure(dt, dt_find(dt, "/insecure")));
	assert_true(dt_available_secure(dt, dt_find(dt, "/empty")));
	assert_false(dt_available_secure(dt, dt_find(dt, "/soc/serial@40011000")));
}

static void what_is_not_a_node_has_nothing(void **state)
{
	static const int offsets[] = {DT_NONE, -4, 1, 4, 0x7FFFFFFC, 0x7FFFFFFF};
	const struct dt *dt = &((struct tree *)*state)->dt;

	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		const int node = offsets[i];
		struct dt_args args;
		uint32_t value;

		assert_string_equal(dt_name(dt, node), "?");
		assert_string_equal(path_of(dt, node), "?");
		assert_int_equal(dt_child(dt, node), DT_NONE);
		assert_int_equal(dt_sibling(dt, node), DT_NONE);
		assert_int_equal(dt_parent(dt, node), DT_NONE);
		assert_null(dt_property(dt, node, "status", NULL));
		assert_false(dt_compatible(dt, node, "uart"));
		assert_int_equal(dt_cell(dt, node, "phandle", 0, &value), -ENOENT);
		assert_int_equal(dt_reg(dt, node, 0, &value, &value), -ENOENT);
		assert_int_equal(dt_args(dt, node, "clocks", NULL, 0, &args), -ENOENT);
		assert_null(dt_string(dt, node, "status", 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_is_found_by_path_alias_and_label),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(aliases_that_go_round_end),
		cmocka_unit_test(the_tree_is_walked_in_its_order),
		cmocka_unit_test(children_and_parents),
		cmocka_unit_test(phandles),
		cmocka_unit_test(labels),
		cmocka_unit_test(properties_are_counted),
		cmocka_unit_test(compatible_is_any_word_of_the_list),
		cmocka_unit_test(status_is_okay_ok_or_absent),
		cmocka_unit_test(secure_status_is_for_the_secure_reader),
		cmocka_unit_test(what_is_not_a_node_has_nothing),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
