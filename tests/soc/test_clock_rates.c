/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clock rates as literal register values and literal Hz.
 *
 * What each value stems from:
 * - oscillators: RM0436, "Clock management": HSI 64 MHz, CSI 4 MHz, LSI 32 kHz; HSE 24 MHz and LSE
 *   32768 Hz as ST's boards have them (clock-frequency in Linux's stm32mp151.dtsi);
 * - PLLs: RM0436, "PLL description": ref / (DIVM + 1) * (DIVN + 1 + FRACV / 8192) / (DIVx + 1), halved
 *   first in PLL1 and PLL2's doubled VCO;
 * - MCU and APB dividers, timer prescalers: RM0436, "RCC_MCUDIVR", "RCC_APB1DIVR", "RCC_TIMG1PRER";
 *   Linux's clk-stm32mp1.c: mcu_div_table, apb_div_table;
 * - selectors: RM0436, "RCC_I2C12CKSELR" and following; Linux's clk-stm32mp1.c: the parents named in
 *   the comments (i2c12_src, usart1_src, spi123_src, ...).
 */
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

static void set(uint32_t offset, uint32_t value)
{
	words[offset / 4] = value;
}

/*
 * Everything runs, and no two inputs of a selector have the same rate:
 * PLL2_P = 24 MHz / 3 * (66 + 5120 / 8192) / 2 = 266.5 MHz, AXI with it, APB5 a quarter;
 * PLL3 = 24 MHz / 2 * (34 + 6660 / 8192) = 417.755859 MHz: P / 2, Q / 17, R / 37, MCU on P, APB1 a half,
 * APB2 a quarter, APB3 an eighth;
 * PLL4 = 24 MHz / 4 * 99 = 594 MHz: P / 6, Q / 8, R / 9.
 */
static int all_on(void **state)
{
	static const uint32_t settings[][2] = {
		{0x00C, 0x111},
		{0x140, 0x1},
		{0x144, 0x1},
		{0x028, 1},
		{0x820, 1},
		{0x824, 1},
		{0x098, 2 << 16 | 65},
		{0x09C, 1},
		{0x0A0, 5120 << 3 | 1 << 16},
		{0x094, 0x71},
		{0x884, 1 << 16 | 33},
		{0x888, 36 << 16 | 16 << 8 | 1},
		{0x88C, 6660 << 3 | 1 << 16},
		{0x880, 0x71},
		{0x898, 3 << 16 | 98},
		{0x89C, 8 << 16 | 7 << 8 | 5},
		{0x894, 0x71},
		{0x024, 2},
		{0x048, 3},
		{0x834, 1},
		{0x838, 2},
		{0x83C, 3},
		{0x040, 2},
		{0x0D0, 2},
	};

	(void)state;
	memset(words, 0, sizeof(words));
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		set(settings[i][0], settings[i][1]);
	return 0;
}

