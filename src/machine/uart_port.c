/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/uart_port.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "board/uart_wire.h"
#include "host/pty.h"
#include "machine/machine_internal.h"

#define QUEUE	   65536u
#define QUEUE_FULL (QUEUE / 4 * 3) /* CTS is high from here on */
#define KEPT	   4096u /* while nobody has the pty open */
#define CHUNK	   1024u
/* How long what was sent may wait to be written, and input for room in the board's queue. */
#define SOON PS_PER_MS

struct uart_port {
	struct machine *machine;
	struct uart_port *next;
	struct uart_port_config config;
	struct pty pty; /* master is -1 for other kinds */
	int file;
	struct host_watch watch;
	unsigned watched;
	bool open; /* some program has the pty open */
	bool input_waits; /* the board's queue was full */
	bool full; /* CTS is high */
	bool failed, lost; /* was told */
	struct machine_work work;
	struct timeline_event soon;
	size_t first, count; /* of the queue */
	uint8_t queue[QUEUE];
};

struct uart_ports {
	struct uart_port *ports;
	int inotify;
	struct host_watch watch;
};

/* ---- command line ---- */

int uart_port_parse(const char *text, struct uart_port_config *port)
{
	const char *equals = strchr(text, '=');
	const size_t length = equals ? (size_t)(equals - text) : 0;

	if (!length || length >= sizeof(port->uart) || !equals[1])
		return -EINVAL;
	memcpy(port->uart, text, length);
	port->uart[length] = '\0';
	port->target = equals + 1;
	port->kind = UART_PORT_UART;
	if (!strcmp(port->target, "pty")) {
		port->kind = UART_PORT_PTY;
	} else if (!strncmp(port->target, "file:", 5)) {
		port->kind = UART_PORT_FILE;
		port->target += 5;
		if (!*port->target)
			return -EINVAL;
	}
	return 0;
}

/* ---- events ---- */

static void port_tell(struct uart_port *port, enum machine_event_level level, const char *kind,
		      const char *text)
{
	struct machine_event event = {.time = machine_now(port->machine),
				      .level = level,
				      .source = "uart",
				      .kind = kind,
				      .name = port->config.uart,
				      .text = text};

	if (port->pty.master >= 0)
		event.path = port->pty.link ? port->pty.link : port->pty.path;
	else if (port->failed)
		event.path = port->config.target;
	machine_tell(port->machine, &event);
}

/* ---- from the firmware ---- */

static void port_soon(struct uart_port *port)
{
	struct timeline *timeline = board_timeline(port->machine->board);

	if (!port->soon.armed)
		timeline_arm(timeline, &port->soon, timeline_now(timeline) + SOON);
}

static void port_is_due(void *context)
{
	struct uart_port *port = context;

	machine_queue(port->machine, &port->work);
}

/* With CTS while it is full, for whoever heeds it. */
static void port_flow(struct uart_port *port)
{
	const bool full = port->open && port->count >= QUEUE_FULL;

	if (full == port->full)
		return;
	port->full = full;
	board_uart_clear_to_send(port->machine->board, port->config.uart, !full);
}

static void port_frame(void *context, const struct uart_frame *frame)
{
	struct uart_port *port = context;
	const size_t room = port->pty.master >= 0 && !port->open ? KEPT : QUEUE;

	/* A break is no byte. */
	if (frame->faults)
		return;
	if (port->count >= room && port->open) {
		if (!port->lost)
			port_tell(port, MACHINE_EVENT_WARNING, "uart-lost",
				  "what it sends is not read: bytes are lost");
		port->lost = true;
		return;
	}
	while (port->count >= room) { /* the newest are kept */
		port->first = (port->first + 1) % QUEUE;
		port->count--;
	}
	port->queue[(port->first + port->count++) % QUEUE] = (uint8_t)frame->value;
	port_flow(port);
	port_soon(port);
}

