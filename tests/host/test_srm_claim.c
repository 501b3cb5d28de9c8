/* SPDX-License-Identifier: BSD-3-Clause */
/* What the resource manager takes for the coprocessor and gives back, and who stands in its way. */
#include "host/srm_fixture.h"

#include "soc/irq.h"

#define DEVICE	       "compatible = \"rproc-srm-dev\";"
#define PIN(bank, pin) (16u * ((bank) - 'A') + (pin))

static struct srm_rig rig;

static int teardown(void **state)
{
	(void)state;
	srm_rig_free(&rig);
	return 0;
}

static int claim(void)
{
	memset(&rig.error, 0, sizeof(rig.error));
	return srm_host_claim(rig.srm, &rig.error);
}

static const char *holder_of(enum claim_kind kind, uint32_t number)
{
	const struct claim *found = claims_find(&rig.claims, kind, number, NULL);

	return found ? found->holder : "";
}

static const char all[] =
	"i2c@40015000 { " DEVICE " reg = <0x40015000 0x400>; clocks = <&rcc 141>;\n"
	"	clock-names = \"i\"; vcc-supply = <&vdda>; };\n"
	"button { " DEVICE " pinctrl-names = \"sleep\", \"default\"; pinctrl-1 = <&button_pins>;\n"
	"	interrupt-parent = <&gpioa>; interrupts = <14 2>; };\n"
	"other { " DEVICE " pinctrl-names = \"rproc_default\"; pinctrl-0 = <&odd>;\n"
	"	interrupts-extended = <&exti 68 1>, <&exti 70 1>, <&exti 17 1>, <&pmic 3 1>;\n"
	"	odd: group { pinmux = <0x1301>; }; };\n"
	"sai@4400a000 { " DEVICE " reg = <0x4400a000 0x400>;\n"
	"	clocks = <&rcc 41>, <&rcc 158>, <&rcc 187>, <&rcc 0>; };\n"
	"dma@48001000 { " DEVICE " reg = <0x48001000 0x400>; clocks = <&rcc 72>; };\n";

static void all_that_is_declared_is_held(void **state)
{
	const int vdda =
		(srm_rig_make(&rig, all, false), regulator_by_name(rig.regulators, "vdda"));
	const unsigned hsi = srm_rig_count(&rig, "hsi");
	const struct clk *clk;

	(void)state;
	/* Nothing before the start. */
	srm_rig_assert_returned(&rig);
	assert_int_equal(claim(), 0);
	/* What feeds the I2C's gate, up to the oscillator. The gate is the M4's. */
	assert_int_equal(srm_rig_count(&rig, "i2c5_k"), 0);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0xA00) & 1u << 24, 0);
	assert_int_equal(srm_rig_count(&rig, "i2c35_ker"), 1);
	assert_int_equal(srm_rig_count(&rig, "hsi"), hsi + 1);
	clk = clk_next(rig.clocks, clk_by_name("i2c35_ker"), NULL);
	assert_string_equal(clk_holder(clk), "m4: i2c@40015000");
	assert_int_equal(clk_enabled_by(clk), 1);
	assert_string_equal(holder_of(CLAIM_CLOCK, (uint32_t)clk_by_name("i2c35_ker")),
			    "m4: i2c@40015000");
	/* An output of a PLL has no gate of the M4's. */
	clk = clk_next(rig.clocks, clk_by_name("pll3_q"), NULL);
	assert_string_equal(clk_holder(clk), "m4: sai@4400a000");
	assert_true(regulator_state(rig.regulators, vdda).enabled);
	assert_string_equal(holder_of(CLAIM_REGULATOR, (uint32_t)vdda), "m4: i2c@40015000");
	assert_string_equal(holder_of(CLAIM_PERIPHERAL, 0x40015000), "m4: i2c@40015000");
	assert_string_equal(holder_of(CLAIM_PIN, PIN('A', 14)), "m4: button");
	assert_string_equal(holder_of(CLAIM_INTERRUPT, SOC_IRQ_EXTI14), "m4: button");
	assert_string_equal(holder_of(CLAIM_PIN, PIN('B', 3)), "m4: other");
	assert_string_equal(holder_of(CLAIM_INTERRUPT, SOC_SPI_M4_WWDG1_RESET), "m4: other");
	assert_string_equal(holder_of(CLAIM_INTERRUPT, CLAIM_EXTI_LINE + 17), "m4: other");
	/* Twice is once. */
	assert_int_equal(claim(), 0);
	assert_int_equal(srm_rig_count(&rig, "i2c35_ker"), 1);
	srm_host_return(rig.srm);
	srm_rig_assert_returned(&rig);
	assert_int_equal(srm_rig_count(&rig, "i2c35_ker"), 0);
	assert_int_equal(srm_rig_count(&rig, "hsi"), hsi);
	assert_false(regulator_state(rig.regulators, vdda).enabled);
	assert_int_equal(rig.claims.count, 0);
	srm_host_return(rig.srm);
}

