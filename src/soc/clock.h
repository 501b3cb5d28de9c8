/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock tree of the STM32MP157: from RCC registers to rates (RM0436, "Reset and clock control
 * (RCC)", clock distribution and kernel clock tables). Pure: nothing is remembered.
 */
#ifndef COPRO_SOC_CLOCK_H
#define COPRO_SOC_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Oscillators. HSE and LSE are what is soldered on ST's boards. */
#define SOC_HSI_HZ 64000000u
#define SOC_HSE_HZ 24000000u
#define SOC_CSI_HZ 4000000u
#define SOC_LSE_HZ 32768u
#define SOC_LSI_HZ 32000u

enum soc_clock {
	SOC_CLOCK_NONE, /* no kernel clock, or none known here: rate 0 */
	SOC_CLOCK_HSI, /* after HSIDIV */
	SOC_CLOCK_HSE,
	SOC_CLOCK_CSI,
	SOC_CLOCK_LSE,
	SOC_CLOCK_LSI,
	SOC_CLOCK_PLL1_P,
	SOC_CLOCK_PLL2_P,
	SOC_CLOCK_PLL2_Q,
	SOC_CLOCK_PLL2_R,
	SOC_CLOCK_PLL3_P,
	SOC_CLOCK_PLL3_Q,
	SOC_CLOCK_PLL3_R,
	SOC_CLOCK_PLL4_P,
	SOC_CLOCK_PLL4_Q,
	SOC_CLOCK_PLL4_R,
	SOC_CLOCK_MPU, /* Cortex-A7 */
	SOC_CLOCK_AXI, /* aclk, hclk5, hclk6 */
	SOC_CLOCK_MCU, /* Cortex-M4, hclk2, hclk3, hclk4 */
	SOC_CLOCK_PCLK1,
	SOC_CLOCK_PCLK2,
	SOC_CLOCK_PCLK3,
	SOC_CLOCK_PCLK4,
	SOC_CLOCK_PCLK5,
	SOC_CLOCK_TIMG1, /* timers of APB1 */
	SOC_CLOCK_TIMG2, /* timers of APB2 */
	SOC_CLOCK_PER,
	SOC_CLOCK_CSI_122,
	/* Kernel clocks, each chosen by its own selector. */
	SOC_CLOCK_I2C12,
	SOC_CLOCK_I2C35,
	SOC_CLOCK_I2C46,
	SOC_CLOCK_SAI1,
	SOC_CLOCK_SAI2,
	SOC_CLOCK_SAI3,
	SOC_CLOCK_SAI4,
	SOC_CLOCK_SPI2S1,
	SOC_CLOCK_SPI2S23,
	SOC_CLOCK_SPI45,
	SOC_CLOCK_SPI6,
	SOC_CLOCK_UART1,
	SOC_CLOCK_UART24,
	SOC_CLOCK_UART35,
	SOC_CLOCK_UART6,
	SOC_CLOCK_UART78,
	SOC_CLOCK_SDMMC12,
	SOC_CLOCK_SDMMC3,
	SOC_CLOCK_ETH,
	SOC_CLOCK_QSPI,
	SOC_CLOCK_FMC,
	SOC_CLOCK_FDCAN,
	SOC_CLOCK_SPDIF,
	SOC_CLOCK_CEC,
	SOC_CLOCK_RNG1,
	SOC_CLOCK_RNG2,
	SOC_CLOCK_STGEN,
	SOC_CLOCK_ADC,
	SOC_CLOCK_LPTIM1,
	SOC_CLOCK_LPTIM23,
	SOC_CLOCK_LPTIM45,
	SOC_CLOCKS
};

/* How to look at an RCC: the value at an offset from its base. */
struct soc_clock_registers {
	const void *context;
	uint32_t (*read)(const void *context, uint32_t offset);
};

/* Rate in Hz, rounded down; 0 when the clock does not run. */
uint64_t soc_clock_rate(const struct soc_clock_registers *rcc, enum soc_clock clock);

/* True if `clock` is, as the registers are set, derived from `ancestor` (or is it). */
bool soc_clock_derives(const struct soc_clock_registers *rcc, enum soc_clock clock,
		       enum soc_clock ancestor);

/* Name for reports ("pll3_p"); never NULL. */
const char *soc_clock_name(enum soc_clock clock);

#endif
