/* SPDX-License-Identifier: BSD-3-Clause */
/* Hash processors, for the DMA that feeds them. */
#ifndef COPRO_BOARD_HASH_H
#define COPRO_BOARD_HASH_H

struct device;

/* The stream that serves it has moved its last data. */
void hash_dma_ended(struct device *hash);

#endif