/* clang-format off */
static const struct {
	uint32_t selector;
	uint32_t value;
	enum soc_clock clock;
	uint64_t hz;
} inputs[] = {
	{0x8C0, 0, SOC_CLOCK_I2C12, 104438964}, /* pclk1 */
	{0x8C0, 1, SOC_CLOCK_I2C12, 66000000}, /* pll4_r */
	{0x8C0, 2, SOC_CLOCK_I2C12, 64000000}, /* hsi */
	{0x8C0, 3, SOC_CLOCK_I2C12, 4000000}, /* csi */
	{0x8C0, 4, SOC_CLOCK_I2C12, 0}, /* off */
	{0x8C0, 5, SOC_CLOCK_I2C12, 0}, /* off */
	{0x8C0, 6, SOC_CLOCK_I2C12, 0}, /* off */
	{0x8C0, 7, SOC_CLOCK_I2C12, 0}, /* off */
	{0x8C4, 0, SOC_CLOCK_I2C35, 104438964}, /* pclk1 */
	{0x8C4, 1, SOC_CLOCK_I2C35, 66000000}, /* pll4_r */
	{0x8C4, 2, SOC_CLOCK_I2C35, 64000000}, /* hsi */
	{0x8C4, 3, SOC_CLOCK_I2C35, 4000000}, /* csi */
	{0x8C4, 4, SOC_CLOCK_I2C35, 0}, /* off */
	{0x8C4, 5, SOC_CLOCK_I2C35, 0}, /* off */
	{0x8C4, 6, SOC_CLOCK_I2C35, 0}, /* off */
	{0x8C4, 7, SOC_CLOCK_I2C35, 0}, /* off */
	{0x0C0, 0, SOC_CLOCK_I2C46, 66625000}, /* pclk5 */
	{0x0C0, 1, SOC_CLOCK_I2C46, 24573874}, /* pll3_q */
	{0x0C0, 2, SOC_CLOCK_I2C46, 64000000}, /* hsi */
	{0x0C0, 3, SOC_CLOCK_I2C46, 4000000}, /* csi */
	{0x0C0, 4, SOC_CLOCK_I2C46, 0}, /* off */
	{0x0C0, 5, SOC_CLOCK_I2C46, 0}, /* off */
	{0x0C0, 6, SOC_CLOCK_I2C46, 0}, /* off */
	{0x0C0, 7, SOC_CLOCK_I2C46, 0}, /* off */
	{0x0C8, 0, SOC_CLOCK_UART1, 66625000}, /* pclk5 */
	{0x0C8, 1, SOC_CLOCK_UART1, 24573874}, /* pll3_q */
	{0x0C8, 2, SOC_CLOCK_UART1, 64000000}, /* hsi */
	{0x0C8, 3, SOC_CLOCK_UART1, 4000000}, /* csi */
	{0x0C8, 4, SOC_CLOCK_UART1, 74250000}, /* pll4_q */
	{0x0C8, 5, SOC_CLOCK_UART1, 24000000}, /* hse */
	{0x0C8, 6, SOC_CLOCK_UART1, 0}, /* off */
	{0x0C8, 7, SOC_CLOCK_UART1, 0}, /* off */
	{0x8E8, 0, SOC_CLOCK_UART24, 104438964}, /* pclk1 */
	{0x8E8, 1, SOC_CLOCK_UART24, 74250000}, /* pll4_q */
	{0x8E8, 2, SOC_CLOCK_UART24, 64000000}, /* hsi */
	{0x8E8, 3, SOC_CLOCK_UART24, 4000000}, /* csi */
	{0x8E8, 4, SOC_CLOCK_UART24, 24000000}, /* hse */
	{0x8E8, 5, SOC_CLOCK_UART24, 0}, /* off */
	{0x8E8, 6, SOC_CLOCK_UART24, 0}, /* off */
	{0x8E8, 7, SOC_CLOCK_UART24, 0}, /* off */
	{0x8EC, 0, SOC_CLOCK_UART35, 104438964}, /* pclk1 */
	{0x8EC, 1, SOC_CLOCK_UART35, 74250000}, /* pll4_q */
	{0x8EC, 2, SOC_CLOCK_UART35, 64000000}, /* hsi */
	{0x8EC, 3, SOC_CLOCK_UART35, 4000000}, /* csi */
	{0x8EC, 4, SOC_CLOCK_UART35, 24000000}, /* hse */
	{0x8EC, 5, SOC_CLOCK_UART35, 0}, /* off */
	{0x8EC, 6, SOC_CLOCK_UART35, 0}, /* off */
	{0x8EC, 7, SOC_CLOCK_UART35, 0}, /* off */
	{0x8E4, 0, SOC_CLOCK_UART6, 52219482}, /* pclk2 */
	{0x8E4, 1, SOC_CLOCK_UART6, 74250000}, /* pll4_q */
	{0x8E4, 2, SOC_CLOCK_UART6, 64000000}, /* hsi */
	{0x8E4, 3, SOC_CLOCK_UART6, 4000000}, /* csi */
	{0x8E4, 4, SOC_CLOCK_UART6, 24000000}, /* hse */
	{0x8E4, 5, SOC_CLOCK_UART6, 0}, /* off */
	{0x8E4, 6, SOC_CLOCK_UART6, 0}, /* off */
	{0x8E4, 7, SOC_CLOCK_UART6, 0}, /* off */
	{0x8F0, 0, SOC_CLOCK_UART78, 104438964}, /* pclk1 */
	{0x8F0, 1, SOC_CLOCK_UART78, 74250000}, /* pll4_q */
	{0x8F0, 2, SOC_CLOCK_UART78, 64000000}, /* hsi */
	{0x8F0, 3, SOC_CLOCK_UART78, 4000000}, /* csi */
	{0x8F0, 4, SOC_CLOCK_UART78, 24000000}, /* hse */
	{0x8F0, 5, SOC_CLOCK_UART78, 0}, /* off */
	{0x8F0, 6, SOC_CLOCK_UART78, 0}, /* off */
	{0x8F0, 7, SOC_CLOCK_UART78, 0}, /* off */
	{0x8D8, 0, SOC_CLOCK_SPI2S1, 99000000}, /* pll4_p */
	{0x8D8, 1, SOC_CLOCK_SPI2S1, 24573874}, /* pll3_q */
	{0x8D8, 2, SOC_CLOCK_SPI2S1, 0}, /* a pin */
	{0x8D8, 3, SOC_CLOCK_SPI2S1, 24000000}, /* per */
	{0x8D8, 4, SOC_CLOCK_SPI2S1, 11290698}, /* pll3_r */
	{0x8D8, 5, SOC_CLOCK_SPI2S1, 0}, /* off */
	{0x8D8, 6, SOC_CLOCK_SPI2S1, 0}, /* off */
	{0x8D8, 7, SOC_CLOCK_SPI2S1, 0}, /* off */
	{0x8DC, 0, SOC_CLOCK_SPI2S23, 99000000}, /* pll4_p */
	{0x8DC, 1, SOC_CLOCK_SPI2S23, 24573874}, /* pll3_q */
	{0x8DC, 2, SOC_CLOCK_SPI2S23, 0}, /* a pin */
	{0x8DC, 3, SOC_CLOCK_SPI2S23, 24000000}, /* per */
	{0x8DC, 4, SOC_CLOCK_SPI2S23, 11290698}, /* pll3_r */
	{0x8DC, 5, SOC_CLOCK_SPI2S23, 0}, /* off */
	{0x8DC, 6, SOC_CLOCK_SPI2S23, 0}, /* off */
	{0x8DC, 7, SOC_CLOCK_SPI2S23, 0}, /* off */
	{0x8E0, 0, SOC_CLOCK_SPI45, 52219482}, /* pclk2 */
	{0x8E0, 1, SOC_CLOCK_SPI45, 74250000}, /* pll4_q */
	{0x8E0, 2, SOC_CLOCK_SPI45, 64000000}, /* hsi */
	{0x8E0, 3, SOC_CLOCK_SPI45, 4000000}, /* csi */
	{0x8E0, 4, SOC_CLOCK_SPI45, 24000000}, /* hse */
	{0x8E0, 5, SOC_CLOCK_SPI45, 0}, /* off */
	{0x8E0, 6, SOC_CLOCK_SPI45, 0}, /* off */
	{0x8E0, 7, SOC_CLOCK_SPI45, 0}, /* off */
	{0x0C4, 0, SOC_CLOCK_SPI6, 66625000}, /* pclk5 */
	{0x0C4, 1, SOC_CLOCK_SPI6, 74250000}, /* pll4_q */
	{0x0C4, 2, SOC_CLOCK_SPI6, 64000000}, /* hsi */
	{0x0C4, 3, SOC_CLOCK_SPI6, 4000000}, /* csi */
	{0x0C4, 4, SOC_CLOCK_SPI6, 24000000}, /* hse */
	{0x0C4, 5, SOC_CLOCK_SPI6, 24573874}, /* pll3_q */
	{0x0C4, 6, SOC_CLOCK_SPI6, 0}, /* off */
	{0x0C4, 7, SOC_CLOCK_SPI6, 0}, /* off */
	{0x8C8, 0, SOC_CLOCK_SAI1, 74250000}, /* pll4_q */
	{0x8C8, 1, SOC_CLOCK_SAI1, 24573874}, /* pll3_q */
	{0x8C8, 2, SOC_CLOCK_SAI1, 0}, /* a pin */
	{0x8C8, 3, SOC_CLOCK_SAI1, 24000000}, /* per */
	{0x8C8, 4, SOC_CLOCK_SAI1, 11290698}, /* pll3_r */
	{0x8C8, 5, SOC_CLOCK_SAI1, 0}, /* off */
	{0x8C8, 6, SOC_CLOCK_SAI1, 0}, /* off */
	{0x8C8, 7, SOC_CLOCK_SAI1, 0}, /* off */
	{0x8CC, 0, SOC_CLOCK_SAI2, 74250000}, /* pll4_q */
	{0x8CC, 1, SOC_CLOCK_SAI2, 24573874}, /* pll3_q */
	{0x8CC, 2, SOC_CLOCK_SAI2, 0}, /* a pin */
	{0x8CC, 3, SOC_CLOCK_SAI2, 24000000}, /* per */
	{0x8CC, 4, SOC_CLOCK_SAI2, 0}, /* S/PDIF */
	{0x8CC, 5, SOC_CLOCK_SAI2, 11290698}, /* pll3_r */
	{0x8CC, 6, SOC_CLOCK_SAI2, 0}, /* off */
	{0x8CC, 7, SOC_CLOCK_SAI2, 0}, /* off */
	{0x934, 0, SOC_CLOCK_LPTIM1, 104438964}, /* pclk1 */
	{0x934, 1, SOC_CLOCK_LPTIM1, 99000000}, /* pll4_p */
	{0x934, 2, SOC_CLOCK_LPTIM1, 24573874}, /* pll3_q */
	{0x934, 3, SOC_CLOCK_LPTIM1, 32768}, /* lse */
	{0x934, 4, SOC_CLOCK_LPTIM1, 32000}, /* lsi */
	{0x934, 5, SOC_CLOCK_LPTIM1, 24000000}, /* per */
	{0x934, 6, SOC_CLOCK_LPTIM1, 0}, /* off */
	{0x934, 7, SOC_CLOCK_LPTIM1, 0}, /* off */
	{0x930, 0, SOC_CLOCK_LPTIM23, 26109741}, /* pclk3 */
	{0x930, 1, SOC_CLOCK_LPTIM23, 74250000}, /* pll4_q */
	{0x930, 2, SOC_CLOCK_LPTIM23, 24000000}, /* per */
	{0x930, 3, SOC_CLOCK_LPTIM23, 32768}, /* lse */
	{0x930, 4, SOC_CLOCK_LPTIM23, 32000}, /* lsi */
	{0x930, 5, SOC_CLOCK_LPTIM23, 0}, /* off */
	{0x930, 6, SOC_CLOCK_LPTIM23, 0}, /* off */
	{0x930, 7, SOC_CLOCK_LPTIM23, 0}, /* off */
	{0x92C, 0, SOC_CLOCK_LPTIM45, 26109741}, /* pclk3 */
	{0x92C, 1, SOC_CLOCK_LPTIM45, 99000000}, /* pll4_p */
	{0x92C, 2, SOC_CLOCK_LPTIM45, 24573874}, /* pll3_q */
	{0x92C, 3, SOC_CLOCK_LPTIM45, 32768}, /* lse */
	{0x92C, 4, SOC_CLOCK_LPTIM45, 32000}, /* lsi */
	{0x92C, 5, SOC_CLOCK_LPTIM45, 24000000}, /* per */
	{0x92C, 6, SOC_CLOCK_LPTIM45, 0}, /* off */
	{0x92C, 7, SOC_CLOCK_LPTIM45, 0}, /* off */
	{0x928, 0, SOC_CLOCK_ADC, 66000000}, /* pll4_r */
	{0x928, 1, SOC_CLOCK_ADC, 24000000}, /* per */
	{0x928, 2, SOC_CLOCK_ADC, 24573874}, /* pll3_q */
	{0x928, 3, SOC_CLOCK_ADC, 0}, /* off */
	{0x90C, 0, SOC_CLOCK_FDCAN, 24000000}, /* hse */
	{0x90C, 1, SOC_CLOCK_FDCAN, 24573874}, /* pll3_q */
	{0x90C, 2, SOC_CLOCK_FDCAN, 74250000}, /* pll4_q */
	{0x90C, 3, SOC_CLOCK_FDCAN, 66000000}, /* pll4_r */
	{0x920, 0, SOC_CLOCK_RNG2, 4000000}, /* csi */
	{0x920, 1, SOC_CLOCK_RNG2, 66000000}, /* pll4_r */
	{0x920, 2, SOC_CLOCK_RNG2, 32768}, /* lse */
	{0x920, 3, SOC_CLOCK_RNG2, 32000}, /* lsi */
	{0x8F8, 0, SOC_CLOCK_SDMMC3, 208877929}, /* mcu */
	{0x8F8, 1, SOC_CLOCK_SDMMC3, 11290698}, /* pll3_r */
	{0x8F8, 2, SOC_CLOCK_SDMMC3, 99000000}, /* pll4_p */
	{0x8F8, 3, SOC_CLOCK_SDMMC3, 64000000}, /* hsi */
	{0x8F8, 4, SOC_CLOCK_SDMMC3, 0}, /* off */
	{0x8F8, 5, SOC_CLOCK_SDMMC3, 0}, /* off */
	{0x8F8, 6, SOC_CLOCK_SDMMC3, 0}, /* off */
	{0x8F8, 7, SOC_CLOCK_SDMMC3, 0}, /* off */
	{0x900, 0, SOC_CLOCK_QSPI, 266500000}, /* axi */
	{0x900, 1, SOC_CLOCK_QSPI, 11290698}, /* pll3_r */
	{0x900, 2, SOC_CLOCK_QSPI, 99000000}, /* pll4_p */
	{0x900, 3, SOC_CLOCK_QSPI, 24000000}, /* per */
	{0x918, 0, SOC_CLOCK_CEC, 32768}, /* lse */
	{0x918, 1, SOC_CLOCK_CEC, 32000}, /* lsi */
	{0x918, 2, SOC_CLOCK_CEC, 32786}, /* csi_122 */
	{0x918, 3, SOC_CLOCK_CEC, 0}, /* off */
	{0x0D4, 0, SOC_CLOCK_STGEN, 64000000}, /* hsi */
	{0x0D4, 1, SOC_CLOCK_STGEN, 24000000}, /* hse */
	{0x0D4, 2, SOC_CLOCK_STGEN, 0}, /* off */
	{0x0D4, 3, SOC_CLOCK_STGEN, 0}, /* off */
};

