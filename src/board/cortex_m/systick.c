/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SysTick (ARM DDI 0403 B3.3), in virtual time: nothing is counted, the next zero is a point in time.
 */
#include "board/cortex_m/internal.h"

enum { SYST_CSR = 0x10, SYST_RVR = 0x14, SYST_CVR = 0x18, SYST_CALIB = 0x1C };

#define CSR_ENABLE	  1u
#define CSR_TICKINT	  2u
#define CSR_CLKSOURCE	  4u
#define CSR_COUNTFLAG	  (UINT32_C(1) << 16)
#define COUNTER_MASK	  UINT32_C(0x00FFFFFF)
#define REFERENCE_DIVIDER 8u /* STM32: the external reference is HCLK / 8 */

static uint64_t tick_ps(const struct cortex_m *core)
{
	uint64_t divider = core->systick.ctrl & CSR_CLKSOURCE ? 1 : REFERENCE_DIVIDER;

	return core->cycle_ps * divider;
}

static bool counting(const struct systick *systick)
{
	return systick->ctrl & CSR_ENABLE && !systick->frozen && systick->zero_at != TIMELINE_NEVER;
}

/* Only a tick that interrupts is an event; the rest is computed when somebody looks. */
static void schedule(struct cortex_m *core)
{
	struct systick *systick = &core->systick;

	if (counting(systick) && systick->ctrl & CSR_TICKINT)
		timeline_arm(core->timeline, &systick->event, systick->zero_at);
	else
		timeline_disarm(core->timeline, &systick->event);
}

/* Brings COUNTFLAG, the next zero and the pending bit to the present. */
static void update(struct cortex_m *core)
{
	struct systick *systick = &core->systick;
	uint64_t now = core_time(core);
	uint64_t period;

	if (!counting(systick) || now < systick->zero_at)
		return;
	systick->ctrl |= CSR_COUNTFLAG;
	period = (systick->load + UINT64_C(1)) * tick_ps(core);
	/* A reload value of 0 stops the counter at the next wrap (B3.3.1). */
	if (systick->load == 0) {
		systick->zero_at = TIMELINE_NEVER;
		systick->stopped_at = 0;
	} else {
		systick->zero_at += ((now - systick->zero_at) / period + 1) * period;
		systick->loaded = systick->load;
	}
	if (systick->ctrl & CSR_TICKINT)
		exception_set_pending(core, EXC_SYSTICK, true);
	schedule(core);
}

static uint32_t current(struct cortex_m *core)
{
	const struct systick *systick = &core->systick;
	uint64_t tick = tick_ps(core);
	uint64_t left;

	if (!counting(systick))
		return systick->stopped_at;
	left = (systick->zero_at - core_time(core) + tick - 1) / tick;
	/* One more than it was loaded with is the tick in which it reloads: it still reads 0. */
	return left > systick->loaded ? 0 : (uint32_t)left;
}

static void start(struct cortex_m *core, uint32_t value)
{
	struct systick *systick = &core->systick;
	uint64_t ticks = value ? value : (uint64_t)systick->load + 1;

	systick->zero_at = TIMELINE_NEVER;
	systick->stopped_at = value;
	systick->loaded = value ? value : systick->load;
	if (value || systick->load)
		systick->zero_at = core_time(core) + ticks * tick_ps(core);
	schedule(core);
}

static void fire(void *context)
{
	update(context);
}

void systick_init(struct cortex_m *core)
{
	core->systick.event = (struct timeline_event){
		.name = "SysTick",
		.fire = fire,
		.context = core,
	};
}

void systick_reset(struct cortex_m *core)
{
	timeline_disarm(core->timeline, &core->systick.event);
	core->systick.ctrl = 0;
	core->systick.load = 0;
	core->systick.stopped_at = 0;
	core->systick.frozen = false;
	core->systick.zero_at = TIMELINE_NEVER;
}

void systick_freeze(struct cortex_m *core, bool frozen)
{
	struct systick *systick = &core->systick;
	uint32_t value;

	if (systick->frozen == frozen)
		return;
	update(core);
	value = current(core);
	systick->stopped_at = value;
	systick->frozen = frozen;
	if (systick->ctrl & CSR_ENABLE)
		start(core, value);
	schedule(core);
}

void systick_cycle_change(struct cortex_m *core, uint32_t cycle_ps)
{
	uint32_t value;

	update(core);
	value = current(core);
	core->cycle_ps = cycle_ps;
	if (counting(&core->systick))
		start(core, value);
}

uint32_t systick_read(struct cortex_m *core, uint32_t offset)
{
	struct systick *systick = &core->systick;
	uint32_t value;

	update(core);
	switch (offset) {
	case SYST_CSR:
		value = systick->ctrl;
		if (core->in_slice) /* not by a debugger's look (B3.3.3) */
			systick->ctrl &= ~CSR_COUNTFLAG;
		return value;
	case SYST_RVR:
		return systick->load;
	case SYST_CVR:
		return current(core);
	default:
		return core->systick_calib;
	}
}

void systick_write(struct cortex_m *core, uint32_t offset, uint32_t value)
{
	struct systick *systick = &core->systick;
	uint32_t at;

	update(core);
	at = current(core);
	switch (offset) {
	case SYST_CSR:
		systick->ctrl = (systick->ctrl & CSR_COUNTFLAG) | (value & 7);
		systick->stopped_at = at;
		if (value & CSR_ENABLE)
			start(core, at);
		else
			schedule(core);
		break;
	case SYST_RVR:
		/* Counts only from the next wrap on, except when it has stopped for want of one. */
		systick->load = value & COUNTER_MASK;
		if (systick->ctrl & CSR_ENABLE && systick->zero_at == TIMELINE_NEVER)
			start(core, 0);
		break;
	case SYST_CVR:
		/* Any value clears it (B3.3.5). */
		systick->ctrl &= ~CSR_COUNTFLAG;
		systick->stopped_at = 0;
		if (systick->ctrl & CSR_ENABLE)
			start(core, 0);
		break;
	default:
		break;
	}
}
