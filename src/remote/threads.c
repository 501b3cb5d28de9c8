/* SPDX-License-Identifier: BSD-3-Clause */
#include "remote/threads.h"

#include <errno.h>
#include <stddef.h>

#include "remote/cortex_m.h"
#include "remote/startup.h"

#define STACK_MARK	0x5AFE57ACu
#define XPSR_THUMB	(1u << 24)
#define EXC_RETURN_PSP	0xFFFFFFFDu /* to thread mode, process stack, no floating point (B1.5.8) */
#define CONTROL_SPSEL	2u /* thread mode uses the process stack (B1.4.4) */
#define IDLE_STACK_SIZE THREAD_STACK_MIN

/* What PendSV_Handler pushes below the hardware's frame. */
struct switch_frame {
	uint32_t r4_to_r11[8];
	uint32_t exc_return;
	struct exception_frame hardware;
};

/* The processor is one. */
static struct {
	struct thread idle; /* whoever called threads_run(): always able to run, at priority 0 */
	struct thread *current;
	bool running;
} scheduler = {.current = &scheduler.idle};

static uint32_t idle_stack[IDLE_STACK_SIZE / 4] __attribute__((aligned(8)));

static void reschedule(void)
{
	/* Before threads_run() there is no process stack to switch from. */
	if (scheduler.running)
		SCB_ICSR = SCB_ICSR_PENDSVSET;
}

static void check_stack(const struct thread *thread)
{
	if (!thread->stack || thread->stack[0] == STACK_MARK)
		return;
	remote_log("stack overflow: thread of stack %p", (const void *)thread->stack);
	__builtin_trap();
}

/* The thread that goes on; `sp` is where the one that stops was left. */
uint32_t *threads_switch(uint32_t *sp) __attribute__((used));

uint32_t *threads_switch(uint32_t *sp)
{
	uint32_t primask = cortex_m_save();
	struct thread *best = &scheduler.idle;
	struct thread *thread = scheduler.current;

	check_stack(thread);
	thread->sp = sp;
	/* Once round from the next one on: of equals, each gets its turn. */
	do {
		thread = thread->next ? thread->next : &scheduler.idle;
		if (!thread->word && thread->priority > best->priority)
			best = thread;
	} while (thread != scheduler.current);
	scheduler.current = best;
	cortex_m_restore(primask);
	return best->sp;
}

/* Bit 4 of EXC_RETURN is 0 when the thread has a floating-point context, half of which the hardware
 * has saved (B1.5.7). */
__attribute__((naked)) void PendSV_Handler(void)
{
	__asm volatile("mrs r0, psp\n\t"
		       "tst lr, #0x10\n\t"
		       "it eq\n\t"
		       "vstmdbeq r0!, {s16-s31}\n\t"
		       "stmdb r0!, {r4-r11, lr}\n\t"
		       "bl threads_switch\n\t"
		       "ldmia r0!, {r4-r11, lr}\n\t"
		       "tst lr, #0x10\n\t"
		       "it eq\n\t"
		       "vldmiaeq r0!, {s16-s31}\n\t"
		       "msr psp, r0\n\t"
		       "isb\n\t"
		       "bx lr");
}

static void sleep_for_ever(void)
{
	for (;;)
		cortex_m_wait_for_interrupt();
}

int thread_create(struct thread *thread, const struct thread_config *config)
{
	struct switch_frame *frame;
	uint32_t primask;

	if (!config->priority || config->stack_size < THREAD_STACK_MIN || config->stack_size % 8 ||
	    (uintptr_t)config->stack % 8)
		return -EINVAL;
	config->stack[0] = STACK_MARK;
	frame = (struct switch_frame *)(void *)(config->stack + config->stack_size / 4) - 1;
	*frame = (struct switch_frame){
		.exc_return = EXC_RETURN_PSP,
		.hardware = {.r0 = (uint32_t)(uintptr_t)config->argument,
			     .lr = (uint32_t)(uintptr_t)sleep_for_ever,
			     .pc = (uint32_t)(uintptr_t)config->entry & ~1u,
			     .xpsr = XPSR_THUMB},
	};
	*thread = (struct thread){
		.sp = (uint32_t *)(void *)frame,
		.stack = config->stack,
		.priority = config->priority,
		.own_priority = config->priority,
	};
	primask = cortex_m_save();
	thread->next = scheduler.idle.next;
	scheduler.idle.next = thread;
	cortex_m_restore(primask);
	reschedule();
	return 0;
}

