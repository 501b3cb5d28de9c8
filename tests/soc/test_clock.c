/* SPDX-License-Identifier: BSD-3-Clause */
/* The clock tree, fed with register values by their literal offsets (RM0436, RCC registers). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "soc/clock.h"

static uint32_t words[0x400];

static uint32_t read_word(const void *context, uint32_t offset)
{
	return ((const uint32_t *)context)[offset / 4];
}

static const struct soc_clock_registers rcc = {.context = words, .read = read_word};

static uint64_t rate(enum soc_clock clock)
{
	return soc_clock_rate(&rcc, clock);
}

static void set(uint32_t offset, uint32_t value)
{
	words[offset / 4] = value;
}

static int power_on(void **state)
{
	(void)state;
	memset(words, 0, sizeof(words));
	set(0x00C, 0x1); /* HSI on */
	return 0;
}

/* HSE 24 MHz / 2 * (34 + 0x1A04 / 8192) = 417.756 MHz, / 2, / 17, / 37. */
static void pll3_as_on_a_dk2(void)
{
	set(0x00C, 0x101);
	set(0x820, 0x1);
	set(0x884, 1u << 16 | 33);
	set(0x888, 36u << 16 | 16u << 8 | 1);
	set(0x88C, 0x1A04u << 3 | 1u << 16);
	set(0x880, 0x71);
}

static void after_reset_all_runs_on_hsi(void **state)
{
	(void)state;
	assert_int_equal(rate(SOC_CLOCK_HSI), 64000000);
	assert_int_equal(rate(SOC_CLOCK_MCU), 64000000);
	assert_int_equal(rate(SOC_CLOCK_AXI), 64000000);
	assert_int_equal(rate(SOC_CLOCK_MPU), 64000000);
	assert_int_equal(rate(SOC_CLOCK_PCLK1), 64000000);
	assert_int_equal(rate(SOC_CLOCK_TIMG1), 64000000);
	assert_int_equal(rate(SOC_CLOCK_UART24), 64000000);
	assert_int_equal(rate(SOC_CLOCK_HSE), 0);
	assert_int_equal(rate(SOC_CLOCK_CSI), 0);
	assert_int_equal(rate(SOC_CLOCK_LSE), 0);
	assert_int_equal(rate(SOC_CLOCK_LSI), 0);
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 0);
	assert_int_equal(rate(SOC_CLOCK_NONE), 0);
}

static void oscillators_follow_their_enables(void **state)
{
	(void)state;
	set(0x00C, 0x111);
	assert_int_equal(rate(SOC_CLOCK_HSE), 24000000);
	assert_int_equal(rate(SOC_CLOCK_CSI), 4000000);
	assert_int_equal(rate(SOC_CLOCK_CSI_122), 32786);
	set(0x140, 1);
	assert_int_equal(rate(SOC_CLOCK_LSE), 32768);
	set(0x144, 1);
	assert_int_equal(rate(SOC_CLOCK_LSI), 32000);
	for (uint32_t divider = 0; divider < 4; divider++) {
		set(0x018, divider);
		assert_int_equal(rate(SOC_CLOCK_HSI), 64000000u >> divider);
	}
}

static void pll3_gives_the_rates_of_a_dk2(void **state)
{
	(void)state;
	pll3_as_on_a_dk2();
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 208877929);
	assert_int_equal(rate(SOC_CLOCK_PLL3_Q), 24573874);
	assert_int_equal(rate(SOC_CLOCK_PLL3_R), 11290698);
	set(0x048, 0x3);
	assert_int_equal(rate(SOC_CLOCK_MCU), 208877929);
	set(0x834, 1);
	assert_int_equal(rate(SOC_CLOCK_PCLK1), 104438964);
	/* FRACV counts only when it was latched. */
	set(0x88C, 0x1A04u << 3);
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 204000000);
}

static void a_pll_output_needs_pll_divider_and_source(void **state)
{
	(void)state;
	pll3_as_on_a_dk2();
	set(0x880, 0x51);
	assert_int_not_equal(rate(SOC_CLOCK_PLL3_P), 0);
	assert_int_equal(rate(SOC_CLOCK_PLL3_Q), 0);
	set(0x880, 0x70);
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 0);
	set(0x880, 0x71);
	set(0x00C, 0x001);
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 0);
	set(0x820, 0); /* HSI, 64 / 2 * 34.81 / 2 */
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 557007812);
	set(0x820, 3);
	assert_int_equal(rate(SOC_CLOCK_PLL3_P), 0);
}

static void other_plls_and_the_a7_side(void **state)
{
	(void)state;
	set(0x00C, 0x101);
	set(0x028, 1);
	set(0x084, 2u << 16 | 80); /* PLL1: 24 / 3 * 81.25 */
	set(0x088, 0);
	set(0x08C, 0x800u << 3 | 1u << 16);
	set(0x080, 0x11);
	set(0x020, 2);
	assert_int_equal(rate(SOC_CLOCK_MPU), 650000000);
	set(0x020, 3);
	set(0x02C, 1);
	assert_int_equal(rate(SOC_CLOCK_MPU), 325000000);
	set(0x098, 2u << 16 | 65); /* PLL2: 24 / 3 * 66.625 */
	set(0x09C, 1);
	set(0x0A0, 0x1400u << 3 | 1u << 16);
	set(0x094, 0x71);
	set(0x024, 2);
	assert_int_equal(rate(SOC_CLOCK_AXI), 266500000);
	assert_int_equal(rate(SOC_CLOCK_PLL2_Q), 533000000);
	set(0x040, 2);
	assert_int_equal(rate(SOC_CLOCK_PCLK5), 66625000);
	set(0x030, 1);
	assert_int_equal(rate(SOC_CLOCK_AXI), 133250000);
	set(0x824, 1);
	set(0x898, 3u << 16 | 98); /* PLL4: 24 / 4 * 99 = 594 MHz */
	set(0x89C, 7u << 16 | 7u << 8 | 5);
	set(0x894, 0x71);
	assert_int_equal(rate(SOC_CLOCK_PLL4_P), 99000000);
	assert_int_equal(rate(SOC_CLOCK_PLL4_Q), 74250000);
	assert_int_equal(rate(SOC_CLOCK_PLL4_R), 74250000);
}

