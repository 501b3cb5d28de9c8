/* SPDX-License-Identifier: BSD-3-Clause */
/* DMA controller with eight streams (RM0436, "Direct memory access controller (DMA)"): offsets from the
 * block's base. */
#ifndef COPRO_SOC_REGS_DMA_H
#define COPRO_SOC_REGS_DMA_H

#define DMA_STREAMS 8u

#define DMA_LISR    0x00
#define DMA_HISR    0x04
#define DMA_LIFCR   0x08
#define DMA_HIFCR   0x0C
#define DMA_HWCFGR2 0x3EC
#define DMA_HWCFGR1 0x3F0
#define DMA_VERR    0x3F4
#define DMA_IPIDR   0x3F8
#define DMA_SIDR    0x3FC

/* The flags of streams 0 to 3 are in the low register, those of 4 to 7 in the high one. */
#define DMA_ISR(stream)	      ((stream) < 4 ? DMA_LISR : DMA_HISR)
#define DMA_ISR_SHIFT(stream) (((stream)&1) * 6 + ((stream)&2) * 8)
#define DMA_FEIF	      (1u << 0)
#define DMA_DMEIF	      (1u << 2)
#define DMA_TEIF	      (1u << 3)
#define DMA_HTIF	      (1u << 4)
#define DMA_TCIF	      (1u << 5)
#define DMA_FLAGS	      0x3Du
#define DMA_ISR_ALL	      0x0F7D0F7Du

#define DMA_STREAM	  0x10 /* the registers of stream 0 */
#define DMA_STREAM_STRIDE 0x18u
#define DMA_SCR(stream)	  (DMA_STREAM + DMA_STREAM_STRIDE * (stream) + 0x00)
#define DMA_SNDTR(stream) (DMA_STREAM + DMA_STREAM_STRIDE * (stream) + 0x04)
#define DMA_SPAR(stream)  (DMA_STREAM + DMA_STREAM_STRIDE * (stream) + 0x08)
#define DMA_SM0AR(stream) (DMA_STREAM + DMA_STREAM_STRIDE * (stream) + 0x0C)
#define DMA_SM1AR(stream) (DMA_STREAM + DMA_STREAM_STRIDE * (stream) + 0x10)
#define DMA_SFCR(stream)  (DMA_STREAM + DMA_STREAM_STRIDE * (stream) + 0x14)
#define DMA_STREAM_END	  (DMA_STREAM + DMA_STREAM_STRIDE * DMA_STREAMS)

#define DMA_CR_EN	    (1u << 0)
#define DMA_CR_DMEIE	    (1u << 1)
#define DMA_CR_TEIE	    (1u << 2)
#define DMA_CR_HTIE	    (1u << 3)
#define DMA_CR_TCIE	    (1u << 4)
#define DMA_CR_PFCTRL	    (1u << 5)
#define DMA_CR_DIR_SHIFT    6
#define DMA_CR_DIR	    (3u << DMA_CR_DIR_SHIFT)
#define DMA_CR_CIRC	    (1u << 8)
#define DMA_CR_PINC	    (1u << 9)
#define DMA_CR_MINC	    (1u << 10)
#define DMA_CR_PSIZE_SHIFT  11
#define DMA_CR_PSIZE	    (3u << DMA_CR_PSIZE_SHIFT)
#define DMA_CR_MSIZE_SHIFT  13
#define DMA_CR_MSIZE	    (3u << DMA_CR_MSIZE_SHIFT)
#define DMA_CR_PINCOS	    (1u << 15)
#define DMA_CR_PL_SHIFT	    16
#define DMA_CR_PL	    (3u << DMA_CR_PL_SHIFT)
#define DMA_CR_DBM	    (1u << 18)
#define DMA_CR_CT	    (1u << 19)
#define DMA_CR_TRBUFF	    (1u << 20)
#define DMA_CR_PBURST_SHIFT 21
#define DMA_CR_PBURST	    (3u << DMA_CR_PBURST_SHIFT)
#define DMA_CR_MBURST_SHIFT 23
#define DMA_CR_MBURST	    (3u << DMA_CR_MBURST_SHIFT)
#define DMA_CR_WRITABLE	    0x01FFFFFFu
/* What may be written while the stream is on; the other bits are protected. */
#define DMA_CR_ALWAYS (DMA_CR_EN | DMA_CR_DMEIE | DMA_CR_TEIE | DMA_CR_HTIE | DMA_CR_TCIE)

enum dma_direction { DMA_FROM_PERIPHERAL, DMA_TO_PERIPHERAL, DMA_MEMORY };

#define DMA_FCR_FTH	 3u /* a quarter of the FIFO to all of it */
#define DMA_FCR_DMDIS	 (1u << 2)
#define DMA_FCR_FS_SHIFT 3
#define DMA_FCR_FS	 (7u << DMA_FCR_FS_SHIFT)
#define DMA_FCR_FS_EMPTY 4u
#define DMA_FCR_FS_FULL	 5u
#define DMA_FCR_FEIE	 (1u << 7)

#define DMA_FIFO_BYTES 16u

#endif