static void as_linux_it_is_the_parent_of_each_clock(void **state)
{
	(void)state;
	srm_rig_make(&rig, all, true);
	assert_int_equal(claim(), 0);
	assert_null(clk_next(rig.clocks, clk_by_name("pll3_q"), NULL));
	assert_string_equal(clk_holder(clk_next(rig.clocks, clk_by_name("pll3"), NULL)),
			    "m4: sai@4400a000");
}

static void a_hundred_starts(void **state)
{
	unsigned clocks[256];
	size_t claims;

	(void)state;
	srm_rig_make(&rig, all, false);
	srm_rig_linux_has(&rig, CLAIM_PIN, PIN('C', 1), "/soc/other");
	claims = rig.claims.count;
	for (int clock = 0; clock < clk_count(); clock++)
		clocks[clock] = clk_enable_count(rig.clocks, clock);
	for (unsigned i = 0; i < 100; i++) {
		assert_int_equal(claim(), 0);
		srm_host_return(rig.srm);
	}
	for (int clock = 0; clock < clk_count(); clock++)
		assert_int_equal(clk_enable_count(rig.clocks, clock), clocks[clock]);
	assert_int_equal(rig.claims.count, claims);
	srm_rig_assert_returned(&rig);
}

/* ---- conflicts ---- */

/* The first device is held before the second fails. */
static const char wanted[] =
	"i2c@40015000 { " DEVICE " clocks = <&rcc 141>; vcc-supply = <&vdda>; };\n"
	"button { " DEVICE " reg = <0x40010000 0x400>; pinctrl-0 = <&button_pins>;\n"
	"	interrupts-extended = <&gpioa 14 2>, <&exti 17 1>; };\n"
	"serial@40010000 { " DEVICE " reg = <0x40010000 0x400>; };\n";

static void assert_refused(const char *text)
{
	assert_int_equal(claim(), -EBUSY);
	assert_string_equal(rig.error.code, "resource-conflict");
	assert_string_equal(rig.error.text, text);
	assert_true(rig.error.remedy[0]);
	srm_rig_assert_returned(&rig);
}

static void both_sides_of_a_conflict_are_named(void **state)
{
	(void)state;
	srm_rig_make(&rig, wanted, false);
	srm_rig_linux_has(&rig, CLAIM_PIN, PIN('A', 14), "/soc/leds/led-blue");
	assert_refused("pin PA14 is wanted by m4_system_resources/button and by "
		       "/soc/leds/led-blue");
	claims_cut(&rig.claims, 0);
	srm_rig_linux_has(&rig, CLAIM_INTERRUPT, SOC_IRQ_EXTI14, "/soc/keys");
	assert_refused("interrupt 121 is wanted by m4_system_resources/button and by /soc/keys");
	claims_cut(&rig.claims, 0);
	srm_rig_linux_has(&rig, CLAIM_INTERRUPT, CLAIM_EXTI_LINE + 17, "/soc/rtc");
	assert_refused("EXTI line 17 is wanted by m4_system_resources/button and by /soc/rtc");
	claims_cut(&rig.claims, 0);
	/* What Linux lets go is there at the next start. */
	claims_cut(&rig.claims, 0);
	assert_int_equal(claim(), 0);
}

static void two_devices_want_the_same(void **state)
{
	(void)state;
	srm_rig_make(&rig,
		     "one { " DEVICE " pinctrl-0 = <&button_pins>; };\n"
		     "two { " DEVICE " pinctrl-0 = <&two_pins>; };\n",
		     false);
	assert_refused("pin PA14 is wanted by m4_system_resources/two and by "
		       "m4_system_resources/one");
}

