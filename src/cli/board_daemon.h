/* SPDX-License-Identifier: BSD-3-Clause */
/* A command that goes on in the background, and tells whoever started it how that went. */
#ifndef COPRO_CLI_BOARD_DAEMON_H
#define COPRO_CLI_BOARD_DAEMON_H

#include <stdbool.h>

#include <copro/compiler.h>

struct board_daemon {
	int report; /* where to say how it went; -1: in the foreground */
};

/* Forks. In the parent, waits until the child has said how it went or has died, and returns true with
 * its enum cli_status. In the child, which has a session of its own and the same standard error until it
 * reports, returns false. */
COPRO_MUST_CHECK bool board_daemon_start(struct board_daemon *daemon, int *status);
/* Tells the parent. From now on nothing is read, and what is said goes to `log` (-1: nowhere). */
void board_daemon_report(struct board_daemon *daemon, int status, int log);

#endif
