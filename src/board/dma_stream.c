/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One stream of a DMA controller moves data (RM0436, "DMA functional description"): FIFO with packing and
 * unpacking, bursts, circular and double-buffer mode.
 *
 * Every beat is an access over the bus by DMA1 or DMA2, which the firewall looks at as at any other; of a
 * copy within memory, which has no effects besides, many are one. An access may change the stream itself,
 * when it is one to the controller's own registers: a beat after which the stream is no longer on is the
 * last one.
 */
#include <string.h>

#include "board/bus.h"
#include "board/dma_internal.h"
#include "board/dmamux.h"

/* Assumed, as the manual has no figures: beats on one port follow each other in so many cycles, the two
 * ports work side by side, and the arbiter takes one more. */
#define BEAT_CYCLES    2u
#define ARBITER_CYCLES 1u

static uint32_t cr(const struct device *dma, const struct dma_stream *stream)
{
	return device_word(dma, DMA_SCR(dma_number(dma, stream)));
}

static uint32_t *ndtr(const struct device *dma, const struct dma_stream *stream)
{
	return &dma->words[DMA_SNDTR(dma_number(dma, stream)) / 4];
}

static enum soc_initiator initiator(const struct device *dma)
{
	return dma->instance ? SOC_DMA2 : SOC_DMA1;
}

static unsigned cycles_of(unsigned peripheral_beats, unsigned memory_beats)
{
	const unsigned beats = peripheral_beats > memory_beats ? peripheral_beats : memory_beats;

	return ARBITER_CYCLES + BEAT_CYCLES * beats;
}

/* ---- beats ---- */

/* RM0436, DMA error management: a bus error ends the stream. */
static void transfer_error(struct device *dma, struct dma_stream *stream)
{
	dma_switch_off(dma, stream);
	dma_flag(dma, stream, DMA_TEIF);
}

/* A beat into the FIFO. `keep` bytes of it are wanted. False: the stream is off now. */
static bool beat_in(struct device *dma, struct dma_stream *stream, uint32_t address, unsigned size,
		    unsigned keep)
{
	uint32_t value;

	if (bus_read(dma->board, initiator(dma), address, size, &value)) {
		transfer_error(dma, stream);
		return false;
	}
	if (!stream->on)
		return false;
	memcpy(stream->fifo + stream->level, &value, keep); /* little endian, as the chip */
	stream->level = (uint8_t)(stream->level + keep);
	return true;
}

/* A beat out of the FIFO, the last one filled up with zeros. */
static bool beat_out(struct device *dma, struct dma_stream *stream, uint32_t address, unsigned size)
{
	const unsigned taken = stream->level < size ? stream->level : size;
	uint32_t value = 0;

	memcpy(&value, stream->fifo, taken);
	stream->level = (uint8_t)(stream->level - taken);
	memmove(stream->fifo, stream->fifo + taken, stream->level);
	if (bus_write(dma->board, initiator(dma), address, size, value)) {
		transfer_error(dma, stream);
		return false;
	}
	stream->moved += taken;
	return stream->on;
}

static bool from_peripheral(struct device *dma, struct dma_stream *stream)
{
	if (!beat_in(dma, stream, stream->peripheral, stream->psize, stream->psize))
		return false;
	stream->peripheral += stream->pstep;
	--*ndtr(dma, stream);
	return true;
}

static bool to_peripheral(struct device *dma, struct dma_stream *stream)
{
	if (!beat_out(dma, stream, stream->peripheral, stream->psize))
		return false;
	stream->peripheral += stream->pstep;
	--*ndtr(dma, stream);
	return true;
}

/* Writes whole bursts, or with `all` whatever there is. Adds the beats to *beats. */
static bool to_memory(struct device *dma, struct dma_stream *stream, bool all, unsigned *beats)
{
	const unsigned burst = all ? 1u : (unsigned)stream->msize * stream->mburst;

	while (stream->level >= burst) {
		const unsigned count = all ? 1u : stream->mburst;

		for (unsigned i = 0; i < count; i++) {
			if (!beat_out(dma, stream, stream->memory, stream->msize))
				return false;
			stream->memory += stream->mstep;
			++*beats;
		}
	}
	return true;
}