/* Neither tree nor firewall says whose it is: Linux has it, the rest is the coprocessor's. */
static void what_linux_uses_is_left_to_it(void **state)
{
	const struct claim *linux_has;

	(void)state;
	srm_rig_make(&rig,
		     "i2c@40015000 { " DEVICE " clocks = <&rcc 141>; };\n"
		     "serial@40010000 { " DEVICE " reg = <0x40010000 0x400>; clocks = <&rcc 149>;\n"
		     "	pinctrl-0 = <&button_pins>; };\n",
		     false);
	srm_rig_linux_has(&rig, CLAIM_PERIPHERAL, 0x40010000, "/soc/serial@40010000");
	srm_rig_linux_has(&rig, CLAIM_PIN, PIN('A', 14), "/soc/serial@40010000");
	assert_int_equal(claim(), 0);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_BOOT_WARNING,
				     "UART4 is wanted by m4_system_resources/serial@40010000 and "
				     "by /soc/serial@40010000: left to Linux"));
	linux_has = claims_find(&rig.claims, CLAIM_PERIPHERAL, 0x40010000, NULL);
	assert_non_null(linux_has);
	assert_null(claims_find(&rig.claims, CLAIM_PERIPHERAL, 0x40010000, linux_has));
	srm_host_return(rig.srm);
	srm_rig_assert_returned(&rig);
	/* What Linux lets go is the coprocessor's at the next start. */
	claims_cut(&rig.claims, 0);
	assert_int_equal(claim(), 0);
	assert_non_null(claims_find(&rig.claims, CLAIM_PERIPHERAL, 0x40010000, NULL));
}

static void what_may_be_shared_is_told(void **state)
{
	(void)state;
	/* As ST's Linux: no question whose a peripheral is. */
	srm_rig_make(&rig, wanted, true);
	srm_rig_linux_has(&rig, CLAIM_PERIPHERAL, 0x40010000, "/soc/serial@40010000");
	assert_int_equal(claim(), 0);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_BOOT_WARNING,
				     "UART4 is wanted by m4_system_resources/serial@40010000 and "
				     "by /soc/serial@40010000"));
	/* Pins are pins. */
	srm_host_return(rig.srm);
	srm_rig_linux_has(&rig, CLAIM_PIN, PIN('A', 14), "/soc/leds");
	assert_int_equal(claim(), -ETIMEDOUT);
	assert_string_equal(rig.error.code, "resource-conflict");
	srm_rig_free(&rig);
	/* No firewall could have given it to one. */
	srm_rig_make(&rig, "gpio@50002000 { " DEVICE " reg = <0x50002000 0x400>; };\n", false);
	srm_rig_linux_has(&rig, CLAIM_PERIPHERAL, 0x50002000, "/soc/pinctrl/gpio@50002000");
	assert_int_equal(claim(), 0);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_BOOT_WARNING, "GPIOA is wanted by"));
}

/* ---- clocks that do not come ---- */

static void a_clock_that_cannot_be_had(void **state)
{
	(void)state;
	srm_rig_make(&rig,
		     "led { " DEVICE " vcc-supply = <&vdda>; };\n"
		     "uart { " DEVICE " clocks = <&rcc 190>; };\n",
		     false);
	fake_rcc_set(&rig.rcc, 0x894, 0);
	rig.rcc.pll_broken = true;
	assert_int_equal(claim(), -EIO);
	assert_string_equal(rig.error.code, "resource-clock");
	assert_string_equal(rig.error.text,
			    "m4_system_resources/uart: pll4_q, for its clock pll4_q, "
			    "cannot be switched on: it does not become ready");
	srm_rig_assert_returned(&rig);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0x894), 0);
	rig.rcc.pll_broken = false;
	assert_int_equal(claim(), 0);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0x894) & 0x21, 0x21);
}

/* PLL2_Q, whose gate the trusted firmware keeps (RCC_TZCR.TZEN) and has left closed. */
static void a_clock_of_the_secure_world(void **state)
{
	(void)state;
	srm_rig_make(&rig, "x { " DEVICE " clocks = <&rcc 184>; };\n", false);
	fake_rcc_set(&rig.rcc, 0x094, 0x51);
	fake_rcc_set(&rig.rcc, 0, 1);
	assert_int_equal(claim(), -EACCES);
	assert_string_equal(rig.error.text,
			    "m4_system_resources/x: pll2_q, for its clock pll2_q, cannot be "
			    "switched on: it is kept for the secure world");
	srm_rig_assert_returned(&rig);
}