static size_t port_write(struct uart_port *port, const uint8_t *data, size_t length)
{
	ssize_t written;

	if (port->pty.master >= 0)
		return pty_write(&port->pty, data, length);
	written = write(port->file, data, length);
	if (written > 0)
		return (size_t)written;
	if (!port->failed) {
		char text[96];

		snprintf(text, sizeof(text), "its file cannot be written: %s", strerror(errno));
		port->failed = true;
		port_tell(port, MACHINE_EVENT_WARNING, "uart-failed", text);
	}
	return length; /* the run goes on without it */
}

static void port_flush(struct uart_port *port)
{
	while (port->count) {
		const size_t end = QUEUE - port->first;
		const size_t length = port->count < end ? port->count : end;
		const size_t written = port_write(port, port->queue + port->first, length);

		if (!written)
			break;
		port->first = (port->first + written) % QUEUE;
		port->count -= written;
	}
	port_flow(port);
}

/* ---- to the firmware ---- */

static void port_pump(struct uart_port *port)
{
	struct board *board = port->machine->board;
	uint8_t data[CHUNK];
	size_t room, length;

	port->input_waits = false;
	for (;;) {
		room = board_uart_room(board, port->config.uart);
		if (!room) {
			port->input_waits = true;
			port_soon(port);
			return;
		}
		length = pty_read(&port->pty, data, room < CHUNK ? room : CHUNK);
		if (!length)
			return;
		(void)board_uart_input(board, port->config.uart, data, length);
	}
}

/* ---- both ---- */

static void port_watch(struct uart_port *port)
{
	unsigned events = 0;

	/* While nobody has it open the master is always "ready", and inotify is waited for. */
	if (port->open && !port->input_waits)
		events |= HOST_WATCH_READ;
	if (port->open && port->count)
		events |= HOST_WATCH_WRITE;
	if (events != port->watched && !machine_watch(port->machine, &port->watch, events))
		port->watched = events;
}

static void port_serve(struct uart_port *port)
{
	struct pty_state state;

	if (port->pty.master < 0) {
		port_flush(port);
		return;
	}
	state = pty_look(&port->pty);
	port->open = state.open;
	if (state.readable)
		port_pump(port);
	if (port->open)
		port_flush(port);
	port_flow(port);
	port_watch(port);
}

static void port_work(struct machine_work *work)
{
	port_serve(COPRO_CONTAINER_OF(work, struct uart_port, work));
}

static void port_ready(struct host_watch *watch, unsigned events)
{
	(void)events;
	port_serve(COPRO_CONTAINER_OF(watch, struct uart_port, watch));
}

/* Some slave was opened or closed; which one hardly matters. */
static void on_inotify(struct host_watch *watch, unsigned events)
{
	struct uart_ports *ports = COPRO_CONTAINER_OF(watch, struct uart_ports, watch);
	char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));

	(void)events;
	for (int i = 0; i < 16 && read(ports->inotify, buffer, sizeof(buffer)) > 0; i++)
		;
	for (struct uart_port *port = ports->ports; port; port = port->next)
		port_serve(port);
}

/* ---- making and ending them ---- */

static int inotify_open(struct machine *machine)
{
	struct uart_ports *ports = machine->uart_ports;

	if (ports->inotify >= 0)
		return 0;
	ports->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (ports->inotify < 0)
		return -errno;
	ports->watch.ready = on_inotify;
	ports->watch.fd = ports->inotify;
	return machine_watch(machine, &ports->watch, HOST_WATCH_READ);
}

static int pty_port_open(struct uart_port *port, struct host_error *error)
{
	const char *directory = port->machine->config.tty_directory;
	char link[32];
	int rc = inotify_open(port->machine);

	if (!rc)
		rc = pty_open(&port->pty, port->machine->uart_ports->inotify);
	if (rc)
		return host_error_set(error, -EINVAL, UART_PORT_ERROR, "",
				      "%s: no pty can be made: %s", port->config.uart,
				      strerror(-rc));
	port->watch.ready = port_ready;
	port->watch.fd = port->pty.master;
	snprintf(link, sizeof(link), "uart-%s", port->config.uart);
	rc = directory ? pty_link(&port->pty, directory, link) : 0;
	if (rc)
		return host_error_set(error, -EINVAL, UART_PORT_ERROR,
				      "use another directory, or end the run that made it",
				      "%s: no link %s/%s can be made: %s", port->config.uart,
				      directory, link, strerror(-rc));
	return 0;
}

