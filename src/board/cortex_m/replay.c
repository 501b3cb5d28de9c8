/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the instruction that made an access.
 *
 * An access that is refused is at the address that the registers give at that moment, and most often
 * only one instruction of the block fits. Otherwise the block is run again, from the registers it began with, in a second engine that has copies of the memory it touches and
 * is told the values that devices gave; what it does there is thrown away.
 */
#include "board/cortex_m/internal.h"

#include <string.h>

struct replay {
	struct cortex_m *core;
	const struct access *wanted;
	uint32_t pc;
	size_t io_reads; /* of the log, so far */
	bool found;
};

static bool could_make(const struct instruction *instruction, const struct access *access,
		       bool exact)
{
	unsigned made = access->write ? instruction->store_size : instruction->load_size;
	unsigned size = access->size > 4 ? 4 : access->size;

	/* Across pages a word comes in smaller pieces. */
	return made && (exact ? made == size : made >= size);
}

static void give_io(struct replay *replay, uc_engine *uc, uint32_t address, unsigned size)
{
	struct cortex_m *core = replay->core;
	uint64_t value;

	if (memory_find(core, address) || core->io_block != core->cycles ||
	    replay->io_reads >= core->io_count)
		return;
	value = core->io_log[replay->io_reads++];
	(void)uc_mem_write(uc, address, &value, size > 8 ? 8 : size);
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	struct replay *replay = user;

	(void)uc;
	(void)size;
	if (!replay->found) /* inside an IT block it goes on to its end */
		replay->pc = (uint32_t)address;
}

static bool on_unmapped(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value,
			void *user)
{
	struct replay *replay = user;
	uint32_t page = (uint32_t)address & ~(PAGE_SIZE - 1);
	const uint8_t *from = memory_at(replay->core, page, PAGE_SIZE);

	(void)value;
	if (uc_mem_map(uc, page, PAGE_SIZE, UC_PROT_ALL) != UC_ERR_OK)
		return false;
	if (from)
		(void)uc_mem_write(uc, page, from, PAGE_SIZE);
	if (type == UC_MEM_READ_UNMAPPED)
		give_io(replay, uc, (uint32_t)address, (unsigned)size);
	return true;
}

static void on_any_access(uc_engine *uc, uc_mem_type type, uint64_t address, int size,
			  int64_t value, void *user)
{
	struct replay *replay = user;
	const struct access *wanted = replay->wanted;
	bool write = type == UC_MEM_WRITE;

	(void)value;
	if (replay->found)
		return;
	if (write == wanted->write && wanted->address < address + (unsigned)size &&
	    address < wanted->address + (uint64_t)wanted->size && (unsigned)size >= wanted->size) {
		replay->found = true;
		(void)uc_emu_stop(uc);
		return;
	}
	if (!write)
		give_io(replay, uc, (uint32_t)address, (unsigned)size);
}

/* The registers the block began with: those it changes were kept, the others are as they were. */
static void set_registers(struct cortex_m *core, uc_engine *uc)
{
	const struct block *block = core->block;
	uint32_t kept = block->flags & BLOCK_SNAPSHOT ? block->registers : 0;
	uint32_t runs = 0, steps[15] = {0}, xpsr;

	if (kept && core->kept_block == block) {
		runs = (uint32_t)((core->cycles - core->kept_cycles) / block->instructions);
		block_steps(core, block, steps);
	}
	for (int i = 0; i < 15; i++) {
		const int reg = engine_register_id((unsigned)i);
		uint32_t value = engine_get(core, reg);

		if (kept >> i & 1)
			value = core->kept[i] + runs * steps[i];
		(void)uc_reg_write(uc, reg, &value);
	}
	xpsr = kept >> BLOCK_REGISTER_FLAGS & 1 ? core->kept[BLOCK_REGISTER_FLAGS]
						: engine_get(core, UC_ARM_REG_APSR);
	xpsr |= XPSR_T | (uint32_t)(core->it & 3) << 25 | (uint32_t)(core->it >> 2) << 10;
	(void)uc_reg_write(uc, UC_ARM_REG_XPSR_NZCVQG, &xpsr);
}

static void run_again(struct cortex_m *core, struct replay *replay)
{
	const int accesses = UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE;
	uint64_t begin = core->block->address;
	uc_hook hooks[3];
	uc_engine *uc;

	if (uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &uc) != UC_ERR_OK)
		return;
	if (uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M4) == UC_ERR_OK &&
	    uc_hook_add(uc, &hooks[0], UC_HOOK_CODE, CALLBACK(on_instruction), replay, 1, 0) ==
		    UC_ERR_OK &&
	    uc_hook_add(uc, &hooks[1], UC_HOOK_MEM_UNMAPPED, CALLBACK(on_unmapped), replay, 1, 0) ==
		    UC_ERR_OK &&
	    uc_hook_add(uc, &hooks[2], accesses, CALLBACK(on_any_access), replay, 1, 0) ==
		    UC_ERR_OK) {
		set_registers(core, uc);
		(void)uc_emu_start(uc, begin | 1, begin + core->block->size, 0,
				   core->block->instructions);
	}
	(void)uc_close(uc);
}

