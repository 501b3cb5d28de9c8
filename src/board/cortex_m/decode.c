/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/cortex_m/internal.h"

uint8_t it_advance(uint8_t it, const struct instruction *instruction)
{
	if (instruction->it)
		return (uint8_t)(instruction->code & 0xFF);
	if (!(it & 7))
		return 0;
	return (uint8_t)((it & 0xE0) | (it << 1 & 0x1F));
}

void decode(const uint8_t *code, size_t available, struct instruction *instruction)
{
	uint32_t first = (uint32_t)(code[0] | code[1] << 8);
	*instruction = (struct instruction){.length = 2, .code = first};
	if (first >= 0xE800 && available >= 4) {
		instruction->length = 4;
		instruction->code = first << 16 | (uint32_t)(code[2] | code[3] << 8);
		if ((instruction->code & 0xFFE0D000) == 0xF3808000) instruction->flags = BLOCK_MASKS;
		if (instruction->code == 0xF3AF8004) instruction->flags = BLOCK_SEV;
	} else {
		if ((first & 0xFFE0) == 0xB660) instruction->flags = BLOCK_MASKS;
		if (first == 0xBF40) instruction->flags = BLOCK_SEV;
		instruction->it = (first & 0xFF00) == 0xBF00 && (first & 0xF);
	}
}
uint32_t replay_find(struct cortex_m *core, const struct access *access, uint8_t *it, unsigned *before)
{ (void)access; *it = 0; *before = 0; return core->block->address; }
