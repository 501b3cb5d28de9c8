/* SPDX-License-Identifier: BSD-3-Clause */
/* The receiver of a USART (RM0436, "USART receiver"). */
#include "board/usart_internal.h"

/* One character is complete in the receiver. */
static void usart_receive(struct device *usart, uint16_t data)
{
	struct usart_state *state = usart->state;
	const uint32_t cr2 = device_word(usart, USART_CR2);
	const uint64_t timeout =
		usart_time(usart, 2 * (uint64_t)(device_word(usart, USART_RTOR) & 0xFFFFFF));

	if (!cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;

	if (state->rx.count < usart_depth(usart)) {
		fifo_push(&state->rx, data);
	} else if (device_word(usart, USART_CR3) & USART_CR3_OVRDIS) {
		fifo_pop(&state->rx);
		fifo_push(&state->rx, data);
	} else {
		state->flags |= USART_ISR_ORE;
	}
	if (data == cr2 >> USART_CR2_ADD_SHIFT)
		state->flags |= USART_ISR_CMF;
	if ((cr2 & USART_CR2_RTOEN) && timeout)
		usart_arm(usart, &state->silence, timeout);
}

void usart_listen(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);

	if (duration)
		usart_arm(usart, &state->arrived, duration);
	else
		state->wire_count = 0; /* nobody listens at any rate */
}

void usart_arrived(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	if (state->wire_count) {
		const uint8_t data = state->wire[state->wire_first];

		state->wire_first = (state->wire_first + 1) % WIRE_SIZE;
		state->wire_count--;
		usart_receive(usart, (uint16_t)(data & usart_data_mask(usart)));
		usart_listen(usart);
	} else if (cr1(usart, USART_CR1_UE | USART_CR1_RE)) {
		state->flags |= USART_ISR_IDLE; /* silent for one character */
	}
	usart_update(usart);
}

void usart_silent(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	if (!cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;
	state->flags |= USART_ISR_RTOF;
	usart_update(usart);
}

size_t usart_input(struct device *usart, const void *data, size_t length)
{
	struct usart_state *state = usart->state;
	const bool quiet = !state->wire_count;
	const uint8_t *bytes = data;
	size_t taken;

	for (taken = 0; taken < length && state->wire_count < WIRE_SIZE; taken++)
		state->wire[(state->wire_first + state->wire_count++) % WIRE_SIZE] = bytes[taken];
	if (quiet && taken) {
		usart_listen(usart);
		usart_update(usart);
	}
	return taken;
}
