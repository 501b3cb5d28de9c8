/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/clock.h"

#include <stddef.h>

#include "soc/regs/rcc.h"

#define FRACTION 8192u /* FRACV counts 1/8192 */

/* clang-format off */
#define C(name) SOC_CLOCK_##name
#define MUX(clock, reg, low, bits, ...)                                                            \
	[SOC_CLOCK_##clock] = {RCC_##reg, low, bits, {__VA_ARGS__}}
static const struct soc_clock_selector selectors[SOC_CLOCKS] = {
	MUX(PER,     CPERCKSELR,    0, 3, C(HSI), C(CSI), C(HSE)),
	MUX(I2C12,   I2C12CKSELR,   0, 7, C(PCLK1), C(PLL4_R), C(HSI), C(CSI)),
	MUX(I2C35,   I2C35CKSELR,   0, 7, C(PCLK1), C(PLL4_R), C(HSI), C(CSI)),
	MUX(I2C46,   I2C46CKSELR,   0, 7, C(PCLK5), C(PLL3_Q), C(HSI), C(CSI)),
	/* Value 2 of SAI and SPI/I2S selectors is the I2S_CKIN pin: nothing is connected to it. */
	MUX(SAI1,    SAI1CKSELR,    0, 7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SAI2,    SAI2CKSELR,    0, 7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(NONE), C(PLL3_R)),
	MUX(SAI3,    SAI3CKSELR,    0, 7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SAI4,    SAI4CKSELR,    0, 7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SPI2S1,  SPI2S1CKSELR,  0, 7, C(PLL4_P), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SPI2S23, SPI2S23CKSELR, 0, 7, C(PLL4_P), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SPI45,   SPI45CKSELR,   0, 7, C(PCLK2), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(SPI6,    SPI6CKSELR,    0, 7, C(PCLK5), C(PLL4_Q), C(HSI), C(CSI), C(HSE), C(PLL3_Q)),
	MUX(UART1,   UART1CKSELR,   0, 7, C(PCLK5), C(PLL3_Q), C(HSI), C(CSI), C(PLL4_Q), C(HSE)),
	MUX(UART24,  UART24CKSELR,  0, 7, C(PCLK1), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(UART35,  UART35CKSELR,  0, 7, C(PCLK1), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(UART6,   UART6CKSELR,   0, 7, C(PCLK2), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(UART78,  UART78CKSELR,  0, 7, C(PCLK1), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(SDMMC12, SDMMC12CKSELR, 0, 7, C(AXI), C(PLL3_R), C(PLL4_P), C(HSI)),
	MUX(SDMMC3,  SDMMC3CKSELR,  0, 7, C(MCU), C(PLL3_R), C(PLL4_P), C(HSI)),
	MUX(ETH,     ETHCKSELR,     0, 3, C(PLL4_P), C(PLL3_Q)),
	MUX(QSPI,    QSPICKSELR,    0, 3, C(AXI), C(PLL3_R), C(PLL4_P), C(PER)),
	MUX(FMC,     FMCCKSELR,     0, 3, C(AXI), C(PLL3_R), C(PLL4_P), C(PER)),
	MUX(FDCAN,   FDCANCKSELR,   0, 3, C(HSE), C(PLL3_Q), C(PLL4_Q), C(PLL4_R)),
	MUX(SPDIF,   SPDIFCKSELR,   0, 3, C(PLL4_P), C(PLL3_Q), C(HSI)),
	MUX(CEC,     CECCKSELR,     0, 3, C(LSE), C(LSI), C(CSI_122)),
	MUX(RNG1,    RNG1CKSELR,    0, 3, C(CSI), C(PLL4_R), C(LSE), C(LSI)),
	MUX(RNG2,    RNG2CKSELR,    0, 3, C(CSI), C(PLL4_R), C(LSE), C(LSI)),
	MUX(STGEN,   STGENCKSELR,   0, 3, C(HSI), C(HSE)),
	MUX(ADC,     ADCCKSELR,     0, 3, C(PLL4_R), C(PER), C(PLL3_Q)),
	MUX(LPTIM1,  LPTIM1CKSELR,  0, 7, C(PCLK1), C(PLL4_P), C(PLL3_Q), C(LSE), C(LSI), C(PER)),
	MUX(LPTIM23, LPTIM23CKSELR, 0, 7, C(PCLK3), C(PLL4_Q), C(PER), C(LSE), C(LSI)),
	MUX(LPTIM45, LPTIM45CKSELR, 0, 7, C(PCLK3), C(PLL4_P), C(PLL3_Q), C(LSE), C(LSI), C(PER)),
	/* The other inputs of these three are clocks of the USB and DSI PHYs, and of a pin. */
	MUX(USBPHY,  USBCKSELR,     0, 3, C(HSE), C(PLL4_R), C(HSE_DIV2)),
	MUX(USBO,    USBCKSELR,     4, 1, C(PLL4_R), C(NONE)),
	MUX(DSI,     DSICKSELR,     0, 1, C(NONE), C(PLL4_P)),
	MUX(RTC,     BDCR,          16, 3, C(NONE), C(LSE), C(LSI), C(HSE)),
	MUX(MCO1,    MCO1CFGR,      0, 7, C(HSI), C(HSE), C(CSI), C(LSI), C(LSE)),
	MUX(MCO2,    MCO2CFGR,      0, 7, C(MPU), C(AXI), C(MCU), C(PLL4_P), C(HSE), C(HSI)),
	/* Selectors inside the tree. PLL4's fourth input is the I2S_CKIN pin, the others' is "off". */
	MUX(MCU,     MSSCKSELR,     0, 3, C(HSI), C(HSE), C(CSI), C(PLL3_P)),
	MUX(AXI,     ASSCKSELR,     0, 7, C(HSI), C(HSE), C(PLL2_P)),
	MUX(MPU,     MPCKSELR,      0, 3, C(HSI), C(HSE), C(PLL1_P), C(PLL1_P)),
	MUX(PLL1,    RCK12SELR,     0, 3, C(HSI), C(HSE)),
	MUX(PLL2,    RCK12SELR,     0, 3, C(HSI), C(HSE)),
	MUX(PLL3,    RCK3SELR,      0, 3, C(HSI), C(HSE), C(CSI)),
	MUX(PLL4,    RCK4SELR,      0, 3, C(HSI), C(HSE), C(CSI)),
};
#undef C
#undef MUX

#define GATE(clock, reg, number, two) [SOC_CLOCK_##clock] = {RCC_##reg, number, two}
static const struct soc_clock_gate gates[SOC_CLOCKS] = {
	GATE(HSI,    OCENSETR, 0, true),
	GATE(CSI,    OCENSETR, 4, true),
	GATE(HSE,    OCENSETR, 8, true),
	GATE(LSE,    BDCR,     0, false),
	GATE(LSI,    RDLSICR,  0, false),
	GATE(PLL1,   PLL1CR,   0, false),
	GATE(PLL1_P, PLL1CR,   4, false),
	GATE(PLL2,   PLL2CR,   0, false),
	GATE(PLL2_P, PLL2CR,   4, false),
	GATE(PLL2_Q, PLL2CR,   5, false),
	GATE(PLL2_R, PLL2CR,   6, false),
	GATE(PLL3,   PLL3CR,   0, false),
	GATE(PLL3_P, PLL3CR,   4, false),
	GATE(PLL3_Q, PLL3CR,   5, false),
	GATE(PLL3_R, PLL3CR,   6, false),
	GATE(PLL4,   PLL4CR,   0, false),
	GATE(PLL4_P, PLL4CR,   4, false),
	GATE(PLL4_Q, PLL4CR,   5, false),
	GATE(PLL4_R, PLL4CR,   6, false),
	GATE(RTC,    BDCR,     20, false),
	GATE(MCO1,   MCO1CFGR, 12, false),
	GATE(MCO2,   MCO2CFGR, 12, false),
	GATE(DBG,    DBGCFGR,  8, false),
	GATE(TRACE,  DBGCFGR,  9, false),
};
#undef GATE

#define DIV(clock, reg, low, bits, how, most)                                                      \
	[SOC_CLOCK_##clock] = {(RCC_##reg), low, bits, SOC_CLOCK_##how, most}
static const struct soc_clock_divider dividers[SOC_CLOCKS] = {
	DIV(HSI,    HSICFGR,                0, 0x3,  POWER, 3),
	DIV(MPU,    MPCKDIVR,               0, 0x7,  POWER, 4),
	DIV(AXI,    AXIDIVR,                0, 0x7,  LINEAR, 3),
	DIV(MCU,    MCUDIVR,                0, 0xF,  POWER, 9),
	DIV(PCLK1,  APB1DIVR,               0, 0x7,  POWER, 4),
	DIV(PCLK2,  APB2DIVR,               0, 0x7,  POWER, 4),
	DIV(PCLK3,  APB3DIVR,               0, 0x7,  POWER, 4),
	DIV(PCLK4,  APB4DIVR,               0, 0x7,  POWER, 4),
	DIV(PCLK5,  APB5DIVR,               0, 0x7,  POWER, 4),
	DIV(PLL1_P, PLL1CR + RCC_PLLCFGR2,  0, 0x7F, LINEAR, 127),
	DIV(PLL2_P, PLL2CR + RCC_PLLCFGR2,  0, 0x7F, LINEAR, 127),
	DIV(PLL2_Q, PLL2CR + RCC_PLLCFGR2,  8, 0x7F, LINEAR, 127),
	DIV(PLL2_R, PLL2CR + RCC_PLLCFGR2, 16, 0x7F, LINEAR, 127),
	DIV(PLL3_P, PLL3CR + RCC_PLLCFGR2,  0, 0x7F, LINEAR, 127),
	DIV(PLL3_Q, PLL3CR + RCC_PLLCFGR2,  8, 0x7F, LINEAR, 127),
	DIV(PLL3_R, PLL3CR + RCC_PLLCFGR2, 16, 0x7F, LINEAR, 127),
	DIV(PLL4_P, PLL4CR + RCC_PLLCFGR2,  0, 0x7F, LINEAR, 127),
	DIV(PLL4_Q, PLL4CR + RCC_PLLCFGR2,  8, 0x7F, LINEAR, 127),
	DIV(PLL4_R, PLL4CR + RCC_PLLCFGR2, 16, 0x7F, LINEAR, 127),
	DIV(ETHPTP, ETHCKSELR,              4, 0xF,  LINEAR, 15),
	DIV(RTC,    RTCDIVR,                0, 0x3F, LINEAR, 63),
	DIV(MCO1,   MCO1CFGR,               4, 0xF,  LINEAR, 15),
	DIV(MCO2,   MCO2CFGR,               4, 0xF,  LINEAR, 15),
	DIV(TRACE,  DBGCFGR,                0, 0x7,  POWER, 4),
};
#undef DIV
/* clang-format on */

static uint32_t rcc_read(const struct soc_clock_registers *rcc, uint32_t offset)
{
	return rcc->read(rcc->context, offset);
}

static bool known(enum soc_clock clock)
{
	return clock > SOC_CLOCK_NONE && clock < SOC_CLOCKS;
}

const struct soc_clock_selector *soc_clock_selector(enum soc_clock clock)
{
	return known(clock) && selectors[clock].mask ? &selectors[clock] : NULL;
}

struct soc_clock_gate soc_clock_gate(enum soc_clock clock)
{
	return known(clock) ? gates[clock] : gates[SOC_CLOCK_NONE];
}

struct soc_clock_divider soc_clock_divider(enum soc_clock clock)
{
	return known(clock) ? dividers[clock] : dividers[SOC_CLOCK_NONE];
}

static enum soc_clock selected(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	const struct soc_clock_selector *selector = &selectors[clock];

	if (!selector->mask)
		return SOC_CLOCK_NONE;
	return (enum soc_clock)selector
		->inputs[rcc_read(rcc, selector->offset) >> selector->shift & selector->mask];
}

enum soc_clock soc_clock_parent(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	switch (clock) {
	case SOC_CLOCK_PLL1_P:
		return SOC_CLOCK_PLL1;
	case SOC_CLOCK_PLL2_P:
	case SOC_CLOCK_PLL2_Q:
	case SOC_CLOCK_PLL2_R:
		return SOC_CLOCK_PLL2;
	case SOC_CLOCK_PLL3_P:
	case SOC_CLOCK_PLL3_Q:
	case SOC_CLOCK_PLL3_R:
		return SOC_CLOCK_PLL3;
	case SOC_CLOCK_PLL4_P:
	case SOC_CLOCK_PLL4_Q:
	case SOC_CLOCK_PLL4_R:
		return SOC_CLOCK_PLL4;
	case SOC_CLOCK_PCLK1:
	case SOC_CLOCK_PCLK2:
	case SOC_CLOCK_PCLK3:
	case SOC_CLOCK_TIMG1:
	case SOC_CLOCK_TIMG2:
		return SOC_CLOCK_MCU;
	case SOC_CLOCK_PCLK4:
	case SOC_CLOCK_PCLK5:
	case SOC_CLOCK_DBG:
	case SOC_CLOCK_TRACE:
		return SOC_CLOCK_AXI;
	case SOC_CLOCK_ETHPTP:
		return SOC_CLOCK_ETH;
	case SOC_CLOCK_CSI_122:
		return SOC_CLOCK_CSI;
	case SOC_CLOCK_HSE_DIV2:
		return SOC_CLOCK_HSE;
	default:
		return known(clock) ? selected(rcc, clock) : SOC_CLOCK_NONE;
	}
}

static uint64_t oscillator_rate(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	switch (clock) {
	case SOC_CLOCK_HSI:
		return SOC_HSI_HZ;
	case SOC_CLOCK_HSE:
		return rcc->hse ? rcc->hse : SOC_HSE_HZ;
	case SOC_CLOCK_CSI:
		return SOC_CSI_HZ;
	case SOC_CLOCK_LSE:
		return SOC_LSE_HZ;
	case SOC_CLOCK_LSI:
		return SOC_LSI_HZ;
	default:
		return 0;
	}
}

/*
 * reference / (DIVM + 1) * (DIVN + 1 + FRACV / 8192) / divider. The doubled VCO of PLL1 and PLL2 is
 * halved again before their output dividers, so one formula serves all four.
 */
static uint64_t pll_rate(const struct soc_clock_registers *rcc, enum soc_clock pll,
			 uint64_t reference, uint64_t divider)
{
	uint32_t base = gates[pll].offset;
	uint32_t config = rcc_read(rcc, base + RCC_PLLCFGR1);
	uint32_t fraction = rcc_read(rcc, base + RCC_PLLFRACR);
	uint64_t multiplier = ((uint64_t)(config & 0x1FFu) + 1) * FRACTION;

	if (fraction & RCC_PLLFRACR_FRACLE)
		multiplier += (fraction >> 3) & 0x1FFFu;
	divider *= (uint64_t)((config >> 16) & 0x3Fu) + 1;
	return reference * multiplier / (divider * FRACTION);
}

/* The field of a divider, limited. */
static unsigned divider_value(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	const struct soc_clock_divider *divider = &dividers[clock];
	uint32_t value = rcc_read(rcc, divider->offset) >> divider->shift & divider->mask;

	return value > divider->largest ? divider->largest : (unsigned)value;
}

static uint64_t divisor(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	switch (dividers[clock].division) {
	case SOC_CLOCK_LINEAR:
		return (uint64_t)divider_value(rcc, clock) + 1;
	case SOC_CLOCK_POWER:
		return UINT64_C(1) << divider_value(rcc, clock);
	default:
		return 1;
	}
}

/* Timers run at the MCU clock as long as the APB divides by at most 2 (4 with the prescaler bit),
 * else at 2 (4) times the APB clock. */
static unsigned timer_shift(const struct soc_clock_registers *rcc, enum soc_clock bus,
			    uint32_t prescaler)
{
	unsigned gain = rcc_read(rcc, prescaler) & 1u ? 2 : 1;
	unsigned shift = divider_value(rcc, bus);

	return shift > gain ? shift - gain : 0;
}

static bool gate_open(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	return !gates[clock].offset ||
	       (rcc_read(rcc, gates[clock].offset) >> gates[clock].bit & 1u);
}

static uint64_t rate_of(const struct soc_clock_registers *rcc, enum soc_clock clock, bool open);

/* A PLL and its output in one step: rounded once. */
static uint64_t pll_output_rate(const struct soc_clock_registers *rcc, enum soc_clock clock,
				enum soc_clock pll, bool open)
{
	if (!open && !gate_open(rcc, pll))
		return 0;
	return pll_rate(rcc, pll, rate_of(rcc, soc_clock_parent(rcc, pll), open),
			divisor(rcc, clock));
}

/* What becomes of the rate of the parent. */
static uint64_t derived_rate(const struct soc_clock_registers *rcc, enum soc_clock clock,
			     enum soc_clock parent, uint64_t rate)
{
	switch (clock) {
	case SOC_CLOCK_PLL1:
	case SOC_CLOCK_PLL2:
	case SOC_CLOCK_PLL3:
	case SOC_CLOCK_PLL4:
		return pll_rate(rcc, clock, rate, 1);
	case SOC_CLOCK_MPU:
		/* The divider stands in the way of the selector's last input only. */
		return (rcc_read(rcc, RCC_MPCKSELR) & 3u) == 3u ? rate / divisor(rcc, clock) : rate;
	case SOC_CLOCK_RTC:
		/* So does this one. */
		return parent == SOC_CLOCK_HSE ? rate / divisor(rcc, clock) : rate;
	case SOC_CLOCK_TIMG1:
		return rate >> timer_shift(rcc, SOC_CLOCK_PCLK1, RCC_TIMG1PRER);
	case SOC_CLOCK_TIMG2:
		return rate >> timer_shift(rcc, SOC_CLOCK_PCLK2, RCC_TIMG2PRER);
	case SOC_CLOCK_CSI_122:
		return rate / 122;
	case SOC_CLOCK_HSE_DIV2:
		return rate / 2;
	default:
		return rate / divisor(rcc, clock);
	}
}

static uint64_t rate_of(const struct soc_clock_registers *rcc, enum soc_clock clock, bool open)
{
	enum soc_clock parent;

	if (!known(clock) || (!open && !gate_open(rcc, clock)))
		return 0;
	if (oscillator_rate(rcc, clock))
		return oscillator_rate(rcc, clock) / divisor(rcc, clock);
	parent = soc_clock_parent(rcc, clock);
	if (parent >= SOC_CLOCK_PLL1 && parent <= SOC_CLOCK_PLL4)
		return pll_output_rate(rcc, clock, parent, open);
	return derived_rate(rcc, clock, parent, rate_of(rcc, parent, open));
}

uint64_t soc_clock_rate(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	return rate_of(rcc, clock, false);
}

uint64_t soc_clock_open_rate(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	return rate_of(rcc, clock, true);
}

bool soc_clock_derives(const struct soc_clock_registers *rcc, enum soc_clock clock,
		       enum soc_clock ancestor)
{
	while (clock != SOC_CLOCK_NONE && clock != ancestor)
		clock = soc_clock_parent(rcc, clock);
	return clock != SOC_CLOCK_NONE;
}

const char *soc_clock_name(enum soc_clock clock)
{
	static const char *const names[SOC_CLOCKS] = {
		"none",	      "hsi",	     "hse",	    "csi",	   "lse",
		"lsi",	      "hse_div2",    "pll1",	    "pll2",	   "pll3",
		"pll4",	      "pll1_p",	     "pll2_p",	    "pll2_q",	   "pll2_r",
		"pll3_p",     "pll3_q",	     "pll3_r",	    "pll4_p",	   "pll4_q",
		"pll4_r",     "mpu",	     "axi",	    "mcu",	   "pclk1",
		"pclk2",      "pclk3",	     "pclk4",	    "pclk5",	   "timg1",
		"timg2",      "per",	     "csi122",	    "i2c12_ker",   "i2c35_ker",
		"i2c46_ker",  "sai1_ker",    "sai2_ker",    "sai3_ker",	   "sai4_ker",
		"spi2s1_ker", "spi2s23_ker", "spi45_ker",   "spi6_ker",	   "uart1_ker",
		"uart24_ker", "uart35_ker",  "uart6_ker",   "uart78_ker",  "sdmmc12_ker",
		"sdmmc3_ker", "eth_ker",     "qspi_ker",    "fmc_ker",	   "fdcan_ker",
		"spdif_ker",  "cec_ker",     "rng1_ker",    "rng2_ker",	   "stgen_ker",
		"adc_ker",    "lptim1_ker",  "lptim23_ker", "lptim45_ker", "usbphy_ker",
		"usbo_ker",   "dsi_ker",     "ethptp",	    "rtc",	   "mco1",
		"mco2",	      "dbg",	     "trace",
	};

	return clock >= SOC_CLOCK_NONE && clock < SOC_CLOCKS ? names[clock] : "?";
}
