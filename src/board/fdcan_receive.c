/* SPDX-License-Identifier: BSD-3-Clause */
/* Rx FIFOs, Rx buffers and the high priority message status (M_CAN, 3.4.2 and 3.4.3). */
#include "board/fdcan_internal.h"

static const struct {
	uint32_t configuration, status;
	unsigned element; /* shift in RXESC */
	unsigned flags; /* shift in IR */
	uint32_t timeout; /* TOCC.TOS */
} fifos[2] = {
	{FDCAN_RXF0C, FDCAN_RXF0S, FDCAN_RXESC_F0DS_SHIFT, 0, FDCAN_TOS_RXF0},
	{FDCAN_RXF1C, FDCAN_RXF1S, FDCAN_RXESC_F1DS_SHIFT, FDCAN_IR_RF1_SHIFT, FDCAN_TOS_RXF1},
};

static unsigned fifo_size(const struct device *fdcan, unsigned number)
{
	const unsigned size = fdcan_field(fdcan, fifos[number].configuration, FDCAN_COUNT_SHIFT,
					  FDCAN_RXFC_SIZE_MASK);

	return size < FDCAN_RX_ELEMENTS ? size : FDCAN_RX_ELEMENTS;
}

/* ---- elements ---- */

static uint32_t data_word(const struct can_frame *frame, unsigned at)
{
	const uint8_t *data = &frame->data[4 * at];

	return (uint32_t)data[3] << 24 | (uint32_t)data[2] << 16 | (uint32_t)data[1] << 8 | data[0];
}

/* What is longer than the element is lost (M_CAN, 3.4.2). */
static void element_write(struct device *fdcan, uint32_t word, unsigned room,
			  const struct can_frame *frame, const struct fdcan_verdict *verdict,
			  uint16_t stamp)
{
	const unsigned words = (can_frame_bytes(frame) + 3) / 4;
	uint32_t first = frame->extended ? FDCAN_ELEMENT_XTD | frame->id
					 : frame->id << FDCAN_ELEMENT_STD_SHIFT;
	uint32_t second = stamp | (uint32_t)frame->dlc << FDCAN_ELEMENT_DLC_SHIFT |
			  verdict->filter << FDCAN_ELEMENT_FIDX_SHIFT;

	if (frame->esi)
		first |= FDCAN_ELEMENT_ESI;
	if (frame->remote)
		first |= FDCAN_ELEMENT_RTR;
	if (frame->fd)
		second |= FDCAN_ELEMENT_FDF;
	if (frame->brs)
		second |= FDCAN_ELEMENT_BRS;
	if (!verdict->matched)
		second |= FDCAN_ELEMENT_ANMF;
	fdcan_ram_write(fdcan, word, first);
	fdcan_ram_write(fdcan, word + 1, second);
	for (unsigned i = 0; i < words && i < room; i++)
		fdcan_ram_write(fdcan, word + FDCAN_ELEMENT_HEADER + i, data_word(frame, i));
}

/* ---- where they go ---- */

/* Returns the index, or -1: lost. */
static int fifo_store(struct device *fdcan, unsigned number, const struct can_frame *frame,
		      const struct fdcan_verdict *verdict, uint16_t stamp)
{
	struct fdcan_fifo *fifo = &fdcan_state(fdcan)->rx[number];
	const uint32_t configuration = device_word(fdcan, fifos[number].configuration);
	const unsigned size = fifo_size(fdcan, number);
	const unsigned watermark = configuration >> FDCAN_RXFC_WM_SHIFT & FDCAN_RXFC_WM_MASK;
	const unsigned words = fdcan_element_words(
		fdcan_field(fdcan, FDCAN_RXESC, fifos[number].element, FDCAN_ESC_MASK));
	const unsigned index = fifo->put;
	uint32_t flags = FDCAN_IR_RF0N;

	if (fifo->fill >= size && !(size && (configuration & FDCAN_RXFC_OM))) {
		fdcan_flag(fdcan, FDCAN_IR_RF0L << fifos[number].flags);
		return -1;
	}
	if (fifo->fill >= size)
		fdcan_fifo_acknowledge(fifo, size, fifo->get);
	element_write(fdcan,
		      fdcan_start(fdcan, fifos[number].configuration) +
			      index * (FDCAN_ELEMENT_HEADER + words),
		      words, frame, verdict, stamp);
	fdcan_fifo_push(fifo, size);
	if (watermark && fifo->fill == watermark)
		flags |= FDCAN_IR_RF0W;
	if (fifo->fill == size)
		flags |= FDCAN_IR_RF0F;
	fdcan_flag(fdcan, flags << fifos[number].flags);
	fdcan_time_fifo(fdcan, fifos[number].timeout, fifo);
	return (int)index;
}

