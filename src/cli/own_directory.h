/* SPDX-License-Identifier: BSD-3-Clause */
/* The directory of a command's own board, and where those of this user's boards are. */
#ifndef COPRO_CLI_OWN_DIRECTORY_H
#define COPRO_CLI_OWN_DIRECTORY_H

#include <copro/compiler.h>

struct board_directory;

/* As board_directory_open(). An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int own_directory_open(struct board_directory *directory, const char *name);

/* Says that the boards of this user cannot be looked for: `rc` is of board_directory_list() or
 * board_directory_find(). Returns CLI_FAILED. */
int own_boards_unreadable(int rc);

#endif
