/* SPDX-License-Identifier: BSD-3-Clause */
/* Regulators from device trees in source, and who holds them. */
#include "dt/tree.h"

#include "host/regulator.h"

/* As the DK boards have it (Linux's stm32mp15xx-dkx.dtsi), shortened. */
static const char dk_source[] =
	"/dts-v1/;\n"
	"/ {\n"
	"	vin: vin {\n"
	"		compatible = \"regulator-fixed\"; regulator-name = \"vin\";\n"
	"		regulator-min-microvolt = <5000000>; regulator-max-microvolt = <5000000>;\n"
	"		regulator-always-on;\n"
	"	};\n"
	"	pmic {\n"
	"		regulators {\n"
	"			compatible = \"st,stpmic1-regulators\";\n"
	"			buck1-supply = <&vin>; buck3-supply = <&vin>; ldo1-supply = <&vdd>;\n"
	"			ldo4-supply = <&vin>; ldo5-supply = <&vin>; pwr_sw1-supply = <&bst_out>;\n"
	"			boost-supply = <&vin>;\n"
	"			vddcore: buck1 {\n"
	"				regulator-name = \"vddcore\"; regulator-always-on;\n"
	"				regulator-min-microvolt = <1200000>;\n"
	"				regulator-max-microvolt = <1350000>;\n"
	"			};\n"
	"			vdd: buck3 {\n"
	"				regulator-name = \"vdd\"; regulator-always-on;\n"
	"				regulator-min-microvolt = <3300000>;\n"
	"				regulator-max-microvolt = <3300000>;\n"
	"			};\n"
	"			audio: ldo1 {\n"
	"				regulator-name = \"v1v8_audio\";\n"
	"				regulator-min-microvolt = <1750000>;\n"
	"				regulator-max-microvolt = <2500000>;\n"
	"			};\n"
	"			vdd_usb: ldo4 { regulator-name = \"vdd_usb\"; };\n"
	"			vdda: ldo5 {\n"
	"				regulator-name = \"vdda\"; regulator-boot-on;\n"
	"				regulator-min-microvolt = <2900000>;\n"
	"				regulator-max-microvolt = <2900000>;\n"
	"			};\n"
	"			bst_out: boost { regulator-name = \"bst_out\"; };\n"
	"			vbus_otg: pwr_sw1 { };\n"
	"			buck9 { regulator-name = \"no such output\"; };\n"
	"			off: ldo6 { regulator-name = \"off\"; status = \"disabled\"; };\n"
	"		};\n"
	"	};\n"
	"	pwr@50001000 {\n"
	"		compatible = \"st,stm32mp1,pwr-reg\";\n"
	"		vdd-supply = <&vdd>; vdd_3v3_usbfs-supply = <&vdd_usb>;\n"
	"		reg11: reg11 {\n"
	"			regulator-name = \"reg11\"; regulator-min-microvolt = <1100000>;\n"
	"			regulator-max-microvolt = <1100000>;\n"
	"		};\n"
	"		usb33: usb33 {\n"
	"			regulator-name = \"usb33\"; regulator-min-microvolt = <3300000>;\n"
	"			regulator-max-microvolt = <3300000>;\n"
	"		};\n"
	"	};\n"
	"	board { status = \"disabled\";\n"
	"		hidden { compatible = \"regulator-fixed\"; regulator-name = \"hidden\"; };\n"
	"	};\n"
	"	m4 {\n"
	"		usb33-supply = <&usb33>; audio-supply = <&audio>; off-supply = <&off>;\n"
	"		odd-supply = [00 01]; dead-supply = <0x1234>;\n"
	"	};\n"
	"};\n";

static struct tree source;
static struct regulator_tree *tree;
static char log_text[8192];

static void keep_log(void *context, const char *line)
{
	(void)context;
	(void)snprintf(log_text + strlen(log_text), sizeof(log_text) - strlen(log_text), "%s\n",
		       line);
}

static void take(const char *text)
{
	const struct regulator_config config = {.log = keep_log, .warn = keep_log};

	log_text[0] = '\0';
	tree_make(&source, text);
	assert_int_equal(regulator_tree_create(&tree, &source.dt, &config), 0);
}

static int setup(void **state)
{
	(void)state;
	take(dk_source);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	regulator_tree_destroy(tree);
	tree = NULL;
	tree_free(&source);
	return 0;
}

static int named(const char *name)
{
	int index = regulator_by_name(tree, name);

	assert_int_not_equal(index, REGULATOR_NONE);
	return index;
}

