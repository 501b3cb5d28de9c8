/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The boot loader: U-Boot (arch/arm/mach-stm32mp). Before it starts Linux it goes through Linux's tree
 * and disables each peripheral that the firewall keeps from Linux (ft_system_setup with
 * CONFIG_STM32_ETZPC): Linux would only run into bus errors there.
 *
 * What the firewall keeps is read from its registers. Which of its numbers guards a node is found by
 * the node's address, as U-Boot does, and by its access-controllers, as Linux does.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "host/boot/console.h"
#include "host/boot/stage.h"
#include "host/boot/walk.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

struct fixup {
	struct stage *stage;
	struct etzpc etzpc;
	struct dt_copy copy;
	struct walk walk;
	struct name_list m4; /* disabled because they are the M4's */
	struct name_list secure;
};

/* U-Boot, arch_cpu_init(): no coprocessor runs yet, unless it woke us up. */
static void coprocessor_forget(struct stage *stage)
{
	const struct mmio tamp = stage_block(stage, "TAMP");

	if (mmio_read32(stage_block(stage, "PWR"), PWR_MCUCR) & PWR_CR_SBF) {
		stage_detail(stage, "woken from Standby: the coprocessor's state stays as it was "
				    "(TAMP backup registers 17 and 18)");
		return;
	}
	mmio_write32(tamp, TAMP_BKPR(TAMP_BKP_RSC_TABLE), 0);
	mmio_write32(tamp, TAMP_BKPR(TAMP_BKP_M4_STATE), TAMP_M4_STATE_OFF);
}

/* The number that the tree itself gives (Linux, access-controllers of a child of st,stm32-etzpc).
 * ETZPC_UNGUARDED: none. */
static unsigned id_by_tree(struct fixup *fixup, int node)
{
	const struct dt *dt = &fixup->copy.dt;
	struct dt_args args;

	if (!dt_has(dt, node, "access-controllers"))
		return ETZPC_UNGUARDED;
	if (dt_args(dt, node, "access-controllers", "#access-controller-cells", 0, &args)) {
		stage_warn(fixup->stage, "%s: access-controllers points to nothing",
			   fixup->walk.path);
		return ETZPC_UNGUARDED;
	}
	if (!dt_compatible(dt, args.node, "st,stm32-etzpc"))
		return ETZPC_UNGUARDED;
	if (args.count != 1 || args.cells[0] >= ETZPC_IDS) {
		stage_warn(fixup->stage, "%s: access-controllers has no number below 0x%02X",
			   fixup->walk.path, ETZPC_IDS);
		return ETZPC_UNGUARDED;
	}
	return args.cells[0];
}

/* The number of the peripheral that begins at the node's address. The RAMs are not asked for: their
 * nodes are not what keeps Linux from using them. */
static unsigned id_by_address(const struct walk *walk)
{
	const struct soc_peripheral *peripheral;
	uint32_t address;

	if (walk_address(walk, &address))
		return ETZPC_UNGUARDED;
	peripheral = soc_peripheral_find(address);
	if (!peripheral || peripheral->base != address || peripheral->etzpc_id == SOC_NO_ETZPC)
		return ETZPC_UNGUARDED;
	return peripheral->etzpc_id;
}

static bool is_open(const struct fixup *fixup, unsigned id)
{
	return id == ETZPC_UNGUARDED || etzpc_mode(&fixup->etzpc, id) == ETZPC_OPEN;
}

static int node_disable(struct fixup *fixup, int node, unsigned id)
{
	const unsigned mode = etzpc_mode(&fixup->etzpc, id);
	const char *name = dt_name(&fixup->copy.dt, node);

	stage_detail(fixup->stage, "%s disabled: %s (0x%02X) is %s", fixup->walk.path,
		     guarded_name(id), id, mode_owner(mode));
	name_list_add(mode == ETZPC_MCU_ISOLATION ? &fixup->m4 : &fixup->secure, name);
	return dt_set_string(&fixup->copy, node, "status", "disabled");
}

