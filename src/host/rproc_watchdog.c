/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The coprocessor's window watchdog: that it has reset the core reaches the A7 as an interrupt of its own,
 * the one way in which Linux notices a crash by itself (stm32_rproc_wdg).
 */
#include "host/remoteproc_internal.h"

#include "drivers/exti.h"

static bool has_line(const struct remoteproc *rproc)
{
	return rproc->wiring->watchdog_line && rproc->platform->exti.bus;
}

void rproc_watchdog_listen(struct remoteproc *rproc)
{
	if (has_line(rproc) &&
	    exti_rising_listen(rproc->platform->exti, EXTI_A7, rproc->wiring->watchdog_line))
		host_say(rproc->platform, HOST_EVENT_NOTE, "watchdog",
			 "EXTI line %u has no edge detector: the watchdog of the Cortex-M4 is not "
			 "noticed",
			 rproc->wiring->watchdog_line);
}

void rproc_watchdog_ignore(struct remoteproc *rproc)
{
	if (has_line(rproc))
		exti_ignore(rproc->platform->exti, EXTI_A7, rproc->wiring->watchdog_line);
}

void remoteproc_watchdog_interrupt(struct remoteproc *rproc)
{
	if (has_line(rproc) &&
	    exti_rising_take(rproc->platform->exti, rproc->wiring->watchdog_line))
		remoteproc_report_crash(rproc, "the window watchdog WWDG1 reset it");
}
