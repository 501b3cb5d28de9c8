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
#include "board/rate.h"
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

static const struct tim_class tim_classes[] = {
	{1, 4, false, true, true},    {8, 4, false, true, true},    {2, 4, true, true, false},
	{5, 4, true, true, false},    {3, 4, false, true, false},   {4, 4, false, true, false},
	{12, 2, false, false, false}, {13, 1, false, false, false}, {14, 1, false, false, false},
	{15, 2, false, false, true},  {16, 1, false, false, true},  {17, 1, false, false, true},
	{6, 0, false, false, false},  {7, 0, false, false, false},
};

#define TIM_CLASSES (sizeof(tim_classes) / sizeof(tim_classes[0]))

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

static bool cr1(const struct device *tim, uint32_t bits)
{
	return device_word(tim, TIM_CR1) & bits;
}

static bool tim_has(const struct tim_class *kind, uint32_t offset)
{
	switch (offset) {
	case TIM_SMCR:
	case TIM_CCR2:
		return kind->channels >= 2;
	case TIM_CCMR2:
	case TIM_CCR3:
	case TIM_CCR4:
		return kind->channels == 4;
	case TIM_CCMR1:
	case TIM_CCER:
	case TIM_CCR1:
	case TIM_DCR:
	case TIM_DMAR:
	case TIM_AF1:
	case TIM_TISEL:
		return kind->channels >= 1;
	case TIM_RCR:
	case TIM_BDTR:
		return kind->repetition;
	case TIM_CCMR3:
	case TIM_CCR5:
	case TIM_CCR6:
	case TIM_AF2:
		return kind->repetition && kind->channels == 4;
	default:
		return true;
	}
}

static bool tim_stable(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const struct tim_counter *counter = &state->counter;
	bool same = counter->prescaler == device_word(tim, TIM_PSC) &&
		    counter->auto_reload == device_word(tim, TIM_ARR);
	unsigned i;

	for (i = 0; i < TIM_CHANNELS; i++)
		same &= counter->compare[i] == device_word(tim, TIM_CCR1 + 4 * i);
	return (same || cr1(tim, TIM_CR1_UDIS)) && !cr1(tim, TIM_CR1_OPM) &&
	       state->repeat <= device_word(tim, TIM_RCR);
}

static void tim_flag(struct device *tim, uint32_t flags)
{
	device_set_word(tim, TIM_SR, device_word(tim, TIM_SR) | flags);
}

/* CC1IF-CC4IF follow UIF. */
static void tim_matched(struct device *tim, uint8_t channels)
{
	tim_flag(tim, (uint32_t)channels << 1);
}

/* RM0436, TIM update event: what was preloaded becomes active. */
static void tim_reload(struct device *tim)
{
	struct tim_state *state = tim->state;
	unsigned i;

	state->counter.prescaler = device_word(tim, TIM_PSC);
	state->counter.auto_reload = device_word(tim, TIM_ARR);
	for (i = 0; i < TIM_CHANNELS; i++)
		state->counter.compare[i] = device_word(tim, TIM_CCR1 + 4 * i);
	state->repeat = device_word(tim, TIM_RCR);
}

static void tim_wrapped(struct device *tim)
{
	struct tim_state *state = tim->state;

	if (state->repeat) {
		state->repeat--;
		return;
	}
	if (cr1(tim, TIM_CR1_UDIS))
		return;
	tim_reload(tim);
	tim_flag(tim, TIM_UPDATE);
	if (cr1(tim, TIM_CR1_OPM))
		device_set_word(tim, TIM_CR1, device_word(tim, TIM_CR1) & ~TIM_CR1_CEN);
}

static void tim_count(struct device *tim, uint64_t clocks)
{
	struct tim_state *state = tim->state;
	struct tim_counter *counter = &state->counter;
	while (cr1(tim, TIM_CR1_CEN)) {
		const uint64_t wrap = tim_counter_to_wrap(counter);
		uint64_t cycle;

		if (clocks < wrap) {
			tim_matched(tim, tim_counter_move(counter, clocks));
			return;
		}
		cycle = tim_counter_period(counter) * ((uint64_t)device_word(tim, TIM_RCR) + 1);
		if (cycle && clocks >= cycle && tim_stable(tim)) {
			/* any number of full turns are as one */
			tim_matched(tim, counter->compare_up | counter->compare_down);
			if (!cr1(tim, TIM_CR1_UDIS))
				tim_flag(tim, TIM_UPDATE);
			clocks %= cycle;
			continue;
		}
		clocks -= wrap;
		tim_matched(tim, tim_counter_wrap(counter));
		tim_wrapped(tim);
	}
}

