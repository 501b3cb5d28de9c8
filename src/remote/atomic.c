/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The compiler asks for this where a 64-bit value is loaded with __atomic_load_n(): the core has no
 * such instruction that is single-copy atomic (ARM DDI 0403E, A3.5.3). What the stack loads so, a
 * descriptor's address, needs one load of each half and no more, since every value is checked.
 */
#include <stdint.h>

uint64_t atomic_load_8(const volatile uint64_t *object, int order) __asm("__atomic_load_8");

uint64_t atomic_load_8(const volatile uint64_t *object, int order)
{
	(void)order;
	return *object;
}
