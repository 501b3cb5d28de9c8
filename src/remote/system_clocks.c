/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock tree of the MCU domain, set up by this core when nobody else does. Everything is in place
 * before the core moves to it, dividers first: no clock is too fast on the way.
 */
#include <copro/system_resources.h>

#include <errno.h>

#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"

#define SOURCE_HSE    1u
#define READY_CYCLES  6400000u /* 100 ms on HSI; a crystal takes 2 ms */
#define CYCLES_A_LOOK 4u
#define APB_MOST      4u
#define MCU_MOST      9u

const struct system_clocks system_clocks_dk2 = {
	.m = 2,
	.n = 34,
	.fraction = 0x1A04,
	.p = 2,
	.q = 17,
	.r = 37,
	.fast = true,
	.mcu = 0,
	.apb = {1, 1, 1},
};

/* A register to wait for, and what of it. */
struct wanted {
	bool (*ready)(struct mmio rcc, uint32_t which, uint32_t value);
	uint32_t which;
	uint32_t value;
};

static bool oscillator_ready(struct mmio rcc, uint32_t which, uint32_t value)
{
	(void)value;
	return rcc_oscillators_ready(rcc, which);
}

static bool pll_ready(struct mmio rcc, uint32_t which, uint32_t value)
{
	(void)value;
	return rcc_pll_ready(rcc, which);
}

static int wait_for(const struct wanted *wanted)
{
	uint32_t looks = READY_CYCLES / CYCLES_A_LOOK;
	uint32_t start = cortex_m_cycles();

	do {
		if (wanted->ready(chip_rcc(), wanted->which, wanted->value))
			return 0;
	} while (looks-- && cortex_m_cycles() - start < READY_CYCLES);
	return -ETIMEDOUT;
}

static int select_and_wait(uint32_t selector, uint32_t choice)
{
	const struct wanted done = {rcc_selected, selector, choice};

	if (rcc_selected(chip_rcc(), selector, choice))
		return 0;
	rcc_select(chip_rcc(), selector, choice);
	return wait_for(&done);
}

static int oscillator_setup(void)
{
	const struct wanted runs = {oscillator_ready, RCC_OCRDYR_HSERDY, 0};

	if (rcc_oscillators_ready(chip_rcc(), RCC_OCRDYR_HSERDY))
		return 0;
	rcc_oscillators_start(chip_rcc(), RCC_OCEN_HSEON);
	return wait_for(&runs);
}

static int pll_setup(const struct system_clocks *clocks)
{
	const struct wanted locked = {pll_ready, RCC_PLL3CR, 0};
	const struct rcc_pll pll = {
		.source = SOURCE_HSE,
		.m = clocks->m,
		.n = clocks->n,
		.fraction = clocks->fraction,
		.p = clocks->p,
		.q = clocks->q,
		.r = clocks->r,
		.fast = clocks->fast,
	};
	int status = rcc_pll_start(chip_rcc(), RCC_PLL3CR, &pll);

	if (status == -EBUSY && rcc_pll_runs_as(chip_rcc(), RCC_PLL3CR, &pll))
		status = 0;
	if (!status)
		status = wait_for(&locked);
	if (!status)
		rcc_pll_outputs(chip_rcc(), RCC_PLL3CR, RCC_PLLCR_DIVPEN);
	return status;
}

static int dividers_setup(const struct system_clocks *clocks)
{
	static const uint32_t registers[] = {RCC_APB1DIVR, RCC_APB2DIVR, RCC_APB3DIVR};
	int status = 0;

	for (uint32_t i = 0; i < 3 && !status; i++)
		status = select_and_wait(registers[i], clocks->apb[i]);
	return status ? status : select_and_wait(RCC_MCUDIVR, clocks->mcu);
}

int system_clocks_setup(const struct system_clocks *clocks)
{
	int status;

	if (clocks->mcu > MCU_MOST || clocks->apb[0] > APB_MOST || clocks->apb[1] > APB_MOST ||
	    clocks->apb[2] > APB_MOST)
		return -EINVAL;
	if (!system_resources_allowed())
		return -EPERM;
	status = oscillator_setup();
	if (!status)
		status = pll_setup(clocks);
	if (!status)
		status = dividers_setup(clocks);
	return status ? status : select_and_wait(RCC_MSSCKSELR, RCC_MSSCKSELR_PLL3P);
}