/* By RCC_MSSCKSELR.MCUSSRC and RCC_MCUDIVR.MCUDIV. */
static const uint64_t mcu[4][16] = {
	{64000000, 32000000, 16000000, 8000000, 4000000, 2000000, 1000000, 500000, 250000, 125000, 125000, 125000, 125000, 125000, 125000, 125000}, /* hsi */
	{24000000, 12000000, 6000000, 3000000, 1500000, 750000, 375000, 187500, 93750, 46875, 46875, 46875, 46875, 46875, 46875, 46875}, /* hse */
	{4000000, 2000000, 1000000, 500000, 250000, 125000, 62500, 31250, 15625, 7812, 7812, 7812, 7812, 7812, 7812, 7812}, /* csi */
	{208877929, 104438964, 52219482, 26109741, 13054870, 6527435, 3263717, 1631858, 815929, 407964, 407964, 407964, 407964, 407964, 407964, 407964}, /* pll3_p */
};

/* By TIMGxPRE and APBxDIV, the MCU at 208 877 929 Hz. */
static const uint64_t timers[2][8] = {
	{208877929, 208877929, 104438964, 52219482, 26109741, 26109741, 26109741, 26109741},
	{208877929, 208877929, 208877929, 104438964, 52219482, 52219482, 52219482, 52219482},
};

