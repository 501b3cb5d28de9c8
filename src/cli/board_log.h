/* SPDX-License-Identifier: BSD-3-Clause */
/* The log of a board in the background: a file that does not grow without end. */
#ifndef COPRO_CLI_BOARD_LOG_H
#define COPRO_CLI_BOARD_LOG_H

#include <stdio.h>

#include <copro/compiler.h>

#include "machine/event_log.h"

#define BOARD_LOG_MAX (1024l * 1024l) /* bytes; then it becomes log.1, in place of an older one */

struct board_log {
	struct event_log log;
	char path[320]; /* "": it is the standard output */
};

/* Opens DIRECTORY/log, or, for NULL, takes the standard output. 0, or a negative errno value. */
COPRO_MUST_CHECK int board_log_open(struct board_log *log, const char *directory);
void board_log_close(struct board_log *log);

/* A log that cannot be written is given up: the board goes on. */
void board_log_write(struct board_log *log, const struct machine_event *event);

#endif
