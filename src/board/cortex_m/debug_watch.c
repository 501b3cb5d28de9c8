/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watchpoints. (watch.c is about something else: instructions that have to fault.)
 *
 * While there is one, a hook at each instruction decodes it and works out from the registers which bytes
 * it is about to access. So the core halts before the access, with an exact pc and nothing half done,
 * whether it is to memory or to a device; that is also how gdb expects it of an ARM processor: it steps
 * over the instruction and looks what became of the value. Without watchpoints there is no hook.
 */
#include "board/cortex_m/internal.h"

#include <errno.h>
#include <string.h>

/* ARM 100166 3.7.1: bit-band aliases, whose words are bits of the region 32 MB below. */
#define BAND_SRAM   UINT32_C(0x22000000)
#define BAND_PERIPH UINT32_C(0x42000000)
#define BAND_SIZE   UINT32_C(0x02000000)

/* A range of bytes that is accessed; it does not wrap around. */
struct touched {
	uint32_t first, last;
	bool write;
};

static struct touched touched_by(struct cortex_m *core, const struct instruction *instruction,
				 uint32_t pc)
{
	struct touched touched = {.first = replay_address(core, instruction, pc),
				  .write = instruction->store_size != 0};
	uint32_t span = instruction->span ? instruction->span : 1;

	if (touched.first - BAND_SRAM < BAND_SIZE || touched.first - BAND_PERIPH < BAND_SIZE) {
		touched.first = (touched.first & UINT32_C(0xF0000000)) +
				((touched.first & (BAND_SIZE - 1)) / 32 & ~UINT32_C(3));
		span = 4;
	}
	touched.last =
		span - 1 > UINT32_MAX - touched.first ? UINT32_MAX : touched.first + span - 1;
	return touched;
}

static const struct watchpoint *find(const struct cortex_m *core, const struct touched *touched)
{
	const enum cortex_m_watch kind =
		touched->write ? CORTEX_M_WATCH_WRITE : CORTEX_M_WATCH_READ;

	for (size_t i = 0; i < core->debug.watchpoint_count; i++) {
		const struct watchpoint *point = &core->debug.watchpoints[i];

		if (point->kind & kind && touched->first <= point->address + (point->size - 1) &&
		    point->address <= touched->last)
			return point;
	}
	return NULL;
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	struct cortex_m *core = user;
	const uint32_t pc = (uint32_t)address;
	const uint8_t *code = memory_at(core, pc, size);
	const struct watchpoint *point;
	struct instruction instruction;
	struct touched touched;

	(void)uc;
	if (!code || core->deny_stores || core->event != ENGINE_NONE)
		return;
	decode(code, size, &instruction);
	if (!instruction.load_size && !instruction.store_size)
		return;
	touched = touched_by(core, &instruction, pc);
	point = find(core, &touched);
	if (!point || !replay_executes(core, pc) ||
	    (core->debug.resume_access && debug_resumed_at(core, pc)))
		return;
	core->debug.halt = (struct cortex_m_halt){
		.reason = CORTEX_M_HALT_WATCH,
		.address = touched.first > point->address ? touched.first : point->address,
		.kind = point->kind,
		.write = touched.write,
	};
	engine_refuse(core, ENGINE_HALT, pc);
}

/* All code gets the hook, or gets rid of it. */
static void translate_all_again(struct cortex_m *core)
{
	for (size_t i = 0; i < core->memory_count; i++)
		engine_translate_again(core, core->memories[i].area.address,
				       core->memories[i].area.size);
}

static struct watchpoint *same(struct cortex_m *core, uint32_t address, uint32_t size,
			       enum cortex_m_watch kind)
{
	for (size_t i = 0; i < core->debug.watchpoint_count; i++) {
		struct watchpoint *point = &core->debug.watchpoints[i];

		if (point->address == address && point->size == size && point->kind == kind)
			return point;
	}
	return NULL;
}

int cortex_m_watch_set(struct cortex_m *core, uint32_t address, uint32_t size,
		       enum cortex_m_watch kind)
{
	struct debug *debug = &core->debug;

	if (!size || size - 1 > UINT32_MAX - address)
		return -EINVAL;
	if (same(core, address, size, kind))
		return -EEXIST;
	if (debug->watchpoint_count == DEBUG_WATCHPOINTS)
		return -ENOSPC;
	if (!debug->watchpoint_count) {
		if (uc_hook_add(core->uc, &debug->watch_hook, UC_HOOK_CODE,
				CALLBACK(on_instruction), core, 1, 0) != UC_ERR_OK)
			return -ENOSPC;
		translate_all_again(core);
	}
	debug->watchpoints[debug->watchpoint_count++] =
		(struct watchpoint){.address = address, .size = size, .kind = kind};
	return 0;
}

static void remove_hook(struct cortex_m *core)
{
	(void)uc_hook_del(core->uc, core->debug.watch_hook);
	translate_all_again(core);
}

int cortex_m_watch_clear(struct cortex_m *core, uint32_t address, uint32_t size,
			 enum cortex_m_watch kind)
{
	struct debug *debug = &core->debug;
	struct watchpoint *point = same(core, address, size, kind);

	if (!point)
		return -ENOENT;
	*point = debug->watchpoints[--debug->watchpoint_count];
	if (!debug->watchpoint_count)
		remove_hook(core);
	return 0;
}

void debug_watch_clear_all(struct cortex_m *core)
{
	if (core->debug.watchpoint_count)
		remove_hook(core);
	core->debug.watchpoint_count = 0;
}

size_t cortex_m_watches(const struct cortex_m *core)
{
	return core->debug.watchpoint_count;
}
