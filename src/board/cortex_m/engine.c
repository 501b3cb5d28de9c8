/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The instructions, executed by Unicorn.
 *
 * Time is counted by a hook at each translated block, which is also where a slice ends and where
 * interrupts are seen. All that is no memory is mapped as I/O without rights, so that an access
 * arrives in one callback that can refuse it: refusing leaves a load at once, with the registers as
 * they were before it. Unicorn keeps no PC inside a block; replay.c finds it.
 */
#include "board/cortex_m/internal.h"

#include <errno.h>
#include <string.h>

/* Never reached: an address that is reached ends a slice a dozen times slower than a hook does. */
#define NOWHERE UINT64_C(0xFFFFFFFE)

/* Unicorn's numbers of processor exceptions. */
enum {
	UC_SVC = 2,
	UC_PREFETCH_ABORT = 3,
	UC_BKPT = 7,
	UC_EXC_RETURN = 8,
	UC_NOCP = 17,
	UC_INVSTATE = 18
};

/* --- Hooks ---------------------------------------------------------------------------------- */

static void set_it(struct cortex_m *core, uint8_t it)
{
	uint32_t xpsr = engine_get(core, UC_ARM_REG_XPSR) & ~XPSR_IT;

	xpsr |= (uint32_t)(it & 3) << 25 | (uint32_t)(it >> 2) << 10;
	engine_set(core, UC_ARM_REG_XPSR_NZCVQG, xpsr);
}

static uint8_t get_it(uint32_t xpsr)
{
	return (uint8_t)((xpsr >> 25 & 3) | (xpsr >> 8 & 0xFC));
}

/* What the last block asked to be done behind it. */
static void block_finish(struct cortex_m *core)
{
	uint8_t after = core->after;

	core->after = 0;
	core->it = core->block->it_out;
	if (after & BLOCK_MASKS)
		engine_read_masks(core);
	if ((after & BLOCK_SEV)) {
		core_set_event(core);
		if (core->signals.event_out)
			core->signals.event_out(core->signals.context);
	}
}

/* True when the next block must not begin now. */
static bool look_around(struct cortex_m *core, uint32_t address, uint32_t size)
{
	if (core->after)
		block_finish(core);
	core->limit = core->debug.step ? 0 : core->budget;
	if (core->cycles >= core->budget || core->end_slice || core->rights_stale ||
	    core->fetched_stale || core->fpu_stale || core->watch_drop || debug_stops_at(core) ||
	    (exception_due(core) && !core->debug.step))
		return true;
	spin_look(core, address, size);
	return core->cycles >= core->budget;
}

/* Keeps what replay.c needs, with as few calls as Unicorn allows: this is in inner loops. */
static void keep_some(struct cortex_m *core, const struct block *block)
{
	static int ids[] = {
		UC_ARM_REG_R0,	 UC_ARM_REG_R1,	  UC_ARM_REG_R2,  UC_ARM_REG_R3, UC_ARM_REG_R4,
		UC_ARM_REG_R5,	 UC_ARM_REG_R6,	  UC_ARM_REG_R7,  UC_ARM_REG_R8, UC_ARM_REG_R9,
		UC_ARM_REG_R10,	 UC_ARM_REG_R11,  UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,
		UC_ARM_REG_APSR, UC_ARM_REG_APSR, /* 15 is the PC and never asked for */
	};
	uint32_t registers = block->registers;

	core->kept_block = block->steady ? block : NULL;
	core->kept_cycles = core->cycles + block->instructions;
	do {
		unsigned i = (unsigned)__builtin_ctz(registers);
		void *value = &core->kept[i];

		(void)uc_reg_read_batch(core->uc, &ids[i], &value, 1);
		registers &= registers - 1;
	} while (registers);
}

static void block_begin(struct cortex_m *core, const struct block *block)
{
	uint8_t flags = block->flags;

	if (flags & BLOCK_SNAPSHOT)
		keep_some(core, block);
	if (flags & BLOCK_EXCLUSIVE)
		core->reserved = true;
	if (flags & (BLOCK_MASKS | BLOCK_SEV | BLOCK_IT_OPEN)) {
		core->after = flags;
		core->limit = 0;
	}
}

