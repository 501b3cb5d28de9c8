/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/system_resources.h>

#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "soc/regs/ipcc.h"
#include "soc/regs/syscfg.h"
#include "soc/regs/tamp.h"

#define SYSCFG_BASE 0x50020000u
#define TAMP_BASE   0x5C00A000u
#define SIDE_A7	    0u
/* 200 us at the highest rate, 0.65 ms on HSI. */
#define HAND_OVER_CYCLES 41800u
#define CYCLES_A_LOOK	 4u /* at least: the register is two bus bridges away */

static bool engineering_pins(void)
{
	const struct mmio syscfg = {.base = SYSCFG_BASE};

	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_APB3ENSETR, RCC_APB3EN_SYSCFGEN);
	return (mmio_read32(syscfg, SYSCFG_BOOTR) & SYSCFG_BOOTR_PINS) == SYSCFG_BOOTR_ENGINEERING;
}

/* Linux's mailbox driver turns its end's interrupts on when it is probed (drivers/mailbox/
 * stm32-ipcc.c), which is before any firmware is started through it. No boot loader does. */
static bool linux_listens(void)
{
	const struct mmio ipcc = {.base = IPCC_BASE};

	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB3ENSETR, RCC_AHB3EN_IPCCEN);
	return mmio_read32(ipcc, IPCC_SIDE(SIDE_A7) + IPCC_CR) & IPCC_CR_RXOIE;
}

static bool boot_loader_started_us(void)
{
	const struct mmio tamp = {.base = TAMP_BASE};
	uint32_t looks = HAND_OVER_CYCLES / CYCLES_A_LOOK;
	uint32_t start = cortex_m_cycles();

	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_APB5ENSETR, RCC_APB5EN_RTCAPBEN);
	do {
		if (mmio_read32(tamp, TAMP_BKPR(TAMP_BKP_M4_STATE)) == TAMP_M4_STATE_CRUN)
			return true;
	} while (looks-- && cortex_m_cycles() - start < HAND_OVER_CYCLES);
	return false;
}

enum system_boot system_boot(void)
{
	if (engineering_pins())
		return SYSTEM_BOOT_ENGINEERING;
	if (linux_listens() || !boot_loader_started_us())
		return SYSTEM_BOOT_LINUX;
	return SYSTEM_BOOT_EARLY;
}

const char *system_boot_text(enum system_boot boot)
{
	switch (boot) {
	case SYSTEM_BOOT_ENGINEERING:
		return "engineering boot";
	case SYSTEM_BOOT_EARLY:
		return "early boot";
	case SYSTEM_BOOT_LINUX:
		return "Linux";
	}
	return "?";
}
