/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware comes and goes, the host comes and goes, and the chip is reset. */
#include <errno.h>
#include <stdlib.h>

#include "machine/machine_internal.h"

/* ---- the host ---- */

void machine_host_returned(struct machine *machine)
{
	if (machine->host && host_bury(machine->host))
		board_attention(machine->board);
}

static void tell_death(struct machine *machine)
{
	struct machine_event event = {
		.time = machine_now(machine),
		.level = MACHINE_EVENT_WARNING,
		.source = "machine",
		.kind = "host-died",
		.text = "the Cortex-A7 was reset: Linux and all its memory are gone, the "
			"Cortex-M4 is as it was"};

	machine_tell(machine, &event);
}

bool machine_host_lives(struct machine *machine)
{
	if (machine->host && host_is_dead(machine->host) && !machine->chip_reset)
		machine_abandon_host(machine);
	return machine->host && !host_is_dead(machine->host);
}

void machine_abandon_host(struct machine *machine)
{
	if (!machine->host)
		return;
	host_abandon(machine->host);
	machine->host = NULL;
	tell_death(machine);
}

void machine_kill_host_at(struct machine *machine, uint64_t n)
{
	if (machine->host)
		host_die_at(machine->host, n);
}

bool machine_has_host(const struct machine *machine)
{
	return machine->host && !host_is_dead(machine->host);
}

int machine_boot_host(struct machine *machine, struct host_error *error)
{
	int rc;

	if (machine_host_lives(machine))
		return -EEXIST;
	rc = machine_boot_linux(machine, error);
	return !rc && !machine_host_lives(machine) ? -EHOSTDOWN : rc;
}

/* Whatever ran on either processor is gone from this moment on. */
void machine_chip_reset(void *context, uint32_t cause)
{
	struct machine *machine = context;

	(void)cause;
	machine->chip_reset = true;
	machine->mailbox = 0;
	if (machine->host)
		host_die(machine->host);
}

static int boot_after_reset(struct machine *machine, struct host_error *error)
{
	struct machine_event event = {.time = machine_now(machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "machine",
				      .kind = "chip-reset",
				      .text = "the whole chip was reset, and boots again"};

	machine->chip_reset = false;
	/* Whoever waits does so for something of the host that is no more. */
	if (machine->waiting)
		machine_end(machine);
	machine->waiting = false;
	host_abandon(machine->host);
	machine->host = NULL;
	machine_tell(machine, &event);
	return machine_boot(machine, error);
}

int machine_boot_again(struct machine *machine)
{
	return machine->chip_reset ? boot_after_reset(machine, NULL) : 0;
}

int machine_reset(struct machine *machine, struct host_error *error)
{
	board_system_reset(machine->board);
	return boot_after_reset(machine, error);
}

/* ---- the firmware ---- */

void machine_firmware_begins(struct machine *machine, const void *data, size_t size)
{
	machine_crash_start(machine);
	answer_watch_start(machine);
	machine->counted = 0;
	machine->has_image = data && !elf_image_open(&machine->image, data, size, NULL);
}

static int firmware_request(void *context, const void **data, size_t *size,
			    struct host_error *error)
{
	struct machine *machine = context;
	const struct rproc_firmware_source *source = machine->config.source;
	int rc = 0;

	*data = machine->firmware;
	*size = machine->firmware_size;
	if (!*data && source) {
		rc = source->request(source->context, data, size, error);
	} else if (!*data) {
		*data = machine->config.early.data;
		*size = machine->config.early.size;
	}
	if (!rc && *data)
		machine_firmware_begins(machine, *data, *size);
	return rc;
}

void machine_life_init(struct machine *machine)
{
	machine->source = (struct rproc_firmware_source){firmware_request, machine};
}

/* The status of a call into the host, which may have died in it. */
static int host_result(struct machine *machine, int rc)
{
	machine_host_returned(machine);
	return machine_host_lives(machine) ? rc : -EHOSTDOWN;
}

int machine_start(struct machine *machine, const void *data, size_t size, struct host_error *error)
{
	struct remoteproc *rproc = machine_remoteproc(machine);

	if (!rproc)
		return -EHOSTDOWN;
	if (remoteproc_state(rproc) == RPROC_OFFLINE) {
		machine->firmware = data;
		machine->firmware_size = size;
	}
	return host_result(machine, remoteproc_start(rproc, error));
}

static void wait_over(void *context)
{
	struct machine *machine = context;

	machine->waited = true;
	machine_end(machine);
}

/* Runs the machine until wait_over(), or machine_end(). -EHOSTDOWN: the host that was asked is gone, though
 * there may be another one, after a reset of the whole chip. */
static int wait(struct machine *machine, int rc)
{
	rc = host_result(machine, rc);
	machine->waiting = true;
	if (!rc && !machine->waited)
		rc = machine_run(machine, TIMELINE_NEVER);
	if (!machine->waiting || !machine_host_lives(machine))
		rc = -EHOSTDOWN;
	machine->waiting = false;
	machine->ended = false;
	return rc;
}

static void wait_begin(struct machine *machine)
{
	machine->ended = false;
	machine->waited = false;
}

/* The firmware has been told: waits for its answer, or cuts it short when somebody ends the wait. */
static int farewell_wait(struct machine *machine, struct remoteproc *rproc, int rc)
{
	rc = wait(machine, rc);
	if (rc != -EHOSTDOWN)
		remoteproc_stop_now(rproc);
	/* Which says once more that it is done. */
	machine->ended = false;
	return rc;
}

int machine_stop(struct machine *machine)
{
	struct remoteproc *rproc = machine_remoteproc(machine);
	int rc;

	if (!rproc)
		return -EHOSTDOWN;
	wait_begin(machine);
	rc = remoteproc_stop(rproc, wait_over, machine);
	if (rc == -EINVAL)
		return 0; /* nothing runs */
	return farewell_wait(machine, rproc, rc);
}

int machine_attach(struct machine *machine, struct host_error *error)
{
	struct remoteproc *rproc = machine_remoteproc(machine);
	int rc;

	if (!rproc)
		return -EHOSTDOWN;
	wait_begin(machine);
	rc = remoteproc_attach(rproc, wait_over, machine, error);
	return rc ? host_result(machine, rc) : wait(machine, rc);
}

int machine_detach(struct machine *machine)
{
	struct remoteproc *rproc = machine_remoteproc(machine);
	int rc;

	if (!rproc)
		return -EHOSTDOWN;
	wait_begin(machine);
	rc = remoteproc_detach(rproc, wait_over, machine);
	if (rc)
		return host_result(machine, rc);
	return farewell_wait(machine, rproc, rc);
}
