/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Real-time clock (RM0436, "Real-time clock (RTC)"): the calendar with its shadow registers, both alarms, the
 * wake-up timer, daylight saving, shifts and smooth calibration. It belongs to the backup domain.
 *
 * Time is counted in ticks of ck_rtc after calibration; the calendar in steps of the first prescaler, ck_apre. Nothing
 * is armed but for an interrupt that is enabled.
 *
 * Assumed, as the manual does not say: a shift shows at once, with a second borrowed where it delays beyond one; the
 * wake-up timer counts whole periods from WUTE on; calibration is even; after INIT is cleared the prescalers begin anew.
 */
#include "board/rtc.h"

#include "board/models.h"
#include "board/rtc_internal.h"

#define SYNC  2u /* ticks: from the bus to ck_rtc */
#define START 4u /* ticks: until the calendar counts */

/* RM0436, RTC register map. */
static const struct device_register rtc_registers[] = {
	{.name = "TR", .offset = RTC_TR},
	{.name = "DR", .offset = RTC_DR, .reset = 0x00002101},
	{.name = "SSR", .offset = RTC_SSR},
	{.name = "ICSR", .offset = RTC_ICSR, .reset = 0x00000007},
	{.name = "PRER", .offset = RTC_PRER, .reset = 0x007F00FF, .writable = 0x007F7FFF},
	{.name = "WUTR", .offset = RTC_WUTR, .reset = 0x0000FFFF, .writable = 0xFFFF},
	{.name = "CR", .offset = RTC_CR, .writable = RTC_CR_WRITABLE},
	{.name = "SMCR", .offset = RTC_SMCR, .reset = RTC_SMCR_OPEN, .writable = RTC_SMCR_OPEN},
	{.name = "WPR", .offset = RTC_WPR},
	{.name = "CALR", .offset = RTC_CALR, .writable = RTC_CALR_WRITABLE},
	{.name = "SHIFTR", .offset = RTC_SHIFTR},
	{.name = "TSTR", .offset = RTC_TSTR},
	{.name = "TSDR", .offset = RTC_TSDR},
	{.name = "TSSSR", .offset = RTC_TSSSR},
	{.name = "ALRMR",
	 .offset = RTC_ALRMR(0),
	 .writable = 0xFFFFFFFF,
	 .count = RTC_ALARMS,
	 .stride = 8},
	{.name = "ALRMSSR",
	 .offset = RTC_ALRMSSR(0),
	 .writable = 0x0F007FFF,
	 .count = RTC_ALARMS,
	 .stride = 8},
	{.name = "SR", .offset = RTC_SR},
	{.name = "MISR", .offset = RTC_MISR},
	{.name = "SMISR", .offset = RTC_SMISR},
	{.name = "SCR", .offset = RTC_SCR},
	{.name = "CFGR", .offset = RTC_CFGR, .writable = 0x7},
	{.name = "HWCFGR", .offset = 0x3F0, .reset = 0x01031111},
	{.name = "VERR", .offset = 0x3F4, .reset = 0x00000010},
	{.name = "IPIDR", .offset = 0x3F8, .reset = 0x00120033},
	{.name = "SIDR", .offset = 0x3FC, .reset = 0xA3C5DD01},
	{0},
};

/* ---- registers ---- */

static bool rtc_takes_dates(struct device *rtc)
{
	return rtc_in_init(rtc) && rtc_done(rtc, WAIT_INIT);
}

static void rtc_write_calendar(struct device *rtc, const struct device_access *access,
			       uint32_t value)
{
	struct rtc_state *state = rtc->state;
	const bool half = rtc_cr(rtc, RTC_CR_FMT);
	const uint32_t word =
		(value & access->mask) | (device_word(rtc, access->offset) & ~access->mask);

	if (!rtc_takes_dates(rtc)) {
		device_note(
			rtc,
			"TR, DR or PRER is written outside of the initialization mode: ignored");
		return;
	}
	if (access->offset == RTC_PRER)
		device_write(rtc, access, value);
	else if (!(access->offset == RTC_TR ? rtc_calendar_set_time(&state->calendar, word, half)
					    : rtc_calendar_set_date(&state->calendar, word)))
		device_note(rtc, "%s is written with 0x%08x, which is none: ignored",
			    access->offset == RTC_TR ? "TR" : "DR", (unsigned)word);
	state->seen = rtc_base(rtc);
}

static void rtc_write_init(struct device *rtc, uint32_t value)
{
	struct rtc_state *state = rtc->state;
	const uint64_t ticks = rtc_ticks(rtc);

	if ((value & RTC_ICSR_INIT) && !rtc_in_init(rtc)) {
		rtc_set_steps(rtc, rtc_steps(rtc));
		state->steps = 0;
		rtc_wait(rtc, WAIT_INIT, SYNC);
	} else if (!(value & RTC_ICSR_INIT) && rtc_in_init(rtc)) {
		state->since = ticks + START;
		rtc_wait(rtc, WAIT_RSF, START + SYNC);
	}
	device_set_word(rtc, RTC_ICSR, value & RTC_ICSR_INIT);
	state->seen = rtc_steps(rtc);
	state->held = false;
}

