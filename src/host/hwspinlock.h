/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's end of the locks between the two processors, as Linux's hwspinlock framework has it
 * (drivers/hwspinlock/hwspinlock_core.c, stm32_hwspinlock.c) over the chip's 32 semaphores. Which of
 * them guards what is ST's distribution: 0 all GPIO banks, 1 EXTI, the others free for applications.
 *
 * Linux spins until a lock is free or its time is over. Nothing waits here: hwspin_trylock() answers at
 * once, and hwspin_lock_timeout() calls back, looking again in virtual time. Between the two the
 * caller's other work goes on, which it would not have under a Linux spinlock: what is to be done
 * under the lock belongs into the callback.
 *
 * One context, as everything in this room.
 */
#ifndef COPRO_HOST_HWSPINLOCK_H
#define COPRO_HOST_HWSPINLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "drivers/hsem.h"
#include "host/platform.h"

#define HWSPINLOCKS 32u
/* How long Linux's pinctrl and EXTI drivers wait for their lock, before they give up. */
#define HWSPINLOCK_TIMEOUT_US 1000u
/* Name of the HOST_EVENT_NOTE for each lock that was taken from a dead core. */
#define HWSPINLOCK_NOTE_FREED "hwspinlock-freed"

struct hwspinlock_device;

struct hwspinlock_owner {
	unsigned core; /* enum hsem_core; 0: the lock is free */
	uint8_t process;
	const char *name; /* of the core: "A7", "M4", "core 3"; NULL: the lock is free */
	const char *user; /* who on this host took it, NULL: nobody, or unknown */
};

/* Takes the block into use: turns its clock on, leaves all locks as they are. 0, -ENOMEM, -ENODEV (it
 * does not answer). */
COPRO_MUST_CHECK int hwspinlock_device_create(struct hwspinlock_device **device,
					      const struct host_platform *platform,
					      struct mmio hsem);
/* Releases what this host still holds. No lock may be waited for. NULL is allowed. */
void hwspinlock_device_destroy(struct hwspinlock_device *device);

/*
 * Takes a lock for `user` (a name for reports; it stays the caller's and stays put until the unlock), if
 * nobody holds it, on this host or the other processor. 0; -EBUSY; -EINVAL: id is not 0 to 31.
 */
COPRO_MUST_CHECK int hwspin_trylock(struct hwspinlock_device *device, unsigned id,
				    const char *user);

/*
 * The same without looking at who holds it on this host: the hardware gives a processor again what it
 * has already, without counting. For a caller that does that itself.
 */
COPRO_MUST_CHECK int hwspin_trylock_raw(struct hwspinlock_device *device, unsigned id);

/* A wait for a lock. Zeroed by its owner before first use, embedded in it, cancelled before the owner
 * goes away. `done` is set by the owner, the rest is private. */
struct hwspin_wait {
	/* 0: the lock is held for the user. -ETIMEDOUT: it is not. Never from within the call. */
	void (*done)(struct hwspin_wait *wait, int status);

	struct hwspinlock_device *device;
	struct host_timer timer;
	uint64_t deadline;
	const char *user;
	unsigned id;
	bool waiting;
};

/*
 * Takes a lock, now or within `timeout_us` microseconds of virtual time. 0: taken, `done` is not called;
 * -EINPROGRESS: `done` will be; -EINVAL: no such lock; -EALREADY: this wait is under way. Those who wait
 * get it in no order, as with Linux.
 */
COPRO_MUST_CHECK int hwspin_lock_timeout(struct hwspinlock_device *device, struct hwspin_wait *wait,
					 unsigned id, const char *user, uint32_t timeout_us);
/* Ends a wait; `done` is not called. Ignored when there is none. */
void hwspin_cancel(struct hwspin_wait *wait);

/* Gives a lock back. 0; -EPERM: this processor does not hold it; -EINVAL. */
int hwspin_unlock(struct hwspinlock_device *device, unsigned id);

/* Who holds a lock now. 0, -EINVAL. */
COPRO_MUST_CHECK int hwspin_owner(const struct hwspinlock_device *device, unsigned id,
				  struct hwspinlock_owner *owner);

/* "A7", "M4", "core 3": of the number that a lock's register says; NULL for 0, nobody. */
const char *hwspin_core_name(unsigned core);

/* What a lock guards: "GPIO", "EXTI", or NULL when nobody has said so. */
const char *hwspin_purpose(unsigned id);

/*
 * A processor is dead, or held in reset: frees every lock that it held, and says so for each
 * (HWSPINLOCK_NOTE_FREED). The registers that such a lock guarded may be half written. Returns the
 * locks as a bitmap.
 */
uint32_t hwspin_recover(struct hwspinlock_device *device, enum hsem_core core);

#endif