/* Fills the FIFO from memory, in whole bursts until the last data of a round; direct mode keeps one. */
static bool from_memory(struct device *dma, struct dma_stream *stream, bool single, unsigned *beats)
{
	const unsigned room = stream->direct ? stream->psize : DMA_FIFO_BYTES;
	const unsigned burst = single ? 1u : stream->mburst;

	for (;;) {
		unsigned count = burst;

		if (stream->to_load < (uint32_t)burst * stream->msize)
			count = 1;
		if (!stream->to_load || stream->level + count * stream->msize > room)
			return true;
		while (count--) {
			const unsigned keep =
				stream->to_load < stream->msize ? stream->to_load : stream->msize;

			if (!beat_in(dma, stream, stream->memory, stream->msize, keep))
				return false;
			stream->memory += stream->mstep;
			stream->to_load -= keep;
			++*beats;
		}
	}
}

/* ---- rounds ---- */

static uint32_t aligned(uint32_t address, unsigned size)
{
	return address & ~(uint32_t)(size - 1);
}

/* NDTR, addresses and FIFO as at the beginning. */
static void round_begin(struct device *dma, struct dma_stream *stream)
{
	const unsigned number = dma_number(dma, stream);
	const bool second =
		(cr(dma, stream) & (DMA_CR_DBM | DMA_CR_CT)) == (DMA_CR_DBM | DMA_CR_CT);

	*ndtr(dma, stream) = stream->items;
	stream->peripheral = aligned(device_word(dma, DMA_SPAR(number)), stream->psize);
	stream->memory = aligned(device_word(dma, second ? DMA_SM1AR(number) : DMA_SM0AR(number)),
				 stream->msize);
	stream->moved = 0;
	stream->half = false;
	stream->to_load =
		stream->direction == DMA_TO_PERIPHERAL ? stream->items * stream->psize : 0;
}

static void round_end(struct device *dma, struct dma_stream *stream)
{
	const uint32_t word = cr(dma, stream);

	if (word & DMA_CR_CIRC) {
		if (word & DMA_CR_DBM)
			device_set_word(dma, DMA_SCR(dma_number(dma, stream)), word ^ DMA_CR_CT);
		round_begin(dma, stream);
	} else {
		dma_switch_off(dma, stream);
	}
	dma_flag(dma, stream, DMA_TCIF);
	dmamux_ended(dma->board->dmamux, dma->instance * DMA_STREAMS + dma_number(dma, stream),
		     !(word & DMA_CR_CIRC));
}

static void round_half(struct device *dma, struct dma_stream *stream)
{
	if (stream->half || 2 * stream->moved < stream->items * stream->psize)
		return;
	stream->half = true;
	dma_flag(dma, stream, DMA_HTIF);
}

/* ---- what the controller calls ---- */

static unsigned serve_from_peripheral(struct device *dma, struct dma_stream *stream, unsigned count)
{
	unsigned memory_beats = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!from_peripheral(dma, stream))
			return cycles_of(i + 1, 0);
	}
	if (stream->level >= stream->threshold && !to_memory(dma, stream, false, &memory_beats))
		return cycles_of(count, memory_beats);
	if (!*ndtr(dma, stream) && !to_memory(dma, stream, true, &memory_beats))
		return cycles_of(count, memory_beats);
	round_half(dma, stream);
	if (!*ndtr(dma, stream))
		round_end(dma, stream);
	return cycles_of(count, memory_beats);
}

static unsigned serve_to_peripheral(struct device *dma, struct dma_stream *stream, unsigned count)
{
	unsigned memory_beats = 0;

	/* RM0436, FIFO underrun. Assumed: the stream then gets what is missing and goes on. */
	if (stream->level < count * stream->psize) {
		dma_flag(dma, stream, DMA_FEIF);
		if (!from_memory(dma, stream, true, &memory_beats))
			return cycles_of(0, memory_beats);
	}
	for (unsigned i = 0; i < count; i++) {
		if (!to_peripheral(dma, stream))
			return cycles_of(i + 1, memory_beats);
	}
	round_half(dma, stream);
	if (!*ndtr(dma, stream))
		round_end(dma, stream);
	if (stream->on && (stream->direct || stream->level <= stream->threshold))
		(void)from_memory(dma, stream, false, &memory_beats);
	return cycles_of(count, memory_beats);
}

