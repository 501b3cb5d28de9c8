/* SPDX-License-Identifier: BSD-3-Clause */
/* The HTTP server with the clients that a server gets: slow ones, silent ones, those that go away in
 * the middle of a word. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "service/client_socket.h"
#include "service/http_server.h"

#define CONNECTIONS 20u
#define REPLY	    8192u
#define ROOM	    4096u

struct rig {
	uv_loop_t loop;
	char directory[64];
	struct http_server *server;
	struct http_exchange *waiting; /* of /wait */
	struct http_exchange *stream; /* of /stream */
	unsigned requests;
	unsigned over;
	char reply[REPLY];
};

static void count_over(void *context)
{
	struct rig *rig = context;

	rig->over++;
}

static void wait_over(void *context)
{
	struct rig *rig = context;

	rig->over++;
	rig->waiting = NULL;
}

static void stream_over(void *context)
{
	struct rig *rig = context;

	rig->over++;
	rig->stream = NULL;
}

static void answer(struct http_exchange *exchange, enum http_status status, const char *text)
{
	http_exchange_answer(exchange, status, "text/plain", text, strlen(text));
}

static void request(void *context, struct http_exchange *exchange)
{
	struct rig *rig = context;
	const char *path = http_exchange_path(exchange);
	const char *argument = http_exchange_argument(exchange, "a");
	size_t length;
	const void *body = http_exchange_body(exchange, &length);
	char text[128];

	rig->requests++;
	http_exchange_when_over(exchange, count_over, rig);
	if (!strcmp(path, "/wait")) {
		rig->waiting = exchange;
		http_exchange_when_over(exchange, wait_over, rig);
	} else if (!strcmp(path, "/stream")) {
		rig->stream = exchange;
		http_exchange_when_over(exchange, stream_over, rig);
		assert_int_equal(http_stream_begin(exchange, "text/plain", ROOM), 0);
	} else {
		(void)snprintf(text, sizeof(text), "<%s %s %s %zu %.*s>",
			       http_exchange_method(exchange), path, argument ? argument : "-",
			       length, length < 10 ? (int)length : 10,
			       length ? (const char *)body : "");
		answer(exchange, HTTP_OK, text);
	}
}

static void refuse(void *context, struct http_exchange *exchange, enum http_status status)
{
	(void)context;
	answer(exchange, status, "<refused>");
}

static int setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	struct http_server_config config = {.loop = &rig->loop,
					    .connections = CONNECTIONS,
					    .request = request,
					    .refuse = refuse,
					    .context = rig};

	strcpy(rig->directory, "/tmp/copro-test-XXXXXX");
	assert_non_null(mkdtemp(rig->directory));
	assert_int_equal(uv_loop_init(&rig->loop), 0);
	config.listener = http_listen(rig->directory, "api");
	assert_true(config.listener >= 0);
	assert_int_equal(http_server_create(&rig->server, &config), 0);
	*state = rig;
	return 0;
}

static void server_end(struct rig *rig)
{
	http_server_destroy(rig->server, 1000);
	rig->server = NULL;
	while (uv_run(&rig->loop, UV_RUN_DEFAULT))
		continue;
}

static int teardown(void **state)
{
	struct rig *rig = *state;
	char path[96];

	server_end(rig);
	assert_int_equal(uv_loop_close(&rig->loop), 0);
	snprintf(path, sizeof(path), "%s/api", rig->directory);
	unlink(path);
	rmdir(rig->directory);
	free(rig);
	return 0;
}

static bool receive(struct rig *rig, int fd, const char *text)
{
	return client_receive(&rig->loop, fd, text, rig->reply, sizeof(rig->reply));
}

/* Lets the server run until a condition holds. */
#define UNTIL(rig, condition)                                                                      \
	do {                                                                                       \
		for (int turns_ = 0; !(condition) && turns_ < 20000; turns_++) {                   \
			uv_run(&(rig)->loop, UV_RUN_NOWAIT);                                       \
			usleep(100);                                                               \
		}                                                                                  \
		assert_true(condition);                                                            \
	} while (0)

