/* SPDX-License-Identifier: BSD-3-Clause */
/* Who holds which clock and what that does to RCC. */
#include "host/clk_rig.h"

static void numbers_are_the_bindings(void **state)
{
	static const struct {
		uint32_t id;
		const char *name;
	} rows[] = {
		{0, "hse"},	  {1, "csi"},	     {2, "lsi"},	{3, "lse"},
		{4, "hsi"},	  {5, "hse_div2"},   {6, "tim2"},	{19, "usart3"},
		{51, "syscfg"},	  {65, "rtcapb"},    {82, "hsem"},	{83, "ipcc"},
		{84, "gpioa"},	  {94, "gpiok"},     {95, "gpioz"},	{111, "usbh"},
		{113, "tzc2"},	  {118, "sdmmc1_k"}, {141, "i2c5_k"},	{150, "usart3_k"},
		{153, "uart6_k"}, {155, "uart8_k"},  {167, "ltdc_px"},	{168, "dac12_k"},
		{169, "ethptp"},  {176, "pll1"},     {179, "pll4"},	{180, "pll1_p"},
		{183, "pll2_p"},  {186, "pll3_p"},   {187, "pll3_q"},	{191, "pll4_r"},
		{192, "rtc"},	  {193, "per"},	     {194, "mpu"},	{195, "axi"},
		{196, "mcu"},	  {197, "tim2_k"},   {210, "tim17_k"},	{211, "mco1"},
		{214, "dbg"},	  {215, "trace"},    {231, "ddrperfm"},
	};
	/* The DDR controller's, PLL1's Q and R, and what Linux's driver has no clock for. */
	static const uint32_t holes[] = {102, 114, 117, 170, 175, 181, 182, 213, 216, 220, 230};
	unsigned known = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(clk_name(bound(rows[i].id)), rows[i].name);
		assert_int_equal(clk_by_name(rows[i].name), bound(rows[i].id));
	}
	for (size_t i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		assert_int_equal(clk_by_binding(holes[i]), -ENOENT);
	assert_int_equal(clk_by_binding(232), -EINVAL);
	assert_int_equal(clk_by_binding(UINT32_MAX), -EINVAL);
	assert_int_equal(clk_by_binding(255), -EINVAL);
	for (uint32_t id = 0; id < 232; id++)
		known += clk_by_binding(id) >= 0;
	assert_int_equal(known, 203);
	assert_string_equal(clk_name(clk_by_scmi(0)), "hse");
	assert_string_equal(clk_name(clk_by_scmi(1)), "hsi");
	assert_string_equal(clk_name(clk_by_scmi(13)), "i2c4_k");
	assert_string_equal(clk_name(clk_by_scmi(20)), "usart1_k");
	assert_int_equal(clk_by_scmi(21), -EINVAL);
	assert_int_equal(clk_by_name("pll5"), CLK_NONE);
	assert_string_equal(clk_name(CLK_NONE), "?");
	assert_string_equal(clk_name(clk_count()), "?");
	for (int i = 0; i < clk_count(); i++)
		assert_int_equal(clk_by_name(clk_name(i)), i);
}

static void critical_clocks_are_held_from_the_start(void **state)
{
	(void)state;
	assert_int_equal(count("mcu"), 1);
	assert_int_equal(count("pll3_p"), 1);
	assert_int_equal(count("pll3"), 1);
	assert_int_equal(count("pll3_q"), 0);
	assert_int_equal(count("pll4"), 0);
	assert_int_equal(count("csi"), 1);
	assert_int_equal(count("pll2"), 2);
	/* PLL1, PLL2, PLL3 and the time base. */
	assert_int_equal(count("hse"), 4);
	assert_string_equal(clk_holder(clk_next(tree, clk_by_name("mcu"), NULL)),
			    "linux: critical");
}

