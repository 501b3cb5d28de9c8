/* SPDX-License-Identifier: BSD-3-Clause */
/* A file that a command writes: whole, or not at all. */
#ifndef COPRO_CLI_OUTPUT_FILE_H
#define COPRO_CLI_OUTPUT_FILE_H

#include <stddef.h>

#include <copro/compiler.h>

/* Writes the text beside `path` and moves it there; NULL is the standard output. `option`, without its dashes,
 * is for the message. An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int output_file_write(const char *option, const char *path, const char *text,
				       size_t length);

/* All of it, into an open file. 0, or what the system says. */
COPRO_MUST_CHECK int output_file_fill(int fd, const char *text, size_t length);

#endif