/* UART5 on PLL4_Q, set before it is held, as for any device (clock binding of dt-schema). */
static void assigned_clocks_are_set_first(void **state)
{
	struct clk *clk;

	(void)state;
	srm_rig_make(&rig,
		     "serial@40011000 { " DEVICE " reg = <0x40011000 0x400>; clocks = <&rcc 152>;\n"
		     "	assigned-clocks = <&rcc 152>; assigned-clock-parents = <&rcc 190>; };\n",
		     false);
	/* Linux's USART3 hangs on the same selector. */
	assert_int_equal(clk_get(rig.clocks, clk_by_name("usart3_k"), "linux: x", &clk), 0);
	assert_int_equal(clk_enable(clk), 0);
	assert_int_equal(claim(), -EBUSY);
	assert_string_equal(rig.error.code, "resource-clock");
	assert_string_equal(
		rig.error.text,
		"m4_system_resources/serial@40011000: its assigned parent or rate cannot "
		"be given to uart5_k");
	srm_rig_assert_returned(&rig);
	clk_put(clk);
	assert_int_equal(claim(), 0);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0x8EC), 1);
	assert_int_equal(srm_rig_count(&rig, "pll4_q"), 1);
}

static void a_clock_from_nothing(void **state)
{
	(void)state;
	srm_rig_make(&rig, "i2c@40015000 { " DEVICE " clocks = <&rcc 141>; };\n", false);
	fake_rcc_set(&rig.rcc, 0x8C4, 7);
	assert_int_equal(claim(), 0);
	/* Its selector is held: when it turns, what it turns to is switched on. */
	assert_int_equal(srm_rig_count(&rig, "i2c35_ker"), 1);
}

/* ---- wrong trees ---- */

static void a_wrong_node_is_told_and_left_out(void **state)
{
	static const struct {
		const char *properties;
		const char *text;
	} wrong[] = {
		{"clocks = <&rcc 182>;",
		 "names clock 182 of /rcc@50000000, which it does not have"},
		{"clocks = <&rcc 141>, <0x777 1>;",
		 "entry 1 of \"clocks\" is malformed or points to "
		 "nothing"},
		{"clocks = [01 02];", "entry 0 of \"clocks\" is malformed"},
		{"clocks = <&rcc>;", "entry 0 of \"clocks\" is malformed"},
		{"vcc-supply = <0x777>;", "its \"vcc-supply\" points to no regulator"},
		{"vcc-supply = <&off>;", "its \"vcc-supply\" comes from ldo6, which is disabled"},
		{"vcc-supply = <&rcc>;", "its \"vcc-supply\" points to no regulator"},
		{"vcc-supply = [01];", "its \"vcc-supply\" points to no regulator"},
		{"pinctrl-0 = <0x777>;", "pinctrl-0 points to nothing"},
		{"pinctrl-0 = <&odd_pins>;", "pinmux 0x000F0000 of pins is no pin"},
		{"interrupts-extended = <0x777 1 2>;", "interrupts-extended points to nothing"},
		{"interrupts-extended = <&gpioa 1>;", "interrupts-extended points to nothing"},
		{"interrupts = <1 2>;", "interrupts has no interrupt-parent"},
		{"interrupt-parent = <&gpioa>; interrupts = <1 2 3>;",
		 "interrupts ends in the middle"},
		{"interrupt-parent = <&rcc>; interrupts = <1>;",
		 "interrupts has no interrupt-parent"},
	};
	char children[512];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		for (int as_linux = 0; as_linux < 2; as_linux++) {
			snprintf(children, sizeof(children),
				 "led { " DEVICE " vcc-supply = <&vdda>; };\n"
				 "x { " DEVICE " %s };\n",
				 wrong[i].properties);
			srm_rig_make(&rig, children, as_linux);
			/* When Linux boots. */
			if (!srm_rig_said(&rig, HOST_EVENT_BOOT_WARNING, wrong[i].text))
				fail_msg("%s is not told", wrong[i].properties);
			if (as_linux) {
				assert_int_equal(claim(), -ETIMEDOUT);
				assert_string_equal(rig.error.code, "resource-node");
				assert_non_null(strstr(rig.error.text, "m4_system_resources/x: "));
				assert_non_null(strstr(rig.error.text, wrong[i].text));
			} else {
				assert_int_equal(claim(), 0);
				assert_int_equal(rig.claims.count, 1);
				assert_int_equal(rig.claims.items[0].kind, CLAIM_REGULATOR);
				srm_host_return(rig.srm);
			}
			srm_rig_assert_returned(&rig);
			srm_rig_free(&rig);
		}
	}
	srm_rig_make(&rig, "", false);
}

