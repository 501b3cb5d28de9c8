/* SPDX-License-Identifier: BSD-3-Clause */
/* QUADSPI as its neighbours see it. */
#ifndef COPRO_BOARD_QUADSPI_H
#define COPRO_BOARD_QUADSPI_H

#include <stdint.h>

struct device;

/* A read in the memory-mapped window, `offset` from its start: 1, 2 or 4 bytes. 0; -EFAULT: a bus error. */
__attribute__((warn_unused_result)) int quadspi_window_read(struct device *quadspi, uint32_t offset,
							    unsigned size, uint32_t *value);
/* There is no such thing: says so. */
void quadspi_window_refuse_write(struct device *quadspi);

#endif
