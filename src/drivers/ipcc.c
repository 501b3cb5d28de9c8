/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/ipcc.h"

#include <errno.h>

static inline void quiet(struct mmio side)
{
	mmio_write32(side, IPCC_CR, 0);
	mmio_write32(side, IPCC_MR, IPCC_CHANNEL_MASK | IPCC_CHANNEL_MASK << IPCC_UPPER_SHIFT);
}

int ipcc_init(struct ipcc *ipcc, struct mmio regs, enum ipcc_side side, enum ipcc_start start)
{
	if ((mmio_read32(regs, IPCC_HWCFGR) & IPCC_HWCFGR_CHANNELS) != IPCC_CHANNELS)
		return -ENODEV;
	regs.base += IPCC_SIDE((uint32_t)side);
	ipcc->own = regs;
	quiet(regs);
	if (start == IPCC_CLEAR_PENDING)
		mmio_write32(regs, IPCC_SCR, IPCC_CHANNEL_MASK);
	mmio_write32(regs, IPCC_CR, IPCC_CR_RXOIE | IPCC_CR_TXFIE);
	return 0;
}

void ipcc_deinit(struct ipcc *ipcc)
{
	quiet(ipcc->own);
}
