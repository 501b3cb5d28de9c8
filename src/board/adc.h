/* SPDX-License-Identifier: BSD-3-Clause */
/* The converters, as what is around them sees them. */
#ifndef COPRO_BOARD_ADC_H
#define COPRO_BOARD_ADC_H

struct board;
struct device;

/* A voltage is about to change: what was sampled before is worked out. */
void adc_settle(struct board *board);

/* A DMA stream has come to the end of what it serves of this request (SOC_DMA_). */
void adc_dma_ended(struct device *block, unsigned request);

#endif
