/* SPDX-License-Identifier: BSD-3-Clause */
/* DATATYPE of HASH_CR and CRYP_CR (RM0436): words of data in words, halfwords, bytes or bits. */
#ifndef COPRO_BOARD_DATA_TYPE_H
#define COPRO_BOARD_DATA_TYPE_H

#include <stdint.h>

/* The same with what comes first on top; or the other way round. */
static inline uint32_t data_type_turn(unsigned type, uint32_t word)
{
	uint32_t turned = 0;

	switch (type) {
	case 0:
		return word;
	case 1:
		return word << 16 | word >> 16;
	case 2:
		return __builtin_bswap32(word);
	default:
		for (unsigned i = 0; i < 32; i++)
			turned |= (word >> i & 1) << (31 - i);
		return turned;
	}
}

#endif
