/* SPDX-License-Identifier: BSD-3-Clause */
/* DMA1 and DMA2 as the multiplexer sees them (dma.c). */
#ifndef COPRO_BOARD_DMA_H
#define COPRO_BOARD_DMA_H

struct device;

/* dmamux_asks() has become true for the channel of this stream. */
void dma_asked(struct device *dma, unsigned stream);
/* A device asked again on the channel of this stream before it was served the first time. */
void dma_asked_twice(struct device *dma, unsigned stream);

#endif
