/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers (RM0436, chapters on TIM1/TIM8, TIM2-5, TIM12-14, TIM15-17, TIM6/TIM7): their registers.
 *
 * Nothing happens while time passes: registers are computed when they are looked at, and the
 * timeline holds an event only while somebody waits for it, so that an idle board stays idle.
 * Not there: channels 5 and 6, clearing of OCxREF, break inputs other than the pin BKIN.
 */
#include <stdio.h>

#include "board/board.h"
#include "board/models.h"
#include "board/tim_internal.h"

/* RM0436, TIM register maps: of the largest timer; tim_has() says what a smaller one lacks. */
static const struct device_register tim_registers[] = {
	{.name = "CR1", .offset = TIM_CR1, .writable = 0x00000BFF},
	{.name = "CR2", .offset = TIM_CR2, .writable = 0x00F57FFD},
	{.name = "SMCR", .offset = TIM_SMCR, .writable = 0x0031FFF7},
	{.name = "DIER", .offset = TIM_DIER, .writable = 0x00007FFF},
	{.name = "SR", .offset = TIM_SR},
	{.name = "EGR", .offset = TIM_EGR},
	{.name = "CCMR1", .offset = TIM_CCMR1, .writable = 0x0101FFFF},
	{.name = "CCMR2", .offset = TIM_CCMR2, .writable = 0x0101FFFF},
	{.name = "CCER", .offset = TIM_CCER, .writable = 0x0033FFFF},
	{.name = "CNT", .offset = TIM_CNT},
	{.name = "PSC", .offset = TIM_PSC, .writable = 0x0000FFFF},
	{.name = "ARR", .offset = TIM_ARR, .reset = 0xFFFFFFFF, .writable = 0xFFFFFFFF},
	{.name = "RCR", .offset = TIM_RCR, .writable = 0x0000FFFF},
	{.name = "CCR", .offset = TIM_CCR1, .writable = 0xFFFFFFFF, .count = TIM_CHANNELS},
	{.name = "BDTR", .offset = TIM_BDTR, .writable = 0x3FFFFFFF},
	{.name = "DCR", .offset = TIM_DCR, .writable = 0x00001F1F},
	{.name = "DMAR", .offset = TIM_DMAR, .writable = 0xFFFFFFFF},
	{.name = "CCMR3", .offset = TIM_CCMR3, .writable = 0x0101FCFC},
	{.name = "CCR5", .offset = TIM_CCR5, .writable = 0xE000FFFF},
	{.name = "CCR6", .offset = TIM_CCR6, .writable = 0x0000FFFF},
	{.name = "AF1", .offset = TIM_AF1, .writable = 0xFFFFFFFF},
	{.name = "AF2", .offset = TIM_AF2, .writable = 0xFFFFFFFF},
	{.name = "TISEL", .offset = TIM_TISEL, .writable = 0x0F0F0F0F},
	{0},
};

/* Output channels compare, in the directions that CR1.CMS names. */
static void tim_configure(struct device *tim)
{
	struct tim_state *state = tim->state;
	struct tim_counter *counter = &state->counter;
	const uint32_t cms = (device_word(tim, TIM_CR1) & TIM_CR1_CMS_MASK) >> 5;
	const uint32_t slave = device_word(tim, TIM_SMCR) & TIM_SMCR_SMS_MASK;
	uint8_t comparing = 0;
	unsigned i;

	tim_outputs_configure(tim);
	for (i = 0; i < state->kind->channels; i++) {
		const uint32_t mode = tim_mode(state, i);

		if (tim_is_output(state, i))
			comparing |= (uint8_t)(1u << i);
		if (!(mode & TIM_CCMR_OCPE) || !tim_is_output(state, i))
			counter->compare[i] = device_word(tim, TIM_CCR1 + 4 * i);
	}
	counter->center = cms != 0;
	/* RM0436, CR1.DIR: read only in centre-aligned and encoder modes */
	if (!cms && !(slave >= TIM_SMS_ENCODER_1 && slave <= TIM_SMS_ENCODER_3))
		counter->down = tim_cr1(tim, TIM_CR1_DIR);
	counter->compare_up = cms == 1 ? 0 : comparing;
	counter->compare_down = cms == 2 ? 0 : comparing;
	if (!tim_cr1(tim, TIM_CR1_ARPE))
		counter->auto_reload = device_word(tim, TIM_ARR);
}

