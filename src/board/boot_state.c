/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a boot chain leaves an STM32MP157C-DK2 before the M4 starts, as register writes through the A7's
 * secure port: for a board that nobody boots (board_config.cold_boot is not set). Clocks as in its
 * TF-A device tree, every peripheral open, backup zones 10/5/17, clocks of the blocks that U-Boot and
 * Linux keep enabled.
 */
#include "board/board_internal.h"
#include "core/mmio.h"
#include "soc/dk2_clocks.h"
#include "soc/regs/etzpc.h"
#include "soc/regs/gpio.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/syscfg.h"
#include "soc/regs/tamp.h"

/* What the A7 keeps clocked: TF-A its own blocks, U-Boot and Linux SYSCFG, GPIO, IPCC and HSEM. */
static const struct soc_setting dk2_gates[] = {
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

static void settings_write(struct mmio region, const struct soc_setting *settings, size_t count)
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
 * and leaves all else at its reset value. The clock of the ETZPC is given back. Those of what the ROM code
 * itself has read, the boot pins in SYSCFG and the backup registers, stay on (assumed: firmware made for
 * engineering boot asks SYSCFG_BOOTR how it was started before it has enabled any clock). */
void board_boot_engineering(struct board *board)
{
	struct mmio rcc = block(board, "RCC");

	mmio_write32(rcc, RCC_TZCR, 0);
	mmio_write32(rcc, RCC_MP_APB5ENSETR, RCC_APB5EN_TZPCEN);
	firewall_open(board);
	mmio_write32(block(board, "ETZPC"), ETZPC_TZMA0_SIZE, 0);
	mmio_write32(block(board, "ETZPC"), ETZPC_TZMA1_SIZE, 0);
	mmio_write32(rcc, RCC_MP_APB5ENSETR + RCC_CLRR_OFFSET, RCC_APB5EN_TZPCEN);
	mmio_write32(rcc, RCC_MP_APB3ENSETR, RCC_APB3EN_SYSCFGEN);
	mmio_write32(rcc, RCC_MP_APB5ENSETR, RCC_APB5EN_RTCAPBEN);
}

void board_boot_dk2(struct board *board)
{
	struct mmio rcc = block(board, "RCC");

	/* The RCC is not secured on this board ("secure-status" of its node is disabled). */
	mmio_write32(rcc, RCC_TZCR, 0);
	mmio_write32(block(board, "PWR"), PWR_CR1, PWR_CR1_DBP);
	settings_write(rcc, soc_dk2_oscillators, soc_dk2_oscillator_count);
	settings_write(rcc, soc_dk2_clocks, soc_dk2_clock_count);
	settings_write(rcc, dk2_gates, sizeof(dk2_gates) / sizeof(dk2_gates[0]));
	firewall_open(board);
	mmio_write32(block(board, "SYSCFG"), SYSCFG_CMPENSETR, SYSCFG_CMPEN_MPU);
	mmio_write32(block(board, "TAMP"), TAMP_SMCR,
		     TAMP_SMCR_BKPRWDPROT(10) | TAMP_SMCR_BKPWDPROT(15));
	mmio_write32(block(board, "GPIOZ"), GPIO_SECCFGR, PMIC_PINS);
	/* Linux has read why it was reset. */
	mmio_write32(rcc, RCC_MP_RSTSCLRR, UINT32_MAX);
}
