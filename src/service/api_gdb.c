/* SPDX-License-Identifier: BSD-3-Clause */
/* A debugger for the board that runs: where it is to connect, and with which file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/api_body.h"
#include "service/api_internal.h"
#include "service/board_directory.h"

#define PORT_MAX 6u /* characters, with the NUL */

/* The path of the file that is to run, or runs; NULL: it is not known. */
static json_t *firmware_path(struct api *api)
{
	char *path = NULL;
	json_t *text = NULL;

	if (!control_find_firmware(api->control, control_firmware(api->control), &path, NULL))
		text = json_string(path);
	free(path);
	return text ? text : json_null();
}

/* 0, or a port from 1 on; negative: it was answered. */
static int port_take(struct http_exchange *exchange)
{
	struct host_error error = {.text = ""};
	char text[PORT_MAX];
	size_t length;
	const void *body = http_exchange_body(exchange, &length);
	unsigned long port;
	int rc = api_body_text(body, length, "port", text, sizeof(text), &error);

	if (rc == -ENOENT)
		return 0;
	if (rc) {
		api_error(exchange, HTTP_BAD_REQUEST, rc, &error);
		return rc;
	}
	port = strspn(text, "0123456789") == strlen(text) ? strtoul(text, NULL, 10) : 0;
	if (port && port <= UINT16_MAX)
		return (int)port;
	api_complain(exchange, HTTP_UNPROCESSABLE, -EINVAL, "port",
		     "give a number from 1 to 65535, or none for a socket", "\"%s\" is no port",
		     text);
	return -EINVAL;
}

API_HANDLER(api_post_gdb)
{
	char path[BOARD_DIRECTORY_SIZE + sizeof(API_GDB) + 1];
	struct gdb_server_config config = {.path = path};
	int port = port_take(exchange);
	int rc;

	(void)argument;
	(void)number;
	if (port < 0)
		return;
	(void)snprintf(path, sizeof(path), "%s/" API_GDB, api->config.directory);
	if (port)
		config = (struct gdb_server_config){.port = (uint16_t)port};
	rc = control_debug(api->control, &config);
	if (rc) {
		api_complain(exchange, rc == -EEXIST ? HTTP_CONFLICT : HTTP_UNPROCESSABLE, rc,
			     "debugger", rc == -EEXIST ? "end that one first" : "give another port",
			     rc == -EEXIST ? "the board lets a debugger connect already: %s"
					   : "no debugger can connect there: %s",
			     rc == -EEXIST ? control_debugger(api->control) : strerror(-rc));
		return;
	}
	api_answer(exchange, HTTP_OK,
		   json_pack("{ss, so}", "address", control_debugger(api->control), "firmware",
			     firmware_path(api)));
}

API_HANDLER(api_delete_gdb)
{
	(void)argument;
	(void)number;
	control_debug_end(api->control);
	api_answer(exchange, HTTP_OK, json_object());
}
