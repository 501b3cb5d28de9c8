/* SPDX-License-Identifier: BSD-3-Clause */
/* Sources of clocks in TF-A's words: literal cells of its binding, and that the words say what the
 * selectors of soc/clock.c select. */
#include "soc/clock_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void cells_are_those_of_the_binding(void **state)
{
	static const struct {
		const char *name;
		uint32_t cell;
	} sources[] = {
		{"CLK_MPU_PLL1P", 0x00000202},	    {"CLK_MPU_PLL1P_DIV", 0x00000203},
		{"CLK_AXI_PLL2P", 0x00000242},	    {"CLK_MCU_PLL3P", 0x00000483},
		{"CLK_PLL12_HSE", 0x00000281},	    {"CLK_PLL3_HSE", 0x00008201},
		{"CLK_PLL4_I2SCKIN", 0x00008243},   {"CLK_RTC_DISABLED", 0x00001400},
		{"CLK_RTC_LSE", 0x00001401},	    {"CLK_MCO1_DISABLED", 0x0000800F},
		{"CLK_MCO2_HSI", 0x00008045},	    {"CLK_I2C12_HSI", 0x00008C02},
		{"CLK_I2C35_DISABLED", 0x00008C47}, {"CLK_I2C46_HSI", 0x00000C02},
		{"CLK_SAI2_SPDIF", 0x00008CC4},	    {"CLK_SAI2_PLL3R", 0x00008CC5},
		{"CLK_SPI2S1_PLL3Q", 0x00008D81},   {"CLK_SPI6_PLL3Q", 0x00000C45},
		{"CLK_UART35_HSI", 0x00008EC2},	    {"CLK_UART1_HSE", 0x00000C85},
		{"CLK_SDMMC12_HCLK6", 0x00008F40},  {"CLK_SDMMC3_HCLK2", 0x00008F80},
		{"CLK_QSPI_ACLK", 0x00009000},	    {"CLK_FDCAN_PLL4R", 0x000090C3},
		{"CLK_CEC_CSI_DIV122", 0x00009182}, {"CLK_USBPHY_HSE_DIV2", 0x000091C2},
		{"CLK_USBO_PLL4R", 0x800091C0},	    {"CLK_USBO_USBPHY", 0x800091C1},
		{"CLK_RNG1_LSI", 0x00000CC3},	    {"CLK_RNG2_CSI", 0x00009200},
		{"CLK_CKPER_DISABLED", 0x00000D03}, {"CLK_STGEN_HSE", 0x00000D41},
		{"CLK_DSI_DSIPLL", 0x00009240},	    {"CLK_ADC_CKPER", 0x00009281},
		{"CLK_LPTIM45_CKPER", 0x000092C5},  {"CLK_LPTIM23_LSI", 0x00009304},
		{"CLK_LPTIM1_PLL4P", 0x00009341},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		const struct soc_clock_mux *mux;
		char name[SOC_CLOCK_SOURCE_MAX];
		unsigned value;

		assert_true(soc_clock_source_by_name(sources[i].name, &mux, &value));
		assert_int_equal(soc_clock_source_cell(mux, value), sources[i].cell);
		assert_string_equal(soc_clock_source_name(mux, value, name), sources[i].name);
	}
}

static void the_later_word_is_read(void **state)
{
	const struct soc_clock_mux *mux;
	unsigned value;

	(void)state;
	assert_true(soc_clock_source_by_name("CLK_MCO2_PLL4", &mux, &value));
	assert_int_equal(soc_clock_source_cell(mux, value), 0x00008043);
}

static void what_is_no_source_is_refused(void **state)
{
	static const char *const none[] = {"",
					   "CLK_",
					   "CLK_UART35",
					   "CLK_UART35_",
					   "CLK_UART35_PLL3Q",
					   "CLK_UART9_HSI",
					   "UART35_HSI",
					   "CLK_UART35_HSIX",
					   "CLK_QSPI_DISABLED"};
	const struct soc_clock_mux *mux;
	char name[SOC_CLOCK_SOURCE_MAX];
	unsigned value;

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(soc_clock_source_by_name(none[i], &mux, &value));
	assert_null(soc_clock_mux_by_name("UART9"));
	assert_null(soc_clock_mux(SOC_CLOCK_PCLK1));
	assert_null(soc_clock_mux(SOC_CLOCK_NONE));
	mux = soc_clock_mux_by_name("uart35");
	assert_ptr_equal(mux, soc_clock_mux(SOC_CLOCK_UART35));
	assert_int_equal(soc_clock_mux_value(mux, "PLL3Q"), -1);
	assert_int_equal(soc_clock_mux_value(mux, ""), -1);
	assert_null(soc_clock_source_name(mux, 5, name));
	assert_null(soc_clock_source_name(mux, 4000000000u, name));
	assert_int_equal(soc_clock_mux_input(mux, 4000000000u), SOC_CLOCK_NONE);
}