static void enabling_opens_every_gate_on_the_way_and_closes_what_it_opened(void **state)
{
	struct clk *uart;

	(void)state;
	fake_rcc_set(&rcc, UART35SEL, 1); /* PLL4_Q */
	fake_rcc_set(&rcc, PLL4CR, 0);
	assert_int_equal(rate("usart3_k"), 0);
	uart = get(150, "linux: serial@4000f000");
	assert_int_equal(clk_enable(uart), 0);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0x21);
	assert_int_equal(fake_rcc_get(&rcc, MP_APB1EN), USART3EN);
	assert_int_equal(rate("usart3_k"), 74250000);
	assert_int_equal(rate("uart5_k"), 0);
	assert_int_equal(count("uart35_ker"), 1);
	assert_int_equal(count("pll4_q"), 1);
	assert_int_equal(clk_enable(uart), 0);
	assert_int_equal(clk_enabled_by(uart), 2);
	assert_int_equal(count("usart3_k"), 2);
	assert_int_equal(count("pll4_q"), 1);
	clk_disable(uart);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0x21);
	clk_disable(uart);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0);
	assert_int_equal(fake_rcc_get(&rcc, MP_APB1EN), 0);
	clk_disable(uart);
	assert_int_equal(count("usart3_k"), 0);
	clk_put(uart);
	assert_null(clk_next(tree, bound(150), NULL));
	clk_put(NULL);
}

static void a_rate_is_known_before_the_clock_runs(void **state)
{
	(void)state;
	assert_int_equal(rate("usart3_k"), 0);
	assert_int_equal(clk_open_rate(tree, bound(150)), 64000000);
	fake_rcc_set(&rcc, UART35SEL, 1);
	fake_rcc_set(&rcc, PLL4CR, 0);
	assert_int_equal(clk_open_rate(tree, bound(150)), 74250000);
	assert_int_equal(clk_open_rate(tree, CLK_NONE), 0);
	assert_true(clk_has_m4_gate(bound(150)));
	assert_false(clk_has_m4_gate(bound(58))); /* IWDG2 */
	assert_false(clk_has_m4_gate(bound(179)));
	assert_false(clk_has_m4_gate(CLK_NONE));
}

static void putting_a_handle_gives_back_all_of_it(void **state)
{
	struct clk *one, *two, *three;

	(void)state;
	one = get(141, "a");
	two = get(141, "b");
	three = get(141, "c");
	assert_int_equal(clk_enable(one), 0);
	assert_int_equal(clk_enable(two), 0);
	assert_int_equal(clk_enable(two), 0);
	assert_int_equal(count("i2c5_k"), 3);
	assert_string_equal(clk_holder(clk_next(tree, bound(141), NULL)), "a");
	assert_string_equal(clk_holder(clk_next(tree, bound(141), one)), "b");
	clk_put(two);
	assert_int_equal(count("i2c5_k"), 1);
	assert_ptr_equal(clk_next(tree, bound(141), one), three);
	assert_null(clk_next(tree, bound(141), three));
	clk_put(one);
	assert_int_equal(fake_rcc_get(&rcc, MP_APB1EN), 0);
	assert_int_equal(count("hsi"), 0);
	clk_put(three);
}

static void a_bus_and_a_kernel_clock_share_their_gate(void **state)
{
	struct clk *bus = get(19, "bus"), *kernel = get(150, "kernel");

	(void)state;
	assert_int_equal(clk_enable(bus), 0);
	assert_int_equal(clk_enable(kernel), 0);
	clk_disable(bus);
	assert_int_equal(fake_rcc_get(&rcc, MP_APB1EN), USART3EN);
	clk_disable(kernel);
	assert_int_equal(fake_rcc_get(&rcc, MP_APB1EN), 0);
	clk_put(bus);
	clk_put(kernel);
}

static void long_names_are_cut(void **state)
{
	char name[200];
	struct clk *clk;

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	clk = get(19, name);
	assert_int_equal(strlen(clk_holder(clk)), CLK_HOLDER_MAX - 1);
	clk_put(clk);
	assert_int_equal(clk_get(tree, -1, "x", &clk), -EINVAL);
	assert_null(clk);
	assert_int_equal(clk_get(tree, clk_count(), "x", &clk), -EINVAL);
}

/* The M4 has opened its gate of UART5, which is on PLL4_Q. */
static void m4_uses_uart5(void)
{
	fake_rcc_set(&rcc, UART35SEL, 1);
	fake_rcc_set(&rcc, MC_APB1EN, UART5EN);
}

