/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the chip's registers say: clocks and gates (RM0436, "RCC"), the firewall's modes ("ETZPC"), the
 * semaphores ("HSEM"). Read as the non-secure Cortex-A7, as a program on a real chip reads them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/etzpc.h"
#include "host/hwspinlock.h"
#include "host/status_internal.h"
#include "soc/clock.h"
#include "soc/firewall.h"
#include "soc/memory.h"
#include "soc/peripheral.h"
#include "soc/regs/rcc.h"

#define SRM_DEVICE "rproc-srm-dev"

struct look {
	struct status *status;
	const struct status_source *source;
	struct soc_clock_registers rcc;
	struct etzpc etzpc;
};

static uint32_t rcc_read(const void *context, uint32_t offset)
{
	const struct host_platform *platform = context;

	return mmio_read32(platform->rcc, offset);
}

/* ---- peripherals ---- */

static void take_mode(const struct look *look, struct status_peripheral *to, uint8_t id)
{
	unsigned mode;

	to->guarded = id != SOC_NO_ETZPC;
	if (!to->guarded)
		return;
	to->id = id;
	if (!look->status->firewall)
		return;
	mode = soc_firewall_effective(id, etzpc_mode(&look->etzpc, id));
	to->mode = soc_firewall_mode_name(mode);
	to->locked = etzpc_locked(&look->etzpc, id);
	if (mode == ETZPC_MCU_ISOLATION)
		to->users |= STATUS_M4;
	else if (mode != ETZPC_OPEN)
		to->users |= STATUS_SECURE;
}

static void take_clock(const struct look *look, struct status_peripheral *to,
		       const struct soc_peripheral *from)
{
	const enum soc_clock clock = (enum soc_clock)from->clock;
	const uint32_t bit = 1u << from->enable_bit;

	to->gated = from->enable;
	if (to->gated) {
		to->gate_a7 = rcc_read(look->source->platform, from->enable) & bit;
		to->gate_m4 =
			rcc_read(look->source->platform, from->enable + RCC_EN_MC_OFFSET) & bit;
	}
	to->clock = soc_clock_name(clock);
	if (!to->gated || to->gate_a7 || to->gate_m4)
		to->hz = soc_clock_rate(&look->rcc, clock);
	if (to->gate_m4)
		to->users |= STATUS_M4;
}

static void take_linux_node(const struct look *look, struct status_peripheral *to)
{
	const struct linux_system *system = look->source->system;
	const struct claim *claim = NULL;

	if (!system)
		return;
	while ((claim = claims_find(&system->claims, CLAIM_PERIPHERAL, to->base, claim))) {
		if (status_holder_side(claim->holder) != STATUS_LINUX)
			continue;
		to->users |= STATUS_LINUX;
		if (!to->linux_node[0])
			status_name(to->linux_node, status_holder_name(claim->holder));
	}
}

static struct status_peripheral *peripheral_at(struct status *status, uint32_t address)
{
	for (size_t i = 0; i < status->peripheral_count; i++) {
		if (status->peripherals[i].base == address)
			return &status->peripherals[i];
	}
	return NULL;
}

/* GPIO banks have no driver of their own: that of the pins serves them all. */
static void take_banks(const struct look *look)
{
	const struct linux_system *system = look->source->system;
	int node = DT_NONE;

	if (!system)
		return;
	while ((node = dt_next(&system->dt, node)) >= 0) {
		const char *name = dt_string(&system->dt, node, "st,bank-name", 0);

		if (!name || !dt_available(&system->dt, node))
			continue;
		for (size_t i = 0; i < look->status->peripheral_count; i++) {
			struct status_peripheral *bank = &look->status->peripherals[i];

			if (strcmp(bank->name, name) != 0)
				continue;
			bank->users |= STATUS_LINUX;
			status_name(bank->linux_node, dt_name(&system->dt, node));
		}
	}
}

