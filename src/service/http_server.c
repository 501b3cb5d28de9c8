/* SPDX-License-Identifier: BSD-3-Clause */
/* libmicrohttpd without its threads: its epoll instance is watched by the loop, and it gets the loop's
 * thread whenever there is something in it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/board_directory.h"
#include "service/http_internal.h"

#define IDLE_SECONDS   60u
#define MEMORY	       16384u /* bytes a connection: headers of a request, a piece of an answer */
#define ITEM	       8192u
#define TURNS	       16 /* of MHD before others of the loop have theirs */
#define SPARE_FILES    200u /* that the process opens for other things */
#define SPARE_ACCEPTED 64u /* accepted while old ones are being closed */
#define NS_PER_MS      UINT64_C(1000000)

/* ---- the loop ---- */

static void server_turn(struct http_server *server);

static void poll_ready(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	server_turn(poll->data);
}

static void timer_rang(uv_timer_t *timer)
{
	server_turn(timer->data);
}

static void server_turn(struct http_server *server)
{
	MHD_UNSIGNED_LONG_LONG wait = 0;
	enum MHD_Result timed = MHD_NO;

	for (int i = 0; i < TURNS; i++) {
		MHD_run(server->daemon);
		timed = MHD_get_timeout(server->daemon, &wait);
		if (timed != MHD_YES || wait)
			break;
	}
	if (timed == MHD_YES)
		(void)uv_timer_start(&server->timer, timer_rang, wait, 0);
	else
		(void)uv_timer_stop(&server->timer);
}

void http_server_wake(struct http_server *server)
{
	if (!server->ending)
		(void)uv_timer_start(&server->timer, timer_rang, 0, 0);
}

/* ---- connections ---- */

static void connection_unlink(struct http_server *server, struct http_connection *connection)
{
	if (connection->older)
		connection->older->newer = connection->newer;
	else
		server->oldest = connection->newer;
	if (connection->newer)
		connection->newer->older = connection->older;
	else
		server->newest = connection->older;
}

static void connection_link(struct http_server *server, struct http_connection *connection)
{
	connection->newer = NULL;
	connection->older = server->newest;
	if (server->newest)
		server->newest->newer = connection;
	else
		server->oldest = connection;
	server->newest = connection;
}

void http_connection_use(struct http_server *server, struct http_connection *connection, bool busy)
{
	connection->busy = busy;
	connection_unlink(server, connection);
	connection_link(server, connection);
}

/* MHD sees the end of it, and closes it at its next turn. The newest has a right to an answer, if only
 * to one that says that there are too many. */
static void connection_close_oldest(struct http_server *server)
{
	struct http_connection *connection = server->oldest;

	while (connection && (connection->busy || connection->closing))
		connection = connection->newer;
	if (!connection || connection == server->newest)
		return;
	connection->closing = true;
	server->connections--;
	shutdown(connection->fd, SHUT_RDWR);
}

static bool peer_allowed(int fd)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length))
		return false;
	return peer.uid == geteuid() || peer.uid == 0;
}

static void connection_open(struct http_server *server, struct MHD_Connection *mhd, void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct http_connection *connection = calloc(1, sizeof(*connection));

	*context = connection;
	if (!connection || !info)
		return; /* its request will not be served */
	connection->fd = info->connect_fd;
	connection->allowed = peer_allowed(connection->fd);
	connection_link(server, connection);
	if (++server->connections > server->config.connections)
		connection_close_oldest(server);
}

static void connection_close(struct http_server *server, void **context)
{
	struct http_connection *connection = *context;

	*context = NULL;
	if (!connection)
		return;
	if (!connection->closing)
		server->connections--;
	connection_unlink(server, connection);
	free(connection);
}

static void connection_told(void *context, struct MHD_Connection *mhd, void **socket_context,
			    enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		connection_open(server, mhd, socket_context);
	else
		connection_close(server, socket_context);
}

unsigned http_server_connections(const struct http_server *server)
{
	return server->connections;
}

/* ---- the whole ---- */

