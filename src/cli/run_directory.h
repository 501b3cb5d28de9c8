/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where running boards are found: one directory a board, named by its process, in
 * $XDG_RUNTIME_DIR/copro, or in /tmp/copro-UID where there is no such variable. The links to the
 * board's ttys are in it, and sockets of its servers.
 */
#ifndef COPRO_CLI_RUN_DIRECTORY_H
#define COPRO_CLI_RUN_DIRECTORY_H

#include <copro/compiler.h>

#define RUN_DIRECTORY_SIZE 256

/*
 * Makes the directory for this process's board and writes its path (RUN_DIRECTORY_SIZE bytes). What
 * boards that no longer run left behind is removed. 0; -EPERM: the parent belongs to somebody else;
 * -ENAMETOOLONG and what mkdir() says.
 */
COPRO_MUST_CHECK int run_directory_make(char *path);
void run_directory_remove(const char *path);

/* Writes the path of the one board that runs. 0; -ENOENT: none runs; -EEXIST: several do, and `path`
 * is one of them; -ENAMETOOLONG. */
COPRO_MUST_CHECK int run_directory_find(char *path);

#endif
