/* SPDX-License-Identifier: BSD-3-Clause */
/* The counting of a timer in virtual time, and its update event. */
#include "board/rate.h"
#include "board/tim_internal.h"

static bool tim_stable(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const struct tim_counter *counter = &state->counter;
	const uint32_t bdtr = device_word(tim, TIM_BDTR);
	bool same = counter->prescaler == device_word(tim, TIM_PSC) &&
		    counter->auto_reload == device_word(tim, TIM_ARR);
	unsigned i;

	for (i = 0; i < TIM_CHANNELS; i++)
		same &= counter->compare[i] == device_word(tim, TIM_CCR1 + 4 * i);
	/* the outputs come back with the next update */
	if (state->kind->repetition && (bdtr & TIM_BDTR_AOE) && !(bdtr & TIM_BDTR_MOE) &&
	    !tim_cr1(tim, TIM_CR1_UDIS) && !tim_break_held(tim))
		return false;
	return (same || tim_cr1(tim, TIM_CR1_UDIS)) && !tim_cr1(tim, TIM_CR1_OPM) &&
	       state->repeat <= device_word(tim, TIM_RCR);
}

/* CC1IF-CC4IF follow UIF. */
static void tim_matched(struct device *tim, uint8_t channels)
{
	struct tim_state *state = tim->state;

	tim_flag(tim, (uint32_t)channels << 1);
	if (state->counter.reached) {
		tim_outputs_match(state);
		state->counter.reached = 0;
	}
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

/* RM0436, TIMx_BDTR.AOE: an update brings the outputs back after a break that is over. */
static void tim_updated(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint32_t bdtr = device_word(tim, TIM_BDTR);

	tim_reload(tim);
	if (state->kind->repetition && (bdtr & TIM_BDTR_AOE) && !tim_break_held(tim))
		device_set_word(tim, TIM_BDTR, bdtr | TIM_BDTR_MOE);
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
	tim_updated(tim);
	tim_flag(tim, TIM_UPDATE);
	if (tim_cr1(tim, TIM_CR1_OPM))
		device_set_word(tim, TIM_CR1, device_word(tim, TIM_CR1) & ~TIM_CR1_CEN);
}

void tim_count(struct device *tim, uint64_t clocks)
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
		/* From beyond its end it may come to a value twice, the second time with the wrap. */
		if (counter->count > counter->auto_reload && wrap > 1) {
			tim_matched(tim, tim_counter_move(counter, wrap - 1));
			clocks -= wrap - 1;
			continue;
		}
		cycle = tim_counter_period(counter) * ((uint64_t)device_word(tim, TIM_RCR) + 1);
		if (cycle && clocks >= cycle && tim_stable(tim)) {
			/* any number of full turns are as one, but for what they toggle */
			tim_outputs_turn(state,
					 clocks / cycle * (cycle / tim_counter_period(counter)));
			tim_matched(tim, tim_counter_turn(counter));
			if (tim_cr1(tim, TIM_CR1_UDIS))
				state->repeat = 0;
			else
				tim_flag(tim, TIM_UPDATE);
			clocks %= cycle;
			continue;
		}
		clocks -= wrap;
		tim_matched(tim, tim_counter_wrap(counter));
		tim_wrapped(tim);
	}
}

/* RM0436, "reset mode" of the slave controller and EGR.UG: the counter begins anew, with an update. */
void tim_restart(struct device *tim)
{
	struct tim_state *state = tim->state;

	if (!tim_cr1(tim, TIM_CR1_UDIS)) {
		tim_updated(tim);
		if (!tim_cr1(tim, TIM_CR1_URS))
			tim_flag(tim, TIM_UPDATE);
	}
	state->happened |= TIM_RESTARTED;
	state->counter.divided = 0;
	if (state->counter.center)
		state->counter.down = false;
	state->counter.count = state->counter.down ? state->counter.auto_reload : 0;
}

/* RM0436, TIM clock selection: modes in which something outside moves the counter. */
bool tim_runs(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const uint32_t smcr = device_word(tim, TIM_SMCR);
	const uint32_t mode = smcr & TIM_SMCR_SMS_MASK;

	if (!tim_cr1(tim, TIM_CR1_CEN) || !state->hz || (smcr & TIM_SMCR_ECE))
		return false;
	if (mode == TIM_SMS_GATED)
		return state->trgi;
	return !(mode >= TIM_SMS_ENCODER_1 && mode <= TIM_SMS_ENCODER_3) &&
	       mode != TIM_SMS_EXTERNAL_CLOCK;
}

void tim_sync(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;
	uint64_t total;

	if (!tim_runs(tim) || when < state->epoch)
		return;
	total = rate_ticks(when - state->epoch, state->hz);
	if (total <= state->done)
		return;
	tim_count(tim, total - state->done);
	state->done = total;
}

void tim_start(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;

	state->hz = device_clock_hz(tim);
	state->epoch = when;
	state->done = 0;
}
