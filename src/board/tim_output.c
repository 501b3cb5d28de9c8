/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Output compare of a timer (RM0436, "Output compare mode" to "Clearing the OCxREF signal"): the
 * reference signals OCxREF, and what they are at the pins.
 *
 * OCxREF of a PWM mode follows from the count alone and is computed when somebody looks; of a mode that
 * acts on a match it is kept. Dead time is stored and takes no time.
 */
#include "board/tim_internal.h"
#include "board/trigger.h"

static unsigned tim_ocm(const struct tim_state *state, unsigned index)
{
	const uint32_t mode = tim_mode(state, index);

	return (mode >> TIM_CCMR_OCM_SHIFT & 7) | (mode & TIM_CCMR_OCM_HIGH ? 8 : 0);
}

void tim_outputs_configure(struct device *tim)
{
	struct tim_state *state = tim->state;
	const bool preloaded =
		state->kind->complements && (device_word(tim, TIM_CR2) & TIM_CR2_CCPC);
	const uint32_t keep_ccer = preloaded ? TIM_CCER_ENABLES : 0;
	const uint32_t keep_ccmr = preloaded ? TIM_CCMR_OCM_MASK : 0;
	unsigned i;

	state->ccer = (state->ccer & keep_ccer) | (device_word(tim, TIM_CCER) & ~keep_ccer);
	for (i = 0; i < 2; i++)
		state->ccmr[i] = (state->ccmr[i] & keep_ccmr) |
				 (device_word(tim, TIM_CCMR1 + 4 * i) & ~keep_ccmr);
	state->sets = state->clears = state->toggles = 0;
	for (i = 0; i < state->kind->channels; i++) {
		const uint8_t bit = (uint8_t)(1u << i);

		if (!tim_is_output(state, i))
			continue;
		if (tim_ocm(state, i) == TIM_OCM_ACTIVE)
			state->sets |= bit;
		else if (tim_ocm(state, i) == TIM_OCM_INACTIVE)
			state->clears |= bit;
		else if (tim_ocm(state, i) == TIM_OCM_TOGGLE)
			state->toggles |= bit;
	}
}

void tim_outputs_match(struct tim_state *state)
{
	const uint8_t reached = state->counter.reached;

	state->references |= state->sets & reached;
	state->references &= (uint8_t) ~(state->clears & reached);
	state->references ^= state->toggles & reached;
}

void tim_outputs_turn(struct tim_state *state, uint64_t turns)
{
	unsigned i;

	if (!(state->sets | state->clears | state->toggles))
		return;
	for (i = 0; i < state->kind->channels; i++) {
		const uint64_t passes = tim_counter_passes(&state->counter, i + 1) * turns;
		const uint8_t bit = (uint8_t)(1u << i);

		/* two toggles are none */
		if (passes && (passes % 2 || !(state->toggles & bit)))
			state->counter.reached |= bit;
	}
}

/* RM0436, OCxM: PWM mode 1. */
static bool tim_pwm(const struct tim_counter *counter, unsigned index)
{
	const uint32_t compare = counter->compare[index];

	return counter->down ? counter->count <= compare : counter->count < compare;
}

static bool tim_reference(const struct device *tim, unsigned index)
{
	const struct tim_state *state = tim->state;
	const bool pwm = tim_pwm(&state->counter, index);

	switch (tim_ocm(state, index)) {
	case TIM_OCM_FORCE_INACTIVE:
		return false;
	case TIM_OCM_FORCE_ACTIVE:
		return true;
	case TIM_OCM_PWM_1:
	case TIM_OCM_COMBINED_1:
	case TIM_OCM_ASYMMETRIC_1:
		return pwm;
	case TIM_OCM_PWM_2:
	case TIM_OCM_COMBINED_2:
	case TIM_OCM_ASYMMETRIC_2:
		return !pwm;
	case TIM_OCM_RETRIGGER_1:
		return tim_cr1(tim, TIM_CR1_CEN) ? pwm : true;
	case TIM_OCM_RETRIGGER_2:
		return tim_cr1(tim, TIM_CR1_CEN) ? !pwm : false;
	default:
		return state->references >> index & 1;
	}
}

/* OCxREFC: the signals of channels 1 and 2, or 3 and 4, combined. */
static bool tim_combined(const struct tim_state *state, unsigned index)
{
	const bool own = state->references >> index & 1;
	const bool other = state->references >> (index ^ 1) & 1;

	switch (tim_ocm(state, index)) {
	case TIM_OCM_COMBINED_1:
		return own || other;
	case TIM_OCM_COMBINED_2:
		return own && other;
	case TIM_OCM_ASYMMETRIC_1:
	case TIM_OCM_ASYMMETRIC_2:
		return state->counter.down ? other : own;
	default:
		return own;
	}
}

uint8_t tim_references(struct device *tim)
{
	struct tim_state *state = tim->state;
	uint8_t references = 0, combined = 0;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		if (tim_is_output(state, i) && tim_reference(tim, i))
			references |= (uint8_t)(1u << i);
	}
	state->references = references;
	for (i = 0; i < state->kind->channels; i++) {
		if (tim_combined(state, i))
			combined |= (uint8_t)(1u << i);
	}
	return combined;
}

