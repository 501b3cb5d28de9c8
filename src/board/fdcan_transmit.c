/* SPDX-License-Identifier: BSD-3-Clause */
/* Tx buffers, Tx FIFO and queue, cancellation, and the Tx event FIFO (M_CAN, 3.5). */
#include "board/fdcan_internal.h"

/* What a frame has beyond the data of its buffer (M_CAN, 2.3.39). */
#define PADDING 0xCCu

static unsigned dedicated(const struct device *fdcan)
{
	const unsigned count =
		fdcan_field(fdcan, FDCAN_TXBC, FDCAN_COUNT_SHIFT, FDCAN_TXBC_NDTB_MASK);

	return count < FDCAN_TX_BUFFERS ? count : FDCAN_TX_BUFFERS;
}

/* Elements of the FIFO or queue, behind the dedicated buffers. */
static unsigned queued(const struct device *fdcan)
{
	const unsigned count =
		fdcan_field(fdcan, FDCAN_TXBC, FDCAN_TXBC_TFQS_SHIFT, FDCAN_TXBC_TFQS_MASK);
	const unsigned room = FDCAN_TX_BUFFERS - dedicated(fdcan);

	return count < room ? count : room;
}

static bool is_queue(const struct device *fdcan)
{
	return device_word(fdcan, FDCAN_TXBC) & FDCAN_TXBC_TFQM;
}

/* Monitoring: TXBRP is held in reset state (M_CAN, 3.1.6). */
static bool may_request(const struct device *fdcan)
{
	return !fdcan_cccr(fdcan, FDCAN_CCCR_CCE) &&
	       (!fdcan_cccr(fdcan, FDCAN_CCCR_MON) || fdcan_is_looped(fdcan));
}

static void bits_change(struct device *fdcan, uint32_t offset, uint32_t set, uint32_t clear)
{
	device_set_word(fdcan, offset, (device_word(fdcan, offset) & ~clear) | set);
}

/* ---- the FIFO ---- */

static unsigned fifo_buffer(const struct device *fdcan, unsigned index)
{
	return dedicated(fdcan) + index;
}

/* What is done at the get index is passed over, up to the next one that is pending. */
static void fifo_advance(struct device *fdcan)
{
	struct fdcan_fifo *fifo = &fdcan_state(fdcan)->tx;
	const unsigned size = queued(fdcan);
	const bool had = fifo->fill;

	while (size && fifo->fill &&
	       !(device_word(fdcan, FDCAN_TXBRP) >> fifo_buffer(fdcan, fifo->get) & 1u)) {
		fifo->get = (fifo->get + 1) % size;
		fifo->fill--;
	}
	if (had && !fifo->fill)
		fdcan_flag(fdcan, FDCAN_IR_TFE);
}

/* The lowest one of the queue that is free; as many as there are: none. */
static unsigned queue_free(const struct device *fdcan)
{
	unsigned index = 0;

	while (index < queued(fdcan) &&
	       (device_word(fdcan, FDCAN_TXBRP) >> fifo_buffer(fdcan, index) & 1u))
		index++;
	return index;
}

/* M_CAN, 3.5.3: so many elements from the put index on. */
static void fifo_add(struct device *fdcan, uint32_t buffers)
{
	struct fdcan_fifo *fifo = &fdcan_state(fdcan)->tx;
	const unsigned size = queued(fdcan);
	const unsigned first = fifo->put;

	for (unsigned i = 0; i < size && fifo->fill < size; i++) {
		const unsigned index = (first + i) % size;

		if (!(buffers >> fifo_buffer(fdcan, index) & 1u))
			continue;
		if (index != fifo->put)
			device_note(fdcan,
				    "TXBAR asks for an element of the Tx FIFO that is not at its "
				    "put index: it may not be sent");
		fdcan_fifo_push(fifo, size);
	}
}

/* ---- requests ---- */