static void stop_at(struct cortex_m *core, enum engine_event event, uint32_t address)
{
	if (core->event == ENGINE_NONE) {
		core->event = event;
		core->event_pc = address;
	}
	uc_emu_stop(core->uc);
}

/* Everything but the usual case, kept apart so that the usual one needs no stack. */
static __attribute__((noinline)) void block_unusual(struct cortex_m *core, uint32_t address,
						    uint32_t size)
{
	struct block *block = &core->blocks[(address >> 1) % BLOCK_COUNT];

	if (address - ENGINE_PAGE < PAGE_SIZE) {
		if (!core->in_engine_page) /* the guest finds nothing to execute here */
			stop_at(core, ENGINE_FETCH, address);
		return;
	}
	/* Also of a block that does not run yet, as it is translated now. */
	if (block->address != address || block->size != size)
		map_mark_code(core, address, size);
	if (core->cycles >= core->limit &&
	    (core->event != ENGINE_NONE || look_around(core, address, size))) {
		stop_at(core, ENGINE_STOPPED, address);
		return;
	}
	if (block->address != address || block->size != size) {
		block_fill(core, block, address, size);
		core->kept_block = NULL;
	}
	if (block->flags & core->look_at) {
		block_begin(core, block);
		if (block->flags & (core->watch | BLOCK_STRICT) && watch_block(core, block)) {
			core->watch_wanted = true;
			core->after = 0; /* it does not run yet */
			stop_at(core, ENGINE_STOPPED, address);
			return;
		}
	}
	core->block = block;
	core->cycles += block->instructions;
}

/* A block whose registers replay.c may need. Of one that repeats itself it can tell what they were
 * from what they were before. */
static __attribute__((noinline)) void block_keep(struct cortex_m *core, const struct block *block)
{
	if (core->block != block || core->kept_block != block)
		keep_some(core, block);
	core->block = block;
	core->cycles += block->instructions;
}

static void on_block(uc_engine *uc, uint64_t address64, uint32_t size, void *user)
{
	struct cortex_m *core = user;
	uint32_t address = (uint32_t)address64;
	struct block *block = &core->blocks[(address >> 1) % BLOCK_COUNT];
	unsigned look_at;

	(void)uc;
	if (unlikely(core->cycles >= core->limit || block->address != address ||
		     block->size != size)) {
		block_unusual(core, address, size);
		return;
	}
	look_at = block->flags & core->look_at;
	if (look_at) {
		if (look_at == BLOCK_SNAPSHOT)
			block_keep(core, block);
		else
			block_unusual(core, address, size);
		return;
	}
	core->block = block;
	core->cycles += block->instructions;
}

/* Unicorn does not leave an IT block at a refused store but runs on to its end. Those instructions
 * must leave no trace: registers are put back, and stores are refused. */
static void deny_rest_of_it(struct cortex_m *core)
{
	engine_keep_registers(core, core->fault_registers);
	core->deny_stores = true;
	map_deny_stores(core);
}

/* Another read there gives the same. Of the private bus that is not told. */
static bool place_steady(struct cortex_m *core, uint32_t address)
{
	if (memory_find(core, address))
		return true;
	return core->bus.steady && core->bus.steady(core->bus.context, address);
}

/* Of a read of two words, or across the border of two, both are. */
static bool access_steady(struct cortex_m *core, const struct access *access)
{
	return !access->write && access->result == ACCESS_OK &&
	       place_steady(core, access->address) &&
	       place_steady(core, access->address + access->size - 1);
}

/* Kept for replay.c. */
static void log_read(struct cortex_m *core, uint64_t value)
{
	if (core->io_block != core->cycles) {
		core->io_block = core->cycles;
		core->io_count = 0;
	}
	if (core->io_count < sizeof(core->io_log) / sizeof(core->io_log[0]))
		core->io_log[core->io_count++] = value;
}

/* Accounts for what did not run. An instruction that faults counts, those behind it do not. */
static void refuse(struct cortex_m *core, enum engine_event event, uint32_t pc, bool overruns)
{
	unsigned before = 0;
	uint8_t it = 0;

	replay_locate(core, pc, &it, &before);
	core->event = event;
	core->event_pc = pc;
	core->limit = 0; /* nothing is counted any more, should a block begin yet */
	core->cycles -= core->block->instructions - before;
	if (event != ENGINE_HALT)
		core->cycles++;
	core->it = it;
	if (overruns && it & 0xF)
		deny_rest_of_it(core);
}

