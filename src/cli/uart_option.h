/* SPDX-License-Identifier: BSD-3-Clause */
/* `--uart NAME=WHERE` of `copro run` and `copro board`. */
#ifndef COPRO_CLI_UART_OPTION_H
#define COPRO_CLI_UART_OPTION_H

#include "cli/option.h"
#include "machine/event.h"
#include "machine/uart_port.h"

#define UART_OPTIONS 8 /* as many as the chip has UARTs */

enum { UART_OPTION_RUN, UART_OPTION_BOARD }; /* the command, for messages */

struct uart_options {
	struct uart_port_config ports[UART_OPTIONS + 1]; /* an empty name ends */
};

/* cli_option.take: adds one, the path of a file made absolute. The option's value: UART_OPTION_RUN ... */
COPRO_MUST_CHECK int uart_option_take(void *target, const struct cli_option *option,
				      const char *argument);
void uart_options_free(struct uart_options *options);

/* Says where the pty of an event "uart-connected" is. */
void uart_announce(const struct machine_event *event);

#define UART_OPTION_ARGUMENT "UART=WHERE"
#define UART_OPTION_HELP                                                                           \
	"connect a UART's wires to a pty (USART3=pty), which gets a link\n"                        \
	"uart-USART3 beside those of the ttys, to a file that gets what\n"                         \
	"it sends (USART3=file:PATH), or to another UART (USART3=UART7);\n"                        \
	"may be given for each UART"

#endif