static void mcu_divider_goes_to_512(void **state)
{
	(void)state;
	for (uint32_t n = 0; n < 16; n++) {
		set(0x830, n);
		assert_int_equal(rate(SOC_CLOCK_MCU), 64000000u >> (n > 9 ? 9 : n));
	}
}

/* RM0436, timer clock selection: TIMGxPRE 0 and 1 for each APB divider. */
static void timers_run_faster_than_a_divided_bus(void **state)
{
	static const uint32_t expected[2][5] = {
		{64000000, 64000000, 32000000, 16000000, 8000000},
		{64000000, 64000000, 64000000, 32000000, 16000000},
	};

	(void)state;
	for (uint32_t prescaler = 0; prescaler < 2; prescaler++) {
		set(0x828, prescaler);
		set(0x82C, prescaler);
		for (uint32_t n = 0; n < 5; n++) {
			set(0x834, n);
			set(0x838, n);
			assert_int_equal(rate(SOC_CLOCK_PCLK1), 64000000u >> n);
			assert_int_equal(rate(SOC_CLOCK_TIMG1), expected[prescaler][n]);
			assert_int_equal(rate(SOC_CLOCK_TIMG2), expected[prescaler][n]);
		}
	}
}

static void kernel_clocks_follow_their_selectors(void **state)
{
	(void)state;
	set(0x00C, 0x111);
	set(0x140, 1);
	set(0x834, 2);
	assert_int_equal(rate(SOC_CLOCK_UART24), 16000000);
	set(0x8E8, 2);
	assert_int_equal(rate(SOC_CLOCK_UART24), 64000000);
	set(0x8E8, 3);
	assert_int_equal(rate(SOC_CLOCK_UART24), 4000000);
	set(0x8E8, 4);
	assert_int_equal(rate(SOC_CLOCK_UART24), 24000000);
	set(0x8E8, 1); /* PLL4_Q is off */
	assert_int_equal(rate(SOC_CLOCK_UART24), 0);
	set(0x8E8, 7);
	assert_int_equal(rate(SOC_CLOCK_UART24), 0);
	set(0x0C8, 5);
	assert_int_equal(rate(SOC_CLOCK_UART1), 24000000);
	set(0x8C4, 3);
	assert_int_equal(rate(SOC_CLOCK_I2C35), 4000000);
	set(0x92C, 3);
	assert_int_equal(rate(SOC_CLOCK_LPTIM45), 32768);
	set(0x0D0, 2);
	set(0x928, 1);
	assert_int_equal(rate(SOC_CLOCK_ADC), 24000000);
	set(0x0D0, 3);
	assert_int_equal(rate(SOC_CLOCK_ADC), 0);
}

static void derivation_follows_the_registers(void **state)
{
	(void)state;
	pll3_as_on_a_dk2();
	set(0x048, 3);
	assert_true(soc_clock_derives(&rcc, SOC_CLOCK_TIMG1, SOC_CLOCK_MCU));
	assert_true(soc_clock_derives(&rcc, SOC_CLOCK_UART24, SOC_CLOCK_MCU));
	assert_true(soc_clock_derives(&rcc, SOC_CLOCK_MCU, SOC_CLOCK_PLL3_P));
	assert_true(soc_clock_derives(&rcc, SOC_CLOCK_PCLK3, SOC_CLOCK_HSE));
	assert_true(soc_clock_derives(&rcc, SOC_CLOCK_MCU, SOC_CLOCK_MCU));
	assert_false(soc_clock_derives(&rcc, SOC_CLOCK_HSI, SOC_CLOCK_MCU));
	set(0x8E8, 2);
	assert_false(soc_clock_derives(&rcc, SOC_CLOCK_UART24, SOC_CLOCK_MCU));
}

/* Any register value has a rate: no division by zero, no endless walk. */
static void every_value_is_answered(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		for (size_t i = 0; i < 0x400; i++) {
			seed = seed * 1664525u + 1013904223u;
			words[i] = seed >> 3;
		}
		for (int clock = 0; clock < SOC_CLOCKS; clock++) {
			(void)rate((enum soc_clock)clock);
			assert_string_not_equal(soc_clock_name((enum soc_clock)clock), "?");
		}
	}
	assert_string_equal(soc_clock_name(SOC_CLOCK_LPTIM45), "lptim45_ker");
	assert_string_equal(soc_clock_name(SOC_CLOCK_UART1), "uart1_ker");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(after_reset_all_runs_on_hsi, power_on),
		cmocka_unit_test_setup(oscillators_follow_their_enables, power_on),
		cmocka_unit_test_setup(pll3_gives_the_rates_of_a_dk2, power_on),
		cmocka_unit_test_setup(a_pll_output_needs_pll_divider_and_source, power_on),
		cmocka_unit_test_setup(other_plls_and_the_a7_side, power_on),
		cmocka_unit_test_setup(mcu_divider_goes_to_512, power_on),
		cmocka_unit_test_setup(timers_run_faster_than_a_divided_bus, power_on),
		cmocka_unit_test_setup(kernel_clocks_follow_their_selectors, power_on),
		cmocka_unit_test_setup(derivation_follows_the_registers, power_on),
		cmocka_unit_test_setup(every_value_is_answered, power_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