static void rtc_write_control(struct device *rtc, const struct device_access *access,
			      uint32_t value)
{
	const uint32_t before = device_word(rtc, RTC_CR);
	const uint64_t hour = 3600 * rtc_second(rtc);
	uint32_t risen, fallen;

	device_write(rtc, access, value);
	risen = device_word(rtc, RTC_CR) & ~before;
	fallen = before & ~device_word(rtc, RTC_CR);
	if (value & access->mask & RTC_CR_ADD1H)
		rtc_set_steps(rtc, rtc_steps(rtc) + hour);
	/* RM0436, CR.SUB1H: without effect in the first hour of a day */
	if ((value & access->mask & RTC_CR_SUB1H) && rtc_steps(rtc) / hour % 24)
		rtc_set_steps(rtc, rtc_steps(rtc) - hour);
	for (unsigned i = 0; i < RTC_ALARMS; i++) {
		if (fallen & RTC_CR_ALRE(i))
			rtc_wait(rtc, (enum rtc_wait)(WAIT_ALARM_A + i), SYNC);
	}
	if (fallen & RTC_CR_WUTE)
		rtc_wait(rtc, WAIT_WUT, SYNC);
	if (fallen & RTC_CR_BYPSHAD)
		rtc_wait(rtc, WAIT_RSF, SYNC);
	if (risen & RTC_CR_WUTE) {
		struct rtc_state *state = rtc->state;

		state->wake = rtc_ticks(rtc) + rtc_wake_period(rtc);
	}
	if (risen & (RTC_CR_TSE | RTC_CR_OUTPUTS | RTC_CR_REFCKON))
		device_note(rtc, "time stamps, outputs and the reference clock are not modelled");
}

static void rtc_write_shift(struct device *rtc, uint32_t value)
{
	const uint64_t delay = value & RTC_SHIFTR_SUBFS;
	uint64_t steps = rtc_steps(rtc) + (value & RTC_SHIFTR_ADD1S ? rtc_second(rtc) : 0);

	if (!rtc_done(rtc, WAIT_SHIFT) || rtc_in_init(rtc)) {
		device_note(rtc, "SHIFTR is written while SHPF or INIT is set: ignored");
		return;
	}
	steps = steps > delay ? steps - delay : 0;
	rtc_set_steps(rtc, steps);
	rtc_wait(rtc, WAIT_SHIFT, rtc_step(rtc));
	rtc_wait(rtc, WAIT_RSF, rtc_step(rtc) + SYNC);
}

static void rtc_write_calibration(struct device *rtc, const struct device_access *access,
				  uint32_t value)
{
	if (!rtc_done(rtc, WAIT_CALIBRATION)) {
		device_note(rtc, "CALR is written while RECALPF is set: ignored");
		return;
	}
	rtc_follow_clock(rtc);
	device_write(rtc, access, value);
	rtc_wait(rtc, WAIT_CALIBRATION, 3 * rtc_step(rtc));
}

/* RM0436, "RTC register write protection". */
static void rtc_write_key(struct device *rtc, uint32_t value)
{
	struct rtc_state *state = rtc->state;

	state->open = state->half_open && (value & 0xFF) == 0x53;
	state->half_open = (value & 0xFF) == 0xCA;
}

static bool rtc_refused(struct device *rtc, const struct device_access *access)
{
	const bool secure = access->initiator == SOC_A7_SECURE;

	if (!pwr_backup_writable(rtc->board->pwr)) {
		device_note(rtc, "RTC is written while PWR_CR1.DBP protects it: ignored");
		return true;
	}
	if (!secure &&
	    (access->offset == RTC_SMCR || !(device_word(rtc, RTC_SMCR) & RTC_SMCR_DECPROT))) {
		device_note(rtc, "the %s writes what the secure world has of the RTC: ignored",
			    soc_initiator_name(access->initiator));
		return true;
	}
	return false;
}

/* ICSR has bits that need no key. */
static bool rtc_locked(const struct device *rtc, uint32_t offset)
{
	const struct rtc_state *state = rtc->state;

	return !state->open && offset != RTC_ICSR && offset != RTC_SCR && offset != RTC_WPR &&
	       offset != RTC_SMCR && offset != RTC_CFGR;
}

static void rtc_write_status(struct device *rtc, const struct device_access *access, uint32_t value)
{
	const struct rtc_state *state = rtc->state;
	const uint32_t init = access->mask & RTC_ICSR_INIT;

	if ((access->mask & RTC_ICSR_RSF) && !(value & RTC_ICSR_RSF))
		rtc_wait(rtc, WAIT_RSF, SYNC);
	if (!init || !((device_word(rtc, RTC_ICSR) ^ value) & RTC_ICSR_INIT))
		return;
	if (state->open)
		rtc_write_init(rtc, value);
	else
		device_note(rtc, "ICSR.INIT is written without the keys in WPR: ignored");
}

