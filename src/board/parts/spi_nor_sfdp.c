/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the flash tells of itself (JESD216B, Serial Flash Discoverable Parameters): a header, the basic table of 16 double
 * words, and of Macronix's the table of the instructions with addresses of four bytes. They are made of what
 * this flash is and does here; times that it does not have are the data sheets'.
 */
#include "board/parts/spi_nor.h"

#define SIGNATURE 0x50444653u /* "SFDP" */
#define BASIC_AT  0x30u
#define BASIC	  16u /* double words */
#define FOUR_AT	  0xC0u
#define FOUR	  2u
#define TABLES	  0xFFu /* unused access protocol, or the end of a parameter's id */

static uint32_t header(bool macronix, unsigned word)
{
	switch (word) {
	case 0:
		return SIGNATURE;
	case 1: /* revision 1.6, number of tables less one */
		return 0xFF000106u | (macronix ? 1u : 0u) << 16;
	case 2: /* 0xFF00: basic, 1.6 */
		return BASIC << 24 | 0x010600u;
	case 3:
		return TABLES << 24 | BASIC_AT;
	case 4: /* 0xFF84: instructions with addresses of four bytes, 1.0 */
		return macronix ? FOUR << 24 | 0x010084u : 0xFFFFFFFFu;
	case 5:
		return macronix ? TABLES << 24 | FOUR_AT : 0xFFFFFFFFu;
	default:
		return 0xFFFFFFFFu;
	}
}

/* A duration as a count less one of the largest unit that is not more than it, from `units` (us), 5 bits wide with the
 * unit above it. */
static uint32_t as_count(uint32_t us, const uint32_t *units, unsigned count)
{
	unsigned unit = 0;

	while (unit + 1 < count && us > 32 * units[unit])
		unit++;
	return ((us + units[unit] - 1) / units[unit] - 1) | unit << 5;
}

static uint32_t erase_times(const struct nor_kind *kind)
{
	static const uint32_t units[] = {1000, 16000, 128000, 1000000};
	const uint32_t multiplier = 6; /* at most 14 times as long */

	return multiplier | as_count(kind->sector * 1000u, units, 4) << 4 |
	       as_count(kind->half * 1000u, units, 4) << 11 |
	       as_count(kind->block * 1000u, units, 4) << 18;
}

static uint32_t program_times(const struct nor_kind *kind)
{
	static const uint32_t page[] = {8, 64};
	static const uint32_t chip[] = {16000, 256000, 4000000, 64000000};
	const uint32_t multiplier = 2, log2_page = 8, byte = 0x4F; /* 16 us, and 3 for each more */

	return 1u << 31 | as_count(kind->chip * 1000000u, chip, 4) << 24 | byte << 14 |
	       as_count(kind->program, page, 2) << 8 | log2_page << 4 | multiplier;
}

/* QE, QPI and continuous reads. */
static uint32_t modes(bool macronix)
{
	const uint32_t enter = macronix ? 0x4u << 4 : 0; /* 35h */
	const uint32_t leave = macronix ? 0x2u : 0; /* F5h */
	const uint32_t qe =
		macronix ? 2u : 5u; /* bit 6 of register 1; bit 1 of register 2, by 01h */
	const uint32_t goes_on = 1u << 16 | 1u << 10 | 1u << 9; /* 0-4-4 by A5h, until 00h */

	return 0xFF000000u | qe << 20 | goes_on | enter | leave;
}

static uint32_t basic(const struct nor_kind *kind, unsigned word)
{
	static const uint32_t wakes[] = {1, 8, 64}; /* us; below them is one of 128 ns */
	const bool macronix = kind->family == NOR_MACRONIX;

	switch (word) {
	case 0: /* erases of 4 KB by 20h; pages; 3 bytes, or 3 or 4; both edges; 1-1-2, 1-2-2, 1-4-4, 1-1-4 */
		return macronix ? 0xFFFB20E5u : 0xFFF120E5u;
	case 1: /* bits less one */
		return (uint32_t)((UINT64_C(8) << kind->capacity) - 1);
	case 2: /* 1-4-4: EBh, 2 clocks of mode bits, 4 of dummies; 1-1-4: 6Bh, 8 */
		return 0x6B08EB44u;
	case 3: /* 1-1-2: 3Bh, 8; 1-2-2: BBh, 4 as dummies, or as mode bits */
		return macronix ? 0xBB043B08u : 0xBB803B08u;
	case 4: /* 2-2-2 and 4-4-4 */
		return macronix ? 0xFFFFFFFEu : 0xFFFFFFEEu;
	case 5:
		return 0xFF00FFFFu;
	case 6:
		return macronix ? 0xEB44FFFFu : 0xFF00FFFFu;
	case 7: /* 4 KB by 20h, 32 KB by 52h */
		return 0x520F200Cu;
	case 8: /* 64 KB by D8h */
		return 0xFF00D810u;
	case 9:
		return erase_times(kind);
	case 10:
		return program_times(kind);
	case 11: /* suspends in 20 us, not twice within 64 us; nothing but reads, beside an erase programs too */
		return 0x330661ECu;
	case 12: /* how */
		return macronix ? 0xB030B030u : 0x757A757Au;
	case 13: /* B9h, ABh; busy is bit 0 of 05h */
		return 0x5CD58007u | (1u << 5 | as_count(kind->wake, wakes, 3)) << 8;
	case 14:
		return modes(macronix);
	default: /* 66h and 99h reset; B7h and E9h, a register, or instructions of their own for 4 bytes */
		return macronix ? 0x25F15081u : 0x00001088u;
	}
}

/* 13h, 0Ch, 3Ch, BCh, 6Ch, ECh, 12h, 3Eh, three erases, 0Eh, BEh, EEh. */
static uint32_t four(unsigned word)
{
	return word ? 0xFFDC5C21u : 0xFFF0EF7Fu;
}

static uint32_t sfdp_word(const struct nor *nor, uint32_t at)
{
	const bool macronix = nor->kind->family == NOR_MACRONIX;

	if (at < BASIC_AT)
		return header(macronix, at / 4);
	if (at - BASIC_AT < 4 * BASIC)
		return basic(nor->kind, (at - BASIC_AT) / 4);
	if (macronix && at - FOUR_AT < 4 * FOUR)
		return four((at - FOUR_AT) / 4);
	return 0xFFFFFFFFu;
}

uint8_t nor_sfdp(const struct nor *nor, uint32_t address)
{
	return (uint8_t)(sfdp_word(nor, address) >> 8 * (address % 4));
}
