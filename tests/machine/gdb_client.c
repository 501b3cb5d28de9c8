/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/gdb_client.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE_MS 60000 /* against hanging */
#define MOMENT_MS   200

static char socket_path[108];

struct run {
	struct machine *machine;
	void (*script)(struct gdb_client *client, void *context);
	void *context;
	uv_async_t done;
};

/* Not of cmocka: this is another thread. */
static void wrong(const char *what, const char *got, const char *expected, const char *file,
		  int line)
{
	fprintf(stderr, "%s:%d: \"%s\" %s \"%s\"\n", file, line, got, what, expected);
	abort();
}

void gdb_client_equal(const char *got, const char *expected, const char *file, int line)
{
	if (strcmp(got, expected))
		wrong("is not", got, expected, file, line);
}

void gdb_client_begins(const char *got, const char *expected, const char *file, int line)
{
	if (strncmp(got, expected, strlen(expected)))
		wrong("does not begin with", got, expected, file, line);
}

void gdb_client_has(const char *got, const char *expected, const char *file, int line)
{
	if (!strstr(got, expected))
		wrong("does not have", got, expected, file, line);
}

void gdb_client_connect(struct gdb_client *client)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	strcpy(address.sun_path, socket_path);
	client->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&address, sizeof(address)))
		wrong("cannot be connected to", socket_path, "", __FILE__, __LINE__);
	client->acks = true;
	client->console[0] = '\0';
}

void gdb_client_close(struct gdb_client *client)
{
	close(client->fd);
	client->fd = -1;
}

void gdb_client_raw(struct gdb_client *client, const void *data, size_t size)
{
	if (send(client->fd, data, size, MSG_NOSIGNAL) != (ssize_t)size)
		wrong("cannot be sent", "data", "", __FILE__, __LINE__);
}

/* -1: the connection was closed; -2: nothing came. */
static int byte_read(struct gdb_client *client, int wait_ms)
{
	struct pollfd poll_fd = {.fd = client->fd, .events = POLLIN};
	unsigned char byte;

	if (poll(&poll_fd, 1, wait_ms) != 1)
		return -2;
	return recv(client->fd, &byte, 1, 0) == 1 ? byte : -1;
}

static int byte_expect(struct gdb_client *client)
{
	int byte = byte_read(client, PATIENCE_MS);

	if (byte < 0)
		wrong("instead of an answer", byte == -1 ? "end" : "silence", "", __FILE__,
		      __LINE__);
	return byte;
}

void gdb_client_send(struct gdb_client *client, const char *packet)
{
	char frame[8192];
	unsigned sum = 0;

	for (const char *at = packet; *at; at++)
		sum += (unsigned char)*at;
	gdb_client_raw(client, frame,
		       (size_t)snprintf(frame, sizeof(frame), "$%s#%02x", packet, sum & 0xFF));
	if (client->acks && byte_expect(client) != '+')
		wrong("is not acknowledged", packet, "", __FILE__, __LINE__);
}

static void packet_read(struct gdb_client *client)
{
	size_t length = 0;
	unsigned sum = 0;
	char digits[3] = "";
	int byte;

	while (byte_expect(client) != '$')
		continue;
	while ((byte = byte_expect(client)) != '#') {
		sum += (unsigned)byte;
		if (length == sizeof(client->packet) - 1)
			wrong("is too long", "the answer", "", __FILE__, __LINE__);
		client->packet[length++] = (char)byte;
	}
	client->packet[length] = '\0';
	digits[0] = (char)byte_expect(client);
	digits[1] = (char)byte_expect(client);
	if (strtoul(digits, NULL, 16) != (sum & 0xFF))
		wrong("has another checksum than", client->packet, digits, __FILE__, __LINE__);
	/* Behind the answer to a goodbye nobody listens. */
	if (client->acks)
		(void)!send(client->fd, "+", 1, MSG_NOSIGNAL);
}

static void console_add(struct gdb_client *client)
{
	size_t at = strlen(client->console);

	for (const char *digit = client->packet + 1; digit[0] && digit[1]; digit += 2) {
		const char pair[] = {digit[0], digit[1], '\0'};

		if (at + 1 < sizeof(client->console))
			client->console[at++] = (char)strtoul(pair, NULL, 16);
	}
	client->console[at] = '\0';
}

const char *gdb_client_answer(struct gdb_client *client)
{
	for (;;) {
		packet_read(client);
		if (client->packet[0] != 'O' || !strcmp(client->packet, "OK"))
			return client->packet;
		console_add(client);
	}
}

const char *gdb_client_ask(struct gdb_client *client, const char *packet)
{
	client->console[0] = '\0';
	gdb_client_send(client, packet);
	return gdb_client_answer(client);
}

const char *gdb_client_monitor(struct gdb_client *client, const char *command)
{
	char packet[512] = "qRcmd,";

	for (const char *at = command; *at; at++)
		sprintf(packet + strlen(packet), "%02x", (unsigned)(unsigned char)*at);
	CLIENT_EQUAL(gdb_client_ask(client, packet), "OK");
	return client->console;
}

bool gdb_client_closed(struct gdb_client *client)
{
	int byte;

	do {
		byte = byte_read(client, PATIENCE_MS);
	} while (byte >= 0);
	return byte == -1;
}

bool gdb_client_silent(struct gdb_client *client)
{
	return byte_read(client, MOMENT_MS) == -2;
}

static void script_done(uv_async_t *async)
{
	struct run *run = async->data;

	machine_end(run->machine);
}

static void *script_run(void *context)
{
	struct run *run = context;
	struct gdb_client client = {.fd = -1};

	gdb_client_connect(&client);
	run->script(&client, run->context);
	if (client.fd >= 0)
		close(client.fd);
	uv_async_send(&run->done);
	return NULL;
}

void gdb_client_run(struct machine *machine, bool wait,
		    void (*script)(struct gdb_client *client, void *context), void *context)
{
	struct gdb_server_config config = {.path = socket_path, .wait = wait};
	struct run run = {.machine = machine, .script = script, .context = context};
	struct gdb_server *server;
	pthread_t thread;

	snprintf(socket_path, sizeof(socket_path), "/tmp/copro-test-gdb-%ld", (long)getpid());
	assert_int_equal(gdb_server_open(&server, machine, &config), 0);
	assert_string_equal(gdb_server_address(server), socket_path);
	assert_int_equal(uv_async_init(machine_loop(machine), &run.done, script_done), 0);
	run.done.data = &run;
	assert_int_equal(pthread_create(&thread, NULL, script_run, &run), 0);
	assert_int_equal(machine_run(machine, TIMELINE_NEVER), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	gdb_server_close(server);
	uv_close((uv_handle_t *)&run.done, NULL);
	uv_run(machine_loop(machine), UV_RUN_NOWAIT);
	assert_int_not_equal(access(socket_path, F_OK), 0);
}
