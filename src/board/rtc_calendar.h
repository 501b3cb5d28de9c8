/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calendar of the RTC: seconds from the beginning of 2000 for a hundred years, as its registers have them in
 * BCD, and as its alarms compare them.
 */
#ifndef COPRO_BOARD_RTC_CALENDAR_H
#define COPRO_BOARD_RTC_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define RTC_DAY	  86400u /* seconds */
#define RTC_NEVER UINT64_MAX

struct rtc_calendar {
	uint64_t seconds;
	unsigned weekday; /* 0-6: of the first day of all; 0 is Monday */
};

/* TR and DR. `half`: twice twelve hours. */
uint32_t rtc_calendar_time(const struct rtc_calendar *calendar, bool half);
uint32_t rtc_calendar_date(const struct rtc_calendar *calendar);
/* Sets one of them. False: it is no time or date, and nothing is set. */
bool rtc_calendar_set_time(struct rtc_calendar *calendar, uint32_t tr, bool half);
bool rtc_calendar_set_date(struct rtc_calendar *calendar, uint32_t dr);

/* The first second from this one on that an alarm register matches, RTC_NEVER: none. */
uint64_t rtc_calendar_match(const struct rtc_calendar *from, uint32_t alarm, bool half);

#endif
