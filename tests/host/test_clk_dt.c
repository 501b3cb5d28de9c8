/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks as device trees name them. The numbers are those of dt-bindings/clock/stm32mp1-clks.h. */
#include "dt/tree.h"

#include "host/clk.h"
#include "host/fake_rcc.h"

static const char source_text[] =
	"/dts-v1/;\n"
	"/ {\n"
	"	rcc: rcc@50000000 { compatible = \"st,stm32mp1-rcc\", \"syscon\"; #clock-cells = <1>; };\n"
	"	clk_hse: clk-hse { compatible = \"fixed-clock\"; #clock-cells = <0>; };\n"
	"	wide: wide { compatible = \"st,stm32mp1-rcc-secure\"; #clock-cells = <2>; };\n"
	"	none: none { compatible = \"st,stm32mp1-rcc\"; #clock-cells = <0>; };\n"
	"	firmware { scmi {\n"
	"		compatible = \"linaro,scmi-optee\";\n"
	"		scmi_clk: protocol@14 { reg = <0x14>; #clock-cells = <1>; };\n"
	"		scmi_reset: protocol@16 { reg = <0x16>; #clock-cells = <1>; };\n"
	"	}; };\n"
	"	good { clocks = <&rcc 150>, <&clk_hse>, <&rcc 19>, <&scmi_clk 20>; };\n"
	"	bad {\n"
	"		clocks = <&rcc 182>, <&rcc 232>, <&rcc 0xffffffff>, <&scmi_clk 21>,\n"
	"			 <&scmi_reset 1>, <&wide 1 2>, <&none>, <0x999 1>;\n"
	"	};\n"
	"	a: a { #clock-cells = <0>; clocks = <&rcc 1>, <&b>; };\n"
	"	b: b { #clock-cells = <0>; clocks = <&c>; };\n"
	"	c: c { #clock-cells = <0>; clocks = <&b>; };\n"
	"	d: d { #clock-cells = <0>; clocks = <&e>, <&e>, <&e>, <&e>, <&rcc 0>; };\n"
	"	e: e { #clock-cells = <0>; clocks = <&f>, <&f>, <&f>, <&f>, <&f>, <&f>; };\n"
	"	f: f { #clock-cells = <0>; clocks = <&rcc 0>, <&clk_hse>; };\n"
	"	looped { clocks = <&a>, <&b>, <&d>, <&rcc 83>; };\n"
	"	cut { clocks = <&rcc>; };\n"
	"	bytes { clocks = [01 02 03]; };\n"
	"	serial@40011000 {\n"
	"		assigned-clocks = <&rcc 152>, <&rcc 190>, <&clk_hse>;\n"
	"		assigned-clock-parents = <&rcc 190>;\n"
	"		assigned-clock-rates = <0 54000000>;\n"
	"	};\n"
	"	wrong@1 {\n"
	"		assigned-clocks = <&rcc 83>, <&rcc 182>, <&rcc 152>;\n"
	"		assigned-clock-parents = <&rcc 4>, <&rcc 4>, <&rcc 0>;\n"
	"	};\n"
	"};\n";

static struct tree source;
static struct host_error error;

static int setup(void **state)
{
	(void)state;
	tree_make(&source, source_text);
	memset(&error, 0, sizeof(error));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tree_free(&source);
	return 0;
}

static int entry(const char *node, size_t index)
{
	return clk_from_dt(&source.dt, dt_find(&source.dt, node), "clocks", index, &error);
}

static void entries_become_clocks(void **state)
{
	(void)state;
	assert_string_equal(clk_name(entry("/good", 0)), "usart3_k");
	assert_string_equal(clk_name(entry("/good", 2)), "usart3");
	assert_string_equal(clk_name(entry("/good", 3)), "usart1_k");
	assert_int_equal(entry("/good", 1), -ENXIO);
	assert_string_equal(error.place, "/good");
	assert_string_equal(error.text,
			    "\"clocks\" names a clock of /clk-hse, which is not this chip's RCC");
	assert_int_equal(entry("/good", 4), -ENOENT);
	assert_int_equal(entry("/rcc@50000000", 0), -ENOENT);
}

