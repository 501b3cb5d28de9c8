/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A UART of one board joined to one of the other: TX to RX, and RTS to CTS. A character is known from its
 * first bit on, and lasts longer than a turn: it arrives at its own time.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/uart_wire.h"
#include "machine/wire_internal.h"

struct uart_side {
	struct board *board;
	char name[WIRE_NAME];
	struct uart_side *other;
	bool connected;
	uint64_t lost; /* characters, for a debugger to see */
};

struct uart_wires {
	struct uart_side sides[2];
};

static void side_frame(void *context, const struct uart_frame *frame)
{
	struct uart_side *side = context;

	/* The other end takes 256 at once, and never has more than a turn's. */
	if (board_uart_frame(side->other->board, side->other->name, frame))
		side->lost++;
}

static void side_ready(void *context, bool ready)
{
	const struct uart_side *side = context;

	board_uart_clear_to_send(side->other->board, side->other->name, ready);
}

static void uart_part(void *state)
{
	struct uart_wires *wires = state;

	for (unsigned i = 0; i < 2; i++) {
		if (wires->sides[i].connected)
			board_uart_disconnect(wires->sides[i].board, wires->sides[i].name);
	}
	free(wires);
}

static int side_open(struct uart_side *side, char error[WIRE_ERROR])
{
	const struct uart_wire wire = {.context = side, .frame = side_frame, .ready = side_ready};
	const int rc = board_uart_connect(side->board, side->name, &wire);

	side->connected = !rc;
	if (rc == -ENODEV) {
		snprintf(error, WIRE_ERROR, "%s is no UART of the chip", side->name);
		return -EINVAL;
	}
	if (rc == -EBUSY) {
		snprintf(error, WIRE_ERROR, "the wires of %s are connected already", side->name);
		return -EINVAL;
	}
	return rc;
}

/* On one board the wires are crossed there, and a UART that is joined to itself hears what it sends. */
static int join_on_one_board(struct uart_wires *wires, char error[WIRE_ERROR])
{
	const struct uart_side *side = wires->sides;
	const int rc = board_uart_join(side->board, side[0].name, side[1].name);

	wires->sides[0].connected = !rc;
	wires->sides[1].connected = !rc;
	if (rc == -ENODEV)
		snprintf(error, WIRE_ERROR, "%s is no UART of the chip",
			 board_uart_exists(side->board, side[0].name) ? side[1].name
								      : side[0].name);
	else if (rc)
		snprintf(error, WIRE_ERROR, "the wires of %s or %s are connected already",
			 side[0].name, side[1].name);
	return rc ? -EINVAL : 0;
}

static bool uart_name(const char *name)
{
	return !strncmp(name, "UART", 4) || !strncmp(name, "USART", 5);
}

static int uart_join(void **state, struct board *const boards[2], const char names[2][WIRE_NAME],
		     char error[WIRE_ERROR])
{
	struct uart_wires *wires;
	int rc = 0;

	if (!uart_name(names[0]))
		return -ENOENT;
	wires = calloc(1, sizeof(*wires));
	if (!wires)
		return -ENOMEM;
	for (unsigned i = 0; i < 2; i++) {
		wires->sides[i].board = boards[i];
		wires->sides[i].other = &wires->sides[!i];
		memcpy(wires->sides[i].name, names[i], WIRE_NAME);
	}
	if (boards[0] == boards[1])
		rc = join_on_one_board(wires, error);
	for (unsigned i = 0; boards[0] != boards[1] && !rc && i < 2; i++)
		rc = side_open(&wires->sides[i], error);
	if (rc)
		uart_part(wires);
	else
		*state = wires;
	return rc;
}

const struct wire_kind wire_uart = {.join = uart_join, .part = uart_part};
