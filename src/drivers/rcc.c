/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/rcc.h"

#include <errno.h>

#define FRACTION_MAX 8191u
#define CHOICE_MASK  0xFu /* of the selectors and dividers, the widest one */

static uint32_t enable_of(enum rcc_core core, uint32_t enable)
{
	return core == RCC_M4 ? enable + RCC_EN_MC_OFFSET : enable;
}

void rcc_enable(struct mmio rcc, enum rcc_core core, uint32_t enable, uint32_t bits)
{
	mmio_write32(rcc, enable_of(core, enable), bits);
}

void rcc_disable(struct mmio rcc, enum rcc_core core, uint32_t enable, uint32_t bits)
{
	mmio_write32(rcc, enable_of(core, enable) + RCC_CLRR_OFFSET, bits);
}

void rcc_reset(struct mmio rcc, uint32_t reset, uint32_t bits)
{
	mmio_write32(rcc, reset, bits);
	/* Read back: the reset must have reached the block before it is taken away. */
	(void)mmio_read32(rcc, reset);
	mmio_write32(rcc, reset + RCC_CLRR_OFFSET, bits);
}

void rcc_oscillators_start(struct mmio rcc, uint32_t oscillators)
{
	mmio_write32(rcc, RCC_OCENSETR, oscillators);
}

bool rcc_oscillators_ready(struct mmio rcc, uint32_t ready)
{
	return (mmio_read32(rcc, RCC_OCRDYR) & ready) == ready;
}

static bool in_range(uint32_t value, uint32_t least, uint32_t most)
{
	return value >= least && value <= most;
}

static bool pll_valid(const struct rcc_pll *config)
{
	return config->source <= 2 && in_range(config->m, 1, 64) && in_range(config->n, 25, 200) &&
	       config->fraction <= FRACTION_MAX && in_range(config->p, 1, 128) &&
	       in_range(config->q, 1, 128) && in_range(config->r, 1, 128);
}

static uint32_t pll_reference(uint32_t pll)
{
	return pll == RCC_PLL3CR ? RCC_RCK3SELR : RCC_RCK4SELR;
}

static uint32_t pll_multiplier(const struct rcc_pll *config)
{
	return RCC_PLLCFGR1_DIVM(config->m - 1u) | RCC_PLLCFGR1_DIVN(config->n - 1u) |
	       (config->fast ? RCC_PLLCFGR1_IFRGE : 0);
}

static uint32_t pll_dividers(const struct rcc_pll *config)
{
	return RCC_PLLCFGR2_DIVP(config->p - 1u) | RCC_PLLCFGR2_DIVQ(config->q - 1u) |
	       RCC_PLLCFGR2_DIVR(config->r - 1u);
}

static uint32_t pll_fraction(const struct rcc_pll *config)
{
	return RCC_PLLFRACR_FRACV(config->fraction) | RCC_PLLFRACR_FRACLE;
}

int rcc_pll_start(struct mmio rcc, uint32_t pll, const struct rcc_pll *config)
{
	const uint32_t fraction = pll_fraction(config);

	if ((pll != RCC_PLL3CR && pll != RCC_PLL4CR) || !pll_valid(config))
		return -EINVAL;
	if (mmio_read32(rcc, pll + RCC_PLLCR) & RCC_PLLCR_PLLON)
		return -EBUSY;
	mmio_write32(rcc, pll_reference(pll), config->source);
	mmio_write32(rcc, pll + RCC_PLLCFGR1, pll_multiplier(config));
	mmio_write32(rcc, pll + RCC_PLLCFGR2, pll_dividers(config));
	/* The fraction is taken over when its enable rises (RM0436, RCC, "PLL fractional"). */
	mmio_write32(rcc, pll + RCC_PLLFRACR, fraction & ~RCC_PLLFRACR_FRACLE);
	mmio_write32(rcc, pll + RCC_PLLFRACR, fraction);
	mmio_write32(rcc, pll + RCC_PLLCR, RCC_PLLCR_PLLON);
	return 0;
}

bool rcc_pll_runs_as(struct mmio rcc, uint32_t pll, const struct rcc_pll *config)
{
	return (mmio_read32(rcc, pll + RCC_PLLCR) & RCC_PLLCR_PLLON) &&
	       (mmio_read32(rcc, pll_reference(pll)) & 3u) == config->source &&
	       mmio_read32(rcc, pll + RCC_PLLCFGR1) == pll_multiplier(config) &&
	       mmio_read32(rcc, pll + RCC_PLLCFGR2) == pll_dividers(config) &&
	       mmio_read32(rcc, pll + RCC_PLLFRACR) == pll_fraction(config);
}

bool rcc_pll_ready(struct mmio rcc, uint32_t pll)
{
	return mmio_read32(rcc, pll + RCC_PLLCR) & RCC_PLLCR_PLLRDY;
}

void rcc_pll_outputs(struct mmio rcc, uint32_t pll, uint32_t outputs)
{
	mmio_write32(rcc, pll + RCC_PLLCR, mmio_read32(rcc, pll + RCC_PLLCR) | outputs);
}

void rcc_select(struct mmio rcc, uint32_t selector, uint32_t choice)
{
	mmio_write32(rcc, selector, choice);
}

bool rcc_selected(struct mmio rcc, uint32_t selector, uint32_t choice)
{
	const uint32_t now = mmio_read32(rcc, selector);

	return (now & RCC_READY) && (now & CHOICE_MASK) == choice;
}
