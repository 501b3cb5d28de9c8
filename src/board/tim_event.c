/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a timer tells others, and the events of the timeline that make it do so in time. Armed is only
 * what somebody waits for: an enabled interrupt that is not there yet, a request to DMA, a pin that is
 * watched, another timer.
 */
#include "board/rate.h"
#include "board/tim_internal.h"

/* Rounds of telling when what a timer drives comes back to it. */
#define ROUNDS 4u

/* Two timers on one clock began at times that are rounded to picoseconds: what is so little ahead of an
 * event from outside belongs before it. */
#define ROUNDING_PS 2u

/* Update and compares (bits as in SR) that DMA or another timer waits for, each time they happen. */
static uint32_t tim_awaited_always(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const uint32_t cr2 = device_word(tim, TIM_CR2);
	const uint32_t requests = device_word(tim, TIM_DIER) >> TIM_DIER_DMA_SHIFT;
	uint32_t awaited = requests & (TIM_UPDATE | TIM_COMPARES);

	if ((cr2 & TIM_CR2_CCDS) && (requests & TIM_COMPARES))
		awaited |= TIM_UPDATE;
	if (!state->feeds || !state->kind->master)
		return awaited;
	switch ((cr2 & TIM_CR2_MMS_MASK) >> TIM_CR2_MMS_SHIFT) {
	case TIM_MMS_UPDATE:
		return awaited | TIM_UPDATE;
	case TIM_MMS_ENABLE:
		return awaited | (tim_cr1(tim, TIM_CR1_OPM) ? TIM_UPDATE : 0);
	case TIM_MMS_COMPARE_PULSE:
		return awaited | TIM_COMPARE(1);
	default:
		return awaited;
	}
}

static uint64_t tim_earlier(uint64_t one, uint64_t other)
{
	return one < other ? one : other;
}

/* Clocks until something happens that somebody waits for, or until one has to look again. */
static uint64_t tim_to_next(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const struct tim_counter *counter = &state->counter;
	const uint32_t compares = (uint32_t)(counter->compare_up | counter->compare_down) << 1;
	const uint32_t possible = tim_cr1(tim, TIM_CR1_UDIS) ? compares : compares | TIM_UPDATE;
	const uint32_t interrupts = device_word(tim, TIM_DIER) & ~device_word(tim, TIM_SR);
	const uint32_t awaited = (interrupts | tim_awaited_always(tim)) & possible;
	const uint8_t watched = tim_outputs_watched(tim);
	const uint8_t matching = state->sets | state->clears | state->toggles;
	const uint8_t outputs = watched & (tim_outputs_modulated(state, watched) | matching);
	uint64_t clocks;
	unsigned channel;

	if (!awaited && !outputs)
		return TIM_CLOCKS_NEVER;
	clocks = tim_counter_to_wrap(counter);
	for (channel = 1; channel <= state->kind->channels; channel++) {
		if (awaited & TIM_COMPARE(channel))
			clocks = tim_earlier(clocks, tim_counter_to_match(counter, channel));
		if (outputs >> (channel - 1) & 1)
			clocks = tim_earlier(clocks, tim_counter_to_value(counter, channel));
	}
	return clocks;
}

static void tim_arm(struct device *tim)
{
	struct tim_state *state = tim->state;
	uint64_t clocks, after;

	if (!tim_runs(tim))
		return;
	clocks = tim_to_next(tim);
	if (clocks == TIM_CLOCKS_NEVER)
		return;
	after = rate_ps(state->done + clocks, state->hz);
	if (after < TIMELINE_NEVER - state->epoch)
		timeline_arm(device_timeline(tim), &state->due, state->epoch + after);
}

void tim_refresh(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;
	unsigned round;

	/* It is telling already, and comes back to this. */
	if (state->busy)
		return;
	timeline_disarm(device_timeline(tim), &state->due);
	state->busy = true;
	for (round = 0; round < ROUNDS; round++) {
		const uint32_t happened = state->happened;

		state->happened = 0;
		tim_requests(tim, happened);
		tim_outputs_drive(tim, when);
		if (state->feeds)
			tim_trigger_send(tim, happened, when);
		if (!state->happened)
			break;
	}
	if (state->happened)
		device_note(tim,
			    "this timer triggers itself in a circle: it is cut after %u rounds",
			    ROUNDS);
	state->happened = 0;
	state->busy = false;
	tim_interrupts(tim);
	tim_arm(tim);
}

/* What was armed happens at its own time. */
static void tim_fire(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint64_t when = state->due.when;

	timeline_disarm(device_timeline(tim), &state->due);
	tim_sync(tim, when);
	tim_refresh(tim, when);
}

void tim_due(void *context)
{
	tim_fire(context);
}

void tim_catch_up(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;

	while (state->due.armed && state->due.when <= when + ROUNDING_PS)
		tim_fire(tim);
	tim_sync(tim, when + ROUNDING_PS);
	/* What happened since then nobody waited for. */
	if (!state->busy)
		state->happened = 0;
}

uint64_t tim_settle(struct device *tim)
{
	struct timeline *timeline = device_timeline(tim);
	const uint64_t now = timeline_now(timeline);

	while (timeline_next(timeline) <= now) {
		struct device *first = NULL, *other = tim;

		do {
			const struct tim_state *state = other->state;
			const struct tim_state *best = first ? first->state : NULL;

			if (state->due.armed && state->due.when <= now &&
			    (!best || state->due.when < best->due.when ||
			     (state->due.when == best->due.when &&
			      state->due.order < best->due.order)))
				first = other;
			other = state->next;
		} while (other != tim);
		if (!first)
			break;
		tim_fire(first);
	}
	return now;
}
