/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is known of each translated block, kept by its address.
 *
 * The engine tells where a block begins and how long it is; the rest is decoded once. An access
 * that is refused in the middle of a block is found again by running the block a second time, apart
 * (replay.c). For that the registers that the block changes must be known as they were at its start,
 * but only when two accesses of a block could be taken for one another. In a loop they are kept once,
 * if each run of the block adds a constant to them.
 */
#include "board/cortex_m/internal.h"

#include <string.h>

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
	uint32_t read_first; /* registers whose value at the start matters */
	uint32_t written;
	uint32_t written_before_last_access;
	/* By direction and size: registers that give the addresses of the accesses so far, and those
	 * of them that were written since. */
	uint32_t addresses[2][5], moved[2][5];
	uint32_t unsteady; /* written other than by adding a constant */
	bool ambiguous;
};

/* An access that was refused is at the address that the registers, as they are then, give. So an
 * earlier one that was allowed can be taken for it only if what gives its address has changed. */
static void survey_access(struct survey *survey, const struct instruction *instruction,
			  bool conditional)
{
	bool store = instruction->store_size;
	unsigned size = store ? instruction->store_size : instruction->load_size;
	uint32_t *addresses = &survey->addresses[store][size];
	uint32_t *moved = &survey->moved[store][size];

	survey->written_before_last_access = survey->written;
	/* What a load of several registers has loaded already when a later one is refused. */
	if (instruction->several) {
		survey->written_before_last_access |= instruction->writes;
		*moved |= *addresses & instruction->writes;
	}
	if (*moved)
		survey->ambiguous = true;
	if (instruction->base != 15)
		*addresses |= UINT32_C(1) << instruction->base;
	if (instruction->index != NO_INDEX)
		*addresses |= UINT32_C(1) << instruction->index;
	if (conditional)
		*addresses |= UINT32_C(1) << BLOCK_REGISTER_FLAGS;
}

static void survey_instruction(struct survey *survey, const struct instruction *instruction,
			       bool conditional)
{
	uint32_t reads = instruction->reads;
	uint32_t unsteady = survey->unsteady;

	if (conditional)
		reads |= UINT32_C(1) << BLOCK_REGISTER_FLAGS;
	survey->read_first |= reads & ~survey->written;
	if (instruction->load_size || instruction->store_size)
		survey_access(survey, instruction, conditional);
	/* A conditional instruction may leave the old value: that one matters too. */
	if (conditional)
		survey->read_first |= instruction->writes & ~survey->written;
	survey->written |= instruction->writes;
	survey->unsteady |= instruction->writes;
	if (instruction->stepped != NO_INDEX && !conditional)
		survey->unsteady &= ~(UINT32_C(1) << instruction->stepped) | unsteady;
	for (unsigned size = 1; size <= 4; size++) {
		survey->moved[0][size] |= survey->addresses[0][size] & instruction->writes;
		survey->moved[1][size] |= survey->addresses[1][size] & instruction->writes;
	}
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
		if (instruction.flags & BLOCK_STRICT) {
			uint16_t base = (uint16_t)(UINT32_C(1) << instruction.base & ~written);

			*(instruction.flags & BLOCK_FPU ? &block->fpu_bases : &block->bases) |=
				base;
		}
		it = it_advance(it, &instruction);
		block->instructions++;
		at += instruction.length;
	}
	if (!block->bases && !block->fpu_bases)
		block->flags &= (uint8_t)~BLOCK_STRICT;
	block->it_out = it;
	if (it)
		block->flags |= BLOCK_IT_OPEN;
	block->registers = survey.read_first & survey.written_before_last_access & 0x17FFF;
	if (survey.ambiguous && block->registers) {
		block->flags |= BLOCK_SNAPSHOT;
		block->steady = !(block->registers & survey.unsteady);
	}
}

void block_steps(struct cortex_m *core, const struct block *block, uint32_t steps[15])
{
	const uint8_t *code = memory_at(core, block->address, block->size);

	memset(steps, 0, 15 * sizeof(*steps));
	for (uint32_t at = 0; code && at < block->size;) {
		struct instruction instruction;
		int step;

		decode(code + at, block->size - at, &instruction);
		step = instruction.step;
		if (instruction.stepped < 15)
			steps[instruction.stepped] += (uint32_t)step;
		at += instruction.length;
	}
}
