/* SPDX-License-Identifier: BSD-3-Clause */
/* Quad-SPI interface (RM0436, "Quad-SPI interface (QUADSPI)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_QUADSPI_H
#define COPRO_SOC_REGS_QUADSPI_H

#define QUADSPI_BASE 0x58003000u

/* What its memory-mapped mode shows. */
#define QUADSPI_WINDOW	    0x70000000u
#define QUADSPI_WINDOW_SIZE 0x10000000u

#define QUADSPI_CR     0x000
#define QUADSPI_DCR    0x004
#define QUADSPI_SR     0x008
#define QUADSPI_FCR    0x00C
#define QUADSPI_DLR    0x010
#define QUADSPI_CCR    0x014
#define QUADSPI_AR     0x018
#define QUADSPI_ABR    0x01C
#define QUADSPI_DR     0x020
#define QUADSPI_PSMKR  0x024
#define QUADSPI_PSMAR  0x028
#define QUADSPI_PIR    0x02C
#define QUADSPI_LPTR   0x030
#define QUADSPI_HWCFGR 0x3F0
#define QUADSPI_VERR   0x3F4
#define QUADSPI_IPIDR  0x3F8
#define QUADSPI_SIDR   0x3FC

#define QUADSPI_FIFO 32u /* bytes */

#define QUADSPI_CR_EN		   (1u << 0)
#define QUADSPI_CR_ABORT	   (1u << 1)
#define QUADSPI_CR_DMAEN	   (1u << 2)
#define QUADSPI_CR_TCEN		   (1u << 3)
#define QUADSPI_CR_SSHIFT	   (1u << 4)
#define QUADSPI_CR_DFM		   (1u << 6)
#define QUADSPI_CR_FSEL		   (1u << 7)
#define QUADSPI_CR_FTHRES_SHIFT	   8
#define QUADSPI_CR_FTHRES_MASK	   0x1Fu
#define QUADSPI_CR_IE_SHIFT	   16 /* TEIE, TCIE, FTIE, SMIE, TOIE: in the order of SR */
#define QUADSPI_CR_APMS		   (1u << 22)
#define QUADSPI_CR_PMM		   (1u << 23)
#define QUADSPI_CR_PRESCALER_SHIFT 24
#define QUADSPI_CR_WRITABLE	   0xFFDF1FDDu
/* Those of them that cannot be written while it is busy. */
#define QUADSPI_CR_SETTINGS 0xFFC000D8u

#define QUADSPI_DCR_CKMODE	(1u << 0)
#define QUADSPI_DCR_CSHT_SHIFT	8
#define QUADSPI_DCR_CSHT_MASK	0x7u
#define QUADSPI_DCR_FSIZE_SHIFT 16
#define QUADSPI_DCR_FSIZE_MASK	0x1Fu
#define QUADSPI_DCR_WRITABLE	0x001F0701u

#define QUADSPI_SR_TEF		(1u << 0)
#define QUADSPI_SR_TCF		(1u << 1)
#define QUADSPI_SR_FTF		(1u << 2)
#define QUADSPI_SR_SMF		(1u << 3)
#define QUADSPI_SR_TOF		(1u << 4)
#define QUADSPI_SR_BUSY		(1u << 5)
#define QUADSPI_SR_FLEVEL_SHIFT 8
/* Cleared by the bits of FCR at the same places. */
#define QUADSPI_SR_CLEARED 0x1Bu
#define QUADSPI_SR_FLAGS   0x1Fu

#define QUADSPI_CCR_INSTRUCTION	 0xFFu
#define QUADSPI_CCR_IMODE_SHIFT	 8
#define QUADSPI_CCR_ADMODE_SHIFT 10
#define QUADSPI_CCR_ADSIZE_SHIFT 12
#define QUADSPI_CCR_ABMODE_SHIFT 14
#define QUADSPI_CCR_ABSIZE_SHIFT 16
#define QUADSPI_CCR_DCYC_SHIFT	 18
#define QUADSPI_CCR_DCYC_MASK	 0x1Fu
#define QUADSPI_CCR_DMODE_SHIFT	 24
#define QUADSPI_CCR_FMODE_SHIFT	 26
#define QUADSPI_CCR_FMODE	 (3u << QUADSPI_CCR_FMODE_SHIFT)
#define QUADSPI_CCR_MODE_MASK	 3u /* of each of the modes and sizes */
#define QUADSPI_CCR_SIOO	 (1u << 28)
#define QUADSPI_CCR_FRCM	 (1u << 29)
#define QUADSPI_CCR_DHHC	 (1u << 30)
#define QUADSPI_CCR_DDRM	 (1u << 31)
#define QUADSPI_CCR_WRITABLE	 0xFF7FFFFFu

enum quadspi_fmode {
	QUADSPI_INDIRECT_WRITE,
	QUADSPI_INDIRECT_READ,
	QUADSPI_POLLING,
	QUADSPI_MEMORY_MAPPED
};

#endif
