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

	device_uart_byte(usart, (uint8_t)(data & 0xFF));
	if (data == '\n') {
		usart_flush_line(usart);
		return;
	}
	state->line[state->line_length++] = (char)(data & 0xFF);
	if (state->line_length == LINE_SIZE)
		usart_flush_line(usart);
}

/* From the start bit on, everybody at the other end knows what comes. */
static void usart_start(struct device *usart, uint64_t duration)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);
	const struct uart_frame frame = {
		.end = timeline_now(timeline) + duration,
		.bit = usart_time(usart, 2),
		.data = state->shifting_break ? 0 : usart_encode(usart, state->shift),
		.bits = (uint8_t)usart_data_bits(usart),
		.faults = state->shifting_break ? UART_BREAK : 0,
		.value = state->shifting_break ? 0
					       : (uint16_t)(state->shift & usart_data_mask(usart)),
	};

	state->shifting = true;
	usart_tell_frame(usart, &frame);
	/* RM0436, USART single-wire half-duplex communication: it hears what it says. */
	if (cr3(usart, USART_CR3_HDSEL))
		(void)usart_frame(usart, &frame);
	/* Behind the other end's event at the same time, whose RTS decides about the next character. */
	timeline_arm(timeline, &state->sent, frame.end);
}

void usart_transmit(struct device *usart)
{
	struct usart_state *state = usart->state;
	const bool wants_break = state->flags & USART_ISR_SBKF;
	uint64_t duration;

	if (state->shifting || !(state->tx.count || wants_break) ||
	    !cr1(usart, USART_CR1_UE | USART_CR1_TE))
		return;
	/* RM0436, RS232 hardware flow control: CTS is looked at between characters. */
	if (cr3(usart, USART_CR3_CTSE) && state->busy_outside)
		return;
	duration = usart_character_time(usart);
	if (!duration) {
		device_note(usart, "sends without a bit rate: kernel clock off or BRR below 16");
		return;
	}
	state->shifting_break = wants_break;
	if (wants_break)
		state->flags &= ~USART_ISR_SBKF;
	else
		state->shift = fifo_pop(&state->tx);
	usart_start(usart, duration);
}

void usart_sent(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	state->shifting = false;
	if (!state->shifting_break)
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
