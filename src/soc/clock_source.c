/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/clock_source.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NEVER	 0xFFu /* there is no word DISABLED */
#define DISABLED "DISABLED"
#define SECOND	 UINT32_C(0x80000000) /* of two fields in one register */

/* clang-format off */
#define TREE(clk, word, none, ...)   {SOC_CLOCK_##clk, word, false, none, {__VA_ARGS__}}
#define KERNEL(clk, word, none, ...) {SOC_CLOCK_##clk, word, true, none, {__VA_ARGS__}}
static const struct soc_clock_mux muxes[] = {
	TREE(MPU, "MPU", NEVER, "HSI", "HSE", "PLL1P", "PLL1P_DIV"),
	TREE(AXI, "AXI", NEVER, "HSI", "HSE", "PLL2P"),
	TREE(MCU, "MCU", NEVER, "HSI", "HSE", "CSI", "PLL3P"),
	TREE(PLL1, "PLL12", NEVER, "HSI", "HSE"),
	TREE(PLL3, "PLL3", NEVER, "HSI", "HSE", "CSI"),
	TREE(PLL4, "PLL4", NEVER, "HSI", "HSE", "CSI", "I2SCKIN"),
	TREE(RTC, "RTC", 0, NULL, "LSE", "LSI", "HSE"),
	TREE(MCO1, "MCO1", 15, "HSI", "HSE", "CSI", "LSI", "LSE"),
	TREE(MCO2, "MCO2", 15, "MPU", "AXI", "MCU", "PLL4P", "HSE", "HSI"),
	KERNEL(PER, "CKPER", 3, "HSI", "CSI", "HSE"),
	KERNEL(I2C12, "I2C12", 7, "PCLK1", "PLL4R", "HSI", "CSI"),
	KERNEL(I2C35, "I2C35", 7, "PCLK1", "PLL4R", "HSI", "CSI"),
	KERNEL(I2C46, "I2C46", 7, "PCLK5", "PLL3Q", "HSI", "CSI"),
	KERNEL(SAI1, "SAI1", 7, "PLL4Q", "PLL3Q", "I2SCKIN", "CKPER", "PLL3R"),
	KERNEL(SAI2, "SAI2", 7, "PLL4Q", "PLL3Q", "I2SCKIN", "CKPER", "SPDIF", "PLL3R"),
	KERNEL(SAI3, "SAI3", 7, "PLL4Q", "PLL3Q", "I2SCKIN", "CKPER", "PLL3R"),
	KERNEL(SAI4, "SAI4", 7, "PLL4Q", "PLL3Q", "I2SCKIN", "CKPER", "PLL3R"),
	KERNEL(SPI2S1, "SPI2S1", 7, "PLL4P", "PLL3Q", "I2SCKIN", "CKPER", "PLL3R"),
	KERNEL(SPI2S23, "SPI2S23", 7, "PLL4P", "PLL3Q", "I2SCKIN", "CKPER", "PLL3R"),
	KERNEL(SPI45, "SPI45", 7, "PCLK2", "PLL4Q", "HSI", "CSI", "HSE"),
	KERNEL(SPI6, "SPI6", 7, "PCLK5", "PLL4Q", "HSI", "CSI", "HSE", "PLL3Q"),
	KERNEL(UART1, "UART1", 7, "PCLK5", "PLL3Q", "HSI", "CSI", "PLL4Q", "HSE"),
	KERNEL(UART24, "UART24", 7, "PCLK1", "PLL4Q", "HSI", "CSI", "HSE"),
	KERNEL(UART35, "UART35", 7, "PCLK1", "PLL4Q", "HSI", "CSI", "HSE"),
	KERNEL(UART6, "UART6", 7, "PCLK2", "PLL4Q", "HSI", "CSI", "HSE"),
	KERNEL(UART78, "UART78", 7, "PCLK1", "PLL4Q", "HSI", "CSI", "HSE"),
	KERNEL(SDMMC12, "SDMMC12", 7, "HCLK6", "PLL3R", "PLL4P", "HSI"),
	KERNEL(SDMMC3, "SDMMC3", 7, "HCLK2", "PLL3R", "PLL4P", "HSI"),
	KERNEL(ETH, "ETH", 3, "PLL4P", "PLL3Q"),
	KERNEL(QSPI, "QSPI", NEVER, "ACLK", "PLL3R", "PLL4P", "CKPER"),
	KERNEL(FMC, "FMC", NEVER, "ACLK", "PLL3R", "PLL4P", "CKPER"),
	KERNEL(FDCAN, "FDCAN", NEVER, "HSE", "PLL3Q", "PLL4Q", "PLL4R"),
	KERNEL(SPDIF, "SPDIF", 3, "PLL4P", "PLL3Q", "HSI"),
	KERNEL(CEC, "CEC", 3, "LSE", "LSI", "CSI_DIV122"),
	KERNEL(USBPHY, "USBPHY", 3, "HSE", "PLL4R", "HSE_DIV2"),
	KERNEL(USBO, "USBO", NEVER, "PLL4R", "USBPHY"),
	KERNEL(RNG1, "RNG1", NEVER, "CSI", "PLL4R", "LSE", "LSI"),
	KERNEL(RNG2, "RNG2", NEVER, "CSI", "PLL4R", "LSE", "LSI"),
	KERNEL(STGEN, "STGEN", 3, "HSI", "HSE"),
	KERNEL(DSI, "DSI", NEVER, "DSIPLL", "PLL4P"),
	KERNEL(ADC, "ADC", 3, "PLL4R", "CKPER", "PLL3Q"),
	KERNEL(LPTIM1, "LPTIM1", 7, "PCLK1", "PLL4P", "PLL3Q", "LSE", "LSI", "CKPER"),
	KERNEL(LPTIM23, "LPTIM23", 7, "PCLK3", "PLL4Q", "CKPER", "LSE", "LSI"),
	KERNEL(LPTIM45, "LPTIM45", 7, "PCLK3", "PLL4P", "PLL3Q", "LSE", "LSI", "CKPER"),
};
/* clang-format on */

