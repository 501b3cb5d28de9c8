/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/dk2_clocks.h"

#include "soc/regs/rcc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Divider fields hold the divider less one. `range` says that the reference is 8 MHz or more. */
#define PLL(base, m, n, range, fraction, p, q, r, outputs)                                         \
	{(base) + RCC_PLLCFGR1, RCC_PLLCFGR1_DIVM(m) | RCC_PLLCFGR1_DIVN(n) | (range)},            \
		{(base) + RCC_PLLCFGR2,                                                            \
		 RCC_PLLCFGR2_DIVP(p) | RCC_PLLCFGR2_DIVQ(q) | RCC_PLLCFGR2_DIVR(r)},              \
		{(base) + RCC_PLLFRACR, RCC_PLLFRACR_FRACV(fraction)},                             \
		{(base) + RCC_PLLFRACR, RCC_PLLFRACR_FRACV(fraction) | RCC_PLLFRACR_FRACLE},       \
		{(base) + RCC_PLLCR, RCC_PLLCR_PLLON},                                             \
	{                                                                                          \
		(base) + RCC_PLLCR, RCC_PLLCR_PLLON | (outputs)                                    \
	}
#define PQR (RCC_PLLCR_DIVPEN | RCC_PLLCR_DIVQEN | RCC_PLLCR_DIVREN)

const struct soc_setting soc_dk2_oscillators[] = {
	{RCC_OCENSETR, RCC_OCEN_HSEON | RCC_OCEN_HSEKERON | RCC_OCEN_CSION | RCC_OCEN_HSIKERON},
	{RCC_RDLSICR, RCC_RDLSICR_LSION},
	{RCC_BDCR, RCC_BDCR_LSEON},
	{RCC_BDCR, RCC_BDCR_LSEON | RCC_BDCR_RTCSRC(1) | RCC_BDCR_RTCCKEN},
};
const size_t soc_dk2_oscillator_count = COUNT(soc_dk2_oscillators);

const struct soc_setting soc_dk2_clocks[] = {
	/* Dividers: MPU /2, AXI /1, MCU /1, APB1 to APB4 /2, APB5 /4. */
	{RCC_MPCKDIVR, 1},
	{RCC_AXIDIVR, 0},
	{RCC_MCUDIVR, 0},
	{RCC_APB1DIVR, 1},
	{RCC_APB2DIVR, 1},
	{RCC_APB3DIVR, 1},
	{RCC_APB4DIVR, 1},
	{RCC_APB5DIVR, 2},
	{RCC_RTCDIVR, 23},
	/* All PLLs from HSE: 650 MHz; 266.5, 533, 533; 208.9, 24.57, 11.29; 99, 74.25, 74.25 MHz. */
	{RCC_RCK12SELR, 1},
	{RCC_RCK3SELR, 1},
	{RCC_RCK4SELR, 1},
	PLL(RCC_PLL1CR, 2, 80, 0, 0x800, 0, 0, 0, RCC_PLLCR_DIVPEN),
	PLL(RCC_PLL2CR, 2, 65, 0, 0x1400, 1, 0, 0, PQR),
	PLL(RCC_PLL3CR, 1, 33, RCC_PLLCFGR1_IFRGE, 0x1A04, 1, 16, 36, PQR),
	PLL(RCC_PLL4CR, 3, 98, 0, 0, 5, 7, 7, PQR),
	{RCC_MPCKSELR, 2},
	{RCC_ASSCKSELR, 2},
	{RCC_MSSCKSELR, RCC_MSSCKSELR_PLL3P},
	/* Kernel clocks. */
	{RCC_CPERCKSELR, 2},
	{RCC_STGENCKSELR, 1},
	{RCC_SDMMC12CKSELR, 2},
	{RCC_SDMMC3CKSELR, 2},
	{RCC_SPI2S1CKSELR, 1},
	{RCC_SPI2S23CKSELR, 1},
	{RCC_SPI45CKSELR, 2},
	{RCC_SPI6CKSELR, 2},
	{RCC_I2C12CKSELR, 2},
	{RCC_I2C35CKSELR, 2},
	{RCC_I2C46CKSELR, 2},
	{RCC_UART1CKSELR, 2},
	{RCC_UART24CKSELR, 2},
	{RCC_UART35CKSELR, 2},
	{RCC_UART6CKSELR, 2},
	{RCC_UART78CKSELR, 2},
	{RCC_ADCCKSELR, 1},
	{RCC_FDCANCKSELR, 3},
	{RCC_SAI1CKSELR, 1},
	{RCC_SAI2CKSELR, 1},
	{RCC_SAI3CKSELR, 1},
	{RCC_SAI4CKSELR, 1},
	{RCC_RNG1CKSELR, 3},
	{RCC_RNG2CKSELR, 3},
	{RCC_LPTIM45CKSELR, 3},
	{RCC_USBCKSELR, 1u << 4},
};
const size_t soc_dk2_clock_count = COUNT(soc_dk2_clocks);
