/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/exti.h"

#include <errno.h>
#include <stdint.h>

#include "soc/regs/exti.h"

static const uint32_t detectors[EXTI_BANKS] = {EXTI_CONFIGURABLE_0, EXTI_CONFIGURABLE_1,
					       EXTI_CONFIGURABLE_2};

static uint32_t bit_of(unsigned line)
{
	return UINT32_C(1) << line % 32u;
}

static bool has_detector(unsigned line)
{
	return line / 32u < EXTI_BANKS && (detectors[line / 32u] & bit_of(line));
}

static void bits_change(struct mmio regs, uint32_t offset, uint32_t clear, uint32_t set)
{
	mmio_write32(regs, offset, (mmio_read32(regs, offset) & ~clear) | set);
}

int exti_rising_listen(struct mmio regs, enum exti_core core, unsigned line)
{
	const uint32_t bank = line / 32u;

	if (!has_detector(line))
		return -EINVAL;
	bits_change(regs, EXTI_BANK(bank) + EXTI_RTSR, 0, bit_of(line));
	mmio_write32(regs, EXTI_BANK(bank) + EXTI_RPR, bit_of(line));
	bits_change(regs, EXTI_IMR((uint32_t)core, bank), 0, bit_of(line));
	return 0;
}

void exti_ignore(struct mmio regs, enum exti_core core, unsigned line)
{
	if (has_detector(line))
		bits_change(regs, EXTI_IMR((uint32_t)core, line / 32u), bit_of(line), 0);
}

bool exti_rising_take(struct mmio regs, unsigned line)
{
	const uint32_t rpr = EXTI_BANK(line / 32u) + EXTI_RPR;

	if (!has_detector(line) || !(mmio_read32(regs, rpr) & bit_of(line)))
		return false;
	mmio_write32(regs, rpr, bit_of(line));
	return true;
}
