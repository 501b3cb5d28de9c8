/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks between the two processors, for registers that both read, modify and write: the configuration
 * of a GPIO bank holds the pins of both. They are the chip's hardware semaphores, with the numbers of
 * ST's distribution, which Linux uses too if its device tree has `hwlocks` (mainline's has none: then
 * Linux takes no lock, and these protect from nobody).
 *
 *	if (resource_lock(RESOURCE_LOCK_GPIO, RESOURCE_LOCK_US) == 0) {
 *		... configure a pin ...
 *		resource_unlock(RESOURCE_LOCK_GPIO);
 *	}
 *
 * Hold a lock for a few register accesses and no longer: the other processor spins meanwhile, Linux
 * with its interrupts off, and gives up after a millisecond. Driving pins (BSRR) needs none.
 *
 * A lock is the processor's, not a thread's: whoever finds it held by this processor (an interrupt that
 * came in the middle, a thread of higher priority) is told -EDEADLK at once, since waiting would not
 * end. Any context.
 */
#ifndef COPRO_RESOURCE_LOCK_H
#define COPRO_RESOURCE_LOCK_H

#include <stdint.h>

#include <copro/compiler.h>

#define RESOURCE_LOCK_GPIO 0 /* all banks, A to K and Z */
#define RESOURCE_LOCK_EXTI 1
#define RESOURCE_LOCK_FREE 2 /* 2 to 31: given no meaning by ST */
#define RESOURCE_LOCKS	   32

/* A deadline that holds for whatever a well-behaved peer does: as long as Linux waits. */
#define RESOURCE_LOCK_US 1000u

/*
 * Takes the semaphores into use, and frees those that an earlier run of this processor left behind (a
 * firmware that crashed with a lock held would shut itself out). Before the first lock; again when the
 * core's rate has changed. core_hz: that rate, for deadlines (remote_core_hz()), at least 1 MHz. Or 0: as
 * if it were the highest, 209 MHz; on a slower clock, deadlines are then longer in proportion, and
 * the firmware 3 KB smaller. 0; -ENODEV: the block does not answer.
 */
COPRO_MUST_CHECK int resource_lock_init(uint32_t core_hz);

/* The lock that guards the peripheral at an address: RESOURCE_LOCK_GPIO, RESOURCE_LOCK_EXTI; -ENXIO: no
 * lock does. */
COPRO_MUST_CHECK int resource_lock_of(uint32_t base);

/* Takes a lock, if it is free. 0; -EBUSY: the other processor has it; -EDEADLK: this one has it;
 * -EINVAL: no such lock; -ENODEV: not initialised. */
COPRO_MUST_CHECK int resource_trylock(int lock);

/*
 * The same, trying again for at most `us` microseconds (100 000 at most), measured by the cycle counter
 * of this core, which it starts if need be. Also -ETIMEDOUT. Spins: in an interrupt, mind how long that
 * may be.
 */
COPRO_MUST_CHECK int resource_lock(int lock, uint32_t us);

/* Gives a lock back. 0; -EPERM: this processor does not hold it; -EINVAL; -ENODEV. */
int resource_unlock(int lock);

/* Which processor holds it: 0 nobody, 1 the A7, 2 this one; -EINVAL; -ENODEV. */
COPRO_MUST_CHECK int resource_lock_holder(int lock);

/*
 * For who does not want to spin: after an -EBUSY, asks to be told once when the lock was given back; then
 * try again. 0; -EINVAL; -ENODEV. It may be free by the time this returns: try once more after the call.
 */
COPRO_MUST_CHECK int resource_lock_notify(int lock);

/* Was given back, after resource_lock_notify(): bit n for lock n. Interrupt context. Does nothing unless
 * defined elsewhere. */
void resource_on_unlock(uint32_t locks);

#endif
