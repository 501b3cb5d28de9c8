/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DMA request multiplexer (RM0436, "DMA request multiplexer (DMAMUX)"): which of the requests of the
 * chip's devices is which stream's, synchronisation of channels, and request generators.
 *
 * A request is a level. Its rising edge is kept until it is served, however soon the line falls, so that
 * a timer may pulse its line; a line that falls later than it rose has withdrawn the request.
 */
#include "board/dmamux.h"

#include "board/adc.h"
#include "board/board_internal.h"
#include "board/dma.h"
#include "board/hash.h"
#include "board/lptim.h"
#include "board/models.h"

#define EVENTS 3u /* channels whose event is a signal */

struct dmamux_channel {
	bool edge; /* the request rose and was not served yet */
	uint64_t since; /* ps: when it rose */
	uint8_t left; /* requests until the counter is reloaded; synchronised: that may pass */
};

struct dmamux_state {
	struct dmamux_channel channels[DMAMUX_CHANNELS];
	uint8_t pending[DMAMUX_GENERATORS]; /* requests that a generator still has to make */
	uint16_t routes[SOC_DMA_REQUESTS]; /* channels that selected the request */
	uint16_t edges; /* channels with an edge that is kept */
	uint32_t signals; /* levels */
};

/* RM0436, DMAMUX register map; HWCFGR1: 16 channels, 108 requests, 8 inputs, 8 generators. */
static const struct device_register dmamux_registers[] = {
	{.name = "CCR",
	 .offset = DMAMUX_CCR(0),
	 .writable = DMAMUX_CCR_WRITABLE,
	 .count = DMAMUX_CHANNELS},
	{.name = "CSR", .offset = DMAMUX_CSR},
	{.name = "CFR", .offset = DMAMUX_CFR},
	{.name = "RGCR",
	 .offset = DMAMUX_RGCR(0),
	 .writable = DMAMUX_RGCR_WRITABLE,
	 .count = DMAMUX_GENERATORS},
	{.name = "RGSR", .offset = DMAMUX_RGSR},
	{.name = "RGCFR", .offset = DMAMUX_RGCFR},
	{.name = "HWCFGR2", .offset = DMAMUX_HWCFGR2, .reset = 0x00000008},
	{.name = "HWCFGR1", .offset = DMAMUX_HWCFGR1, .reset = 0x08086C10},
	{.name = "VERR", .offset = DMAMUX_VERR, .reset = 0x00000011},
	{.name = "IPIDR", .offset = DMAMUX_IPIDR, .reset = 0x00100011},
	{.name = "SIDR", .offset = DMAMUX_SIDR, .reset = 0xA3C5DD01},
	{0},
};

static uint32_t ccr(const struct device *dmamux, unsigned channel)
{
	return device_word(dmamux, DMAMUX_CCR(channel));
}

static uint8_t nbreq(uint32_t word, unsigned shift)
{
	return (uint8_t)((word >> shift & DMAMUX_NBREQ) + 1);
}

static bool counts_edge(uint32_t edges, bool rising)
{
	return edges & (rising ? DMAMUX_EDGE_RISING : DMAMUX_EDGE_FALLING);
}

static bool request_level(const struct device *dmamux, unsigned request)
{
	const struct dmamux_state *state = dmamux->state;
	const unsigned generator = request - SOC_DMA_GENERATOR0;

	if (generator < DMAMUX_GENERATORS)
		return state->pending[generator] != 0;
	return request < SOC_DMA_REQUESTS &&
	       (dmamux->board->dma_lines[request / 64] >> request % 64 & 1);
}

bool dmamux_asks(const struct device *dmamux, unsigned channel)
{
	const struct dmamux_state *state = dmamux->state;
	const uint32_t word = ccr(dmamux, channel);
	const unsigned request = word & DMAMUX_CCR_DMAREQ_ID;

	if (request == SOC_DMA_MEM2MEM)
		return false;
	if ((word & DMAMUX_CCR_SE) && !state->channels[channel].left)
		return false;
	return state->channels[channel].edge || request_level(dmamux, request);
}

static void dmamux_tell(struct device *dmamux, unsigned channel)
{
	if (dmamux_asks(dmamux, channel))
		dma_asked(dmamux->board->dma[channel / 8], channel % 8);
}

/* RM0436, DMAMUX interrupts: overruns of both kinds share one line. */
static void dmamux_update(struct device *dmamux)
{
	const struct soc_peripheral *peripheral = board_device_of(dmamux)->peripheral;
	const uint32_t channels = device_word(dmamux, DMAMUX_CSR);
	const uint32_t generators = device_word(dmamux, DMAMUX_RGSR);
	bool level = false;
	unsigned i;

	for (i = 0; i < DMAMUX_CHANNELS; i++)
		level |= (channels >> i & 1) && (ccr(dmamux, i) & DMAMUX_CCR_SOIE);
	for (i = 0; i < DMAMUX_GENERATORS; i++)
		level |= (generators >> i & 1) &&
			 (device_word(dmamux, DMAMUX_RGCR(i)) & DMAMUX_RGCR_OIE);
	device_m4_irq(dmamux, peripheral->irqs[0], level);
	device_a7_irq(dmamux, peripheral->irqs[0], level);
}