static void words_say_what_selectors_select(void **state)
{
	size_t count;
	const struct soc_clock_mux *muxes = soc_clock_muxes(&count);
	unsigned selectors = 0;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct soc_clock_mux *mux = &muxes[i];
		const struct soc_clock_selector *selector = soc_clock_selector(mux->clock);

		assert_non_null(selector);
		assert_ptr_equal(soc_clock_mux(mux->clock), mux);
		assert_ptr_equal(soc_clock_mux_by_name(mux->name), mux);
		for (unsigned value = 0; value < SOC_CLOCK_INPUTS; value++) {
			const enum soc_clock input = (enum soc_clock)selector->inputs[value];

			if (!mux->inputs[value]) {
				assert_int_equal(input, SOC_CLOCK_NONE);
				continue;
			}
			/* A pin, a PHY and the S/PDIF input have a word and no clock here. */
			if (input == SOC_CLOCK_NONE) {
				assert_true(!strcmp(mux->inputs[value], "I2SCKIN") ||
					    !strcmp(mux->inputs[value], "SPDIF") ||
					    !strcmp(mux->inputs[value], "USBPHY") ||
					    !strcmp(mux->inputs[value], "DSIPLL"));
			} else {
				assert_int_equal(soc_clock_by_name(mux->inputs[value]), input);
				assert_int_equal(soc_clock_mux_value(mux, soc_clock_name(input)),
						 strcmp(mux->inputs[value], "PLL1P_DIV") ? value
											 : 2);
			}
			assert_int_equal(soc_clock_mux_input(mux, value), input);
			assert_int_equal(soc_clock_mux_value(mux, mux->inputs[value]), value);
		}
	}
	/* And no selector is without words. */
	for (int i = 0; i < SOC_CLOCKS; i++)
		selectors += soc_clock_selector((enum soc_clock)i) != NULL;
	assert_int_equal(selectors, count + 1); /* PLL1's is PLL2's */
	assert_ptr_equal(soc_clock_mux(SOC_CLOCK_PLL2), soc_clock_mux(SOC_CLOCK_PLL1));
}

static void peripherals_have_their_selectors(void **state)
{
	static const char *const pairs[][2] = {
		{"USART3", "UART35"},  {"UART5", "UART35"},   {"I2C5", "I2C35"},
		{"I2C3", "I2C35"},     {"SPI2", "SPI2S23"},   {"FDCAN2", "FDCAN"},
		{"ADC12", "ADC"},      {"USBOTG", "USBO"},    {"RTC", "RTC"},
		{"DSI", "DSI"},	       {"USBPHYC", "USBPHY"}, {"SDMMC2", "SDMMC12"},
		{"LPTIM4", "LPTIM45"}, {"QUADSPI", "QSPI"},   {"ETH", "ETH"},
		{"SAI2", "SAI2"},      {"TIM2", NULL},	      {"GPIOA", NULL},
		{"DMA1", NULL},	       {"CRYP1", NULL},	      {"LTDC", NULL},
		{"DAC1", NULL},	       {"DFSDM1", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct soc_clock_mux *mux =
			soc_clock_mux_of(soc_peripheral_by_name(pairs[i][0]));

		if (pairs[i][1])
			assert_string_equal(mux->name, pairs[i][1]);
		else
			assert_null(mux);
	}
}

static void clocks_are_found_by_all_names(void **state)
{
	(void)state;
	for (int i = SOC_CLOCK_NONE + 1; i < SOC_CLOCKS; i++) {
		const char *linux_name = soc_clock_linux_name((enum soc_clock)i);

		assert_int_equal(soc_clock_by_name(soc_clock_name((enum soc_clock)i)), i);
		if (linux_name)
			assert_int_equal(soc_clock_by_name(linux_name), i);
	}
	assert_int_equal(soc_clock_by_name("PLL4Q"), SOC_CLOCK_PLL4_Q);
	assert_int_equal(soc_clock_by_name("CK_PER"), SOC_CLOCK_PER);
	assert_int_equal(soc_clock_by_name("hclk6"), SOC_CLOCK_AXI);
	assert_int_equal(soc_clock_by_name("PLL5Q"), SOC_CLOCK_NONE);
	assert_int_equal(soc_clock_by_name(""), SOC_CLOCK_NONE);
	assert_int_equal(soc_clock_by_name("none"), SOC_CLOCK_NONE);
	assert_string_equal(soc_clock_linux_name(SOC_CLOCK_HSI), "ck_hsi");
	assert_string_equal(soc_clock_linux_name(SOC_CLOCK_PLL4_R), "pll4_r");
	assert_string_equal(soc_clock_linux_name(SOC_CLOCK_PCLK1), "pclk1");
	assert_null(soc_clock_linux_name(SOC_CLOCK_UART35));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_those_of_the_binding),
		cmocka_unit_test(the_later_word_is_read),
		cmocka_unit_test(what_is_no_source_is_refused),
		cmocka_unit_test(words_say_what_selectors_select),
		cmocka_unit_test(peripherals_have_their_selectors),
		cmocka_unit_test(clocks_are_found_by_all_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
