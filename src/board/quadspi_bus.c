/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/quadspi_bus.h"

#include <errno.h>
#include <stddef.h>

#include "board/board.h"
#include "board/quadspi_internal.h"

struct quadspi_bus *board_quadspi_bus(struct board *board)
{
	return &quadspi_state(board_device(board, "QUADSPI"))->bus;
}

int quadspi_target_attach(struct quadspi_target *target, struct quadspi_bus *bus, unsigned bank)
{
	if (bank >= QUADSPI_BANKS)
		return -ENODEV;
	if (bus->targets[bank])
		return -EBUSY;
	bus->targets[bank] = target;
	target->bus = bus;
	target->bank = bank;
	return 0;
}

void quadspi_target_detach(struct quadspi_target *target)
{
	if (!target->bus)
		return;
	target->bus->targets[target->bank] = NULL;
	target->bus = NULL;
}

void quadspi_target_changed(struct quadspi_target *target)
{
	if (target->bus)
		cortex_m_forget_fetched(board_core(target->bus->device->board));
}
