/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The coprocessor's reset and hold-boot, what the backup registers say of it, and what it needs besides
 * memory (stm32_rproc.c).
 */
#include "host/remoteproc_internal.h"

#include "soc/regs/ipcc.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

static void set_bit(struct mmio region, uint32_t offset, uint32_t bit, bool set)
{
	uint32_t value = mmio_read32(region, offset);

	mmio_write32(region, offset, set ? value | bit : value & ~bit);
}

/* Where hold-boot and the core's reset are written: by Linux itself, or for it by the secure world. */
static struct mmio reset_block(const struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	return rproc->wiring->secure_hold_boot && platform->secure_rcc.bus ? platform->secure_rcc
									   : platform->rcc;
}

void rproc_core_boot_alone(const struct remoteproc *rproc, bool alone)
{
	set_bit(reset_block(rproc), RCC_MP_GCR, RCC_MP_GCR_BOOT_MCU, alone);
}

static void core_reset(const struct remoteproc *rproc)
{
	rproc_core_boot_alone(rproc, false);
	mmio_write32(reset_block(rproc), RCC_MP_GRSTCSETR, RCC_MP_GRSTCSETR_MCURST);
}

/* ---- backup registers ---- */

bool rproc_core_was_started(const struct remoteproc *rproc)
{
	const uint32_t at = rproc->wiring->m4_state;

	return at && mmio_read32(rproc->platform->tamp, at) == TAMP_M4_STATE_CRUN;
}

uint32_t rproc_core_table(const struct remoteproc *rproc)
{
	const uint32_t at = rproc->wiring->rsc_table;

	return at ? mmio_read32(rproc->platform->tamp, at) : 0;
}

void rproc_core_leave_state(const struct remoteproc *rproc, uint32_t state)
{
	const struct rproc_wiring *wiring = rproc->wiring;
	const struct image_plan *plan = &rproc->plan;

	if (!rproc->config.hands_over || !wiring->m4_state || !wiring->rsc_table)
		return;
	/* The state last: it says that the table is there. */
	if (state == TAMP_M4_STATE_CRUN)
		mmio_write32(rproc->platform->tamp, wiring->rsc_table,
			     plan->table_carveout ? plan->table_da : 0);
	mmio_write32(rproc->platform->tamp, wiring->m4_state, state);
}

/* ---- run and hold ---- */

/* Hold-boot is released and asserted again at once: the core runs, and a reset of its own will not
 * start it again behind our back (stm32_rproc_start). */
void rproc_core_release(struct remoteproc *rproc)
{
	if (rproc->wiring->pdds)
		set_bit(rproc->platform->pwr, PWR_MCUCR, PWR_CR_PDDS, false);
	rproc_core_boot_alone(rproc, true);
	rproc_core_boot_alone(rproc, false);
	rproc->core_known = false;
	rproc_core_leave_state(rproc, TAMP_M4_STATE_CRUN);
}

void rproc_core_hold(struct remoteproc *rproc)
{
	const struct host_platform *platform = rproc->platform;

	/* A host that dies in between leaves a running core that is called off, and never the other way
	 * round: that one would be attached to. */
	rproc_core_leave_state(rproc, TAMP_M4_STATE_OFF);
	core_reset(rproc);
	if (rproc->wiring->pdds)
		set_bit(platform->pwr, PWR_MCUCR, PWR_CR_PDDS, true);
	if (rproc->wiring->m4_state)
		mmio_write32(platform->tamp, rproc->wiring->m4_state, TAMP_M4_STATE_OFF);
	rproc->core_known = true;
	/* A doorbell that this firmware never took would reach the next one. The reset does not clear
	 * it; Linux leaves it. */
	if (!rproc->config.as_linux)
		mmio_write32(ipcc_peer(&rproc->mailbox.ipcc), IPCC_SCR,
			     ipcc_busy(&rproc->mailbox.ipcc));
	if (!rproc->config.as_linux && rproc->config.locks)
		(void)hwspin_recover(rproc->config.locks, HSEM_M4);
}

/* ---- resources ---- */

int rproc_resources_take(const struct remoteproc *rproc, struct host_error *error)
{
	const struct rproc_resources *resources = rproc->config.resources;

	return resources ? resources->prepare(resources->context, error) : 0;
}

void rproc_resources_return(const struct remoteproc *rproc)
{
	const struct rproc_resources *resources = rproc->config.resources;

	if (resources)
		resources->unprepare(resources->context);
}
