/* SPDX-License-Identifier: BSD-3-Clause */
#include "core/copy.h"

#if defined(__arm__) && defined(__thumb__)

/*
 * Blocks of 16 bytes with load and store multiple, which the compiler does not make of a loop; their short
 * forms take the lower registers. They need word alignment (ARM DDI 0403, A3.2.1). The rest by bytes, from
 * its end.
 */
void copy_bytes(void *to, const void *from, uint32_t length)
{
	if ((((uintptr_t)to | (uintptr_t)from) & 3u) == 0) {
		__asm__ volatile("b 2f\n\t"
				 "1: ldmia %1!, {r3, r4, r5, r6}\n\t"
				 "stmia %0!, {r3, r4, r5, r6}\n\t"
				 "2: subs %2, #16\n\t"
				 "bcs 1b\n\t"
				 "adds %2, #16"
				 : "+l"(to), "+l"(from), "+l"(length)
				 :
				 : "r3", "r4", "r5", "r6", "cc", "memory");
	}
	__asm__ volatile("b 2f\n\t"
			 "1: ldrb r3, [%1, %0]\n\t"
			 "strb r3, [%2, %0]\n\t"
			 "2: subs %0, #1\n\t"
			 "bcs 1b"
			 : "+l"(length)
			 : "l"(from), "l"(to)
			 : "r3", "cc", "memory");
}

#else

_Static_assert(sizeof(uint32_t) == 4, "copy_bytes() is inline here");

#endif
