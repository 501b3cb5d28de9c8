/* SPDX-License-Identifier: BSD-3-Clause */
#include "core/copy.h"

#if defined(__arm__) && defined(__thumb__)

#define BLOCK 32u

/* Load and store multiple, which the compiler does not make of a loop. They need word alignment (ARM DDI
 * 0403, A3.2.1). Four registers twice, rather than eight, which would have to be saved. */
void copy_bytes(void *to, const void *from, uint32_t length)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if ((((uintptr_t)t | (uintptr_t)f) & 3u) == 0) {
		for (; length >= BLOCK; length -= BLOCK) {
			__asm__ volatile("ldmia %1!, {r3, r4, r5, ip}\n\t"
					 "stmia %0!, {r3, r4, r5, ip}\n\t"
					 "ldmia %1!, {r3, r4, r5, ip}\n\t"
					 "stmia %0!, {r3, r4, r5, ip}"
					 : "+r"(t), "+r"(f)
					 :
					 : "r3", "r4", "r5", "ip", "memory");
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
