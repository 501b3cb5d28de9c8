/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What comes into a low-power timer (RM0436, "LPTIM", "Trigger multiplexer", "Counter mode", "Encoder mode",
 * "Timeout function"): pins, and outputs of other low-power timers. Filters delay nothing here.
 */
#include "board/lptim_internal.h"

#define PIN  0xFFu /* ETR */
#define NONE 0u

/* CFGR.TRIGSEL (ST's LL driver, sources of LPTIM's trigger): numbers of low-power timers. RTC's alarms, tampers
 * and SAI's frames are not there. */
static const uint8_t triggers[LPTIMS][8] = {
	{PIN}, {PIN}, {2, NONE, 4, 5}, {2, 3, NONE, 5}, {2, 3, 4},
};

static unsigned lptim_trigger_code(const struct device *lptim)
{
	return lptim_cfgr(lptim, LPTIM_CFGR_TRIGSEL_MASK) >> LPTIM_CFGR_TRIGSEL_SHIFT;
}

static unsigned lptim_trigger_edges(const struct device *lptim)
{
	return lptim_cfgr(lptim, LPTIM_CFGR_TRIGEN_MASK) >> LPTIM_CFGR_TRIGEN_SHIFT;
}

unsigned lptim_source(const struct device *lptim)
{
	const uint8_t source = triggers[lptim->instance - 1][lptim_trigger_code(lptim)];

	return lptim_enabled(lptim) && lptim_trigger_edges(lptim) && source != PIN ? source : NONE;
}

void lptim_input_notes(struct device *lptim)
{
	if (lptim_trigger_edges(lptim) &&
	    triggers[lptim->instance - 1][lptim_trigger_code(lptim)] == NONE)
		device_note(lptim, "this trigger (TRIGSEL) is not modelled: it has no edges");
	if (device_word(lptim, LPTIM_CFGR2) & LPTIM_CFGR2_INPUTS)
		device_note(lptim,
			    "inputs other than pins (CFGR2) are not modelled: they stay low");
	if (lptim_cfgr(lptim, LPTIM_CFGR_CKFLT_MASK | LPTIM_CFGR_TRGFLT_MASK))
		device_note(lptim, "filters of inputs (CKFLT, TRGFLT) delay nothing here");
}

/* 0: rising; 1: falling; 2: both */
static bool polarity_takes(unsigned polarity, bool rising)
{
	return polarity == 2 || (polarity == (rising ? 0u : 1u));
}

static bool lptim_edge_counts(const struct device *lptim, bool rising)
{
	return polarity_takes(lptim_cfgr(lptim, LPTIM_CFGR_CKPOL_MASK) >> LPTIM_CFGR_CKPOL_SHIFT,
			      rising);
}

/* Whatever samples an input has a clock. */
static bool lptim_samples(const struct device *lptim)
{
	const struct lptim_state *state = lptim->state;

	return lptim_enabled(lptim) && (state->hz || lptim_cfgr(lptim, LPTIM_CFGR_CKSEL));
}

void lptim_trigger(struct device *lptim, bool rising, uint64_t when)
{
	struct lptim_state *state = lptim->state;
	const unsigned edges = lptim_trigger_edges(lptim);

	if (!edges || !lptim_samples(lptim) || lptim_cfgr(lptim, LPTIM_CFGR_ENC) ||
	    !polarity_takes(edges - 1, rising))
		return;
	lptim_catch_up(lptim, when);
	if (state->started ? !lptim_cfgr(lptim, LPTIM_CFGR_TIMOUT)
			   : !state->waiting || state->ended)
		return;
	lptim_flag(lptim, LPTIM_EXTTRIG);
	lptim_begin(lptim, when);
	lptim_refresh(lptim, when);
}

/* RM0436, "Clock": input 1 is what all of the kernel runs from. */
static void lptim_clocked(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	for (unsigned i = 0; i < LPTIM_CROSSINGS; i++) {
		struct lptim_crosses *one = &state->crossings[i];

		if (one->pending && one->edges && !--one->edges)
			lptim_crossed(lptim, (enum lptim_crossing)i);
	}
}

static void lptim_edge_counted(struct device *lptim)
{
	struct lptim_state *state = lptim->state;
	const uint32_t divider =
		1u << (lptim_cfgr(lptim, LPTIM_CFGR_PRESC_MASK) >> LPTIM_CFGR_PRESC_SHIFT);

	if (!state->started)
		return;
	state->divided = (state->divided + 1) % divider;
	if (!state->divided)
		lptim_count(lptim, 1);
}

/* RM0436, "Encoder counting scenarios". */
static void lptim_edge_encoded(struct device *lptim, unsigned input, bool rising)
{
	const struct lptim_state *state = lptim->state;
	const bool other = state->inputs >> (input ^ 1) & 1;

	if (state->started && lptim_edge_counts(lptim, rising))
		lptim_encode(lptim, input == LPTIM_SIGNAL_IN1 ? rising == other : rising != other);
}

static void lptim_input(struct device *lptim, unsigned input, bool rising, uint64_t when)
{
	if (!lptim_samples(lptim) || !lptim_counts_edges(lptim) ||
	    (device_word(lptim, LPTIM_CFGR2) & LPTIM_CFGR2_INPUTS))
		return;
	lptim_catch_up(lptim, when);
	if (lptim_cfgr(lptim, LPTIM_CFGR_ENC)) {
		lptim_edge_encoded(lptim, input, rising);
	} else if (input == LPTIM_SIGNAL_IN1 && lptim_edge_counts(lptim, rising)) {
		lptim_edge_counted(lptim);
		if (lptim_cfgr(lptim, LPTIM_CFGR_CKSEL))
			lptim_clocked(lptim);
	}
	lptim_refresh(lptim, when);
}

void lptim_pin_sensed(struct pin_signal *signal, bool level, uint64_t when)
{
	struct device *lptim = signal->device;
	struct lptim_state *state = lptim->state;
	const uint8_t bit = (uint8_t)(1u << signal->number);

	if (!!(state->inputs & bit) == level)
		return;
	state->inputs ^= bit;
	if (signal->number != LPTIM_SIGNAL_ETR)
		lptim_input(lptim, signal->number, level, when);
	else if (triggers[lptim->instance - 1][lptim_trigger_code(lptim)] == PIN)
		lptim_trigger(lptim, level, when);
}
