/* SPDX-License-Identifier: BSD-3-Clause */
/* A request of any bytes: "METHOD PATH\n", then the body. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "service/api_body.h"
#include "service/api_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Also in a build in which assert() does nothing. */
static void check(int holds)
{
	if (!holds)
		abort();
}

/* The bytes up to `end`, as text; what follows them stays in *data. */
static void take(char *text, size_t room, char end, const uint8_t **data, size_t *size)
{
	const uint8_t *at = memchr(*data, end, *size);
	const size_t length = at ? (size_t)(at - *data) : *size;
	const size_t kept = length < room ? length : room - 1;

	memcpy(text, *data, kept);
	text[kept] = '\0';
	*data += at ? length + 1 : length;
	*size -= at ? length + 1 : length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = {"firmware", "recovery", "coredump", "type"};
	char method[16], path[64], allow[API_ALLOW_SIZE], value[32];
	struct host_error error = {.text = ""};
	const struct api_route *route;
	unsigned number;
	int rc;

	take(method, sizeof(method), ' ', &data, &size);
	take(path, sizeof(path), '\n', &data, &size);
	route = api_route_find(api_routes, method, path, &number, allow);
	check(number <= API_NUMBER_MAX && strlen(allow) < sizeof(allow));
	check(!route || !strcmp(route->method, method));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		rc = api_body_text(data, size, keys[i], value, sizeof(value), &error);
		check(rc || strlen(value) < sizeof(value));
		check(rc != -EINVAL || error.text[0]);
	}
	return 0;
}
