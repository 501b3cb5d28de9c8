/* SPDX-License-Identifier: BSD-3-Clause */
/* Cells, strings, addresses through ranges, and lists of phandles. */
#include "dt/tree.h"

static const char source[] =
	"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n"
	"values { cells = <1 0xfffffffe 3>; none; bytes = [01 02 03 04 05];\n"
	"	strings = \"one\", \"two\", \"\", \"four\"; unended = [6f 6e 65 00 74 77 6f]; };\n"
	/* The bus that all devices sit on, and one that is shifted. */
	"soc { #address-cells = <1>; #size-cells = <1>; ranges;\n"
	"	plain@40000000 { reg = <0x40000000 0x400>, <0x50000000 0x10>; };\n"
	"	last@fffff000 { reg = <0xfffff000 0x1000>; };\n"
	"	over@fffff000 { reg = <0xfffff001 0x1000>; };\n"
	"	broken { reg = <0x40000000>; }; short { reg = [01 02]; }; none { reg; };\n"
	"	shifted { #address-cells = <1>; #size-cells = <1>;\n"
	"		ranges = <0x0 0x38000000 0x10000>, <0x10000000 0x10000000 0x60000>;\n"
	"		vectors@0 { reg = <0x100 0x298>; };\n"
	"		sram@10000000 { reg = <0x1005ffff 1>; };\n"
	"		beyond@10060000 { reg = <0x10060000 1>; };\n"
	"		deeper { #address-cells = <2>; #size-cells = <2>;\n"
	"			ranges = <1 0x8000 0x200 1 0>;\n"
	"			a@1 { reg = <1 0x8010 0 0x20>; };\n"
	"			b@1 { reg = <1 0x7fff 0 0x20>; };\n"
	"			c@1 { reg = <1 0x8010 1 0x20>; }; };\n"
	"	};\n"
	"	i2c { #address-cells = <1>; #size-cells = <0>; eeprom@50 { reg = <0x50>; }; };\n"
	"	pci { #address-cells = <3>; #size-cells = <2>; ranges; card@0 { reg = <0 0 0 0 0>; }; };\n"
	"	nothing { #address-cells = <0>; #size-cells = <0>; ranges; x { reg = <1>; }; };\n"
	"	crooked { #address-cells = <1>; #size-cells = <1>; ranges = <1 2>; x { reg = <1 1>; }; };\n"
	"	typo { #address-cells = [01]; #size-cells = <1>; ranges; x { reg = <1 1>; }; };\n"
	"};\n"
	/* What holds where nothing is said: two cells of address, one of size. */
	"silent { ranges = <0 0 0x40000000 0x1000>; x { reg = <0 0x10 4>; }; };\n"
	"wide { #address-cells = <2>; #size-cells = <2>; ranges = <0 0 0xf0000000 1 0>;\n"
	"	x { reg = <0 0x20000000 0 4>; }; };\n"
	"farther { #address-cells = <2>; #size-cells = <2>; ranges;\n"
	"	x { reg = <1 0 0 4>; }; };\n"
	"clocks { a: a { #clock-cells = <0>; }; b: b { #clock-cells = <2>; }; c: c { };\n"
	"	d: d { #clock-cells = <8>; }; e: e { #clock-cells = <9>; }; };\n"
	"user { clocks = <&a>, <&b 10 11>, <0>, <&a>; memory-region = <&a &b &c>;\n"
	"	nocells = <&c>; wrong = <&a>, <0x777>, <&a>; ends = <&a>, <&b 1>; many = <&d 1 2 3 4 5 6 7 8>;\n"
	"	more = <&e 1 2 3 4 5 6 7 8 9>; bytes = [00 00 01]; empty; };\n"
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