unsigned dma_stream_serve(struct device *dma, struct dma_stream *stream)
{
	const unsigned channel = dma->instance * DMA_STREAMS + dma_number(dma, stream);
	/* RM0436, DMA burst: the last data that make no whole burst are transferred one by one. */
	const unsigned count = *ndtr(dma, stream) < stream->pburst ? 1 : stream->pburst;

	dmamux_serve(dma->board->dmamux, channel);
	if (stream->direction == DMA_TO_PERIPHERAL)
		return serve_to_peripheral(dma, stream, count);
	return serve_from_peripheral(dma, stream, count);
}

unsigned dma_stream_load(struct device *dma, struct dma_stream *stream)
{
	unsigned beats = 0;

	stream->loaded = true;
	(void)from_memory(dma, stream, false, &beats);
	return cycles_of(0, beats);
}

/* The usual copy: from memory to memory, with both addresses moving on. */
static bool copy_at_once(struct device *dma, struct dma_stream *stream, uint32_t bytes)
{
	const uint32_t rest = *ndtr(dma, stream) * stream->psize;
	const uint32_t length = bytes < rest ? bytes : rest;

	if (stream->pstep != stream->psize || stream->mstep != stream->msize || stream->level ||
	    length % stream->msize ||
	    !bus_copy(dma->board, initiator(dma), stream->memory, stream->peripheral, length))
		return false;
	stream->memory += length;
	stream->peripheral += length;
	stream->moved += length;
	*ndtr(dma, stream) -= length / stream->psize;
	return true;
}

void dma_stream_copy(struct device *dma, struct dma_stream *stream, uint32_t bytes)
{
	unsigned beats = 0;

	if (copy_at_once(dma, stream, bytes))
		bytes = 0;
	for (uint32_t i = 0; i < bytes && *ndtr(dma, stream); i += stream->psize) {
		if (!from_peripheral(dma, stream))
			return;
		if (stream->level >= stream->threshold && !to_memory(dma, stream, false, &beats))
			return;
	}
	if (!*ndtr(dma, stream) && !to_memory(dma, stream, true, &beats))
		return;
	round_half(dma, stream);
	if (!*ndtr(dma, stream))
		round_end(dma, stream);
}

unsigned dma_stream_cycles(const struct device *dma, const struct dma_stream *stream,
			   uint32_t bytes)
{
	const uint32_t rest = *ndtr(dma, stream) * stream->psize;
	const uint32_t step = bytes < rest ? bytes : rest;

	return cycles_of(step / stream->psize, (step + stream->msize - 1) / stream->msize);
}

unsigned dma_stream_stop(struct device *dma, struct dma_stream *stream)
{
	unsigned beats = 0;

	if (stream->direction != DMA_TO_PERIPHERAL && !to_memory(dma, stream, true, &beats))
		return cycles_of(0, beats);
	dma_switch_off(dma, stream);
	/* RM0436, DMA stream disable: TCIF says that the FIFO is empty. */
	dma_flag(dma, stream, DMA_TCIF);
	return cycles_of(0, beats);
}

/* ---- switching on ---- */

/* RM0436, FIFO threshold and burst configurations: the FIFO at its threshold holds whole bursts. */
static bool fifo_fits(const struct dma_stream *stream)
{
	return stream->mburst == 1 || stream->threshold % (stream->msize * stream->mburst) == 0;
}