static struct regulator_state look(const char *name)
{
	return regulator_state(tree, named(name));
}

static struct regulator *get(const char *name, const char *holder)
{
	struct regulator *regulator = NULL;

	assert_int_equal(regulator_get(tree, named(name), holder, &regulator), 0);
	return regulator;
}

static void all_regulators_are_taken_with_limits_and_supplies(void **state)
{
	(void)state;
	assert_int_equal(regulator_count(tree), 10);
	assert_string_equal(log_text, "");
	assert_string_equal(look("vddcore").node, "buck1");
	assert_int_equal(look("vddcore").supply, named("vin"));
	assert_int_equal(look("vddcore").microvolts, 1200000);
	assert_int_equal(look("vddcore").max_uv, 1350000);
	assert_true(look("vddcore").always_on);
	assert_int_equal(look("v1v8_audio").supply, named("vdd"));
	assert_int_equal(look("v1v8_audio").microvolts, 1800000);
	assert_int_equal(look("vdd_usb").microvolts, 3300000);
	assert_int_equal(look("vdd_usb").max_uv, 0);
	assert_int_equal(look("bst_out").microvolts, 5000000);
	assert_int_equal(look("pwr_sw1").supply, named("bst_out"));
	assert_int_equal(look("reg11").supply, named("vdd"));
	assert_int_equal(look("usb33").supply, named("vdd_usb"));
	assert_int_equal(look("vin").supply, REGULATOR_NONE);
	assert_true(look("vdda").boot_on);
	assert_int_equal(regulator_by_name(tree, "hidden"), REGULATOR_NONE);
	assert_int_equal(regulator_by_name(tree, "off"), REGULATOR_NONE);
	assert_int_equal(regulator_by_name(tree, "no such output"), REGULATOR_NONE);
}

static void at_first_what_the_tree_says_is_on(void **state)
{
	(void)state;
	assert_true(look("vin").enabled);
	assert_true(look("vddcore").enabled);
	assert_true(look("vdda").enabled);
	assert_false(look("v1v8_audio").enabled);
	assert_false(look("usb33").enabled);
	/* vddcore, vdd, vdda. */
	assert_int_equal(look("vin").enable_count, 3);
	assert_int_equal(look("vddcore").enable_count, 0);
}

static void enabling_takes_the_supplies_along(void **state)
{
	struct regulator *one = get("usb33", "linux: usbotg"), *two = get("usb33", "m4: usb");

	(void)state;
	regulator_enable(one);
	assert_true(look("usb33").enabled);
	assert_true(look("vdd_usb").enabled);
	assert_int_equal(look("vdd_usb").enable_count, 1);
	assert_int_equal(look("vin").enable_count, 4);
	regulator_enable(two);
	regulator_enable(two);
	assert_int_equal(look("usb33").enable_count, 3);
	assert_int_equal(regulator_enabled_by(two), 2);
	assert_ptr_equal(regulator_next(tree, named("usb33"), NULL), one);
	assert_ptr_equal(regulator_next(tree, named("usb33"), one), two);
	assert_string_equal(regulator_holder(two), "m4: usb");
	assert_int_equal(regulator_of(two), named("usb33"));
	regulator_disable(one);
	regulator_disable(one);
	assert_true(look("usb33").enabled);
	regulator_put(two);
	assert_false(look("usb33").enabled);
	assert_false(look("vdd_usb").enabled);
	assert_int_equal(look("vin").enable_count, 3);
	regulator_put(one);
	regulator_put(NULL);
	assert_null(regulator_next(tree, named("usb33"), NULL));
	assert_int_equal(regulator_get(tree, -1, "x", &one), -EINVAL);
	assert_int_equal(regulator_get(tree, regulator_count(tree), "x", &one), -EINVAL);
}

static void always_on_stays_on(void **state)
{
	struct regulator *core = get("vddcore", "x");

	(void)state;
	regulator_enable(core);
	regulator_disable(core);
	assert_true(look("vddcore").enabled);
	regulator_put(core);
}

