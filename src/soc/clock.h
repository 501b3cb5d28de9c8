/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock tree of the STM32MP157: from RCC registers to rates (RM0436, "Reset and clock control
 * (RCC)", clock distribution and kernel clock tables). Pure: nothing is remembered.
 *
 * No clock comes from itself whatever the registers hold: every selector's inputs stand further up.
 *
 * Oscillators run while their xxxON bit is set. xxxKERON, which keeps one running for peripherals in
 * Stop mode, counts for nothing here (assumed).
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
	SOC_CLOCK_HSE_DIV2, /* for the USB PHY */
	SOC_CLOCK_PLL1, /* VCO, after its halving in PLL1 and PLL2 */
	SOC_CLOCK_PLL2,
	SOC_CLOCK_PLL3,
	SOC_CLOCK_PLL4,
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
	SOC_CLOCK_USBPHY,
	SOC_CLOCK_USBO,
	SOC_CLOCK_DSI,
	SOC_CLOCK_ETHPTP,
	SOC_CLOCK_RTC,
	SOC_CLOCK_MCO1,
	SOC_CLOCK_MCO2,
	SOC_CLOCK_DBG,
	SOC_CLOCK_TRACE,
	SOC_CLOCKS
};

/* How to look at an RCC: the value at an offset from its base. */
struct soc_clock_registers {
	const void *context;
	uint32_t (*read)(const void *context, uint32_t offset);
	uint32_t hse; /* Hz of the external oscillator; 0: SOC_HSE_HZ */
};

/* Rate in Hz, rounded down; 0 when the clock does not run. */
uint64_t soc_clock_rate(const struct soc_clock_registers *rcc, enum soc_clock clock);

/* The rate that it would have if every gate on the way were open; 0 when nothing feeds it. */
uint64_t soc_clock_open_rate(const struct soc_clock_registers *rcc, enum soc_clock clock);

/* What feeds a clock as the registers are set; SOC_CLOCK_NONE for oscillators and for a selector set
 * to nothing. */
enum soc_clock soc_clock_parent(const struct soc_clock_registers *rcc, enum soc_clock clock);

/* True if `clock` is, as the registers are set, derived from `ancestor` (or is it). */
bool soc_clock_derives(const struct soc_clock_registers *rcc, enum soc_clock clock,
		       enum soc_clock ancestor);

#define SOC_CLOCK_INPUTS 8

/* The field of a register that chooses among inputs: (value >> shift) & mask. */
struct soc_clock_selector {
	uint16_t offset; /* from RCC's base */
	uint8_t shift;
	uint8_t mask;
	uint8_t inputs[SOC_CLOCK_INPUTS]; /* enum soc_clock by the field's value */
};

/* NULL if there is none: one source, or an oscillator. */
const struct soc_clock_selector *soc_clock_selector(enum soc_clock clock);

/* A bit that must be set for the clock to run. */
struct soc_clock_gate {
	uint16_t offset; /* 0: it has no gate of its own */
	uint8_t bit;
	bool pair; /* set by writing 1 there and cleared by writing 1 at RCC_CLRR_OFFSET from there */
};

struct soc_clock_gate soc_clock_gate(enum soc_clock clock);

enum soc_clock_division {
	SOC_CLOCK_UNDIVIDED,
	SOC_CLOCK_LINEAR, /* by value + 1 */
	SOC_CLOCK_POWER /* by 2 to the power of value */
};

/* A divider: values above `largest` mean the largest. */
struct soc_clock_divider {
	uint16_t offset;
	uint8_t shift;
	uint8_t mask;
	uint8_t division; /* enum soc_clock_division */
	uint8_t largest;
};

struct soc_clock_divider soc_clock_divider(enum soc_clock clock);

/* Name for reports ("pll3_p"; a kernel clock's selector: "uart35_ker"); never NULL. */
const char *soc_clock_name(enum soc_clock clock);

#endif
