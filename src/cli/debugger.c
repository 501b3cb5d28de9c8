/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/debugger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"

int debugger_where(struct gdb_server_config *config, const char *command, const char *where)
{
	const size_t digits = strspn(where, "0123456789");
	unsigned long port = DEBUGGER_PORT;

	if (where[digits]) {
		config->path = where;
		return CLI_OK;
	}
	if (digits)
		port = digits <= 5 ? strtoul(where, NULL, 10) : UINT32_MAX;
	if (port > UINT16_MAX)
		return cli_usage(command, "--gdb %s: a port is a number from 0 to 65535", where);
	config->port = (uint16_t)port;
	return CLI_OK;
}

int debugger_open(struct gdb_server **server, struct machine *machine,
		  const struct gdb_server_config *config, const char *firmware)
{
	int rc = gdb_server_open(server, machine, config);

	if (rc && config->path)
		return cli_error("--gdb=%s: a debugger cannot be waited for there: %s",
				 config->path, strerror(-rc));
	if (rc)
		return cli_error(
			"--gdb %u: a debugger cannot be waited for there: %s; with --gdb 0 "
			"any free port is taken",
			(unsigned)config->port, strerror(-rc));
	fprintf(stderr, "copro: gdb: connect with: gdb-multiarch %s -ex 'target remote %s'%s\n",
		firmware, gdb_server_address(*server),
		config->wait ? "; the firmware waits for it" : "");
	return CLI_OK;
}
