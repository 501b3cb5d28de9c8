/* SPDX-License-Identifier: BSD-3-Clause */
/* What dma.c (registers, flags, arbitration) and dma_stream.c (moving data) share. */
#ifndef COPRO_BOARD_DMA_INTERNAL_H
#define COPRO_BOARD_DMA_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "board/board_internal.h"
#include "soc/regs/dma.h"

struct dma_stream {
	uint32_t programmed; /* what software wrote to NDTR last */
	uint32_t items; /* of a round */
	uint32_t peripheral, memory; /* addresses of the next beats */
	uint32_t moved; /* bytes of this round that have arrived: HTIF */
	uint32_t
		to_load; /* to a peripheral: bytes of this round that were not read from memory yet */
	/* As CR and FCR said when the stream was switched on. */
	uint8_t direction; /* enum dma_direction */
	uint8_t psize, msize; /* bytes of a beat */
	uint8_t pstep, mstep; /* bytes that an address moves */
	uint8_t pburst, mburst; /* beats */
	uint8_t threshold; /* bytes in the FIFO */
	bool direct;
	bool on;
	bool stopping; /* software has cleared EN */
	bool loaded; /* to a peripheral: the first data were read ahead */
	bool half; /* HTIF was set in this round */
	uint8_t level; /* bytes in the FIFO */
	uint8_t fifo[2 * DMA_FIFO_BYTES];
};

struct dma_state {
	struct dma_stream streams[DMA_STREAMS];
	struct timeline_event next; /* the end of what is under way, or the start of something */
	struct dma_stream *moving; /* its memory-to-memory step ends then */
	uint32_t step; /* bytes of it */
	uint64_t began; /* ps: when */
	uint64_t busy; /* ps: until when the last transfer keeps the ports */
	uint64_t cycle; /* ps; 0: no clock */
};

static inline unsigned dma_number(const struct device *dma, const struct dma_stream *stream)
{
	const struct dma_state *state = dma->state;

	return (unsigned)(stream - state->streams);
}

/* Sets flags of a stream, an OR of DMA_FEIF and the like. */
void dma_flag(struct device *dma, const struct dma_stream *stream, uint32_t flags);
/* The stream is off: EN reads 0. */
void dma_switch_off(struct device *dma, struct dma_stream *stream);

/*
 * Each moves what is due, through the bus, and returns how many cycles it keeps the controller. None is called
 * in the middle of somebody else's access.
 */
/* Takes over CR, FCR, NDTR and the addresses. False: nothing can be moved with them. */
bool dma_stream_start(struct device *dma, struct dma_stream *stream);
/* Serves one request of a device. */
unsigned dma_stream_serve(struct device *dma, struct dma_stream *stream);
/* To a peripheral: the data that are read before the first request. */
unsigned dma_stream_load(struct device *dma, struct dma_stream *stream);
/* Memory to memory: `bytes` at most. dma_stream_cycles() says how long that takes. */
void dma_stream_copy(struct device *dma, struct dma_stream *stream, uint32_t bytes);
unsigned dma_stream_cycles(const struct device *dma, const struct dma_stream *stream,
			   uint32_t bytes);
/* Software has switched it off: what is in the FIFO still goes to memory. */
unsigned dma_stream_stop(struct device *dma, struct dma_stream *stream);

#endif
