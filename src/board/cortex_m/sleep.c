/* SPDX-License-Identifier: BSD-3-Clause */
/* WFI, WFE, sleep on exit, and what ends them (ARM DDI 0403 B1.5.17 to B1.5.20). */
#include "board/cortex_m/internal.h"

void core_set_event(struct cortex_m *core)
{
	core->event_register = true;
}

void cortex_m_event_in(struct cortex_m *core)
{
	core_set_event(core);
}

void core_fall_asleep(struct cortex_m *core, bool wait_for_event)
{
	bool deep = core->scr & SCR_SLEEPDEEP;

	core->wait_for_event = wait_for_event;
	if (exception_wakes(core))
		return;
	core->state = CORE_SLEEPING;
	if (deep)
		systick_freeze(core, true);
	if (core->signals.sleep)
		core->signals.sleep(core->signals.context, true, deep);
}

bool cortex_m_asleep(const struct cortex_m *core)
{
	return core->state == CORE_SLEEPING;
}

void core_wait_for_event(struct cortex_m *core)
{
	if (!core->event_register)
		core_fall_asleep(core, true);
	/* Asleep, the event stays to be consumed by waking. */
	if (core->state != CORE_SLEEPING)
		core->event_register = false;
}

void core_stop_sleeping(struct cortex_m *core)
{
	core->state = CORE_RUNNING;
	systick_freeze(core, false);
	if (core->signals.sleep)
		core->signals.sleep(core->signals.context, false, core->scr & SCR_SLEEPDEEP);
}

static bool is_woken(const struct cortex_m *core)
{
	return exception_wakes(core) || (core->wait_for_event && core->event_register);
}

bool cortex_m_sleeps_on(const struct cortex_m *core)
{
	return cortex_m_asleep(core) && !is_woken(core);
}

bool core_wake_up(struct cortex_m *core)
{
	if (!is_woken(core))
		return false;
	if (core->wait_for_event)
		core->event_register = false;
	core_stop_sleeping(core);
	return true;
}
