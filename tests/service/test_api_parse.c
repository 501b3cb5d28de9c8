/* SPDX-License-Identifier: BSD-3-Clause */
/* Which request is which, and what a body says. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <errno.h>
#include <cmocka.h>

#include "service/api_body.h"
#include "service/api_internal.h"

static void test_routes(void **state)
{
	static const struct {
		const char *method;
		const char *path;
		const char *row; /* NULL: none */
		unsigned number;
		const char *allow;
	} cases[] = {
		{"GET", "/v1/board", "/v1/board", 0, ""},
		{"PUT", "/v1/remoteproc/firmware", "/v1/remoteproc/firmware", 0, ""},
		{"GET", "/v1/trace/0", "/v1/trace/#", 0, ""},
		{"GET", "/v1/trace/10", "/v1/trace/#", 10, ""},
		{"GET", "/v1/trace/999", "/v1/trace/#", 999, ""},
		{"GET", "/v1/trace/1000", NULL, 0, ""},
		{"GET", "/v1/trace/18446744073709551616", NULL, 0, ""},
		{"GET", "/v1/trace/", NULL, 0, ""},
		{"GET", "/v1/trace/00", NULL, 0, ""},
		{"GET", "/v1/trace/-1", NULL, 0, ""},
		{"GET", "/v1/trace/0/", NULL, 0, ""},
		{"GET", "/v1/trace/0x1", NULL, 0, ""},
		{"POST", "/v1/trace/1", NULL, 1, "GET"},
		{"GET", "", NULL, 0, ""},
		{"GET", "/", NULL, 0, ""},
		{"GET", "/v1", NULL, 0, ""},
		{"GET", "/v1/boar", NULL, 0, ""},
		{"GET", "/v1/boards", NULL, 0, ""},
		{"GET", "/v1/board/", NULL, 0, ""},
		{"GET", "/v1/trace/#", NULL, 0, ""},
		{"DELETE", "/v1/board", NULL, 0, "GET"},
		{"get", "/v1/board", NULL, 0, "GET"},
		{"GET", "/v1/remoteproc/start", NULL, 0, "POST"},
	};
	char allow[API_ALLOW_SIZE];
	unsigned number;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct api_route *route =
			api_route_find(api_routes, cases[i].method, cases[i].path, &number, allow);

		assert_string_equal(route ? route->path : "none",
				    cases[i].row ? cases[i].row : "none");
		assert_int_equal(number, cases[i].number);
		if (!route)
			assert_string_equal(allow, cases[i].allow);
	}
}

/* All methods of a path are told. */
static void test_allowed(void **state)
{
	static const struct api_route table[] = {{"GET", "/a", NULL, 0},
						 {"PUT", "/a", NULL, 0},
						 {"POST", "/b", NULL, 0},
						 {NULL, NULL, NULL, 0}};
	char allow[API_ALLOW_SIZE];
	unsigned number;

	(void)state;
	assert_null(api_route_find(table, "POST", "/a", &number, allow));
	assert_string_equal(allow, "GET, PUT");
}

/* No two rows answer one request, and each has its handler. */
static void test_table(void **state)
{
	(void)state;
	for (const struct api_route *row = api_routes; row->method; row++) {
		assert_non_null(row->handle);
		assert_int_equal(strncmp(row->path, "/v1/", 4), 0);
		for (const struct api_route *other = row + 1; other->method; other++)
			assert_false(!strcmp(row->method, other->method) &&
				     !strcmp(row->path, other->path));
	}
}

static int body_parse(const char *body, size_t length, char value[8], struct host_error *error)
{
	/* In a block of its own size: a byte read beyond it is seen. */
	char *copy = malloc(length ? length : 1);
	int rc;

	assert_non_null(copy);
	memcpy(copy, body, length);
	memset(value, '?', 8);
	memset(error, 0, sizeof(*error));
	rc = api_body_text(copy, length, "key", value, 8, error);
	free(copy);
	return rc;
}

static void test_bodies(void **state)
{
	static const char *const good[][2] = {{"{\"key\": \"seven77\"}", "seven77"},
					      {" {\"key\":\"\"}\n", ""},
					      {"{\"key\":\"\\u00e4\"}", "\xc3\xa4"}};
	static const char *const bad[] = {
		" ",
		"null",
		"\"key\"",
		"{}",
		"{\"key\"}",
		"{\"key\": 1}",
		"{\"key\": [\"x\"]}",
		"{\"key\": \"eight888\"}",
		"{\"key\": \"x\", \"key\": \"y\"}",
		"{\"key\": \"x\", \"other\": \"y\"}",
		"{\"other\": \"x\"}",
		"{\"key\": \"\\u0000\"}",
		"{\"key\": \"\xff\"}",
		"{\"key\": \"x\"} {}",
	};
	struct host_error error;
	char value[8];

	(void)state;
	assert_int_equal(body_parse("", 0, value, &error), -ENOENT);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(body_parse(good[i][0], strlen(good[i][0]), value, &error), 0);
		assert_string_equal(value, good[i][1]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(body_parse(bad[i], strlen(bad[i]), value, &error), -EINVAL);
		assert_string_equal(error.code, "body");
		assert_true(error.text[0] && error.remedy[0]);
	}
}

/* A body that ends too early, at every byte; and one with each byte wrong. */
static void test_cut_bodies(void **state)
{
	static const char whole[] = "{\"key\": \"v\\u00e4l\"}";
	struct host_error error;
	char value[8], wrong[sizeof(whole)];

	(void)state;
	assert_int_equal(body_parse(whole, strlen(whole), value, &error), 0);
	for (size_t length = 1; length < strlen(whole); length++)
		assert_int_equal(body_parse(whole, length, value, &error), -EINVAL);
	for (size_t at = 0; at < strlen(whole); at++) {
		memcpy(wrong, whole, sizeof(whole));
		wrong[at] = '\0';
		assert_int_equal(body_parse(wrong, strlen(whole), value, &error), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),	   cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_table),	   cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_cut_bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
