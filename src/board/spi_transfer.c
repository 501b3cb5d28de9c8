/* SPDX-License-Identifier: BSD-3-Clause */
/* What of a transfer is still to be done, in either role (RM0436, "SPI", transaction handling). */
#include "board/spi_internal.h"

void spi_transfer_begin(struct device *spi)
{
	struct spi_state *state = spi->state;
	const uint32_t size = device_word(spi, SPI_CR2) & SPI_CR2_TSIZE_MASK;

	state->sized = size;
	state->to_load = size > state->tx.count ? size - state->tx.count : 0;
	state->to_shift = size;
	state->to_move = size;
	state->crc_due = size && spi_cfg1(spi, SPI_CFG1_CRCEN);
	state->over = false;
	spi_crc_reset(spi);
}

enum spi_content spi_transfer_next(const struct device *spi)
{
	const struct spi_state *state = spi->state;

	if (!state->sized || state->to_shift)
		return SPI_DATA;
	return state->crc_due ? SPI_CRC : SPI_BEYOND;
}

void spi_transfer_shift(struct device *spi, enum spi_content content)
{
	struct spi_state *state = spi->state;

	if (content == SPI_CRC)
		state->crc_due = false;
	else if (content == SPI_DATA && state->sized)
		state->to_shift--;
}

/* RM0436, SPI_CR2.TSER: the transfer of a controller goes on with that many frames. */
static bool extend(struct device *spi)
{
	struct spi_state *state = spi->state;
	const uint32_t more = device_word(spi, SPI_CR2) >> SPI_CR2_TSER_SHIFT;

	if (!more || !spi_cfg2(spi, SPI_CFG2_MASTER))
		return false;
	device_set_word(spi, SPI_CR2, more);
	state->to_load += more;
	state->to_shift += more;
	state->to_move += more;
	state->flags |= SPI_SR_TSERF;
	return true;
}

static void end(struct device *spi)
{
	struct spi_state *state = spi->state;

	state->over = true;
	state->flags |= SPI_SR_EOT;
	if (!spi_cfg2(spi, SPI_CFG2_MASTER))
		return;
	device_set_word(spi, SPI_CR1, device_word(spi, SPI_CR1) & ~SPI_CR1_CSTART);
	spi_select_drive(spi, false);
}

static void receive(struct device *spi, uint32_t data)
{
	struct spi_state *state = spi->state;

	/* RM0436, SPI_SR.OVR: what comes after what was lost is lost as well, until it is cleared. */
	if (state->rx.count == spi_fifo_frames(spi))
		state->flags |= SPI_SR_OVR;
	if (!(state->flags & SPI_SR_OVR))
		spi_fifo_add(&state->rx, data);
}

void spi_transfer_moved(struct device *spi, const struct spi_arrival *arrival)
{
	struct spi_state *state = spi->state;

	switch (arrival->content) {
	case SPI_DATA:
		if (spi_receives(spi))
			receive(spi, arrival->data);
		if (!state->sized || --state->to_move || extend(spi) || state->crc_due)
			return;
		break;
	case SPI_CRC:
		if (spi_receives(spi) && arrival->crc_differs)
			state->flags |= SPI_SR_CRCE;
		break;
	default:
		return;
	}
	end(spi);
}

void spi_stop(struct device *spi)
{
	struct spi_state *state = spi->state;
	const uint32_t cleared = SPI_CR1_SPE | SPI_CR1_CSTART | SPI_CR1_IOLOCK;

	device_set_word(spi, SPI_CR1, device_word(spi, SPI_CR1) & ~cleared);
	spi_controller_stop(spi);
	spi_target_stop(spi);
	state->tx.count = 0;
	state->rx.count = 0;
	state->sized = false;
	state->to_move = 0;
	state->over = false;
	spi_crc_reset(spi);
}
