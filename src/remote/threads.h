/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small scheduler for firmware that wants threads and no RTOS: fixed priorities, threads of equal
 * priority taking turns each millisecond, waiting on a word with a deadline, a recursive mutex. It is
 * also the worked example of what an RTOS has to bring for copro/port.h.
 *
 * It takes PendSV, SysTick (remote_ticks_start()) and the process stack pointer.
 */
#ifndef COPRO_REMOTE_THREADS_H
#define COPRO_REMOTE_THREADS_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/remote.h>

/* Of a stack: what is pushed at a switch with floating point is 200 bytes of it. */
#define THREAD_STACK_MIN 512u

/* Provided by the caller, for ever. All members are private. */
struct thread {
	uint32_t *sp;
	struct thread *next;
	uint32_t *stack;
	const volatile uint32_t *word; /* what it waits on; NULL: it can run */
	uint64_t deadline;
	uint8_t priority;
	uint8_t own_priority; /* without what a mutex lends it */
	bool timed_out;
};

struct thread_config {
	/* Must not return; if it does, the thread sleeps for ever. */
	void (*entry)(void *argument);
	void *argument;
	uint32_t *stack; /* 8-byte aligned */
	uint32_t stack_size; /* bytes, a multiple of 8, at least THREAD_STACK_MIN */
	uint8_t priority; /* 1 to 255; the highest that can run runs */
};

/* Adds a thread. It runs once threads_run() does. 0; -EINVAL. */
COPRO_MUST_CHECK int thread_create(struct thread *thread, const struct thread_config *config);

/* Starts the tick and the threads; what calls it becomes the one that sleeps when none can run. Returns
 * only if it cannot: -ENODEV, see remote_ticks_start(). */
int threads_run(void);

/* One owner at a time, who may lock again. A waiting thread lends the owner its priority. A thread holds
 * one of them at a time. Thread context. Zeroed: unlocked. */
struct thread_mutex {
	struct thread *owner;
	uint32_t depth;
	volatile uint32_t releases;
};

void thread_mutex_lock(struct thread_mutex *mutex);
void thread_mutex_unlock(struct thread_mutex *mutex);

/* An instance shared by threads: what THREADS_PORT's callbacks find through their context. */
struct threads_remote {
	struct remote remote;
	struct thread_mutex mutex;
};

/* For struct copro_port, with the `remote` of a `struct threads_remote` as the context, as
 * REMOTE_CONFIG() sets it. What each does: copro/port.h. */
void threads_lock(void *context);
void threads_unlock(void *context);
uint64_t threads_now(void *context);
int threads_wait(void *context, const volatile uint32_t *word, uint32_t seen, uint64_t deadline);
void threads_wake(void *context, const volatile uint32_t *word);

#define THREADS_PORT                                                                               \
	.port.lock = threads_lock, .port.unlock = threads_unlock, .port.now = threads_now,         \
	.port.wait = threads_wait, .port.wake = threads_wake

#endif
