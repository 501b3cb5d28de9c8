/* SPDX-License-Identifier: BSD-3-Clause */
/* For whoever times what happens between the two processors. */
#include "board/board_internal.h"

static void m4_exception(void *context, unsigned number, bool entry)
{
	const struct board *board = context;

	board->observer->exception(board->observer->context, number, entry);
}

void board_observe(struct board *board, const struct board_observer *observer)
{
	board->observer = observer;
	cortex_m_watch_exceptions(board->core, observer ? m4_exception : NULL);
}

void device_doorbell(struct device *device, bool m4, uint32_t rang, uint32_t cleared)
{
	const struct board_observer *observer = device->board->observer;

	if (observer)
		observer->doorbell(observer->context, m4, rang, cleared);
}

uint32_t board_m4_cycle(const struct board *board)
{
	return board->cycle_ps;
}
