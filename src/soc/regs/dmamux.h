/* SPDX-License-Identifier: BSD-3-Clause */
/* DMA request multiplexer (RM0436, "DMA request multiplexer (DMAMUX)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_DMAMUX_H
#define COPRO_SOC_REGS_DMAMUX_H

#define DMAMUX_CHANNELS	  16u /* 0 to 7 are the streams of DMA1, 8 to 15 those of DMA2 */
#define DMAMUX_GENERATORS 8u

#define DMAMUX_CCR(channel)    (0x000 + 4 * (channel))
#define DMAMUX_CSR	       0x080
#define DMAMUX_CFR	       0x084
#define DMAMUX_RGCR(generator) (0x100 + 4 * (generator))
#define DMAMUX_RGSR	       0x140
#define DMAMUX_RGCFR	       0x144
#define DMAMUX_HWCFGR2	       0x3EC
#define DMAMUX_HWCFGR1	       0x3F0
#define DMAMUX_VERR	       0x3F4
#define DMAMUX_IPIDR	       0x3F8
#define DMAMUX_SIDR	       0x3FC

#define DMAMUX_CCR_DMAREQ_ID	 0xFFu
#define DMAMUX_CCR_SOIE		 (1u << 8)
#define DMAMUX_CCR_EGE		 (1u << 9)
#define DMAMUX_CCR_SE		 (1u << 16)
#define DMAMUX_CCR_SPOL_SHIFT	 17
#define DMAMUX_CCR_NBREQ_SHIFT	 19
#define DMAMUX_CCR_SYNC_ID_SHIFT 24
#define DMAMUX_CCR_WRITABLE	 0x1FFF03FFu

#define DMAMUX_RGCR_SIG_ID	 0x1Fu
#define DMAMUX_RGCR_OIE		 (1u << 8)
#define DMAMUX_RGCR_GE		 (1u << 16)
#define DMAMUX_RGCR_GPOL_SHIFT	 17
#define DMAMUX_RGCR_GNBREQ_SHIFT 19
#define DMAMUX_RGCR_WRITABLE	 0x00FF011Fu

/* SPOL and GPOL: an OR of the edges that count. */
#define DMAMUX_EDGE_RISING  1u
#define DMAMUX_EDGE_FALLING 2u
/* NBREQ and GNBREQ: one less than the number of requests. */
#define DMAMUX_NBREQ 31u

/* What synchronises a channel or triggers a generator: SYNC_ID and SIG_ID (table of synchronization
 * inputs, and of trigger inputs, which are the same). */
enum dmamux_signal {
	DMAMUX_EVENT0, /* of channel 0, and so on */
	DMAMUX_EVENT1,
	DMAMUX_EVENT2,
	DMAMUX_LPTIM1_OUT,
	DMAMUX_LPTIM2_OUT,
	DMAMUX_LPTIM3_OUT,
	DMAMUX_EXTI0,
	DMAMUX_TIM12_TRGO,
	DMAMUX_SIGNALS
};

#endif