/* ---- requests ---- */

static void channel_rise(struct device *dmamux, unsigned channel, uint64_t now)
{
	struct dmamux_state *state = dmamux->state;
	struct dmamux_channel *entry = &state->channels[channel];
	const bool twice = entry->edge;

	entry->edge = true;
	entry->since = now;
	state->edges |= (uint16_t)(1u << channel);
	if (twice)
		dma_asked_twice(dmamux->board->dma[channel / 8], channel % 8);
	dmamux_tell(dmamux, channel);
}

static void channel_forget(struct dmamux_state *state, unsigned channel)
{
	state->channels[channel].edge = false;
	state->edges &= (uint16_t) ~(1u << channel);
}

void dmamux_request(struct device *dmamux, unsigned request, bool level)
{
	struct dmamux_state *state = dmamux->state;
	unsigned channels = state->routes[request];
	uint64_t now;

	if (!level)
		channels &= state->edges;
	if (!channels)
		return;
	now = timeline_now(device_timeline(dmamux));
	for (unsigned channel = 0; channel < DMAMUX_CHANNELS; channel++) {
		if (!(channels >> channel & 1))
			continue;
		if (level)
			channel_rise(dmamux, channel, now);
		else if (state->channels[channel].since != now)
			channel_forget(state, channel);
	}
}

void dmamux_serve(struct device *dmamux, unsigned channel)
{
	struct dmamux_state *state = dmamux->state;
	struct dmamux_channel *entry = &state->channels[channel];
	const uint32_t word = ccr(dmamux, channel);
	const unsigned generator = (word & DMAMUX_CCR_DMAREQ_ID) - SOC_DMA_GENERATOR0;

	channel_forget(state, channel);
	if (generator < DMAMUX_GENERATORS && state->pending[generator])
		state->pending[generator]--;
	if (!(word & (DMAMUX_CCR_SE | DMAMUX_CCR_EGE)) || !entry->left || --entry->left)
		return;
	if (!(word & DMAMUX_CCR_SE))
		entry->left = nbreq(word, DMAMUX_CCR_NBREQ_SHIFT);
	if ((word & DMAMUX_CCR_EGE) && channel < EVENTS) {
		dmamux_signal(dmamux, (enum dmamux_signal)(DMAMUX_EVENT0 + channel), true);
		dmamux_signal(dmamux, (enum dmamux_signal)(DMAMUX_EVENT0 + channel), false);
	}
}

void dmamux_ended(struct device *dmamux, unsigned channel, bool off)
{
	const uint32_t request = ccr(dmamux, channel) & DMAMUX_CCR_DMAREQ_ID;

	if (request == SOC_DMA_HASH2_IN)
		hash_dma_ended(board_device(dmamux->board, "HASH2"));
	else if (off)
		adc_dma_ended(board_device(dmamux->board, "ADC12"), request);
}

/* ---- signals ---- */

static void channel_synchronise(struct device *dmamux, unsigned channel)
{
	struct dmamux_state *state = dmamux->state;
	struct dmamux_channel *entry = &state->channels[channel];

	/* The requests of the last event have not all come yet. */
	if (entry->left)
		device_set_word(dmamux, DMAMUX_CSR,
				device_word(dmamux, DMAMUX_CSR) | 1u << channel);
	else
		entry->left = nbreq(ccr(dmamux, channel), DMAMUX_CCR_NBREQ_SHIFT);
	dmamux_tell(dmamux, channel);
}

static void generator_trigger(struct device *dmamux, unsigned generator)
{
	struct dmamux_state *state = dmamux->state;
	const uint32_t word = device_word(dmamux, DMAMUX_RGCR(generator));
	const unsigned request = SOC_DMA_GENERATOR0 + generator;

	if (state->pending[generator]) {
		device_set_word(dmamux, DMAMUX_RGSR,
				device_word(dmamux, DMAMUX_RGSR) | 1u << generator);
		return;
	}
	state->pending[generator] = nbreq(word, DMAMUX_RGCR_GNBREQ_SHIFT);
	for (unsigned channel = 0; channel < DMAMUX_CHANNELS; channel++) {
		if (state->routes[request] >> channel & 1)
			dmamux_tell(dmamux, channel);
	}
}

static bool channel_listens(uint32_t word, enum dmamux_signal signal)
{
	return (word & DMAMUX_CCR_SE) && (word >> DMAMUX_CCR_SYNC_ID_SHIFT & 0x1F) == signal;
}

