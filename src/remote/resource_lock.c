/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/resource_lock.h>

#include <errno.h>
#include <stdbool.h>

#include "drivers/gpio.h"
#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"
#include "remote/resource_lock_internal.h"
#include "soc/regs/hsem.h"

#define EXTI_BASE  0x5000D000u
#define LONGEST_US 100000u
#define FASTEST_HZ 209000000u
/* A look at a semaphore crosses two bus bridges: it never takes fewer cycles than this. */
#define CYCLES_A_LOOK 4u

/* One block, and code that does not know each other. */
static struct {
	struct hsem hsem;
	uint32_t cycles_a_us;
	bool open;
} chip;

struct hsem *resource_lock_hsem(void)
{
	return chip.open ? &chip.hsem : 0;
}

int resource_lock_init(uint32_t core_hz)
{
	const struct mmio regs = {.base = HSEM_BASE};
	int status;

	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB3ENSETR, RCC_AHB3EN_HSEMEN);
	status = hsem_init(&chip.hsem, regs, HSEM_M4);
	if (status)
		return status;
	chip.cycles_a_us = (core_hz ? core_hz : FASTEST_HZ) / 1000000u;
	if (!chip.open)
		(void)hsem_release_core(&chip.hsem, HSEM_M4);
	chip.open = true;
	return 0;
}

int resource_lock_of(uint32_t base)
{
	char bank;

	if (base == EXTI_BASE)
		return RESOURCE_LOCK_EXTI;
	for (bank = 'A'; bank <= 'K'; bank++) {
		if (base == gpio_bank_address(bank))
			return RESOURCE_LOCK_GPIO;
	}
	return base == gpio_bank_address('Z') ? RESOURCE_LOCK_GPIO : -ENXIO;
}

int resource_lock_holder(int lock)
{
	struct hsem_owner owner;
	int status;

	if (!chip.open)
		return -ENODEV;
	status = hsem_owner(&chip.hsem, (unsigned)lock, &owner);
	return status ? status : (int)owner.core;
}

int resource_trylock(int lock)
{
	uint32_t primask;
	int status;

	/* The hardware gives this core a second time what it has: so look first, and let nothing of
	 * this core come between the look and the take. */
	primask = cortex_m_save();
	status = resource_lock_holder(lock);
	if (status == HSEM_M4)
		status = -EDEADLK;
	else if (status >= 0)
		status = hsem_trylock(&chip.hsem, (unsigned)lock);
	cortex_m_restore(primask);
	return status;
}

int resource_lock(int lock, uint32_t us)
{
	int status = resource_trylock(lock);
	uint32_t budget, start, looks;

	if (status != -EBUSY)
		return status;
	budget = chip.cycles_a_us * (us < LONGEST_US ? us : LONGEST_US);
	start = cortex_m_cycles();
	/* A counter that a debugger stopped must not make this endless. */
	for (looks = budget / CYCLES_A_LOOK; looks && cortex_m_cycles() - start < budget; looks--) {
		status = resource_trylock(lock);
		if (status != -EBUSY)
			return status;
	}
	return -ETIMEDOUT;
}

int resource_unlock(int lock)
{
	if (!chip.open)
		return -ENODEV;
	return hsem_unlock(&chip.hsem, (unsigned)lock);
}