static void tim_generate(struct device *tim, uint32_t events)
{
	struct tim_state *state = tim->state;
	unsigned i;

	if (events & TIM_UPDATE)
		tim_restart(tim);
	if (tim_has(state->kind, TIM_SMCR))
		tim_flag(tim, events & TIM_TRIGGER);
	if (state->kind->repetition && (events & TIM_COMMUTATION))
		tim_commutate(tim);
	if (state->kind->repetition && (events & TIM_BREAK))
		tim_break(tim, TIM_BREAK);
	if (state->kind->complements > 1 && (events & TIM_BREAK_2))
		tim_break(tim, TIM_BREAK_2);
	for (i = 0; i < state->kind->channels; i++) {
		if (!(events & TIM_COMPARE(i + 1)))
			continue;
		if (tim_is_output(state, i))
			tim_flag(tim, TIM_COMPARE(i + 1));
		else
			tim_capture(tim, i);
	}
}

static void tim_write_control(struct device *tim, const struct device_access *access,
			      uint32_t value)
{
	const struct tim_state *state = tim->state;
	struct device_access allowed = *access;

	if (!state->kind->both_ways)
		allowed.mask &= ~(TIM_CR1_DIR | TIM_CR1_CMS_MASK);
	device_write(tim, &allowed, value);
}

/* RM0436, CCxS: writable only while the channel is off. */
static void tim_write_mode(struct device *tim, const struct device_access *access, uint32_t value)
{
	const unsigned first = access->offset == TIM_CCMR1 ? 0 : 2;
	const uint32_t ccer = device_word(tim, TIM_CCER) >> 4 * first;
	struct device_access allowed = *access;

	/* A mode that holds the output holds what it is now. */
	(void)tim_references(tim);
	if (ccer & TIM_CCER_CCE)
		allowed.mask &= ~TIM_CCMR_CCS_MASK;
	if (ccer >> 4 & TIM_CCER_CCE)
		allowed.mask &= ~(TIM_CCMR_CCS_MASK << 8);
	device_write(tim, &allowed, value);
}

/* RM0436, TIMx_BDTR: LOCK takes one value until reset, MOE none while the break is active. */
static void tim_write_break(struct device *tim, const struct device_access *access, uint32_t value)
{
	struct device_access allowed = *access;

	if (device_word(tim, TIM_BDTR) & TIM_BDTR_LOCK_MASK)
		allowed.mask &= ~TIM_BDTR_LOCK_MASK;
	device_write(tim, &allowed, value);
}

static void tim_set(struct device *tim, const struct device_access *access, uint32_t value)
{
	struct tim_state *state = tim->state;
	struct device_access allowed = *access;

	switch (access->offset) {
	case TIM_CR1:
		tim_write_control(tim, access, value);
		break;
	case TIM_SR:
		/* written with 0 to clear */
		device_set_word(tim, TIM_SR, device_word(tim, TIM_SR) & (value | ~access->mask));
		break;
	case TIM_EGR:
		tim_generate(tim, value & access->mask);
		break;
	case TIM_CCMR1:
	case TIM_CCMR2:
		tim_write_mode(tim, access, value);
		break;
	case TIM_CNT:
		state->counter.count =
			((state->counter.count & ~access->mask) | (value & access->mask)) &
			state->counter.max;
		break;
	case TIM_CCR1:
	case TIM_CCR2:
	case TIM_CCR3:
	case TIM_CCR4:
		/* what was captured is read only */
		if (!tim_is_output(state, (access->offset - TIM_CCR1) / 4))
			break;
		allowed.mask &= state->counter.max;
		device_write(tim, &allowed, value);
		break;
	case TIM_ARR:
		allowed.mask &= state->counter.max;
		device_write(tim, &allowed, value);
		break;
	case TIM_BDTR:
		tim_write_break(tim, access, value);
		break;
	default:
		device_write(tim, access, value);
		break;
	}
}

static void tim_notes(struct device *tim, uint32_t offset)
{
	const struct tim_state *state = tim->state;
	const uint32_t word = device_word(tim, offset);
	unsigned i;

	if (offset == TIM_SMCR && (word & TIM_SMCR_ETF_MASK))
		device_note(tim, "the filter of the external trigger delays nothing here");
	if (offset == TIM_SMCR && (word & TIM_SMCR_SMS_MASK) && tim_trigger_code(tim) > TIM_TS_ETRF)
		device_note(tim,
			    "internal triggers beyond ITR3 are not modelled: there are no edges");
	if (offset == TIM_TISEL && word)
		device_note(tim, "inputs other than pins (TISEL) are not modelled: they stay low");
	if (offset == TIM_CCMR3)
		device_note(tim, "channels 5 and 6 are not modelled: they are stored");
	for (i = 0; (offset == TIM_CCMR1 || offset == TIM_CCMR2) && i < state->kind->channels;
	     i++) {
		const uint32_t mode = tim_mode(state, i);

		if (!tim_is_output(state, i) && (mode & TIM_CCMR_ICF_MASK))
			device_note(tim, "filters of inputs (CCMR.ICxF) delay nothing here");
		if (tim_is_output(state, i) && (mode & TIM_CCMR_OCCE))
			device_note(tim, "clearing OCxREF (CCMR.OCxCE) is not modelled");
	}
}