void engine_refuse(struct cortex_m *core, enum engine_event event, uint32_t pc)
{
	refuse(core, event, pc, true);
	uc_emu_stop(core->uc);
}

static bool on_access(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value,
		      void *user)
{
	struct cortex_m *core = user;
	struct access *access = &core->access;

	(void)uc;
	if (type == UC_MEM_FETCH_PROT || type == UC_MEM_FETCH_UNMAPPED) {
		core->event = ENGINE_FETCH;
		core->fetch_at = (uint32_t)address;
		return false;
	}
	if (core->deny_stores) {
		access->value = 0;
		return type == UC_MEM_READ_PROT;
	}
	*access = (struct access){
		.address = (uint32_t)address,
		.size = (unsigned)size,
		.write = type == UC_MEM_WRITE_PROT || type == UC_MEM_WRITE_UNMAPPED,
		.value = (uint64_t)value,
	};
	if (type == UC_MEM_READ_UNMAPPED || type == UC_MEM_WRITE_UNMAPPED) {
		access->result = ACCESS_BUS;
	} else {
		core->in_access = true;
		core->accesses++;
		access->result = access_data(core, access, core_privileged(core));
		core->in_access = false;
	}
	if (core->searching && !access_steady(core, access))
		core->effects++;
	if (access->result == ACCESS_BUS && fault_ignored(core))
		return true;
	if (access->result != ACCESS_OK) {
		refuse(core, ENGINE_DATA, replay_find(core, access), access->write);
		return false;
	}
	if (!access->write)
		log_read(core, access->value);
	return true;
}

static void on_exception(uc_engine *uc, uint32_t number, void *user)
{
	struct cortex_m *core = user;

	uc_emu_stop(uc);
	if (core->event != ENGINE_NONE) /* behind a refused instruction */
		return;
	core->event_pc = engine_get(core, UC_ARM_REG_PC);
	switch (number) {
	case UC_SVC:
		core->event = ENGINE_SVC;
		break;
	case UC_BKPT:
		core->event = ENGINE_BKPT;
		break;
	case UC_EXC_RETURN:
		core->event = ENGINE_EXC_RETURN;
		if (engine_get(core, UC_ARM_REG_XPSR) & XPSR_T)
			core->event_pc |= 1; /* what the branch took for the Thumb bit */
		break;
	case UC_PREFETCH_ABORT:
		core->event = ENGINE_FETCH;
		break;
	case UC_NOCP:
		core->event = ENGINE_NOCP;
		break;
	case UC_INVSTATE:
		core->event = ENGINE_INVSTATE;
		break;
	default:
		core->event = ENGINE_UNDEFINED;
		break;
	}
}

/* The hint that ended the current block just before `pc`: the low byte of NOP-compatible hints. */
static unsigned hint_before(struct cortex_m *core, uint32_t pc)
{
	const uint8_t *code;

	if (pc <= core->block->address)
		return 0;
	code = memory_at(core, pc - 2, 2);
	if (code && code[1] == 0xBF && (code[0] & 0x0F) == 0)
		return code[0] >> 4;
	code = memory_at(core, pc - 4, 4);
	if (code && code[0] == 0xAF && code[1] == 0xF3 && code[3] == 0x80)
		return code[2];
	return 0;
}

static bool on_invalid(uc_engine *uc, void *user)
{
	struct cortex_m *core = user;
	unsigned hint;

	(void)uc;
	if (core->event != ENGINE_NONE)
		return false;
	core->event_pc = engine_get(core, UC_ARM_REG_PC);
	hint = hint_before(core, core->event_pc);
	if (!(engine_get(core, UC_ARM_REG_XPSR) & XPSR_T))
		core->event = ENGINE_INVSTATE;
	else if (hint == 2)
		core->event = ENGINE_WFE;
	else if (hint == 1)
		core->event = ENGINE_YIELD;
	else
		core->event = ENGINE_UNDEFINED;
	return false;
}

/* --- Running -------------------------------------------------------------------------------- */

