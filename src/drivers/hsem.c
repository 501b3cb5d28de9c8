/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/hsem.h"

#include <errno.h>

#include "soc/regs/hsem.h"

int hsem_init(struct hsem *hsem, struct mmio regs, enum hsem_core core)
{
	if ((mmio_read32(regs, HSEM_HWCFGR1) & 0xFF) != HSEM_SEMAPHORES)
		return -ENODEV;

	hsem->regs = regs;
	hsem->core = core;
	return 0;
}

static uint32_t hsem_holder(const struct hsem *hsem, uint8_t process)
{
	return (uint32_t)hsem->core << HSEM_COREID_SHIFT | process;
}

int hsem_trylock(struct hsem *hsem, unsigned id)
{
	if (id >= HSEM_SEMAPHORES)
		return -EINVAL;

	if (mmio_read32(hsem->regs, HSEM_RLR(id)) != (HSEM_LOCK | hsem_holder(hsem, 0)))
		return -EBUSY;
	return 0;
}

int hsem_trylock_process(struct hsem *hsem, unsigned id, uint8_t process)
{
	const uint32_t mine = HSEM_LOCK | hsem_holder(hsem, process);

	if (id >= HSEM_SEMAPHORES)
		return -EINVAL;

	mmio_write32(hsem->regs, HSEM_R(id), mine);
	return mmio_read32(hsem->regs, HSEM_R(id)) == mine ? 0 : -EBUSY;
}

int hsem_unlock(struct hsem *hsem, unsigned id)
{
	return hsem_unlock_process(hsem, id, 0);
}

int hsem_unlock_process(struct hsem *hsem, unsigned id, uint8_t process)
{
	const uint32_t mine = hsem_holder(hsem, process);

	if (id >= HSEM_SEMAPHORES)
		return -EINVAL;
	if (mmio_read32(hsem->regs, HSEM_R(id)) != (HSEM_LOCK | mine))
		return -EPERM;

	mmio_write32(hsem->regs, HSEM_R(id), mine);
	return 0;
}

int hsem_owner(const struct hsem *hsem, unsigned id, struct hsem_owner *owner)
{
	uint32_t word;

	if (id >= HSEM_SEMAPHORES)
		return -EINVAL;

	word = mmio_read32(hsem->regs, HSEM_R(id));
	owner->core = 0;
	owner->process = 0;
	if (word & HSEM_LOCK) {
		owner->core = (word & HSEM_COREID_MASK) >> HSEM_COREID_SHIFT;
		owner->process = (uint8_t)(word & HSEM_PROCID_MASK);
	}
	return 0;
}

uint32_t hsem_held_by(const struct hsem *hsem, enum hsem_core core)
{
	const uint32_t mark = HSEM_LOCK | (uint32_t)core << HSEM_COREID_SHIFT;
	uint32_t held = 0;
	unsigned id;

	for (id = 0; id < HSEM_SEMAPHORES; id++) {
		if ((mmio_read32(hsem->regs, HSEM_R(id)) & ~HSEM_PROCID_MASK) == mark)
			held |= 1u << id;
	}
	return held;
}

uint32_t hsem_release_core(struct hsem *hsem, enum hsem_core core)
{
	const uint32_t held = hsem_held_by(hsem, core);
	const uint32_t key = mmio_read32(hsem->regs, HSEM_KEYR) & HSEM_KEY_MASK;

	mmio_write32(hsem->regs, HSEM_CR, key | (uint32_t)core << HSEM_COREID_SHIFT);
	return held;
}

static uint32_t hsem_interrupt(const struct hsem *hsem)
{
	return HSEM_INTERRUPT((uint32_t)hsem->core);
}

void hsem_notify_arm(struct hsem *hsem, uint32_t semaphores)
{
	const uint32_t set = hsem_interrupt(hsem);
	const uint32_t armed = mmio_read32(hsem->regs, set + HSEM_IER);

	mmio_write32(hsem->regs, set + HSEM_ICR, semaphores & ~armed);
	mmio_write32(hsem->regs, set + HSEM_IER, armed | semaphores);
}

void hsem_notify_disarm(struct hsem *hsem, uint32_t semaphores)
{
	const uint32_t set = hsem_interrupt(hsem);
	const uint32_t armed = mmio_read32(hsem->regs, set + HSEM_IER);

	mmio_write32(hsem->regs, set + HSEM_IER, armed & ~semaphores);
}

uint32_t hsem_notify_take(struct hsem *hsem)
{
	const uint32_t set = hsem_interrupt(hsem);
	const uint32_t released = mmio_read32(hsem->regs, set + HSEM_MISR);

	mmio_write32(hsem->regs, set + HSEM_ICR, released);
	return released;
}
