/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/tim_counter.h"

static uint64_t ticks_to_wrap(const struct tim_counter *counter)
{
	const uint64_t count = counter->count;
	const uint64_t top = counter->auto_reload;
	/* set beyond its end, it first has to come round */
	const uint64_t beyond = count > top ? (uint64_t)counter->max + 1 : 0;

	if (counter->center) {
		if (counter->down)
			return count ? count : 1;
		return count == top ? 1 : beyond + top - count;
	}
	return counter->down ? count + 1 : beyond + top - count + 1;
}

static uint64_t ticks_to_clocks(const struct tim_counter *counter, uint64_t ticks)
{
	return ticks * ((uint64_t)counter->prescaler + 1) - counter->divided;
}

uint64_t tim_counter_to_wrap(const struct tim_counter *counter)
{
	if (!counter->auto_reload)
		return TIM_CLOCKS_NEVER;
	return ticks_to_clocks(counter, ticks_to_wrap(counter));
}

static uint8_t comparing(const struct tim_counter *counter)
{
	return counter->down ? counter->compare_down : counter->compare_up;
}

uint64_t tim_counter_to_value(const struct tim_counter *counter, unsigned channel)
{
	const uint32_t value = counter->compare[channel - 1];
	uint64_t ticks;

	if (!counter->auto_reload)
		return TIM_CLOCKS_NEVER;
	if (counter->down ? value >= counter->count : value <= counter->count)
		return TIM_CLOCKS_NEVER;
	ticks = counter->down ? counter->count - value : value - counter->count;
	/* Where an up-down counter turns is a wrap as well as a value. */
	if (ticks >= ticks_to_wrap(counter))
		return TIM_CLOCKS_NEVER;
	return ticks_to_clocks(counter, ticks);
}

uint64_t tim_counter_to_match(const struct tim_counter *counter, unsigned channel)
{
	if (!(comparing(counter) >> (channel - 1) & 1))
		return TIM_CLOCKS_NEVER;
	return tim_counter_to_value(counter, channel);
}

unsigned tim_counter_passes(const struct tim_counter *counter, unsigned channel)
{
	const uint32_t value = counter->compare[channel - 1];

	if (value > counter->auto_reload)
		return 0;
	return counter->center && value > 0 && value < counter->auto_reload ? 2 : 1;
}

uint64_t tim_counter_period(const struct tim_counter *counter)
{
	const uint64_t top = counter->auto_reload;

	if (!top || counter->count > top)
		return 0;
	if (counter->center && counter->count == (counter->down ? 0 : top))
		return 0;
	return (counter->center ? 2 * top : top + 1) * ((uint64_t)counter->prescaler + 1);
}

static uint8_t within(const struct tim_counter *counter, uint64_t first, uint64_t last)
{
	uint8_t channels = 0;
	unsigned i;

	for (i = 0; i < TIM_CHANNELS; i++) {
		if (counter->compare[i] >= first && counter->compare[i] <= last)
			channels |= (uint8_t)(1u << i);
	}
	return channels;
}

static uint8_t matches(struct tim_counter *counter, uint64_t first, uint64_t last)
{
	const uint8_t channels = within(counter, first, last);

	counter->reached |= channels;
	return channels & comparing(counter);
}

/* RM0436, TIMx_SR.CCxIF: a value that is never reached counts as matched at the overflow. */
static uint8_t beyond(const struct tim_counter *counter, uint64_t top)
{
	return within(counter, top + 1, counter->max) & comparing(counter);
}

uint8_t tim_counter_turn(const struct tim_counter *counter)
{
	const uint32_t top = counter->auto_reload;

	/* Up and down it comes to 0 on the way down only, and to the top on the way up. */
	if (counter->center)
		return (within(counter, 1, counter->max) & counter->compare_up) |
		       (within(counter, 0, (uint64_t)top - 1) & counter->compare_down);
	return counter->compare_up | counter->compare_down;
}

/* Ticks without a wrap, but perhaps past `max`. */
static uint8_t tick(struct tim_counter *counter, uint64_t ticks)
{
	const uint64_t from = counter->count;
	uint64_t to = from + ticks;
	uint8_t matched;

	if (!ticks)
		return 0;
	if (counter->down) {
		counter->count = (uint32_t)(from - ticks);
		return matches(counter, counter->count, from - 1);
	}
	matched = matches(counter, from + 1, to);
	if (to > counter->max) {
		to -= (uint64_t)counter->max + 1;
		matched |= matches(counter, 0, to);
	}
	counter->count = (uint32_t)to;
	return matched;
}

uint8_t tim_counter_move(struct tim_counter *counter, uint64_t clocks)
{
	const uint64_t divider = (uint64_t)counter->prescaler + 1;
	const uint64_t total = counter->divided + clocks;

	if (!counter->auto_reload)
		return 0;
	counter->divided = (uint32_t)(total % divider);
	return tick(counter, total / divider);
}

uint8_t tim_counter_wrap(struct tim_counter *counter)
{
	const uint64_t top = counter->auto_reload;
	uint8_t matched;

	counter->divided = 0;
	if (counter->center) {
		matched = counter->count == (counter->down ? 0 : top)
				  ? 0
				  : tick(counter, ticks_to_wrap(counter));
		if (!counter->down)
			matched |= beyond(counter, top);
		counter->down = !counter->down;
		return matched;
	}
	matched = tick(counter, ticks_to_wrap(counter) - 1);
	counter->count = counter->down ? counter->auto_reload : 0;
	return matched | matches(counter, counter->count, counter->count) | beyond(counter, top);
}