static void rtc_write_open(struct device *rtc, const struct device_access *access, uint32_t value)
{
	switch (access->offset) {
	case RTC_TR:
	case RTC_DR:
	case RTC_PRER:
		rtc_write_calendar(rtc, access, value);
		break;
	case RTC_ICSR:
		rtc_write_status(rtc, access, value);
		break;
	case RTC_CR:
		rtc_write_control(rtc, access, value);
		break;
	case RTC_WPR:
		rtc_write_key(rtc, value);
		break;
	case RTC_CALR:
		rtc_write_calibration(rtc, access, value);
		break;
	case RTC_SHIFTR:
		rtc_write_shift(rtc, value & access->mask);
		break;
	case RTC_SCR:
		device_set_word(rtc, RTC_SR, device_word(rtc, RTC_SR) & ~(value & access->mask));
		break;
	case RTC_WUTR:
		if (rtc_cr(rtc, RTC_CR_WUTE))
			device_note(rtc, "WUTR is written while WUTE is set");
		device_write(rtc, access, value);
		break;
	default:
		device_write(rtc, access, value);
		break;
	}
}

static void rtc_write(struct device *rtc, const struct device_access *access, uint32_t value)
{
	rtc_sync(rtc);
	if (rtc_refused(rtc, access))
		return;
	if (rtc_locked(rtc, access->offset))
		device_note(rtc, "a register is written without the keys in WPR: ignored");
	else
		rtc_write_open(rtc, access, value);
	rtc_refresh(rtc);
}

static uint32_t rtc_status(struct device *rtc)
{
	const bool init = rtc_in_init(rtc), shift = !rtc_done(rtc, WAIT_SHIFT);
	const struct rtc_calendar calendar = rtc_calendar(rtc);
	uint32_t icsr = init ? RTC_ICSR_INIT : 0;

	for (unsigned i = 0; i < RTC_ALARMS; i++) {
		if (!rtc_cr(rtc, RTC_CR_ALRE(i)) &&
		    rtc_done(rtc, (enum rtc_wait)(WAIT_ALARM_A + i)))
			icsr |= RTC_ICSR_ALRWF(i);
	}
	if (!rtc_cr(rtc, RTC_CR_WUTE) && rtc_done(rtc, WAIT_WUT))
		icsr |= RTC_ICSR_WUTWF;
	if (rtc_calendar_date(&calendar) >> 16)
		icsr |= RTC_ICSR_INITS;
	if (!init && !shift && !rtc_cr(rtc, RTC_CR_BYPSHAD) && rtc_done(rtc, WAIT_RSF))
		icsr |= RTC_ICSR_RSF;
	if (init && rtc_done(rtc, WAIT_INIT))
		icsr |= RTC_ICSR_INITF;
	return icsr | (shift ? RTC_ICSR_SHPF : 0) |
	       (rtc_done(rtc, WAIT_CALIBRATION) ? 0 : RTC_ICSR_RECALPF);
}

static uint32_t rtc_read_calendar(struct device *rtc, const struct device_access *access)
{
	struct rtc_state *state = rtc->state;
	const struct rtc_calendar calendar = rtc_calendar(rtc);
	const uint32_t tr =
		state->held ? state->tr : rtc_calendar_time(&calendar, rtc_cr(rtc, RTC_CR_FMT));
	const uint32_t dr = state->held ? state->dr : rtc_calendar_date(&calendar);

	if (!access->peek) {
		state->held = !rtc_cr(rtc, RTC_CR_BYPSHAD) && access->offset != RTC_DR;
		state->tr = tr;
		state->dr = dr;
	}
	if (access->offset == RTC_SSR)
		return (uint32_t)(rtc_second(rtc) - 1 - rtc_steps(rtc) % rtc_second(rtc));
	return access->offset == RTC_TR ? tr : dr;
}

static uint32_t rtc_read(struct device *rtc, const struct device_access *access)
{
	rtc_sync(rtc);
	rtc_refresh(rtc);
	switch (access->offset) {
	case RTC_TR:
	case RTC_DR:
	case RTC_SSR:
		return rtc_read_calendar(rtc, access);
	case RTC_ICSR:
		return rtc_status(rtc);
	default:
		return device_read(rtc, access);
	}
}

void rtc_clocks_changed(struct device *rtc)
{
	rtc_sync(rtc);
	rtc_refresh(rtc);
}

static void rtc_reset(struct device *rtc)
{
	struct rtc_state *state = rtc->state;

	timeline_disarm(device_timeline(rtc), &state->due);
	*state = (struct rtc_state){
		.epoch = timeline_now(device_timeline(rtc)),
		.due = {.name = "real-time clock", .fire = rtc_due, .context = rtc}};
	device_set_word(rtc, RTC_ICSR, 0);
	rtc_refresh(rtc);
}

static void rtc_destroy(struct device *rtc)
{
	struct rtc_state *state = rtc->state;

	timeline_disarm(device_timeline(rtc), &state->due);
}

const struct device_model rtc_model = {
	.model = "rtc",
	.registers = rtc_registers,
	.ops = {.reset = rtc_reset, .read = rtc_read, .write = rtc_write, .destroy = rtc_destroy},
	.state_size = sizeof(struct rtc_state),
};
