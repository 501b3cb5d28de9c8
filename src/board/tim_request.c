/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of a timer, and the events of the timeline that bring them. */
#include "board/rate.h"
#include "board/tim_internal.h"

static void tim_interrupts(struct device *tim)
{
	/* RM0436: break, update, trigger and commutation, compare on TIM1 and TIM8 */
	static const uint32_t apart[4] = {TIM_BREAK, TIM_UPDATE, TIM_TRIGGER | TIM_COMMUTATION,
					  0x1E};
	const struct tim_state *state = tim->state;
	const uint32_t active = device_word(tim, TIM_SR) & device_word(tim, TIM_DIER) & 0xFF;
	const unsigned count = state->peripheral->irq_count;
	unsigned i;

	for (i = 0; i < count; i++) {
		const bool level = active & (count == 4 ? apart[i] : 0xFF);

		device_m4_irq(tim, state->peripheral->irqs[i], level);
		device_a7_irq(tim, state->peripheral->irqs[i], level);
	}
}

void tim_refresh(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint32_t compares =
		(uint32_t)(state->counter.compare_up | state->counter.compare_down) << 1;
	const uint32_t possible = tim_cr1(tim, TIM_CR1_UDIS) ? compares : compares | TIM_UPDATE;
	const uint32_t awaited = device_word(tim, TIM_DIER) & ~device_word(tim, TIM_SR) & possible;
	uint64_t clocks = tim_counter_to_wrap(&state->counter);
	unsigned channel;
	uint64_t after;

	tim_interrupts(tim);
	timeline_disarm(device_timeline(tim), &state->due);
	if (!awaited || !tim_runs(tim) || clocks == TIM_CLOCKS_NEVER)
		return;
	for (channel = 1; channel <= TIM_CHANNELS; channel++) {
		const uint64_t match = tim_counter_to_match(&state->counter, channel);

		if ((awaited & TIM_COMPARE(channel)) && match < clocks)
			clocks = match;
	}
	after = rate_ps(state->done + clocks, state->hz);
	if (after < TIMELINE_NEVER - state->epoch)
		timeline_arm(device_timeline(tim), &state->due, state->epoch + after);
}

void tim_due(void *context)
{
	struct device *tim = context;

	tim_sync(tim);
	tim_refresh(tim);
}
