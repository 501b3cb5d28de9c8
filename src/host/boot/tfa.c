/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The trusted firmware: TF-A's BL2 and the part of it that stays, SP_min (plat/st/stm32mp1). The first
 * software after the boot ROM; the only stage whose accesses are secure.
 */
#include "host/boot/tfa.h"

#include <string.h>

#include "soc/regs/gpio.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/syscfg.h"
#include "soc/regs/tamp.h"

/* Linux may drive the RCC itself unless the tree's rcc node is for the secure world. */
static void rcc_share(struct stage *tfa)
{
	const int rcc = dt_next_compatible(&tfa->dt, DT_NONE, "st,stm32mp1-rcc");
	const int secure = dt_next_compatible(&tfa->dt, DT_NONE, "st,stm32mp1-rcc-secure");
	const char *status = rcc < 0 ? NULL : dt_string(&tfa->dt, rcc, "secure-status", 0);
	bool kept = status && (!strcmp(status, "okay") || !strcmp(status, "ok"));

	/* The kernel's own binding says it by the compatible. */
	kept = kept || (secure >= 0 && dt_available(&tfa->dt, secure));
	mmio_write32(stage_block(tfa, "RCC"), RCC_TZCR, kept ? RCC_TZCR_TZEN : 0);
	if (kept)
		stage_detail(tfa, "the RCC is kept for the secure world (RCC_TZCR.TZEN)");
}

/* Bus clocks of what this stage touches, and of what has to run for all later ones. */
static void blocks_clock(const struct stage *tfa)
{
	const struct mmio rcc = stage_block(tfa, "RCC");

	mmio_write32(rcc, RCC_MP_APB5ENSETR,
		     RCC_APB5EN_RTCAPBEN | RCC_APB5EN_TZPCEN | RCC_APB5EN_TZC1EN |
			     RCC_APB5EN_TZC2EN | RCC_APB5EN_BSECEN | RCC_APB5EN_STGENEN);
	mmio_write32(rcc, RCC_MP_APB3ENSETR, RCC_APB3EN_SYSCFGEN);
	mmio_write32(rcc, RCC_MP_AHB5ENSETR, RCC_AHB5EN_GPIOZEN);
	mmio_write32(rcc, RCC_MP_MLAHBENSETR, RCC_MLAHBEN_RETRAMEN);
}

/* The two pins of bank Z that lead to the power supply chip's I2C4. */
#define PMIC_PINS (1u << 4 | 1u << 5)

/* What is not the firewall's to guard: ten backup registers for the secure world alone, the next five
 * for all to read, and the power supply's pins. */
static void secure_world_keeps(const struct stage *tfa)
{
	mmio_write32(stage_block(tfa, "TAMP"), TAMP_SMCR,
		     TAMP_SMCR_BKPRWDPROT(10) | TAMP_SMCR_BKPWDPROT(15));
	mmio_write32(stage_block(tfa, "GPIOZ"), GPIO_SECCFGR, PMIC_PINS);
}

static void reset_cause_tell(const struct stage *tfa)
{
	static const struct {
		uint32_t flag;
		const char *text;
	} causes[] = {
		{RCC_RSTF_POR, "power-on"},	    {RCC_RSTF_BOR, "brown-out"},
		{RCC_RSTF_MPSYS, "system reset"},   {RCC_RSTF_IWDG1, "watchdog IWDG1"},
		{RCC_RSTF_IWDG2, "watchdog IWDG2"}, {RCC_RSTF_PAD, "reset pin"},
	};
	const struct mmio rcc = stage_block(tfa, "RCC");
	const uint32_t flags = mmio_read32(rcc, RCC_MP_RSTSCLRR);
	const char *text = "unknown";

	for (size_t i = sizeof(causes) / sizeof(causes[0]); i-- > 0;) {
		if (flags & causes[i].flag)
			text = causes[i].text;
	}
	stage_detail(tfa, "reset cause: %s (RCC_MP_RSTSCLRR 0x%08X)", text, (unsigned)flags);
	mmio_write32(rcc, RCC_MP_RSTSCLRR, UINT32_MAX);
}

int boot_tfa(const struct boot_port *port, struct boot_tree tree, struct host_error *error)
{
	struct stage tfa;
	const char *model;
	const char *clocks;
	int status = stage_open(&tfa, BOOT_TFA, port, tree, error);

	if (status)
		return status;
	model = dt_string(&tfa.dt, DT_ROOT, "model", 0);
	stage_detail(&tfa, "model: %s", model ? model : "none");
	rcc_share(&tfa);
	mmio_write32(stage_block(&tfa, "PWR"), PWR_CR1, PWR_CR1_DBP);
	clocks = tfa_clocks_start(&tfa);
	blocks_clock(&tfa);
	reset_cause_tell(&tfa);
	mmio_write32(stage_block(&tfa, "SYSCFG"), SYSCFG_CMPENSETR, SYSCFG_CMPEN_MPU);
	secure_world_keeps(&tfa);
	tfa_firewall_set(&tfa, clocks);
	return 0;
}
