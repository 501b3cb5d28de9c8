/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/rtc_calendar.h"

#include "soc/regs/rtc.h"

#define YEARS	     100u
#define CENTURY	     (UINT64_C(36525) * RTC_DAY) /* of the RTC: each fourth year is a leap year */
#define FOUR_YEARS   1461u /* days */
#define PM	     0x00400000u
#define HOUR_FIELD   0x007F0000u
#define MINUTE_FIELD 0x00007F00u
#define SECOND_FIELD 0x0000007Fu
/* More steps than from one match to the next: days, hours, minutes, seconds. */
#define MATCH_STEPS 512u

struct date {
	unsigned year, month, day; /* from 0, 1, 1 */
};

static uint32_t bcd(unsigned value)
{
	return value / 10 << 4 | value % 10;
}

/* Of two digits; 100: they are none. */
static unsigned binary(uint32_t digits)
{
	return (digits & 0xF) < 10 && digits >> 4 < 10 ? (digits >> 4) * 10 + (digits & 0xF) : 100;
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && year % 4 == 0 ? 1u : 0u);
}

static unsigned year_days(unsigned year)
{
	return year % 4 ? 365 : 366;
}

static struct date date_of(uint64_t seconds)
{
	unsigned days = (unsigned)(seconds % CENTURY / RTC_DAY);
	struct date date = {.year = days / FOUR_YEARS * 4, .month = 1};

	for (days %= FOUR_YEARS; days >= year_days(date.year); date.year++)
		days -= year_days(date.year);
	for (; days >= month_days(date.year, date.month); date.month++)
		days -= month_days(date.year, date.month);
	date.day = days + 1;
	return date;
}

static uint64_t day_number(const struct date *date)
{
	uint64_t days = date->day - 1;

	for (unsigned year = 0; year < date->year; year++)
		days += year_days(year);
	for (unsigned month = 1; month < date->month; month++)
		days += month_days(date->year, month);
	return days;
}

/* 1-7 */
static unsigned weekday_of(const struct rtc_calendar *calendar)
{
	return (unsigned)((calendar->seconds / RTC_DAY + calendar->weekday) % 7 + 1);
}

uint32_t rtc_calendar_time(const struct rtc_calendar *calendar, bool half)
{
	const unsigned second = (unsigned)(calendar->seconds % RTC_DAY);
	unsigned hour = second / 3600;
	uint32_t pm = 0;

	if (half) {
		pm = hour >= 12 ? PM : 0;
		hour = hour % 12 ? hour % 12 : 12;
	}
	return pm | bcd(hour) << 16 | bcd(second / 60 % 60) << 8 | bcd(second % 60);
}

uint32_t rtc_calendar_date(const struct rtc_calendar *calendar)
{
	const struct date date = date_of(calendar->seconds);

	return bcd(date.year) << 16 | weekday_of(calendar) << 13 | bcd(date.month) << 8 |
	       bcd(date.day);
}

bool rtc_calendar_set_time(struct rtc_calendar *calendar, uint32_t tr, bool half)
{
	const unsigned minute = binary(tr >> 8 & 0x7F), second = binary(tr & 0x7F);
	unsigned hour = binary(tr >> 16 & 0x3F);

	if (minute > 59 || second > 59 || hour > 23 || (half && (hour < 1 || hour > 12)))
		return false;
	if (half)
		hour = hour % 12 + (tr & PM ? 12 : 0);
	calendar->seconds = calendar->seconds / RTC_DAY * RTC_DAY + hour * UINT64_C(3600) +
			    minute * UINT64_C(60) + second;
	return true;
}

bool rtc_calendar_set_date(struct rtc_calendar *calendar, uint32_t dr)
{
	const struct date date = {.year = binary(dr >> 16 & 0xFF),
				  .month = binary(dr >> 8 & 0x1F),
				  .day = binary(dr & 0x3F)};
	const unsigned weekday = dr >> 13 & 7;
	uint64_t days;

	if (date.year >= YEARS || !date.month || date.month > 12 || !date.day ||
	    date.day > month_days(date.year, date.month) || !weekday)
		return false;
	days = day_number(&date);
	calendar->seconds = days * RTC_DAY + calendar->seconds % RTC_DAY;
	calendar->weekday = (unsigned)((weekday - 1 + 7 - days % 7) % 7);
	return true;
}

static bool day_matches(const struct rtc_calendar *calendar, uint32_t alarm)
{
	if (alarm & RTC_ALRMR_MSK4)
		return true;
	if (alarm & RTC_ALRMR_WDSEL)
		return (alarm >> 24 & 0xF) == weekday_of(calendar);
	return (alarm >> 24 & 0x3F) == bcd(date_of(calendar->seconds).day);
}

static bool field_matches(uint32_t alarm, uint32_t time, uint32_t mask, uint32_t field)
{
	return (alarm & mask) || !((alarm ^ time) & field);
}

uint64_t rtc_calendar_match(const struct rtc_calendar *from, uint32_t alarm, bool half)
{
	struct rtc_calendar at = *from;

	for (unsigned i = 0; i < MATCH_STEPS; i++) {
		const uint32_t time = rtc_calendar_time(&at, half);

		if (!day_matches(&at, alarm))
			at.seconds = (at.seconds / RTC_DAY + 1) * RTC_DAY;
		else if (!field_matches(alarm, time, RTC_ALRMR_MSK3, HOUR_FIELD))
			at.seconds = (at.seconds / 3600 + 1) * 3600;
		else if (!field_matches(alarm, time, RTC_ALRMR_MSK2, MINUTE_FIELD))
			at.seconds = (at.seconds / 60 + 1) * 60;
		else if (!field_matches(alarm, time, RTC_ALRMR_MSK1, SECOND_FIELD))
			at.seconds++;
		else
			return at.seconds;
	}
	return RTC_NEVER;
}
