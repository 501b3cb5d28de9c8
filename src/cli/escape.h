/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes as they are written on a command line. */
#ifndef COPRO_CLI_ESCAPE_H
#define COPRO_CLI_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

/* \n \r \t \e \0 \\ \xHH stand for single bytes. `bytes` has room for as many as the text has
 * characters. False when something else follows a backslash. */
COPRO_MUST_CHECK bool cli_unescape(const char *text, char *bytes, size_t *length);

#endif
