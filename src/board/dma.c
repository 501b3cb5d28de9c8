/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DMA controllers (RM0436, "Direct memory access controller (DMA)"): registers, flags, interrupts, and
 * which stream is next.
 *
 * A transfer is an event of the timeline, some cycles after what asked for it; nothing is in the timeline
 * while no stream has anything to do. A copy from memory to memory is made in steps, the larger ones while
 * it is alone on its controller, as then nobody can tell.
 */
#include "board/dma.h"

#include "board/dma_internal.h"
#include "board/dmamux.h"
#include "board/models.h"

/* Assumed: cycles from a request to the first beat. */
#define LATENCY_CYCLES 3u
/* Bytes of a step from memory to memory: one FIFO, so that requests of devices are served in between. */
#define STEP_SHARED DMA_FIFO_BYTES
#define STEP_ALONE  (256 * DMA_FIFO_BYTES)

/* RM0436, DMA register map. */
static const struct device_register dma_registers[] = {
	{.name = "LISR", .offset = DMA_LISR},
	{.name = "HISR", .offset = DMA_HISR},
	{.name = "LIFCR", .offset = DMA_LIFCR},
	{.name = "HIFCR", .offset = DMA_HIFCR},
	{.name = "SxCR",
	 .offset = DMA_SCR(0),
	 .writable = DMA_CR_WRITABLE,
	 .count = DMA_STREAMS,
	 .stride = DMA_STREAM_STRIDE},
	{.name = "SxNDTR",
	 .offset = DMA_SNDTR(0),
	 .writable = 0x0000FFFF,
	 .count = DMA_STREAMS,
	 .stride = DMA_STREAM_STRIDE},
	{.name = "SxPAR",
	 .offset = DMA_SPAR(0),
	 .writable = 0xFFFFFFFF,
	 .count = DMA_STREAMS,
	 .stride = DMA_STREAM_STRIDE},
	{.name = "SxM0AR",
	 .offset = DMA_SM0AR(0),
	 .writable = 0xFFFFFFFF,
	 .count = DMA_STREAMS,
	 .stride = DMA_STREAM_STRIDE},
	{.name = "SxM1AR",
	 .offset = DMA_SM1AR(0),
	 .writable = 0xFFFFFFFF,
	 .count = DMA_STREAMS,
	 .stride = DMA_STREAM_STRIDE},
	{.name = "SxFCR",
	 .offset = DMA_SFCR(0),
	 .reset = 0x00000021,
	 .writable = DMA_FCR_FTH | DMA_FCR_DMDIS | DMA_FCR_FEIE,
	 .count = DMA_STREAMS,
	 .stride = DMA_STREAM_STRIDE},
	{.name = "HWCFGR2", .offset = DMA_HWCFGR2, .reset = 0x00000001},
	{.name = "HWCFGR1", .offset = DMA_HWCFGR1, .reset = 0x22222222},
	{.name = "VERR", .offset = DMA_VERR, .reset = 0x00000014},
	{.name = "IPIDR", .offset = DMA_IPIDR, .reset = 0x00100002},
	{.name = "SIDR", .offset = DMA_SIDR, .reset = 0xA3C5DD01},
	{0},
};

/* ---- flags ---- */

static uint32_t dma_flags(const struct device *dma, unsigned stream)
{
	return device_word(dma, DMA_ISR(stream)) >> DMA_ISR_SHIFT(stream) & DMA_FLAGS;
}

/* RM0436, DMA interrupts. */
static void dma_update(struct device *dma, unsigned stream)
{
	static const struct {
		uint32_t flag, enable;
	} interrupts[] = {
		{DMA_TCIF, DMA_CR_TCIE},
		{DMA_HTIF, DMA_CR_HTIE},
		{DMA_TEIF, DMA_CR_TEIE},
		{DMA_DMEIF, DMA_CR_DMEIE},
	};
	const unsigned irq = board_device_of(dma)->peripheral->irqs[stream];
	const uint32_t flags = dma_flags(dma, stream);
	const uint32_t cr = device_word(dma, DMA_SCR(stream));
	bool level = (flags & DMA_FEIF) && (device_word(dma, DMA_SFCR(stream)) & DMA_FCR_FEIE);

	for (size_t i = 0; i < sizeof(interrupts) / sizeof(interrupts[0]); i++)
		level |= (flags & interrupts[i].flag) && (cr & interrupts[i].enable);
	device_m4_irq(dma, irq, level);
	device_a7_irq(dma, irq, level);
}

