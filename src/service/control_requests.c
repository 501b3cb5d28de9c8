/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests, one after the other, between two slices of the machine. */
#include <errno.h>
#include <string.h>

#include "service/control_internal.h"

static const char *const verb_names[] = {
	[CONTROL_START] = "start",   [CONTROL_STOP] = "stop",	    [CONTROL_DETACH] = "detach",
	[CONTROL_ATTACH] = "attach", [CONTROL_RESTART] = "restart", [CONTROL_RECOVER] = "recover",
	[CONTROL_RESET] = "reset",
};

const char *control_verb_name(enum control_verb verb)
{
	return verb < CONTROL_VERBS ? verb_names[verb] : NULL;
}

static void go_on(struct control *control)
{
	machine_queue(control->machine, &control->work);
}

static bool counts(const struct control *control)
{
	return control->kernel >= CONTROL_KERNEL_COUNTS;
}

static void finish(struct control *control, int status)
{
	control->status = status;
	control->progress = CONTROL_FINISHED;
	go_on(control);
}

/* What remoteproc_stop() and its kin waited for. */
static void on_done(void *context)
{
	struct control *control = context;

	if (control->progress == CONTROL_STOPPING) {
		control->progress = CONTROL_STOPPED;
		go_on(control);
	} else if (control->progress == CONTROL_WAITING) {
		finish(control, 0);
	}
}

/* ---- one verb each ---- */

static int wrong_state(struct control *control, int status, const char *wanted)
{
	const enum rproc_state state = remoteproc_state(machine_remoteproc(control->machine));

	return host_error_set(&control->error, status, "state", "", "the coprocessor is %s%s",
			      rproc_state_name(state), wanted);
}

static int refuse_start(struct control *control)
{
	const enum rproc_state state = remoteproc_state(machine_remoteproc(control->machine));

	if (counts(control)) {
		/* What was attached to at boot was not asked for here, and counts as once. */
		control->starts = control->starts ? control->starts + 1 : 2;
		return 0;
	}
	return host_error_set(&control->error, -EBUSY, "busy",
			      state == RPROC_CRASHED ? "recover it, or stop it first"
						     : "stop it first, or restart it",
			      "the coprocessor is %s already", rproc_state_name(state));
}

static int attach(struct control *control)
{
	struct remoteproc *rproc = machine_remoteproc(control->machine);
	int status;

	control->progress = CONTROL_WAITING;
	status = remoteproc_attach(rproc, on_done, control, &control->error);
	if (!status)
		control->starts = 1;
	return status ? status : -EINPROGRESS;
}

static int start(struct control *control)
{
	int status;

	switch (remoteproc_state(machine_remoteproc(control->machine))) {
	case RPROC_OFFLINE:
		status = machine_start(control->machine, NULL, 0, &control->error);
		if (!status)
			control->starts = 1;
		return status;
	case RPROC_DETACHED:
		return attach(control);
	default:
		return refuse_start(control);
	}
}

/* True when others still need it: that is all, of a stop or a detach. */
static bool count_down(struct control *control)
{
	const enum rproc_state state = remoteproc_state(machine_remoteproc(control->machine));

	if (!counts(control) || control->starts < 2 ||
	    (state != RPROC_RUNNING && state != RPROC_ATTACHED))
		return false;
	control->starts--;
	return true;
}

static int stop(struct control *control, enum control_progress then)
{
	struct remoteproc *rproc = machine_remoteproc(control->machine);
	int status;

	if (then == CONTROL_WAITING && count_down(control))
		return 0;
	control->progress = then;
	status = remoteproc_stop(rproc, on_done, control);
	if (status == -EINVAL)
		return wrong_state(control, status, ": there is nothing to stop");
	if (!status)
		control->starts = 0;
	return status ? status : -EINPROGRESS;
}

static int detach(struct control *control)
{
	struct remoteproc *rproc = machine_remoteproc(control->machine);
	int status;

	if (remoteproc_state(rproc) == RPROC_ATTACHED && count_down(control))
		return 0;
	control->progress = CONTROL_WAITING;
	status = remoteproc_detach(rproc, on_done, control);
	if (status == -EINVAL)
		return wrong_state(control, status,
				   ": only what was attached to can be detached from");
	if (!status)
		control->starts = 0;
	return status ? status : -EINPROGRESS;
}

static int restart(struct control *control)
{
	if (remoteproc_state(machine_remoteproc(control->machine)) == RPROC_OFFLINE)
		return start(control);
	return stop(control, CONTROL_STOPPING);
}

static int recover(struct control *control)
{
	struct remoteproc *rproc = machine_remoteproc(control->machine);

	if (remoteproc_state(rproc) != RPROC_CRASHED)
		return 0;
	control->progress = CONTROL_WAITING;
	return remoteproc_recover(rproc) ? 0 : -EINPROGRESS;
}

