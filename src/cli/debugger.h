/* SPDX-License-Identifier: BSD-3-Clause */
/* The commands' side of the server for gdb: what --gdb takes, and what people are told. */
#ifndef COPRO_CLI_DEBUGGER_H
#define COPRO_CLI_DEBUGGER_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "machine/gdb_server.h"

/* The port of --gdb without one: the customary one of servers for gdb. */
#define DEBUGGER_PORT 3333

/* Reads what --gdb was given: a port, the path of a Unix socket, or "" for the usual port. An enum
 * cli_status: what was wrong has been said, as of `command`. */
COPRO_MUST_CHECK int debugger_where(struct gdb_server_config *config, const char *command,
				    const char *where);

/* Opens a server, and says so on the standard error how to connect to it for `firmware`. An enum
 * cli_status. */
COPRO_MUST_CHECK int debugger_open(struct gdb_server **server, struct machine *machine,
				   const struct gdb_server_config *config, const char *firmware);

#endif
