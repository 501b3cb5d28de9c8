/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot chain on the board: each stage gets its initiator's port and its tree, and nothing else. */
#include <errno.h>
#include <stdlib.h>

#include "board/dts/trees.h"
#include "host/boot/linux.h"
#include "machine/machine_internal.h"

static struct boot_port port_of(struct machine *machine, enum soc_initiator initiator)
{
	return (struct boot_port){
		.bus = board_port(machine->board, initiator),
		.monitor = board_port(machine->board, SOC_A7_SECURE),
		.platform = &machine->platform,
		.as_linux = machine->config.as_linux,
	};
}

static bool ends_at(const struct machine *machine, enum boot_stage stage)
{
	return machine->config.boot_only && machine->config.last_stage == stage;
}

static int bootloader_run(struct machine *machine, struct host_error *error)
{
	const struct boot_port port = port_of(machine, SOC_A7);
	struct boot_tree next = {NULL, 0};
	int status = boot_bootloader(&port, machine->given[BOOT_BOOTLOADER], &next, error);

	machine->handed_on = (void *)next.data;
	machine->handed_on_size = next.size;
	machine->given[BOOT_LINUX] = next;
	return status;
}

static int linux_run(struct machine *machine, struct host_error *error)
{
	const struct boot_port port = port_of(machine, SOC_A7);
	int status = boot_linux(&port, machine->given[BOOT_LINUX], &machine->system, error);

	if (status || machine->config.boot_only || machine->system->rproc.usable)
		return status;
	if (error)
		*error = machine->system->rproc.why;
	return -ENODEV;
}

static struct boot_tree own(struct board_tree tree)
{
	return (struct boot_tree){tree.data, tree.size};
}

int machine_boot(struct machine *machine)
{
	const struct machine_config *config = &machine->config;
	const struct boot_port secure = port_of(machine, SOC_A7_SECURE);
	int status;

	machine->given[BOOT_TFA] = config->tfa_tree.data ? config->tfa_tree : own(trees_tfa());
	machine->given[BOOT_BOOTLOADER] =
		config->linux_tree.data ? config->linux_tree : own(trees_linux());
	status = boot_tfa(&secure, machine->given[BOOT_TFA], config->error);
	if (!status && !ends_at(machine, BOOT_TFA))
		status = bootloader_run(machine, config->error);
	if (!status && !ends_at(machine, BOOT_TFA) && !ends_at(machine, BOOT_BOOTLOADER))
		status = linux_run(machine, config->error);
	return status;
}

struct boot_tree machine_tree_given(const struct machine *machine, enum boot_stage stage)
{
	return machine->given[stage];
}

/* The trusted firmware and Linux change nothing in theirs. */
struct boot_tree machine_tree_left(const struct machine *machine, enum boot_stage stage)
{
	if (stage == BOOT_BOOTLOADER)
		return (struct boot_tree){machine->handed_on, machine->handed_on_size};
	return machine->given[stage];
}
