/* SPDX-License-Identifier: BSD-3-Clause */
/* Low-power timers, for what listens to their outputs inside the chip. */
#ifndef COPRO_BOARD_LPTIM_H
#define COPRO_BOARD_LPTIM_H

struct board;

/* Before and after somebody begins to listen to their outputs, or ceases to: these are as they are now, and
 * from then on exact in time. */
void lptims_refresh(struct board *board);

#endif
