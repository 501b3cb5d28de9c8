/* SPDX-License-Identifier: BSD-3-Clause */
/* What the code asks of the compiler (GCC and Clang). */
#ifndef COPRO_COMPILER_H
#define COPRO_COMPILER_H

#include <stddef.h>
#include <stdint.h>

#define COPRO_MUST_CHECK __attribute__((warn_unused_result))
#define COPRO_PACKED	 __attribute__((packed))

/* Kept out of the way of the usual case. */
#define COPRO_LIKELY(condition)	  __builtin_expect(!!(condition), 1)
#define COPRO_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define COPRO_COLD		  __attribute__((cold, noinline))

/* One copy for all callers in a program that is compiled for size, inline in one for speed. */
#if defined(__OPTIMIZE_SIZE__)
#define COPRO_FOR_SIZE	   1
#define COPRO_SPEED_INLINE __attribute__((noinline, unused))
#else
#define COPRO_FOR_SIZE	   0
#define COPRO_SPEED_INLINE inline __attribute__((always_inline))
#endif

/* The other way round: apart in a program for speed, where it would take registers from the usual way. */
#if defined(__OPTIMIZE_SIZE__)
#define COPRO_SPEED_APART
#define COPRO_SPEED_COLD
#else
#define COPRO_SPEED_APART __attribute__((noinline))
#define COPRO_SPEED_COLD  COPRO_COLD
#endif

/* Inline where the stack is not counted in bytes. */
#if defined(__arm__)
#define COPRO_LARGE_INLINE __attribute__((noinline))
#else
#define COPRO_LARGE_INLINE inline __attribute__((always_inline))
#endif

/* The compiler forgets what it knows of a variable. */
#define COPRO_OPAQUE(variable) __asm__("" : "+r"(variable))

/* Tells the compiler what it cannot see; undefined when it is not so. */
#define COPRO_ASSUME(condition)                                                                    \
	do {                                                                                       \
		if (!(condition))                                                                  \
			__builtin_unreachable();                                                   \
	} while (0)

#define COPRO_CONTAINER_OF(pointer, type, member)                                                  \
	((type *)(void *)((char *)(uintptr_t)(pointer)-offsetof(type, member)))

#endif