static void buffer_store(struct device *fdcan, const struct can_frame *frame,
			 const struct fdcan_verdict *verdict, uint16_t stamp)
{
	const uint32_t news = verdict->buffer < 32 ? FDCAN_NDAT1 : FDCAN_NDAT2;
	const unsigned words = fdcan_element_words(
		fdcan_field(fdcan, FDCAN_RXESC, FDCAN_RXESC_RBDS_SHIFT, FDCAN_ESC_MASK));

	element_write(fdcan,
		      fdcan_start(fdcan, FDCAN_RXBC) +
			      verdict->buffer * (FDCAN_ELEMENT_HEADER + words),
		      words, frame, verdict, stamp);
	device_set_word(fdcan, news, device_word(fdcan, news) | 1u << verdict->buffer % 32);
	fdcan_flag(fdcan, FDCAN_IR_DRX);
}

static void priority_told(struct device *fdcan, const struct can_frame *frame,
			  const struct fdcan_verdict *verdict, uint32_t where, int index)
{
	uint32_t hpms = where << FDCAN_HPMS_MSI_SHIFT | verdict->filter << FDCAN_HPMS_FIDX_SHIFT;

	if (index >= 0)
		hpms |= (uint32_t)index;
	if (frame->extended)
		hpms |= FDCAN_HPMS_FLST;
	device_set_word(fdcan, FDCAN_HPMS, hpms);
	fdcan_flag(fdcan, FDCAN_IR_HPM);
}

void fdcan_receive(struct device *fdcan, const struct can_frame *frame, uint16_t stamp)
{
	const struct fdcan_verdict verdict = fdcan_filter(fdcan, frame);
	const bool priority = verdict.store >= FDCAN_STORE_PRIORITY;
	uint32_t store = verdict.store;
	uint32_t where = FDCAN_MSI_NONE;
	int index = -1;

	if (store == FDCAN_STORE_BUFFER) {
		buffer_store(fdcan, frame, &verdict, stamp);
		return;
	}
	if (priority)
		store -= FDCAN_STORE_PRIORITY;
	if (store == FDCAN_STORE_FIFO0 || store == FDCAN_STORE_FIFO1) {
		const unsigned number = store - FDCAN_STORE_FIFO0;

		index = fifo_store(fdcan, number, frame, &verdict, stamp);
		where = index < 0 ? FDCAN_MSI_LOST : FDCAN_MSI_FIFO + number;
	}
	if (priority)
		priority_told(fdcan, frame, &verdict, where, index);
}

/* ---- registers ---- */

void fdcan_write_rxfa(struct device *fdcan, unsigned number, uint32_t index)
{
	struct fdcan_fifo *fifo = &fdcan_state(fdcan)->rx[number];

	fdcan_fifo_acknowledge(fifo, fifo_size(fdcan, number), index & FDCAN_RX_INDEX_MASK);
	fdcan_time_fifo(fdcan, fifos[number].timeout, fifo);
}

void fdcan_receive_update(struct device *fdcan)
{
	const uint32_t ir = device_word(fdcan, FDCAN_IR);

	for (unsigned i = 0; i < 2; i++) {
		uint32_t status =
			fdcan_fifo_status(&fdcan_state(fdcan)->rx[i], fifo_size(fdcan, i));

		if (ir >> fifos[i].flags & FDCAN_IR_RF0L)
			status |= FDCAN_FIFO_LOST;
		device_set_word(fdcan, fifos[i].status, status);
	}
}

void fdcan_receive_reset(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	state->rx[0] = state->rx[1] = (struct fdcan_fifo){0};
	device_set_word(fdcan, FDCAN_HPMS, 0);
}
