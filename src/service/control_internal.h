/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of control share: control.c (settings, listeners, the whole), control_requests.c. */
#ifndef COPRO_SERVICE_CONTROL_INTERNAL_H
#define COPRO_SERVICE_CONTROL_INTERNAL_H

#include "service/control.h"
#include "service/firmware_store.h"

/* How far the request at the head of the queue is. */
enum control_progress {
	CONTROL_IDLE, /* not begun */
	CONTROL_STOPPING, /* of a restart */
	CONTROL_STOPPED, /* and now it starts */
	CONTROL_WAITING, /* for the end of what it is about */
	CONTROL_FINISHED /* its asker is to be told */
};

struct control {
	struct machine *machine;
	struct firmware_store store;
	struct rproc_firmware_source source;
	struct control_listener *listeners;
	struct gdb_server *debugger; /* NULL: none may connect */
	unsigned kernel;
	bool recovery;
	enum rproc_coredump coredump;
	bool ending;
	bool hurried; /* the end was asked for twice */
	bool rebooted; /* the host is a new one, without the settings */

	/* ---- control_requests.c ---- */
	struct machine_work work; /* there is something to do for the requests */
	struct control_request *requests; /* in their order; the first one is at `progress` */
	struct control_request orphan; /* stands in for one that was withdrawn on its way */
	enum control_progress progress;
	int status; /* of the first request, when finished */
	struct host_error error;
	unsigned starts; /* as Linux's power counter */
};

void control_requests_init(struct control *control);
/* Something happened that a request may wait for. */
void control_requests_event(struct control *control, const struct machine_event *event);
/* Answers all. */
void control_requests_refuse(struct control *control, int status);

/* Gives a new host the settings. */
void control_settings_apply(struct control *control);

#endif
