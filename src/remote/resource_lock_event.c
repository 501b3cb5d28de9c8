/* SPDX-License-Identifier: BSD-3-Clause */
/* Being told that a lock was given back. Apart, so that only who asks for it has the interrupt. */
#include <copro/resource_lock.h>

#include <errno.h>

#include "remote/cortex_m.h"
#include "remote/resource_lock_internal.h"
#include "remote/startup.h"
#include "soc/irq.h"

void HSEM_IT2_IRQHandler(void);

__attribute__((weak)) void resource_on_unlock(uint32_t locks)
{
	(void)locks;
}

void HSEM_IT2_IRQHandler(void)
{
	struct hsem *hsem = resource_lock_hsem();
	uint32_t released = hsem_notify_take(hsem);

	/* Once: what is locked and given back all day would not let this core do anything else. */
	hsem_notify_disarm(hsem, released);
	resource_on_unlock(released);
}

int resource_lock_notify(int lock)
{
	struct hsem *hsem = resource_lock_hsem();
	uint32_t primask;

	if (!hsem)
		return -ENODEV;
	if (lock < 0 || lock >= RESOURCE_LOCKS)
		return -EINVAL;
	primask = cortex_m_save();
	hsem_notify_arm(hsem, 1u << lock);
	cortex_m_restore(primask);
	nvic_enable(SOC_IRQ_HSEM_IT2);
	return 0;
}
