/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interface of a board that stays: HTTP and JSON on a Unix socket, as docs/api.md has it.
 *
 * It is made before the board, so that it hears of the boot, and ends before the board does. It asks the
 * board through control.h, like anybody else.
 */
#ifndef COPRO_SERVICE_API_H
#define COPRO_SERVICE_API_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "service/control.h"

#define API_SOCKET "api" /* in the board's directory */
#define API_GDB	   "gdb" /* likewise, while a debugger may connect */

struct api;

struct api_config {
	const char *name; /* of the board */
	const char *directory; /* of the board */
	const char *version; /* of the program */
	bool real_time;
	const char *const *search; /* control_config.search */
};

/* The config's strings are the caller's, as long as the API. 0, -ENOMEM. */
COPRO_MUST_CHECK int api_create(struct api **api, const struct api_config *config);
/* Before the board's end, which answers who waits for it, and after control_run(). NULL is allowed. */
void api_destroy(struct api *api);

/* To be handed on from a control_listener, from the boot on. */
void api_event(struct api *api, const struct machine_event *event);

/* Opens the socket and serves, when control_create() is done. 0, or what the system says. */
COPRO_MUST_CHECK int api_serve(struct api *api, struct control *control);

#endif