static void bad_entries_name_node_and_id(void **state)
{
	(void)state;
	assert_int_equal(entry("/bad", 0), -EINVAL);
	assert_string_equal(error.place, "/bad");
	assert_string_equal(error.text,
			    "\"clocks\" names clock 182 of /rcc@50000000, which it does "
			    "not have");
	assert_int_equal(entry("/bad", 1), -EINVAL);
	assert_non_null(strstr(error.text, "clock 232 of"));
	assert_int_equal(entry("/bad", 2), -EINVAL);
	assert_non_null(strstr(error.text, "clock 4294967295 of"));
	assert_int_equal(entry("/bad", 3), -EINVAL);
	assert_non_null(strstr(error.text, "clock 21 of /firmware/scmi/protocol@14"));
	assert_int_equal(entry("/bad", 4), -ENXIO);
	assert_int_equal(entry("/bad", 5), -EINVAL);
	assert_int_equal(entry("/bad", 6), -EINVAL);
	assert_int_equal(entry("/bad", 7), -EINVAL);
	assert_string_equal(error.text, "entry 7 of \"clocks\" is malformed or points to nothing");
	assert_string_equal(error.place, "/bad");
	assert_int_equal(entry("/cut", 0), -EINVAL);
	assert_string_equal(error.place, "/cut");
	assert_int_equal(entry("/bytes", 0), -EINVAL);
	assert_int_equal(clk_from_dt(&source.dt, dt_find(&source.dt, "/bad"), "clocks", 0, NULL),
			 -EINVAL);
}

static void a_clock_made_from_itself_is_told(void **state)
{
	(void)state;
	assert_int_equal(entry("/looped", 0), -EINVAL);
	assert_string_equal(error.place, "/looped");
	assert_string_equal(error.text,
			    "\"clocks\" names the clock of /a, which is made from itself");
	assert_int_equal(entry("/looped", 1), -EINVAL);
	/* The same clock twice is no circle. */
	assert_int_equal(entry("/looped", 2), -ENXIO);
	assert_string_equal(clk_name(entry("/looped", 3)), "ipcc");
	/* What the RCC is fed by is not followed. */
	assert_int_equal(entry("/a", 0), clk_by_name("csi"));
}

static void assigned_parents_and_rates_are_given(void **state)
{
	static struct fake_rcc rcc;
	struct clk_config config = {.log = NULL};
	struct clk_tree *tree;
	struct clk *other;

	(void)state;
	fake_rcc_dk2(&rcc);
	config.rcc = fake_rcc_mmio(&rcc);
	assert_int_equal(clk_tree_create(&tree, &config), 0);
	assert_int_equal(
		clk_set_defaults(tree, &source.dt, dt_find(&source.dt, "/serial@40011000"), &error),
		0);
	assert_int_equal(fake_rcc_get(&rcc, 0x8EC), 1); /* UART3, UART5 on PLL4_Q */
	assert_int_equal(fake_rcc_get(&rcc, 0x89C), 7u << 16 | 10u << 8 | 5); /* 594 / 11 */
	assert_int_equal(clk_set_defaults(tree, &source.dt, dt_find(&source.dt, "/good"), &error),
			 0);
	/* A failure is told, and what follows it is done. */
	assert_int_equal(
		clk_set_defaults(tree, &source.dt, dt_find(&source.dt, "/wrong@1"), &error),
		-EINVAL);
	assert_string_equal(error.place, "/wrong@1");
	assert_non_null(strstr(error.text, "cannot be given to ipcc"));
	assert_int_equal(fake_rcc_get(&rcc, 0x8EC), 4); /* HSE */
	assert_int_equal(clk_get(tree, clk_by_binding(150), "linux: other", &other), 0);
	assert_int_equal(clk_enable(other), 0);
	assert_int_equal(
		clk_set_defaults(tree, &source.dt, dt_find(&source.dt, "/serial@40011000"), &error),
		-EBUSY);
	clk_put(other);
	clk_tree_destroy(tree);
}

static void a_tree_changed_at_any_byte_is_answered(void **state)
{
	static struct fake_rcc rcc;
	struct clk_config config = {.log = NULL};
	unsigned char *bytes = source.blob;
	struct clk_tree *tree;
	unsigned taken = 0;

	(void)state;
	fake_rcc_dk2(&rcc);
	config.rcc = fake_rcc_mmio(&rcc);
	assert_int_equal(clk_tree_create(&tree, &config), 0);
	for (size_t i = 0; i < source.size; i++) {
		const unsigned char before = bytes[i];
		struct dt dt;

		bytes[i] ^= i % 2 ? 0x81 : 0x02;
		if (!dt_open(&dt, bytes, source.size, NULL)) {
			taken++;
			for (int node = DT_ROOT; node >= 0; node = dt_next(&dt, node)) {
				for (size_t k = 0; k < 10; k++) {
					int clock = clk_from_dt(&dt, node, "clocks", k, &error);

					assert_in_range(clock + 100, 0, 100 + clk_count() - 1);
				}
				(void)!clk_set_defaults(tree, &dt, node, &error);
			}
		}
		bytes[i] = before;
	}
	assert_true(taken > source.size / 4);
	clk_tree_destroy(tree);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(entries_become_clocks),
		T(bad_entries_name_node_and_id),
		T(a_clock_made_from_itself_is_told),
		T(assigned_parents_and_rates_are_given),
		T(a_tree_changed_at_any_byte_is_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
