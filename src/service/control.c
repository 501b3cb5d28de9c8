/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/control_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine_crash.h"

/* Virtual time between two looks at something that is under way. */
#define CONTROL_LOOK_PS (10 * PS_PER_MS)

/* ---- listeners ---- */

/* A listener may leave while it is told. */
static void on_event(void *context, const struct machine_event *event)
{
	struct control *control = context;
	struct control_listener *listener = control->listeners;
	struct control_listener *next;

	control_requests_event(control, event);
	for (; listener; listener = next) {
		next = listener->next;
		listener->event(listener, event);
	}
}

static void on_tty_output(void *context, struct tty *tty, const void *data, size_t length)
{
	struct control *control = context;
	struct control_listener *listener = control->listeners;
	struct control_listener *next;

	for (; listener; listener = next) {
		next = listener->next;
		if (listener->tty_output)
			listener->tty_output(listener, tty, data, length);
	}
}

void control_listen(struct control *control, struct control_listener *listener)
{
	struct control_listener **end = &control->listeners;

	while (*end)
		end = &(*end)->next;
	listener->next = NULL;
	*end = listener;
}

void control_unlisten(struct control *control, struct control_listener *listener)
{
	struct control_listener **at = &control->listeners;

	while (*at && *at != listener)
		at = &(*at)->next;
	if (*at)
		*at = listener->next;
}

/* ---- settings ---- */

static struct remoteproc *rproc_of(const struct control *control)
{
	return control->machine ? machine_remoteproc(control->machine) : NULL;
}

int control_set_firmware(struct control *control, const char *name, struct host_error *error)
{
	const struct remoteproc *rproc = rproc_of(control);

	if (rproc && remoteproc_state(rproc) != RPROC_OFFLINE)
		return host_error_set(error, -EBUSY, "busy", "stop it first",
				      "the coprocessor is %s: its firmware cannot be changed",
				      rproc_state_name(remoteproc_state(rproc)));
	return firmware_store_name(&control->store, name, error);
}

const char *control_firmware(const struct control *control)
{
	const struct remoteproc *rproc = rproc_of(control);

	return rproc && remoteproc_state(rproc) == RPROC_ATTACHED ? "unknown" : control->store.name;
}

int control_find_firmware(const struct control *control, const char *name, char **path,
			  struct host_error *error)
{
	return firmware_store_find(&control->store, name, path, error);
}

/* The settings outlive the host that has them. */
void control_set_recovery(struct control *control, bool enabled)
{
	struct remoteproc *rproc = rproc_of(control);

	control->recovery = enabled;
	if (rproc)
		remoteproc_set_recovery(rproc, enabled);
}

bool control_recovery(const struct control *control)
{
	return control->recovery;
}

int control_set_coredump(struct control *control, enum rproc_coredump mode)
{
	struct remoteproc *rproc = rproc_of(control);
	int rc = rproc ? remoteproc_set_coredump(rproc, mode) : 0;

	if (!rc)
		control->coredump = mode;
	return rc;
}

enum rproc_coredump control_coredump(const struct control *control)
{
	return control->coredump;
}

int control_crash(struct control *control, enum rproc_crash type)
{
	static const enum crash_cause causes[] = {[RPROC_CRASH_MMUFAULT] = CRASH_USER_MMUFAULT,
						  [RPROC_CRASH_WATCHDOG] = CRASH_USER_WATCHDOG,
						  [RPROC_CRASH_FATAL_ERROR] =
							  CRASH_USER_FATAL_ERROR};
	const struct remoteproc *rproc = rproc_of(control);
	const enum rproc_state state = rproc ? remoteproc_state(rproc) : RPROC_OFFLINE;

	if (state != RPROC_RUNNING && state != RPROC_ATTACHED)
		return -EINVAL;
	if ((unsigned)type < sizeof(causes) / sizeof(causes[0]))
		machine_crash(control->machine, causes[type], NULL);
	else
		machine_crash(control->machine, CRASH_USER_FATAL_ERROR,
			      "reported by a user: unknown");
	return 0;
}

void control_settings_apply(struct control *control)
{
	struct remoteproc *rproc = rproc_of(control);

	if (!rproc)
		return;
	remoteproc_set_recovery(rproc, control->recovery);
	(void)!remoteproc_set_coredump(rproc, control->coredump);
}

/* ---- a debugger ---- */

int control_debug(struct control *control, const struct gdb_server_config *config)
{
	return control->debugger ? -EEXIST
				 : gdb_server_open(&control->debugger, control->machine, config);
}

void control_debug_end(struct control *control)
{
	gdb_server_close(control->debugger);
	control->debugger = NULL;
}

const char *control_debugger(const struct control *control)
{
	return control->debugger ? gdb_server_address(control->debugger) : NULL;
}

/* ---- the whole ---- */

static int request_firmware(void *context, const void **data, size_t *size,
			    struct host_error *error)
{
	struct control *control = context;

	return firmware_store_read(&control->store, data, size, error);
}

int control_create(struct control **result, const struct control_config *config,
		   struct control_listener *first)
{
	struct control *control = calloc(1, sizeof(*control));
	struct machine_config machine = config->machine;
	int rc;

	if (!control)
		return -ENOMEM;
	control->kernel = config->kernel;
	control->recovery = !config->recovery_disabled;
	control->coredump = config->coredump;
	control->source = (struct rproc_firmware_source){request_firmware, control};
	machine.event = on_event;
	machine.tty_output = on_tty_output;
	machine.context = control;
	machine.source = &control->source;
	/* What this host starts, another one can attach to. */
	machine.hands_over = !machine.as_linux;
	machine.recovery = control->recovery;
	if (first)
		control_listen(control, first);
	rc = firmware_store_init(&control->store, config->search,
				 config->firmware ? config->firmware : CONTROL_FIRMWARE,
				 machine.error);
	if (!rc)
		rc = machine_create(&control->machine, &machine);
	if (rc) {
		control_destroy(control);
		return rc;
	}
	control_requests_init(control);
	control_settings_apply(control);
	*result = control;
	return 0;
}

void control_destroy(struct control *control)
{
	if (!control)
		return;
	control_debug_end(control);
	if (control->machine)
		machine_unqueue(control->machine, &control->work);
	machine_destroy(control->machine);
	firmware_store_free(&control->store);
	free(control);
}

/* A stop, detach or attach that is under way ends by itself, and has to before there is another. */
static int stop_in_order(struct control *control)
{
	int rc = machine_stop(control->machine);

	while (rc == -EALREADY) {
		if (control->hurried)
			remoteproc_stop_now(rproc_of(control));
		rc = machine_run(control->machine, machine_now(control->machine) + CONTROL_LOOK_PS);
		if (!rc)
			rc = machine_stop(control->machine);
	}
	return rc;
}

int control_run(struct control *control)
{
	int rc = 0;

	while (!rc && !control->ending)
		rc = machine_run(control->machine, TIMELINE_NEVER);
	/* A firmware that is halted could not take its leave. */
	control_debug_end(control);
	control_requests_refuse(control, -ESHUTDOWN);
	if (!rc)
		rc = stop_in_order(control);
	return rc == -EHOSTDOWN ? 0 : rc;
}

void control_end(struct control *control)
{
	control->hurried = control->ending;
	control->ending = true;
	machine_end(control->machine);
}

struct machine *control_machine(struct control *control)
{
	return control->machine;
}
