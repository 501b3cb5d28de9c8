/* SPDX-License-Identifier: BSD-3-Clause */
/* The real-time clock, for RCC, which gives it a clock of its own beside that of its registers. */
#ifndef COPRO_BOARD_RTC_H
#define COPRO_BOARD_RTC_H

struct device;

void rtc_clocks_changed(struct device *rtc);

#endif