/* Below m4_system_resources the M4's peripherals are described for the M4's sake, at the same addresses. */
static bool is_for_m4(const struct walk *walk)
{
	for (size_t i = 1; i <= walk->depth; i++) {
		if (dt_compatible(walk->dt, walk->levels[i].node, "rproc-srm-core"))
			return true;
	}
	return dt_compatible(walk->dt, walk->levels[walk->depth].node, "rproc-srm-dev");
}

static int node_fix(struct fixup *fixup, int node)
{
	const struct dt *dt = &fixup->copy.dt;
	unsigned by_address;
	unsigned by_tree;

	if (!dt_available(dt, node) || is_for_m4(&fixup->walk))
		return 0;
	if (!dt_has(dt, node, "reg") && !dt_has(dt, node, "access-controllers"))
		return 0;
	by_address = id_by_address(&fixup->walk);
	if (by_address == ETZPC_UNGUARDED && !dt_has(dt, node, "access-controllers"))
		return 0;
	by_tree = id_by_tree(fixup, node);
	if (by_tree != ETZPC_UNGUARDED && by_address != ETZPC_UNGUARDED && by_tree != by_address)
		stage_warn(fixup->stage,
			   "%s: access-controllers says 0x%02X (%s), its address is that of %s "
			   "(0x%02X): it is disabled if either is not open",
			   fixup->walk.path, by_tree, guarded_name(by_tree),
			   guarded_name(by_address), by_address);
	if (!is_open(fixup, by_address))
		return node_disable(fixup, node, by_address);
	if (!is_open(fixup, by_tree))
		return node_disable(fixup, node, by_tree);
	return 0;
}

static int tree_fix(struct fixup *fixup)
{
	int status = 0;
	int node;

	walk_start(&fixup->walk, &fixup->copy.dt);
	while (!status && (node = walk_next(&fixup->walk, true)) >= 0)
		status = node_fix(fixup, node);
	return status;
}

static void tell(struct fixup *fixup)
{
	struct stage *stage = fixup->stage;
	const unsigned disabled = fixup->m4.count + fixup->secure.count;

	if (!disabled)
		stage_say(stage,
			  "the firewall leaves Linux every peripheral that its tree enables");
	else
		stage_say(stage, "disabled for Linux: %s%s%s%s%s", name_list_end(&fixup->m4),
			  fixup->m4.count ? " (the M4's)" : "",
			  fixup->m4.count && fixup->secure.count ? "; " : "",
			  name_list_end(&fixup->secure),
			  fixup->secure.count ? " (the secure world's)" : "");
}

int boot_bootloader(const struct boot_port *port, struct boot_tree tree, struct boot_tree *next,
		    struct host_error *error)
{
	struct stage stage;
	struct fixup fixup = {.stage = &stage};
	int status = stage_open(&stage, BOOT_BOOTLOADER, port, tree, error);

	if (status)
		return status;
	mmio_write32(stage_block(&stage, "RCC"), RCC_MP_AHB3ENSETR, RCC_AHB3EN_HSEMEN);
	coprocessor_forget(&stage);
	if (dt_copy_make(&fixup.copy, &stage.dt))
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	if (etzpc_init(&fixup.etzpc, stage_block(&stage, "ETZPC"))) {
		stage_warn(&stage, "the firewall (ETZPC) does not answer: no node is disabled");
	} else {
		console_open(&stage, &fixup.etzpc);
		status = tree_fix(&fixup);
	}
	if (status) {
		dt_copy_free(&fixup.copy);
		return host_error_set(error, status, BOOT_LINUX_TREE, "",
				      "the boot loader cannot disable a node: there is no room");
	}
	tell(&fixup);
	/* The bytes alone go on. */
	next->data = fixup.copy.memory;
	next->size = fixup.copy.dt.size;
	return 0;
}
