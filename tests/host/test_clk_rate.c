/* SPDX-License-Identifier: BSD-3-Clause */
/* Changing rates and parents, and who may. */
#include "host/clk_rig.h"

static void a_turned_selector_takes_its_source_with_it(void **state)
{
	struct clk *uart = get(152, "linux: uart5");

	(void)state;
	assert_int_equal(clk_enable(uart), 0);
	assert_int_equal(count("hsi"), 1);
	fake_rcc_set(&rcc, PLL4CR, 0);
	assert_int_equal(clk_set_parent(uart, bound(190)), 0);
	assert_int_equal(fake_rcc_get(&rcc, UART35SEL), 1);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0x21);
	assert_int_equal(count("hsi"), 0);
	assert_int_equal(count("pll4_q"), 1);
	assert_int_equal(clk_set_parent(uart, bound(190)), 0);
	assert_int_equal(clk_set_parent(uart, bound(186)), -EINVAL); /* PLL3_P */
	assert_int_equal(clk_set_parent(uart, CLK_NONE), -EINVAL);
	clk_put(uart);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0);
	uart = get(19, "linux: a bus clock has no selector");
	assert_int_equal(clk_set_parent(uart, bound(190)), -EINVAL);
	clk_put(uart);
}

/* What was enabled is disabled, though the M4 turned the selector in between. */
static void a_selector_turned_by_the_m4_does_not_confuse_the_counts(void **state)
{
	struct clk *uart = get(152, "linux: uart5");

	(void)state;
	assert_int_equal(clk_enable(uart), 0);
	fake_rcc_set(&rcc, UART35SEL, 4); /* HSE */
	assert_string_equal(clk_name(clk_parent(tree, clk_by_name("uart35_ker"))), "hse");
	assert_int_equal(rate("uart5_k"), 24000000);
	clk_put(uart);
	assert_int_equal(count("hsi"), 0);
	assert_int_equal(count("hse"), 4);
}

static void rates_are_set_by_selector_divider_and_prescaler(void **state)
{
	struct clk *uart = get(152, "m4: uart5"), *mco = get(211, "m4: mco"),
		   *pixel = get(167, "linux: ltdc"), *timer = get(197, "m4: timers2");

	(void)state;
	/* pclk1 104.4, PLL4_Q 74.25, HSI 64, CSI 4, HSE 24 MHz. */
	assert_int_equal(clk_round_rate(uart, 64000000), 64000000);
	assert_int_equal(clk_round_rate(uart, 63999999), 24000000);
	assert_int_equal(clk_round_rate(uart, 1), 4000000);
	assert_int_equal(clk_round_rate(uart, UINT64_MAX), 104438964);
	assert_int_equal(clk_set_rate(uart, 24000000), 0);
	assert_int_equal(fake_rcc_get(&rcc, UART35SEL), 4);
	/* MCO1 on HSI, divided by 1 to 16. */
	assert_int_equal(clk_set_rate(mco, 5000000), 0);
	assert_int_equal(fake_rcc_get(&rcc, 0x800), 12u << 4);
	assert_int_equal(clk_round_rate(mco, 5000000), 4923076);
	/* The pixel clock is PLL4_Q: 594 MHz / 11. */
	assert_int_equal(clk_set_rate(pixel, 54000000), 0);
	assert_int_equal(fake_rcc_get(&rcc, 0x89C), 7u << 16 | 10u << 8 | 5);
	assert_int_equal(rate("pll4_q"), 54000000);
	/* APB1 / 4: twice or four times its clock. */
	fake_rcc_set(&rcc, 0x834, 2);
	assert_int_equal(clk_round_rate(timer, 200000000), 104438964);
	assert_int_equal(clk_set_rate(timer, 300000000), 0);
	assert_int_equal(fake_rcc_get(&rcc, 0x828), 1);
	assert_int_equal(rate("timg1"), 208877929);
	clk_put(uart);
	clk_put(mco);
	clk_put(pixel);
	clk_put(timer);
}

static void what_cannot_be_set_stays(void **state)
{
	struct clk *pll = get(179, "x"), *bus = get(83, "x"), *hsi = get(4, "x");
	unsigned before = rcc.writes;

	(void)state;
	assert_int_equal(clk_set_rate(pll, 1000000), 0);
	assert_int_equal(clk_round_rate(pll, 1000000), 594000000);
	assert_int_equal(clk_set_rate(bus, 1000000), 0);
	assert_int_equal(clk_set_rate(hsi, 32000000), 0);
	assert_int_equal(rcc.writes, before);
	clk_put(pll);
	clk_put(bus);
	clk_put(hsi);
}

static void another_holder_forbids(void **state)
{
	struct clk *mine = get(152, "m4: uart5"), *theirs = get(150, "linux: serial@4000f000");
	struct clk *mcu = get(196, "m4: mcu");

	(void)state;
	assert_int_equal(clk_set_rate(mine, 24000000), 0); /* it is not enabled yet */
	assert_int_equal(clk_enable(theirs), 0);
	assert_int_equal(clk_set_rate(mine, 64000000), -EBUSY);
	assert_int_equal(clk_set_parent(mine, bound(4)), -EBUSY);
	assert_int_equal(fake_rcc_get(&rcc, UART35SEL), 4);
	assert_non_null(strstr(log_text,
			       "m4: uart5 does not change uart5_k: linux: serial@4000f000 "
			       "holds usart3_k\n"));
	/* The MCU's clock feeds everything. */
	assert_int_equal(clk_set_rate(mcu, 1000000), -EBUSY);
	clk_put(theirs);
	assert_int_equal(clk_set_rate(mine, 64000000), 0);
	/* One's own other handles do not. */
	theirs = get(152, "m4: uart5");
	assert_int_equal(clk_enable(theirs), 0);
	assert_int_equal(clk_set_rate(mine, 24000000), 0);
	clk_put(theirs);
	clk_put(mine);
	clk_put(mcu);
}

static void as_linux_selectors_of_kernel_clocks_stay(void **state)
{
	const struct clk_config config = {.as_linux = true};
	struct clk *uart, *theirs, *pixel;

	(void)state;
	clk_tree_destroy(tree);
	make_tree(&config);
	uart = get(152, "m4: uart5");
	assert_int_equal(clk_round_rate(uart, 24000000), 64000000);
	assert_int_equal(clk_set_rate(uart, 24000000), 0);
	assert_int_equal(fake_rcc_get(&rcc, UART35SEL), 2);
	/* And nobody is asked. */
	theirs = get(190, "linux: somebody");
	assert_int_equal(clk_enable(theirs), 0);
	pixel = get(167, "linux: ltdc");
	assert_int_equal(clk_set_rate(pixel, 54000000), 0);
	assert_int_equal(rate("pll4_q"), 54000000);
	clk_put(uart);
	clk_put(theirs);
	clk_put(pixel);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_turned_selector_takes_its_source_with_it),
		T(a_selector_turned_by_the_m4_does_not_confuse_the_counts),
		T(rates_are_set_by_selector_divider_and_prescaler),
		T(what_cannot_be_set_stays),
		T(another_holder_forbids),
		T(as_linux_selectors_of_kernel_clocks_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