static void cells(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int node = dt_find(dt, "/values");
	uint32_t value = 0;

	assert_int_equal(dt_cells(dt, node, "cells"), 3);
	assert_int_equal(dt_cell(dt, node, "cells", 0, &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(dt_cell(dt, node, "cells", 1, &value), 0);
	assert_int_equal(value, 0xFFFFFFFE);
	assert_int_equal(dt_cell(dt, node, "cells", 3, &value), -ENOENT);
	assert_int_equal(dt_cell(dt, node, "cells", SIZE_MAX / 4 + 1, &value), -ENOENT);
	assert_int_equal(dt_cell(dt, node, "none", 0, &value), -ENOENT);
	assert_int_equal(dt_cell(dt, node, "missing", 0, &value), -ENOENT);
	assert_int_equal(dt_cell(dt, node, "bytes", 0, &value), -EINVAL);
	assert_int_equal(dt_cells(dt, node, "bytes"), 0);
	assert_int_equal(dt_cells(dt, node, "missing"), 0);
}

static void bytes(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int node = dt_find(dt, "/values");
	size_t size = 99;

	assert_memory_equal(dt_property(dt, node, "bytes", &size), "\1\2\3\4\5", 5);
	assert_int_equal(size, 5);
	assert_non_null(dt_property(dt, node, "none", &size));
	assert_int_equal(size, 0);
	size = 99;
	assert_null(dt_property(dt, node, "missing", &size));
	assert_int_equal(size, 0);
	assert_true(dt_has(dt, node, "none"));
	assert_false(dt_has(dt, node, "missing"));
}

static void strings(void **state)
{
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int node = dt_find(dt, "/values");

	assert_string_equal(dt_string(dt, node, "strings", 0), "one");
	assert_string_equal(dt_string(dt, node, "strings", 2), "");
	assert_string_equal(dt_string(dt, node, "strings", 3), "four");
	assert_null(dt_string(dt, node, "strings", 4));
	assert_null(dt_string(dt, node, "strings", SIZE_MAX));
	assert_null(dt_string(dt, node, "missing", 0));
	assert_null(dt_string(dt, node, "none", 0));
	assert_string_equal(dt_string(dt, node, "unended", 0), "one");
	assert_null(dt_string(dt, node, "unended", 1));
	assert_int_equal(dt_string_index(dt, node, "strings", "two"), 1);
	assert_int_equal(dt_string_index(dt, node, "strings", ""), 2);
	assert_int_equal(dt_string_index(dt, node, "strings", "three"), -ENOENT);
	assert_int_equal(dt_string_index(dt, node, "unended", "two"), -ENOENT);
	assert_int_equal(dt_string_index(dt, node, "missing", "two"), -ENOENT);
}

static void addresses(void **state)
{
	static const struct {
		const char *path;
		size_t index;
		int status;
		uint32_t address, size;
	} cases[] = {
		{"/soc/plain@40000000", 0, 0, 0x40000000, 0x400},
		{"/soc/plain@40000000", 1, 0, 0x50000000, 0x10},
		{"/soc/plain@40000000", 2, -ENOENT, 0, 0},
		{"/soc/plain@40000000", SIZE_MAX, -ENOENT, 0, 0},
		{"/soc/last@fffff000", 0, 0, 0xFFFFF000, 0x1000},
		{"/soc/over@fffff000", 0, -ERANGE, 0, 0},
		{"/soc/broken", 0, -EINVAL, 0, 0},
		{"/soc/short", 0, -EINVAL, 0, 0},
		{"/soc/none", 0, -EINVAL, 0, 0},
		{"/soc", 0, -ENOENT, 0, 0},
		{"/soc/shifted/vectors@0", 0, 0, 0x38000100, 0x298},
		{"/soc/shifted/sram@10000000", 0, 0, 0x1005FFFF, 1},
		{"/soc/shifted/beyond@10060000", 0, -ENOENT, 0, 0},
		{"/soc/shifted/deeper/a@1", 0, 0, 0x38000210, 0x20},
		{"/soc/shifted/deeper/b@1", 0, -ENOENT, 0, 0},
		{"/soc/shifted/deeper/c@1", 0, -ERANGE, 0, 0},
		{"/soc/i2c/eeprom@50", 0, -ENOENT, 0, 0},
		{"/soc/pci/card@0", 0, -ENOENT, 0, 0},
		{"/soc/nothing/x", 0, -EINVAL, 0, 0},
		{"/soc/crooked/x", 0, -EINVAL, 0, 0},
		{"/soc/typo/x", 0, -EINVAL, 0, 0},
		{"/silent/x", 0, 0, 0x40000010, 4},
		{"/wide/x", 0, -ERANGE, 0, 0},
		{"/farther/x", 0, -ERANGE, 0, 0},
		{"/", 0, -ENOENT, 0, 0},
	};
	const struct dt *dt = &((struct tree *)*state)->dt;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const int node = dt_find(dt, cases[i].path);
		uint32_t address = 0, size = 0;
		const int status = dt_reg(dt, node, cases[i].index, &address, &size);

		if (status != cases[i].status || address != cases[i].address ||
		    size != cases[i].size)
			fail_msg("%s [%zu]: %d, 0x%x, 0x%x", cases[i].path, cases[i].index, status,
				 address, size);
		assert_int_equal(dt_reg(dt, node, cases[i].index, NULL, NULL), status);
	}
}

static void lists_of_phandles(void **state)
{
	static const struct {
		const char *property, *cells_name;
		size_t index;
		int status;
		const char *path;
		unsigned count;
		uint32_t last;
	} cases[] = {
		{"clocks", "#clock-cells", 0, 0, "/clocks/a", 0, 0},
		{"clocks", "#clock-cells", 1, 0, "/clocks/b", 2, 11},
		{"clocks", "#clock-cells", 2, -ENOENT, NULL, 0, 0},
		{"clocks", "#clock-cells", 3, 0, "/clocks/a", 0, 0},
		{"clocks", "#clock-cells", 4, -ENOENT, NULL, 0, 0},
		{"memory-region", NULL, 2, 0, "/clocks/c", 0, 0},
		{"memory-region", NULL, 3, -ENOENT, NULL, 0, 0},
		{"nocells", "#clock-cells", 0, -EINVAL, NULL, 0, 0},
		{"wrong", "#clock-cells", 0, 0, "/clocks/a", 0, 0},
		{"wrong", "#clock-cells", 1, -EINVAL, NULL, 0, 0},
		{"wrong", "#clock-cells", 2, -EINVAL, NULL, 0, 0},
		{"ends", "#clock-cells", 1, -EINVAL, NULL, 0, 0},
		{"many", "#clock-cells", 0, 0, "/clocks/d", 8, 8},
		{"more", "#clock-cells", 0, -EINVAL, NULL, 0, 0},
		{"bytes", "#clock-cells", 0, -EINVAL, NULL, 0, 0},
		{"empty", "#clock-cells", 0, -ENOENT, NULL, 0, 0},
		{"missing", "#clock-cells", 0, -ENOENT, NULL, 0, 0},
		{"clocks", "#clock-cells", SIZE_MAX, -ENOENT, NULL, 0, 0},
	};
	const struct dt *dt = &((struct tree *)*state)->dt;
	const int node = dt_find(dt, "/user");

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dt_args args;
		const int status = dt_args(dt, node, cases[i].property, cases[i].cells_name,
					   cases[i].index, &args);

		if (status != cases[i].status)
			fail_msg("%s [%zu]: %d", cases[i].property, cases[i].index, status);
		if (status)
			continue;
		assert_int_equal(args.node, dt_find(dt, cases[i].path));
		assert_int_equal(args.count, cases[i].count);
		if (args.count)
			assert_int_equal(args.cells[args.count - 1], cases[i].last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells),
		cmocka_unit_test(bytes),
		cmocka_unit_test(strings),
		cmocka_unit_test(addresses),
		cmocka_unit_test(lists_of_phandles),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