static bool generator_listens(uint32_t word, enum dmamux_signal signal)
{
	return (word & DMAMUX_RGCR_GE) && (word & DMAMUX_RGCR_SIG_ID) == signal;
}

bool dmamux_listens(const struct device *dmamux, enum dmamux_signal signal)
{
	for (unsigned i = 0; i < DMAMUX_CHANNELS; i++) {
		if (channel_listens(ccr(dmamux, i), signal))
			return true;
	}
	for (unsigned i = 0; i < DMAMUX_GENERATORS; i++) {
		if (generator_listens(device_word(dmamux, DMAMUX_RGCR(i)), signal))
			return true;
	}
	return false;
}

void dmamux_signal(struct device *dmamux, enum dmamux_signal signal, bool level)
{
	struct dmamux_state *state = dmamux->state;
	unsigned i;

	if ((state->signals >> signal & 1) == level)
		return;
	state->signals ^= 1u << signal;
	for (i = 0; i < DMAMUX_CHANNELS; i++) {
		const uint32_t word = ccr(dmamux, i);

		if (channel_listens(word, signal) &&
		    counts_edge(word >> DMAMUX_CCR_SPOL_SHIFT, level))
			channel_synchronise(dmamux, i);
	}
	for (i = 0; i < DMAMUX_GENERATORS; i++) {
		const uint32_t word = device_word(dmamux, DMAMUX_RGCR(i));

		if (generator_listens(word, signal) &&
		    counts_edge(word >> DMAMUX_RGCR_GPOL_SHIFT, level))
			generator_trigger(dmamux, i);
	}
	dmamux_update(dmamux);
}

void device_dma_signal(struct device *device, enum dmamux_signal signal, bool level)
{
	dmamux_signal(device->board->dmamux, signal, level);
}

/* ---- registers ---- */

static void dmamux_select(struct device *dmamux, unsigned channel, uint32_t before, uint32_t after)
{
	struct dmamux_state *state = dmamux->state;
	const unsigned from = before & DMAMUX_CCR_DMAREQ_ID, to = after & DMAMUX_CCR_DMAREQ_ID;
	const uint32_t counter =
		DMAMUX_NBREQ << DMAMUX_CCR_NBREQ_SHIFT | DMAMUX_CCR_SE | DMAMUX_CCR_EGE;

	if (from != to) {
		if (from < SOC_DMA_REQUESTS)
			state->routes[from] &= (uint16_t) ~(1u << channel);
		if (to < SOC_DMA_REQUESTS)
			state->routes[to] |= (uint16_t)(1u << channel);
		channel_forget(state, channel);
		if (to && !soc_dma_request_name(to))
			device_note(dmamux, "channel %u selects request %u, which nothing drives",
				    channel, to);
	}
	if (((before ^ after) & DMAMUX_NBREQ << DMAMUX_CCR_NBREQ_SHIFT) &&
	    (before & (DMAMUX_CCR_SE | DMAMUX_CCR_EGE)))
		device_note(dmamux, "NBREQ is changed while SE or EGE is set");
	if ((before ^ after) & counter)
		state->channels[channel].left =
			after & DMAMUX_CCR_SE ? 0 : nbreq(after, DMAMUX_CCR_NBREQ_SHIFT);
}

static void dmamux_write(struct device *dmamux, const struct device_access *access, uint32_t value)
{
	struct dmamux_state *state = dmamux->state;
	const uint32_t offset = access->offset;
	const uint32_t before = device_word(dmamux, offset);

	lptims_refresh(dmamux->board);
	device_write(dmamux, access, value);
	lptims_refresh(dmamux->board);
	if (offset < DMAMUX_CCR(DMAMUX_CHANNELS)) {
		dmamux_select(dmamux, offset / 4, before, device_word(dmamux, offset));
		dmamux_tell(dmamux, offset / 4);
	} else if (offset == DMAMUX_CFR || offset == DMAMUX_RGCFR) {
		device_set_word(dmamux, offset - 4, device_word(dmamux, offset - 4) & ~value);
	} else if (offset - DMAMUX_RGCR(0) < 4 * DMAMUX_GENERATORS) {
		if (!(device_word(dmamux, offset) & DMAMUX_RGCR_GE))
			state->pending[(offset - DMAMUX_RGCR(0)) / 4] = 0;
	}
	dmamux_update(dmamux);
}

static void dmamux_reset(struct device *dmamux)
{
	struct dmamux_state *state = dmamux->state;
	const uint32_t signals = state->signals; /* the lines are as they are */

	*state = (struct dmamux_state){.signals = signals};
	dmamux_update(dmamux);
}

const struct device_model dmamux_model = {
	.model = "dmamux",
	.registers = dmamux_registers,
	.ops = {.reset = dmamux_reset, .write = dmamux_write},
	.state_size = sizeof(struct dmamux_state),
};
