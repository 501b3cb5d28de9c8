/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The receiver of a USART (RM0436, "USART receiver").
 *
 * Characters come from outside with the time of their end (uart_wire.h), or as bytes that follow each other
 * at the receiver's own rate.
 */
#include "board/usart_internal.h"

#include <errno.h>

#include "board/board_internal.h"

/* The errors of a character show when it is the next to be read. */
static void usart_show_errors(struct usart_state *state)
{
	if (state->rx.count)
		state->flags |= (uint32_t)state->rx.data[state->rx.first] >> RX_ERRORS_SHIFT;
}

uint16_t usart_take(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint16_t data = fifo_pop(&state->rx) & RX_DATA;

	usart_show_errors(state);
	return data;
}

/* RM0436, USART multiprocessor communication: is it our address? */
static bool usart_addressed(const struct device *usart, uint32_t data)
{
	const uint32_t address = device_word(usart, USART_CR2) >> USART_CR2_ADD_SHIFT;
	const uint32_t mask = cr2(usart, USART_CR2_ADDM7) ? usart_data_mask(usart) >> 1 : 0xF;

	return ((data ^ address) & mask) == 0;
}

/* True if a mute receiver does not take this character. */
static bool usart_is_mute(struct device *usart, uint32_t data)
{
	struct usart_state *state = usart->state;
	const uint32_t mark = (usart_data_mask(usart) + 1) >> 1;

	if (!cr1(usart, USART_CR1_MME))
		return false;
	if (cr1(usart, USART_CR1_WAKE) && (data & mark)) {
		if (usart_addressed(usart, data))
			state->flags &= ~USART_ISR_RWU;
		else
			state->flags |= USART_ISR_RWU;
	}
	return state->flags & USART_ISR_RWU;
}

/* RM0436, USART low-power management: what wakes the M4 from CStop. */
static void usart_wake(struct device *usart, uint32_t data)
{
	struct usart_state *state = usart->state;
	const uint32_t event =
		(device_word(usart, USART_CR3) & USART_CR3_WUS_MASK) >> USART_CR3_WUS_SHIFT;

	if (!cr1(usart, USART_CR1_UESM) || !board_m4_stopped(usart->board))
		return;
	if (event != USART_WUS_ADDRESS || usart_addressed(usart, data))
		state->flags |= USART_ISR_WUF;
}

static void usart_store(struct device *usart, uint16_t data, uint32_t errors)
{
	struct usart_state *state = usart->state;
	const uint16_t entry = (uint16_t)(data | errors << RX_ERRORS_SHIFT);

	if (state->rx.count < usart_depth(usart)) {
		fifo_push(&state->rx, entry);
	} else if (cr3(usart, USART_CR3_OVRDIS)) {
		fifo_pop(&state->rx);
		fifo_push(&state->rx, entry);
	} else {
		state->flags |= USART_ISR_ORE;
		return;
	}
	if (state->rx.count == 1)
		usart_show_errors(state);
}

/* One character is complete in the receiver. */
static void usart_receive(struct device *usart, uint16_t wire, unsigned faults)
{
	struct usart_state *state = usart->state;
	const uint32_t word = device_word(usart, USART_CR2);
	const uint64_t timeout =
		usart_time(usart, 2 * (uint64_t)(device_word(usart, USART_RTOR) & 0xFFFFFF));
	uint32_t errors = 0;
	uint16_t data;
	bool good;

	data = usart_decode(usart, wire, &good);
	if (cr1(usart, USART_CR1_PCE) && ((faults & UART_PARITY) || !good))
		errors |= USART_ISR_PE;
	if (faults & UART_FRAMING)
		errors |= USART_ISR_FE;
	if ((faults & UART_NOISE) && !cr3(usart, USART_CR3_ONEBIT))
		errors |= USART_ISR_NE;
	if ((faults & UART_BREAK) && cr2(usart, USART_CR2_LINEN))
		state->flags |= USART_ISR_LBDF;
	usart_wake(usart, data);
	if (data == word >> USART_CR2_ADD_SHIFT)
		state->flags |= USART_ISR_CMF;
	if (usart_is_mute(usart, data))
		return;
	usart_store(usart, data, errors);
	if ((word & USART_CR2_RTOEN) && timeout)
		usart_arm(usart, &state->silence, timeout);
}

/* ---- what is on its way ---- */

static uint64_t frame_start(const struct device *usart, const struct uart_frame *frame)
{
	const uint64_t length =
		frame->bit ? frame->bit * (frame->bits + 2u) : usart_character_time(usart);

	return frame->end > length ? frame->end - length : 0;
}

/* The line is neither quiet nor silent once a character has begun. */
static void usart_begins(struct device *usart, uint64_t start)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);

	if (state->quiet.armed && start < state->quiet.when)
		timeline_disarm(timeline, &state->quiet);
	if (state->silence.armed && start < state->silence.when)
		timeline_disarm(timeline, &state->silence);
}

