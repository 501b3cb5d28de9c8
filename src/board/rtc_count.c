/* SPDX-License-Identifier: BSD-3-Clause */
/* How the RTC counts, and what comes of it: alarms and the wake-up timer. */
#include "board/rtc_internal.h"

#include "board/rate.h"
#include "soc/regs/exti.h"

#define CALIBRATION 20u /* log2: cycles that CALM and CALP are of */
#define CALP_PULSES 512

/* ---- ticks ---- */

/* Cycles of the clock that give 2^20 ticks (RM0436, "RTC smooth digital calibration"). */
static uint64_t rtc_cycles(const struct device *rtc)
{
	const uint32_t calr = device_word(rtc, RTC_CALR);

	return (UINT64_C(1) << CALIBRATION) + (calr & RTC_CALR_CALM) -
	       (calr & RTC_CALR_CALP ? CALP_PULSES : 0);
}

uint64_t rtc_ticks(struct device *rtc)
{
	const struct rtc_state *state = rtc->state;
	const uint64_t passed = timeline_now(device_timeline(rtc)) - state->epoch;

	if (!state->hz)
		return state->ticks;
	return state->ticks + (uint64_t)(((rate_wide)rate_ticks(passed, state->hz) << CALIBRATION) /
					 rtc_cycles(rtc));
}

/* ps; TIMELINE_NEVER: the clock stands still. */
static uint64_t rtc_when(struct device *rtc, uint64_t tick)
{
	const struct rtc_state *state = rtc->state;
	rate_wide cycles;
	uint64_t ps;

	if (!state->hz || tick == RTC_NEVER)
		return TIMELINE_NEVER;
	if (tick <= state->ticks)
		return state->epoch;
	cycles = ((rate_wide)(tick - state->ticks) * rtc_cycles(rtc) + (1u << CALIBRATION) - 1) >>
		 CALIBRATION;
	if (cycles > UINT64_MAX)
		return TIMELINE_NEVER;
	ps = rate_ps((uint64_t)cycles, state->hz);
	return ps < TIMELINE_NEVER - state->epoch ? state->epoch + ps : TIMELINE_NEVER;
}

void rtc_follow_clock(struct device *rtc)
{
	const struct soc_clock_registers rcc = board_clock_registers(rtc->board);
	struct rtc_state *state = rtc->state;

	state->ticks = rtc_ticks(rtc);
	state->epoch = timeline_now(device_timeline(rtc));
	state->hz = soc_clock_rate(&rcc, SOC_CLOCK_RTC);
}

void rtc_wait(struct device *rtc, enum rtc_wait wait, uint64_t ticks)
{
	struct rtc_state *state = rtc->state;

	state->waits[wait] = rtc_ticks(rtc) + ticks;
}

bool rtc_done(struct device *rtc, enum rtc_wait wait)
{
	const struct rtc_state *state = rtc->state;

	return rtc_ticks(rtc) >= state->waits[wait];
}

/* ---- the calendar ---- */

uint64_t rtc_step(const struct device *rtc)
{
	return (device_word(rtc, RTC_PRER) >> RTC_PRER_A_SHIFT & RTC_PRER_A) + 1;
}

uint64_t rtc_second(const struct device *rtc)
{
	return (device_word(rtc, RTC_PRER) & RTC_PRER_S) + 1;
}

uint64_t rtc_base(const struct device *rtc)
{
	const struct rtc_state *state = rtc->state;

	return state->calendar.seconds * rtc_second(rtc) + state->steps;
}

uint64_t rtc_steps(struct device *rtc)
{
	const struct rtc_state *state = rtc->state;
	const uint64_t ticks = rtc_ticks(rtc);

	if (rtc_in_init(rtc) || ticks < state->since)
		return rtc_base(rtc);
	return rtc_base(rtc) + (ticks - state->since) / rtc_step(rtc);
}

struct rtc_calendar rtc_calendar(struct device *rtc)
{
	const struct rtc_state *state = rtc->state;

	return (struct rtc_calendar){.seconds = rtc_steps(rtc) / rtc_second(rtc),
				     .weekday = state->calendar.weekday};
}

void rtc_set_steps(struct device *rtc, uint64_t steps)
{
	struct rtc_state *state = rtc->state;
	const uint64_t ticks = rtc_ticks(rtc);

	if (ticks > state->since)
		state->since += (ticks - state->since) / rtc_step(rtc) * rtc_step(rtc);
	state->calendar.seconds = steps / rtc_second(rtc);
	state->steps = steps % rtc_second(rtc);
	state->seen = steps;
}

/* ---- alarms and the wake-up timer ---- */

