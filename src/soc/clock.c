/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/clock.h"

#include "soc/regs/rcc.h"

#define FRACTION   8192u /* FRACV counts 1/8192 */
#define MAX_INPUTS 8

/* A selector: what its field's values choose. */
struct mux {
	uint16_t offset;
	uint8_t mask;
	uint8_t inputs[MAX_INPUTS];
};

/* clang-format off */
static const struct mux muxes[SOC_CLOCKS] = {
#define MUX(clock, reg, bits, ...) [SOC_CLOCK_##clock] = {RCC_##reg, bits, {__VA_ARGS__}}
#define C(name) SOC_CLOCK_##name
	MUX(PER,     CPERCKSELR,    3, C(HSI), C(CSI), C(HSE)),
	MUX(I2C12,   I2C12CKSELR,   7, C(PCLK1), C(PLL4_R), C(HSI), C(CSI)),
	MUX(I2C35,   I2C35CKSELR,   7, C(PCLK1), C(PLL4_R), C(HSI), C(CSI)),
	MUX(I2C46,   I2C46CKSELR,   7, C(PCLK5), C(PLL3_Q), C(HSI), C(CSI)),
	/* Value 2 of SAI and SPI/I2S selectors is the I2S_CKIN pin: nothing is connected to it. */
	MUX(SAI1,    SAI1CKSELR,    7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SAI2,    SAI2CKSELR,    7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(NONE), C(PLL3_R)),
	MUX(SAI3,    SAI3CKSELR,    7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SAI4,    SAI4CKSELR,    7, C(PLL4_Q), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SPI2S1,  SPI2S1CKSELR,  7, C(PLL4_P), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SPI2S23, SPI2S23CKSELR, 7, C(PLL4_P), C(PLL3_Q), C(NONE), C(PER), C(PLL3_R)),
	MUX(SPI45,   SPI45CKSELR,   7, C(PCLK2), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(SPI6,    SPI6CKSELR,    7, C(PCLK5), C(PLL4_Q), C(HSI), C(CSI), C(HSE), C(PLL3_Q)),
	MUX(UART1,   UART1CKSELR,   7, C(PCLK5), C(PLL3_Q), C(HSI), C(CSI), C(PLL4_Q), C(HSE)),
	MUX(UART24,  UART24CKSELR,  7, C(PCLK1), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(UART35,  UART35CKSELR,  7, C(PCLK1), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(UART6,   UART6CKSELR,   7, C(PCLK2), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(UART78,  UART78CKSELR,  7, C(PCLK1), C(PLL4_Q), C(HSI), C(CSI), C(HSE)),
	MUX(SDMMC12, SDMMC12CKSELR, 7, C(AXI), C(PLL3_R), C(PLL4_P), C(HSI)),
	MUX(SDMMC3,  SDMMC3CKSELR,  7, C(MCU), C(PLL3_R), C(PLL4_P), C(HSI)),
	MUX(ETH,     ETHCKSELR,     3, C(PLL4_P), C(PLL3_Q)),
	MUX(QSPI,    QSPICKSELR,    3, C(AXI), C(PLL3_R), C(PLL4_P), C(PER)),
	MUX(FMC,     FMCCKSELR,     3, C(AXI), C(PLL3_R), C(PLL4_P), C(PER)),
	MUX(FDCAN,   FDCANCKSELR,   3, C(HSE), C(PLL3_Q), C(PLL4_Q), C(PLL4_R)),
	MUX(SPDIF,   SPDIFCKSELR,   3, C(PLL4_P), C(PLL3_Q), C(HSI)),
	MUX(CEC,     CECCKSELR,     3, C(LSE), C(LSI), C(CSI_122)),
	MUX(RNG1,    RNG1CKSELR,    3, C(CSI), C(PLL4_R), C(LSE), C(LSI)),
	MUX(RNG2,    RNG2CKSELR,    3, C(CSI), C(PLL4_R), C(LSE), C(LSI)),
	MUX(STGEN,   STGENCKSELR,   3, C(HSI), C(HSE)),
	MUX(ADC,     ADCCKSELR,     3, C(PLL4_R), C(PER), C(PLL3_Q)),
	MUX(LPTIM1,  LPTIM1CKSELR,  7, C(PCLK1), C(PLL4_P), C(PLL3_Q), C(LSE), C(LSI), C(PER)),
	MUX(LPTIM23, LPTIM23CKSELR, 7, C(PCLK3), C(PLL4_Q), C(PER), C(LSE), C(LSI)),
	MUX(LPTIM45, LPTIM45CKSELR, 7, C(PCLK3), C(PLL4_P), C(PLL3_Q), C(LSE), C(LSI), C(PER)),
	/* Selectors inside the tree. */
	MUX(MCU,     MSSCKSELR,     3, C(HSI), C(HSE), C(CSI), C(PLL3_P)),
	MUX(AXI,     ASSCKSELR,     7, C(HSI), C(HSE), C(PLL2_P)),
	MUX(MPU,     MPCKSELR,      3, C(HSI), C(HSE), C(PLL1_P), C(PLL1_P)),
#undef C
#undef MUX
};
/* clang-format on */

static uint32_t rcc_read(const struct soc_clock_registers *rcc, uint32_t offset)
{
	return rcc->read(rcc->context, offset);
}

/* The reference of a PLL: PLL1 and PLL2 share a selector. */
static enum soc_clock pll_source(const struct soc_clock_registers *rcc, unsigned pll)
{
	static const uint16_t selectors[] = {RCC_RCK12SELR, RCC_RCK12SELR, RCC_RCK3SELR,
					     RCC_RCK4SELR};
	uint32_t choice = rcc_read(rcc, selectors[pll - 1]) & 3u;

	if (choice == 0)
		return SOC_CLOCK_HSI;
	if (choice == 1)
		return SOC_CLOCK_HSE;
	/* PLL4's fourth input is the I2S_CKIN pin, the others' is "off". */
	return choice == 2 && pll >= 3 ? SOC_CLOCK_CSI : SOC_CLOCK_NONE;
}

static bool pll_output(enum soc_clock clock, unsigned *pll, unsigned *output)
{
	if (clock == SOC_CLOCK_PLL1_P) {
		*pll = 1;
		*output = 0;
		return true;
	}
	if (clock < SOC_CLOCK_PLL2_P || clock > SOC_CLOCK_PLL4_R)
		return false;
	*pll = 2 + (unsigned)(clock - SOC_CLOCK_PLL2_P) / 3;
	*output = (unsigned)(clock - SOC_CLOCK_PLL2_P) % 3;
	return true;
}

/*
 * output = reference / (DIVM + 1) * (DIVN + 1 + FRACV / 8192) / (DIVx + 1). The doubled VCO of PLL1
 * and PLL2 is halved again before their output dividers, so one formula serves all four.
 */
static uint64_t pll_rate(const struct soc_clock_registers *rcc, unsigned pll, unsigned output)
{
	static const uint16_t bases[] = {RCC_PLL1CR, RCC_PLL2CR, RCC_PLL3CR, RCC_PLL4CR};
	uint32_t base = bases[pll - 1];
	uint32_t control = rcc_read(rcc, base + RCC_PLLCR);
	uint32_t config = rcc_read(rcc, base + RCC_PLLCFGR1);
	uint32_t dividers = rcc_read(rcc, base + RCC_PLLCFGR2);
	uint32_t fraction = rcc_read(rcc, base + RCC_PLLFRACR);
	uint64_t reference, multiplier, divider;

	if (!(control & RCC_PLLCR_PLLON) || !(control & (RCC_PLLCR_DIVPEN << output)))
		return 0;
	reference = soc_clock_rate(rcc, pll_source(rcc, pll));
	multiplier = ((uint64_t)(config & 0x1FFu) + 1) * FRACTION;
	if (fraction & RCC_PLLFRACR_FRACLE)
		multiplier += (fraction >> 3) & 0x1FFFu;
	divider = (uint64_t)((config >> 16) & 0x3Fu) + 1;
	divider *= (uint64_t)((dividers >> (8 * output)) & 0x7Fu) + 1;
	return reference * multiplier / (divider * FRACTION);
}

/* Power-of-two dividers of the MCU and APB clocks; values above the largest mean the largest. */
static unsigned divider_shift(const struct soc_clock_registers *rcc, uint32_t offset, uint32_t mask,
			      unsigned largest)
{
	uint32_t shift = rcc_read(rcc, offset) & mask;

	return shift > largest ? largest : (unsigned)shift;
}

static unsigned apb_shift(const struct soc_clock_registers *rcc, uint32_t offset)
{
	return divider_shift(rcc, offset, 7, 4);
}

/* Timers run at the MCU clock as long as the APB divides by at most 2 (4 with the prescaler bit),
 * else at 2 (4) times the APB clock. */
static unsigned timer_shift(const struct soc_clock_registers *rcc, uint32_t divider,
			    uint32_t prescaler)
{
	unsigned gain = rcc_read(rcc, prescaler) & 1u ? 2 : 1;
	unsigned shift = apb_shift(rcc, divider);

	return shift > gain ? shift - gain : 0;
}

static unsigned mpu_divided(const struct soc_clock_registers *rcc)
{
	return (rcc_read(rcc, RCC_MPCKSELR) & 3u) == 3u ? divider_shift(rcc, RCC_MPCKDIVR, 7, 4)
							: 0;
}

static uint64_t axi_divider(const struct soc_clock_registers *rcc)
{
	uint32_t divider = (rcc_read(rcc, RCC_AXIDIVR) & 7u) + 1;

	return divider > 4 ? 4 : divider;
}

/* What feeds a clock now; SOC_CLOCK_NONE for oscillators and for a selector set to "off". */
static enum soc_clock clock_parent(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	unsigned pll, output;

	if (pll_output(clock, &pll, &output))
		return pll_source(rcc, pll);
	switch (clock) {
	case SOC_CLOCK_PCLK1:
	case SOC_CLOCK_PCLK2:
	case SOC_CLOCK_PCLK3:
	case SOC_CLOCK_TIMG1:
	case SOC_CLOCK_TIMG2:
		return SOC_CLOCK_MCU;
	case SOC_CLOCK_PCLK4:
	case SOC_CLOCK_PCLK5:
		return SOC_CLOCK_AXI;
	case SOC_CLOCK_CSI_122:
		return SOC_CLOCK_CSI;
	default:
		break;
	}
	if (muxes[clock].mask) {
		uint32_t choice = rcc_read(rcc, muxes[clock].offset) & muxes[clock].mask;

		return (enum soc_clock)muxes[clock].inputs[choice];
	}
	return SOC_CLOCK_NONE;
}

static uint64_t oscillator_rate(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	uint32_t enabled = rcc_read(rcc, RCC_OCENSETR);

	switch (clock) {
	case SOC_CLOCK_HSI:
		if (!(enabled & RCC_OCEN_HSION))
			return 0;
		return SOC_HSI_HZ >> (rcc_read(rcc, RCC_HSICFGR) & RCC_HSICFGR_HSIDIV);
	case SOC_CLOCK_HSE:
		return enabled & RCC_OCEN_HSEON ? SOC_HSE_HZ : 0;
	case SOC_CLOCK_CSI:
		return enabled & RCC_OCEN_CSION ? SOC_CSI_HZ : 0;
	case SOC_CLOCK_LSE:
		return rcc_read(rcc, RCC_BDCR) & RCC_BDCR_LSEON ? SOC_LSE_HZ : 0;
	case SOC_CLOCK_LSI:
		return rcc_read(rcc, RCC_RDLSICR) & RCC_RDLSICR_LSION ? SOC_LSI_HZ : 0;
	default:
		return 0;
	}
}

uint64_t soc_clock_rate(const struct soc_clock_registers *rcc, enum soc_clock clock)
{
	unsigned pll, output;
	uint64_t rate;

	if (clock >= SOC_CLOCK_HSI && clock <= SOC_CLOCK_LSI)
		return oscillator_rate(rcc, clock);
	if (pll_output(clock, &pll, &output))
		return pll_rate(rcc, pll, output);
	if (clock <= SOC_CLOCK_NONE || clock >= SOC_CLOCKS)
		return 0;
	rate = soc_clock_rate(rcc, clock_parent(rcc, clock));
	switch (clock) {
	case SOC_CLOCK_MPU:
		return rate >> mpu_divided(rcc);
	case SOC_CLOCK_AXI:
		return rate / axi_divider(rcc);
	case SOC_CLOCK_MCU:
		return rate >> divider_shift(rcc, RCC_MCUDIVR, 0xF, 9);
	case SOC_CLOCK_PCLK1:
		return rate >> apb_shift(rcc, RCC_APB1DIVR);
	case SOC_CLOCK_PCLK2:
		return rate >> apb_shift(rcc, RCC_APB2DIVR);
	case SOC_CLOCK_PCLK3:
		return rate >> apb_shift(rcc, RCC_APB3DIVR);
	case SOC_CLOCK_PCLK4:
		return rate >> apb_shift(rcc, RCC_APB4DIVR);
	case SOC_CLOCK_PCLK5:
		return rate >> apb_shift(rcc, RCC_APB5DIVR);
	case SOC_CLOCK_TIMG1:
		return rate >> timer_shift(rcc, RCC_APB1DIVR, RCC_TIMG1PRER);
	case SOC_CLOCK_TIMG2:
		return rate >> timer_shift(rcc, RCC_APB2DIVR, RCC_TIMG2PRER);
	case SOC_CLOCK_CSI_122:
		return rate / 122;
	default:
		return rate;
	}
}

bool soc_clock_derives(const struct soc_clock_registers *rcc, enum soc_clock clock,
		       enum soc_clock ancestor)
{
	while (clock != SOC_CLOCK_NONE && clock != ancestor)
		clock = clock_parent(rcc, clock);
	return clock != SOC_CLOCK_NONE;
}

const char *soc_clock_name(enum soc_clock clock)
{
	static const char *const names[SOC_CLOCKS] = {
		"none",	  "hsi",     "hse",	"csi",	  "lse",     "lsi",    "pll1_p", "pll2_p",
		"pll2_q", "pll2_r",  "pll3_p",	"pll3_q", "pll3_r",  "pll4_p", "pll4_q", "pll4_r",
		"mpu",	  "axi",     "mcu",	"pclk1",  "pclk2",   "pclk3",  "pclk4",	 "pclk5",
		"timg1",  "timg2",   "per",	"csi122", "i2c12",   "i2c35",  "i2c46",	 "sai1",
		"sai2",	  "sai3",    "sai4",	"spi2s1", "spi2s23", "spi45",  "spi6",	 "uart1",
		"uart24", "uart35",  "uart6",	"uart78", "sdmmc12", "sdmmc3", "eth",	 "qspi",
		"fmc",	  "fdcan",   "spdif",	"cec",	  "rng1",    "rng2",   "stgen",	 "adc",
		"lptim1", "lptim23", "lptim45",
	};

	return clock >= SOC_CLOCK_NONE && clock < SOC_CLOCKS ? names[clock] : "?";
}
