/* SPDX-License-Identifier: BSD-3-Clause */
/* What the alternate functions of the pins are. */
#ifndef COPRO_BOARD_PIN_TABLE_H
#define COPRO_BOARD_PIN_TABLE_H

/* The signal, "TIM3_CH2", that alternate function `af` brings to a pin; the port as EXTICR numbers it. Where
 * several share one, `index` counts them. NULL: no more. */
const char *pin_table_signal(unsigned port, unsigned pin, unsigned af, unsigned index);

#endif