static const uint64_t buses[8] = {
	208877929, 104438964, 52219482, 26109741, 13054870, 13054870, 13054870, 13054870,
};
/* clang-format on */

static void every_input_of_every_selector(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		set(inputs[i].selector, inputs[i].value);
		if (soc_clock_rate(&rcc, inputs[i].clock) != inputs[i].hz)
			fail_msg("%s with %u: %llu Hz, not %llu", soc_clock_name(inputs[i].clock),
				 inputs[i].value,
				 (unsigned long long)soc_clock_rate(&rcc, inputs[i].clock),
				 (unsigned long long)inputs[i].hz);
		/* Bits beside the field do not count. */
		set(inputs[i].selector, inputs[i].value | 0xFFFFFF00u);
		assert_int_equal(soc_clock_rate(&rcc, inputs[i].clock), inputs[i].hz);
	}
}

static void mcu_from_every_source_through_every_divider(void **state)
{
	(void)state;
	for (uint32_t source = 0; source < 4; source++) {
		for (uint32_t divider = 0; divider < 16; divider++) {
			set(0x048, source);
			set(0x830, divider);
			assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_MCU), mcu[source][divider]);
		}
	}
}

static void timers_of_both_groups(void **state)
{
	(void)state;
	for (uint32_t prescaler = 0; prescaler < 2; prescaler++) {
		set(0x828, prescaler);
		set(0x82C, prescaler);
		for (uint32_t divider = 0; divider < 8; divider++) {
			set(0x834, divider);
			set(0x838, divider);
			set(0x83C, divider);
			assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PCLK1), buses[divider]);
			assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PCLK2), buses[divider]);
			assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PCLK3), buses[divider]);
			assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_TIMG1),
					 timers[prescaler][divider]);
			assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_TIMG2),
					 timers[prescaler][divider]);
		}
	}
}