void dma_flag(struct device *dma, const struct dma_stream *stream, uint32_t flags)
{
	const unsigned number = dma_number(dma, stream);
	const uint32_t offset = DMA_ISR(number);

	device_set_word(dma, offset, device_word(dma, offset) | flags << DMA_ISR_SHIFT(number));
	dma_update(dma, number);
}

void dma_switch_off(struct device *dma, struct dma_stream *stream)
{
	const uint32_t offset = DMA_SCR(dma_number(dma, stream));
	struct dma_state *state = dma->state;

	if (state->moving == stream)
		state->moving = NULL;
	stream->on = false;
	stream->level = 0;
	device_set_word(dma, offset, device_word(dma, offset) & ~DMA_CR_EN);
}

/* ---- who is next ---- */

static bool stream_ready(const struct device *dma, const struct dma_stream *stream)
{
	const unsigned number = dma_number(dma, stream);

	if (!stream->on)
		return false;
	if (stream->stopping)
		return true;
	if (!device_word(dma, DMA_SNDTR(number)))
		return false;
	if (stream->direction == DMA_MEMORY)
		return true;
	if (stream->direction == DMA_TO_PERIPHERAL && !stream->loaded)
		return true;
	return dmamux_asks(dma->board->dmamux, dma->instance * DMA_STREAMS + number);
}

/* RM0436, DMA arbiter: the priority in CR, then the lower number. */
static struct dma_stream *dma_choose(const struct device *dma)
{
	struct dma_state *state = dma->state;
	struct dma_stream *chosen = NULL;
	uint32_t best = 0;

	for (unsigned i = 0; i < DMA_STREAMS; i++) {
		const uint32_t priority = device_word(dma, DMA_SCR(i)) & DMA_CR_PL;

		if ((!chosen || priority > best) && stream_ready(dma, &state->streams[i])) {
			chosen = &state->streams[i];
			best = priority;
		}
	}
	return chosen;
}

static uint32_t step_bytes(const struct dma_state *state)
{
	unsigned on = 0;

	for (unsigned i = 0; i < DMA_STREAMS; i++)
		on += state->streams[i].on;
	return on == 1 ? STEP_ALONE : STEP_SHARED;
}

static void dma_arm(struct device *dma, uint64_t when)
{
	struct dma_state *state = dma->state;

	timeline_arm(device_timeline(dma), &state->next, when);
}

/* Something may have to be done: not now, in the middle of an access, but soon. */
static void dma_wake(struct device *dma)
{
	struct dma_state *state = dma->state;
	uint64_t when;

	if (state->next.armed || !state->cycle)
		return;
	when = timeline_now(device_timeline(dma)) + LATENCY_CYCLES * state->cycle;
	dma_arm(dma, when > state->busy ? when : state->busy);
}

/* The step under way ends with the FIFO that it has come to: there is something else to do. */
static void dma_cut(struct device *dma)
{
	struct dma_state *state = dma->state;
	uint64_t passed;
	uint32_t whole, done;

	if (!state->moving || !state->cycle)
		return;
	whole = dma_stream_cycles(dma, state->moving, state->step);
	passed = (timeline_now(device_timeline(dma)) - state->began) / state->cycle;
	if (passed >= whole)
		return;
	done = (uint32_t)(passed * state->step / whole) / STEP_SHARED * STEP_SHARED + STEP_SHARED;
	if (done >= state->step)
		return;
	state->step = done;
	dma_arm(dma, state->began + dma_stream_cycles(dma, state->moving, done) * state->cycle);
}

