/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The counter of a timer: prescaler, counting mode and comparison (RM0436, "TIM", counter modes).
 * Pure arithmetic in clocks of the timer, any number of them at once; it knows no registers and no
 * time. A wrap is an overflow or an underflow.
 */
#ifndef COPRO_BOARD_TIM_COUNTER_H
#define COPRO_BOARD_TIM_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#define TIM_CHANNELS	 4u
#define TIM_CLOCKS_NEVER UINT64_MAX

struct tim_counter {
	uint32_t max; /* 0xFFFF or 0xFFFFFFFF */
	uint32_t count;
	uint32_t auto_reload; /* 0 stops the counter */
	uint32_t prescaler; /* a tick is prescaler + 1 clocks */
	uint32_t divided; /* clocks since the last tick, at most prescaler */
	bool center; /* counts up and down in turn, else as `down` says */
	bool down;
	uint8_t compare_up; /* channels (bit n - 1) that compare while counting up, */
	uint8_t compare_down; /* and down */
	/* channels whose value the counter came to, whether they compare or not; the user clears it */
	uint8_t reached;
	uint32_t compare[TIM_CHANNELS];
};

/* Clocks until the next wrap, TIM_CLOCKS_NEVER when the counter stands. */
uint64_t tim_counter_to_wrap(const struct tim_counter *counter);

/* Clocks until channel 1-4 matches before the next wrap; TIM_CLOCKS_NEVER if not before it. */
uint64_t tim_counter_to_match(const struct tim_counter *counter, unsigned channel);

/* The same whether the channel compares in this direction or not. */
uint64_t tim_counter_to_value(const struct tim_counter *counter, unsigned channel);

/* The channels that match in a full turn. */
uint8_t tim_counter_turn(const struct tim_counter *counter);

/* How often a full turn comes to the value of channel 1-4. */
unsigned tim_counter_passes(const struct tim_counter *counter, unsigned channel);

/* Clocks of one full turn, after which the counter is where it was. 0: it stands, or the values it
 * was set to are not on its turn and it first has to come round. */
uint64_t tim_counter_period(const struct tim_counter *counter);

/* Counts fewer clocks than to the next wrap. Returns the channels that matched. */
uint8_t tim_counter_move(struct tim_counter *counter, uint64_t clocks);

/* Counts exactly to and over the next wrap. Returns the channels that matched. */
uint8_t tim_counter_wrap(struct tim_counter *counter);

#endif