void fdcan_write_txbar(struct device *fdcan, uint32_t buffers)
{
	const unsigned count = dedicated(fdcan) + queued(fdcan);
	const uint32_t there = count < 32 ? (1u << count) - 1 : UINT32_MAX;
	uint32_t added;

	if (!may_request(fdcan)) {
		device_note(fdcan, "TXBAR written while CCCR.CCE or CCCR.MON is set: ignored");
		return;
	}
	if (buffers & ~there)
		device_note(fdcan, "TXBAR asks for a Tx buffer that TXBC does not have: ignored");
	added = buffers & there & ~device_word(fdcan, FDCAN_TXBRP);
	bits_change(fdcan, FDCAN_TXBRP, added, 0);
	bits_change(fdcan, FDCAN_TXBTO, 0, added);
	bits_change(fdcan, FDCAN_TXBCF, 0, added);
	if (!is_queue(fdcan))
		fifo_add(fdcan, added);
	fdcan_transmit_kick(fdcan);
}

/* A request is over without a frame, or with one that was to be cancelled. */
static void cancellation_finished(struct device *fdcan, uint32_t buffers)
{
	bits_change(fdcan, FDCAN_TXBCF, buffers, 0);
	if (buffers & device_word(fdcan, FDCAN_TXBCIE))
		fdcan_flag(fdcan, FDCAN_IR_TCF);
}

void fdcan_write_txbcr(struct device *fdcan, uint32_t buffers)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const uint32_t under_way = state->sending.active ? 1u << state->sending.buffer : 0;
	const uint32_t pending = buffers & device_word(fdcan, FDCAN_TXBRP);

	if (!may_request(fdcan))
		return;
	/* One that is on the bus is over first. */
	state->cancelled |= pending & under_way;
	bits_change(fdcan, FDCAN_TXBRP, 0, pending & ~under_way);
	if (pending & ~under_way)
		cancellation_finished(fdcan, pending & ~under_way);
	fifo_advance(fdcan);
	fdcan_transmit_kick(fdcan);
}

void fdcan_transmit_kick(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	if (state->activity != FDCAN_ON || state->sending.active)
		return;
	if (!device_word(fdcan, FDCAN_TXBRP) || fdcan_cccr(fdcan, FDCAN_CCCR_ASM) ||
	    !state->node.timing.nominal || !may_request(fdcan))
		can_node_withdraw(&state->node);
	else
		can_node_request(&state->node, state->resumes);
}

/* ---- frames ---- */

static uint32_t element_word(const struct device *fdcan, unsigned buffer)
{
	const unsigned words =
		FDCAN_ELEMENT_HEADER + fdcan_element_words(device_word(fdcan, FDCAN_TXESC));

	return fdcan_start(fdcan, FDCAN_TXBC) + buffer * words;
}

/* What TXBC.TBSA and an element's first two words say. */
static void header_read(struct device *fdcan, unsigned buffer, uint32_t words[FDCAN_ELEMENT_HEADER],
			struct can_frame *frame)
{
	const uint32_t at = element_word(fdcan, buffer);
	const uint32_t first = words[0] = fdcan_ram_read(fdcan, at);
	const uint32_t second = words[1] = fdcan_ram_read(fdcan, at + 1);

	*frame = (struct can_frame){
		.extended = first & FDCAN_ELEMENT_XTD,
		.remote = first & FDCAN_ELEMENT_RTR,
		.dlc = (uint8_t)(second >> FDCAN_ELEMENT_DLC_SHIFT & FDCAN_ELEMENT_DLC_MASK),
	};
	frame->id = frame->extended ? first & FDCAN_ELEMENT_EXT_MASK
				    : first >> FDCAN_ELEMENT_STD_SHIFT & FDCAN_ELEMENT_STD_MASK;
	/* M_CAN, 2.4.3: a remote frame is none of CAN FD. */
	frame->fd = (second & FDCAN_ELEMENT_FDF) && fdcan_cccr(fdcan, FDCAN_CCCR_FDOE) &&
		    !frame->remote;
	frame->brs =
		frame->fd && (second & FDCAN_ELEMENT_BRS) && fdcan_cccr(fdcan, FDCAN_CCCR_BRSE);
	frame->esi = frame->fd && ((first & FDCAN_ELEMENT_ESI) ||
				   (device_word(fdcan, FDCAN_PSR) & FDCAN_PSR_EP));
	frame->non_iso = frame->fd && fdcan_cccr(fdcan, FDCAN_CCCR_NISO);
}

