/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hardware semaphores: 32 locks between the processors (RM0436, "HSEM").
 *
 * One source for both processors. A lock belongs to a core and, when taken in two steps, to one
 * process of it; the one-step take is for process 0. Taking what one holds already succeeds again
 * and is not counted: one release frees it.
 *
 * Nothing here waits: a lock that is taken answers -EBUSY, and a notification can be armed for its
 * release. Every function may be called from an interrupt handler. Taking, releasing and looking
 * need no lock of their own. Arming and disarming read, modify and write a register of this core: a
 * caller in thread context has the HSEM interrupt of its core off around them.
 */
#ifndef COPRO_DRIVERS_HSEM_H
#define COPRO_DRIVERS_HSEM_H

#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"

enum hsem_core { HSEM_A7 = 1, HSEM_M4 = 2 };

struct hsem {
	struct mmio regs;
	enum hsem_core core;
};

struct hsem_owner {
	unsigned core; /* enum hsem_core; 0: the lock is free */
	uint8_t process; /* 0 when taken in one step */
};

/* regs is the whole block (HSEM_BASE of soc/regs/hsem.h); its bus clock runs (RCC, AHB3 bit 11).
 * core is the caller's own: the hardware checks it against the bus master. Locks and notifications
 * stay as they are.
 * 0; -ENODEV when the block does not answer as one with 32 semaphores. */
COPRO_MUST_CHECK int hsem_init(struct hsem *hsem, struct mmio regs, enum hsem_core core);

/* Takes in one step (one read), for process 0. 0; -EBUSY: another holds it; -EINVAL: id is not
 * 0-31. */
COPRO_MUST_CHECK int hsem_trylock(struct hsem *hsem, unsigned id);

/* Takes in two steps (write, read back), for one process of this core. Errors as above. */
COPRO_MUST_CHECK int hsem_trylock_process(struct hsem *hsem, unsigned id, uint8_t process);

/* Releases what this core, and this process, holds; the hardware ignores it otherwise. 0; -EPERM:
 * another held it; -EINVAL. One more read than the bare release, so that a mistake is seen. */
int hsem_unlock(struct hsem *hsem, unsigned id);
int hsem_unlock_process(struct hsem *hsem, unsigned id, uint8_t process);

/* Who holds a lock now. 0; -EINVAL. */
COPRO_MUST_CHECK int hsem_owner(const struct hsem *hsem, unsigned id, struct hsem_owner *owner);

/* The semaphores that a core holds now, as a bitmap with bit n for semaphore n. */
uint32_t hsem_held_by(const struct hsem *hsem, enum hsem_core core);

/* Releases at once all that a core holds, this one or the other (RM0436, HSEM, "semaphore clear"): for
 * one that cannot do it any more, and for what a former run of this one left. The key that the
 * hardware asks for is taken from its own register. Returns what was held, as a bitmap. */
uint32_t hsem_release_core(struct hsem *hsem, enum hsem_core core);

/* Notification of releases, as bitmaps with bit n for semaphore n. The hardware remembers every
 * release, armed or not, so arming forgets what was before: take again after arming, since the
 * release may have come between a failed take and it. */
void hsem_notify_arm(struct hsem *hsem, uint32_t semaphores);
void hsem_notify_disarm(struct hsem *hsem, uint32_t semaphores);

/* For the interrupt handler: the armed semaphores that were released since; forgets them and
 * leaves them armed. */
uint32_t hsem_notify_take(struct hsem *hsem);

#endif