enum engine_event engine_run(struct cortex_m *core)
{
	uint32_t xpsr = engine_get(core, UC_ARM_REG_XPSR);
	bool refused;
	uc_err error;

	core->event = ENGINE_NONE;
	core->fetch_at = NO_FETCH;
	core->kept_block = NULL; /* registers may have been written since */
	core->it = get_it(xpsr);
	core->after = 0;
	core->limit = core->it || core->debug.step ? 0 : core->budget;
	spin_restart(core);
	core->in_engine = true;
	error = uc_emu_start(core->uc, core->pc | (xpsr & XPSR_T ? 1 : 0), NOWHERE, 0, 0);
	core->in_engine = false;
	refused = core->event == ENGINE_DATA || core->event == ENGINE_NOCP ||
		  core->event == ENGINE_DIVIDE || core->event == ENGINE_HALT;
	if (core->after && !refused)
		block_finish(core);
	if (core->event == ENGINE_NONE) /* only WFI ends a run by itself */
		core->event = error == UC_ERR_OK ? ENGINE_WFI : ENGINE_UNDEFINED;
	if (core->event == ENGINE_WFI || core->event == ENGINE_FETCH)
		core->pc = engine_get(core, UC_ARM_REG_PC);
	else
		core->pc = core->event_pc;
	if (core->deny_stores) {
		core->deny_stores = false;
		engine_restore_registers(core, core->fault_registers);
		core->rights_stale = true;
	}
	if (refused)
		set_it(core, core->it);
	return core->event;
}

void engine_translate_again(struct cortex_m *core, uint32_t address, size_t size)
{
	core->drops++;
	(void)uc_ctl_remove_cache(core->uc, (uint64_t)address, (uint64_t)address + size);
}

void engine_drop_code(struct cortex_m *core, uint32_t address, size_t size)
{
	if (!size)
		return;
	engine_translate_again(core, address, size);
	blocks_drop(core, address, size);
}

/* Grains of translated code that were dropped before the engine is made anew. Each leaves some 200 bytes
 * behind; a firmware of 5 KB that is loaded again, 16 KB. */
#define ENGINE_DROPS 8192u

/* --- Life ----------------------------------------------------------------------------------- */

static int hook_all(struct cortex_m *core)
{
	const int access = UC_HOOK_MEM_UNMAPPED | UC_HOOK_MEM_PROT;
	uc_engine *uc = core->uc;
	uc_hook *hooks = core->hooks;

	if (uc_hook_add(uc, &hooks[0], UC_HOOK_BLOCK, CALLBACK(on_block), core, 1, 0) ||
	    uc_hook_add(uc, &hooks[1], access, CALLBACK(on_access), core, 1, 0) ||
	    uc_hook_add(uc, &hooks[2], UC_HOOK_INTR, CALLBACK(on_exception), core, 1, 0) ||
	    uc_hook_add(uc, &hooks[3], UC_HOOK_INSN_INVALID, CALLBACK(on_invalid), core, 1, 0))
		return -ENODEV;
	return 0;
}

int engine_open(struct cortex_m *core)
{
	int error;

	if (uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &core->uc) != UC_ERR_OK)
		return -ENODEV;
	if (uc_ctl_set_cpu_model(core->uc, UC_CPU_ARM_CORTEX_M4) != UC_ERR_OK)
		return -ENODEV;
	error = map_memories(core);
	return error ? error : hook_all(core);
}

void engine_close(struct cortex_m *core)
{
	if (core->uc)
		(void)uc_close(core->uc);
}

/* Unicorn 2.0.1 keeps what it has translated until a gigabyte of it is full, also what was dropped. A
 * firmware that is loaded again and again would fill that. */
void engine_renew(struct cortex_m *core)
{
	uc_engine *old = core->uc;

	/* A debugger has hooks of its own in there, and no patience for a thousand starts. */
	if (core->drops < ENGINE_DROPS || core->debug.on)
		return;
	watch_drop_all(core);
	core->drops = 0;
	core->uc = NULL;
	if (engine_open(core)) {
		engine_close(core);
		core->uc = old;
		return;
	}
	(void)uc_close(old);
	map_forget(core);
}

uint32_t engine_access_pc(struct cortex_m *core)
{
	return replay_find(core, &core->access);
}
