/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks under the names of ST's STM32CubeMP1 examples (lock_resource), for code written against those. A
 * thin layer over copro/resource_lock.h, which must have been initialised. What is different, and better
 * known beforehand:
 *
 * - A lock that is not had by the deadline is LOCK_RESOURCE_STATUS_TIMEOUT, and that is all: no
 *   Error_Handler(), and no waiting for ever in it. So look at the status.
 * - A peripheral that no lock guards is LOCK_RESOURCE_STATUS_ERROR at once.
 * - So is a lock that this processor has already, say in an interrupt that came while the main program
 *   held it: ST's lets both in.
 *
 * The names below are theirs, not this project's style.
 */
#ifndef COPRO_LOCK_RESOURCE_ST_H
#define COPRO_LOCK_RESOURCE_ST_H

#include <stdint.h>

typedef enum {
	LOCK_RESOURCE_STATUS_OK = 0,
	LOCK_RESOURCE_STATUS_ERROR = 1,
	LOCK_RESOURCE_STATUS_TIMEOUT = 2
} LockResource_Status_t;

#define LOCK_RESOURCE_TIMEOUT 100u /* ms */

#define PERIPH_LOCK(peripheral)	  Periph_Lock(peripheral, LOCK_RESOURCE_TIMEOUT)
#define PERIPH_UNLOCK(peripheral) Periph_Unlock(peripheral)

/* Peripheral: its registers (GPIOA, EXTI, ...). Timeout: ms, 100 at most; 0: try once. */
LockResource_Status_t Periph_Lock(void *Peripheral, uint32_t Timeout);

/* Ignored when this processor does not hold it. */
void Periph_Unlock(void *Peripheral);

#endif
