/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/stacked.h"

#include <errno.h>
#include <stddef.h>

#define EXC_RETURN_BASIC 0x10u
#define BASIC_WORDS	 8u
#define EXTENDED_WORDS	 26u /* and s0 to s15, FPSCR, one reserved */
#define XPSR_ALIGN	 (1u << 9)

#define SEARCH_WORDS   256u
#define DEFAULT_RETURN 0xFFFFFFF9u

bool stacked_is_return(uint32_t value)
{
	const uint32_t low = value & 0x0Fu;

	return (value & 0xFFFFFFE0u) == 0xFFFFFFE0u && (low == 0x1 || low == 0x9 || low == 0xD);
}

static uint32_t word_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

bool stacked_word(const struct debug_memory *memory, uint32_t address, uint32_t *value)
{
	uint8_t bytes[4];

	if (address % 4 || memory->read(memory->context, address, bytes, sizeof(bytes)))
		return false;
	*value = word_at(bytes);
	return true;
}

int stacked_read(struct stacked *stacked, const struct debug_memory *memory, uint32_t base,
		 uint32_t exc_return)
{
	const bool floating = !(exc_return & EXC_RETURN_BASIC);
	const uint32_t words = floating ? EXTENDED_WORDS : BASIC_WORDS;
	uint8_t bytes[4 * EXTENDED_WORDS];
	uint32_t word[EXTENDED_WORDS] = {0};

	if (base % 4 || memory->read(memory->context, base, bytes, 4 * words))
		return -EFAULT;
	for (uint32_t i = 0; i < words; i++)
		word[i] = word_at(bytes + 4 * (size_t)i);
	*stacked = (struct stacked){
		.base = base,
		.exc_return = exc_return,
		.r = {word[0], word[1], word[2], word[3]},
		.r12 = word[4],
		.lr = word[5],
		.pc = word[6] & ~1u,
		.xpsr = word[7],
		.sp = base + 4 * words + (word[7] & XPSR_ALIGN ? 4 : 0),
		.floating = floating,
		.fpscr = word[24],
	};
	for (uint32_t i = 0; i < 16; i++)
		stacked->s[i] = word[BASIC_WORDS + i];
	return 0;
}

uint32_t stacked_find_return(const struct debug_memory *memory, uint32_t lr, uint32_t sp,
			     uint32_t base)
{
	uint32_t value;

	if (stacked_is_return(lr))
		return lr;
	for (uint32_t n = 0; n < SEARCH_WORDS && sp != base && stacked_word(memory, sp, &value);
	     n++, sp += 4) {
		if (stacked_is_return(value))
			return value;
	}
	return DEFAULT_RETURN;
}
