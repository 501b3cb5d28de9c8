/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The coprocessor's node (Linux, bindings/remoteproc/st,stm32-rproc.yaml), read as stm32_rproc.c reads
 * it at its probe, and at the first start for the memory regions: what is wrong with them is told
 * before somebody waits for a firmware.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "host/boot/linux_internal.h"
#include "host/mailbox.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

#define COMPATIBLE "st,stm32mp1-m4"
/* Reset line MCU_R (dt-bindings/reset/stm32mp1-resets.h): register offset times 8 plus bit; and
 * RST_SCMI_MCU. */
#define RESET_MCU      (RCC_MP_GRSTCSETR * 8u + 1u)
#define RESET_SCMI_MCU 10u

/* One cell each for both sides and the size. */
#define DMA_RANGE_CELLS 3u

struct reading {
	struct kernel *kernel;
	const struct dt *dt;
	int node;
	struct linux_rproc *rproc;
	bool lent; /* the node is disabled: what it leaves out is lent */
};

static int refuse(const struct reading *reading, const char *code, const char *remedy,
		  const char *text)
{
	return host_error_set(&reading->rproc->why, -EINVAL, code, remedy, "%s: %s",
			      reading->rproc->path, text);
}

/* ---- reset and hold-boot ---- */

/* The register that a syscon property leads to: <&block offset mask>. */
static int syscon(const struct reading *reading, const char *property, uint32_t *address,
		  uint32_t *mask)
{
	struct dt_args args;
	uint32_t base;
	int status = dt_args(reading->dt, reading->node, property, NULL, 0, &args);

	if (status)
		return status;
	if (dt_reg(reading->dt, args.node, 0, &base, NULL) ||
	    dt_cell(reading->dt, reading->node, property, 1, address) ||
	    dt_cell(reading->dt, reading->node, property, 2, mask))
		return -EINVAL;
	*address += base;
	return 0;
}

static int reset_read(const struct reading *reading)
{
	int index = dt_string_index(reading->dt, reading->node, "reset-names", "mcu_rst");
	struct dt_args args;

	if (dt_args(reading->dt, reading->node, "resets", "#reset-cells",
		    index < 0 ? 0 : (size_t)index, &args))
		return refuse(reading, "rproc-reset", "give it resets = <&rcc MCU_R>",
			      "it has no reset (resets)");
	if (args.count != 1 || (args.cells[0] != RESET_MCU && args.cells[0] != RESET_SCMI_MCU))
		stage_warn(&reading->kernel->stage,
			   "%s: resets does not name the Cortex-M4's (MCU_R)",
			   reading->rproc->path);
	return 0;
}

/* The trusted firmware may have kept the RCC (RCC_TZCR.TZEN); then it is asked to write there. */
static bool secure_call(const struct reading *reading)
{
	uint32_t address;
	uint32_t mask;
	struct mmio chip = {reading->kernel->stage.port->bus, 0};

	if (syscon(reading, "st,syscfg-tz", &address, &mask))
		return false;
	return (mmio_read32(chip, address) & mask) != 0;
}

static int hold_boot_read(const struct reading *reading)
{
	const uint32_t gcr = soc_peripheral_by_name("RCC")->base + RCC_MP_GCR;
	uint32_t address;
	uint32_t mask;

	reading->rproc->wiring.secure_hold_boot = true;
	if (dt_string_index(reading->dt, reading->node, "reset-names", "hold_boot") >= 0 ||
	    secure_call(reading))
		return 0;
	reading->rproc->wiring.secure_hold_boot = false;
	if (syscon(reading, "st,syscfg-holdboot", &address, &mask))
		return refuse(reading, "rproc-hold-boot",
			      "give it st,syscfg-holdboot = <&rcc 0x10C 0x1>",
			      "nothing says how to release it (st,syscfg-holdboot)");
	if (address != gcr || mask != RCC_MP_GCR_BOOT_MCU)
		return refuse(reading, "rproc-hold-boot",
			      "give it st,syscfg-holdboot = <&rcc 0x10C 0x1>",
			      "st,syscfg-holdboot does not lead to RCC_MP_GCR.BOOT_MCU: it would "
			      "never start");
	return 0;
}