static void data_read(struct device *fdcan, unsigned buffer, struct can_frame *frame)
{
	const uint32_t at = element_word(fdcan, buffer) + FDCAN_ELEMENT_HEADER;
	const unsigned room = 4 * fdcan_element_words(device_word(fdcan, FDCAN_TXESC));

	for (unsigned i = 0; i < can_frame_bytes(frame); i++) {
		const uint32_t byte =
			i < room ? fdcan_ram_read(fdcan, at + i / 4) >> i % 4 * 8 : PADDING;

		frame->data[i] = (uint8_t)byte;
	}
}

/* The buffers of which the next frame is chosen: of a FIFO only its oldest one. */
static uint32_t candidates(const struct device *fdcan)
{
	const struct fdcan_fifo *fifo = &fdcan_state(fdcan)->tx;
	uint32_t pending = device_word(fdcan, FDCAN_TXBRP);
	const unsigned first = dedicated(fdcan);

	if (is_queue(fdcan) || first >= 32)
		return pending;
	pending &= (1u << first) - 1;
	if (fifo->fill)
		pending |= 1u << fifo_buffer(fdcan, fifo->get);
	return pending & device_word(fdcan, FDCAN_TXBRP);
}

/* M_CAN, 3.5: the lowest identifier first, of equal ones the lowest buffer. */
bool fdcan_transmit_next(struct device *fdcan, struct can_frame *frame)
{
	struct fdcan_sending *sending = &fdcan_state(fdcan)->sending;
	const uint32_t pending = candidates(fdcan);
	bool found = false;

	for (unsigned i = 0; i < FDCAN_TX_BUFFERS; i++) {
		uint32_t words[FDCAN_ELEMENT_HEADER];
		struct can_frame one;

		if (!(pending >> i & 1u))
			continue;
		header_read(fdcan, i, words, &one);
		if (found && can_frame_priority(&one) >= can_frame_priority(frame))
			continue;
		found = true;
		*frame = one;
		*sending = (struct fdcan_sending){.buffer = i, .words = {words[0], words[1]}};
	}
	if (found)
		data_read(fdcan, sending->buffer, frame);
	return found;
}

void fdcan_transmit_begun(struct device *fdcan, const struct can_frame *frame)
{
	struct fdcan_sending *sending = &fdcan_state(fdcan)->sending;

	(void)frame;
	sending->active = true;
	sending->stamp = (uint16_t)fdcan_time_stamp(fdcan);
}

/* ---- events ---- */

static unsigned events_size(const struct device *fdcan)
{
	const unsigned size =
		fdcan_field(fdcan, FDCAN_TXEFC, FDCAN_COUNT_SHIFT, FDCAN_TXEFC_SIZE_MASK);

	return size < FDCAN_TX_EVENTS ? size : FDCAN_TX_EVENTS;
}

static void event_store(struct device *fdcan, const struct can_frame *frame, uint32_t type)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const struct fdcan_sending *sending = &state->sending;
	struct fdcan_fifo *fifo = &state->events;
	const unsigned size = events_size(fdcan);
	const unsigned watermark =
		fdcan_field(fdcan, FDCAN_TXEFC, FDCAN_TXEFC_WM_SHIFT, FDCAN_TXEFC_WM_MASK);
	const uint32_t at = fdcan_start(fdcan, FDCAN_TXEFC) + 2 * fifo->put;
	uint32_t flags = FDCAN_IR_TEFN;

	if (fifo->fill >= size) {
		fdcan_flag(fdcan, FDCAN_IR_TEFL);
		return;
	}
	fdcan_ram_write(fdcan, at,
			(sending->words[0] & ~FDCAN_ELEMENT_ESI) |
				(frame->esi ? FDCAN_ELEMENT_ESI : 0));
	fdcan_ram_write(
		fdcan, at + 1,
		(sending->words[1] & FDCAN_ELEMENT_MM_MASK) | type << FDCAN_ELEMENT_ET_SHIFT |
			(frame->fd ? FDCAN_ELEMENT_FDF : 0) | (frame->brs ? FDCAN_ELEMENT_BRS : 0) |
			(uint32_t)frame->dlc << FDCAN_ELEMENT_DLC_SHIFT | sending->stamp);
	fdcan_fifo_push(fifo, size);
	if (watermark && fifo->fill == watermark)
		flags |= FDCAN_IR_TEFW;
	if (fifo->fill == size)
		flags |= FDCAN_IR_TEFF;
	fdcan_flag(fdcan, flags);
	fdcan_time_fifo(fdcan, FDCAN_TOS_EVENTS, fifo);
}

