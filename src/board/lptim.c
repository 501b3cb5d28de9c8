/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Low-power timers (RM0436, "Low-power timer (LPTIM)"): their registers.
 *
 * As with the other timers, registers are computed when they are looked at, and the timeline holds an event only
 * while somebody waits for it.
 *
 * Assumed, as the manual does not say: what may be written only while the timer is off (CFGR, CFGR2, IER) is
 * taken all the same, and what only while it is on (CMP, ARR, the starts) is not; switching off puts the
 * count to 0 and keeps the flags; the start bits read as 0; a timer starts at once.
 */
#include "board/lptim.h"

#include <stdio.h>

#include "board/board_internal.h"
#include "board/dmamux.h"
#include "board/lptim_internal.h"
#include "board/models.h"

/* Rounds of telling when what a timer drives comes back to it. */
#define ROUNDS 4u

/* RM0436, LPTIM register map; identification registers are not known. */
static const struct device_register lptim_registers[] = {
	{.name = "ISR", .offset = LPTIM_ISR},
	{.name = "ICR", .offset = LPTIM_ICR},
	{.name = "IER", .offset = LPTIM_IER, .writable = LPTIM_FLAGS},
	{.name = "CFGR", .offset = LPTIM_CFGR, .writable = LPTIM_CFGR_WRITABLE},
	{.name = "CR", .offset = LPTIM_CR, .writable = LPTIM_CR_ENABLE | LPTIM_CR_RSTARE},
	{.name = "CMP", .offset = LPTIM_CMP, .writable = LPTIM_COUNT},
	{.name = "ARR", .offset = LPTIM_ARR, .reset = 1, .writable = LPTIM_COUNT},
	{.name = "CNT", .offset = LPTIM_CNT},
	{.name = "CFGR2", .offset = LPTIM_CFGR2, .writable = LPTIM_CFGR2_INPUTS},
	{0},
};

static const struct {
	uint16_t irq;
	uint8_t exti; /* RM0436, table of EXTI lines: direct */
	bool encoder, input, trigger; /* which of these it has */
	bool dma; /* its output is an input of DMAMUX1 */
	enum dmamux_signal signal;
} kinds[LPTIMS] = {
	{SOC_IRQ_LPTIM1, 47, true, true, true, true, DMAMUX_LPTIM1_OUT},
	{SOC_IRQ_LPTIM2, 48, true, true, true, true, DMAMUX_LPTIM2_OUT},
	{SOC_IRQ_LPTIM3, 50, false, false, false, true, DMAMUX_LPTIM3_OUT},
	{SOC_IRQ_LPTIM4, 52, false, false, false, false, DMAMUX_SIGNALS},
	{SOC_IRQ_LPTIM5, 53, false, false, false, false, DMAMUX_SIGNALS},
};

/* Does DMAMUX1, or another low-power timer, listen to the output? */
static bool lptim_is_heard(const struct device *lptim)
{
	const struct lptim_state *state = lptim->state;

	if (kinds[lptim->instance - 1].dma &&
	    dmamux_listens(lptim->board->dmamux, kinds[lptim->instance - 1].signal))
		return true;
	for (unsigned i = 0; i < LPTIMS; i++) {
		if (lptim_source(state->others[i]) == lptim->instance)
			return true;
	}
	return false;
}

static void lptim_send(struct device *lptim, bool level, uint64_t when)
{
	struct lptim_state *state = lptim->state;

	if (state->output == level)
		return;
	state->output = level;
	if (kinds[lptim->instance - 1].dma)
		device_dma_signal(lptim, kinds[lptim->instance - 1].signal, level);
	for (unsigned i = 0; i < LPTIMS; i++) {
		if (lptim_source(state->others[i]) == lptim->instance)
			lptim_trigger(state->others[i], level, when);
	}
}

static void lptim_interrupt(struct device *lptim)
{
	const bool level = device_word(lptim, LPTIM_ISR) & device_word(lptim, LPTIM_IER);

	device_m4_irq(lptim, kinds[lptim->instance - 1].irq, level);
	device_a7_irq(lptim, kinds[lptim->instance - 1].irq, level);
	device_exti(lptim, kinds[lptim->instance - 1].exti, level);
}

/* RM0436, CFGR.WAVPOL */
static bool lptim_level(const struct device *lptim)
{
	return lptim_reference(lptim) != !!lptim_cfgr(lptim, LPTIM_CFGR_WAVPOL);
}