/* ---- the optional rest ---- */

/* The offset of a backup register that a property names, 0: none. */
static uint32_t backup_register(const struct reading *reading, const char *property)
{
	const uint32_t tamp = soc_peripheral_by_name("TAMP")->base;
	uint32_t address;
	uint32_t mask;
	int status = syscon(reading, property, &address, &mask);

	if (!status && (address - tamp < TAMP_BKPR(0) ||
			address - tamp > TAMP_BKPR(TAMP_BKP_COUNT - 1) || address % 4))
		status = -EINVAL;
	if (status) {
		stage_detail(&reading->kernel->stage, "%s: %s %s", reading->rproc->path, property,
			     status == -ENOENT ? "is not there" : "leads to no backup register");
		return 0;
	}
	return address - tamp;
}

static void pdds_read(const struct reading *reading)
{
	const uint32_t mcucr = soc_peripheral_by_name("PWR")->base + PWR_MCUCR;
	uint32_t address;
	uint32_t mask;

	reading->rproc->wiring.pdds = !syscon(reading, "st,syscfg-pdds", &address, &mask) &&
				      address == mcucr && mask == PWR_CR_PDDS;
}

static bool is_taken(const struct rproc_wiring *wiring, size_t before, uint32_t channel)
{
	for (size_t i = 0; i < before; i++) {
		if (wiring->mailbox[i] == channel)
			return true;
	}
	return false;
}

/* Linux's driver of the coprocessor waits for that of its mailboxes (EPROBE_DEFER). */
static void mailbox_controller_check(const struct reading *reading)
{
	struct dt_args args;

	if (!dt_args(reading->dt, reading->node, "mboxes", "#mbox-cells", 0, &args) &&
	    !dt_available(reading->dt, args.node))
		stage_warn(&reading->kernel->stage,
			   "%s: its mailboxes are those of %s, which is disabled: Linux would wait "
			   "for it, and not start the coprocessor",
			   reading->rproc->path, dt_name(reading->dt, args.node));
}

static void mailboxes_read(const struct reading *reading)
{
	static const char *const names[] = {"vq0", "vq1", "shutdown", "detach"};
	struct rproc_wiring *wiring = &reading->rproc->wiring;
	struct dt_args args;

	if (reading->lent && !dt_has(reading->dt, reading->node, "mboxes")) {
		rproc_lend_mailboxes(reading->kernel);
		return;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int index = dt_string_index(reading->dt, reading->node, "mbox-names", names[i]);
		bool missing = index < 0 || dt_args(reading->dt, reading->node, "mboxes",
						    "#mbox-cells", (size_t)index, &args);

		wiring->mailbox[i] = RPROC_NO_MAILBOX;
		/* Older trees have none, and nobody misses it who does not detach. */
		if (missing && i == MAILBOX_DETACH)
			stage_detail(&reading->kernel->stage,
				     "%s: it has no mailbox detach: a firmware is not told of that",
				     reading->rproc->path);
		else if (missing)
			stage_warn(&reading->kernel->stage,
				   "%s: it has no mailbox %s (mboxes, mbox-names): that doorbell "
				   "does not ring",
				   reading->rproc->path, names[i]);
		else if (args.count != 1 || args.cells[0] > 5)
			stage_warn(&reading->kernel->stage,
				   "%s: the mailbox %s is no channel of the IPCC, 0 to 5: that "
				   "doorbell does not ring",
				   reading->rproc->path, names[i]);
		else if (is_taken(wiring, i, args.cells[0]))
			stage_warn(
				&reading->kernel->stage,
				"%s: the mailbox %s has the channel of another one: that doorbell "
				"does not ring",
				reading->rproc->path, names[i]);
		else
			wiring->mailbox[i] = (uint8_t)args.cells[0];
	}
	mailbox_controller_check(reading);
}