/* What a register's new value means for the rest of the timer. */
static void tim_follow(struct device *tim, uint32_t offset, uint64_t now)
{
	tim_configure(tim);
	switch (offset) {
	case TIM_CR2:
	case TIM_SMCR:
	case TIM_CCMR1:
	case TIM_CCMR2:
	case TIM_CCER:
	case TIM_TISEL:
		tim_inputs_configure(tim);
		tim_trigger_heard(tim, now);
		tim_trigger_route(tim, now);
		tim_trigger_select(tim);
		break;
	default:
		break;
	}
	/* What holds the outputs off, holds them off. */
	if (tim_break_held(tim) && ((device_word(tim, TIM_BDTR) & TIM_BDTR_MOE) ||
				    !(device_word(tim, TIM_SR) & TIM_BREAK)))
		tim_break(tim, TIM_BREAK);
}

static void tim_write(struct device *tim, const struct device_access *access, uint32_t value)
{
	struct tim_state *state = tim->state;
	struct device_access target = *access;
	const bool burst = access->offset == TIM_DMAR && tim_has(state->kind, TIM_DMAR);
	const uint64_t now = tim_settle(tim);
	bool has, ran;

	if (burst)
		target.offset = tim_burst_offset(tim);
	has = tim_has(state->kind, target.offset);
	if (!has && !burst) {
		device_note(tim, "write to a register that this timer does not have: ignored");
		return;
	}
	tim_sync(tim, now);
	state->happened = 0;
	ran = tim_runs(tim);
	/* RM0436, DCR.DBA: the registers up to TISEL. One that this timer has not, such as the RCR of TIM2
	 * between ARR and CCR1, takes its place in the burst all the same. */
	if (has && (!burst || (target.offset <= TIM_TISEL && target.offset != TIM_DMAR))) {
		tim_set(tim, &target, value);
		tim_follow(tim, target.offset, now);
		tim_notes(tim, target.offset);
	}
	if (!ran && tim_runs(tim))
		tim_start(tim, now);
	tim_refresh(tim, now);
	if (burst)
		tim_burst_next(tim);
}

static uint32_t tim_word(struct device *tim, const struct device_access *access)
{
	struct tim_state *state = tim->state;
	unsigned channel;
	uint32_t word;

	switch (access->offset) {
	case TIM_CR1:
		word = device_word(tim, TIM_CR1) & ~TIM_CR1_DIR;
		return state->counter.down ? word | TIM_CR1_DIR : word;
	case TIM_CNT:
		if (!tim_cr1(tim, TIM_CR1_UIFREMAP))
			return state->counter.count;
		word = state->counter.count & ~TIM_CNT_UIFCPY;
		return (device_word(tim, TIM_SR) & TIM_UPDATE) ? word | TIM_CNT_UIFCPY : word;
	case TIM_CCR1:
	case TIM_CCR2:
	case TIM_CCR3:
	case TIM_CCR4:
		channel = (access->offset - TIM_CCR1) / 4;
		/* RM0436, CCxIF: reading what was captured clears it */
		if (!tim_is_output(state, channel) && !access->peek) {
			device_set_word(tim, TIM_SR,
					device_word(tim, TIM_SR) & ~TIM_COMPARE(channel + 1));
			tim_interrupts(tim);
		}
		return device_read(tim, access);
	default:
		return device_read(tim, access);
	}
}

static uint32_t tim_read(struct device *tim, const struct device_access *access)
{
	struct tim_state *state = tim->state;
	struct device_access target = *access;
	uint32_t word = 0;

	tim_sync(tim, tim_settle(tim));
	if (access->offset != TIM_DMAR || !tim_has(state->kind, TIM_DMAR))
		return tim_word(tim, access);
	target.offset = tim_burst_offset(tim);
	if (target.offset <= TIM_TISEL && target.offset != TIM_DMAR)
		word = tim_word(tim, &target);
	if (!access->peek)
		tim_burst_next(tim);
	return word;
}

static void tim_clock_changed(struct device *tim)
{
	const uint64_t now = tim_settle(tim);

	tim_sync(tim, now);
	tim_start(tim, now);
	tim_refresh(tim, now);
}