static void dma_next(void *context)
{
	struct device *dma = context;
	struct dma_state *state = dma->state;
	struct dma_stream *stream = state->moving;
	const uint64_t now = timeline_now(device_timeline(dma));
	unsigned cycles;

	state->moving = NULL;
	if (stream && stream->on)
		dma_stream_copy(dma, stream, state->step);
	stream = dma_choose(dma);
	if (!stream)
		return;
	if (stream->stopping) {
		cycles = dma_stream_stop(dma, stream);
	} else if (stream->direction == DMA_MEMORY) {
		state->moving = stream;
		state->step = step_bytes(state);
		state->began = now;
		cycles = dma_stream_cycles(dma, stream, state->step);
	} else if (stream->direction == DMA_TO_PERIPHERAL && !stream->loaded) {
		cycles = dma_stream_load(dma, stream);
	} else {
		cycles = dma_stream_serve(dma, stream);
	}
	state->busy = now + cycles * state->cycle;
	/* What a transfer has done may have armed the event, earlier than this. */
	if (state->moving || dma_choose(dma))
		dma_arm(dma, state->busy);
	else
		timeline_disarm(device_timeline(dma), &state->next);
}

void dma_asked(struct device *dma, unsigned stream)
{
	struct dma_state *state = dma->state;

	if (stream_ready(dma, &state->streams[stream]))
		dma_wake(dma);
}

void dma_asked_twice(struct device *dma, unsigned stream)
{
	struct dma_state *state = dma->state;
	const struct dma_stream *entry = &state->streams[stream];

	/* RM0436, DMA error management, direct mode error: what came before is not in memory yet, and
	 * both go to the same address. */
	if (entry->on && entry->direct && entry->direction == DMA_FROM_PERIPHERAL && !entry->mstep)
		dma_flag(dma, entry, DMA_DMEIF);
}

/* ---- registers ---- */

static void dma_control(struct device *dma, unsigned number, const struct device_access *access,
			uint32_t value)
{
	struct dma_state *state = dma->state;
	struct dma_stream *stream = &state->streams[number];
	const uint32_t before = device_word(dma, access->offset);
	struct device_access allowed = *access;

	if (before & DMA_CR_EN) {
		allowed.mask &= DMA_CR_ALWAYS;
		if ((before ^ value) & access->mask & DMA_CR_WRITABLE & ~DMA_CR_ALWAYS)
			device_note(dma,
				    "stream %u is configured while it is on (CR): only EN and the "
				    "interrupt enables change",
				    number);
	}
	device_write(dma, &allowed, value);
	dma_update(dma, number);
	if ((before & DMA_CR_EN) && !(device_word(dma, access->offset) & DMA_CR_EN)) {
		/* EN reads 1 until the stream has come to an end. */
		device_set_word(dma, access->offset, device_word(dma, access->offset) | DMA_CR_EN);
		stream->stopping = true;
	} else if (!(before & DMA_CR_EN) && (device_word(dma, access->offset) & DMA_CR_EN)) {
		if (dma_flags(dma, number))
			device_note(dma,
				    "stream %u is switched on while flags of its last transfer are "
				    "set (LISR, HISR)",
				    number);
		if (!dma_stream_start(dma, stream))
			dma_switch_off(dma, stream);
	}
	if ((before ^ value) & access->mask & DMA_CR_EN)
		dma_cut(dma);
	if (stream_ready(dma, stream))
		dma_wake(dma);
}

/* RM0436, double-buffer mode: of a stream that is on, the memory that is not in use may be moved. */
static void dma_memory_address(struct device *dma, unsigned number,
			       const struct device_access *access, uint32_t value)
{
	struct dma_state *state = dma->state;
	const uint32_t cr = device_word(dma, DMA_SCR(number));
	const bool second = access->offset == DMA_SM1AR(number);

	if (!(cr & DMA_CR_EN) || ((cr & DMA_CR_DBM) && !!(cr & DMA_CR_CT) != second)) {
		device_write(dma, access, value);
	} else if (cr & DMA_CR_DBM) {
		device_note(
			dma,
			"stream %u: the address of the memory in use is written: transfer error",
			number);
		dma_switch_off(dma, &state->streams[number]);
		dma_flag(dma, &state->streams[number], DMA_TEIF);
	} else {
		device_note(dma, "stream %u: an address is written while it is on: ignored",
			    number);
	}
}