#define COUNT (sizeof(muxes) / sizeof(muxes[0]))

/* Clocks that have other names than soc_clock_name(). */
static const struct {
	enum soc_clock clock;
	const char *linux_name; /* NULL: as here */
	const char *words[3]; /* TF-A's; NULL: as here without the '_' */
} names[] = {
	{SOC_CLOCK_HSI, "ck_hsi", {NULL}},
	{SOC_CLOCK_HSE, "ck_hse", {NULL}},
	{SOC_CLOCK_CSI, "ck_csi", {NULL}},
	{SOC_CLOCK_LSE, "ck_lse", {NULL}},
	{SOC_CLOCK_LSI, "ck_lsi", {NULL}},
	{SOC_CLOCK_HSE_DIV2, "clk-hse-div2", {"HSE_DIV2"}},
	{SOC_CLOCK_MPU, "ck_mpu", {NULL}},
	{SOC_CLOCK_AXI, "ck_axi", {"ACLK", "HCLK5", "HCLK6"}},
	{SOC_CLOCK_MCU, "ck_mcu", {"HCLK2", "HCLK3", "HCLK4"}},
	{SOC_CLOCK_PER, "ck_per", {"CKPER"}},
	{SOC_CLOCK_CSI_122, NULL, {"CSI_DIV122"}},
	{SOC_CLOCK_PLL1_P, NULL, {"PLL1P_DIV"}},
	{SOC_CLOCK_RTC, "ck_rtc", {NULL}},
	{SOC_CLOCK_MCO1, "ck_mco1", {NULL}},
	{SOC_CLOCK_MCO2, "ck_mco2", {NULL}},
	{SOC_CLOCK_DBG, "ck_sys_dbg", {NULL}},
	{SOC_CLOCK_TRACE, "ck_trace", {NULL}},
	{SOC_CLOCK_ETH, "ck_ker_eth", {NULL}},
	{SOC_CLOCK_ETHPTP, "ethptp_k", {NULL}},
};

#define NAMES (sizeof(names) / sizeof(names[0]))

const struct soc_clock_mux *soc_clock_muxes(size_t *count)
{
	*count = COUNT;
	return muxes;
}

const struct soc_clock_mux *soc_clock_mux(enum soc_clock clock)
{
	/* They share a selector. */
	if (clock == SOC_CLOCK_PLL2)
		clock = SOC_CLOCK_PLL1;
	for (size_t i = 0; i < COUNT; i++) {
		if (muxes[i].clock == clock)
			return &muxes[i];
	}
	return NULL;
}

const struct soc_clock_mux *soc_clock_mux_of(const struct soc_peripheral *peripheral)
{
	/* What soc/peripheral.c has their bus clock for, or the source that boards choose. */
	static const struct {
		const char *name;
		enum soc_clock clock;
	} others[] = {
		{"USBOTG", SOC_CLOCK_USBO},
		{"USBPHYC", SOC_CLOCK_USBPHY},
		{"DSI", SOC_CLOCK_DSI},
		{"RTC", SOC_CLOCK_RTC},
	};
	const enum soc_clock clock = (enum soc_clock)peripheral->clock;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!strcmp(others[i].name, peripheral->name))
			return soc_clock_mux(others[i].clock);
	}
	/* A bus clock's source is a matter of the whole chip. */
	return clock == SOC_CLOCK_MCU || clock == SOC_CLOCK_AXI ? NULL : soc_clock_mux(clock);
}

