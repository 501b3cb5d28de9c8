/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/debug.h"

#include "board/board_internal.h"

/* The core drops the translated code of one memory a write: no write goes from one into another. */
#define STRETCH 4096u

int board_debug_read(struct board *board, uint32_t address, void *data, size_t size)
{
	int rc;

	board->debugger = true;
	rc = cortex_m_read_memory(board->core, address, data, size);
	board->debugger = false;
	return rc;
}

int board_debug_write(struct board *board, uint32_t address, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	int rc = 0;

	board->debugger = true;
	while (size && !rc) {
		size_t step = STRETCH - address % STRETCH;

		if (step > size)
			step = size;
		rc = cortex_m_write_memory(board->core, address, bytes, step);
		address += (uint32_t)step;
		bytes += step;
		size -= step;
	}
	board->debugger = false;
	return rc;
}

const struct device *board_debug_device(const struct board *board, size_t index)
{
	return index < board->device_count ? &board->devices[index].device : NULL;
}
