/* SPDX-License-Identifier: BSD-3-Clause */
/* gdb in front of a board that runs already. */
#ifndef COPRO_CLI_GDB_BOARD_H
#define COPRO_CLI_GDB_BOARD_H

#include <copro/compiler.h>

struct gdb_board {
	const char *board; /* its name; NULL: the one that runs */
	const char *firmware; /* the file with its symbols; NULL: the board's own */
	const char *const *programs; /* to be tried as gdb, in this order; NULL ends */
	char **arguments; /* more of gdb's */
	int count;
};

/* The board goes on when gdb has ended. Returns gdb's exit status, or an enum cli_status: what was wrong has
 * been said. */
COPRO_MUST_CHECK int gdb_board_run(const struct gdb_board *gdb);

#endif