static void oddities_are_told_and_lived_with(void **state)
{
	static const char odd[] =
		"timer@40000000 { " DEVICE
		" clocks = <&rcc 197>; clock-names = \"int\", \"ext\"; };\n"
		"nand@58002000 { " DEVICE " reg = <0x5800200 0x400>; };\n"
		"again@40000000 { " DEVICE " reg = <0x40000000 0x400>; };\n"
		"codec { " DEVICE " clocks = <&sound>; };\n"
		"nothing { " DEVICE " };\n"
		"serial@40010000 { compatible = \"st,stm32h7-uart\"; reg = <0x40010000 0x400>; };\n";
	static const char *const lines[] = {
		"/timer@40000000: it has an address in its name and no reg",
		"/timer@40000000: clock-names has more entries than clocks has",
		"/nand@58002000: its reg says 5800200",
		"/again@40000000: it has the address of timer@40000000, which gets its messages",
		"/codec: \"clocks\" names a clock of /sound-clock",
		"/serial@40010000: it is not compatible with rproc-srm-dev: left out",
	};

	(void)state;
	srm_rig_make(&rig, odd, false);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (!srm_rig_said(&rig, HOST_EVENT_BOOT_WARNING, lines[i]))
			fail_msg("%s: is not told", lines[i]);
	}
	assert_int_equal(rig.fake.kinds[HOST_EVENT_BOOT_WARNING], 6);
	assert_int_equal(claim(), 0);
	srm_rig_free(&rig);
	srm_rig_make(&rig, odd, true);
	assert_int_equal(claim(), -ETIMEDOUT);
	assert_non_null(strstr(rig.error.text, "serial@40010000: no driver binds to it"));
}

static void without_devices_there_is_no_manager(void **state)
{
	(void)state;
	srm_rig_make(&rig, "", false);
	assert_null(rig.srm);
	srm_rig_free(&rig);
	srm_rig_make(&rig, "led { " DEVICE " status = \"disabled\"; };", false);
	assert_null(rig.srm);
	srm_rig_free(&rig);
	srm_rig_make(&rig, "status = \"disabled\"; led { " DEVICE " };", false);
	assert_null(rig.srm);
}

/* Whatever is left of the tree: it is held or refused with a reason, and all of it comes back. */
static void a_tree_changed_at_every_byte(void **state)
{
	static const uint8_t flips[] = {0x01, 0xFF};
	struct tree good;
	unsigned taken = 0, started = 0;

	(void)state;
	srm_rig_make(&rig, all, false);
	good = rig.tree;
	rig.tree = (struct tree){.blob = NULL};
	srm_rig_free(&rig);
	for (size_t i = 0; i < 2 * good.size; i++) {
		memset(&rig, 0, sizeof(rig));
		rig.tree.size = good.size;
		rig.tree.blob = malloc(good.size);
		assert_non_null(rig.tree.blob);
		memcpy(rig.tree.blob, good.blob, good.size);
		((uint8_t *)rig.tree.blob)[i / 2] ^= flips[i % 2];
		if (dt_open(&rig.tree.dt, rig.tree.blob, rig.tree.size, NULL)) {
			free(rig.tree.blob);
			continue;
		}
		taken++;
		srm_rig_open(&rig, i % 3 == 0);
		if (rig.srm && !claim()) {
			started++;
			srm_host_return(rig.srm);
		} else if (rig.srm) {
			assert_true(rig.error.code[0] && rig.error.text[0]);
		}
		srm_rig_free(&rig);
	}
	assert_true(taken > started && started > 100);
	rig = (struct srm_rig){.tree = good};
	srm_rig_open(&rig, false);
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, teardown)
	const struct CMUnitTest tests[] = {
		T(all_that_is_declared_is_held),
		T(as_linux_it_is_the_parent_of_each_clock),
		T(a_hundred_starts),
		T(both_sides_of_a_conflict_are_named),
		T(two_devices_want_the_same),
		T(what_linux_uses_is_left_to_it),
		T(what_may_be_shared_is_told),
		T(a_clock_that_cannot_be_had),
		T(a_clock_of_the_secure_world),
		T(assigned_clocks_are_set_first),
		T(a_clock_from_nothing),
		T(a_wrong_node_is_told_and_left_out),
		T(oddities_are_told_and_lived_with),
		T(without_devices_there_is_no_manager),
		T(a_tree_changed_at_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
