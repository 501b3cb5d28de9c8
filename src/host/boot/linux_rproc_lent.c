/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boards whose Linux leaves the Cortex-M4 alone: the node is there and disabled, without memory and
 * mailboxes. The chip has the processor all the same, so it is lent what a DK2's tree gives it, and a
 * warning says so.
 */
#include <stdio.h>

#include "host/boot/linux_internal.h"

/* Its mailbox is disabled as well on these boards: nobody else holds the clock. */
static int mailbox_clock_hold(struct kernel *kernel)
{
	struct linux_system *system = kernel->system;
	struct claim claim = {.kind = CLAIM_CLOCK, .holder = system->rproc.path};
	struct clk *clk = NULL;
	int clock = clk_by_name("ipcc");
	int status = clk_get(system->clocks, clock, "linux: coprocessor", &clk);

	if (status)
		return status;
	status = clk_enable(clk);
	claim.number = (uint32_t)clock;
	claim.handle = clk;
	if (!status)
		status = claims_add(&system->claims, &claim);
	if (status)
		clk_put(clk);
	return status;
}

void rproc_lend_mailboxes(struct kernel *kernel)
{
	struct linux_rproc *rproc = &kernel->system->rproc;

	for (size_t i = 0; i < sizeof(rproc->wiring.mailbox); i++)
		rproc->wiring.mailbox[i] = rproc_dk2_wiring.mailbox[i];
	if (mailbox_clock_hold(kernel))
		stage_warn(&kernel->stage, "%s: the clock of its mailbox cannot be switched on",
			   rproc->path);
}

void rproc_lend_regions(struct linux_rproc *rproc)
{
	for (uint32_t i = 0; i < rproc_dk2_region_count; i++) {
		struct rproc_region *region = &rproc->regions[i];

		*region = rproc_dk2_regions[i];
		(void)snprintf(rproc->names[i], sizeof(rproc->names[i]), "%s", region->name);
		region->name = rproc->names[i];
	}
	rproc->region_count = rproc_dk2_region_count;
}
