/* SPDX-License-Identifier: BSD-3-Clause */
/* The counting of a timer in virtual time, and its update event. */
#include "board/rate.h"
#include "board/tim_internal.h"

static bool tim_stable(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const struct tim_counter *counter = &state->counter;
	bool same = counter->prescaler == device_word(tim, TIM_PSC) &&
		    counter->auto_reload == device_word(tim, TIM_ARR);
	unsigned i;

	for (i = 0; i < TIM_CHANNELS; i++)
		same &= counter->compare[i] == device_word(tim, TIM_CCR1 + 4 * i);
	return (same || tim_cr1(tim, TIM_CR1_UDIS)) && !tim_cr1(tim, TIM_CR1_OPM) &&
	       state->repeat <= device_word(tim, TIM_RCR);
}

/* CC1IF-CC4IF follow UIF. */
static void tim_matched(struct device *tim, uint8_t channels)
{
	tim_flag(tim, (uint32_t)channels << 1);
}

/* RM0436, TIM update event: what was preloaded becomes active. */
void tim_reload(struct device *tim)
{
	struct tim_state *state = tim->state;
	unsigned i;

	state->counter.prescaler = device_word(tim, TIM_PSC);
	state->counter.auto_reload = device_word(tim, TIM_ARR);
	for (i = 0; i < TIM_CHANNELS; i++)
		state->counter.compare[i] = device_word(tim, TIM_CCR1 + 4 * i);
	state->repeat = device_word(tim, TIM_RCR);
}

static void tim_wrapped(struct device *tim)
{
	struct tim_state *state = tim->state;

	if (state->repeat) {
		state->repeat--;
		return;
	}
	if (tim_cr1(tim, TIM_CR1_UDIS))
		return;
	tim_reload(tim);
	tim_flag(tim, TIM_UPDATE);
	if (tim_cr1(tim, TIM_CR1_OPM))
		device_set_word(tim, TIM_CR1, device_word(tim, TIM_CR1) & ~TIM_CR1_CEN);
}

static void tim_count(struct device *tim, uint64_t clocks)
{
	struct tim_state *state = tim->state;
	struct tim_counter *counter = &state->counter;
	while (tim_cr1(tim, TIM_CR1_CEN)) {
		const uint64_t wrap = tim_counter_to_wrap(counter);
		uint64_t cycle;

		if (clocks < wrap) {
			tim_matched(tim, tim_counter_move(counter, clocks));
			return;
		}
		cycle = tim_counter_period(counter) * ((uint64_t)device_word(tim, TIM_RCR) + 1);
		if (cycle && clocks >= cycle && tim_stable(tim)) {
			/* any number of full turns are as one */
			tim_matched(tim, counter->compare_up | counter->compare_down);
			if (!tim_cr1(tim, TIM_CR1_UDIS))
				tim_flag(tim, TIM_UPDATE);
			clocks %= cycle;
			continue;
		}
		clocks -= wrap;
		tim_matched(tim, tim_counter_wrap(counter));
		tim_wrapped(tim);
	}
}

/* RM0436, TIM clock selection: modes in which something outside moves the counter. */
bool tim_runs(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const uint32_t smcr = device_word(tim, TIM_SMCR);
	const uint32_t mode = smcr & TIM_SMCR_SMS_MASK;

	return tim_cr1(tim, TIM_CR1_CEN) && state->hz && !(smcr & TIM_SMCR_ECE) &&
	       !(mode >= 1 && mode <= 3) && mode != 7;
}

/* Brings the registers to the present time. */
void tim_sync(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint64_t now = timeline_now(device_timeline(tim));
	uint64_t total;

	if (!tim_runs(tim))
		return;
	total = rate_ticks(now - state->epoch, state->hz);
	if (total <= state->done)
		return;
	tim_count(tim, total - state->done);
	state->done = total;
}

/* From now on the counter counts at the present rate. */
void tim_start(struct device *tim)
{
	struct tim_state *state = tim->state;

	state->hz = device_clock_hz(tim);
	state->epoch = timeline_now(device_timeline(tim));
	state->done = 0;
}
