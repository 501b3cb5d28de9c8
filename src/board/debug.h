/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chip as a debugger of the Cortex-M4 looks at it: the M4's addresses, its view of the devices and its
 * rights, but no effect of reading, no notes, and nothing counted as refused.
 *
 * Not in the middle of a slice.
 */
#ifndef COPRO_BOARD_DEBUG_H
#define COPRO_BOARD_DEBUG_H

#include <stddef.h>
#include <stdint.h>

#include "board/board.h"
#include "board/device.h"

/* Devices in words where the alignment allows. 0; -EFAULT: nothing is there, or the firewall refuses; what
 * comes before that place has been read or written. */
int board_debug_read(struct board *board, uint32_t address, void *data, size_t size);
int board_debug_write(struct board *board, uint32_t address, const void *data, size_t size);

/* The devices in the order of their addresses, NULL behind the last. */
const struct device *board_debug_device(const struct board *board, size_t index);

#endif