static void voltages_are_set_within_limits_steps_and_what_others_want(void **state)
{
	struct regulator *one = get("v1v8_audio", "one"), *two = get("v1v8_audio", "two");
	struct regulator *fixed = get("vdd_usb", "fixed"), *core = get("vddcore", "core");

	(void)state;
	/* LDO1: steps of 100 mV from 1.7 V; the tree: 1.75 to 2.5 V. */
	assert_int_equal(regulator_set_voltage(one, 1810000, 2000000), 0);
	assert_int_equal(look("v1v8_audio").microvolts, 1900000);
	assert_int_equal(regulator_set_voltage(one, 1810000, 1890000), -EINVAL); /* between steps */
	assert_int_equal(regulator_set_voltage(one, 2600000, 2700000), -EINVAL);
	assert_int_equal(regulator_set_voltage(one, 1000000, 1700000), -EINVAL);
	assert_int_equal(regulator_set_voltage(one, 2000000, 1900000), -EINVAL);
	assert_int_equal(look("v1v8_audio").microvolts, 1900000);
	assert_int_equal(regulator_set_voltage(two, 2100000, 2500000), -EBUSY);
	assert_int_equal(look("v1v8_audio").microvolts, 1900000);
	assert_int_equal(regulator_set_voltage(two, 1950000, 2500000), 0);
	assert_int_equal(look("v1v8_audio").microvolts, 2000000);
	assert_int_equal(regulator_set_voltage(two, 0, 0), 0);
	assert_int_equal(regulator_set_voltage(one, 1750000, 1800000), 0);
	assert_int_equal(look("v1v8_audio").microvolts, 1800000);
	/* Gone with its holder. */
	assert_int_equal(regulator_set_voltage(two, 2100000, 2500000), -EBUSY);
	regulator_put(one);
	assert_int_equal(regulator_set_voltage(two, 2100000, 2500000), 0);
	/* No limits in the tree: it stays. */
	assert_int_equal(regulator_set_voltage(fixed, 3300000, 3300000), 0);
	assert_int_equal(regulator_set_voltage(fixed, 3000000, 3200000), -EINVAL);
	assert_int_equal(regulator_set_voltage(core, 0, UINT32_MAX), 0);
	assert_int_equal(look("vddcore").microvolts, 1200000);
	assert_int_equal(regulator_set_voltage(core, 1340000, 1350000), 0);
	assert_int_equal(look("vddcore").microvolts, 1350000);
	regulator_put(two);
	regulator_put(fixed);
	regulator_put(core);
}

static void unused_ones_are_switched_off(void **state)
{
	struct regulator *usb = get("vdd_usb", "linux: usbphy");

	(void)state;
	regulator_enable(usb);
	assert_int_equal(regulator_disable_unused(tree), 1);
	assert_string_equal(log_text, "vdda is switched off: nobody holds it\n");
	assert_false(look("vdda").enabled);
	assert_true(look("vdd_usb").enabled);
	assert_true(look("vin").enabled);
	assert_int_equal(regulator_disable_unused(tree), 0);
	regulator_put(usb);
}

static void supplies_of_other_nodes_are_found(void **state)
{
	struct host_error error;
	int m4 = dt_find(&source.dt, "/m4");

	(void)state;
	assert_int_equal(regulator_from_dt(tree, &source.dt, m4, "usb33-supply", &error),
			 named("usb33"));
	assert_int_equal(regulator_from_dt(tree, &source.dt, m4, "audio-supply", NULL),
			 named("v1v8_audio"));
	assert_int_equal(regulator_from_dt(tree, &source.dt, m4, "vref-supply", &error), -ENOENT);
	assert_int_equal(regulator_from_dt(tree, &source.dt, m4, "off-supply", &error), -EINVAL);
	assert_string_equal(error.place, "/m4");
	assert_non_null(strstr(error.text, "\"off-supply\" comes from ldo6, which is disabled"));
	assert_int_equal(regulator_from_dt(tree, &source.dt, m4, "odd-supply", &error), -EINVAL);
	assert_int_equal(regulator_from_dt(tree, &source.dt, m4, "dead-supply", &error), -EINVAL);
}

