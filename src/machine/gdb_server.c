/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/gdb_server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "machine/gdb_session.h"

#define BACKLOG 4
#define LOCAL	"127.0.0.1"

struct gdb_server {
	union {
		uv_handle_t handle;
		uv_stream_t stream;
		uv_tcp_t tcp;
		uv_pipe_t pipe;
	} listener;
	struct machine *machine;
	struct gdb_target target;
	struct gdb_session *session; /* NULL: nobody is connected */
	bool tcp;
	bool waiting; /* for the first debugger */
	bool attached; /* the one that is connected has spoken */
	char address[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
};

/* A connection that is one too many. */
union visitor {
	uv_handle_t handle;
	uv_stream_t stream;
	uv_tcp_t tcp;
	uv_pipe_t pipe;
};

static void server_tell(struct gdb_server *server, enum machine_event_level level, const char *kind,
			const char *text)
{
	struct machine_event event = {.time = machine_now(server->machine),
				      .level = level,
				      .source = "gdb",
				      .kind = kind,
				      .text = text};

	machine_tell(server->machine, &event);
}

/* ---- what the machine tells ---- */

static void server_frozen(void *context)
{
	struct gdb_server *server = context;

	if (server->session) {
		gdb_session_frozen(server->session);
	} else if (server->waiting) {
		server->target.halt_on_start = false;
		gdb_target_set_catches(&server->target);
		server_tell(server, MACHINE_EVENT_INFO, "debugger-awaited",
			    "the Cortex-M4 is halted until a debugger lets it go on");
	} else {
		gdb_target_detach(&server->target);
	}
}

static void server_event(void *context, const struct machine_event *event)
{
	struct gdb_server *server = context;
	bool crash = !strcmp(event->kind, "crash");
	char text[512];

	gdb_target_event(&server->target, event);
	/* A fault that is caught is told with the stop. */
	if (!server->session || !event->text ||
	    !(crash || (!strcmp(event->kind, "fault") && !server->target.catch_fault)))
		return;
	snprintf(text, sizeof(text), "copro: %s%s\n", crash ? "the firmware crashed: " : "",
		 event->text);
	gdb_session_say(server->session, text);
}

/* ---- connections ---- */

static void session_came(void *context)
{
	struct gdb_server *server = context;

	server->waiting = false;
	server->attached = true;
	server_tell(server, MACHINE_EVENT_INFO, "debugger-attached", "a debugger has attached");
}

static void session_left(void *context)
{
	struct gdb_server *server = context;

	server->session = NULL;
	if (server->attached)
		server_tell(server, MACHINE_EVENT_INFO, "debugger-gone",
			    "the debugger has gone; the firmware runs on");
	server->attached = false;
}

static void visitor_closed(uv_handle_t *handle)
{
	free(handle);
}

static void visitor_refuse(struct gdb_server *server)
{
	union visitor *visitor = calloc(1, sizeof(*visitor));
	uv_loop_t *loop = machine_loop(server->machine);
	int rc;

	server_tell(server, MACHINE_EVENT_WARNING, "debugger-refused",
		    "a second debugger was turned away: one is connected");
	if (!visitor)
		return;
	rc = server->tcp ? uv_tcp_init(loop, &visitor->tcp) : uv_pipe_init(loop, &visitor->pipe, 0);
	if (rc) {
		free(visitor);
		return;
	}
	(void)uv_accept(&server->listener.stream, &visitor->stream);
	uv_close(&visitor->handle, visitor_closed);
}

static void connection_came(uv_stream_t *listener, int status)
{
	struct gdb_server *server = listener->data;
	const struct gdb_session_owner owner = {session_came, session_left, server};
	struct gdb_session *session;

	if (status)
		return;
	if (server->session) {
		visitor_refuse(server);
		return;
	}
	if (gdb_session_open(&session, &server->target, server->tcp, &owner))
		return;
	if (uv_accept(listener, gdb_session_stream(session)) || gdb_session_start(session)) {
		gdb_session_close(session);
		return;
	}
	server->session = session;
}

/* ---- opening ---- */

static int listen_tcp(struct gdb_server *server, uint16_t port)
{
	struct sockaddr_in address;
	int length = sizeof(address);
	int rc = uv_ip4_addr(LOCAL, port, &address);

	if (!rc)
		rc = uv_tcp_bind(&server->listener.tcp, (const struct sockaddr *)&address, 0);
	if (!rc)
		rc = uv_listen(&server->listener.stream, BACKLOG, connection_came);
	if (!rc)
		rc = uv_tcp_getsockname(&server->listener.tcp, (struct sockaddr *)&address,
					&length);
	snprintf(server->address, sizeof(server->address), LOCAL ":%u",
		 (unsigned)ntohs(address.sin_port));
	return rc;
}

/* Whether a path is a socket whose owner is gone. */
static bool socket_is_dead(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct stat status;
	bool dead;
	int fd;

	if (lstat(path, &status) || !S_ISSOCK(status.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	strcpy(address.sun_path, path);
	dead = connect(fd, (struct sockaddr *)&address, sizeof(address)) && errno == ECONNREFUSED;
	close(fd);
	return dead;
}

/* libuv says that access is denied where there is no such directory. */
static bool directory_is_missing(const char *path)
{
	char directory[sizeof(((struct gdb_server *)NULL)->address)];
	const char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return false;
	snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	return access(directory, F_OK) && errno == ENOENT;
}

static int listen_unix(struct gdb_server *server, const char *path)
{
	mode_t mask;
	int rc;

	strcpy(server->address, path);
	if (socket_is_dead(path))
		unlink(path);
	/* Its owner's alone, from the first moment on. */
	mask = umask(0177);
	rc = uv_pipe_bind(&server->listener.pipe, path);
	umask(mask);
	if (rc == UV_EACCES && directory_is_missing(path))
		return -ENOENT;
	return rc ? rc : uv_listen(&server->listener.stream, BACKLOG, connection_came);
}

static void server_free(uv_handle_t *handle)
{
	free(handle->data);
}

static void server_wait(struct gdb_server *server)
{
	server->waiting = true;
	server->target.halt_on_start = true;
	gdb_target_attach(&server->target);
}

int gdb_server_open(struct gdb_server **opened, struct machine *machine,
		    const struct gdb_server_config *config)
{
	struct gdb_server *server;
	struct machine_debugger debugger = {server_frozen, server_event, NULL};
	int rc;

	if (config->path && strlen(config->path) >= sizeof(server->address) - 1)
		return -ENAMETOOLONG;
	server = calloc(1, sizeof(*server));
	if (!server)
		return -ENOMEM;
	server->machine = machine;
	server->tcp = !config->path;
	gdb_target_init(&server->target, machine);
	rc = server->tcp ? uv_tcp_init(machine_loop(machine), &server->listener.tcp)
			 : uv_pipe_init(machine_loop(machine), &server->listener.pipe, 0);
	if (rc) {
		free(server);
		return rc;
	}
	server->listener.handle.data = server;
	rc = server->tcp ? listen_tcp(server, config->port) : listen_unix(server, config->path);
	if (rc) {
		uv_close(&server->listener.handle, server_free);
		return rc;
	}
	debugger.context = server;
	machine_set_debugger(machine, &debugger);
	if (config->wait)
		server_wait(server);
	*opened = server;
	return 0;
}

void gdb_server_close(struct gdb_server *server)
{
	if (!server)
		return;
	if (server->session)
		gdb_session_close(server->session);
	if (server->waiting)
		gdb_target_detach(&server->target);
	server->session = NULL;
	machine_set_debugger(server->machine, NULL);
	uv_close(&server->listener.handle, server_free);
}

bool gdb_server_attached(const struct gdb_server *server)
{
	return server && server->attached;
}

const char *gdb_server_address(const struct gdb_server *server)
{
	return server->address;
}