/* The first step after `after` that an alarm matches. */
static uint64_t rtc_alarm(struct device *rtc, unsigned alarm, uint64_t after)
{
	const struct rtc_state *state = rtc->state;
	const uint32_t ssr = device_word(rtc, RTC_ALRMSSR(alarm));
	const unsigned bits = ssr >> RTC_ALRMSSR_MASKSS_SHIFT & 0xF;
	const uint64_t second = rtc_second(rtc), mask = (UINT64_C(1) << bits) - 1;
	const uint64_t wanted = ssr & RTC_ALRMSSR_SS & mask;
	const uint32_t time = device_word(rtc, RTC_ALRMR(alarm));
	struct rtc_calendar at = {.seconds = (after + 1) / second,
				  .weekday = state->calendar.weekday};
	uint64_t left = second - 1 - (after + 1) % second; /* SSR */

	/* In the second that has begun, or in a later one. SSR counts down. */
	for (unsigned i = 0; i < 2; i++) {
		const uint64_t match = rtc_calendar_match(&at, time, rtc_cr(rtc, RTC_CR_FMT));

		if (match == RTC_NEVER)
			return RTC_NEVER;
		if (match != at.seconds)
			left = second - 1;
		at.seconds = match;
		if (!bits && left == second - 1)
			return match * second;
		if (bits && left >= wanted)
			return match * second + second - 1 - (wanted + ((left - wanted) & ~mask));
		at.seconds++;
		left = second - 1;
	}
	return RTC_NEVER;
}

uint64_t rtc_wake_period(const struct device *rtc)
{
	const unsigned clock = device_word(rtc, RTC_CR) & RTC_CR_WUCKSEL;
	const uint64_t count = (device_word(rtc, RTC_WUTR) & 0xFFFF) + UINT64_C(1);

	if (clock < 4)
		return count * (16u >> clock);
	return (count + (clock & 2 ? 0x10000 : 0)) * rtc_step(rtc) * rtc_second(rtc);
}

void rtc_sync(struct device *rtc)
{
	const struct soc_clock_registers rcc = board_clock_registers(rtc->board);
	struct rtc_state *state = rtc->state;
	const uint64_t ticks = rtc_ticks(rtc), steps = rtc_steps(rtc);
	uint32_t flags = 0;

	for (unsigned i = 0; i < RTC_ALARMS; i++) {
		if (rtc_cr(rtc, RTC_CR_ALRE(i)) && steps > state->seen &&
		    rtc_alarm(rtc, i, state->seen) <= steps)
			flags |= RTC_ALRF(i);
	}
	state->seen = steps;
	if (rtc_cr(rtc, RTC_CR_WUTE) && ticks >= state->wake) {
		const uint64_t period = rtc_wake_period(rtc);

		state->wake += ((ticks - state->wake) / period + 1) * period;
		flags |= RTC_WUTF;
	}
	device_set_word(rtc, RTC_SR, device_word(rtc, RTC_SR) | flags);
	if (state->hz != soc_clock_rate(&rcc, SOC_CLOCK_RTC))
		rtc_follow_clock(rtc);
}

void rtc_refresh(struct device *rtc)
{
	const struct soc_peripheral *peripheral = board_device_of(rtc)->peripheral;
	struct rtc_state *state = rtc->state;
	const uint32_t enabled = device_word(rtc, RTC_CR) >> RTC_CR_IE_SHIFT;
	const uint32_t sr = device_word(rtc, RTC_SR), open = enabled & ~sr;
	const bool level = sr & enabled;
	uint64_t next = RTC_NEVER;

	device_set_word(rtc, RTC_MISR, sr & enabled);
	device_m4_irq(rtc, peripheral->irqs[0], level);
	device_a7_irq(rtc, peripheral->irqs[0], level);
	device_exti(rtc, EXTI_LINE_RTC, level);
	for (unsigned i = 0; i < RTC_ALARMS && !rtc_in_init(rtc); i++) {
		uint64_t step;

		if (!(open & RTC_ALRF(i)) || !rtc_cr(rtc, RTC_CR_ALRE(i)))
			continue;
		step = rtc_alarm(rtc, i, state->seen);
		if (step == RTC_NEVER)
			continue;
		step = state->since + (step - rtc_base(rtc)) * rtc_step(rtc);
		next = step < next ? step : next;
	}
	if ((open & RTC_WUTF) && rtc_cr(rtc, RTC_CR_WUTE) && state->wake < next)
		next = state->wake;
	timeline_disarm(device_timeline(rtc), &state->due);
	if (rtc_when(rtc, next) != TIMELINE_NEVER)
		timeline_arm(device_timeline(rtc), &state->due, rtc_when(rtc, next));
}

void rtc_due(void *context)
{
	rtc_sync(context);
	rtc_refresh(context);
}