/* ---- the watchdog's interrupt ---- */

/* A line of the EXTI, which is the interrupt's parent. */
static void watchdog_read(const struct reading *reading)
{
	struct rproc_wiring *wiring = &reading->rproc->wiring;
	struct dt_args parent;
	uint32_t line;

	wiring->watchdog_line = 0;
	if (dt_args(reading->dt, reading->node, "interrupt-parent", NULL, 0, &parent) ||
	    !dt_compatible(reading->dt, parent.node, "st,stm32mp1-exti") ||
	    dt_cell(reading->dt, reading->node, "interrupts", 0, &line))
		stage_detail(&reading->kernel->stage,
			     "%s: it has no interrupt of the watchdog: Linux would not notice it",
			     reading->rproc->path);
	else
		wiring->watchdog_line = line;
}

/* ---- memory ---- */

/* The device address of a region, by the rows of dma-ranges of the node's bus (stm32_rproc_pa_to_da). */
static bool to_device(const struct reading *reading, int bus, struct rproc_region *region)
{
	uint32_t row[DMA_RANGE_CELLS];

	for (size_t i = 0;; i += DMA_RANGE_CELLS) {
		for (size_t j = 0; j < DMA_RANGE_CELLS; j++) {
			if (dt_cell(reading->dt, bus, "dma-ranges", i + j, &row[j]))
				return false;
		}
		if (region->pa - row[1] < row[2] &&
		    region->size <= row[2] - (region->pa - row[1])) {
			region->da = region->pa - row[1] + row[0];
			region->translated = true;
			return true;
		}
	}
}

static int region_read(const struct reading *reading, int bus, int node)
{
	struct linux_rproc *rproc = reading->rproc;
	struct rproc_region *region = &rproc->regions[rproc->region_count];
	char *name = rproc->names[rproc->region_count];
	const char *full = dt_name(reading->dt, node);
	char text[160];

	(void)snprintf(name, sizeof(rproc->names[0]), "%.*s", (int)strcspn(full, "@"), full);
	region->name = name;
	if (!dt_available(reading->dt, node) ||
	    dt_reg(reading->dt, node, 0, &region->pa, &region->size) || !region->size) {
		(void)snprintf(text, sizeof(text),
			       "its memory region %.48s has no memory (reg, status)", full);
		return refuse(reading, "region", "reserve it under /reserved-memory", text);
	}
	if (!to_device(reading, bus, region)) {
		(void)snprintf(text, sizeof(text),
			       "its memory region %.48s at 0x%08" PRIX32
			       " is in no row of dma-ranges: the Cortex-M4 does not see it",
			       full, region->pa);
		return refuse(reading, "region-address",
			      "reserve memory in RETRAM or SRAM1 to SRAM4", text);
	}
	rproc->region_count++;
	return 0;
}

/* A bank that the firewall keeps from Linux cannot be loaded into. */
static void region_check(const struct reading *reading, const struct rproc_region *region)
{
	struct kernel *kernel = reading->kernel;
	const struct soc_memory *memory = soc_memory_find(SOC_A7, region->pa, NULL);
	unsigned mode;

	if (!memory || memory->etzpc_id == SOC_NO_ETZPC || !kernel->firewall)
		return;
	mode = etzpc_mode(&kernel->etzpc, memory->etzpc_id);
	if (mode != ETZPC_OPEN)
		stage_warn(&kernel->stage,
			   "%s: the memory region %s is in %s, which is %s: Linux can neither load "
			   "nor share anything there",
			   reading->rproc->path, region->name, memory->name, mode_owner(mode));
}

