/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the timer's model share. */
#ifndef COPRO_BOARD_TIM_INTERNAL_H
#define COPRO_BOARD_TIM_INTERNAL_H

#include "board/device.h"
#include "board/tim_counter.h"
#include "soc/peripheral.h"
#include "soc/regs/tim.h"

struct tim_class {
	uint8_t instance;
	uint8_t channels;
	bool wide; /* counts 32 bits */
	bool both_ways; /* can count down */
	bool repetition; /* RCR, BDTR and what hangs on them */
};

struct tim_state {
	const struct tim_class *kind;
	const struct soc_peripheral *peripheral;
	struct tim_counter counter;
	uint32_t repeat; /* wraps to let pass before the next update */
	uint64_t hz; /* of the counting since `epoch`, when it or the rate began */
	uint64_t epoch; /* ps */
	uint64_t done; /* clocks since epoch that are in the registers */
	struct timeline_event due;
};

static inline bool tim_cr1(const struct device *tim, uint32_t bits)
{
	return device_word(tim, TIM_CR1) & bits;
}

static inline void tim_flag(struct device *tim, uint32_t flags)
{
	device_set_word(tim, TIM_SR, device_word(tim, TIM_SR) | flags);
}

/* Which of the timers a number names (tim_class.c). */
const struct tim_class *tim_class_of(unsigned instance);
/* Does a timer of this kind have the register? */
bool tim_has(const struct tim_class *kind, uint32_t offset);

/* Counting (tim_count.c): what was preloaded becomes active; does the counter move by itself; brings
 * the registers to the present time; from now on it counts at the present rate. */
void tim_reload(struct device *tim);
bool tim_runs(const struct device *tim);
void tim_sync(struct device *tim);
void tim_start(struct device *tim);

/* Interrupt lines, and the event for the next one that is enabled and not yet there (tim_request.c). */
void tim_refresh(struct device *tim);
/* That event; its context is the device. */
void tim_due(void *context);

#endif
