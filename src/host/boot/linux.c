/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux, from its entry to the shell as far as it concerns the coprocessor: clocks and regulators come
 * up, the drivers of the enabled nodes probe and take what they use, the remoteproc is made from its
 * node, and what nobody took is switched off (late_initcall: clk_disable_unused,
 * regulator_late_cleanup).
 */
#include "host/boot/linux.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/linux_internal.h"

/* Called for as long as the system lives. */
static void subsystem_line(void *context, const char *line)
{
	const struct linux_system *system = context;

	host_say(system->platform, HOST_EVENT_BOOT_DETAIL, boot_stage_name(BOOT_LINUX), "%s", line);
}

static void subsystem_warning(void *context, const char *line)
{
	const struct linux_system *system = context;

	host_say(system->platform, HOST_EVENT_BOOT_WARNING, boot_stage_name(BOOT_LINUX), "%s",
		 line);
}

/* Linux keeps its tree; whoever handed it over may drop it. */
static int tree_keep(struct kernel *kernel, struct boot_tree tree, struct host_error *error)
{
	struct linux_system *system = kernel->system;

	system->blob = malloc(tree.size ? tree.size : 1);
	if (!system->blob)
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	memcpy(system->blob, tree.data, tree.size);
	tree.data = system->blob;
	if (stage_open(&kernel->stage, BOOT_LINUX, kernel->stage.port, tree, error))
		return -EINVAL;
	system->dt = kernel->stage.dt;
	return 0;
}

static int subsystems_start(struct kernel *kernel)
{
	struct linux_system *system = kernel->system;
	const struct mmio scmi = {kernel->stage.port->monitor,
				  stage_block(&kernel->stage, "RCC").base};
	const struct clk_config clocks = {
		.rcc = stage_block(&kernel->stage, "RCC"),
		.scmi = scmi.bus ? &scmi : NULL,
		.as_linux = kernel->stage.port->as_linux,
		.log = subsystem_line,
		.context = system,
	};
	const struct regulator_config regulators = {
		.log = subsystem_line, .warn = subsystem_warning, .context = system};
	int status = clk_tree_create(&system->clocks, &clocks);

	if (!status)
		status = regulator_tree_create(&system->regulators, &system->dt, &regulators);
	kernel_locks_open(kernel);
	kernel->firewall = !etzpc_init(&kernel->etzpc, stage_block(&kernel->stage, "ETZPC"));
	return status;
}

/* Who keeps what the coprocessor needs; nothing is taken before it starts. */
static int manager_probe(struct kernel *kernel)
{
	struct linux_system *system = kernel->system;
	const struct srm_host_config config = {
		.platform = system->platform,
		.dt = &system->dt,
		.rproc = system->rproc.usable ? dt_find(&system->dt, system->rproc.path) : DT_NONE,
		.clocks = system->clocks,
		.regulators = system->regulators,
		.claims = &system->claims,
		.as_linux = kernel->stage.port->as_linux,
	};

	return config.rproc < 0 ? 0 : srm_host_create(&system->srm, &config);
}

static void unused_switch_off(struct kernel *kernel)
{
	kernel->system->clocks_off = clk_disable_unused(kernel->system->clocks);
	kernel->system->regulators_off = regulator_disable_unused(kernel->system->regulators);
}

static void tell(const struct kernel *kernel)
{
	const struct linux_system *system = kernel->system;
	const struct linux_rproc *rproc = &system->rproc;
	char refused[32] = "";

	if (system->refused)
		(void)snprintf(refused, sizeof(refused), ", %u refused", system->refused);
	for (uint32_t i = 0; i < rproc->region_count; i++)
		stage_detail(&kernel->stage, "memory region %s: 0x%08X, for the M4 0x%08X, %u KB",
			     rproc->regions[i].name, (unsigned)rproc->regions[i].pa,
			     (unsigned)rproc->regions[i].da,
			     (unsigned)(rproc->regions[i].size >> 10));
	stage_say(
		&kernel->stage,
		"%u devices%s; unused and switched off: %u clock%s, %u regulator%s; remoteproc: %s",
		system->bound, refused, system->clocks_off, system->clocks_off == 1 ? "" : "s",
		system->regulators_off, system->regulators_off == 1 ? "" : "s",
		rproc->usable ? rproc->path : "none");
}

int boot_linux(const struct boot_port *port, struct boot_tree tree, struct linux_system **result,
	       struct host_error *error)
{
	struct linux_system *system = calloc(1, sizeof(*system));
	struct kernel kernel = {.stage = {.port = port}, .system = system};
	int status;

	if (!system)
		return host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	system->platform = port->platform;
	status = tree_keep(&kernel, tree, error);
	if (!status && (subsystems_start(&kernel) || kernel_probe_all(&kernel)))
		status = host_error_set(error, -ENOMEM, "memory", "", "there is no memory left");
	if (status) {
		linux_free(system);
		return status;
	}
	kernel_probe_rproc(&kernel);
	status = manager_probe(&kernel);
	if (status) {
		linux_free(system);
		return host_error_set(error, status, "memory", "", "there is no memory left");
	}
	unused_switch_off(&kernel);
	tell(&kernel);
	*result = system;
	return 0;
}