void fdcan_write_txefa(struct device *fdcan, uint32_t index)
{
	struct fdcan_fifo *fifo = &fdcan_state(fdcan)->events;

	fdcan_fifo_acknowledge(fifo, events_size(fdcan), index & FDCAN_TX_INDEX_MASK);
	fdcan_time_fifo(fdcan, FDCAN_TOS_EVENTS, fifo);
}

/* M_CAN, 3.1.7 (DAR) and 3.5.5 (cancellation). */
void fdcan_transmit_over(struct device *fdcan, const struct can_frame *frame, bool sent)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	struct fdcan_sending *sending = &state->sending;
	const uint32_t bit = 1u << sending->buffer;
	const bool once = fdcan_cccr(fdcan, FDCAN_CCCR_DAR);
	const bool cancelled = state->cancelled & bit;

	sending->active = false;
	state->cancelled &= ~bit;
	if (!sent && !once && !cancelled)
		return;
	bits_change(fdcan, FDCAN_TXBRP, 0, bit);
	if (sent) {
		bits_change(fdcan, FDCAN_TXBTO, bit, 0);
		if (bit & device_word(fdcan, FDCAN_TXBTIE))
			fdcan_flag(fdcan, FDCAN_IR_TC);
		if (sending->words[1] & FDCAN_ELEMENT_EFC)
			event_store(fdcan, frame,
				    once || cancelled ? FDCAN_ET_CANCELLED : FDCAN_ET_TRANSMITTED);
	}
	if (!sent || cancelled)
		cancellation_finished(fdcan, bit);
	fifo_advance(fdcan);
}

/* ---- registers ---- */

static uint32_t fifo_status(const struct device *fdcan)
{
	const struct fdcan_fifo *fifo = &fdcan_state(fdcan)->tx;
	const unsigned size = queued(fdcan);
	const unsigned first = dedicated(fdcan);
	const unsigned unused = queue_free(fdcan);

	if (!size)
		return 0;
	if (is_queue(fdcan))
		return unused < size
			       ? (first + unused) << FDCAN_FIFO_PUT_SHIFT
			       : FDCAN_TXFQS_TFQF | (first + size - 1) << FDCAN_FIFO_PUT_SHIFT;
	return (size - fifo->fill) | (first + fifo->get) << FDCAN_FIFO_GET_SHIFT |
	       (first + fifo->put) << FDCAN_FIFO_PUT_SHIFT |
	       (fifo->fill == size ? FDCAN_TXFQS_TFQF : 0);
}

void fdcan_transmit_update(struct device *fdcan)
{
	uint32_t status = fdcan_fifo_status(&fdcan_state(fdcan)->events, events_size(fdcan));

	if (device_word(fdcan, FDCAN_IR) & FDCAN_IR_TEFL)
		status |= FDCAN_FIFO_LOST;
	device_set_word(fdcan, FDCAN_TXEFS, status);
	/* M_CAN, TXBCR: until the request is off. */
	device_set_word(fdcan, FDCAN_TXBCR, fdcan_state(fdcan)->cancelled);
	device_set_word(fdcan, FDCAN_TXFQS, fifo_status(fdcan));
}

void fdcan_transmit_reset(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	state->tx = state->events = (struct fdcan_fifo){0};
	state->sending = (struct fdcan_sending){0};
	state->cancelled = 0;
	device_set_word(fdcan, FDCAN_TXBRP, 0);
	device_set_word(fdcan, FDCAN_TXBTO, 0);
	device_set_word(fdcan, FDCAN_TXBCF, 0);
}