/* What Linux's tree declares to be the M4's. */
static void take_declared(const struct look *look)
{
	const struct linux_system *system = look->source->system;
	struct status_peripheral *peripheral;
	uint32_t address;
	int node = DT_NONE;

	if (!system)
		return;
	while ((node = dt_next_compatible(&system->dt, node, SRM_DEVICE)) >= 0) {
		if (!dt_available(&system->dt, node) ||
		    !dt_available(&system->dt, dt_parent(&system->dt, node)) ||
		    dt_reg(&system->dt, node, 0, &address, NULL))
			continue;
		peripheral = peripheral_at(look->status, address);
		if (!peripheral)
			continue;
		status_name(peripheral->m4_node, dt_name(&system->dt, node));
		peripheral->users |= STATUS_M4;
	}
}

static int take_peripherals(struct look *look)
{
	struct status *status = look->status;
	size_t count;
	const struct soc_peripheral *from = soc_peripherals(&count);

	status->peripherals = calloc(count + SOC_MEMORIES, sizeof(*status->peripherals));
	if (!status->peripherals)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct status_peripheral *to = &status->peripherals[status->peripheral_count++];

		to->name = from[i].name;
		to->base = from[i].base;
		take_mode(look, to, from[i].etzpc_id);
		take_clock(look, to, &from[i]);
		take_linux_node(look, to);
	}
	for (int id = 0; id < SOC_MEMORIES; id++) {
		const struct soc_memory *memory = soc_memory((enum soc_memory_id)id);
		struct status_peripheral *to = &status->peripherals[status->peripheral_count];

		if (memory->etzpc_id == SOC_NO_ETZPC)
			continue;
		to->name = memory->name;
		to->base = memory->pa;
		to->memory = true;
		take_mode(look, to, memory->etzpc_id);
		status->peripheral_count++;
	}
	take_banks(look);
	take_declared(look);
	return 0;
}

/* ---- semaphores ---- */

/* A Linux without hwlocks leaves the block without a clock, and then nobody has taken any. */
static bool semaphores_clocked(const struct host_platform *platform)
{
	const uint32_t a7 = rcc_read(platform, RCC_MP_AHB3ENSETR);
	const uint32_t m4 = rcc_read(platform, RCC_MP_AHB3ENSETR + RCC_EN_MC_OFFSET);

	return (a7 | m4) & RCC_AHB3EN_HSEMEN;
}

static void take_semaphores(const struct look *look)
{
	const struct hwspinlock_device *locks = look->source->locks;
	struct status *status = look->status;
	struct hsem hsem;

	if (!semaphores_clocked(look->source->platform) ||
	    hsem_init(&hsem, look->source->platform->hsem, HSEM_A7))
		return;
	for (unsigned id = 0; id < HWSPINLOCKS; id++) {
		struct status_semaphore *to = &status->semaphores[status->semaphore_count];
		struct hwspinlock_owner user = {.user = NULL};
		struct hsem_owner owner;

		if (hsem_owner(&hsem, id, &owner) || !owner.core)
			continue;
		to->id = id;
		to->core = hwspin_core_name(owner.core);
		to->process = owner.process;
		to->purpose = hwspin_purpose(id);
		if (locks && !hwspin_owner(locks, id, &user))
			status_name(to->user, user.user);
		status->semaphore_count++;
	}
}

int status_take_chip(struct status *status, const struct status_source *source)
{
	const struct host_platform *platform = source->platform;
	const struct mmio etzpc = {.bus = platform->rcc.bus, .base = ETZPC_ADDRESS};
	struct look look = {
		.status = status, .source = source, .rcc = {.context = platform, .read = rcc_read}};

	status->a7_hz = soc_clock_rate(&look.rcc, SOC_CLOCK_MPU);
	status->m4_hz = soc_clock_rate(&look.rcc, SOC_CLOCK_MCU);
	status->firewall = !etzpc_init(&look.etzpc, etzpc);
	take_semaphores(&look);
	return take_peripherals(&look);
}