static void outputs_with_a_gate_and_a_divider_of_their_own(void **state)
{
	(void)state;
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PLL3), 417755859);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PLL4), 594000000);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PLL2), 533000000);
	/* MCO1: HSE / 5; MCO2: AXI / 16; both need bit 12. */
	set(0x800, 4 << 4 | 1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_MCO1), 0);
	assert_int_equal(soc_clock_open_rate(&rcc, SOC_CLOCK_MCO1), 4800000);
	set(0x800, 1 << 12 | 4 << 4 | 1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_MCO1), 4800000);
	set(0x804, 1 << 12 | 15 << 4 | 1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_MCO2), 16656250);
	/* RTC: off, LSE, LSI, HSE / 24. */
	set(0x044, 23);
	set(0x140, 1 << 20 | 0x1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_RTC), 0);
	set(0x140, 1 << 20 | 1 << 16 | 0x1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_RTC), 32768);
	set(0x140, 1 << 20 | 2 << 16 | 0x1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_RTC), 32000);
	set(0x140, 1 << 20 | 3 << 16 | 0x1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_RTC), 1000000);
	set(0x140, 3 << 16 | 0x1);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_RTC), 0);
	/* USB: two fields of one register. */
	set(0x91C, 1 | 0 << 4);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_USBPHY), 66000000);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_USBO), 66000000);
	set(0x91C, 2 | 1 << 4);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_USBPHY), 12000000);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_USBO), 0);
	/* Ethernet's time stamp clock: PLL4_P / 4. */
	set(0x8FC, 3 << 4);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_ETHPTP), 24750000);
	/* Trace: AXI / 8, with bit 9. */
	set(0x80C, 1 << 9 | 3);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_TRACE), 33312500);
}

