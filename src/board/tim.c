/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers (RM0436, chapters on TIM1/TIM8, TIM2-5, TIM12-14, TIM15-17, TIM6/TIM7): counting, update
 * and compare with their interrupts.
 *
 * Nothing happens while time passes: registers are computed when they are looked at, and the
 * timeline holds an event only while an enabled interrupt is to come, so that an idle board stays
 * idle. Not there: input capture, outputs on pins, slave modes, breaks, and requests to DMA.
 */
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
	uint8_t comparing = 0;
	unsigned i;

	for (i = 0; i < state->kind->channels; i++) {
		const uint32_t mode = device_word(tim, i < 2 ? TIM_CCMR1 : TIM_CCMR2) >> i % 2 * 8;

		if (!(mode & TIM_CCMR_CCS_MASK))
			comparing |= (uint8_t)(1u << i);
		if (!(mode & TIM_CCMR_OCPE))
			counter->compare[i] = device_word(tim, TIM_CCR1 + 4 * i);
	}
	counter->center = cms != 0;
	if (!cms)
		counter->down = tim_cr1(tim, TIM_CR1_DIR);
	counter->compare_up = cms == 1 ? 0 : comparing;
	counter->compare_down = cms == 2 ? 0 : comparing;
	if (!tim_cr1(tim, TIM_CR1_ARPE))
		counter->auto_reload = device_word(tim, TIM_ARR);
}

static void tim_generate(struct device *tim, uint32_t events)
{
	struct tim_state *state = tim->state;
	const uint32_t compares = ((1u << state->kind->channels) - 1) << 1;

	if (events & TIM_UPDATE) {
		if (!tim_cr1(tim, TIM_CR1_UDIS)) {
			tim_reload(tim);
			if (!tim_cr1(tim, TIM_CR1_URS))
				tim_flag(tim, TIM_UPDATE);
		}
		state->counter.divided = 0;
		if (state->counter.center)
			state->counter.down = false;
		state->counter.count = state->counter.down ? state->counter.auto_reload : 0;
	}
	if (tim_has(state->kind, TIM_SMCR))
		tim_flag(tim, events & TIM_TRIGGER);
	if (state->kind->repetition)
		tim_flag(tim, events & (TIM_COMMUTATION | TIM_BREAK));
	tim_flag(tim, events & compares);
}

static void tim_control(struct device *tim, const struct device_access *access, uint32_t value)
{
	struct tim_state *state = tim->state;
	const bool ran = tim_cr1(tim, TIM_CR1_CEN);
	struct device_access allowed = *access;

	if (!state->kind->both_ways)
		allowed.mask &= ~(TIM_CR1_DIR | TIM_CR1_CMS_MASK);
	device_write(tim, &allowed, value);
	if (!ran && tim_cr1(tim, TIM_CR1_CEN))
		tim_start(tim);
}

static void tim_set(struct device *tim, const struct device_access *access, uint32_t value)
{
	struct tim_state *state = tim->state;
	struct device_access allowed = *access;

	switch (access->offset) {
	case TIM_CR1:
		tim_control(tim, access, value);
		break;
	case TIM_SR:
		/* written with 0 to clear */
		device_set_word(tim, TIM_SR, device_word(tim, TIM_SR) & (value | ~access->mask));
		break;
	case TIM_EGR:
		tim_generate(tim, value & access->mask);
		break;
	case TIM_CNT:
		state->counter.count =
			((state->counter.count & ~access->mask) | (value & access->mask)) &
			state->counter.max;
		break;
	case TIM_ARR:
	case TIM_CCR1:
	case TIM_CCR2:
	case TIM_CCR3:
	case TIM_CCR4:
		allowed.mask &= state->counter.max;
		device_write(tim, &allowed, value);
		break;
	default:
		device_write(tim, access, value);
		break;
	}
}

static void tim_notes(struct device *tim, uint32_t offset)
{
	const uint32_t word = device_word(tim, offset);

	if (offset == TIM_SMCR && (word & (TIM_SMCR_SMS_MASK | TIM_SMCR_ECE)))
		device_note(tim, "slave modes and external clocks (SMCR) are not modelled");
	if (offset == TIM_DIER && (word & 0x7F00))
		device_note(tim, "requests to DMA (DIER) are not modelled");
}

static void tim_write(struct device *tim, const struct device_access *access, uint32_t value)
{
	const struct tim_state *state = tim->state;

	if (!tim_has(state->kind, access->offset)) {
		device_note(tim, "write to a register that this timer does not have: ignored");
		return;
	}
	tim_sync(tim);
	tim_set(tim, access, value);
	tim_configure(tim);
	if (access->offset == TIM_SMCR && tim_runs(tim))
		tim_start(tim);
	tim_notes(tim, access->offset);
	tim_refresh(tim);
}

static uint32_t tim_read(struct device *tim, const struct device_access *access)
{
	const struct tim_state *state = tim->state;
	uint32_t word;

	tim_sync(tim);
	switch (access->offset) {
	case TIM_CR1:
		word = device_word(tim, TIM_CR1) & ~TIM_CR1_DIR;
		return state->counter.down ? word | TIM_CR1_DIR : word;
	case TIM_CNT:
		if (!tim_cr1(tim, TIM_CR1_UIFREMAP))
			return state->counter.count;
		word = state->counter.count & ~TIM_CNT_UIFCPY;
		return (device_word(tim, TIM_SR) & TIM_UPDATE) ? word | TIM_CNT_UIFCPY : word;
	default:
		return device_read(tim, access);
	}
}

static void tim_clock_changed(struct device *tim)
{
	tim_sync(tim);
	tim_start(tim);
	tim_refresh(tim);
}

static void tim_reset(struct device *tim)
{
	struct tim_state *state = tim->state;

	state->kind = tim_class_of(tim->instance);
	state->peripheral = soc_peripheral_by_name(tim->name);
	state->due.name = "timer due";
	state->due.fire = tim_due;
	state->due.context = tim;
	state->counter = (struct tim_counter){.max = state->kind->wide ? 0xFFFFFFFF : 0xFFFF};
	device_set_word(tim, TIM_ARR, state->counter.max);
	if (state->kind->repetition)
		device_set_word(tim, TIM_AF1, 1);
	if (tim_has(state->kind, TIM_AF2))
		device_set_word(tim, TIM_AF2, 1);
	tim_reload(tim);
	tim_configure(tim);
	tim_start(tim);
	tim_refresh(tim);
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