int http_listen(const char *directory, const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int folder = -1;
	int rc = board_directory_address(&address, directory, name, &folder);
	mode_t mask;
	int fd;

	if (rc)
		return rc;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		rc = -errno;
	if (!rc) {
		/* There is no moment at which somebody else could connect. */
		mask = umask(S_IXUSR | S_IRWXG | S_IRWXO);
		if (bind(fd, (const struct sockaddr *)&address, sizeof(address)))
			rc = -errno;
		umask(mask);
	}
	if (!rc && listen(fd, SOMAXCONN))
		rc = -errno;
	if (folder >= 0)
		close(folder);
	if (rc && fd >= 0)
		close(fd);
	return rc ? rc : fd;
}

static unsigned connections_possible(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return SPARE_FILES;
	/* A client that waits for an answer takes two. */
	if (limit.rlim_cur >= (rlim_t)HTTP_CONNECTIONS * 2 + SPARE_FILES)
		return HTTP_CONNECTIONS;
	return limit.rlim_cur > 2 * SPARE_FILES ? (unsigned)(limit.rlim_cur - SPARE_FILES) / 2
						: SPARE_FILES / 2;
}

static void handle_closed(uv_handle_t *handle)
{
	struct http_server *server = handle->data;

	if (!--server->handles)
		free(server);
}

static void handle_close(struct http_server *server, uv_handle_t *handle)
{
	handle->data = server;
	server->handles++;
	uv_close(handle, handle_closed);
}

static int daemon_start(struct http_server *server)
{
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, http_handle, server,
		MHD_OPTION_LISTEN_SOCKET, server->config.listener, MHD_OPTION_CONNECTION_LIMIT,
		server->config.connections + SPARE_ACCEPTED, MHD_OPTION_CONNECTION_TIMEOUT,
		IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY,
		MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)ITEM / 2,
		MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_NOTIFY_CONNECTION, connection_told,
		server, MHD_OPTION_NOTIFY_COMPLETED, http_completed, server, MHD_OPTION_END);
	return server->daemon ? 0 : -errno;
}

static int poll_start(struct http_server *server)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	int rc;

	if (!info)
		return -ENOSYS;
	rc = uv_poll_init(server->config.loop, &server->poll, info->epoll_fd);
	if (rc)
		return rc;
	server->poll.data = server;
	rc = uv_poll_start(&server->poll, UV_READABLE, poll_ready);
	if (!rc)
		rc = uv_timer_init(server->config.loop, &server->timer);
	if (rc)
		handle_close(server, (uv_handle_t *)&server->poll);
	server->timer.data = server;
	return rc;
}

int http_server_create(struct http_server **server, const struct http_server_config *config)
{
	struct http_server *made = calloc(1, sizeof(*made));
	int rc;

	if (!made) {
		close(config->listener);
		return -ENOMEM;
	}
	made->config = *config;
	if (!made->config.connections)
		made->config.connections = connections_possible();
	rc = daemon_start(made);
	if (rc) {
		close(config->listener);
		free(made);
		return rc;
	}
	rc = poll_start(made);
	if (rc) {
		MHD_stop_daemon(made->daemon);
		if (!made->handles)
			free(made);
		return rc;
	}
	*server = made;
	return 0;
}

/* What is under way goes out, for as long as that may take. */
static void server_flush(struct http_server *server, unsigned wait_ms)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	const uint64_t end = uv_hrtime() + wait_ms * NS_PER_MS;
	struct pollfd fd = {.fd = info ? info->epoll_fd : -1, .events = POLLIN};

	for (;;) {
		const uint64_t now = uv_hrtime();

		for (int i = 0; i < TURNS; i++)
			MHD_run(server->daemon);
		if (!server->exchanges || now >= end)
			return;
		(void)poll(&fd, 1, (int)((end - now) / NS_PER_MS) + 1);
	}
}

void http_server_destroy(struct http_server *server, unsigned wait_ms)
{
	MHD_socket listener;

	if (!server)
		return;
	server->ending = true;
	listener = MHD_quiesce_daemon(server->daemon);
	for (struct http_exchange *exchange = server->exchanges, *next; exchange; exchange = next) {
		next = exchange->next;
		http_exchange_finish(exchange);
	}
	server_flush(server, wait_ms);
	MHD_stop_daemon(server->daemon);
	if (listener != MHD_INVALID_SOCKET)
		close(listener);
	handle_close(server, (uv_handle_t *)&server->timer);
	handle_close(server, (uv_handle_t *)&server->poll);
}
