/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Inputs of a timer (RM0436, "Input capture mode", "Encoder interface mode"): TI1-TI4 are its pins, or for
 * TI1 the exclusive or of three. Filters delay nothing here.
 */
#include "board/tim_internal.h"

static uint8_t tim_selected(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const uint32_t tisel = device_word(tim, TIM_TISEL);
	uint8_t inputs = 0;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		if ((state->pins >> i & 1) && !(tisel >> 8 * i & TIM_TISEL_MASK))
			inputs |= (uint8_t)(1u << i);
	}
	if (device_word(tim, TIM_CR2) & TIM_CR2_TI1S) {
		const unsigned odd = (inputs ^ inputs >> 1 ^ inputs >> 2) & 1;

		inputs = (uint8_t)((inputs & ~1u) | odd);
	}
	return inputs;
}

void tim_inputs_configure(struct device *tim)
{
	struct tim_state *state = tim->state;
	unsigned i;

	state->inputs = tim_selected(tim);
	/* RM0436, ICxPSC: the prescaler is reset while the channel is off */
	for (i = 0; i < state->kind->channels; i++) {
		if (!(tim_enables(state, i) & TIM_CCER_CCE))
			state->edges[i] = 0;
	}
}

bool tim_filtered(const struct device *tim, unsigned index)
{
	const struct tim_state *state = tim->state;

	return (state->inputs >> index & 1) != !!(tim_enables(state, index) & TIM_CCER_CCP);
}

void tim_capture(struct device *tim, unsigned index)
{
	struct tim_state *state = tim->state;
	const uint32_t flag = TIM_COMPARE(index + 1);

	if (device_word(tim, TIM_SR) & flag)
		tim_flag(tim, TIM_OVERCAPTURE(index + 1));
	device_set_word(tim, TIM_CCR1 + 4 * index, state->counter.count);
	state->counter.compare[index] = state->counter.count;
	tim_flag(tim, flag);
}

/* CCxP and CCxNP: rising, falling, reserved, both */
static bool tim_edge_counts(uint32_t enables, bool rising)
{
	switch (enables & (TIM_CCER_CCP | TIM_CCER_CCNP)) {
	case 0:
		return rising;
	case TIM_CCER_CCP:
		return !rising;
	default:
		return true;
	}
}

static void tim_edge_captures(struct device *tim, unsigned input, bool rising)
{
	struct tim_state *state = tim->state;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		const uint32_t mode = tim_mode(state, i);
		const uint32_t from = mode & TIM_CCMR_CCS_MASK;
		const uint32_t enables = tim_enables(state, i);

		if (!(enables & TIM_CCER_CCE) || !tim_edge_counts(enables, rising))
			continue;
		if ((from == TIM_CCMR_CCS_OWN && i == input) ||
		    (from == TIM_CCMR_CCS_NEIGHBOUR && (i ^ 1) == input)) {
			const unsigned every = 1u << (mode >> TIM_CCMR_ICPSC_SHIFT & 3);

			state->edges[i] = (uint8_t)((state->edges[i] + 1) % every);
			if (!state->edges[i])
				tim_capture(tim, i);
		}
	}
}

/* RM0436, "Counting direction versus encoder signals". */
static void tim_edge_encodes(struct device *tim, unsigned input)
{
	struct tim_state *state = tim->state;
	const uint32_t mode = device_word(tim, TIM_SMCR) & TIM_SMCR_SMS_MASK;
	const bool same = tim_filtered(tim, 0) == tim_filtered(tim, 1);
	const bool counts = mode == TIM_SMS_ENCODER_3 ||
			    (mode == TIM_SMS_ENCODER_1 && input == 0) ||
			    (mode == TIM_SMS_ENCODER_2 && input == 1);

	if (!counts || input > 1)
		return;
	state->counter.down = input == 0 ? same : !same;
	tim_count(tim, 1);
}

static void tim_edge_triggers(struct device *tim, unsigned input, bool rising, uint64_t when)
{
	const struct tim_state *state = tim->state;
	const unsigned code = tim_trigger_code(tim);
	const uint32_t both = TIM_CCER_CCP | TIM_CCER_CCNP;

	if (code == TIM_TS_TI1F_ED && input == 0)
		tim_trigger_pulse(tim, when);
	if ((code != TIM_TS_TI1FP1 || input != 0) && (code != TIM_TS_TI2FP2 || input != 1))
		return;
	if ((tim_enables(state, input) & both) == both)
		tim_trigger_pulse(tim, when);
	else
		tim_trigger_edge(tim, tim_edge_counts(tim_enables(state, input), rising), when);
}

static void tim_inputs_changed(struct device *tim, uint64_t when)
{
	struct tim_state *state = tim->state;
	const uint8_t changed = tim_selected(tim) ^ state->inputs;
	unsigned i;

	if (!changed)
		return;
	tim_catch_up(tim, when);
	for (i = 0; changed >> i; i++) {
		const bool rising = !(state->inputs >> i & 1);

		if (!(changed >> i & 1))
			continue;
		state->inputs ^= (uint8_t)(1u << i);
		/* Without a clock an edge is not seen. */
		if (!state->hz)
			continue;
		/* RM0436, "PWM input mode": a count is captured before its edge resets it. */
		tim_edge_captures(tim, i, rising);
		tim_edge_encodes(tim, i);
		tim_edge_triggers(tim, i, rising, when);
	}
	tim_refresh(tim, when);
}

void tim_pin_sensed(struct pin_signal *signal, bool level, uint64_t when)
{
	struct device *tim = signal->device;
	struct tim_state *state = tim->state;

	switch (signal->number) {
	case TIM_SIGNAL_ETR:
		tim_trigger_etr(tim, level, when);
		break;
	case TIM_SIGNAL_BKIN:
		state->brk = level;
		if (!tim_break_held(tim))
			break;
		tim_catch_up(tim, when);
		tim_break(tim, TIM_BREAK);
		tim_refresh(tim, when);
		break;
	default:
		state->pins = (uint8_t)((state->pins & ~(1u << signal->number)) |
					(unsigned)level << signal->number);
		tim_inputs_changed(tim, when);
		break;
	}
}