static bool tim_main_output(const struct device *tim)
{
	const struct tim_state *state = tim->state;

	return !state->kind->repetition || (device_word(tim, TIM_BDTR) & TIM_BDTR_MOE);
}

struct output {
	bool driven, level;
};

/* RM0436, "Output control bits for complementary OCx and OCxN channels with break feature". */
static void tim_output_pair(const struct device *tim, unsigned index, bool reference,
			    struct output *oc, struct output *ocn)
{
	const struct tim_state *state = tim->state;
	const uint32_t bdtr = state->kind->repetition ? device_word(tim, TIM_BDTR) : 0;
	const uint32_t enables = tim_enables(state, index);
	const bool enabled = enables & TIM_CCER_CCE;
	const bool complement = index < state->kind->complements && (enables & TIM_CCER_CCNE);
	const bool polarity = enables & TIM_CCER_CCP;
	const bool complement_polarity = enables & TIM_CCER_CCNP;

	*oc = *ocn = (struct output){false, false};
	if (!tim_is_output(state, index) || !(enabled || complement))
		return;
	if (!tim_main_output(tim)) {
		const uint32_t idle = device_word(tim, TIM_CR2) >> (TIM_CR2_OIS_SHIFT + 2 * index);

		oc->driven = ocn->driven = bdtr & TIM_BDTR_OSSI;
		oc->level = idle & 1;
		ocn->level = idle >> 1 & 1;
		return;
	}
	/* A side that is not enabled is off, which OSSR makes its inactive level. */
	oc->driven = enabled || (bdtr & TIM_BDTR_OSSR);
	oc->level = enabled ? reference != polarity : polarity;
	ocn->driven = complement || (bdtr & TIM_BDTR_OSSR);
	if (!complement)
		ocn->level = complement_polarity;
	else
		/* With both it is the inverse of the reference, alone the reference. */
		ocn->level = (enabled ? !reference : reference) != complement_polarity;
}

/* Converters hear OCxREF itself, whatever is at the pin. */
static void tim_outputs_send(struct device *tim, uint8_t references, uint64_t when)
{
	struct tim_state *state = tim->state;
	const uint8_t changed = (references ^ state->sent) & state->heard;
	unsigned i;

	state->sent = references;
	for (i = 0; i < state->kind->channels; i++) {
		if (changed >> i & 1)
			trigger_send(tim->board, TRIGGER_TIM(state->kind->instance, i + 1),
				     references >> i & 1, when);
	}
}

void tim_outputs_drive(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;
	const uint8_t references = tim_references(tim);
	unsigned i;

	tim_outputs_send(tim, references, when);
	for (i = 0; i < state->kind->channels; i++) {
		struct pin_signal *signal = &state->signals[TIM_SIGNAL_CH + i];
		struct pin_signal *complement =
			i < state->kind->complements ? &state->signals[TIM_SIGNAL_CHN + i] : NULL;
		struct output oc, ocn;

		if (!pin_signal_joined(signal) && !(complement && pin_signal_joined(complement)))
			continue;
		tim_output_pair(tim, i, references >> i & 1, &oc, &ocn);
		pin_signal_drive(signal, oc.driven, oc.level, when);
		if (complement)
			pin_signal_drive(complement, ocn.driven, ocn.level, when);
	}
}

uint8_t tim_outputs_watched(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const unsigned mms = (device_word(tim, TIM_CR2) & TIM_CR2_MMS_MASK) >> TIM_CR2_MMS_SHIFT;
	const bool output = tim_main_output(tim);
	uint8_t watched = 0;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		if (!tim_is_output(state, i) || !output ||
		    !(tim_enables(state, i) & (TIM_CCER_CCE | TIM_CCER_CCNE)))
			continue;
		if (pin_signal_watched(&state->signals[TIM_SIGNAL_CH + i]) ||
		    (i < TIM_COMPLEMENTS &&
		     pin_signal_watched(&state->signals[TIM_SIGNAL_CHN + i])))
			watched |= (uint8_t)(1u << i);
	}
	watched |= state->heard;
	if (state->feeds && !state->kind->master)
		watched |= 1;
	if (state->feeds && state->kind->master && mms >= TIM_MMS_OC1REF)
		watched |= (uint8_t)(1u << (mms - TIM_MMS_OC1REF));
	for (i = 0; i < state->kind->channels; i++) {
		if ((watched >> i & 1) && tim_ocm(state, i) >= TIM_OCM_COMBINED_1)
			watched |= (uint8_t)(1u << (i ^ 1));
	}
	return watched;
}

uint8_t tim_outputs_modulated(const struct tim_state *state, uint8_t channels)
{
	uint8_t modulated = 0;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		if (tim_ocm(state, i) >= TIM_OCM_PWM_1)
			modulated |= (uint8_t)(1u << i);
	}
	return modulated & channels;
}
