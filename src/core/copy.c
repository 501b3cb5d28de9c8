/* SPDX-License-Identifier: BSD-3-Clause */
#include "core/copy.h"

#if defined(__arm__) && defined(__thumb__)

/* Eight registers at a time, as load and store multiple take them. */
struct block {
	uint32_t word[8];
};

void copy_bytes(void *to, const void *from, uint32_t length)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	/* Load and store multiple need word alignment (ARM DDI 0403 A3.2.1). */
	if ((((uintptr_t)t | (uintptr_t)f) & 3u) == 0) {
		for (; length >= sizeof(struct block); length -= (uint32_t)sizeof(struct block)) {
			*(struct block *)(void *)t = *(const struct block *)(const void *)f;
			t += sizeof(struct block);
			f += sizeof(struct block);
		}
		for (; length >= 4; length -= 4) {
			*(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
			t += 4;
			f += 4;
		}
	}
	while (length--)
		*t++ = *f++;
}

#else

_Static_assert(sizeof(uint32_t) == 4, "copy_bytes() is inline here");

#endif