static void a_stopped_source_stops_all_below_it(void **state)
{
	(void)state;
	set(0x8E8, 1); /* UART2, UART4 on PLL4_Q */
	set(0x0C0, 1); /* I2C4, I2C6 on PLL3_Q */
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_UART24), 74250000);
	set(0x894, 0x51); /* DIVQEN */
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_UART24), 0);
	assert_int_equal(soc_clock_open_rate(&rcc, SOC_CLOCK_UART24), 74250000);
	set(0x894, 0x70); /* PLLON */
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_PLL4), 0);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_UART24), 0);
	set(0x894, 0x71);
	set(0x00C, 0x011); /* HSE */
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_UART24), 0);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_I2C46), 0);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_MCU), 0);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_TIMG1), 0);
	set(0x00C, 0x111);
	set(0x824, 3); /* PLL4's reference: a pin */
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCK_UART24), 0);
	assert_int_equal(soc_clock_open_rate(&rcc, SOC_CLOCK_UART24), 0);
}

/* However the registers are set, the way up ends at an oscillator or at nothing, within a few steps. */
static void no_clock_feeds_itself(void **state)
{
	uint32_t seed = 20;

	(void)state;
	for (unsigned round = 0; round < 3000; round++) {
		for (size_t i = 0; i < 0x400; i++) {
			seed = seed * 1664525u + 1013904223u;
			words[i] = seed >> 5;
		}
		for (int clock = 0; clock < SOC_CLOCKS; clock++) {
			enum soc_clock up = (enum soc_clock)clock;
			unsigned steps = 0;

			while ((up = soc_clock_parent(&rcc, up)) != SOC_CLOCK_NONE)
				assert_in_range(++steps, 1, 8);
		}
	}
	assert_int_equal(soc_clock_parent(&rcc, SOC_CLOCKS), SOC_CLOCK_NONE);
	assert_int_equal(soc_clock_rate(&rcc, SOC_CLOCKS), 0);
	assert_null(soc_clock_selector(SOC_CLOCKS));
	assert_int_equal(soc_clock_gate(SOC_CLOCKS).offset, 0);
	assert_int_equal(soc_clock_divider(SOC_CLOCKS).division, SOC_CLOCK_UNDIVIDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_input_of_every_selector, all_on),
		cmocka_unit_test_setup(mcu_from_every_source_through_every_divider, all_on),
		cmocka_unit_test_setup(timers_of_both_groups, all_on),
		cmocka_unit_test_setup(outputs_with_a_gate_and_a_divider_of_their_own, all_on),
		cmocka_unit_test_setup(a_stopped_source_stops_all_below_it, all_on),
		cmocka_unit_test_setup(no_clock_feeds_itself, all_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
