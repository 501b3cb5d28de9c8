/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/etzpc.h"

#include <errno.h>

#include "soc/firewall.h"

#define HWCFGR_IDS_SHIFT 8 /* NUM_PER_SEC */
#define HWCFGR_IDS_MASK	 0xFFu

int etzpc_init(struct etzpc *etzpc, struct mmio regs)
{
	const uint32_t config = mmio_read32(regs, ETZPC_HWCFGR);

	/* A block without clock reads as 0, which would say that all is secure. */
	if ((config >> HWCFGR_IDS_SHIFT & HWCFGR_IDS_MASK) != ETZPC_IDS)
		return -ENODEV;
	etzpc->regs = regs;
	return 0;
}

unsigned etzpc_mode(const struct etzpc *etzpc, unsigned id)
{
	if (id >= ETZPC_IDS)
		return ETZPC_SECURE;
	return mmio_read32(etzpc->regs, ETZPC_DECPROT_OFFSET(id)) >> ETZPC_DECPROT_SHIFT(id) & 3u;
}

bool etzpc_locked(const struct etzpc *etzpc, unsigned id)
{
	if (id >= ETZPC_IDS)
		return true;
	return mmio_read32(etzpc->regs, ETZPC_LOCK_OFFSET(id)) & ETZPC_LOCK_BIT(id);
}

int etzpc_set_mode(struct etzpc *etzpc, unsigned id, unsigned mode)
{
	const unsigned shift = ETZPC_DECPROT_SHIFT(id);
	uint32_t word;

	if (id >= ETZPC_IDS || mode > ETZPC_OPEN)
		return -EINVAL;
	if (mode < ETZPC_MCU_ISOLATION && !soc_firewall_securable(id))
		return -EINVAL;
	word = mmio_read32(etzpc->regs, ETZPC_DECPROT_OFFSET(id));
	mmio_write32(etzpc->regs, ETZPC_DECPROT_OFFSET(id),
		     (word & ~(3u << shift)) | (uint32_t)mode << shift);
	return etzpc_mode(etzpc, id) == mode ? 0 : -EPERM;
}

int etzpc_lock(struct etzpc *etzpc, unsigned id)
{
	if (id >= ETZPC_IDS)
		return -EINVAL;
	mmio_write32(etzpc->regs, ETZPC_LOCK_OFFSET(id), ETZPC_LOCK_BIT(id));
	return etzpc_locked(etzpc, id) ? 0 : -EPERM;
}

int etzpc_set_tzma(struct etzpc *etzpc, enum etzpc_tzma memory, uint32_t pages, bool lock)
{
	const uint32_t offset = memory == ETZPC_TZMA_ROM ? ETZPC_TZMA0_SIZE : ETZPC_TZMA1_SIZE;
	const uint32_t value = pages | (lock ? ETZPC_TZMA_LOCK : 0);

	if (pages > ETZPC_TZMA_PAGES)
		return -EINVAL;
	mmio_write32(etzpc->regs, offset, value);
	return mmio_read32(etzpc->regs, offset) == value ? 0 : -EPERM;
}
