/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Slices: the stretches of virtual time that the core is given, and what time it is in the middle of
 * one.
 */
#include "board/cortex_m/internal.h"

uint64_t core_cycles_now(struct cortex_m *core)
{
	if (!core->in_access)
		return core->cycles;
	return core->cycles - core->block->instructions + replay_estimate(core);
}

uint64_t core_time(struct cortex_m *core)
{
	if (!core->in_slice)
		return core->timeline->now;
	return core->base_ps + (core_cycles_now(core) - core->base_cycles) * core->cycle_ps;
}

static uint64_t precise_time(void *context)
{
	return core_time(context);
}

static uint64_t cycles_until(const struct cortex_m *core, uint64_t when)
{
	uint64_t ps;

	if (when <= core->base_ps)
		return core->base_cycles;
	ps = when - core->base_ps;
	return core->base_cycles + ps / core->cycle_ps + (ps % core->cycle_ps != 0);
}

static void sooner(void *context, uint64_t when)
{
	struct cortex_m *core = context;

	if (!core->in_slice || when >= core->until)
		return;
	core->until = when;
	core->budget = cycles_until(core, when);
	core_look_around(core);
}

void core_look_around(struct cortex_m *core)
{
	core->limit = 0;
}

void slice_begin(struct cortex_m *core, uint64_t until)
{
	core->base_ps = core->timeline->now;
	core->base_cycles = core->cycles;
	core->until = until;
	core->budget = cycles_until(core, until);
	core->end_slice = false;
	core->in_slice = true;
}

void slice_end(struct cortex_m *core)
{
	uint64_t now = core_time(core);

	core->in_slice = false;
	if (now > core->timeline->now)
		core->timeline->now = now;
}

void cortex_m_set_cycle(struct cortex_m *core, uint32_t cycle_ps)
{
	uint64_t now = core_time(core);

	if (!cycle_ps || cycle_ps == core->cycle_ps)
		return;
	systick_cycle_change(core, cycle_ps);
	if (core->in_slice) {
		core->base_ps = now;
		core->base_cycles = core_cycles_now(core);
		core->budget = cycles_until(core, core->until);
		core_look_around(core);
	}
}

void cortex_m_end_slice(struct cortex_m *core)
{
	core->end_slice = true;
	core_look_around(core);
}

uint64_t cortex_m_cycles(struct cortex_m *core)
{
	return core_cycles_now(core) - core->reset_cycles;
}

/* The timeline asks for the time in the middle of a slice, and tells of events due before its end. */
void slice_connect(struct cortex_m *core)
{
	core->timeline->sooner = sooner;
	core->timeline->sooner_context = core;
	core->timeline->precise = precise_time;
	core->timeline->precise_context = core;
}

void slice_disconnect(struct cortex_m *core)
{
	if (!core->timeline || core->timeline->precise_context != core)
		return;
	core->timeline->precise = NULL;
	core->timeline->sooner = NULL;
}
