/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the low-power timers' model share.
 *
 * As with the other timers, whatever happens happens in three steps: lptim_sync() brings the count to the
 * time of it; it changes something; lptim_refresh() tells whom that concerns and arms the timeline for
 * what comes next. Times (ps) are not later than now, and may be a little earlier.
 */
#ifndef COPRO_BOARD_LPTIM_INTERNAL_H
#define COPRO_BOARD_LPTIM_INTERNAL_H

#include "board/device.h"
#include "board/pin_wire.h"
#include "soc/regs/lptim.h"

enum lptim_signal {
	LPTIM_SIGNAL_IN1,
	LPTIM_SIGNAL_IN2,
	LPTIM_SIGNAL_ETR,
	LPTIM_SIGNAL_OUT,
	LPTIM_SIGNALS
};

/* What crosses from the bus into the kernel's clock. */
enum lptim_crossing {
	LPTIM_TO_CMP,
	LPTIM_TO_ARR,
	LPTIM_TO_COUNT, /* CR.COUNTRST */
	LPTIM_CROSSINGS
};

struct lptim_crosses {
	bool pending;
	uint64_t when; /* ps; TIMELINE_NEVER while there is no clock, or it is an input */
	unsigned edges; /* left of input 1, where that is the clock */
};

struct lptim_state {
	bool created;
	bool started; /* it counts */
	bool single; /* until the end of the period */
	bool waiting; /* for a trigger, which starts it */
	bool ended; /* set-once mode: its one period is over */
	bool set; /* set-once mode: the output is */
	bool down; /* the encoder's direction */
	uint32_t count;
	uint32_t compare, auto_reload; /* as they act */
	uint8_t staged; /* crossings whose value acts from the next period on */
	uint32_t divided; /* edges of input 1 since the last count, for PRESC */
	uint64_t hz; /* of the kernel since `epoch`, when the count or the rate began */
	uint64_t epoch; /* ps */
	uint64_t done; /* counts since then that are in `count` */
	struct lptim_crosses crossings[LPTIM_CROSSINGS];
	struct timeline_event due;
	struct device *others[LPTIMS]; /* all of them, LPTIM1 first */
	unsigned exti_line;
	uint8_t inputs; /* levels, by number of the signal */
	bool output; /* as last told */
	bool busy; /* telling */
	struct pin_signal signals[LPTIM_SIGNALS];
};

static inline bool lptim_enabled(const struct device *lptim)
{
	return device_word(lptim, LPTIM_CR) & LPTIM_CR_ENABLE;
}

static inline uint32_t lptim_cfgr(const struct device *lptim, uint32_t bits)
{
	return device_word(lptim, LPTIM_CFGR) & bits;
}

static inline void lptim_flag(struct device *lptim, uint32_t flags)
{
	device_set_word(lptim, LPTIM_ISR, device_word(lptim, LPTIM_ISR) | flags);
}

/* Does input 1, and not the kernel's clock, move the counter? */
static inline bool lptim_counts_edges(const struct device *lptim)
{
	return lptim_cfgr(lptim, LPTIM_CFGR_CKSEL | LPTIM_CFGR_COUNTMODE | LPTIM_CFGR_ENC);
}

/* lptim_count.c: the count comes to a time; counts so many; counts one up or down; begins a period, or the clock's
 * present rate; something begins to cross; counts until something happens that somebody waits for, as
 * `output` is seen. */
void lptim_sync(struct device *lptim, uint64_t when);
void lptim_count(struct device *lptim, uint64_t counts);
void lptim_encode(struct device *lptim, bool down);
void lptim_begin(struct device *lptim, uint64_t when);
void lptim_follow_clock(struct device *lptim, uint64_t when);
void lptim_cross(struct device *lptim, enum lptim_crossing crossing, uint64_t when);
void lptim_crossed(struct device *lptim, enum lptim_crossing crossing);
uint64_t lptim_next(const struct device *lptim, bool output);
/* The output before its polarity. */
bool lptim_reference(const struct device *lptim);

/* lptim_input.c: a pin's level; an edge at the output of another; the other that triggers this one. */
void lptim_pin_sensed(struct pin_signal *signal, bool level, uint64_t when);
void lptim_trigger(struct device *lptim, bool rising, uint64_t when);
unsigned lptim_source(const struct device *lptim);
/* Notes about inputs that are not there. */
void lptim_input_notes(struct device *lptim);

/* lptim.c: tells of what happened, and arms for what is next; what comes before a time happens, each at its
 * own; the same for the present time, which it returns. */
void lptim_refresh(struct device *lptim, uint64_t when);
void lptim_catch_up(struct device *lptim, uint64_t when);
uint64_t lptim_settle(struct device *lptim);

#endif