void replay_locate(struct cortex_m *core, uint32_t pc, uint8_t *it, unsigned *before)
{
	const struct block *block = core->block;
	const uint8_t *code = memory_at(core, block->address, block->size);
	uint32_t at = 0;

	*it = core->it;
	*before = 0;
	while (code && at < pc - block->address && at < block->size) {
		struct instruction instruction;

		decode(code + at, block->size - at, &instruction);
		*it = it_advance(*it, &instruction);
		*before += 1;
		at += instruction.length;
	}
}

bool replay_stores_behind(struct cortex_m *core, uint32_t pc)
{
	const struct block *block = core->block;
	const uint8_t *code = memory_at(core, block->address, block->size);

	for (uint32_t at = 0; code && at < block->size;) {
		struct instruction instruction;

		decode(code + at, block->size - at, &instruction);
		if (block->address + at > pc && instruction.store_size)
			return true;
		at += instruction.length;
	}
	return false;
}

static bool condition_holds(uint32_t apsr, unsigned condition)
{
	bool n = apsr >> 31 & 1, z = apsr >> 30 & 1, c = apsr >> 29 & 1, v = apsr >> 28 & 1;
	bool holds = true;

	switch (condition >> 1) {
	case 0:
		holds = z;
		break;
	case 1:
		holds = c;
		break;
	case 2:
		holds = n;
		break;
	case 3:
		holds = v;
		break;
	case 4:
		holds = c && !z;
		break;
	case 5:
		holds = n == v;
		break;
	case 6:
		holds = n == v && !z;
		break;
	default:
		return true;
	}
	return holds != (condition & 1);
}

static bool it_executes(struct cortex_m *core, uint8_t it)
{
	return !(it & 0xF) || condition_holds(engine_get(core, UC_ARM_REG_APSR), it >> 4);
}

bool replay_executes(struct cortex_m *core, uint32_t pc)
{
	unsigned before;
	uint8_t it;

	replay_locate(core, pc, &it, &before);
	return it_executes(core, it);
}

uint32_t replay_address(struct cortex_m *core, const struct instruction *instruction, uint32_t pc)
{
	const uint32_t offset = (uint32_t)instruction->offset;
	uint32_t begin = (pc + 4) & ~UINT32_C(3);

	if (instruction->base != 15)
		begin = engine_register(core, instruction->base);
	begin += offset;
	if (instruction->index != NO_INDEX)
		begin += engine_register(core, instruction->index) << instruction->shift;
	return begin;
}

/* Would the instruction, with the registers as they are, make this access? */
static bool makes(struct cortex_m *core, const struct instruction *instruction, uint32_t pc,
		  uint8_t it, const struct access *access)
{
	uint64_t begin;

	if (!it_executes(core, it))
		return false;
	begin = replay_address(core, instruction, pc);
	return access->address < begin + instruction->span &&
	       begin < (uint64_t)access->address + access->size;
}

uint32_t replay_find(struct cortex_m *core, const struct access *access)
{
	const struct block *block = core->block;
	const uint8_t *code = memory_at(core, block->address, block->size);
	struct replay replay = {.core = core, .wanted = access};
	uint32_t only = block->address;
	unsigned candidates = 0;

	for (int exact = 1; code && exact >= 0 && !candidates; exact--) {
		uint8_t it = core->it;

		for (uint32_t at = 0; at < block->size;) {
			struct instruction instruction;

			decode(code + at, block->size - at, &instruction);
			if (could_make(&instruction, access, exact) &&
			    makes(core, &instruction, block->address + at, it, access) &&
			    candidates++ == 0)
				only = block->address + at;
			it = it_advance(it, &instruction);
			at += instruction.length;
		}
	}
	/* Of several the first, unless its address has changed since: then the snapshot was taken. */
	if (candidates > 1 && (block->flags & BLOCK_SNAPSHOT || !block->registers))
		run_again(core, &replay);
	return replay.found ? replay.pc : only;
}

unsigned replay_estimate(struct cortex_m *core)
{
	const struct block *block = core->block;
	const uint8_t *code = memory_at(core, block->address, block->size);
	bool first = core->timed.block != core->cycles;
	uint32_t at = first ? 0 : core->timed.offset;
	unsigned before = first ? 0 : core->timed.before;
	bool behind = !first; /* the search begins behind the last one */

	if (!code || (!first && core->timed.access == core->accesses))
		return before;
	core->timed.block = core->cycles;
	core->timed.access = core->accesses;
	core->timed.offset = at;
	core->timed.before = before;
	while (at < block->size) {
		struct instruction instruction;

		decode(code + at, block->size - at, &instruction);
		if (!behind && could_make(&instruction, &core->access, true)) {
			core->timed.offset = at;
			core->timed.before = before;
			break;
		}
		behind = false;
		at += instruction.length;
		before++;
	}
	return core->timed.before;
}