/* What CR and FCR read once EN is set (RM0436, DMA_SxCR and DMA_SxFCR, "forced by hardware"). */
static void registers_settle(struct device *dma, unsigned number)
{
	uint32_t word = device_word(dma, DMA_SCR(number));
	uint32_t fcr = device_word(dma, DMA_SFCR(number));

	if ((word & DMA_CR_DIR) >> DMA_CR_DIR_SHIFT == DMA_MEMORY) {
		if (word & (DMA_CR_CIRC | DMA_CR_DBM))
			device_note(dma,
				    "stream %u: memory to memory is not possible in circular or "
				    "double-buffer mode: it is done once",
				    number);
		word &= ~(DMA_CR_PFCTRL | DMA_CR_CIRC | DMA_CR_DBM);
		fcr |= DMA_FCR_DMDIS;
	}
	if (word & DMA_CR_DBM)
		word |= DMA_CR_CIRC;
	if (word & DMA_CR_PFCTRL)
		word &= ~DMA_CR_CIRC;
	if (!(fcr & DMA_FCR_DMDIS)) {
		word &= ~(DMA_CR_MSIZE | DMA_CR_PBURST | DMA_CR_MBURST | DMA_CR_PINCOS);
		word |= (word & DMA_CR_PSIZE) >> DMA_CR_PSIZE_SHIFT << DMA_CR_MSIZE_SHIFT;
	}
	if (word & DMA_CR_PBURST)
		word &= ~DMA_CR_PINCOS;
	device_set_word(dma, DMA_SCR(number), word);
	device_set_word(dma, DMA_SFCR(number), fcr);
}

static void configure(struct device *dma, struct dma_stream *stream)
{
	static const uint8_t beats[4] = {1, 4, 8, 16};
	const uint32_t word = cr(dma, stream);
	const uint32_t fcr = device_word(dma, DMA_SFCR(dma_number(dma, stream)));

	stream->direction = (uint8_t)((word & DMA_CR_DIR) >> DMA_CR_DIR_SHIFT);
	stream->psize = (uint8_t)(1u << ((word & DMA_CR_PSIZE) >> DMA_CR_PSIZE_SHIFT));
	stream->msize = (uint8_t)(1u << ((word & DMA_CR_MSIZE) >> DMA_CR_MSIZE_SHIFT));
	stream->pburst = beats[(word & DMA_CR_PBURST) >> DMA_CR_PBURST_SHIFT];
	stream->mburst = beats[(word & DMA_CR_MBURST) >> DMA_CR_MBURST_SHIFT];
	stream->pstep = !(word & DMA_CR_PINC) ? 0 : word & DMA_CR_PINCOS ? 4 : stream->psize;
	stream->mstep = word & DMA_CR_MINC ? stream->msize : 0;
	stream->direct = !(fcr & DMA_FCR_DMDIS);
	stream->threshold = stream->direct
				    ? stream->psize
				    : (uint8_t)(DMA_FIFO_BYTES / 4 * ((fcr & DMA_FCR_FTH) + 1));
	stream->level = 0;
	stream->loaded = false;
	stream->stopping = false;
}

/* RM0436, DMA_SxNDTR: a stream that has come to its end starts again with the same number. */
static void count_settle(struct device *dma, struct dma_stream *stream)
{
	if (cr(dma, stream) & DMA_CR_PFCTRL)
		*ndtr(dma, stream) = 0xFFFF;
	else if (!*ndtr(dma, stream))
		*ndtr(dma, stream) = stream->programmed;
	stream->items = *ndtr(dma, stream);
}

bool dma_stream_start(struct device *dma, struct dma_stream *stream)
{
	const unsigned number = dma_number(dma, stream);
	const uint32_t word = cr(dma, stream);

	if ((word & DMA_CR_DIR) == DMA_CR_DIR || (word & DMA_CR_PSIZE) == DMA_CR_PSIZE ||
	    (word & DMA_CR_MSIZE) == DMA_CR_MSIZE) {
		device_note(dma,
			    "stream %u: DIR, PSIZE or MSIZE has a reserved value: it stays off",
			    number);
		return false;
	}
	registers_settle(dma, number);
	configure(dma, stream);
	if (!fifo_fits(stream)) {
		device_note(
			dma,
			"stream %u: bursts of %u beats of %u bytes do not fit a FIFO threshold of "
			"%u bytes: FIFO error",
			number, stream->mburst, stream->msize, stream->threshold);
		dma_flag(dma, stream, DMA_FEIF);
		return false;
	}
	count_settle(dma, stream);
	round_begin(dma, stream);
	if (!stream->items)
		device_note(dma, "stream %u is switched on with NDTR 0: it moves nothing", number);
	if (stream->peripheral != device_word(dma, DMA_SPAR(number)) ||
	    stream->memory % stream->msize)
		device_note(dma, "stream %u: an address is no multiple of its data size", number);
	stream->on = true;
	return true;
}