static void test_requests(void **state)
{
	struct rig *rig = *state;
	int fd = client_connect(rig->directory, "api");

	client_send(fd, "GET /x?a=1&b HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(receive(rig, fd, "<GET /x 1 0 >"));
	assert_non_null(strstr(rig->reply, "HTTP/1.1 200"));
	/* The same connection once more; a name without a value; an escaped path. */
	client_send(fd, "PUT /%78/y?a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
	UNTIL(rig, rig->over == 1);
	assert_int_equal(rig->requests, 1);
	client_send(fd, "lo");
	assert_true(receive(rig, fd, "<PUT /x/y  5 hello>"));
	client_send(fd, "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
			"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
	assert_true(receive(rig, fd, "<POST /c - 5 abcde>"));
	close(fd);
	UNTIL(rig, !http_server_connections(rig->server));
	assert_int_equal(rig->over, 3);
}

static void test_socket_mode(void **state)
{
	struct rig *rig = *state;
	struct stat status;
	char path[96];

	snprintf(path, sizeof(path), "%s/api", rig->directory);
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void test_waiting_does_not_block(void **state)
{
	struct rig *rig = *state;
	int slow = client_connect(rig->directory, "api");
	int quick = client_connect(rig->directory, "api");

	client_send(slow, "POST /wait HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->waiting);
	client_send(quick, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(receive(rig, quick, "<GET /x - 0 >"));
	answer(rig->waiting, HTTP_CONFLICT, "<late>");
	assert_true(receive(rig, slow, "<late>"));
	assert_non_null(strstr(rig->reply, "HTTP/1.1 409"));
	close(slow);
	close(quick);
}

/* Told at once, though nothing is read from it or written to it. */
static void test_waiting_client_goes(void **state)
{
	struct rig *rig = *state;
	int fd = client_connect(rig->directory, "api");

	client_send(fd, "POST /wait HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->waiting);
	close(fd);
	UNTIL(rig, rig->over == 1);
	fd = client_connect(rig->directory, "api");
	client_send(fd, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->stream);
	close(fd);
	UNTIL(rig, rig->over == 2);
	UNTIL(rig, !http_server_connections(rig->server));
}

/* A client that has said all it wants to say still wants to hear the answer. */
static void test_half_closed(void **state)
{
	struct rig *rig = *state;
	int fd = client_connect(rig->directory, "api");

	client_send(fd, "POST /wait HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->waiting);
	shutdown(fd, SHUT_WR);
	for (int i = 0; i < 50; i++)
		uv_run(&rig->loop, UV_RUN_NOWAIT);
	assert_non_null(rig->waiting);
	answer(rig->waiting, HTTP_OK, "<late>");
	assert_true(receive(rig, fd, "<late>"));
	close(fd);
}

static void test_stream(void **state)
{
	struct rig *rig = *state;
	int fd = client_connect(rig->directory, "api");
	char line[1001];

	client_send(fd, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->stream);
	assert_true(http_stream_put(rig->stream, "one\n", 4));
	assert_true(receive(rig, fd, "one\n"));
	assert_non_null(strstr(rig->reply, "chunked"));
	/* Round the end of the queue, again and again. */
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 20; i++) {
		snprintf(line + 990, 11, "%09d", i);
		assert_true(http_stream_put(rig->stream, line, 1000));
		assert_true(receive(rig, fd, line + 990));
	}
	assert_true(http_stream_put(rig->stream, "last", 4));
	http_stream_end(rig->stream);
	assert_true(receive(rig, fd, "last\r\n0\r\n\r\n"));
	UNTIL(rig, rig->over == 1);
	close(fd);
}

/* It costs its queue and what the socket holds, and no more. */
static void test_client_that_never_reads(void **state)
{
	struct rig *rig = *state;
	int fd = client_connect(rig->directory, "api");
	int quick = client_connect(rig->directory, "api");
	char line[512];
	unsigned taken = 0;

	memset(line, 'x', sizeof(line));
	client_send(fd, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->stream);
	for (unsigned i = 0; i < 10000; i++) {
		if (http_stream_put(rig->stream, line, sizeof(line)))
			taken++;
		uv_run(&rig->loop, UV_RUN_NOWAIT);
	}
	assert_true(taken < 5000);
	assert_false(http_stream_put(rig->stream, line, sizeof(line)));
	client_send(quick, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(receive(rig, quick, "<GET /x - 0 >"));
	close(quick);
	close(fd);
	UNTIL(rig, rig->over == 2);
}

static void test_bodies(void **state)
{
	struct rig *rig = *state;
	char *body = malloc(HTTP_BODY_MAX + 2);
	char head[128];
	int fd = client_connect(rig->directory, "api");

	/* Far too large, and says so: it is not read. */
	client_send(fd, "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
	assert_true(receive(rig, fd, "<refused>"));
	assert_non_null(strstr(rig->reply, "HTTP/1.1 413"));
	close(fd);
	/* Too large by one: read, so that whoever still sends sees the answer. */
	memset(body, 'b', HTTP_BODY_MAX + 1);
	body[HTTP_BODY_MAX + 1] = '\0';
	fd = client_connect(rig->directory, "api");
	client_send(fd, "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 163841\r\n\r\n");
	client_send(fd, body);
	assert_true(receive(rig, fd, "<refused>"));
	assert_non_null(strstr(rig->reply, "HTTP/1.1 413"));
	close(fd);
	/* The largest. */
	body[HTTP_BODY_MAX] = '\0';
	fd = client_connect(rig->directory, "api");
	snprintf(head, sizeof(head), "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: %u\r\n\r\n",
		 HTTP_BODY_MAX);
	client_send(fd, head);
	client_send(fd, body);
	assert_true(receive(rig, fd, "<PUT /x - 163840 bbbbbbbbbb>"));
	close(fd);
	/* Too large, in pieces. */
	fd = client_connect(rig->directory, "api");
	client_send(fd,
		    "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n28001\r\n");
	client_send(fd, body);
	client_send(fd, "b\r\n0\r\n\r\n");
	assert_true(receive(rig, fd, "<refused>"));
	assert_non_null(strstr(rig->reply, "HTTP/1.1 413"));
	close(fd);
	free(body);
	assert_int_equal(rig->requests, 1);
}

/* A body without an end is not read for ever. */
static void test_endless_body(void **state)
{
	struct rig *rig = *state;
	int fd = client_connect(rig->directory, "api");
	char chunk[4096 + 9];
	unsigned sent = 0;

	memcpy(chunk, "1000\r\n", 6);
	memset(chunk + 6, 'b', 4096);
	memcpy(chunk + 6 + 4096, "\r\n", 2);
	client_send(fd, "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (; sent < 1000; sent++) {
		ssize_t count = send(fd, chunk, 6 + 4096 + 2, MSG_NOSIGNAL);

		if (count != 6 + 4096 + 2)
			break; /* refused, or the socket is full for a moment: cut anyway */
		for (int i = 0; i < 4; i++)
			uv_run(&rig->loop, UV_RUN_NOWAIT);
	}
	assert_true(sent < 1000);
	assert_int_equal(rig->requests, 0);
	close(fd);
}

static void test_broken_requests(void **state)
{
	static const char *const texts[] = {
		"",
		"\r\n",
		"GET",
		"GET /x HTTP/1.1\r\nHost",
		"\x16\x03\x01\x02",
		"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf",
		"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
		"PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"};
	struct rig *rig = *state;
	ssize_t count;
	int fd;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fd = client_connect(rig->directory, "api");
		client_send(fd, texts[i]);
		for (int turn = 0; turn < 20; turn++)
			uv_run(&rig->loop, UV_RUN_NOWAIT);
		count = recv(fd, rig->reply, sizeof(rig->reply), 0);
		assert_true(count <= 0 || !strncmp(rig->reply, "HTTP/1.1 4", 10));
		close(fd);
		UNTIL(rig, !http_server_connections(rig->server));
	}
	assert_int_equal(rig->requests, 0);
	/* Headers without end. */
	fd = client_connect(rig->directory, "api");
	client_send(fd, "GET /x HTTP/1.1\r\nHost: x\r\n");
	for (unsigned i = 0; i < 2000; i++) {
		if (send(fd, "X: 0123456789\r\n", 15, MSG_NOSIGNAL) < 0)
			break;
		uv_run(&rig->loop, UV_RUN_NOWAIT);
	}
	assert_true(receive(rig, fd, "HTTP/1.1 431"));
	close(fd);
	UNTIL(rig, !http_server_connections(rig->server));
}

static void test_idle_connections(void **state)
{
	struct rig *rig = *state;
	int idle[CONNECTIONS * 3];
	int fd;
	const unsigned count = sizeof(idle) / sizeof(idle[0]);

	/* One that has asked, then more than may be that never say a word. */
	fd = client_connect(rig->directory, "api");
	client_send(fd, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->stream);
	for (unsigned i = 0; i < count; i++) {
		idle[i] = client_connect(rig->directory, "api");
		uv_run(&rig->loop, UV_RUN_NOWAIT);
	}
	UNTIL(rig, http_server_connections(rig->server) == CONNECTIONS);
	/* The oldest of them have gone, the newest is served, and the busy one is still there. */
	assert_true(receive(rig, idle[0], NULL));
	client_send(idle[count - 1], "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(receive(rig, idle[count - 1], "<GET /x - 0 >"));
	assert_true(http_stream_put(rig->stream, "here\n", 5));
	assert_true(receive(rig, fd, "here\n"));
	for (unsigned i = 0; i < count; i++)
		close(idle[i]);
	close(fd);
	UNTIL(rig, !http_server_connections(rig->server));
}

/* When all are busy, the next one is told. */
static void test_all_busy(void **state)
{
	struct rig *rig = *state;
	int busy[CONNECTIONS];
	int fd;

	for (unsigned i = 0; i < CONNECTIONS; i++) {
		busy[i] = client_connect(rig->directory, "api");
		client_send(busy[i], "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	UNTIL(rig, rig->requests == CONNECTIONS);
	fd = client_connect(rig->directory, "api");
	client_send(fd, "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(receive(rig, fd, "<refused>"));
	assert_non_null(strstr(rig->reply, "HTTP/1.1 503"));
	close(fd);
	for (unsigned i = 0; i < CONNECTIONS; i++)
		close(busy[i]);
	UNTIL(rig, rig->over == CONNECTIONS);
}

/* The end comes while one waits, one follows, one is silent, and one never reads. */
static void test_end(void **state)
{
	struct rig *rig = *state;
	int waiting = client_connect(rig->directory, "api");
	int silent = client_connect(rig->directory, "api");
	int follower = client_connect(rig->directory, "api");

	client_send(waiting, "POST /wait HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->waiting);
	client_send(follower, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
	UNTIL(rig, rig->stream);
	assert_true(http_stream_put(rig->stream, "last\n", 5));
	server_end(rig);
	assert_int_equal(rig->over, 2);
	assert_true(receive(rig, waiting, NULL));
	assert_string_equal(rig->reply, "");
	assert_true(receive(rig, follower, "last\n\r\n0\r\n\r\n"));
	assert_true(receive(rig, silent, NULL));
	close(waiting);
	close(silent);
	close(follower);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_requests, setup, teardown),
		cmocka_unit_test_setup_teardown(test_socket_mode, setup, teardown),
		cmocka_unit_test_setup_teardown(test_waiting_does_not_block, setup, teardown),
		cmocka_unit_test_setup_teardown(test_waiting_client_goes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_half_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stream, setup, teardown),
		cmocka_unit_test_setup_teardown(test_client_that_never_reads, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bodies, setup, teardown),
		cmocka_unit_test_setup_teardown(test_endless_body, setup, teardown),
		cmocka_unit_test_setup_teardown(test_broken_requests, setup, teardown),
		cmocka_unit_test_setup_teardown(test_idle_connections, setup, teardown),
		cmocka_unit_test_setup_teardown(test_all_busy, setup, teardown),
		cmocka_unit_test_setup_teardown(test_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