/* 0 or an error: it is over; -EINPROGRESS: it is not. */
static int begin(struct control *control, enum control_verb verb)
{
	if (verb == CONTROL_RESET)
		return machine_reset(control->machine, &control->error);
	if (!machine_remoteproc(control->machine))
		return host_error_set(&control->error, -EHOSTDOWN, "no-host", "reset the board",
				      "no Linux runs on the board");
	switch (verb) {
	case CONTROL_START:
		return start(control);
	case CONTROL_STOP:
		return stop(control, CONTROL_WAITING);
	case CONTROL_DETACH:
		return detach(control);
	case CONTROL_ATTACH:
		if (remoteproc_state(machine_remoteproc(control->machine)) != RPROC_DETACHED)
			return wrong_state(control, -EINVAL,
					   ": only a detached one can be attached to");
		return attach(control);
	case CONTROL_RESTART:
		return restart(control);
	case CONTROL_RECOVER:
		return recover(control);
	default:
		return -EINVAL;
	}
}

/* ---- the queue ---- */

static void answer(struct control *control)
{
	struct control_request *request = control->requests;

	control->requests = request->next;
	control->progress = CONTROL_IDLE;
	if (request->done)
		request->done(request, control->status, &control->error);
}

static void work(struct machine_work *machine_work)
{
	struct control *control = COPRO_CONTAINER_OF(machine_work, struct control, work);
	int status = -EINPROGRESS;

	if (control->rebooted) {
		control->rebooted = false;
		control->starts = 0;
		control_settings_apply(control);
	}
	if (control->progress == CONTROL_FINISHED) {
		answer(control);
		if (control->requests)
			go_on(control);
		return;
	}
	if (!control->requests)
		return;
	if (control->progress == CONTROL_STOPPED) {
		control->progress = CONTROL_WAITING;
		status = start(control);
	} else if (control->progress == CONTROL_IDLE) {
		memset(&control->error, 0, sizeof(control->error));
		control->progress = CONTROL_WAITING;
		status = begin(control, control->requests->verb);
	}
	if (status != -EINPROGRESS)
		finish(control, status);
}

void control_ask(struct control *control, struct control_request *request)
{
	struct control_request **end = &control->requests;

	while (*end)
		end = &(*end)->next;
	request->next = NULL;
	*end = request;
	go_on(control);
}

void control_withdraw(struct control *control, struct control_request *request)
{
	struct control_request **at = &control->requests;

	while (*at && *at != request)
		at = &(*at)->next;
	if (!*at)
		return;
	if (*at == control->requests && control->progress != CONTROL_IDLE) {
		control->orphan = *request;
		control->orphan.done = NULL;
		*at = &control->orphan;
		return;
	}
	*at = request->next;
}

/* A recovery ends with one of these states; a host that dies ends everything, and so does a reset of the
 * whole chip, which may come by itself or from a debugger. */
void control_requests_event(struct control *control, const struct machine_event *event)
{
	const struct control_request *request = control->requests;
	const bool rebooted = !strcmp(event->kind, "chip-reset");

	if (rebooted) {
		control->rebooted = true;
		go_on(control);
	}
	if (!request || control->progress == CONTROL_IDLE || control->progress == CONTROL_FINISHED)
		return;
	if (rebooted && request->verb != CONTROL_RESET) {
		finish(control, host_error_set(&control->error, -EHOSTDOWN, "chip-reset", "",
					       "the whole chip was reset on the way"));
		return;
	}
	if (!strcmp(event->kind, "host-died")) {
		finish(control, host_error_set(&control->error, -EHOSTDOWN, "no-host", "",
					       "Linux died on the way"));
		return;
	}
	if (request->verb != CONTROL_RECOVER || !event->text)
		return;
	if (!strcmp(event->kind, "state") && !strcmp(event->text, "running"))
		finish(control, 0);
	else if (!strcmp(event->kind, "note") && event->name &&
		 !strcmp(event->name, RPROC_NOTE_RECOVERY) &&
		 remoteproc_state(machine_remoteproc(control->machine)) == RPROC_OFFLINE)
		finish(control, host_error_set(&control->error, -EIO, "recovery", "", "%.200s",
					       event->text));
}

void control_requests_refuse(struct control *control, int status)
{
	while (control->requests) {
		if (control->progress != CONTROL_FINISHED) {
			control->status = status;
			(void)host_error_set(&control->error, status, "shutdown", "",
					     "the board is shutting down");
		}
		answer(control);
	}
}

void control_requests_init(struct control *control)
{
	control->work.run = work;
}