static void an_undeclared_clock_is_lost_when_boot_ends(void **state)
{
	int source = CLK_NONE, clock;

	(void)state;
	m4_uses_uart5();
	assert_int_equal(rate("uart5_k"), 74250000);
	clock = clk_next_unheld(tree, CLK_NONE, &source);
	assert_string_equal(clk_name(clock), "uart5_k");
	assert_string_equal(clk_name(source), "pll4_q");
	assert_int_equal(clk_next_unheld(tree, clock, &source), CLK_NONE);
	assert_true(clk_disable_unused(tree) > 0);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0);
	assert_int_equal(rate("uart5_k"), 0);
	/* The M4's own bit is not Linux's. */
	assert_int_equal(fake_rcc_get(&rcc, MC_APB1EN), UART5EN);
	assert_int_equal(clk_gate(tree, bound(152)), CLK_GATE_M4);
	assert_non_null(strstr(log_text, "pll4 is switched off: nobody holds it\n"));
	assert_non_null(strstr(log_text, "pll4_q is switched off: nobody holds it\n"));
}

static void a_declared_clock_stays(void **state)
{
	struct clk *m4;
	int source;

	(void)state;
	m4_uses_uart5();
	m4 = get_parent(152, "m4: uart5");
	assert_int_equal(clk_enable(m4), 0);
	assert_int_equal(clk_next_unheld(tree, CLK_NONE, &source), CLK_NONE);
	assert_true(clk_disable_unused(tree) > 0);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0x21);
	assert_int_equal(rate("uart5_k"), 74250000);
	assert_int_equal(rate("pll4_p"), 0);
	clk_put(m4);
	assert_int_equal(rate("uart5_k"), 0);
}

/* What Linux's driver exempts, and what hangs on its critical clocks. */
static void boot_ends_without_what_the_chip_needs_going_off(void **state)
{
	unsigned before, closed;

	(void)state;
	fake_rcc_set(&rcc, 0xA20, 1u << 11 | 1u << 12); /* HSEM, IPCC */
	fake_rcc_set(&rcc, 0x210, 1u << 0 | 1u << 8); /* GPIOZ, BKPSRAM */
	fake_rcc_set(&rcc, 0xA08,
		     1u << 1); /* TIM8: its bus clock is exempt, its kernel clock not */
	before = rcc.writes;
	closed = clk_disable_unused(tree);
	assert_int_equal(closed, rcc.writes - before);
	assert_int_equal(fake_rcc_get(&rcc, 0xA20), 0);
	assert_int_equal(fake_rcc_get(&rcc, 0x210), 1u << 0 | 1u << 8);
	assert_int_equal(fake_rcc_get(&rcc, 0xA08), 0);
	assert_int_equal(fake_rcc_get(&rcc, MP_APB5EN),
			 1u << 8 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 16 | 1u << 20);
	/* HSE and CSI; PLL1_P; PLL2_P and PLL2_R; PLL3_P; no PLL4; HSI, LSE and LSI are nobody's. */
	assert_int_equal(fake_rcc_get(&rcc, OCENSETR), 0x110);
	assert_int_equal(fake_rcc_get(&rcc, 0x080), 0x11);
	assert_int_equal(fake_rcc_get(&rcc, 0x094), 0x51);
	assert_int_equal(fake_rcc_get(&rcc, PLL3CR), 0x11);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0);
	assert_int_equal(fake_rcc_get(&rcc, 0x144), 0);
	assert_int_equal(fake_rcc_get(&rcc, 0x140), 1u << 16);
	assert_int_equal(rate("mcu"), 208877929);
	assert_int_equal(rate("axi"), 266500000);
	assert_int_equal(clk_disable_unused(tree), 0);
}

static void secure_registers_are_not_written(void **state)
{
	struct clk *usart1, *hse;
	unsigned refused;

	(void)state;
	fake_rcc_set(&rcc, 0x000, 0x3); /* TZEN, MCKPROT */
	refused = rcc.refused;
	usart1 = get(148, "linux: serial@5c000000");
	assert_int_equal(clk_gate(tree, bound(148)), CLK_GATE_SECURE);
	assert_int_equal(clk_enable(usart1), -EACCES);
	assert_int_equal(count("usart1_k"), 0);
	assert_int_equal(count("hsi"), 0);
	assert_int_equal(clk_set_rate(usart1, 24000000), -EACCES);
	hse = get(0, "linux: somebody"); /* is on: nothing to write */
	assert_int_equal(clk_enable(hse), 0);
	clk_disable(hse);
	(void)clk_disable_unused(tree);
	assert_int_equal(rcc.refused, refused);
	assert_int_equal(fake_rcc_get(&rcc, OCENSETR), 0x111);
	assert_int_equal(fake_rcc_get(&rcc, PLL3CR), 0x71);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0);
	clk_put(usart1);
	clk_put(hse);
}

