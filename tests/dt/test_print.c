/* SPDX-License-Identifier: BSD-3-Clause */
/* Printed trees compile to the same trees; differences are shown where they are. */
#include "dt/tree.h"

static void assert_printed(const char *source, const char *expected)
{
	struct tree tree;
	struct text text = {0};
	const struct dt_sink sink = text_sink(&text);

	tree_make(&tree, source);
	dt_print(&tree.dt, &sink);
	assert_string_equal(text.bytes, expected);
	assert_round_trip(&tree.dt);
	text_free(&text);
	tree_free(&tree);
}

static void a_tree_is_printed_as_source(void **state)
{
	(void)state;
	assert_printed("/dts-v1/; / { };", "/dts-v1/;\n\n/ {\n};\n");
	assert_printed("/dts-v1/; /memreserve/ 0x1000 0x20; / { compatible = \"a\", \"b\"; empty;\n"
		       "one { reg = <0x40004000>; two@1 { bytes = [01 02 ff]; x = \"y\"; }; };\n"
		       "three { }; };",
		       "/dts-v1/;\n\n"
		       "/memreserve/ 0x0000000000001000 0x0000000000000020;\n"
		       "/ {\n"
		       "\tcompatible = \"a\", \"b\";\n"
		       "\tempty;\n"
		       "\n"
		       "\tone {\n"
		       "\t\treg = <0x40004000>;\n"
		       "\n"
		       "\t\ttwo@1 {\n"
		       "\t\t\tbytes = [01 02 ff];\n"
		       "\t\t\tx = \"y\";\n"
		       "\t\t};\n"
		       "\t};\n"
		       "\n"
		       "\tthree {\n"
		       "\t};\n"
		       "};\n");
}

static void odd_trees_compile_to_themselves(void **state)
{
	static const char *const sources[] = {
		"/dts-v1/; / { a = \"quote \\\" and \\\\ backslash\\\\\", \"\\\"\", \"\\\\\\\"\"; };",
		"/dts-v1/; / { a = \"\"; b = \"\", \"\"; c = \"x\", \"\"; d = \"tab\\there\"; };",
		"/dts-v1/; / { a = [00]; b = [00 00 00 00]; c = [ff]; d = [41 42 43 00];\n"
		"	e = [41 42 43]; f = [0a 00]; g = [7f 00]; h = [c3 a4 00 00]; };",
		"/dts-v1/; / { a-names = \"p\", \"q\"; b = \"p\", \"q\"; compatible = \"p\", \"q\"; };",
		"/dts-v1/; / { #a = <1>; ?b = <2>; *c = <3>; +d = <4>; 1 = <5>; a.b,c_d = <6>;\n"
		"	-e = <7>; 0x10 = <8>; };",
		"/dts-v1/; / { 1 { }; 0x1 { }; a@ { }; a@0,1 { }; -x { }; y@-z { }; .,_+- { }; };",
		"/dts-v1/; / { a = \"/* no comment */ // none\"; b = \"; } {\"; c = \"%s%n%d\"; };",
		"/dts-v1/; / { b = <&x>; x: a { phandle = <5>; linux,phandle = <5>; }; };",
		"/dts-v1/; /memreserve/ 0 0x10; /memreserve/ 0xffffffffffffffff 1; / { };",
		"/dts-v1/; / { delete-node; memreserve = <1>; bits = /bits/ 64 <1>;\n"
		"	s = /bits/ 16 <1 2 3>; delete-property { }; };",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		struct tree tree;

		tree_make(&tree, sources[i]);
		assert_round_trip(&tree.dt);
		tree_free(&tree);
	}
}

