/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the wires of a board's UARTs lead to: a pty, a file, or another UART of the board.
 *
 * A pty's bytes follow each other at the bit rate that the firmware has set, whatever the program on it thinks
 * the rate is, as with a USB serial port on an emulated line. While a program has it open and does not read, up to
 * 64 KB wait and CTS is high then, for a firmware that heeds it; for another one the newest bytes are lost,
 * which is told once. While nobody has it open the newest 4 KB are kept.
 */
#ifndef COPRO_MACHINE_UART_PORT_H
#define COPRO_MACHINE_UART_PORT_H

#include <copro/compiler.h>

#include "host/error.h"

struct machine;

/* host_error.code of what is wrong with a port. */
#define UART_PORT_ERROR "uart-port"

enum uart_port_kind {
	UART_PORT_PTY,
	UART_PORT_FILE, /* gets what the UART sends */
	UART_PORT_UART
};

struct uart_port_config {
	char uart[16]; /* "USART3"; empty: the end of an array */
	enum uart_port_kind kind;
	const char *target; /* of a file its path, of a UART its name */
};

/* "USART3=pty", "USART3=file:PATH", "USART3=UART7"; the text stays the caller's. 0, -EINVAL. */
COPRO_MUST_CHECK int uart_port_parse(const char *text, struct uart_port_config *port);

/* Connects them all, and tells an event "uart-connected" of each. Ptys get links "uart-USART3" in the directory
 * of the ttys. 0; -EINVAL with `error` (which may be NULL) filled in; -ENOMEM. */
COPRO_MUST_CHECK int uart_ports_open(struct machine *machine, const struct uart_port_config *ports,
				     struct host_error *error);
/* Writes what is left. Before the board goes; after a uart_ports_open() that failed too. */
void uart_ports_close(struct machine *machine);

#endif
