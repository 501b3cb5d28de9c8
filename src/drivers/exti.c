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

/* The two edges have registers alike: a selection and what is pending. */
static int edge_listen(struct mmio regs, enum exti_core core, unsigned line, uint32_t selection,
		       uint32_t pending)
{
	const uint32_t bank = line / 32u;

	if (!has_detector(line))
		return -EINVAL;
	bits_change(regs, EXTI_BANK(bank) + selection, 0, bit_of(line));
	mmio_write32(regs, EXTI_BANK(bank) + pending, bit_of(line));
	bits_change(regs, EXTI_IMR((uint32_t)core, bank), 0, bit_of(line));
	return 0;
}

int exti_rising_listen(struct mmio regs, enum exti_core core, unsigned line)
{
	return edge_listen(regs, core, line, EXTI_RTSR, EXTI_RPR);
}

int exti_falling_listen(struct mmio regs, enum exti_core core, unsigned line)
{
	return edge_listen(regs, core, line, EXTI_FTSR, EXTI_FPR);
}

int exti_pin_choose(struct mmio regs, unsigned line, char bank)
{
	const uint32_t port = bank == 'Z' ? EXTI_PORTS - 1 : (uint32_t)(bank - 'A');
	const uint32_t shift = 8u * (line % 4u);

	if (line > 15u || bank < 'A' || port >= EXTI_PORTS || (bank > 'K' && bank != 'Z'))
		return -EINVAL;
	bits_change(regs, EXTI_EXTICR(line / 4u), UINT32_C(0xFF) << shift, port << shift);
	return 0;
}

void exti_ignore(struct mmio regs, enum exti_core core, unsigned line)
{
	if (has_detector(line))
		bits_change(regs, EXTI_IMR((uint32_t)core, line / 32u), bit_of(line), 0);
}

static bool edge_take(struct mmio regs, unsigned line, uint32_t pending)
{
	const uint32_t offset = EXTI_BANK(line / 32u) + pending;

	if (!has_detector(line) || !(mmio_read32(regs, offset) & bit_of(line)))
		return false;
	mmio_write32(regs, offset, bit_of(line));
	return true;
}

bool exti_rising_take(struct mmio regs, unsigned line)
{
	return edge_take(regs, line, EXTI_RPR);
}

bool exti_falling_take(struct mmio regs, unsigned line)
{
	return edge_take(regs, line, EXTI_FPR);
}
