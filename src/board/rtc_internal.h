/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the RTC share: its state, and how it counts. */
#ifndef COPRO_BOARD_RTC_INTERNAL_H
#define COPRO_BOARD_RTC_INTERNAL_H

#include "board/board_internal.h"
#include "board/rtc_calendar.h"
#include "soc/regs/rtc.h"

enum rtc_wait {
	WAIT_ALARM_A,
	WAIT_ALARM_B,
	WAIT_WUT,
	WAIT_SHIFT,
	WAIT_RSF,
	WAIT_INIT,
	WAIT_CALIBRATION,
	WAITS
};

struct rtc_state {
	bool half_open, open; /* RTC_WPR's keys */
	/* ck_rtc: ticks at a time in ps */
	uint64_t hz, epoch, ticks;
	/* The calendar and ck_apre's steps into its second, at a tick; it stands still in init mode. */
	struct rtc_calendar calendar;
	uint64_t steps, since;
	uint64_t waits[WAITS]; /* ticks: by when something is done */
	uint64_t seen; /* steps from the beginning of all: alarms were looked at until then */
	uint64_t wake; /* ticks: the end of the wake-up timer's period */
	/* RM0436, "Reading the calendar": TR and DR are held from a look at what is below them on, until DR is read. */
	bool held;
	uint32_t tr, dr;
	struct timeline_event due;
};

static inline bool rtc_cr(const struct device *rtc, uint32_t bits)
{
	return device_word(rtc, RTC_CR) & bits;
}

static inline bool rtc_in_init(const struct device *rtc)
{
	return device_word(rtc, RTC_ICSR) & RTC_ICSR_INIT;
}

/* Ticks now; and from now on CALR and the clock as they are then. */
uint64_t rtc_ticks(struct device *rtc);
void rtc_follow_clock(struct device *rtc);
/* Something is done after so many ticks. */
void rtc_wait(struct device *rtc, enum rtc_wait wait, uint64_t ticks);
bool rtc_done(struct device *rtc, enum rtc_wait wait);

/* Ticks in a step, and steps in a second. */
uint64_t rtc_step(const struct device *rtc);
uint64_t rtc_second(const struct device *rtc);
/* Steps from the beginning of all, as they stand in the state, and now. */
uint64_t rtc_base(const struct device *rtc);
uint64_t rtc_steps(struct device *rtc);
struct rtc_calendar rtc_calendar(struct device *rtc);
/* It stands at so many steps now; the first prescaler goes on. */
void rtc_set_steps(struct device *rtc, uint64_t steps);
/* RM0436, CR.WUCKSEL: in ticks. */
uint64_t rtc_wake_period(const struct device *rtc);

/* What has happened since it was last looked at: flags. */
void rtc_sync(struct device *rtc);
/* Interrupt, and the event for the next one. */
void rtc_refresh(struct device *rtc);
/* Of that event. */
void rtc_due(void *context);

#endif
