/* SPDX-License-Identifier: BSD-3-Clause */
/* The FIFOs of an SPI block and their data registers, with data packing (RM0436, "SPI", data packing). */
#include "board/spi_internal.h"

uint32_t spi_fifo_take(struct spi_fifo *fifo)
{
	const uint32_t data = fifo->data[fifo->first];

	fifo->first = (fifo->first + 1) % SPI_FIFO_FULL;
	fifo->count--;
	return data;
}

void spi_fifo_add(struct spi_fifo *fifo, uint32_t data)
{
	fifo->data[(fifo->first + fifo->count++) % SPI_FIFO_FULL] = data;
}

unsigned spi_frame_bytes(const struct device *spi)
{
	return (spi_data_bits(spi) + 7) / 8;
}

/* RM0436, "SPI", data handling via RxFIFO and TxFIFO: N, N / 2, N / 3 or N / 4 frames. */
unsigned spi_fifo_frames(const struct device *spi)
{
	return (spi_is_full(spi) ? SPI_FIFO_FULL : SPI_FIFO_LIMITED) / spi_frame_bytes(spi);
}

/* Bytes that an access moves. */
static unsigned access_bytes(const struct device_access *access)
{
	return (unsigned)__builtin_popcount(access->mask) / 8;
}

static uint32_t mask_of(unsigned bits)
{
	return bits < 32 ? (1u << bits) - 1 : UINT32_MAX;
}

static void load(struct device *spi, uint32_t data)
{
	struct spi_state *state = spi->state;

	/* Beyond TSIZE: what a packet has too much is discarded. */
	if (state->sized && !state->to_load)
		return;
	if (state->tx.count == spi_fifo_frames(spi)) {
		device_note(spi, "data written to TXDR while the TxFIFO is full: lost");
		return;
	}
	spi_fifo_add(&state->tx, data & mask_of(spi_data_bits(spi)));
	if (state->tx_packet)
		state->tx_packet--;
	if (!state->sized || --state->to_load)
		return;
	state->flags |= SPI_SR_TXTF;
	/* RM0436, SPI_IER: TXPIE and DXPIE are cleared by TXTF. */
	device_set_word(spi, SPI_IER,
			device_word(spi, SPI_IER) & ~(uint32_t)(SPI_SR_TXP | SPI_SR_DXP));
}

void spi_write_txdr(struct device *spi, const struct device_access *access, uint32_t value)
{
	const unsigned bytes = spi_frame_bytes(spi);
	const unsigned frames = access_bytes(access) / bytes;

	if (!spi_cr1(spi, SPI_CR1_SPE)) {
		device_note(spi, "data written to TXDR while the block is off (CR1.SPE): lost");
		return;
	}
	if (!spi_transmits(spi)) {
		device_note(spi, "data written to TXDR of a receiver (CFG2.COMM): lost");
		return;
	}
	if (!frames) {
		device_note(spi, "TXDR written in accesses smaller than a frame: lost");
		return;
	}
	value >>= __builtin_ctz(access->mask);
	for (unsigned i = 0; i < frames; i++)
		load(spi, value >> (8 * bytes * i));
	spi_controller_kick(spi);
}

uint32_t spi_read_rxdr(struct device *spi, const struct device_access *access)
{
	struct spi_state *state = spi->state;
	struct spi_fifo looked_at = state->rx;
	struct spi_fifo *fifo = access->peek ? &looked_at : &state->rx;
	const unsigned bytes = spi_frame_bytes(spi);
	const unsigned frames = access_bytes(access) / bytes;
	uint32_t value = 0;

	if (!frames && !access->peek)
		device_note(spi, "RXDR read in accesses smaller than a frame: reads 0");
	/* What is not there reads as 0. */
	for (unsigned i = 0; i < frames && fifo->count; i++) {
		value |= spi_fifo_take(fifo) << (8 * bytes * i);
		if (!access->peek && state->rx_packet)
			state->rx_packet--;
	}
	return value << __builtin_ctz(access->mask);
}
