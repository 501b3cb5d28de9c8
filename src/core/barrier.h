/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Access to memory that another processor reads and writes at the same time.
 *
 * Indices are acquire/release atomics: what was written before an index was published is seen by
 * whoever read the index (virtio 1.1, 2.6.13). Values are loaded once, so that a value that was
 * checked is the value that is used.
 *
 * With COPRO_INTERLEAVE, every such access first calls core_interleave(), which a test provides: it
 * lets the other side run there, so that one thread can show what two processors do.
 */
#ifndef COPRO_CORE_BARRIER_H
#define COPRO_CORE_BARRIER_H

#include <stdint.h>

#include <copro/compiler.h>

#if defined(COPRO_INTERLEAVE) && COPRO_INTERLEAVE
void core_interleave(void);
#define INTERLEAVE() core_interleave()
#else
#define INTERLEAVE() ((void)0)
#endif

/*
 * Exactly one aligned load or store in shared memory, not ordered against others. As good as a relaxed
 * atomic on every machine we know, where the compiler makes more instructions of that; the empty asm
 * keeps it from loading a second time.
 */
#if defined(__SANITIZE_THREAD__)
#define LOAD_ONCE(object)	  ((uint32_t)__atomic_load_n(&(object), __ATOMIC_RELAXED))
#define LOAD_INDEX(object)	  ((uintptr_t)LOAD_ONCE(object))
#define LOAD_BITS(object, mask)	  (LOAD_ONCE(object) & (mask))
#define STORE_ONCE(object, value) __atomic_store_n(&(object), (value), __ATOMIC_RELAXED)
#else
#define LOAD_ONCE(object)                                                                          \
	(__extension__({                                                                           \
		uint32_t once_ = (object);                                                         \
		__asm__ volatile("" : "+r"(once_));                                                \
		once_;                                                                             \
	}))
/* The same for an array's index, as wide as a register. */
#define LOAD_INDEX(object)                                                                         \
	(__extension__({                                                                           \
		uintptr_t once_ = (object);                                                        \
		__asm__ volatile("" : "+r"(once_));                                                \
		once_;                                                                             \
	}))
/* Bits that are only tested, so that it does not matter how often they are loaded, as long as it is now: the
 * compiler may test them in memory. */
#define LOAD_BITS(object, mask)                                                                    \
	(__extension__({                                                                           \
		__asm__ volatile("" ::: "memory");                                                 \
		(object) & (mask);                                                                 \
	}))
#define STORE_ONCE(object, value) ((void)(*(volatile __typeof__(object) *)&(object) = (value)))
#endif

/* A value of which the compiler forgets that it is one of 16 bits, so that it does not narrow it. */
static inline uint32_t plain_word(uint32_t value)
{
#if !COPRO_FOR_SIZE
	__asm__("" : "+r"(value));
#endif
	return value;
}

/* Two stores stay two: to make one of them out of two registers, a compiler goes by way of a vector where there are
 * any, which takes longer, above all for who loads them one by one. */
static inline void store_apart(void)
{
#if !defined(__arm__)
	__asm__ volatile("" ::: "memory");
#endif
}

/* The peer's index. What it tells of is looked at only after acquire_index(). */
static inline uint32_t load_index(const uint16_t *index)
{
	INTERLEAVE();
	return LOAD_ONCE(*index);
}

/* What follows is read after `index` was. Apart from the load, so that looking in vain costs no
 * barrier. */
static inline void acquire_index(const uint16_t *index)
{
#if defined(__SANITIZE_THREAD__)
	(void)__atomic_load_n(index, __ATOMIC_ACQUIRE); /* it knows no fences */
#else
	(void)index;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
#endif
}

/* What precedes is visible before `index` changes. */
static inline void store_release(uint16_t *index, uint32_t value)
{
	INTERLEAVE();
#if defined(__SANITIZE_THREAD__)
	__atomic_store_n(index, (uint16_t)value, __ATOMIC_RELEASE);
#else
	__atomic_thread_fence(__ATOMIC_RELEASE);
	STORE_ONCE(*index, (uint16_t)value);
#endif
	INTERLEAVE();
}

/* Tells the peer something that has no order of its own: follow it with full_barrier(). */
static inline void store_flags(uint16_t *flags, uint32_t value)
{
	INTERLEAVE();
	STORE_ONCE(*flags, (uint16_t)value);
}

/* My index is visible before I look at the peer's flags, and the other way round at the peer: the
 * one order that acquire and release do not give. */
static inline __attribute__((always_inline)) void full_barrier(void)
{
	INTERLEAVE();
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	INTERLEAVE();
}

#endif