void lptim_refresh(struct device *lptim, uint64_t when)
{
	struct lptim_state *state = lptim->state;
	struct pin_signal *out = &state->signals[LPTIM_SIGNAL_OUT];
	unsigned round = 0;
	uint64_t next;

	/* It is telling already, and comes to the rest of this. */
	if (state->busy)
		return;
	state->busy = true;
	/* What it drives may come back to it. */
	do {
		const bool level = lptim_level(lptim);

		if (pin_signal_joined(out))
			pin_signal_drive(out, true, level, when);
		lptim_send(lptim, level, when);
	} while (lptim_level(lptim) != state->output && ++round < ROUNDS);
	if (round == ROUNDS)
		device_note(lptim,
			    "this timer triggers itself in a circle: it is cut after %u rounds",
			    ROUNDS);
	state->busy = false;
	lptim_interrupt(lptim);
	timeline_disarm(device_timeline(lptim), &state->due);
	next = lptim_next(lptim, pin_signal_watched(out) || lptim_is_heard(lptim));
	if (next != TIMELINE_NEVER)
		timeline_arm(device_timeline(lptim), &state->due, next);
}

static void lptim_due(void *context)
{
	struct device *lptim = context;
	struct lptim_state *state = lptim->state;
	const uint64_t when = state->due.when;

	timeline_disarm(device_timeline(lptim), &state->due);
	lptim_sync(lptim, when);
	lptim_refresh(lptim, when);
}

void lptim_catch_up(struct device *lptim, uint64_t when)
{
	const struct lptim_state *state = lptim->state;

	while (state->due.armed && state->due.when <= when && !state->busy)
		lptim_due(lptim);
	lptim_sync(lptim, when);
}

uint64_t lptim_settle(struct device *lptim)
{
	const uint64_t now = timeline_now(device_timeline(lptim));

	lptim_catch_up(lptim, now);
	return now;
}

static void lptim_refresh_now(struct device *lptim)
{
	const struct lptim_state *state = lptim->state;

	if (state->created && !state->busy)
		lptim_refresh(lptim, lptim_settle(lptim));
}

void lptims_refresh(struct board *board)
{
	struct device *first = board_device(board, "LPTIM1");
	const struct lptim_state *state = first->state;

	for (unsigned i = 0; state->created && i < LPTIMS; i++)
		lptim_refresh_now(state->others[i]);
}

static void lptim_stop(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	for (unsigned i = 0; i < LPTIM_CROSSINGS; i++) {
		/* What was on its way has come to nothing but its register. */
		if (state->crossings[i].pending && i == LPTIM_TO_COUNT)
			lptim_crossed(lptim, LPTIM_TO_COUNT);
		state->crossings[i].pending = false;
	}
	state->started = state->waiting = state->ended = state->set = state->down = false;
	state->count = 0;
	state->divided = 0;
}

static void lptim_start(struct device *lptim, bool single, uint64_t now)
{
	struct lptim_state *state = lptim->state;

	state->single = single;
	state->ended = false;
	if (state->started)
		return;
	if (lptim_cfgr(lptim, LPTIM_CFGR_TRIGEN_MASK) && !lptim_cfgr(lptim, LPTIM_CFGR_ENC))
		state->waiting = true;
	else
		lptim_begin(lptim, now);
}

static void lptim_control(struct device *lptim, const struct device_access *access, uint32_t value,
			  uint64_t now)
{
	const uint32_t starts = LPTIM_CR_SNGSTRT | LPTIM_CR_CNTSTRT | LPTIM_CR_COUNTRST;
	const uint32_t asked = value & access->mask & starts;
	const bool was = lptim_enabled(lptim);

	device_write(lptim, access, value);
	if (was && !lptim_enabled(lptim)) {
		lptim_stop(lptim);
		return;
	}
	if (asked && !was) {
		device_note(lptim, "a start bit is written before LPTIM_CR.ENABLE is set: ignored");
		return;
	}
	if (asked & LPTIM_CR_COUNTRST) {
		device_set_word(lptim, LPTIM_CR, device_word(lptim, LPTIM_CR) | LPTIM_CR_COUNTRST);
		lptim_cross(lptim, LPTIM_TO_COUNT, now);
	}
	if (asked & LPTIM_CR_SNGSTRT)
		lptim_start(lptim, true, now);
	if (asked & LPTIM_CR_CNTSTRT)
		lptim_start(lptim, false, now);
}

static void lptim_write_value(struct device *lptim, const struct device_access *access,
			      uint32_t value, enum lptim_crossing crossing, uint64_t now)
{
	const struct lptim_state *state = lptim->state;

	if (!lptim_enabled(lptim)) {
		device_note(lptim, "CMP or ARR is written while the timer is off: ignored");
		return;
	}
	if (state->crossings[crossing].pending)
		device_note(lptim, "CMP or ARR is written anew before CMPOK or ARROK");
	device_write(lptim, access, value);
	lptim_cross(lptim, crossing, now);
}

