/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/lock_resource_st.h>

#include <errno.h>

#include <copro/resource_lock.h>

LockResource_Status_t Periph_Lock(void *Peripheral, uint32_t Timeout)
{
	const int lock = resource_lock_of((uint32_t)(uintptr_t)Peripheral);
	const uint32_t ms = Timeout < LOCK_RESOURCE_TIMEOUT ? Timeout : LOCK_RESOURCE_TIMEOUT;

	switch (ms ? resource_lock(lock, ms * 1000u) : resource_trylock(lock)) {
	case 0:
		return LOCK_RESOURCE_STATUS_OK;
	case -EBUSY:
	case -ETIMEDOUT:
		return LOCK_RESOURCE_STATUS_TIMEOUT;
	default:
		return LOCK_RESOURCE_STATUS_ERROR;
	}
}

void Periph_Unlock(void *Peripheral)
{
	(void)resource_unlock(resource_lock_of((uint32_t)(uintptr_t)Peripheral));
}