/* RM0436, TIM clock selection: modes in which something outside moves the counter. */
static bool tim_runs(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const uint32_t smcr = device_word(tim, TIM_SMCR);
	const uint32_t mode = smcr & TIM_SMCR_SMS_MASK;

	return cr1(tim, TIM_CR1_CEN) && state->hz && !(smcr & TIM_SMCR_ECE) &&
	       !(mode >= 1 && mode <= 3) && mode != 7;
}

/* Brings the registers to the present time. */
static void tim_sync(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint64_t now = timeline_now(device_timeline(tim));
	uint64_t total;

	if (!tim_runs(tim))
		return;
	total = rate_ticks(now - state->epoch, state->hz);
	if (total <= state->done)
		return;
	tim_count(tim, total - state->done);
	state->done = total;
}

/* From now on the counter counts at the present rate. */
static void tim_start(struct device *tim)
{
	struct tim_state *state = tim->state;

	state->hz = device_clock_hz(tim);
	state->epoch = timeline_now(device_timeline(tim));
	state->done = 0;
}

static void tim_interrupts(struct device *tim)
{
	/* RM0436: break, update, trigger and commutation, compare on TIM1 and TIM8 */
	static const uint32_t apart[4] = {TIM_BREAK, TIM_UPDATE, TIM_TRIGGER | TIM_COMMUTATION,
					  0x1E};
	const struct tim_state *state = tim->state;
	const uint32_t active = device_word(tim, TIM_SR) & device_word(tim, TIM_DIER) & 0xFF;
	const unsigned count = state->peripheral->irq_count;
	unsigned i;

	for (i = 0; i < count; i++) {
		const bool level = active & (count == 4 ? apart[i] : 0xFF);

		device_m4_irq(tim, state->peripheral->irqs[i], level);
		device_a7_irq(tim, state->peripheral->irqs[i], level);
	}
}

/* Interrupt lines, and the event for the next one that is enabled and not yet there. */
static void tim_refresh(struct device *tim)
{
	struct tim_state *state = tim->state;
	const uint32_t compares =
		(uint32_t)(state->counter.compare_up | state->counter.compare_down) << 1;
	const uint32_t possible = cr1(tim, TIM_CR1_UDIS) ? compares : compares | TIM_UPDATE;
	const uint32_t awaited = device_word(tim, TIM_DIER) & ~device_word(tim, TIM_SR) & possible;
	uint64_t clocks = tim_counter_to_wrap(&state->counter);
	unsigned channel;
	uint64_t after;

	tim_interrupts(tim);
	timeline_disarm(device_timeline(tim), &state->due);
	if (!awaited || !tim_runs(tim) || clocks == TIM_CLOCKS_NEVER)
		return;
	for (channel = 1; channel <= TIM_CHANNELS; channel++) {
		const uint64_t match = tim_counter_to_match(&state->counter, channel);

		if ((awaited & TIM_COMPARE(channel)) && match < clocks)
			clocks = match;
	}
	after = rate_ps(state->done + clocks, state->hz);
	if (after < TIMELINE_NEVER - state->epoch)
		timeline_arm(device_timeline(tim), &state->due, state->epoch + after);
}

static void tim_due(void *context)
{
	struct device *tim = context;

	tim_sync(tim);
	tim_refresh(tim);
}

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
		counter->down = cr1(tim, TIM_CR1_DIR);
	counter->compare_up = cms == 1 ? 0 : comparing;
	counter->compare_down = cms == 2 ? 0 : comparing;
	if (!cr1(tim, TIM_CR1_ARPE))
		counter->auto_reload = device_word(tim, TIM_ARR);
}

static void tim_generate(struct device *tim, uint32_t events)
{
	struct tim_state *state = tim->state;
	const uint32_t compares = ((1u << state->kind->channels) - 1) << 1;

	if (events & TIM_UPDATE) {
		if (!cr1(tim, TIM_CR1_UDIS)) {
			tim_reload(tim);
			if (!cr1(tim, TIM_CR1_URS))
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
	const bool ran = cr1(tim, TIM_CR1_CEN);
	struct device_access allowed = *access;

	if (!state->kind->both_ways)
		allowed.mask &= ~(TIM_CR1_DIR | TIM_CR1_CMS_MASK);
	device_write(tim, &allowed, value);
	if (!ran && cr1(tim, TIM_CR1_CEN))
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
		if (!cr1(tim, TIM_CR1_UIFREMAP))
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

static const struct tim_class *tim_class_of(unsigned instance)
{
	const struct tim_class *kind = tim_classes;

	while (kind->instance != instance && kind < tim_classes + TIM_CLASSES - 1)
		kind++;
	return kind;
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
