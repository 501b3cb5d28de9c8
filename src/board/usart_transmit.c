/* SPDX-License-Identifier: BSD-3-Clause */
/* The transmitter of a USART (RM0436, "USART transmitter"), and the lines that people see of what it sent. */
#include "board/usart_internal.h"

void usart_flush_line(struct device *usart)
{
	struct usart_state *state = usart->state;
	size_t length = state->line_length;

	if (length && state->line[length - 1] == '\r')
		length--;
	state->line_length = 0;
	device_uart_line(usart, state->line, length);
}

static void usart_capture(struct device *usart, uint16_t data)
{
	struct usart_state *state = usart->state;

	if (data == '\n') {
		usart_flush_line(usart);
		return;
	}
	state->line[state->line_length++] = (char)(data & 0xFF);
	if (state->line_length == LINE_SIZE)
		usart_flush_line(usart);
}

void usart_transmit(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);

	if (state->shifting || !state->tx.count || !cr1(usart, USART_CR1_UE | USART_CR1_TE))
		return;
	if (!duration) {
		device_note(usart, "sends without a bit rate: kernel clock off or BRR below 16");
		return;
	}
	state->shift = fifo_pop(&state->tx);
	state->shifting = true;
	usart_arm(usart, &state->sent, duration);
}

void usart_sent(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	state->shifting = false;
	usart_capture(usart, (uint16_t)(state->shift & usart_data_mask(usart)));
	usart_transmit(usart);
	if (!state->shifting && !state->tx.count)
		state->flags |= USART_ISR_TC;
	usart_update(usart);
}

void usart_send(struct device *usart, uint32_t value)
{
	struct usart_state *state = usart->state;

	if (!cr1(usart, USART_CR1_UE)) {
		device_note(usart, "data written to TDR while the block is off (CR1.UE): lost");
		return;
	}
	if (state->tx.count == usart_depth(usart)) {
		device_note(usart, "data written to TDR while it is full: lost");
		return;
	}
	fifo_push(&state->tx, (uint16_t)(value & 0x1FF));
	state->flags &= ~USART_ISR_TC;
	usart_transmit(usart);
}
