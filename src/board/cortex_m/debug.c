/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a debugger needs: registers, memory, halting, breakpoints, single steps.
 *
 * A breakpoint is a hook on one instruction, so a program without one runs at full speed.
 */
#include "board/cortex_m/internal.h"

#include <errno.h>
#include <string.h>

#define LONGEST_INSTRUCTION 4u

bool cortex_m_debug(const struct cortex_m *core)
{
	return core->debug.on;
}

bool cortex_m_halted(const struct cortex_m *core)
{
	return core->debug.halted;
}

void cortex_m_last_halt(const struct cortex_m *core, struct cortex_m_halt *halt)
{
	*halt = core->debug.halt;
}

static void request_halt(struct cortex_m *core, enum cortex_m_halt_reason reason)
{
	if (!core->debug.halt_request || reason < core->debug.request)
		core->debug.request = reason;
	core->debug.halt_request = true;
	core_look_around(core);
}

void cortex_m_halt(struct cortex_m *core)
{
	request_halt(core, CORTEX_M_HALT_REQUEST);
}

void cortex_m_catch(struct cortex_m *core, unsigned catches)
{
	core->debug.catches = (uint8_t)catches;
}

void debug_catch(struct cortex_m *core, enum cortex_m_catch what, enum cortex_m_halt_reason reason)
{
	if (core->debug.on && core->debug.catches & what)
		request_halt(core, reason);
}

void debug_halt(struct cortex_m *core, enum cortex_m_halt_reason reason)
{
	core->debug.halt = (struct cortex_m_halt){.reason = reason};
	core->debug.halted = true;
}

void cortex_m_resume(struct cortex_m *core)
{
	struct debug *debug = &core->debug;

	debug->resume_access = debug->halted && debug->halt.reason == CORTEX_M_HALT_WATCH;
	debug->halted = false;
	debug->halt_request = false;
	debug->step = false;
	debug->aside.on = false;
	debug->aside.done = false;
	debug->resume_pc = core->pc;
	debug->resume_cycles = core->cycles;
}

void cortex_m_step(struct cortex_m *core)
{
	cortex_m_resume(core);
	core->debug.step = true;
}

void cortex_m_set_debug(struct cortex_m *core, bool on)
{
	core->debug.on = on;
	if (on)
		return;
	core->debug.catches = 0;
	while (core->debug.breakpoint_count)
		(void)cortex_m_breakpoint_clear(core, core->debug.breakpoints[0].address);
	debug_watch_clear_all(core);
	cortex_m_resume(core);
}

/* --- Breakpoints ---------------------------------------------------------------------------- */

bool debug_resumed_at(const struct cortex_m *core, uint32_t pc)
{
	/* A run begins with a block, whose cycles are counted already. */
	return pc == core->debug.resume_pc &&
	       core->cycles - core->block->instructions == core->debug.resume_cycles;
}

static void on_breakpoint(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	struct cortex_m *core = user;

	(void)uc;
	(void)size;
	if (core->deny_stores || core->event != ENGINE_NONE ||
	    debug_resumed_at(core, (uint32_t)address))
		return;
	core->debug.halt = (struct cortex_m_halt){.reason = CORTEX_M_HALT_BREAKPOINT};
	engine_refuse(core, ENGINE_HALT, (uint32_t)address);
}

size_t cortex_m_breakpoints(const struct cortex_m *core)
{
	return core->debug.breakpoint_count;
}

int cortex_m_breakpoint_set(struct cortex_m *core, uint32_t address)
{
	struct debug *debug = &core->debug;
	struct watch *point = &debug->breakpoints[debug->breakpoint_count];

	for (size_t i = 0; i < debug->breakpoint_count; i++)
		if (debug->breakpoints[i].address == address)
			return -EEXIST;
	if (debug->breakpoint_count == DEBUG_BREAKPOINTS)
		return -ENOSPC;
	point->address = address;
	if (uc_hook_add(core->uc, &point->hook, UC_HOOK_CODE, CALLBACK(on_breakpoint), core,
			address, address) != UC_ERR_OK)
		return -ENOSPC;
	debug->breakpoint_count++;
	engine_drop_code(core, address, 2);
	return 0;
}