/* Somebody looks at a pin. */
static void tim_pin_refresh(struct pin_signal *signal)
{
	struct device *tim = signal->device;
	const struct tim_state *state = tim->state;
	const uint64_t now = tim_settle(tim);

	if (state->busy)
		return;
	tim_sync(tim, now);
	tim_outputs_drive(tim, now);
}

/* Somebody watches a pin from now on, or no more. */
static void tim_pin_watched(struct pin_signal *signal)
{
	struct device *tim = signal->device;
	struct tim_state *state = tim->state;
	const uint64_t now = tim_settle(tim);

	if (state->busy)
		return;
	tim_sync(tim, now);
	state->happened = 0;
	tim_refresh(tim, now);
}

static struct pin_signal *tim_signal(struct device *tim, unsigned number)
{
	struct tim_state *state = tim->state;
	struct pin_signal *signal = &state->signals[number];

	signal->device = tim;
	signal->number = number;
	return signal;
}

static void tim_add_signals(struct device *tim)
{
	const struct tim_state *state = tim->state;
	struct pin_signal *signal;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		signal = tim_signal(tim, TIM_SIGNAL_CH + i);
		snprintf(signal->name, sizeof(signal->name), "%s_CH%u", tim->name, i + 1);
		signal->sensed = tim_pin_sensed;
		signal->refresh = tim_pin_refresh;
		signal->watched = tim_pin_watched;
		pin_signal_add(tim->board, signal);
	}
	for (i = 0; i < state->kind->complements; i++) {
		signal = tim_signal(tim, TIM_SIGNAL_CHN + i);
		snprintf(signal->name, sizeof(signal->name), "%s_CH%uN", tim->name, i + 1);
		signal->refresh = tim_pin_refresh;
		signal->watched = tim_pin_watched;
		pin_signal_add(tim->board, signal);
	}
	if (state->kind->both_ways) {
		signal = tim_signal(tim, TIM_SIGNAL_ETR);
		snprintf(signal->name, sizeof(signal->name), "%s_ETR", tim->name);
		signal->sensed = tim_pin_sensed;
		pin_signal_add(tim->board, signal);
	}
	if (state->kind->repetition) {
		signal = tim_signal(tim, TIM_SIGNAL_BKIN);
		snprintf(signal->name, sizeof(signal->name), "%s_BKIN", tim->name);
		signal->sensed = tim_pin_sensed;
		pin_signal_add(tim->board, signal);
	}
}

/* The next timer by address, and after the last the first, which is TIM2. */
static struct device *tim_following(struct device *tim)
{
	struct device *other = tim->next;

	while (other && other->model != &tim_model)
		other = other->next;
	return other ? other : board_device(tim->board, "TIM2");
}

static void tim_create(struct device *tim)
{
	struct tim_state *state = tim->state;

	state->peripheral = soc_peripheral_by_name(tim->name);
	state->due.name = "timer due";
	state->due.fire = tim_due;
	state->due.context = tim;
	state->next = tim_following(tim);
	tim_add_signals(tim);
}

/* At power-on the others in the ring are created one after the other. */
static bool tim_ring_is_whole(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const struct device *other = state->next;

	while (other && other != tim)
		other = ((const struct tim_state *)other->state)->next;
	return other;
}

static void tim_reset(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint64_t now = timeline_now(device_timeline(tim));

	state->kind = tim_class_of(tim->instance);
	if (!state->next)
		tim_create(tim);
	state->counter = (struct tim_counter){.max = state->kind->wide ? 0xFFFFFFFF : 0xFFFF};
	state->happened = 0;
	state->references = 0;
	state->ccer = state->ccmr[0] = state->ccmr[1] = 0;
	state->etr_edges = 0;
	state->burst_index = state->burst_request = 0;
	device_set_word(tim, TIM_ARR, state->counter.max);
	if (state->kind->repetition)
		device_set_word(tim, TIM_AF1, 1);
	if (tim_has(state->kind, TIM_AF2))
		device_set_word(tim, TIM_AF2, 1);
	tim_reload(tim);
	tim_configure(tim);
	tim_inputs_configure(tim);
	tim_start(tim, now);
	if (!tim_ring_is_whole(tim))
		return;
	tim_trigger_heard(tim, now);
	tim_trigger_route(tim, now);
	tim_trigger_select(tim);
	tim_refresh(tim, now);
}

static void tim_destroy(struct device *tim)
{
	struct tim_state *state = tim->state;

	timeline_disarm(device_timeline(tim), &state->due);
}

const struct device_model tim_model = {
	.model = "tim",
	.registers = tim_registers,
	.ops = {.reset = tim_reset,
		.read = tim_read,
		.write = tim_write,
		.clock_changed = tim_clock_changed,
		.destroy = tim_destroy},
	.state_size = sizeof(struct tim_state),
};