/* Every value of one and of two bytes, and of four of the kinds that are taken for text. */
static void every_value_compiles_to_itself(void **state)
{
	static const uint8_t kinds[] = {0, 'a', '"', '\\', 0x1F, 0x20, 0x7E, 0x7F, 0x80, 0xFF};
	const size_t count = sizeof(kinds);
	static uint8_t blob[1u << 20] __attribute__((aligned(8)));
	struct dt dt;
	char name[32];

	(void)state;
	assert_int_equal(fdt_create(blob, sizeof(blob)), 0);
	assert_int_equal(fdt_finish_reservemap(blob), 0);
	assert_int_equal(fdt_begin_node(blob, ""), 0);
	for (unsigned value = 0; value < 256 + count * count * count * count; value++) {
		const unsigned kind = value - 256;
		const uint8_t one = (uint8_t)value;
		const uint8_t four[4] = {kinds[kind % count], kinds[kind / count % count],
					 kinds[kind / count / count % count],
					 kinds[kind / count / count / count % count]};

		/* In groups: dtc takes no more than 10000 siblings. */
		if (value % 1024 == 0) {
			snprintf(name, sizeof(name), "from-%u", value);
			assert_int_equal(value ? fdt_end_node(blob) : 0, 0);
			assert_int_equal(fdt_begin_node(blob, name), 0);
		}
		snprintf(name, sizeof(name), "value-%u", value);
		assert_int_equal(fdt_begin_node(blob, name), 0);
		assert_int_equal(fdt_property(blob, value % 3 ? "value" : "value-names",
					      value < 256 ? &one : four,
					      value < 256 ? 1 : 2 + (int)(value % 3)),
				 0);
		assert_int_equal(fdt_end_node(blob), 0);
	}
	assert_int_equal(fdt_end_node(blob), 0);
	assert_int_equal(fdt_end_node(blob), 0);
	assert_int_equal(fdt_finish(blob), 0);
	assert_int_equal(dt_open(&dt, blob, sizeof(blob), NULL), 0);
	assert_round_trip(&dt);
}

static void assert_diff(const char *before, const char *after, size_t count, const char *expected)
{
	struct tree one, other;
	struct text text = {0};
	const struct dt_sink sink = text_sink(&text);

	tree_make(&one, before);
	tree_make(&other, after);
	assert_int_equal(dt_diff(&one.dt, &other.dt, &sink), count);
	assert_string_equal(text.bytes ? text.bytes : "", expected);
	text_free(&text);
	assert_int_equal(dt_diff(&other.dt, &one.dt, &sink), count);
	text_free(&text);
	tree_free(&one);
	tree_free(&other);
}

static void differences_are_below_their_node(void **state)
{
	(void)state;
	assert_diff("/dts-v1/; / { a { x = <1>; }; };", "/dts-v1/; / { a { x = <1>; }; };", 0, "");
	assert_diff("/dts-v1/; / { soc { a@1 { status = \"okay\"; x; }; b { gone = <1>; }; }; };",
		    "/dts-v1/; / { soc { a@1 { status = \"disabled\"; x; }; b { new; }; }; };", 3,
		    "/soc/a@1\n"
		    "- \tstatus = \"okay\";\n"
		    "+ \tstatus = \"disabled\";\n"
		    "\n"
		    "/soc/b\n"
		    "- \tgone = <0x1>;\n"
		    "+ \tnew;\n");
	assert_diff("/dts-v1/; / { m = <1>; soc { a { x; b { }; }; }; };",
		    "/dts-v1/; / { m = <1 2>; soc { c { }; }; };", 3,
		    "/\n"
		    "- \tm = <0x1>;\n"
		    "+ \tm = <0x1 0x2>;\n"
		    "\n"
		    "/soc\n"
		    "- \ta {\n"
		    "- \t\tx;\n"
		    "- \n"
		    "- \t\tb {\n"
		    "- \t\t};\n"
		    "- \t};\n"
		    "+ \tc {\n"
		    "+ \t};\n");
}

static void order_is_no_difference(void **state)
{
	(void)state;
	assert_diff("/dts-v1/; / { x; y; a { }; b { i; }; c { }; d { }; };",
		    "/dts-v1/; / { y; x; c { }; d { }; b { i; }; a { }; };", 0, "");
	assert_diff("/dts-v1/; / { a { }; b { i; }; c { }; };",
		    "/dts-v1/; / { c { j; }; b { }; a { }; };", 2, "/b\n- \ti;\n\n/c\n+ \tj;\n");
}

static void reservations_differ_too(void **state)
{
	(void)state;
	assert_diff("/dts-v1/; /memreserve/ 0 1; / { };", "/dts-v1/; /memreserve/ 0 2; / { };", 1,
		    "- /memreserve/ 0x0000000000000000 0x0000000000000001;\n"
		    "+ /memreserve/ 0x0000000000000000 0x0000000000000002;\n");
	assert_diff("/dts-v1/; / { };", "/dts-v1/; /memreserve/ 0 2; / { };", 1,
		    "+ /memreserve/ 0x0000000000000000 0x0000000000000002;\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_printed_as_source),
		cmocka_unit_test(odd_trees_compile_to_themselves),
		cmocka_unit_test(every_value_compiles_to_itself),
		cmocka_unit_test(differences_are_below_their_node),
		cmocka_unit_test(order_is_no_difference),
		cmocka_unit_test(reservations_differ_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
