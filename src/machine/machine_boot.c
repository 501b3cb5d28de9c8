/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot chain on the board: each stage gets its initiator's port and its tree, and nothing else. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/dts/trees.h"
#include "host/boot/early.h"
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

/* The firmware that the boot loader has started runs on while Linux boots. */
static void firmware_run_alone(struct machine *machine)
{
	struct timeline *timeline = board_timeline(machine->board);
	const uint64_t after = machine->config.linux_after;
	const uint64_t until = timeline->now + (after ? after : MACHINE_LINUX_AFTER);

	while (timeline->now < until) {
		const enum board_exit exit = board_run(machine->board, until);

		/* Time stands for a debugger, which is served by the loop alone. */
		if (exit == BOARD_HALTED)
			return;
		if (exit == BOARD_IDLE) {
			const uint64_t due = timeline_next(timeline);

			timeline_advance(timeline, due < until ? due : until);
		}
	}
}

static int early_run(struct machine *machine, struct host_error *error)
{
	const struct machine_early *early = &machine->config.early;
	const struct boot_port port = port_of(machine, SOC_A7);
	int status;

	if (!early->name)
		return 0;
	status = boot_early(&port, early->name, early->data, early->size, error);
	if (status)
		return status;
	machine_firmware_begins(machine, early->data, early->size);
	firmware_run_alone(machine);
	return 0;
}

static void tty_output(void *context, struct tty *tty, const void *data, size_t length)
{
	struct machine *machine = context;

	machine->statistics.tty_messages++;
	machine->statistics.tty_bytes += length;
	if (machine->config.tty_output)
		machine->config.tty_output(machine->config.context, tty, data, length);
}

/* What runs already is attached to. One that cannot be is told of, and left as it is. */
static void attach(struct machine *machine)
{
	struct remoteproc *rproc = host_remoteproc(machine->host);
	struct host_error error = {.text = ""};
	int status;

	if (!rproc || remoteproc_state(rproc) != RPROC_DETACHED || machine->config.no_attach ||
	    (machine->config.as_linux && !host_auto_boot(machine->host)))
		return;
	status = remoteproc_attach(rproc, NULL, NULL, &error);
	if (status && error.text[0])
		host_say(&machine->platform, HOST_EVENT_NOTE, error.code, "not attached: %s; %s",
			 error.text, error.remedy);
	else if (status)
		host_say(&machine->platform, HOST_EVENT_NOTE, "attach", "not attached: %s",
			 strerror(-status));
}

int machine_boot_linux(struct machine *machine, struct host_error *error)
{
	const struct machine_config *config = &machine->config;
	const struct host_config host = {
		.platform = &machine->platform,
		.bus = board_port(machine->board, SOC_A7),
		.monitor = board_port(machine->board, SOC_A7_SECURE),
		.tree = machine->given[BOOT_LINUX],
		.boot_only = config->boot_only,
		.as_linux = config->as_linux,
		.hands_over = config->hands_over,
		.recovery = config->recovery,
		.source = &machine->source,
		.coredump = config->coredump,
		.tty_directory = config->tty_directory,
		.tty_listener = {.output = tty_output, .context = machine},
		.raw_services = config->raw_services,
		.rpmsg_directory = config->rpmsg_directory,
		.rpmsg_services = config->rpmsg_services,
	};
	int status = host_create(&machine->host, &host, error);

	if (status)
		return status;
	attach(machine);
	machine_host_returned(machine);
	return 0;
}

static struct boot_tree own(struct board_tree tree)
{
	return (struct boot_tree){tree.data, tree.size};
}

/* Up to Linux, which is the host's to boot. `go_on`: it is to. */
static int chain_run(struct machine *machine, bool *go_on, struct host_error *error)
{
	const struct machine_config *config = &machine->config;
	const struct boot_port secure = port_of(machine, SOC_A7_SECURE);
	int status;

	free(machine->handed_on);
	machine->handed_on = NULL;
	machine->handed_on_size = 0;
	machine->given[BOOT_TFA] = config->tfa_tree.data ? config->tfa_tree : own(trees_tfa());
	machine->given[BOOT_BOOTLOADER] =
		config->linux_tree.data ? config->linux_tree : own(trees_linux());
	machine->given[BOOT_LINUX] = (struct boot_tree){NULL, 0};
	*go_on = false;
	status = boot_tfa(&secure, machine->given[BOOT_TFA], error);
	if (status || ends_at(machine, BOOT_TFA))
		return status;
	status = bootloader_run(machine, error);
	if (status || ends_at(machine, BOOT_BOOTLOADER))
		return status;
	*go_on = true;
	return early_run(machine, error);
}

int machine_boot(struct machine *machine, struct host_error *error)
{
	bool go_on = !machine->config.boot_only;
	int status = 0;

	machine_firmware_begins(machine, NULL, 0);
	if (!machine->config.engineering_boot)
		status = chain_run(machine, &go_on, error);
	if (status || !go_on)
		return status;
	return machine_boot_linux(machine, error);
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
