/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/uart_option.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/message.h"

/* A daemon leaves for another directory. */
static int path_resolve(struct uart_port_config *port)
{
	char *here, *path = NULL;

	if (port->kind != UART_PORT_FILE)
		return 0;
	here = getcwd(NULL, 0);
	if (port->target[0] == '/')
		path = strdup(port->target);
	else if (!here || asprintf(&path, "%s/%s", here, port->target) < 0)
		path = NULL;
	free(here);
	port->target = path;
	return path ? 0 : -ENOMEM;
}

int uart_option_take(void *target, const struct cli_option *option, const char *argument)
{
	const char *command = option->value == UART_OPTION_BOARD ? "board" : "run";
	struct uart_options *options = target;
	struct uart_port_config port = {.uart = ""};
	size_t count = 0;

	while (options->ports[count].uart[0])
		count++;
	if (count == UART_OPTIONS) {
		cli_usage(command, "more than %d --%s are too many", UART_OPTIONS, option->name);
		return -EINVAL;
	}
	if (uart_port_parse(argument, &port)) {
		cli_usage(command,
			  "--%s takes UART=pty, UART=file:PATH or UART=UART, such as USART3=pty, "
			  "not \"%s\"",
			  option->name, argument);
		return -EINVAL;
	}
	if (path_resolve(&port)) {
		(void)cli_error("not enough memory");
		return -EINVAL;
	}
	options->ports[count] = port;
	return 0;
}

void uart_options_free(struct uart_options *options)
{
	for (struct uart_port_config *port = options->ports; port->uart[0]; port++) {
		if (port->kind == UART_PORT_FILE)
			free((char *)(uintptr_t)port->target);
	}
}

void uart_announce(const struct machine_event *event)
{
	fprintf(stderr, "copro: %s is %s; a terminal program such as picocom connects\n",
		event->name, event->path);
}
