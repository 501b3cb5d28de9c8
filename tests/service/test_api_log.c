/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines that are kept and told: the newest stay, a follower who does not read loses lines and hears how
 * many. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <errno.h>
#include <unistd.h>
#include <cmocka.h>

#include "service/api_log.h"
#include "service/client_socket.h"
#include "service/http_server.h"

#define REPLY (1024u * 1024u)

struct rig {
	uv_loop_t loop;
	char directory[64];
	struct http_server *server;
	struct api_log log;
	unsigned following;
	int refused;
	char *reply;
};

static size_t tell_lost(char *line, size_t room, uint64_t count)
{
	return (size_t)snprintf(line, room, "LOST %u\n", (unsigned)count);
}

static void request(void *context, struct http_exchange *exchange)
{
	struct rig *rig = context;
	const bool kept = !http_exchange_argument(exchange, "new");
	const int rc = api_log_follow(&rig->log, exchange, "text/plain", kept);

	rig->following++;
	rig->refused = rc;
	if (rc)
		http_exchange_answer(exchange, HTTP_UNAVAILABLE, "text/plain", "full", 4);
}

static void refuse(void *context, struct http_exchange *exchange, enum http_status status)
{
	(void)context;
	http_exchange_answer(exchange, status, "text/plain", "refused", 7);
}

static int setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	struct http_server_config config = {
		.loop = &rig->loop, .request = request, .refuse = refuse, .context = rig};

	rig->reply = malloc(REPLY);
	assert_non_null(rig->reply);
	strcpy(rig->directory, "/tmp/copro-test-XXXXXX");
	assert_non_null(mkdtemp(rig->directory));
	assert_int_equal(uv_loop_init(&rig->loop), 0);
	config.listener = http_listen(rig->directory, "api");
	assert_true(config.listener >= 0);
	assert_int_equal(http_server_create(&rig->server, &config), 0);
	assert_int_equal(api_log_open(&rig->log, tell_lost), 0);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;
	char path[96];

	http_server_destroy(rig->server, 0);
	while (uv_run(&rig->loop, UV_RUN_DEFAULT))
		continue;
	assert_int_equal(uv_loop_close(&rig->loop), 0);
	assert_int_equal(rig->log.follower_count, 0);
	api_log_close(&rig->log);
	snprintf(path, sizeof(path), "%s/api", rig->directory);
	unlink(path);
	rmdir(rig->directory);
	free(rig->reply);
	free(rig);
	return 0;
}

static int follow(struct rig *rig, const char *path)
{
	const unsigned before = rig->following;
	int fd = client_connect(rig->directory, "api");
	char text[128];

	/* Of this version, an answer is not cut into chunks. */
	snprintf(text, sizeof(text), "GET %s HTTP/1.0\r\n\r\n", path);
	client_send(fd, text);
	for (int i = 0; i < 10000 && rig->following == before; i++) {
		uv_run(&rig->loop, UV_RUN_NOWAIT);
		usleep(100);
	}
	assert_int_equal(rig->following, before + 1);
	return fd;
}

static bool receive(struct rig *rig, int fd, const char *text)
{
	return client_receive(&rig->loop, fd, text, rig->reply, REPLY);
}

static void add(struct rig *rig, const char *line)
{
	api_log_add(&rig->log, line, strlen(line));
}

/* Whole lines, the newest. */
static void test_keeps_the_newest(void **state)
{
	struct rig *rig = *state;
	char line[64];
	unsigned first, last = 0;

	for (unsigned i = 0; i < 20000; i++) {
		snprintf(line, sizeof(line), "line %u %.*s\n", i, (int)(i % 30),
			 "..............................");
		add(rig, line);
		assert_true(rig->log.used <= API_LOG_KEPT);
	}
	assert_true(rig->log.used > API_LOG_KEPT / 2);
	assert_int_equal(sscanf(rig->log.bytes, "line %u ", &first), 1);
	assert_int_equal(rig->log.bytes[rig->log.used - 1], '\n');
	for (const char *at = rig->log.bytes; at < rig->log.bytes + rig->log.used;
	     at = (const char *)memchr(at, '\n', rig->log.used) + 1) {
		assert_int_equal(sscanf(at, "line %u ", &last), 1);
		assert_int_equal(last, first);
		first++;
	}
	assert_int_equal(last, 19999);
}