static void the_scmi_server_writes_for_linux(void **state)
{
	const struct mmio secure = fake_rcc_secure_mmio(&rcc);
	const struct clk_config config = {.scmi = &secure};
	struct clk *usart1;

	(void)state;
	clk_tree_destroy(tree);
	fake_rcc_set(&rcc, 0x000, 0x3);
	make_tree(&config);
	assert_int_equal(clk_get(tree, clk_by_scmi(20), "linux: serial@5c000000", &usart1), 0);
	assert_int_equal(clk_enable(usart1), 0);
	assert_true(fake_rcc_get(&rcc, MP_APB5EN) & 1u << 4);
	assert_int_equal(rate("usart1_k"), 64000000);
	clk_put(usart1);
	assert_false(fake_rcc_get(&rcc, MP_APB5EN) & 1u << 4);
	assert_int_equal(rcc.refused, 0);
}

static void what_does_not_start_is_said_and_not_held(void **state)
{
	struct clk *pll4_q, *lse;

	(void)state;
	fake_rcc_set(&rcc, PLL4CR, 0);
	rcc.pll_broken = true;
	pll4_q = get(190, "x");
	assert_int_equal(clk_enable(pll4_q), -EIO);
	assert_int_equal(count("pll4"), 0);
	assert_int_equal(count("hse"), 4);
	assert_int_equal(fake_rcc_get(&rcc, PLL4CR), 0);
	assert_non_null(strstr(log_text, "pll4 does not become ready\n"));
	fake_rcc_set(&rcc, 0x140, 0);
	rcc.bdcr_locked = true;
	lse = get(3, "x");
	assert_int_equal(clk_enable(lse), -EACCES);
	assert_int_equal(count("lse"), 0);
	clk_put(pll4_q);
	clk_put(lse);
}

/* Any contents of the registers end in an answer. */
static void nonsense_in_the_registers_ends(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (unsigned round = 0; round < 60; round++) {
		int source = CLK_NONE, clock = CLK_NONE, steps = 0;

		for (size_t i = 1; i < 0x400; i++) {
			seed = seed * 1664525u + 1013904223u;
			rcc.words[i] = seed >> 3;
		}
		for (int i = 0; i < clk_count(); i++) {
			struct clk *clk;
			int up = i;

			(void)clk_rate(tree, i);
			(void)clk_gate(tree, i);
			for (steps = 0; up != CLK_NONE; steps++)
				up = clk_parent(tree, up);
			assert_in_range(steps, 1, 9);
			assert_int_equal(clk_get(tree, i, "somebody", &clk), 0);
			(void)!clk_enable(clk);
			if (round % 10 == 0) {
				uint64_t wish = clk_round_rate(clk, seed);

				(void)wish;
				(void)!clk_set_rate(clk, seed);
			}
			clk_put(clk);
		}
		for (steps = 0; (clock = clk_next_unheld(tree, clock, &source)) != CLK_NONE;)
			assert_in_range(++steps, 1, clk_count());
		(void)clk_disable_unused(tree);
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(numbers_are_the_bindings),
		T(critical_clocks_are_held_from_the_start),
		T(enabling_opens_every_gate_on_the_way_and_closes_what_it_opened),
		T(a_rate_is_known_before_the_clock_runs),
		T(putting_a_handle_gives_back_all_of_it),
		T(a_bus_and_a_kernel_clock_share_their_gate),
		T(long_names_are_cut),
		T(an_undeclared_clock_is_lost_when_boot_ends),
		T(a_declared_clock_stays),
		T(boot_ends_without_what_the_chip_needs_going_off),
		T(secure_registers_are_not_written),
		T(the_scmi_server_writes_for_linux),
		T(what_does_not_start_is_said_and_not_held),
		T(nonsense_in_the_registers_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