/* The newest region with those before it. Each is allocated from without regard to the others. */
static void overlap_check(const struct reading *reading)
{
	const struct linux_rproc *rproc = reading->rproc;
	const struct rproc_region *last = &rproc->regions[rproc->region_count - 1];

	for (const struct rproc_region *region = rproc->regions; region < last; region++) {
		if (last->pa - region->pa >= region->size && region->pa - last->pa >= last->size)
			continue;
		stage_warn(&reading->kernel->stage,
			   "%s: the memory regions %s and %s overlap at 0x%08" PRIX32, rproc->path,
			   region->name, last->name, last->pa > region->pa ? last->pa : region->pa);
		return;
	}
}

static int regions_read(const struct reading *reading)
{
	const int bus = dt_parent(reading->dt, reading->node);
	struct linux_rproc *rproc = reading->rproc;
	struct dt_args args;
	int status;

	if (reading->lent && !dt_has(reading->dt, reading->node, "memory-region")) {
		rproc_lend_regions(rproc);
		return 0;
	}
	if (bus < 0 || !dt_has(reading->dt, bus, "dma-ranges"))
		return refuse(reading, "dma-ranges", "keep it below its mlahb node",
			      "its bus has no dma-ranges: no address of the Cortex-M4's is known");
	for (size_t i = 0;; i++) {
		status = dt_args(reading->dt, reading->node, "memory-region", NULL, i, &args);
		if (status == -ENOENT)
			break;
		if (status)
			return refuse(reading, "region", "point it to nodes of /reserved-memory",
				      "memory-region points to nothing");
		if (i == LINUX_REGIONS)
			return refuse(reading, "region-count", "leave some out",
				      "it has more than 32 memory regions");
		status = region_read(reading, bus, args.node);
		if (status)
			return status;
		region_check(reading, &rproc->regions[rproc->region_count - 1]);
		overlap_check(reading);
	}
	if (!rproc->region_count)
		return refuse(reading, "region",
			      "give it memory-region, as the boards of ST have it",
			      "it has no memory regions: nothing can be loaded");
	return 0;
}

/* ---- the whole ---- */

static int rproc_read(const struct reading *reading)
{
	int status = reset_read(reading);

	if (!status)
		status = hold_boot_read(reading);
	if (status)
		return status;
	pdds_read(reading);
	reading->rproc->wiring.m4_state = backup_register(reading, "st,syscfg-m4-state");
	reading->rproc->wiring.rsc_table = backup_register(reading, "st,syscfg-rsc-tbl");
	reading->rproc->auto_boot = dt_has(reading->dt, reading->node, "st,auto-boot");
	watchdog_read(reading);
	mailboxes_read(reading);
	return regions_read(reading);
}

void kernel_probe_rproc(struct kernel *kernel)
{
	struct linux_rproc *rproc = &kernel->system->rproc;
	struct reading reading = {.kernel = kernel, .dt = &kernel->system->dt, .rproc = rproc};
	char path[DT_PATH_MAX];
	int disabled;

	reading.node = dt_next_compatible(reading.dt, DT_NONE, COMPATIBLE);
	if (reading.node < 0) {
		(void)host_error_set(
			&rproc->why, -ENODEV, "rproc-missing", "take the tree of an STM32MP15",
			"there is no node for the coprocessor (compatible \"" COMPATIBLE "\")");
		return;
	}
	(void)dt_path(reading.dt, reading.node, rproc->path);
	disabled = dt_disabled_by(reading.dt, reading.node);
	if (disabled >= 0) {
		(void)dt_path(reading.dt, disabled, path);
		if (kernel->stage.port->as_linux) {
			(void)host_error_set(
				&rproc->why, -ENODEV, "rproc-disabled",
				"give it status = \"okay\" and its memory-region",
				"%s is disabled: this board's Linux does not use its Cortex-M4",
				path);
			return;
		}
		reading.lent = true;
		stage_warn(
			&kernel->stage,
			"%s is disabled: this board's Linux does not use its Cortex-M4; here it is "
			"used all the same, and what its node leaves out is as on a DK2",
			path);
	}
	rproc->usable = !rproc_read(&reading);
}
