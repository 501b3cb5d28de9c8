/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying into and out of shared memory. On the small side the compiler turns the block loop into
 * load and store multiples (faster than its C library's memcpy, and without one); elsewhere the C
 * library's memcpy is best.
 */
#ifndef COPRO_CORE_COPY_H
#define COPRO_CORE_COPY_H

#include <stdint.h>

#if defined(__arm__) && defined(__thumb__)

void copy_bytes(void *to, const void *from, uint32_t length);

#else

#include <string.h>

static inline void copy_bytes(void *to, const void *from, uint32_t length)
{
	memcpy(to, from, length);
}

#endif
#endif
