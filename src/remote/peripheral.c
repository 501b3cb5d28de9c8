/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/peripheral.h>

#include <errno.h>
#include <stddef.h>

#include "drivers/etzpc.h"
#include "drivers/rcc.h"
#include "remote/chip.h"
#include "remote/cortex_m.h"

/* What this firmware has requested. There is one firewall, and drivers that do not know each other. */
static struct peripheral *requested;

static int firewall_open(struct etzpc *etzpc)
{
	const struct mmio regs = {.base = ETZPC_ADDRESS};

	/* This core's own enable bit: the A7 may drop its one, and in engineering boot never sets it. */
	rcc_enable(chip_rcc(), RCC_M4, RCC_MP_APB5ENSETR, RCC_APB5EN_TZPCEN);
	return etzpc_init(etzpc, regs);
}

static enum peripheral_owner owner_of(unsigned mode, bool locked)
{
	if (mode == ETZPC_MCU_ISOLATION)
		return PERIPHERAL_M4;
	if (mode == ETZPC_OPEN)
		return locked ? PERIPHERAL_A7 : PERIPHERAL_OPEN;
	return PERIPHERAL_SECURE;
}

static bool is_requested(uint32_t base)
{
	const struct peripheral *peripheral;

	for (peripheral = requested; peripheral; peripheral = peripheral->next) {
		if (peripheral->base == base)
			return true;
	}
	return false;
}

int peripheral_status(uint32_t base, struct peripheral_status *status)
{
	const int id = etzpc_find(base);
	struct etzpc etzpc;
	uint32_t primask;
	int rc;

	if (id < 0)
		return id;
	*status = (struct peripheral_status){.owner = PERIPHERAL_UNGUARDED};
	if (id != (int)ETZPC_UNGUARDED) {
		rc = firewall_open(&etzpc);
		if (rc)
			return rc;
		status->locked = etzpc_locked(&etzpc, (unsigned)id);
		status->owner = owner_of(etzpc_mode(&etzpc, (unsigned)id), status->locked);
	}
	primask = cortex_m_save();
	status->requested = is_requested(base);
	cortex_m_restore(primask);
	return 0;
}

int peripheral_check(uint32_t base)
{
	struct peripheral_status status;
	int rc = peripheral_status(base, &status);

	if (rc)
		return rc;
	if (status.owner == PERIPHERAL_A7)
		return -EPERM;
	return status.owner == PERIPHERAL_SECURE ? -EACCES : 0;
}

int peripheral_request(struct peripheral *peripheral, uint32_t base)
{
	int status = peripheral_check(base);
	uint32_t primask;

	if (status)
		return status;
	primask = cortex_m_save();
	if (is_requested(base)) {
		status = -EBUSY;
	} else {
		peripheral->base = base;
		peripheral->next = requested;
		requested = peripheral;
	}
	cortex_m_restore(primask);
	return status;
}

void peripheral_release(struct peripheral *peripheral)
{
	uint32_t primask = cortex_m_save();
	struct peripheral **link = &requested;

	while (*link && *link != peripheral)
		link = &(*link)->next;
	if (*link)
		*link = peripheral->next;
	cortex_m_restore(primask);
}
