/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is known of each translated block, kept by its address.
 *
 * The engine tells where a block begins and how long it is; the rest is decoded once. An access
 * that is refused in the middle of a block is found again by running the block a second time, apart
 * (replay.c). For that the registers that the block changes must be known as they were at its start,
 * but only when two accesses of a block could be taken for one another.
 */
#include "board/cortex_m/internal.h"

void blocks_drop(struct cortex_m *core, uint32_t address, size_t size)
{
	/* Aliases share code, so the range is compared by host memory elsewhere; here all blocks
	 * that might overlap it go. */
	for (uint32_t i = 0; i < BLOCK_COUNT; i++) {
		struct block *block = &core->blocks[i];

		if (block->address & 1)
			continue;
		if ((uint64_t)block->address + block->size > address &&
		    block->address < (uint64_t)address + size)
			block->address = 1;
	}
}

/* Collects what decides whether accesses of a block can be told apart. */
struct survey {
	uint32_t read_first;   /* registers whose value at the start matters */
	uint32_t written;
	uint32_t written_before_last_access;
	unsigned loads[5], stores[5]; /* by size */
};

static void survey_instruction(struct survey *survey, const struct instruction *instruction, bool conditional)
{
	uint32_t reads = instruction->reads;

	if (conditional)
		reads |= UINT32_C(1) << BLOCK_REGISTER_FLAGS;
	survey->read_first |= reads & ~survey->written;
	if (instruction->load_size || instruction->store_size) {
		survey->written_before_last_access = survey->written;
		/* What a load of several registers has loaded already when a later one is refused. */
		if (instruction->several)
			survey->written_before_last_access |= instruction->writes;
		survey->loads[instruction->load_size]++;
		survey->stores[instruction->store_size]++;
	}
	/* A conditional instruction may leave the old value: that one matters too. */
	if (conditional)
		survey->read_first |= instruction->writes & ~survey->written;
	survey->written |= instruction->writes;
}

static bool survey_ambiguous(const struct survey *survey)
{
	for (unsigned size = 1; size <= 4; size++)
		if (survey->loads[size] > 1 || survey->stores[size] > 1)
			return true;
	return false;
}

void block_fill(struct cortex_m *core, struct block *block, uint32_t address, uint32_t size)
{
	const uint8_t *code = memory_at(core, address, size);
	struct survey survey = {0};
	uint8_t it = core->it;
	uint32_t at = 0, written;

	*block = (struct block){.address = address, .size = (uint16_t)size};
	if (it)
		block->flags |= BLOCK_IT_OPEN;
	if (!code) { /* fetched across the end of a memory: cannot be */
		block->instructions = (uint16_t)(size / 2);
		return;
	}
	while (at < size) {
		struct instruction instruction;
		bool conditional = (it & 0xF) != 0;

		decode(code + at, size - at, &instruction);
		written = survey.written;
		survey_instruction(&survey, &instruction, conditional);
		block->flags |= instruction.flags;
		if (instruction.flags & BLOCK_STRICT)
			block->bases |= (uint16_t)(instruction.base & ~written);
		it = it_advance(it, &instruction);
		block->instructions++;
		at += instruction.length;
	}
	block->it_out = it;
	if (it)
		block->flags |= BLOCK_IT_OPEN;
	block->registers = survey.read_first & survey.written_before_last_access & 0x17FFF;
	if (survey_ambiguous(&survey) && block->registers)
		block->flags |= BLOCK_SNAPSHOT;
}