static void lptim_configure(struct device *lptim, const struct device_access *access,
			    uint32_t value, uint64_t now)
{
	const unsigned kind = lptim->instance - 1;
	struct device_access allowed = *access;

	if (lptim_enabled(lptim))
		device_note(lptim, "CFGR, CFGR2 or IER is written while the timer is on");
	/* Linux, drivers/mfd/stm32-lptimer.c: the bit cannot be written where there is no encoder. */
	if (access->offset == LPTIM_CFGR && !kinds[kind].encoder)
		allowed.mask &= ~LPTIM_CFGR_ENC;
	device_write(lptim, &allowed, value);
	if (access->offset == LPTIM_CFGR)
		lptim_follow_clock(lptim, now);
	lptim_input_notes(lptim);
}

static void lptim_write(struct device *lptim, const struct device_access *access, uint32_t value)
{
	const uint64_t now = lptim_settle(lptim);

	switch (access->offset) {
	case LPTIM_ISR:
	case LPTIM_CNT:
		break;
	case LPTIM_ICR:
		device_set_word(lptim, LPTIM_ISR,
				device_word(lptim, LPTIM_ISR) & ~(value & access->mask));
		break;
	case LPTIM_IER:
	case LPTIM_CFGR:
	case LPTIM_CFGR2:
		lptim_configure(lptim, access, value, now);
		break;
	case LPTIM_CR:
		lptim_control(lptim, access, value, now);
		break;
	case LPTIM_CMP:
		lptim_write_value(lptim, access, value, LPTIM_TO_CMP, now);
		break;
	case LPTIM_ARR:
		lptim_write_value(lptim, access, value, LPTIM_TO_ARR, now);
		break;
	default:
		device_write(lptim, access, value);
		break;
	}
	lptim_refresh(lptim, now);
	/* It may listen to another now. */
	if (access->offset == LPTIM_CFGR || access->offset == LPTIM_CR)
		lptims_refresh(lptim->board);
}

static uint32_t lptim_read(struct device *lptim, const struct device_access *access)
{
	struct lptim_state *state = lptim->state;
	const uint64_t now = lptim_settle(lptim);
	uint32_t count;

	if (access->offset != LPTIM_CNT)
		return device_read(lptim, access);
	count = state->count;
	/* RM0436, CR.RSTARE: reading resets the counter. */
	if ((device_word(lptim, LPTIM_CR) & LPTIM_CR_RSTARE) && !access->peek) {
		state->count = 0;
		lptim_refresh(lptim, now);
	}
	return count;
}

static void lptim_clock_changed(struct device *lptim)
{
	const uint64_t now = lptim_settle(lptim);

	lptim_follow_clock(lptim, now);
	lptim_refresh(lptim, now);
}

/* Somebody looks at the pin, or watches it from now on, or no more. */
static void lptim_pin_looked(struct pin_signal *signal)
{
	lptim_refresh_now(signal->device);
}

static void lptim_add_signals(struct device *lptim)
{
	static const char *const names[LPTIM_SIGNALS] = {"IN1", "IN2", "ETR", "OUT"};
	const unsigned kind = lptim->instance - 1;
	const bool has[LPTIM_SIGNALS] = {kinds[kind].input, kinds[kind].encoder,
					 kinds[kind].trigger, true};
	struct lptim_state *state = lptim->state;

	for (unsigned i = 0; i < LPTIM_SIGNALS; i++) {
		struct pin_signal *signal = &state->signals[i];

		if (!has[i])
			continue;
		snprintf(signal->name, sizeof(signal->name), "%s_%s", lptim->name, names[i]);
		signal->device = lptim;
		signal->number = i;
		if (i == LPTIM_SIGNAL_OUT)
			signal->refresh = signal->watched = lptim_pin_looked;
		else
			signal->sensed = lptim_pin_sensed;
		pin_signal_add(lptim->board, signal);
	}
}

static void lptim_create(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	for (unsigned i = 0; i < LPTIMS; i++) {
		char name[] = "LPTIM1";

		name[sizeof(name) - 2] = (char)('1' + i);
		state->others[i] = board_device(lptim->board, name);
	}
	state->due = (struct timeline_event){
		.name = "low-power timer", .fire = lptim_due, .context = lptim};
	lptim_add_signals(lptim);
	state->created = true;
}

static void lptim_reset(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	if (!state->created)
		lptim_create(lptim);
	lptim_stop(lptim);
	state->single = false;
	state->staged = 0;
	state->compare = device_word(lptim, LPTIM_CMP);
	state->auto_reload = device_word(lptim, LPTIM_ARR);
	lptim_follow_clock(lptim, timeline_now(device_timeline(lptim)));
	lptim_refresh(lptim, state->epoch);
}

static void lptim_destroy(struct device *lptim)
{
	struct lptim_state *state = lptim->state;

	timeline_disarm(device_timeline(lptim), &state->due);
}

const struct device_model lptim_model = {
	.model = "lptim",
	.registers = lptim_registers,
	.ops = {.reset = lptim_reset,
		.read = lptim_read,
		.write = lptim_write,
		.clock_changed = lptim_clock_changed,
		.destroy = lptim_destroy},
	.state_size = sizeof(struct lptim_state),
};