static void what_contradicts_itself_is_left_out(void **state)
{
	(void)state;
	(void)teardown(NULL);
	take("/dts-v1/;\n"
	     "/ {\n"
	     "	a: a { compatible = \"regulator-fixed\"; regulator-name = \"a\"; vin-supply = <&c>;\n"
	     "		regulator-always-on; };\n"
	     "	b: b { compatible = \"regulator-fixed\"; regulator-name = \"b\"; vin-supply = <&a>; };\n"
	     "	c: c { compatible = \"regulator-fixed\"; regulator-name = \"c\"; vin-supply = <&b>; };\n"
	     "	self: self { compatible = \"regulator-fixed\"; vin-supply = <&self>; };\n"
	     "	reversed { compatible = \"regulator-fixed\"; regulator-min-microvolt = <2>;\n"
	     "		regulator-max-microvolt = <1>; };\n"
	     "	hanging { compatible = \"regulator-fixed\"; vin-supply = <0x777>; };\n"
	     "	bytes { compatible = \"regulator-fixed\"; vin-supply = [01];\n"
	     "		regulator-min-microvolt = [00]; regulator-name = \"a\\x1b[31m\"; };\n"
	     "	regs { compatible = \"st,stpmic1-regulators\";\n"
	     "		buck1 { regulator-min-microvolt = <3000000>;\n"
	     "			regulator-max-microvolt = <3300000>; };\n"
	     "	};\n"
	     "};\n");
	assert_int_equal(regulator_count(tree), 6);
	assert_non_null(strstr(log_text, "a supplies itself: its supply is left out\n"));
	assert_non_null(strstr(log_text, "self supplies itself: its supply is left out\n"));
	assert_non_null(strstr(log_text, "/reversed is left out: its regulator-min-microvolt 2 is "
					 "above its regulator-max-microvolt 1\n"));
	assert_non_null(strstr(log_text, "the supply of hanging is no regulator"));
	assert_non_null(strstr(log_text, "/regs/buck1 is left out: the chip makes nothing from "
					 "3000000 to 3300000 uV\n"));
	assert_int_equal(look("b").supply, named("a"));
	assert_int_equal(look("c").supply, named("b"));
	assert_true(look("a").enabled);
	assert_int_equal(regulator_by_name(tree, "a\x1b[31m"), REGULATOR_NONE);
	assert_int_equal(regulator_by_name(tree, "a\\x1B[31m"), 5);
}

static void many_are_cut_short(void **state)
{
	static char text[16384];
	size_t length;

	(void)state;
	(void)teardown(NULL);
	length = (size_t)snprintf(text, sizeof(text), "/dts-v1/; / {");
	for (int i = 0; i < 70; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "r%d { compatible = \"regulator-fixed\"; };", i);
	(void)snprintf(text + length, sizeof(text) - length, "};");
	take(text);
	assert_int_equal(regulator_count(tree), 64);
	assert_string_equal(log_text, "there are more than 64 regulators: the rest is left out\n");
}

/* Everything that can be asked of a tree of strangers. */
static void use_all(const struct dt *dt)
{
	const struct regulator_config config = {.log = keep_log, .warn = keep_log};

	log_text[0] = '\0';
	assert_int_equal(regulator_tree_create(&tree, dt, &config), 0);
	for (int i = 0; i < regulator_count(tree); i++) {
		struct regulator *regulator;

		assert_int_equal(regulator_get(tree, i, "somebody", &regulator), 0);
		regulator_enable(regulator);
		assert_true(regulator_state(tree, i).enabled);
		(void)!regulator_set_voltage(regulator, 1000000, 3300000);
		if (i % 2)
			regulator_put(regulator);
		else
			regulator_disable(regulator);
		if (i % 2 == 0)
			regulator_put(regulator);
	}
	for (int node = DT_ROOT; node >= 0; node = dt_next(dt, node))
		(void)!regulator_from_dt(tree, dt, node, "usb33-supply", NULL);
	(void)regulator_disable_unused(tree);
	for (int i = 0; i < regulator_count(tree); i++) {
		const struct regulator_state state = regulator_state(tree, i);

		assert_true(state.enabled == (state.always_on || state.enable_count > 0));
	}
	regulator_tree_destroy(tree);
	tree = NULL;
}

static void a_tree_changed_at_any_byte_is_taken_or_refused(void **state)
{
	unsigned char *bytes = source.blob;
	unsigned taken = 0;

	(void)state;
	regulator_tree_destroy(tree);
	tree = NULL;
	for (size_t i = 0; i < source.size; i++) {
		static const unsigned char changes[] = {0x01, 0x80, 0xFF};
		const unsigned char before = bytes[i];

		for (size_t k = 0; k < sizeof(changes); k++) {
			struct dt dt;

			bytes[i] = before ^ changes[k];
			if (dt_open(&dt, bytes, source.size, NULL))
				continue;
			use_all(&dt);
			taken++;
		}
		bytes[i] = before;
	}
	assert_true(taken > source.size / 2);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(all_regulators_are_taken_with_limits_and_supplies),
		T(at_first_what_the_tree_says_is_on),
		T(enabling_takes_the_supplies_along),
		T(always_on_stays_on),
		T(voltages_are_set_within_limits_steps_and_what_others_want),
		T(unused_ones_are_switched_off),
		T(supplies_of_other_nodes_are_found),
		T(what_contradicts_itself_is_left_out),
		T(many_are_cut_short),
		T(a_tree_changed_at_any_byte_is_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
