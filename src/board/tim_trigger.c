/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers and what triggers them (RM0436, "Timers and external trigger synchronization", "Timer
 * synchronization"): the trigger input TRGI and the slave controller, the external trigger, the trigger
 * output TRGO. Resynchronisation takes no time.
 */
#include "board/tim_internal.h"
#include "board/trigger.h"
#include "soc/regs/dmamux.h"

static uint32_t tim_slave_mode(const struct device *tim)
{
	return device_word(tim, TIM_SMCR) & TIM_SMCR_SMS_MASK;
}

unsigned tim_trigger_code(const struct device *tim)
{
	const uint32_t smcr = device_word(tim, TIM_SMCR) & TIM_SMCR_TS_MASK;

	return (smcr >> TIM_SMCR_TS_SHIFT & 7) | (smcr >> TIM_SMCR_TS_HIGH_SHIFT & 0x18);
}

/* Which other timer TRGI comes from, if anything hangs on it; 0: none. */
static uint8_t tim_trigger_source(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const unsigned code = tim_trigger_code(tim);
	bool used = tim_slave_mode(tim);
	unsigned i;

	for (i = 0; i < state->kind->channels; i++)
		used |= (tim_mode(state, i) & TIM_CCMR_CCS_MASK) == TIM_CCMR_CCS_TRC;
	return used && code < 4 ? state->kind->triggers[code] : 0;
}

/* Channels that capture at TRC. */
static void tim_trigger_captures(struct device *tim)
{
	struct tim_state *state = tim->state;
	unsigned i;

	if (tim_trigger_code(tim) > TIM_TS_TI1F_ED)
		return;
	for (i = 0; i < state->kind->channels; i++) {
		if ((tim_mode(state, i) & TIM_CCMR_CCS_MASK) == TIM_CCMR_CCS_TRC &&
		    (tim_enables(state, i) & TIM_CCER_CCE))
			tim_capture(tim, i);
	}
}

static void tim_trigger_start(struct device *tim, uint64_t when)
{
	if (tim_cr1(tim, TIM_CR1_CEN))
		return;
	device_set_word(tim, TIM_CR1, device_word(tim, TIM_CR1) | TIM_CR1_CEN);
	tim_start(tim, when);
}

static void tim_trigger_rises(struct device *tim, uint64_t when)
{
	const struct tim_state *state = tim->state;
	const uint32_t cr2 = device_word(tim, TIM_CR2);
	const uint32_t commutes = TIM_CR2_CCPC | TIM_CR2_CCUS;

	tim_trigger_captures(tim);
	if (state->kind->complements && (cr2 & commutes) == commutes)
		tim_commutate(tim);
	switch (tim_slave_mode(tim)) {
	case TIM_SMS_RESET:
		tim_flag(tim, TIM_TRIGGER);
		tim_restart(tim);
		break;
	case TIM_SMS_RESET_TRIGGER:
		tim_flag(tim, TIM_TRIGGER);
		tim_restart(tim);
		tim_trigger_start(tim, when);
		break;
	case TIM_SMS_TRIGGER:
		tim_flag(tim, TIM_TRIGGER);
		tim_trigger_start(tim, when);
		break;
	case TIM_SMS_EXTERNAL_CLOCK:
		tim_flag(tim, TIM_TRIGGER);
		tim_count(tim, 1);
		break;
	default:
		break;
	}
}

void tim_trigger_edge(struct device *tim, bool level, uint64_t when)
{
	struct tim_state *state = tim->state;

	if (state->trgi == level)
		return;
	state->trgi = level;
	if (tim_slave_mode(tim) == TIM_SMS_GATED) {
		tim_flag(tim, TIM_TRIGGER);
		if (tim_runs(tim))
			tim_start(tim, when);
	}
	if (level)
		tim_trigger_rises(tim, when);
}

void tim_trigger_pulse(struct device *tim, uint64_t when)
{
	if (tim_slave_mode(tim) == TIM_SMS_GATED) {
		/* open for one clock */
		tim_flag(tim, TIM_TRIGGER);
		tim_count(tim, 1);
	}
	tim_trigger_rises(tim, when);
}

void tim_trigger_select(struct device *tim)
{
	struct tim_state *state = tim->state;
	const struct device *source;

	switch (tim_trigger_code(tim)) {
	case TIM_TS_TI1FP1:
		state->trgi = tim_filtered(tim, 0);
		return;
	case TIM_TS_TI2FP2:
		state->trgi = tim_filtered(tim, 1);
		return;
	case TIM_TS_ETRF:
		state->trgi = state->etr != !!(device_word(tim, TIM_SMCR) & TIM_SMCR_ETP);
		return;
	default:
		break;
	}
	state->trgi = false;
	for (source = state->next; state->source && source != tim;) {
		const struct tim_state *other = source->state;

		if (other->kind->instance == state->source)
			state->trgi = other->trgo;
		source = other->next;
	}
}

void tim_trigger_etr(struct device *tim, bool level, uint64_t when)
{
	struct tim_state *state = tim->state;
	const uint32_t smcr = device_word(tim, TIM_SMCR);
	const unsigned every = 1u << (smcr >> TIM_SMCR_ETPS_SHIFT & 3);
	const bool active = level != !!(smcr & TIM_SMCR_ETP);

	if (state->etr == level)
		return;
	state->etr = level;
	if (!state->hz)
		return;
	tim_catch_up(tim, when);
	if (active)
		state->etr_edges = (uint8_t)((state->etr_edges + 1) % every);
	if (active && !state->etr_edges && (smcr & TIM_SMCR_ECE))
		tim_count(tim, 1);
	if (tim_trigger_code(tim) == TIM_TS_ETRF) {
		if (every == 1)
			tim_trigger_edge(tim, active, when);
		else if (active && !state->etr_edges)
			tim_trigger_pulse(tim, when);
	}
	tim_refresh(tim, when);
}

/* TRGO where it is a level, and not a pulse. */
static bool tim_trigger_level(struct device *tim)
{
	const struct tim_state *state = tim->state;
	const unsigned mms = (device_word(tim, TIM_CR2) & TIM_CR2_MMS_MASK) >> TIM_CR2_MMS_SHIFT;

	if (!state->kind->master)
		return tim_references(tim) & 1;
	if (mms == TIM_MMS_ENABLE)
		return tim_cr1(tim, TIM_CR1_CEN);
	return mms >= TIM_MMS_OC1REF && (tim_references(tim) >> (mms - TIM_MMS_OC1REF) & 1);
}

static bool tim_trigger_pulses(const struct device *tim, uint32_t happened)
{
	const struct tim_state *state = tim->state;

	if (!state->kind->master)
		return false;
	switch ((device_word(tim, TIM_CR2) & TIM_CR2_MMS_MASK) >> TIM_CR2_MMS_SHIFT) {
	case TIM_MMS_RESET:
		return happened & TIM_RESTARTED;
	case TIM_MMS_UPDATE:
		return happened & TIM_UPDATE;
	case TIM_MMS_COMPARE_PULSE:
		return happened & TIM_COMPARE(1);
	default:
		return false;
	}
}

/* RM0436, table of DMAMUX1's synchronization and trigger inputs: TIM12_TRGO. */
static void tim_trigger_dma(struct device *tim, bool level, bool pulse)
{
	device_dma_signal(tim, DMAMUX_TIM12_TRGO, level || pulse);
	device_dma_signal(tim, DMAMUX_TIM12_TRGO, level);
}

static void tim_trigger_converters(struct device *tim, bool changed, bool pulse, uint64_t when)
{
	const struct tim_state *state = tim->state;
	const unsigned line = TRIGGER_TRGO(state->kind->instance);

	if (changed)
		trigger_send(tim->board, line, state->trgo, when);
	if (pulse) {
		trigger_send(tim->board, line, true, when);
		trigger_send(tim->board, line, false, when);
	}
}

void tim_trigger_send(struct device *tim, uint32_t happened, uint64_t when)
{
	struct tim_state *state = tim->state;
	const bool level = tim_trigger_level(tim);
	const bool changed = level != state->trgo;
	const bool pulse = tim_trigger_pulses(tim, happened);
	struct device *other;

	state->trgo = level;
	if (!changed && !pulse)
		return;
	if (state->kind->to_dma)
		tim_trigger_dma(tim, level, pulse);
	if (state->kind->master)
		tim_trigger_converters(tim, changed, pulse, when);
	for (other = state->next; other != tim;) {
		struct tim_state *slave = other->state;

		if (slave->source == state->kind->instance && slave->hz) {
			tim_catch_up(other, when);
			if (changed)
				tim_trigger_edge(other, level, when);
			if (pulse)
				tim_trigger_pulse(other, when);
			tim_refresh(other, when);
		}
		other = slave->next;
	}
}

static bool tim_is_heard(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const struct device *other;

	/* DMAMUX1 may use it at any time once it is set up. */
	if (state->kind->to_dma && (device_word(tim, TIM_CR2) & TIM_CR2_MMS_MASK))
		return true;
	if (state->kind->master && trigger_heard(tim->board, TRIGGER_TRGO(state->kind->instance)))
		return true;
	for (other = state->next; other != tim;) {
		const struct tim_state *slave = other->state;

		if (slave->source == state->kind->instance)
			return true;
		other = slave->next;
	}
	return false;
}

void tim_trigger_heard(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;
	const bool feeds = tim_is_heard(tim);

	if (feeds == state->feeds)
		return;
	tim_catch_up(tim, when);
	state->feeds = feeds;
	state->trgo = tim_trigger_level(tim);
	tim_refresh(tim, when);
}

void tim_listened(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint64_t now = tim_settle(tim);

	if (state->busy)
		return;
	tim_sync(tim, now);
	state->happened = 0;
	state->heard = trigger_heard_channels(tim->board, state->kind->instance);
	state->sent = tim_references(tim);
	tim_trigger_heard(tim, now);
	tim_refresh(tim, now);
}

void tim_trigger_route(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;
	const uint8_t source = tim_trigger_source(tim);
	struct device *other;

	if (source == state->source)
		return;
	state->source = source;
	for (other = state->next; other != tim;) {
		tim_trigger_heard(other, when);
		other = ((struct tim_state *)other->state)->next;
	}
}
