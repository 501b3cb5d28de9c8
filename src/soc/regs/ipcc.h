/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inter-processor communication controller (RM0436, "IPCC"): offsets from its base.
 *
 * Two alike sets of four registers, one a processor: C1 is the Cortex-A7, C2 the Cortex-M4. The
 * status register of a side holds the flags that this side set for the other.
 */
#ifndef COPRO_SOC_REGS_IPCC_H
#define COPRO_SOC_REGS_IPCC_H

#define IPCC_BASE     0x4C001000u
#define IPCC_CHANNELS 6u

/* Register set of a side: 0 is C1, 1 is C2. */
#define IPCC_SIDE(side) ((side)*0x10u)

/* Within a set. */
#define IPCC_CR	  0x0
#define IPCC_MR	  0x4
#define IPCC_SCR  0x8 /* reads as 0 */
#define IPCC_TOSR 0xC /* C1TOC2SR, C2TOC1SR: read only */

#define IPCC_CR_RXOIE (1u << 0)
#define IPCC_CR_TXFIE (1u << 16)

/* One bit a channel, in the lower half of MR (occupied: the other side rang), SCR (clear: the other
 * side's flag) and the status register, and in the upper half of MR (free: the other side
 * answered) and SCR (set: own flag). */
#define IPCC_CHANNEL_MASK ((1u << IPCC_CHANNELS) - 1)
#define IPCC_UPPER_SHIFT  16

#define IPCC_HWCFGR	     0x3F0
#define IPCC_HWCFGR_CHANNELS 0xFFu
#define IPCC_VERR	     0x3F4
#define IPCC_IPIDR	     0x3F8
#define IPCC_SIDR	     0x3FC

#endif
