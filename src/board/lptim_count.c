/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The counter of a low-power timer (RM0436, "LPTIM", "Operating mode", "Waveform generation", "Register
 * update", "Counter mode").
 *
 * A period is the counts 0 to ARR. The output is active while the count is beyond CMP. Set beyond its end,
 * the counter first comes round at 0xFFFF (assumed).
 */
#include "board/lptim_internal.h"
#include "board/rate.h"

/* Assumed: CMP, ARR and COUNTRST take so many periods of the kernel's clock to get there. The manual has this
 * figure for COUNTRST. */
#define CROSSING_CLOCKS 3u

static const struct {
	uint32_t offset, flag;
} crossed[] = {
	[LPTIM_TO_CMP] = {LPTIM_CMP, LPTIM_CMPOK},
	[LPTIM_TO_ARR] = {LPTIM_ARR, LPTIM_ARROK},
};

static unsigned lptim_prescaler(const struct device *lptim)
{
	return lptim_cfgr(lptim, LPTIM_CFGR_PRESC_MASK) >> LPTIM_CFGR_PRESC_SHIFT;
}

static uint64_t lptim_to_wrap(const struct lptim_state *state)
{
	const uint32_t top = state->count > state->auto_reload ? LPTIM_COUNT : state->auto_reload;

	return (uint64_t)top - state->count + 1;
}

/* Counts until the counter comes to a value, TIMELINE_NEVER: never. */
static uint64_t lptim_to_value(const struct lptim_state *state, uint32_t value)
{
	const bool beyond = state->count > state->auto_reload;

	if (value > state->count && (beyond || value <= state->auto_reload))
		return value - state->count;
	return value <= state->auto_reload ? lptim_to_wrap(state) + value : TIMELINE_NEVER;
}

static void lptim_came_to(struct device *lptim, uint64_t first, uint64_t last)
{
	struct lptim_state *state = lptim->state;

	if (state->auto_reload >= first && state->auto_reload <= last)
		lptim_flag(lptim, LPTIM_ARRM);
	if (state->compare >= first && state->compare <= last)
		lptim_flag(lptim, LPTIM_CMPM);
	if (last > state->compare && lptim_cfgr(lptim, LPTIM_CFGR_WAVE))
		state->set = true;
}

static void lptim_load(struct device *lptim, enum lptim_crossing crossing)
{
	struct lptim_state *state = lptim->state;
	const uint32_t value = device_word(lptim, crossed[crossing].offset);

	if (crossing == LPTIM_TO_CMP)
		state->compare = value;
	else
		state->auto_reload = value;
}

/* RM0436, CFGR.PRELOAD */
static void lptim_load_staged(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	for (unsigned i = LPTIM_TO_CMP; i <= LPTIM_TO_ARR; i++) {
		if (state->staged >> i & 1)
			lptim_load(lptim, (enum lptim_crossing)i);
	}
	state->staged = 0;
}

static void lptim_wrap(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	state->count = 0;
	lptim_load_staged(lptim);
	if (state->single) {
		state->started = false;
		state->ended = lptim_cfgr(lptim, LPTIM_CFGR_WAVE);
		return;
	}
	lptim_came_to(lptim, 0, 0);
}

void lptim_count(struct device *lptim, uint64_t counts)
{
	struct lptim_state *state = lptim->state;

	while (state->started) {
		const uint64_t wrap = lptim_to_wrap(state);
		const uint64_t period = (uint64_t)state->auto_reload + 1;

		if (counts < wrap) {
			if (counts)
				lptim_came_to(lptim, (uint64_t)state->count + 1,
					      state->count + counts);
			state->count += (uint32_t)counts;
			return;
		}
		if (counts >= 2 * period && state->count <= state->auto_reload && !state->single &&
		    !state->staged) {
			/* any number of periods are as one */
			lptim_came_to(lptim, 0, state->auto_reload);
			counts %= period;
			continue;
		}
		if (wrap > 1)
			lptim_came_to(lptim, (uint64_t)state->count + 1, state->count + wrap - 1);
		counts -= wrap;
		lptim_wrap(lptim);
	}
}

/* RM0436, "Encoder mode": between 0 and ARR, both ways. */
void lptim_encode(struct device *lptim, bool down)
{
	struct lptim_state *state = lptim->state;

	if (down != state->down)
		lptim_flag(lptim, down ? LPTIM_DOWN : LPTIM_UP);
	state->down = down;
	if (!down) {
		lptim_count(lptim, 1);
		return;
	}
	if (!state->count)
		lptim_load_staged(lptim);
	state->count = state->count ? state->count - 1 : state->auto_reload;
	lptim_came_to(lptim, state->count, state->count);
}

void lptim_crossed(struct device *lptim, enum lptim_crossing crossing)
{
	struct lptim_state *state = lptim->state;

	state->crossings[crossing].pending = false;
	if (crossing == LPTIM_TO_COUNT) {
		state->count = 0;
		state->divided = 0;
		device_set_word(lptim, LPTIM_CR, device_word(lptim, LPTIM_CR) & ~LPTIM_CR_COUNTRST);
		return;
	}
	lptim_flag(lptim, crossed[crossing].flag);
	if (state->started && lptim_cfgr(lptim, LPTIM_CFGR_PRELOAD))
		state->staged |= (uint8_t)(1u << crossing);
	else
		lptim_load(lptim, crossing);
}

void lptim_cross(struct device *lptim, enum lptim_crossing crossing, uint64_t when)
{
	struct lptim_state *state = lptim->state;
	struct lptim_crosses *crosses = &state->crossings[crossing];

	*crosses = (struct lptim_crosses){
		.pending = true, .when = TIMELINE_NEVER, .edges = CROSSING_CLOCKS};
	if (state->hz && !lptim_cfgr(lptim, LPTIM_CFGR_CKSEL))
		crosses->when = when + rate_ps(CROSSING_CLOCKS, state->hz);
}

static void lptim_count_to(struct device *lptim, uint64_t when)
{
	struct lptim_state *state = lptim->state;
	uint64_t total;

	if (!state->started || !state->hz || lptim_counts_edges(lptim) || when < state->epoch)
		return;
	total = rate_ticks(when - state->epoch, state->hz) >> lptim_prescaler(lptim);
	if (total <= state->done)
		return;
	lptim_count(lptim, total - state->done);
	state->done = total;
}

/* What has crossed next by a time, LPTIM_CROSSINGS: nothing. */
static enum lptim_crossing lptim_next_crossing(const struct lptim_state *state, uint64_t when)
{
	enum lptim_crossing first = LPTIM_CROSSINGS;

	for (unsigned i = 0; i < LPTIM_CROSSINGS; i++) {
		const struct lptim_crosses *one = &state->crossings[i];

		if (one->pending && one->when <= when && one->when != TIMELINE_NEVER &&
		    (first == LPTIM_CROSSINGS || one->when < state->crossings[first].when))
			first = (enum lptim_crossing)i;
	}
	return first;
}

void lptim_sync(struct device *lptim, uint64_t when)
{
	struct lptim_state *state = lptim->state;
	enum lptim_crossing crossing;

	while ((crossing = lptim_next_crossing(state, when)) != LPTIM_CROSSINGS) {
		lptim_count_to(lptim, state->crossings[crossing].when);
		lptim_crossed(lptim, crossing);
	}
	lptim_count_to(lptim, when);
}

void lptim_begin(struct device *lptim, uint64_t when)
{
	struct lptim_state *state = lptim->state;

	state->started = true;
	state->count = 0;
	state->divided = 0;
	state->epoch = when;
	state->done = 0;
}

void lptim_follow_clock(struct device *lptim, uint64_t when)
{
	struct lptim_state *state = lptim->state;

	state->hz = device_clock_hz(lptim);
	state->epoch = when;
	state->done = 0;
	for (unsigned i = 0; i < LPTIM_CROSSINGS; i++) {
		if (state->crossings[i].pending)
			lptim_cross(lptim, (enum lptim_crossing)i, when);
	}
}

bool lptim_reference(const struct device *lptim)
{
	const struct lptim_state *state = lptim->state;

	if (!lptim_enabled(lptim))
		return false;
	if (lptim_cfgr(lptim, LPTIM_CFGR_WAVE))
		return state->set;
	return state->started && state->count > state->compare;
}

static uint64_t earlier(uint64_t one, uint64_t other)
{
	return one < other ? one : other;
}

/* Counts until the output may change. */
static uint64_t lptim_to_edge(const struct device *lptim)
{
	const struct lptim_state *state = lptim->state;

	if (lptim_cfgr(lptim, LPTIM_CFGR_WAVE) && state->set)
		return TIMELINE_NEVER;
	if (state->count <= state->compare && state->compare < state->auto_reload)
		return (uint64_t)state->compare + 1 - state->count;
	/* A period without an edge has none in the next either, unless another value acts then. */
	if (state->count > state->compare || state->staged)
		return lptim_to_wrap(state);
	return TIMELINE_NEVER;
}

uint64_t lptim_next(const struct device *lptim, bool output)
{
	const struct lptim_state *state = lptim->state;
	const uint32_t awaited = device_word(lptim, LPTIM_IER) & ~device_word(lptim, LPTIM_ISR);
	uint64_t counts = TIMELINE_NEVER, next = TIMELINE_NEVER, after;

	for (unsigned i = 0; i < LPTIM_CROSSINGS; i++) {
		if (state->crossings[i].pending)
			next = earlier(next, state->crossings[i].when);
	}
	if (!state->started || !state->hz || lptim_counts_edges(lptim))
		return next;
	if (awaited & LPTIM_ARRM)
		counts = lptim_to_value(state, state->auto_reload);
	if (awaited & LPTIM_CMPM)
		counts = earlier(counts, lptim_to_value(state, state->compare));
	if (output)
		counts = earlier(counts, lptim_to_edge(lptim));
	/* Which of these comes first in the next period, only that knows. */
	if (counts != TIMELINE_NEVER && state->staged)
		counts = earlier(counts, lptim_to_wrap(state));
	if (counts == TIMELINE_NEVER)
		return next;
	after = rate_ps((state->done + counts) << lptim_prescaler(lptim), state->hz);
	if (after < TIMELINE_NEVER - state->epoch)
		next = earlier(next, state->epoch + after);
	return next;
}