/* By the first `length` characters of a name. */
static const struct soc_clock_mux *mux_named(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (strlen(muxes[i].name) == length && !strncasecmp(muxes[i].name, name, length))
			return &muxes[i];
	}
	return NULL;
}

const struct soc_clock_mux *soc_clock_mux_by_name(const char *name)
{
	return mux_named(name, strlen(name));
}

enum soc_clock soc_clock_mux_input(const struct soc_clock_mux *mux, unsigned value)
{
	const struct soc_clock_selector *selector = soc_clock_selector(mux->clock);

	return selector && value < SOC_CLOCK_INPUTS && mux->inputs[value]
		       ? (enum soc_clock)selector->inputs[value]
		       : SOC_CLOCK_NONE;
}

int soc_clock_mux_value(const struct soc_clock_mux *mux, const char *input)
{
	const enum soc_clock clock = soc_clock_by_name(input);

	for (unsigned value = 0; value < SOC_CLOCK_INPUTS; value++) {
		if (mux->inputs[value] && !strcasecmp(mux->inputs[value], input))
			return (int)value;
	}
	if (mux->off != NEVER && !strcasecmp(input, DISABLED))
		return mux->off;
	for (unsigned value = 0; clock && value < SOC_CLOCK_INPUTS; value++) {
		if (soc_clock_mux_input(mux, value) == clock)
			return (int)value;
	}
	return -1;
}

const char *soc_clock_source_name(const struct soc_clock_mux *mux, unsigned value,
				  char name[SOC_CLOCK_SOURCE_MAX])
{
	const char *input = value < SOC_CLOCK_INPUTS ? mux->inputs[value] : NULL;

	if (!input && mux->off != NEVER && value == mux->off)
		input = DISABLED;
	if (!input)
		return NULL;
	(void)snprintf(name, SOC_CLOCK_SOURCE_MAX, "CLK_%s_%s", mux->name, input);
	return name;
}

bool soc_clock_source_by_name(const char *name, const struct soc_clock_mux **mux, unsigned *value)
{
	char whole[SOC_CLOCK_SOURCE_MAX];
	const char *end;

	if (strncasecmp(name, "CLK_", 4))
		return false;
	name += 4;
	end = strchr(name, '_');
	*mux = end ? mux_named(name, (size_t)(end - name)) : NULL;
	if (!*mux)
		return false;
	if (!strcasecmp(name, "MCO2_PLL4"))
		name = "MCO2_PLL4P";
	for (*value = 0; *value <= 15; (*value)++) {
		if (soc_clock_source_name(*mux, *value, whole) &&
		    !strcasecmp(whole + strlen("CLK_"), name))
			return true;
	}
	return false;
}

uint32_t soc_clock_source_cell(const struct soc_clock_mux *mux, unsigned value)
{
	const struct soc_clock_selector *selector = soc_clock_selector(mux->clock);
	const bool second = mux->clock == SOC_CLOCK_USBO;

	return (uint32_t)selector->offset << 4 | value | (second ? SECOND : 0);
}

/* "PLL4Q" is "pll4_q". */
static bool equal_without_bar(const char *word, const char *name)
{
	for (; *name; name++) {
		if (*name == '_')
			continue;
		if (!*word || strncasecmp(word, name, 1))
			return false;
		word++;
	}
	return !*word;
}

enum soc_clock soc_clock_by_name(const char *name)
{
	for (int i = SOC_CLOCK_NONE + 1; i < SOC_CLOCKS; i++) {
		const char *own = soc_clock_name((enum soc_clock)i);

		if (!strcasecmp(own, name) || equal_without_bar(name, own))
			return (enum soc_clock)i;
	}
	for (size_t i = 0; i < NAMES; i++) {
		if (names[i].linux_name && !strcasecmp(names[i].linux_name, name))
			return names[i].clock;
		for (size_t k = 0; k < sizeof(names[i].words) / sizeof(names[i].words[0]); k++) {
			if (names[i].words[k] && !strcasecmp(names[i].words[k], name))
				return names[i].clock;
		}
	}
	return SOC_CLOCK_NONE;
}

const char *soc_clock_linux_name(enum soc_clock clock)
{
	for (size_t i = 0; i < NAMES; i++) {
		if (names[i].clock == clock && names[i].linux_name)
			return names[i].linux_name;
	}
	/* PLLs and bus clocks are called there as here, and nothing after CSI_122 is. */
	return clock > SOC_CLOCK_NONE && clock < SOC_CLOCK_TIMG1 ? soc_clock_name(clock) : NULL;
}
