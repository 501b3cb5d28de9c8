/* SPDX-License-Identifier: BSD-3-Clause */
/* The wires of UARTs outside of the chip. */
#include "board/uart_wire.h"

#include <errno.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/models.h"
#include "board/usart_internal.h"

static struct device *uart_find(struct board *board, const char *uart)
{
	struct device *device = board_device(board, uart);

	return device && device->model == &usart_model ? device : NULL;
}

bool board_uart_exists(struct board *board, const char *uart)
{
	return uart_find(board, uart);
}

/* ---- from the model ---- */

void usart_tell_frame(struct device *usart, const struct uart_frame *frame)
{
	const struct usart_state *state = usart->state;

	if (state->outside.frame)
		state->outside.frame(state->outside.context, frame);
}

/* RM0436, RS232 hardware flow control: RTS is low while another character can be received. */
void usart_tell_ready(struct device *usart)
{
	struct usart_state *state = usart->state;
	const bool ready = !cr3(usart, USART_CR3_RTSE) || state->rx.count < usart_depth(usart);

	if (ready == state->ready)
		return;
	state->ready = ready;
	if (state->outside.ready)
		state->outside.ready(state->outside.context, ready);
	if (ready)
		usart_listen(usart);
}

/* ---- from outside ---- */

static void wire_connect(struct device *usart, const struct uart_wire *wire)
{
	struct usart_state *state = usart->state;

	state->outside = *wire;
	state->connected = true;
	if (wire->ready && !state->ready)
		wire->ready(wire->context, false);
}

static bool wire_connected(const struct device *usart)
{
	const struct usart_state *state = usart->state;

	return state->connected;
}

int board_uart_connect(struct board *board, const char *uart, const struct uart_wire *wire)
{
	struct device *usart = uart_find(board, uart);

	if (!usart)
		return -ENODEV;
	if (wire_connected(usart))
		return -EBUSY;
	wire_connect(usart, wire);
	return 0;
}

void board_uart_disconnect(struct board *board, const char *uart)
{
	struct device *usart = uart_find(board, uart);
	struct usart_state *state;

	if (!usart)
		return;
	state = usart->state;
	state->outside = (struct uart_wire){0};
	state->connected = false;
	board_uart_clear_to_send(board, uart, true);
}

int board_uart_frame(struct board *board, const char *uart, const struct uart_frame *frame)
{
	struct device *usart = uart_find(board, uart);

	return usart ? usart_frame(usart, frame) : -ENODEV;
}

static void wire_clear(struct device *usart, bool clear)
{
	struct usart_state *state = usart->state;

	if (state->busy_outside != clear)
		return;
	state->busy_outside = !clear;
	if (cr3(usart, USART_CR3_CTSE))
		state->flags |= USART_ISR_CTSIF;
	usart_transmit(usart);
	usart_update(usart);
}

void board_uart_clear_to_send(struct board *board, const char *uart, bool clear)
{
	struct device *usart = uart_find(board, uart);

	if (usart)
		wire_clear(usart, clear);
}

size_t board_uart_room(struct board *board, const char *uart)
{
	struct device *usart = uart_find(board, uart);

	return usart ? usart_room(usart) : 0;
}

/* ---- two UARTs of one board ---- */

static void peer_frame(void *context, const struct uart_frame *frame)
{
	(void)usart_frame(context, frame);
}

static void peer_ready(void *context, bool ready)
{
	wire_clear(context, ready);
}

int board_uart_join(struct board *board, const char *uart, const char *other)
{
	struct device *one = uart_find(board, uart);
	struct device *two = uart_find(board, other);

	if (!one || !two)
		return -ENODEV;
	if (wire_connected(one) || wire_connected(two))
		return -EBUSY;
	wire_connect(one, &(struct uart_wire){two, peer_frame, peer_ready});
	if (one != two)
		wire_connect(two, &(struct uart_wire){one, peer_frame, peer_ready});
	return 0;
}

/* ---- faults ---- */

/* At the receiver's own rate, from now on. */
static int wire_fault(struct board *board, const char *uart, uint16_t data, unsigned faults)
{
	struct device *usart = uart_find(board, uart);
	struct uart_frame frame = {.faults = (uint8_t)faults};

	if (!usart)
		return -ENODEV;
	frame.end = timeline_now(board_timeline(board)) + usart_character_time(usart);
	frame.data = usart_encode(usart, data);
	if (faults & UART_BREAK)
		frame.data = 0;
	return usart_frame(usart, &frame);
}

int board_uart_break(struct board *board, const char *uart)
{
	return wire_fault(board, uart, 0, UART_BREAK);
}

int board_uart_fault(struct board *board, const char *uart, uint8_t data, unsigned faults)
{
	return wire_fault(board, uart, data, faults);
}
