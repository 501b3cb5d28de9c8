/* SPDX-License-Identifier: BSD-3-Clause */
/* The kinds of parts that there are. A new one is a file, a line here, and a line in parts.c. */
#ifndef COPRO_BOARD_PARTS_KINDS_H
#define COPRO_BOARD_PARTS_KINDS_H

#include "board/parts/part.h"

extern const struct part_kind part_led;
extern const struct part_kind part_button;
extern const struct part_kind at24_part;
extern const struct part_kind lm75_part;
extern const struct part_kind spi_nor_part;
extern const struct part_kind analog_part;
extern const struct part_kind noise_part;
extern const struct part_kind can_part;

#endif
