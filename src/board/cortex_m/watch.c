/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Instructions that Unicorn executes although the processor would fault: floating point while CPACR
 * keeps it off, division by zero while CCR.DIV_0_TRP is set, and LDM, LDRD, VLDR and their stores at
 * addresses that are no multiple of 4 (ARM DDI 0403 B3.2.20, B3.2.8, A3.2.1).
 *
 * Each of them gets a hook of its own, from the first time its block is about to run. For the last
 * kind that would cost too much; there the base registers are looked at when a block begins, and the
 * hooks are set when one is wrong. So a base computed in the same block is not seen; and of VLDR,
 * VLDM and their stores, which stand in the innermost loops, only the first 16 runs of a block are
 * looked at.
 */
#include "board/cortex_m/internal.h"

#include <stdlib.h>
#include <string.h>

#define FPU_SHIFT 20
#define FPU_FULL  3u
#define FPU_RUNS  16u

static bool fpu_allowed(const struct cortex_m *core)
{
	unsigned access = core->cpacr >> FPU_SHIFT & 3;

	return access == FPU_FULL || (access == 1 && core_privileged(core));
}

void core_watch(struct cortex_m *core)
{
	uint8_t watch = 0;

	if ((core->cpacr >> FPU_SHIFT & 3) != FPU_FULL)
		watch |= BLOCK_FPU;
	if (core->ccr & CCR_DIV_0_TRP)
		watch |= BLOCK_DIVIDE;
	core->look_at = BLOCK_ACTIONS | BLOCK_STRICT | watch;
	if (watch == core->watch)
		return;
	/* Hooks that are no longer needed go: they slow their instructions down. */
	if (core->watch & ~watch)
		core->watch_drop = true;
	core->watch = watch;
	core_look_around(core);
}

bool watch_block(struct cortex_m *core, struct block *block)
{
	uint8_t wanted = block->flags & core->watch;

	if (block->flags & BLOCK_STRICT && !(block->watched & BLOCK_STRICT)) {
		uint32_t kept = block->flags & BLOCK_SNAPSHOT ? block->registers : 0;
		uint32_t left = block->bases | block->fpu_bases;

		if (block->fpu_bases && ++block->runs == FPU_RUNS) {
			block->fpu_bases = 0;
			if (!block->bases)
				block->flags &= (uint8_t)~BLOCK_STRICT;
		}
		for (; left; left &= left - 1) {
			unsigned base = (unsigned)__builtin_ctz(left);

			if ((kept >> base & 1 ? core->kept[base] : engine_register(core, base)) & 3)
				wanted |= BLOCK_STRICT;
		}
	}
	return wanted & ~block->watched;
}

/* Before the instruction runs. */
static void on_watched(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	struct cortex_m *core = user;
	const uint8_t *code = memory_at(core, (uint32_t)address, size);
	struct instruction instruction;

	(void)uc;
	if (!code || core->deny_stores)
		return;
	decode(code, size, &instruction);
	if (instruction.flags & BLOCK_FPU && !fpu_allowed(core)) {
		engine_refuse(core, ENGINE_NOCP, (uint32_t)address);
	} else if (instruction.flags & BLOCK_DIVIDE && core->ccr & CCR_DIV_0_TRP &&
		   engine_register(core, instruction.code & 15) == 0) {
		engine_refuse(core, ENGINE_DIVIDE, (uint32_t)address);
	} else if (instruction.flags & BLOCK_STRICT &&
		   engine_register(core, instruction.base) & 3) {
		core->access.result = ACCESS_UNALIGNED;
		engine_refuse(core, ENGINE_DATA, (uint32_t)address);
	}
}

static bool watched(const struct cortex_m *core, uint32_t address)
{
	for (size_t i = 0; i < core->watch_count; i++)
		if (core->watches[i].address == address)
			return true;
	return false;
}

static void add(struct cortex_m *core, uint32_t address)
{
	struct watch *grown;

	if (watched(core, address))
		return;
	grown = realloc(core->watches, (core->watch_count + 1) * sizeof(*grown));
	if (!grown)
		return;
	core->watches = grown;
	grown += core->watch_count;
	grown->address = address;
	if (uc_hook_add(core->uc, &grown->hook, UC_HOOK_CODE, CALLBACK(on_watched), core, address,
			address) == UC_ERR_OK)
		core->watch_count++;
}

/* The block at core->pc is about to run, and watch_block() found something in it. */
void watch_install(struct cortex_m *core)
{
	struct block *block = &core->blocks[(core->pc >> 1) % BLOCK_COUNT];
	const uint8_t *code = memory_at(core, block->address, block->size);
	uint32_t at = 0;

	core->watch_wanted = false;
	if (block->address != core->pc || !code)
		return;
	while (at < block->size) {
		struct instruction instruction;

		decode(code + at, block->size - at, &instruction);
		if (instruction.flags & (core->watch | BLOCK_STRICT) & BLOCK_CONDITIONAL)
			add(core, block->address + at);
		at += instruction.length;
	}
	engine_translate_again(core, block->address, block->size);
	block->watched = core->watch | BLOCK_STRICT;
}

void watch_drop_all(struct cortex_m *core)
{
	core->watch_drop = false;
	for (size_t i = 0; i < core->watch_count; i++)
		(void)uc_hook_del(core->uc, core->watches[i].hook);
	free(core->watches);
	core->watches = NULL;
	core->watch_count = 0;
	for (size_t i = 0; i < BLOCK_COUNT; i++)
		core->blocks[i].watched = 0;
}