static void usart_expect(struct device *usart)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);

	if (state->frame_count)
		timeline_arm(timeline, &state->arrived, state->frames[state->frame_first].end);
	else
		timeline_disarm(timeline, &state->arrived);
}

static int usart_queue(struct device *usart, const struct uart_frame *frame)
{
	struct usart_state *state = usart->state;

	if (state->frame_count == FRAMES_SIZE)
		return -ENOSPC;
	state->frames[(state->frame_first + state->frame_count++) % FRAMES_SIZE] = *frame;
	if (state->frame_count > 1)
		return 0;
	usart_expect(usart);
	usart_begins(usart, frame_start(usart, frame));
	return 0;
}

void usart_listen(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);
	struct uart_frame frame = {.end = timeline_now(device_timeline(usart)) + duration};
	uint8_t data;

	/* Whoever sends them heeds RTS. */
	if (state->frame_count || !state->wire_count || !state->ready)
		return;
	if (!duration) {
		state->wire_count = 0; /* nobody listens at any rate */
		return;
	}
	data = state->wire[state->wire_first];
	state->wire_first = (state->wire_first + 1) % WIRE_SIZE;
	state->wire_count--;
	frame.data = usart_encode(usart, data);
	state->paced = true;
	(void)usart_queue(usart, &frame);
}

int usart_frame(struct device *usart, const struct uart_frame *frame)
{
	const int status = usart_queue(usart, frame);

	if (status)
		return status;
	usart_update(usart);
	return 0;
}

/* The bytes that were taken come at the new rate; without one they are lost. */
void usart_listen_again(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);

	if (!state->paced)
		return;
	if (duration) {
		state->frames[state->frame_first].end =
			timeline_now(device_timeline(usart)) + duration;
	} else {
		state->paced = false;
		state->frame_first = (state->frame_first + 1) % FRAMES_SIZE;
		state->frame_count--;
		state->wire_count = 0;
	}
	usart_expect(usart);
}

static void usart_note_rate(struct device *usart, const struct uart_frame *frame)
{
	const uint64_t bit = usart_time(usart, 2);
	const uint64_t off = frame->bit > bit ? frame->bit - bit : bit - frame->bit;

	/* RM0436, tolerance of the USART receiver to clock deviation: some 4 % at best. */
	if (frame->bit && off * 25 > bit)
		device_note(usart, "receives at %llu bit/s what is sent at %llu bit/s: garbage",
			    (unsigned long long)((PS_PER_S + bit / 2) / bit),
			    (unsigned long long)((PS_PER_S + frame->bit / 2) / frame->bit));
}

static void usart_hear(struct device *usart, const struct uart_frame *frame)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);
	const uint64_t start = frame_start(usart, frame);
	unsigned faults;
	uint16_t data;

	if (!duration || !cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;
	if (frame->bit && start < state->deaf_until)
		return;
	usart_note_rate(usart, frame);
	data = usart_sample(usart, frame, &faults);
	/* A fast sender's next characters are a part of this one. */
	state->deaf_until = frame->bit ? start + duration - usart_time(usart, 1) : 0;
	usart_receive(usart, data, faults);
}

void usart_arrived(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;
	const struct uart_frame frame = state->frames[state->frame_first];

	state->frame_first = (state->frame_first + 1) % FRAMES_SIZE;
	state->frame_count--;
	state->paced = false;
	usart_hear(usart, &frame);
	if (usart_character_time(usart))
		usart_arm(usart, &state->quiet, usart_character_time(usart));
	if (state->frame_count)
		usart_begins(usart, frame_start(usart, &state->frames[state->frame_first]));
	usart_expect(usart);
	usart_listen(usart);
	usart_update(usart);
}

/* RM0436, USART idle character: silent for one character. */
void usart_is_quiet(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	if (!cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;
	if (cr1(usart, USART_CR1_MME) && !cr1(usart, USART_CR1_WAKE) &&
	    (state->flags & USART_ISR_RWU))
		state->flags &= ~USART_ISR_RWU; /* it only wakes */
	else
		state->flags |= USART_ISR_IDLE;
	usart_update(usart);
}

void usart_is_silent(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	if (!cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;
	state->flags |= USART_ISR_RTOF;
	usart_update(usart);
}

/* The byte that is being received still counts. */
size_t usart_room(const struct device *usart)
{
	const struct usart_state *state = usart->state;

	return WIRE_SIZE - state->wire_count - state->paced;
}

size_t usart_input(struct device *usart, const void *data, size_t length)
{
	struct usart_state *state = usart->state;
	const uint8_t *bytes = data;
	size_t taken;

	for (taken = 0; taken < length && usart_room(usart); taken++)
		state->wire[(state->wire_first + state->wire_count++) % WIRE_SIZE] = bytes[taken];
	if (taken && !state->frame_count) {
		usart_listen(usart);
		usart_update(usart);
	}
	return taken;
}
