/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mailbox between the two processors: six channels, each with one doorbell flag in each direction
 * (RM0436, "IPCC").
 *
 * One source for both processors. A struct ipcc is one processor's side; its receive (RX) flags are
 * those that the other side rang and this side has not yet acknowledged, its transmit (TX) flags
 * those that this side rang and the other side has not yet acknowledged.
 *
 * Nothing here waits. Every function may be called from an interrupt handler. Ringing,
 * acknowledging and looking are single register accesses and need no lock. Functions that change
 * the masks read, modify and write a register of this side: a caller in thread context has the IPCC
 * interrupts of its side off around them.
 *
 * All of it is inline: a register or two take less code than a call, above all where the base is known.
 *
 * Channels are numbered 0-5, the manual's 1-6, and travel as bitmaps with bit n for channel n. Other bits
 * are left 0.
 */
#ifndef COPRO_DRIVERS_IPCC_H
#define COPRO_DRIVERS_IPCC_H

#include <errno.h>
#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"
#include "soc/regs/ipcc.h"

enum ipcc_side {
	IPCC_C1, /* Cortex-A7 */
	IPCC_C2 /* Cortex-M4 */
};

/* What ipcc_init() does with doorbells that rang before it. */
enum ipcc_start {
	/* They stay and interrupt as soon as their channel is unmasked. For a side that is started
	 * by the other, or that attaches to a running one: the first doorbell may already be there,
	 * and no second one will come. */
	IPCC_KEEP_PENDING,
	/* They are acknowledged unseen. For a side that starts from nothing while the other one
	 * cannot have sent anything that matters. */
	IPCC_CLEAR_PENDING
};

struct ipcc {
	struct mmio own; /* register set of this side */
};

/* Private. */
static inline void ipcc_quiet(struct mmio side)
{
	mmio_write32(side, IPCC_CR, 0);
	mmio_write32(side, IPCC_MR, IPCC_CHANNEL_MASK | IPCC_CHANNEL_MASK << IPCC_UPPER_SHIFT);
}

/*
 * Takes one side into use: all channels masked, then both interrupt lines enabled. Flags that this
 * side set and that the other has not seen stay set.
 *
 * regs is the whole block (IPCC_BASE of soc/regs/ipcc.h); its bus clock runs (RCC, AHB3 bit 12).
 * 0; -ENODEV when the block does not answer or does not name six channels: clock off, held in reset, or
 * walled off.
 */
COPRO_MUST_CHECK static inline int ipcc_init(struct ipcc *ipcc, struct mmio regs,
					     enum ipcc_side side, enum ipcc_start start)
{
	if ((mmio_read32(regs, IPCC_HWCFGR) & IPCC_HWCFGR_CHANNELS) != IPCC_CHANNELS)
		return -ENODEV;
	regs.base += IPCC_SIDE((uint32_t)side);
	ipcc->own = regs;
	ipcc_quiet(regs);
	if (start == IPCC_CLEAR_PENDING)
		mmio_write32(regs, IPCC_SCR, IPCC_CHANNEL_MASK);
	mmio_write32(regs, IPCC_CR, IPCC_CR_RXOIE | IPCC_CR_TXFIE);
	return 0;
}

/* Masks all channels and disables both interrupt lines. Flags stay as they are. */
static inline void ipcc_deinit(struct ipcc *ipcc)
{
	ipcc_quiet(ipcc->own);
}

/* Private. */
static inline void ipcc_mask(struct ipcc *ipcc, uint32_t set, uint32_t clear)
{
	mmio_write32(ipcc->own, IPCC_MR, (mmio_read32(ipcc->own, IPCC_MR) | set) & ~clear);
}

/* RX interrupt (channel occupied), by channel. Masked at first. A flag that is already set
 * interrupts at once. */
static inline void ipcc_rx_enable(struct ipcc *ipcc, uint32_t channels)
{
	ipcc_mask(ipcc, 0, channels);
}

static inline void ipcc_rx_disable(struct ipcc *ipcc, uint32_t channels)
{
	ipcc_mask(ipcc, channels, 0);
}

/* TX interrupt (channel free), by channel. Masked at first. It is a level, not an edge: a channel
 * that is free interrupts at once, so enable it after ringing. */
static inline void ipcc_tx_enable(struct ipcc *ipcc, uint32_t channels)
{
	ipcc_mask(ipcc, 0, channels << IPCC_UPPER_SHIFT);
}

static inline void ipcc_tx_disable(struct ipcc *ipcc, uint32_t channels)
{
	ipcc_mask(ipcc, channels << IPCC_UPPER_SHIFT, 0);
}

/* Register set of the other side: the two lie next to each other. */
static inline struct mmio ipcc_peer(const struct ipcc *ipcc)
{
	struct mmio peer = ipcc->own;

	peer.base ^= IPCC_SIDE(1u);
	return peer;
}

/* Rings the other side. A flag that is still set stays so: several rings before the answer are one.
 * Everything written to shared memory before must be visible first: a barrier is the caller's. */
static inline void ipcc_ring(struct ipcc *ipcc, uint32_t channels)
{
	mmio_write32(ipcc->own, IPCC_SCR, channels << IPCC_UPPER_SHIFT);
}

/* Which of this side's doorbells the other side has not acknowledged yet. */
static inline uint32_t ipcc_busy(const struct ipcc *ipcc)
{
	return mmio_read32(ipcc->own, IPCC_TOSR);
}

/* Which doorbells of the other side are set, masked or not. */
static inline uint32_t ipcc_pending(const struct ipcc *ipcc)
{
	return mmio_read32(ipcc_peer(ipcc), IPCC_TOSR);
}

/* Clears doorbells of the other side. Before looking at what they announce: a ring that comes
 * later is then not lost. */
static inline void ipcc_acknowledge(struct ipcc *ipcc, uint32_t channels)
{
	mmio_write32(ipcc->own, IPCC_SCR, channels);
}

/* For the two interrupt handlers: the channels that interrupt now. RX: doorbell set and enabled;
 * acknowledge or disable them all, else the line stays active. TX: free and enabled; ring again or
 * disable them all. */
static inline uint32_t ipcc_rx_interrupts(const struct ipcc *ipcc)
{
	return ipcc_pending(ipcc) & ~mmio_read32(ipcc->own, IPCC_MR);
}

static inline uint32_t ipcc_tx_interrupts(const struct ipcc *ipcc)
{
	const uint32_t masked = mmio_read32(ipcc->own, IPCC_MR) >> IPCC_UPPER_SHIFT;

	return ~(ipcc_busy(ipcc) | masked) & IPCC_CHANNEL_MASK;
}

#endif
