/* SPDX-License-Identifier: BSD-3-Clause */
/* Flags of an SPI block, and what they ask of the processors and of DMA (RM0436, "SPI"). */
#include "board/spi_internal.h"

/* TXP: there is room for a packet, or for what the transfer still lacks. */
static bool has_room(const struct device *spi)
{
	const struct spi_state *state = spi->state;
	const unsigned room = spi_fifo_frames(spi) - state->tx.count;
	unsigned packet = spi_packet(spi);

	/* RM0436, SPI_SR: reset value; the TxFIFO of a block that is off is empty. */
	if (!spi_cr1(spi, SPI_CR1_SPE))
		return true;
	if (!spi_transmits(spi) || (state->sized && !state->to_load))
		return false;
	if (state->sized && state->to_load < packet)
		packet = state->to_load;
	return room >= packet;
}

/* RXWNE and RXPLVL: what there is besides whole packets. */
static uint32_t filling(const struct device *spi)
{
	const struct spi_state *state = spi->state;
	const unsigned frame = spi_frame_bytes(spi);
	const unsigned bytes = state->rx.count * frame;
	uint32_t sr = bytes >= 4 ? SPI_SR_RXWNE : 0;

	if (frame <= 2)
		sr |= bytes % 4 / frame << SPI_SR_RXPLVL_SHIFT;
	return sr;
}

static bool is_complete(const struct device *spi)
{
	const struct spi_state *state = spi->state;

	if (!spi_cr1(spi, SPI_CR1_SPE))
		return true;
	if (state->sized)
		return state->flags & SPI_SR_EOT;
	return !state->tx.count && state->phase != SPI_SHIFTING && state->phase != SPI_HELD &&
	       !state->left && !state->arrival_count;
}

static uint32_t status(const struct device *spi)
{
	const struct spi_state *state = spi->state;
	uint32_t sr = state->flags | filling(spi);

	if (has_room(spi))
		sr |= SPI_SR_TXP;
	if (state->rx.count >= spi_packet(spi))
		sr |= SPI_SR_RXP;
	if ((sr & SPI_SR_TXP) && (sr & SPI_SR_RXP))
		sr |= SPI_SR_DXP;
	if (is_complete(spi))
		sr |= SPI_SR_TXC;
	if (state->sized)
		sr |= state->to_move << SPI_SR_CTSIZE_SHIFT;
	return sr;
}

/* RM0436, "SPI", communication using DMA: a series of requests for each packet; and for what is left in the
 * RxFIFO when the transfer is over. */
static void ask_dma(struct device *spi, uint32_t sr)
{
	struct spi_state *state = spi->state;
	const bool on = spi_cr1(spi, SPI_CR1_SPE);
	const unsigned packet = spi_packet(spi);

	if (!on || !spi_cfg1(spi, SPI_CFG1_TXDMAEN) || (state->sized && !state->to_load))
		state->tx_packet = 0;
	else if (!state->tx_packet && (sr & SPI_SR_TXP))
		state->tx_packet =
			state->sized && state->to_load < packet ? state->to_load : packet;
	if (!on || !spi_cfg1(spi, SPI_CFG1_RXDMAEN))
		state->rx_packet = 0;
	else if (!state->rx_packet && (sr & SPI_SR_RXP))
		state->rx_packet = packet;
	else if (!state->rx_packet && (sr & SPI_SR_EOT))
		state->rx_packet = state->rx.count;
	if (state->dma_tx >= 0)
		device_dma_request(spi, (unsigned)state->dma_tx, state->tx_packet);
	if (state->dma_rx >= 0)
		device_dma_request(spi, (unsigned)state->dma_rx, state->rx_packet);
}

void spi_update(struct device *spi)
{
	const struct spi_state *state = spi->state;
	const uint32_t sr = status(spi);
	const uint32_t enabled = device_word(spi, SPI_IER);
	/* Assumed: what a block that is off has room for, and has not to send, is nobody's to hear. */
	const uint32_t asks =
		spi_cr1(spi, SPI_CR1_SPE) ? sr : sr & ~(uint32_t)(SPI_SR_TXP | SPI_SR_TXC);
	const bool level = (asks & enabled & SPI_IER_WRITABLE) ||
			   ((enabled & SPI_IER_EOTIE) && (asks & (SPI_SR_SUSP | SPI_SR_TXC)));

	device_set_word(spi, SPI_SR, sr);
	device_set_word(spi, SPI_TXCRC, state->tx_crc);
	device_set_word(spi, SPI_RXCRC, state->rx_crc);
	ask_dma(spi, sr);
	device_m4_irq(spi, state->irq, level);
	device_a7_irq(spi, state->irq, level);
	device_exti(spi, state->exti, level);
}