int cortex_m_breakpoint_clear(struct cortex_m *core, uint32_t address)
{
	struct debug *debug = &core->debug;

	for (size_t i = 0; i < debug->breakpoint_count; i++) {
		if (debug->breakpoints[i].address != address)
			continue;
		(void)uc_hook_del(core->uc, debug->breakpoints[i].hook);
		debug->breakpoints[i] = debug->breakpoints[--debug->breakpoint_count];
		engine_drop_code(core, address, 2);
		return 0;
	}
	return -ENOENT;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static void on_step(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	struct cortex_m *core = user;

	(void)uc;
	(void)size;
	if (core->event != ENGINE_NONE || core->deny_stores)
		return;
	if (core->debug.stepped)
		engine_refuse(core, ENGINE_HALT, (uint32_t)address);
	core->debug.stepped = true;
}

/* The instructions around the pc get a hook; what is further away begins with a block. */
void debug_step_begin(struct cortex_m *core)
{
	core->debug.stepped = false;
	(void)uc_hook_add(core->uc, &core->debug.step_hook, UC_HOOK_CODE, CALLBACK(on_step), core,
			  core->pc, (uint64_t)core->pc + 8 * LONGEST_INSTRUCTION);
	engine_translate_again(core, core->pc, 2);
}

static void step_aside(struct cortex_m *core, bool then_step)
{
	core->debug.step = false;
	core->debug.aside.on = true;
	core->debug.aside.done = true;
	core->debug.aside.then_step = then_step;
	core->debug.aside.pc = core->pc;
	core->debug.aside.ipsr = core->ipsr;
}

/* Behind a run of the engine, which may have ended before the instruction. */
void debug_step_end(struct cortex_m *core)
{
	struct debug *debug = &core->debug;

	(void)uc_hook_del(core->uc, debug->step_hook);
	if (!debug->stepped)
		return;
	debug->step = false;
	if (core->state == CORE_SLEEPING)
		step_aside(core, false);
	else if (!debug->halt_request)
		debug_halt(core, debug->halted && debug->halt.reason == CORTEX_M_HALT_BKPT
					 ? CORTEX_M_HALT_BKPT
					 : CORTEX_M_HALT_STEP);
}

bool debug_step_over(struct cortex_m *core)
{
	struct debug *debug = &core->debug;

	if (debug->step) {
		if (exception_due(core) && !debug->aside.done)
			step_aside(core, true);
		return false;
	}
	if (core->pc != debug->aside.pc || core->ipsr != debug->aside.ipsr || exception_due(core) ||
	    core->sleep_on_exit)
		return false;
	debug->aside.on = false;
	if (!debug->aside.then_step) {
		debug_halt(core, CORTEX_M_HALT_STEP);
		return true;
	}
	debug->step = true;
	debug->resume_pc = core->pc;
	debug->resume_cycles = core->cycles;
	return false;
}

/* At the start of a block. */
bool debug_stops_at(struct cortex_m *core)
{
	return core->debug.halt_request || (core->debug.step && core->debug.stepped);
}

/* --- Registers and memory ------------------------------------------------------------------- */

static int unicorn_register(enum cortex_m_register reg)
{
	switch ((unsigned)reg) {
	case CORTEX_M_SP:
		return UC_ARM_REG_SP;
	case CORTEX_M_LR:
		return UC_ARM_REG_LR;
	case CORTEX_M_FPSCR:
		return UC_ARM_REG_FPSCR;
	default:
		break;
	}
	if ((unsigned)reg < 13)
		return UC_ARM_REG_R0 + (int)reg;
	if (reg >= CORTEX_M_S0 && (unsigned)reg < CORTEX_M_S0 + 32)
		return UC_ARM_REG_S0 + (int)reg - CORTEX_M_S0;
	return UC_ARM_REG_INVALID;
}

uint32_t cortex_m_get(struct cortex_m *core, enum cortex_m_register reg)
{
	struct engine_mode mode;

	switch (reg) {
	case CORTEX_M_PC:
		if (core->in_access)
			return engine_access_pc(core);
		return core->in_engine ? core->block->address : core->pc;
	case CORTEX_M_XPSR:
		return engine_get(core, UC_ARM_REG_XPSR);
	case CORTEX_M_MSP:
		engine_get_mode(core, &mode);
		return mode.msp;
	case CORTEX_M_PSP:
		engine_get_mode(core, &mode);
		return mode.psp;
	case CORTEX_M_PRIMASK:
		return core->primask;
	case CORTEX_M_BASEPRI:
		return core->basepri;
	case CORTEX_M_FAULTMASK:
		return core->faultmask;
	case CORTEX_M_CONTROL:
		engine_get_mode(core, &mode);
		return mode.control;
	default:
		return engine_get(core, unicorn_register(reg));
	}
}

void cortex_m_set(struct cortex_m *core, enum cortex_m_register reg, uint32_t value)
{
	struct engine_mode mode;

	switch (reg) {
	case CORTEX_M_PC:
		/* Somewhere else nobody sleeps. */
		if (core->state == CORE_SLEEPING && core->pc != (value & ~UINT32_C(1)))
			core_stop_sleeping(core);
		core->pc = value & ~UINT32_C(1);
		return;
	case CORTEX_M_XPSR:
	case CORTEX_M_MSP:
	case CORTEX_M_PSP:
	case CORTEX_M_CONTROL:
		engine_get_mode(core, &mode);
		if (reg == CORTEX_M_XPSR)
			mode.xpsr = value;
		else if (reg == CORTEX_M_MSP)
			mode.msp = value & ~UINT32_C(3);
		else if (reg == CORTEX_M_PSP)
			mode.psp = value & ~UINT32_C(3);
		else
			mode.control = value & 7;
		engine_set_mode(core, &mode);
		return;
	case CORTEX_M_PRIMASK:
		core->primask = value & 1;
		break;
	case CORTEX_M_BASEPRI:
		core->basepri = value & core->priority_mask;
		break;
	case CORTEX_M_FAULTMASK:
		core->faultmask = value & 1;
		break;
	default:
		engine_set(core, unicorn_register(reg), value);
		return;
	}
	engine_write_masks(core);
	map_follow(core);
}

static int transfer(struct cortex_m *core, uint32_t address, uint8_t *data, size_t size, bool write)
{
	while (size) {
		unsigned step = size >= 4 && !(address & 3)   ? 4
				: size >= 2 && !(address & 1) ? 2
							      : 1;
		struct access access = {.address = address, .size = step, .write = write};

		if (write)
			memcpy(&access.value, data, step);
		if (access_plain(core, &access) != ACCESS_OK)
			return -EFAULT;
		if (!write)
			memcpy(data, &access.value, step);
		address += step;
		data += step;
		size -= step;
	}
	return 0;
}

int cortex_m_read_memory(struct cortex_m *core, uint32_t address, void *data, size_t size)
{
	return transfer(core, address, data, size, false);
}

int cortex_m_write_memory(struct cortex_m *core, uint32_t address, const void *data, size_t size)
{
	int error = transfer(core, address, (uint8_t *)(uintptr_t)data, size, true);

	cortex_m_memory_changed(core, address, size);
	return error;
}
