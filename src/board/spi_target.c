/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An SPI block as target of its bus (RM0436, "SPI", slave mode).
 *
 * A frame of the controller need not be one of ours: bits are bits, and a frame of ours is complete when as
 * many have come as it has. What is sent is taken from the TxFIFO when a frame begins.
 */
#include "board/spi_internal.h"

static struct spi_state *state_of(const struct device *spi)
{
	return spi->state;
}

/* ---- what is sent ---- */

static void capture_underrun(struct spi_state *state)
{
	state->flags |= SPI_SR_UDR;
	state->underrun = true;
}

static bool detects(const struct device *spi, uint32_t when)
{
	return spi_cfg1_field(spi, SPI_CFG1_UDRDET_MASK, SPI_CFG1_UDRDET_SHIFT) == when;
}

/* RM0436, SPI_CFG1.UDRCFG. */
static uint32_t underrun_data(const struct device *spi)
{
	const struct spi_state *state = spi->state;

	switch (spi_cfg1_field(spi, SPI_CFG1_UDRCFG_MASK, SPI_CFG1_UDRCFG_SHIFT)) {
	case SPI_UDRCFG_PATTERN:
		return device_word(spi, SPI_UDRDR);
	case SPI_UDRCFG_RECEIVED:
		return spi_receives(spi) ? state->last_in : 0;
	default:
		return state->last_out;
	}
}

/* RM0436, "SPI", underrun flag: with UDRDET = 0 one frame goes between the last valid one and the pattern, of
 * which nothing is said. Assumed: it is 0. */
static uint32_t next_data(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	if (!spi_transmits(spi))
		return 0;
	if (state->underrun)
		return underrun_data(spi);
	if (state->tx.count)
		return spi_fifo_take(&state->tx);
	if (detects(spi, SPI_UDRDET_BEGIN))
		capture_underrun(state);
	return 0;
}

static void frame_begin(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	state->shifts = spi_transfer_next(spi);
	state->in = 0;
	state->out = 0;
	state->bits = state->shifts == SPI_CRC ? spi_crc_bits(spi) : spi_data_bits(spi);
	if (state->shifts == SPI_CRC) {
		state->out = spi_crc_frame(spi, state->tx_crc);
	} else if (state->shifts == SPI_DATA) {
		state->last_out = next_data(spi);
		state->out = spi_encode(spi, state->last_out, state->bits);
		state->tx_crc = spi_crc_add(spi, state->tx_crc, state->out, state->bits);
	} else {
		device_note(spi, "is clocked although its transfer is over (TSIZE): what comes is "
				 "lost");
	}
	/* The first bit is the highest one. */
	state->out <<= 32 - state->bits;
	state->left = state->bits;
	spi_transfer_shift(spi, state->shifts);
}

/* ---- what is received ---- */

static void expect(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	if (state->arrival_count)
		timeline_arm(device_timeline(spi), &state->arrived,
			     state->arrivals[state->arrival_first].when);
}

static void arrival_take(struct device *spi)
{
	struct spi_state *state = state_of(spi);
	const struct spi_arrival arrival = state->arrivals[state->arrival_first];

	state->arrival_first = (state->arrival_first + 1) % SPI_ARRIVALS;
	state->arrival_count--;
	spi_transfer_moved(spi, &arrival);
	/* RM0436, SPI_CFG1.UDRDET = 1: at the end of the last frame that there were data for. */
	if (arrival.content == SPI_DATA && detects(spi, SPI_UDRDET_END) && spi_transmits(spi) &&
	    !state->tx.count && spi_transfer_next(spi) == SPI_DATA)
		capture_underrun(state);
}

static void arrived(void *context)
{
	struct device *spi = context;

	arrival_take(spi);
	expect(spi);
	spi_update(spi);
}

static void frame_end(struct device *spi, uint64_t when)
{
	struct spi_state *state = state_of(spi);
	struct spi_arrival *arrival =
		&state->arrivals[(state->arrival_first + state->arrival_count) % SPI_ARRIVALS];

	*arrival = (struct spi_arrival){.when = when,
					.data = spi_decode(spi, state->in, state->bits),
					.content = state->shifts};
	if (state->shifts == SPI_CRC)
		arrival->crc_differs = state->in != spi_crc_frame(spi, state->rx_crc);
	else if (state->shifts == SPI_DATA)
		state->rx_crc = spi_crc_add(spi, state->rx_crc, state->in, state->bits);
	if (state->shifts == SPI_DATA)
		state->last_in = arrival->data;
	if (!state->arrival_count++)
		expect(spi);
}

/* ---- on the bus ---- */

static void note_mode(struct device *spi, const struct spi_frame *frame)
{
	const uint8_t own = spi_mode(spi);

	if (own != frame->mode)
		device_note(spi,
			    "is clocked in mode %u and set to mode %u: on a board the data "
			    "were garbage",
			    frame->mode, own);
}

static void shift(struct device *spi, const struct spi_frame *frame, uint32_t *data)
{
	struct spi_state *state = state_of(spi);
	const uint64_t length = frame->end - frame->start;

	*data = 0;
	for (unsigned i = 0; i < frame->bits; i++) {
		if (!state->left)
			frame_begin(spi);
		*data = *data << 1 | (state->out >> 31);
		state->out <<= 1;
		state->in = state->in << 1 | (frame->data >> (frame->bits - 1 - i) & 1);
		if (--state->left == 0)
			frame_end(spi, frame->start + length * (i + 1) / frame->bits);
	}
}

static enum spi_response own_frame(struct spi_target *target, const struct spi_frame *frame,
				   uint32_t *data)
{
	struct device *spi = target->context;
	struct spi_state *state = state_of(spi);

	if (!spi_cr1(spi, SPI_CR1_SPE) || spi_cfg2(spi, SPI_CFG2_MASTER) || !state->selected)
		return SPI_SILENT;
	/* A controller on a board that is ahead may begin before the end of its last frame is noticed. */
	while (state->arrival_count)
		arrival_take(spi);
	note_mode(spi, frame);
	shift(spi, frame, data);
	expect(spi);
	spi_update(spi);
	return spi_transmits(spi) ? SPI_DRIVES : SPI_SILENT;
}

static void own_nss(struct spi_target *target, bool driven, bool level)
{
	(void)driven;
	(void)level;
	spi_select_update(target->context);
}

const struct spi_target_ops spi_own_target = {.frame = own_frame, .nss = own_nss};

void spi_target_select(struct device *spi, bool selected)
{
	struct spi_state *state = state_of(spi);

	if (state->selected == selected)
		return;
	state->selected = selected;
	/* Assumed: what has come of a frame until then is lost. */
	state->left = 0;
	if (selected && spi_cr1(spi, SPI_CR1_SPE) && detects(spi, SPI_UDRDET_SELECT) &&
	    spi_transmits(spi) && !state->tx.count)
		capture_underrun(state);
}

void spi_target_stop(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	timeline_disarm(device_timeline(spi), &state->arrived);
	state->arrival_count = 0;
	state->selected = false;
	state->underrun = false;
	state->left = 0;
	state->last_in = 0;
	state->last_out = 0;
}

void spi_target_init(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	state->arrived =
		(struct timeline_event){.name = "spi arrival", .fire = arrived, .context = spi};
	state->target.ops = &spi_own_target;
	state->target.name = spi->name;
	state->target.context = spi;
	state->target.own = &state->controller;
	spi_target_attach(&state->target, &state->bus);
}
