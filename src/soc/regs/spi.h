/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI and I2S, version with packets and a transfer size (RM0436, "SPI"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_SPI_H
#define COPRO_SOC_REGS_SPI_H

#define SPI_CR1	    0x00
#define SPI_CR2	    0x04
#define SPI_CFG1    0x08
#define SPI_CFG2    0x0C
#define SPI_IER	    0x10
#define SPI_SR	    0x14
#define SPI_IFCR    0x18
#define SPI_TXDR    0x20
#define SPI_RXDR    0x30
#define SPI_CRCPOLY 0x40
#define SPI_TXCRC   0x44
#define SPI_RXCRC   0x48
#define SPI_UDRDR   0x4C
#define SPI_I2SCFGR 0x50
#define SPI_HWCFGR  0x3F0
#define SPI_VERR    0x3F4
#define SPI_IPIDR   0x3F8
#define SPI_SIDR    0x3FC

/* SPI1 to SPI3 have all features; the others have half the FIFO, and data of 16 bits at most. */
#define SPI_FULL_INSTANCES 3u
#define SPI_FIFO_FULL	   16u /* bytes */
#define SPI_FIFO_LIMITED   8u

#define SPI_CR1_SPE	 (1u << 0)
#define SPI_CR1_MASRX	 (1u << 8)
#define SPI_CR1_CSTART	 (1u << 9)
#define SPI_CR1_CSUSP	 (1u << 10)
#define SPI_CR1_HDDIR	 (1u << 11)
#define SPI_CR1_SSI	 (1u << 12)
#define SPI_CR1_CRC33_17 (1u << 13)
#define SPI_CR1_RCRCINI	 (1u << 14)
#define SPI_CR1_TCRCINI	 (1u << 15)
#define SPI_CR1_IOLOCK	 (1u << 16)

#define SPI_CR2_TSIZE_MASK 0x0000FFFFu
#define SPI_CR2_TSER_SHIFT 16
#define SPI_CR2_TSER_MASK  0xFFFF0000u

#define SPI_CFG1_DSIZE_MASK    0x1Fu
#define SPI_CFG1_FTHLV_SHIFT   5
#define SPI_CFG1_FTHLV_MASK    (0xFu << SPI_CFG1_FTHLV_SHIFT)
#define SPI_CFG1_UDRCFG_SHIFT  9
#define SPI_CFG1_UDRCFG_MASK   (3u << SPI_CFG1_UDRCFG_SHIFT)
#define SPI_CFG1_UDRDET_SHIFT  11
#define SPI_CFG1_UDRDET_MASK   (3u << SPI_CFG1_UDRDET_SHIFT)
#define SPI_CFG1_RXDMAEN       (1u << 14)
#define SPI_CFG1_TXDMAEN       (1u << 15)
#define SPI_CFG1_CRCSIZE_SHIFT 16
#define SPI_CFG1_CRCSIZE_MASK  (0x1Fu << SPI_CFG1_CRCSIZE_SHIFT)
#define SPI_CFG1_CRCEN	       (1u << 22)
#define SPI_CFG1_MBR_SHIFT     28
#define SPI_CFG1_MBR_MASK      (7u << SPI_CFG1_MBR_SHIFT)

/* SPI_CFG1.UDRCFG: what a slave sends that has nothing. */
#define SPI_UDRCFG_PATTERN  0u
#define SPI_UDRCFG_RECEIVED 1u
#define SPI_UDRCFG_SENT	    2u

/* SPI_CFG1.UDRDET: when it is noticed. */
#define SPI_UDRDET_BEGIN  0u
#define SPI_UDRDET_END	  1u
#define SPI_UDRDET_SELECT 2u

#define SPI_CFG2_MSSI_MASK  0xFu
#define SPI_CFG2_MIDI_SHIFT 4
#define SPI_CFG2_MIDI_MASK  (0xFu << SPI_CFG2_MIDI_SHIFT)
#define SPI_CFG2_IOSWP	    (1u << 15)
#define SPI_CFG2_COMM_SHIFT 17
#define SPI_CFG2_COMM_MASK  (3u << SPI_CFG2_COMM_SHIFT)
#define SPI_CFG2_SP_SHIFT   19
#define SPI_CFG2_SP_MASK    (7u << SPI_CFG2_SP_SHIFT)
#define SPI_CFG2_MASTER	    (1u << 22)
#define SPI_CFG2_LSBFRST    (1u << 23)
#define SPI_CFG2_CPHA	    (1u << 24)
#define SPI_CFG2_CPOL	    (1u << 25)
#define SPI_CFG2_SSM	    (1u << 26)
#define SPI_CFG2_SSIOP	    (1u << 28)
#define SPI_CFG2_SSOE	    (1u << 29)
#define SPI_CFG2_SSOM	    (1u << 30)
#define SPI_CFG2_AFCNTR	    (1u << 31)

/* SPI_CFG2.COMM */
#define SPI_COMM_FULL_DUPLEX 0u
#define SPI_COMM_TRANSMITTER 1u
#define SPI_COMM_RECEIVER    2u
#define SPI_COMM_HALF_DUPLEX 3u

/* SPI_CFG2.SP */
#define SPI_SP_MOTOROLA 0u
#define SPI_SP_TI	1u

/* SPI_SR; SPI_IER enables the lower ones and SPI_IFCR clears those of SPI_IFCR_FLAGS at the same bits. */
#define SPI_SR_RXP	    (1u << 0)
#define SPI_SR_TXP	    (1u << 1)
#define SPI_SR_DXP	    (1u << 2)
#define SPI_SR_EOT	    (1u << 3)
#define SPI_SR_TXTF	    (1u << 4)
#define SPI_SR_UDR	    (1u << 5)
#define SPI_SR_OVR	    (1u << 6)
#define SPI_SR_CRCE	    (1u << 7)
#define SPI_SR_TIFRE	    (1u << 8)
#define SPI_SR_MODF	    (1u << 9)
#define SPI_SR_TSERF	    (1u << 10)
#define SPI_SR_SUSP	    (1u << 11)
#define SPI_SR_TXC	    (1u << 12)
#define SPI_SR_RXPLVL_SHIFT 13
#define SPI_SR_RXPLVL_MASK  (3u << SPI_SR_RXPLVL_SHIFT)
#define SPI_SR_RXWNE	    (1u << 15)
#define SPI_SR_CTSIZE_SHIFT 16

#define SPI_IER_WRITABLE 0x000007FFu
#define SPI_IER_EOTIE	 (1u << 3) /* of SUSP and TXC as well */
#define SPI_IFCR_FLAGS	 0x00000FF8u

#define SPI_I2SCFGR_I2SMOD (1u << 0)

#endif