static int file_port_open(struct uart_port *port, struct host_error *error)
{
	port->file = open(port->config.target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (port->file >= 0)
		return 0;
	return host_error_set(error, -EINVAL, UART_PORT_ERROR, "",
			      "%s: the file %s cannot be written: %s", port->config.uart,
			      port->config.target, strerror(errno));
}

static int wire_error(struct host_error *error, int rc, const char *uart)
{
	if (rc == -ENODEV)
		return host_error_set(error, -EINVAL, UART_PORT_ERROR,
				      "they are USART1 to USART3, UART4, UART5, USART6, UART7 and "
				      "UART8",
				      "%s is no UART of the chip", uart);
	return host_error_set(error, -EINVAL, UART_PORT_ERROR, "connect it once",
			      "the wires of %s lead somewhere already", uart);
}

static int port_connect(struct uart_port *port, struct host_error *error)
{
	const struct uart_wire wire = {.context = port, .frame = port_frame};
	struct board *board = port->machine->board;
	int rc;

	if (port->config.kind == UART_PORT_UART) {
		const bool other = board_uart_exists(board, port->config.uart);

		rc = board_uart_join(board, port->config.uart, port->config.target);
		return rc ? wire_error(error, rc,
				       other && rc == -ENODEV ? port->config.target
							      : port->config.uart)
			  : 0;
	}
	rc = board_uart_connect(board, port->config.uart, &wire);
	if (rc)
		return wire_error(error, rc, port->config.uart);
	return port->config.kind == UART_PORT_PTY ? pty_port_open(port, error)
						  : file_port_open(port, error);
}

static int port_open(struct machine *machine, const struct uart_port_config *config,
		     struct host_error *error)
{
	struct uart_port *port = calloc(1, sizeof(*port));
	struct uart_port **end = &machine->uart_ports->ports;

	if (!port)
		return -ENOMEM;
	port->machine = machine;
	port->config = *config;
	port->pty.master = -1;
	port->file = -1;
	port->work.run = port_work;
	port->soon =
		(struct timeline_event){.name = "uart port", .fire = port_is_due, .context = port};
	while (*end)
		end = &(*end)->next;
	*end = port;
	return port_connect(port, error);
}

static void port_announce(struct uart_port *port)
{
	char text[64];

	snprintf(text, sizeof(text), "connected to %s",
		 port->config.kind == UART_PORT_PTY    ? "a pty"
		 : port->config.kind == UART_PORT_FILE ? "a file"
						       : port->config.target);
	port_tell(port, MACHINE_EVENT_INFO, "uart-connected", text);
}

int uart_ports_open(struct machine *machine, const struct uart_port_config *ports,
		    struct host_error *error)
{
	int rc = 0;

	if (!ports)
		return 0;
	machine->uart_ports = calloc(1, sizeof(*machine->uart_ports));
	if (!machine->uart_ports)
		return -ENOMEM;
	machine->uart_ports->inotify = -1;
	for (; !rc && ports->uart[0]; ports++)
		rc = port_open(machine, ports, error);
	for (struct uart_port *port = machine->uart_ports->ports; !rc && port; port = port->next)
		port_announce(port);
	return rc;
}

static void port_close(struct uart_port *port)
{
	struct machine *machine = port->machine;

	if (port->pty.master >= 0 || port->file >= 0)
		port_flush(port);
	timeline_disarm(board_timeline(machine->board), &port->soon);
	machine_unqueue(machine, &port->work);
	machine_unwatch(machine, &port->watch);
	pty_close(&port->pty);
	if (port->file >= 0)
		(void)close(port->file);
	free(port);
}

void uart_ports_close(struct machine *machine)
{
	struct uart_ports *ports = machine->uart_ports;

	if (!ports)
		return;
	while (ports->ports) {
		struct uart_port *port = ports->ports;

		ports->ports = port->next;
		port_close(port);
	}
	if (ports->inotify >= 0) {
		machine_unwatch(machine, &ports->watch);
		(void)close(ports->inotify);
	}
	free(ports);
	machine->uart_ports = NULL;
}