static void test_line_of_any_length(void **state)
{
	struct rig *rig = *state;
	char *line = malloc(API_LINE_MAX + 1);

	memset(line, 'x', API_LINE_MAX + 1);
	for (size_t length = 1; length <= API_LINE_MAX + 1; length += 911) {
		line[length - 1] = '\n';
		api_log_add(&rig->log, line, length);
		line[length - 1] = 'x';
		assert_true(rig->log.used <= API_LOG_KEPT);
	}
	free(line);
}

static void test_follows(void **state)
{
	struct rig *rig = *state;
	int all, later;

	add(rig, "one\n");
	all = follow(rig, "/");
	later = follow(rig, "/?new");
	add(rig, "two\n");
	assert_true(receive(rig, all, "two\n"));
	assert_non_null(strstr(rig->reply, "one\n"));
	assert_true(receive(rig, later, "two\n"));
	assert_null(strstr(rig->reply, "one\n"));
	close(all);
	close(later);
}

/* It is told how many it missed, before the next line it gets; others miss nothing. */
static void test_loses_what_is_not_read(void **state)
{
	struct rig *rig = *state;
	int deaf = follow(rig, "/?new"), other = follow(rig, "/?new");
	unsigned number, expected = 0, lost = 0;
	char line[200], mark[32];
	const char *at;

	memset(line, '.', sizeof(line));
	for (unsigned i = 0; i < 8000; i++) {
		snprintf(line, sizeof(line), "line %u ", i);
		line[strlen(line)] = '.';
		line[198] = '\n';
		line[199] = '\0';
		add(rig, line);
		if (i % 100 == 99) {
			snprintf(mark, sizeof(mark), "line %u ", i);
			assert_true(receive(rig, other, mark));
			assert_null(strstr(rig->reply, "LOST"));
		}
	}
	/* What it was not too late for, then the next line with the news. */
	assert_true(receive(rig, deaf, "line 500 "));
	for (int i = 0; i < 100 && !strstr(rig->reply, "LOST"); i++) {
		char *rest = rig->reply + strlen(rig->reply);

		uv_run(&rig->loop, UV_RUN_NOWAIT);
		add(rig, "line 8000 ...\n");
		assert_true(client_receive(&rig->loop, deaf, "\n", rest,
					   REPLY - (size_t)(rest - rig->reply)));
	}
	at = strstr(rig->reply, "LOST ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "LOST %u", &lost), 1);
	*strstr(rig->reply, "LOST ") = '\0';
	for (at = rig->reply; (at = strstr(at, "line ")); at++) {
		assert_int_equal(sscanf(at, "line %u ", &number), 1);
		if (number == 8000)
			break;
		assert_int_equal(number, expected);
		expected++;
	}
	assert_true(expected > 500 && lost >= 8000 - expected);
	close(deaf);
	close(other);
}

static void test_too_many(void **state)
{
	struct rig *rig = *state;
	int fds[API_FOLLOWERS + 1];

	for (unsigned i = 0; i < API_FOLLOWERS; i++) {
		fds[i] = follow(rig, "/");
		assert_int_equal(rig->refused, 0);
	}
	fds[API_FOLLOWERS] = follow(rig, "/");
	assert_int_equal(rig->refused, -EUSERS);
	for (unsigned i = 0; i <= API_FOLLOWERS; i++)
		close(fds[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_keeps_the_newest, setup, teardown),
		cmocka_unit_test_setup_teardown(test_line_of_any_length, setup, teardown),
		cmocka_unit_test_setup_teardown(test_follows, setup, teardown),
		cmocka_unit_test_setup_teardown(test_loses_what_is_not_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_many, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
