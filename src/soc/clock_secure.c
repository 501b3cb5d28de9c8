/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/clock_secure.h"

#include <stddef.h>

#include "soc/regs/rcc.h"

struct range {
	uint16_t first;
	uint16_t last;
};

/* Written by the secure world alone while TZCR.TZEN is set: oscillators, A7 and AXI clocks, PLL1,
 * PLL2, kernel clocks, resets and gates of the securable blocks, boot and global resets. */
static const struct range secure_ranges[] = {
	{0x000, 0x044}, {0x080, 0x0D8}, {0x100, 0x114}, {0x140, 0x144},
	{0x188, 0x194}, {0x1A0, 0x1A4}, {0x208, 0x214}, {0x220, 0x224},
	{0x308, 0x314}, {0x320, 0x324}, {0x400, 0x420},
};

/* The same for the clocks of the MCU domain while TZCR.MCKPROT is set too. */
static const struct range mckprot_ranges[] = {
	{0x048, 0x048},
	{0x820, 0x820},
	{0x828, 0x83C},
	{0x880, 0x890},
};

static bool in_ranges(uint32_t offset, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (offset >= ranges[i].first && offset <= ranges[i].last)
			return true;
	}
	return false;
}

#define IN(offset, ranges) in_ranges(offset, ranges, sizeof(ranges) / sizeof((ranges)[0]))

bool soc_clock_secure(uint32_t tzcr, uint32_t offset)
{
	/* What decides over the others is never theirs to change. */
	if (offset == RCC_TZCR)
		return true;
	if (!(tzcr & RCC_TZCR_TZEN))
		return false;
	if (IN(offset, secure_ranges))
		return true;
	return (tzcr & RCC_TZCR_MCKPROT) && IN(offset, mckprot_ranges);
}