static void dma_stream_write(struct device *dma, unsigned number,
			     const struct device_access *access, uint32_t value)
{
	struct dma_state *state = dma->state;
	const uint32_t offset = access->offset;
	const bool on = device_word(dma, DMA_SCR(number)) & DMA_CR_EN;
	struct device_access allowed = *access;

	if (offset == DMA_SCR(number)) {
		dma_control(dma, number, access, value);
	} else if (offset == DMA_SM0AR(number) || offset == DMA_SM1AR(number)) {
		dma_memory_address(dma, number, access, value);
	} else if (offset == DMA_SFCR(number)) {
		if (on)
			allowed.mask &= DMA_FCR_FEIE;
		device_write(dma, &allowed, value);
		dma_update(dma, number);
	} else if (on) {
		device_note(dma, "stream %u: NDTR or PAR is written while it is on: ignored",
			    number);
	} else {
		device_write(dma, access, value);
		if (offset == DMA_SNDTR(number))
			state->streams[number].programmed = device_word(dma, offset);
	}
}

static void dma_write(struct device *dma, const struct device_access *access, uint32_t value)
{
	const uint32_t offset = access->offset;

	if (offset == DMA_LIFCR || offset == DMA_HIFCR) {
		const uint32_t status = offset == DMA_LIFCR ? DMA_LISR : DMA_HISR;
		const unsigned first = offset == DMA_LIFCR ? 0 : 4;

		device_set_word(dma, status, device_word(dma, status) & ~value);
		for (unsigned stream = first; stream < first + 4; stream++)
			dma_update(dma, stream);
	} else if (offset >= DMA_STREAM && offset < DMA_STREAM_END) {
		dma_stream_write(dma, (offset - DMA_STREAM) / DMA_STREAM_STRIDE, access, value);
	} else {
		device_write(dma, access, value);
	}
}

/* RM0436, DMA_SxFCR.FS: below each quarter, empty, full. */
static uint32_t fifo_status(const struct dma_stream *stream)
{
	if (!stream->level)
		return DMA_FCR_FS_EMPTY;
	if (stream->level >= DMA_FIFO_BYTES)
		return DMA_FCR_FS_FULL;
	return stream->level / (DMA_FIFO_BYTES / 4);
}

static uint32_t dma_read(struct device *dma, const struct device_access *access)
{
	const struct dma_state *state = dma->state;
	const unsigned number = (access->offset - DMA_STREAM) / DMA_STREAM_STRIDE;
	const uint32_t word = device_read(dma, access);

	if (access->offset < DMA_STREAM || access->offset >= DMA_STREAM_END ||
	    access->offset != DMA_SFCR(number))
		return word;
	return (word & ~DMA_FCR_FS) | fifo_status(&state->streams[number]) << DMA_FCR_FS_SHIFT;
}

/* Without its clock the controller stands still where it is. */
static void dma_clock_changed(struct device *dma)
{
	struct dma_state *state = dma->state;
	const uint64_t hz = device_clock_hz(dma);

	state->cycle = hz ? PS_PER_S / hz : 0;
	if (!state->cycle)
		timeline_disarm(device_timeline(dma), &state->next);
	else if (state->moving || dma_choose(dma))
		dma_wake(dma);
}

static void dma_reset(struct device *dma)
{
	struct dma_state *state = dma->state;

	state->next.name = "dma";
	state->next.fire = dma_next;
	state->next.context = dma;
	timeline_disarm(device_timeline(dma), &state->next);
	state->moving = NULL;
	state->busy = 0;
	for (unsigned i = 0; i < DMA_STREAMS; i++) {
		state->streams[i] = (struct dma_stream){0};
		dma_update(dma, i);
	}
}

static void dma_destroy(struct device *dma)
{
	struct dma_state *state = dma->state;

	timeline_disarm(device_timeline(dma), &state->next);
}

const struct device_model dma_model = {
	.model = "dma",
	.registers = dma_registers,
	.ops = {.reset = dma_reset,
		.read = dma_read,
		.write = dma_write,
		.clock_changed = dma_clock_changed,
		.destroy = dma_destroy},
	.state_size = sizeof(struct dma_state),
};
