/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the boot chain leaves the chip before the M4 starts, as register writes through the A7's
 * secure port.
 *
 * STM32MP157C-DK2: clocks as in its TF-A device tree (st,clksrc, st,clkdiv, st,pkcs and the four
 * PLLs), the firewall as TF-A's st,decprot opens it, backup zones 10/5/17, clocks of the blocks that
 * U-Boot and Linux keep enabled.
 */
#include "board/board_internal.h"
#include "core/mmio.h"
#include "soc/regs/etzpc.h"
#include "soc/regs/gpio.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/syscfg.h"
#include "soc/regs/tamp.h"

struct setting {
	uint16_t offset;
	uint32_t value;
};

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

static const struct setting dk2_clocks[] = {
	{RCC_OCENSETR, RCC_OCEN_HSEON | RCC_OCEN_HSEKERON | RCC_OCEN_CSION | RCC_OCEN_HSIKERON},
	{RCC_RDLSICR, RCC_RDLSICR_LSION},
	{RCC_BDCR, RCC_BDCR_LSEON},
	{RCC_BDCR, RCC_BDCR_LSEON | RCC_BDCR_RTCSRC(1) | RCC_BDCR_RTCCKEN},
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

/* What the A7 keeps clocked: TF-A its own blocks, U-Boot and Linux SYSCFG, GPIO, IPCC and HSEM. */
static const struct setting dk2_gates[] = {
	{RCC_MP_APB3ENSETR, RCC_APB3EN_SYSCFGEN},
	{RCC_MP_AHB3ENSETR, RCC_AHB3EN_IPCCEN | RCC_AHB3EN_HSEMEN},
	{RCC_MP_AHB4ENSETR, RCC_AHB4EN_GPIOS},
	{RCC_MP_AHB5ENSETR, RCC_AHB5EN_GPIOZEN},
	{RCC_MP_APB5ENSETR, RCC_APB5EN_RTCAPBEN | RCC_APB5EN_TZPCEN | RCC_APB5EN_TZC1EN |
				    RCC_APB5EN_TZC2EN | RCC_APB5EN_BSECEN | RCC_APB5EN_STGENEN},
	{RCC_MP_MLAHBENSETR, RCC_MLAHBEN_RETRAMEN},
};

/* TF-A keeps the two pins of bank Z that lead to the power supply's I2C4 (PZ4, PZ5) to itself. */
#define PMIC_PINS (1u << 4 | 1u << 5)

static struct mmio block(struct board *board, const char *name)
{
	return (struct mmio){board_port(board, SOC_A7_SECURE), soc_peripheral_by_name(name)->base};
}

static void settings_write(struct mmio region, const struct setting *settings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mmio_write32(region, settings[i].offset, settings[i].value);
}

/* Every peripheral for both worlds and the M4. Needs the ETZPC's clock. */
static void firewall_open(struct board *board)
{
	struct mmio etzpc = block(board, "ETZPC");

	for (uint32_t id = 0; id < ETZPC_IDS; id += 16)
		mmio_write32(etzpc, ETZPC_DECPROT_OFFSET(id), UINT32_MAX);
}

/* In engineering boot the ROM code opens what a secure boot would open step by step, lets debug in,
 * and leaves all else at its reset value. The clock of the ETZPC is given back. */
void board_boot_engineering(struct board *board)
{
	struct mmio rcc = block(board, "RCC");

	mmio_write32(rcc, RCC_TZCR, 0);
	mmio_write32(rcc, RCC_MP_APB5ENSETR, RCC_APB5EN_TZPCEN);
	firewall_open(board);
	mmio_write32(block(board, "ETZPC"), ETZPC_TZMA0_SIZE, 0);
	mmio_write32(block(board, "ETZPC"), ETZPC_TZMA1_SIZE, 0);
	mmio_write32(rcc, RCC_MP_APB5ENSETR + RCC_CLRR_OFFSET, RCC_APB5EN_TZPCEN);
}

void board_boot_dk2(struct board *board)
{
	struct mmio rcc = block(board, "RCC");

	/* The RCC is not secured on this board ("secure-status" of its node is disabled). */
	mmio_write32(rcc, RCC_TZCR, 0);
	mmio_write32(block(board, "PWR"), PWR_CR1, PWR_CR1_DBP);
	settings_write(rcc, dk2_clocks, COUNT(dk2_clocks));
	settings_write(rcc, dk2_gates, COUNT(dk2_gates));
	firewall_open(board);
	mmio_write32(block(board, "SYSCFG"), SYSCFG_CMPENSETR, SYSCFG_CMPEN_MPU);
	mmio_write32(block(board, "TAMP"), TAMP_SMCR,
		     TAMP_SMCR_BKPRWDPROT(10) | TAMP_SMCR_BKPWDPROT(15));
	mmio_write32(block(board, "GPIOZ"), GPIO_SECCFGR, PMIC_PINS);
	/* Linux has read why it was reset. */
	mmio_write32(rcc, RCC_MP_RSTSCLRR, UINT32_MAX);
}