int threads_run(void)
{
	int status;

	/* The lowest priority: a switch waits for all handlers to be done. PendSV stays off meanwhile. */
	cortex_m_interrupts_off();
	SCB_SHPR3 = SCB_SHPR3_PENDSV(CORTEX_M_PRIORITY_LOWEST) |
		    SCB_SHPR3_SYSTICK(CORTEX_M_PRIORITY_LOWEST);
	status = remote_ticks_start();
	if (status) {
		cortex_m_interrupts_on();
		return status;
	}
	scheduler.running = true;
	reschedule();
	/* From here on handlers have the main stack to themselves. */
	__asm volatile("msr psp, %0\n\t"
		       "msr control, %1\n\t"
		       "isb\n\t"
		       "cpsie i\n\t"
		       "b %2"
		       :
		       : "r"(idle_stack + IDLE_STACK_SIZE / 4), "r"(CONTROL_SPSEL),
			 "i"(sleep_for_ever)
		       : "memory");
	__builtin_unreachable();
}

void remote_on_tick(void)
{
	uint64_t now = remote_ticks();
	uint32_t primask = cortex_m_save();
	struct thread *thread;

	for (thread = scheduler.idle.next; thread; thread = thread->next) {
		if (thread->word && thread->deadline <= now) {
			thread->word = NULL;
			thread->timed_out = true;
		}
	}
	cortex_m_restore(primask);
	reschedule();
}

uint64_t threads_now(void *context)
{
	(void)context;
	return remote_ticks();
}

int threads_wait(void *context, const volatile uint32_t *word, uint32_t seen, uint64_t deadline)
{
	struct thread *self = scheduler.current;
	uint32_t primask;

	(void)context;
	if (deadline <= remote_ticks())
		return -ETIMEDOUT;
	primask = cortex_m_save();
	if (*word == seen) {
		self->deadline = deadline;
		self->timed_out = false;
		self->word = word;
		reschedule();
		/* The switch happens here, and the way back is a thread_wake() or the deadline. */
		cortex_m_restore(primask);
		cortex_m_sync();
		return self->timed_out ? -ETIMEDOUT : 0;
	}
	cortex_m_restore(primask);
	return 0;
}

void threads_wake(void *context, const volatile uint32_t *word)
{
	uint32_t primask = cortex_m_save();
	struct thread *thread;
	bool woken = false;

	(void)context;
	for (thread = scheduler.idle.next; thread; thread = thread->next) {
		if (thread->word == word) {
			thread->word = NULL;
			woken = true;
		}
	}
	if (woken)
		reschedule();
	cortex_m_restore(primask);
}

void thread_mutex_lock(struct thread_mutex *mutex)
{
	struct thread *self = scheduler.current;

	for (;;) {
		uint32_t primask = cortex_m_save();
		uint32_t seen = mutex->releases;

		if (!mutex->owner || mutex->owner == self) {
			mutex->owner = self;
			mutex->depth++;
			cortex_m_restore(primask);
			return;
		}
		/* Or threads of a priority between the two could keep it from us. */
		if (mutex->owner->priority < self->priority)
			mutex->owner->priority = self->priority;
		cortex_m_restore(primask);
		(void)threads_wait(NULL, &mutex->releases, seen, COPRO_NO_DEADLINE);
	}
}

void thread_mutex_unlock(struct thread_mutex *mutex)
{
	uint32_t primask = cortex_m_save();

	if (--mutex->depth == 0) {
		mutex->owner->priority = mutex->owner->own_priority;
		mutex->owner = NULL;
		mutex->releases++;
		threads_wake(NULL, &mutex->releases);
	}
	cortex_m_restore(primask);
}

static struct thread_mutex *mutex_of(void *context)
{
	return &COPRO_CONTAINER_OF(context, struct threads_remote, remote)->mutex;
}

void threads_lock(void *context)
{
	thread_mutex_lock(mutex_of(context));
}

void threads_unlock(void *context)
{
	thread_mutex_unlock(mutex_of(context));
}
