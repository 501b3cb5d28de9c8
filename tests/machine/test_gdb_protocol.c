/* SPDX-License-Identifier: BSD-3-Clause */
/* gdb's protocol over a socket, packet by packet, with a machine that runs the example firmware. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/firmware.h"
#include "machine/gdb_client.h"
#include "machine/machine_debug.h"

#define ask	gdb_client_ask
#define monitor gdb_client_monitor

struct scene {
	struct firmware firmware;
	struct witness witness;
	struct machine *machine;
	uv_async_t again; /* asks the machine's thread to start the firmware anew */
};

static int setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	assert_non_null(scene);
	scene->firmware = firmware_load("tty-echo");
	scene->machine = witness_machine(&scene->witness,
					 (struct machine_config){.pace = MACHINE_REAL_TIME});
	*state = scene;
	return 0;
}

static int teardown(void **state)
{
	struct scene *scene = *state;

	machine_destroy(scene->machine);
	firmware_free(&scene->firmware);
	free(scene);
	return 0;
}

static void start(struct scene *scene)
{
	assert_int_equal(
		machine_start(scene->machine, scene->firmware.data, scene->firmware.size, NULL), 0);
}

/* The value of pc in an answer to g: the 16th of 8 digits. */
static uint32_t pc_of(const char *registers)
{
	uint8_t bytes[4];
	char digits[9] = "";

	memcpy(digits, registers + 15 * 8, 8);
	for (unsigned i = 0; i < 4; i++) {
		const char pair[] = {digits[2 * i], digits[2 * i + 1], '\0'};

		bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

/* ---- what a debugger asks first ---- */

/* All of an object of qXfer, a few bytes at a time. */
static const char *object_read(struct gdb_client *client, const char *object)
{
	static char text[4096];
	size_t at = 0;

	do {
		char packet[128];

		snprintf(packet, sizeof(packet), "qXfer:%s:%zx,64", object, at);
		ask(client, packet);
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s", client->packet + 1);
	} while (client->packet[0] == 'm' && at < sizeof(text));
	CLIENT_BEGINS(client->packet, "l");
	return text;
}

static void say_hello(struct gdb_client *client, void *context)
{
	(void)context;
	CLIENT_HAS(ask(client, "qSupported:swbreak+;hwbreak+;xmlRegisters=i386"),
		   "PacketSize=1000");
	CLIENT_EQUAL(ask(client, "vMustReplyEmpty"), "");
	CLIENT_EQUAL(ask(client, "qTStatus"), "");
	CLIENT_EQUAL(ask(client, "!"), "");
	CLIENT_EQUAL(ask(client, "Hg0"), "OK");
	CLIENT_EQUAL(ask(client, "qC"), "QC1");
	CLIENT_EQUAL(ask(client, "qfThreadInfo"), "m1");
	CLIENT_EQUAL(ask(client, "qsThreadInfo"), "l");
	CLIENT_EQUAL(ask(client, "qAttached"), "1");
	CLIENT_EQUAL(ask(client, "T1"), "OK");
	CLIENT_HAS(ask(client, "vCont?"), "vCont;c");
	CLIENT_BEGINS(ask(client, "?"), "T05thread:1;0d:");
	CLIENT_BEGINS(ask(client, "R00"), "E.");
	CLIENT_BEGINS(ask(client, "qXfer:features:read:target.xml:0,40"), "m<?xml");
	CLIENT_HAS(ask(client, "qXfer:features:read:target.xml:0,7ff"), "arm.m-profile");
	CLIENT_HAS(object_read(client, "features:read:target.xml"), "</target>");
	CLIENT_EQUAL(ask(client, "qXfer:features:read:target.xml:ffff,10"), "E16");
	CLIENT_EQUAL(ask(client, "qXfer:features:read:other.xml:0,10"), "");
	CLIENT_HAS(ask(client, "qXfer:memory-map:read::0,7ff"),
		   "<memory type=\"ram\" start=\"0x10000000\" length=\"0x60000\"/>");
	CLIENT_HAS(ask(client, "qXfer:memory-map:read::0,7ff"), "</memory-map>");
	/* Asked for again. */
	CLIENT_EQUAL(ask(client, "qC"), "QC1");
	gdb_client_raw(client, "-", 1);
	CLIENT_EQUAL(gdb_client_answer(client), "QC1");
	/* Damaged: it is asked for again. */
	client->acks = false;
	gdb_client_raw(client, "$qC#00", 6);
	gdb_client_send(client, "QStartNoAckMode");
	CLIENT_EQUAL(gdb_client_answer(client), "OK");
	CLIENT_EQUAL(ask(client, "qC"), "QC1");
	CLIENT_EQUAL(ask(client, "D"), "OK");
	if (!gdb_client_closed(client))
		abort();
}

static void test_hello(void **state)
{
	struct scene *scene = *state;

	start(scene);
	gdb_client_run(scene->machine, false, say_hello, scene);
	assert_false(cortex_m_debug(board_core(machine_board(scene->machine))));
	assert_false(machine_frozen(scene->machine));
}

/* ---- registers and memory ---- */

static void change_state(struct gdb_client *client, void *context)
{
	char all[1024];
	char write[1100];

	(void)context;
	strcpy(all, ask(client, "g"));
	if (strlen(all) != 17 * 8 + 16 * 16 + 7 * 8)
		abort();
	CLIENT_EQUAL(ask(client, "P3=78563412"), "OK");
	CLIENT_EQUAL(ask(client, "p3"), "78563412");
	CLIENT_EQUAL(ask(client, "P12=0102030405060708"), "OK"); /* d1 */
	CLIENT_EQUAL(ask(client, "p12"), "0102030405060708");
	snprintf(write, sizeof(write), "G%s", all);
	CLIENT_EQUAL(ask(client, write), "OK");
	CLIENT_EQUAL(ask(client, "g"), all);
	CLIENT_EQUAL(ask(client, "p28"), "E16");
	CLIENT_EQUAL(ask(client, "P3=785634"), "E16");
	CLIENT_EQUAL(ask(client, "P3"), "E16");
	CLIENT_EQUAL(ask(client, "G00"), "E16");
	CLIENT_EQUAL(ask(client, "M1003f000,4:01020304"), "OK");
	CLIENT_EQUAL(ask(client, "m3003f000,4"), "01020304");
	CLIENT_EQUAL(ask(client, "X1003f001,2:}\x03z"), "OK"); /* # and z */
	CLIENT_EQUAL(ask(client, "m1003f000,4"), "01237a04");
	CLIENT_EQUAL(ask(client, "X1003f000,0:"), "OK");
	CLIENT_EQUAL(ask(client, "X1003f000,1:"), "E16");
	CLIENT_EQUAL(ask(client, "M1003f000,2:01"), "E16");
	CLIENT_EQUAL(ask(client, "M1003f000,80000001:0102"), "E16");
	CLIENT_EQUAL(ask(client, "m90000000,4"), "E0e");
	CLIENT_EQUAL(ask(client, "M90000000,1:00"), "E0e");
	/* What can be read of it. */
	if (strlen(ask(client, "m1005fff8,10")) != 16)
		abort();
	if (strlen(ask(client, "m10000000,ffffffff")) != 4096)
		abort();
	CLIENT_EQUAL(ask(client, "m"), "E16");
	CLIENT_EQUAL(ask(client, "me000ed00,4"), "41c20f41"); /* CPUID */
	gdb_client_close(client);
}

static void test_state(void **state)
{
	struct scene *scene = *state;

	start(scene);
	gdb_client_run(scene->machine, false, change_state, scene);
}

/* ---- running ---- */

static void stop_and_go(struct gdb_client *client, void *context)
{
	struct scene *scene = context;
	uint32_t reset, pc;
	char packet[64];

	(void)scene;
	/* Halted at the first instruction since before the debugger came. */
	CLIENT_BEGINS(ask(client, "?"), "T05");
	reset = pc_of(ask(client, "g"));
	CLIENT_BEGINS(ask(client, "vCont;s:1"), "T05thread:1;");
	pc = pc_of(ask(client, "g"));
	if (pc == reset)
		abort();
	/* A software and a hardware breakpoint at one place; said twice, taken away twice. */
	snprintf(packet, sizeof(packet), "vCont;r%x,%x:1", reset, reset + 8);
	CLIENT_BEGINS(ask(client, packet), "T05");
	pc = pc_of(ask(client, "g"));
	if (pc < reset + 8)
		abort();
	CLIENT_BEGINS(ask(client, "s"), "T05");
	pc = pc_of(ask(client, "g"));
	snprintf(packet, sizeof(packet), "Pf=%02x%02x%02x%02x", reset & 255, reset >> 8 & 255,
		 reset >> 16 & 255, reset >> 24);
	for (unsigned hardware = 0; hardware < 2; hardware++) {
		char point[64];

		snprintf(point, sizeof(point), "Z%u,%x,2", hardware, pc);
		CLIENT_EQUAL(ask(client, packet), "OK");
		CLIENT_EQUAL(ask(client, point), "OK");
		CLIENT_EQUAL(ask(client, point), "OK");
		CLIENT_HAS(ask(client, "vCont;c"), hardware ? "hwbreak:;" : "swbreak:;");
		if (pc_of(ask(client, "g")) != pc)
			abort();
		point[0] = 'z';
		CLIENT_EQUAL(ask(client, point), "OK");
		CLIENT_EQUAL(ask(client, point), "OK");
	}
	CLIENT_EQUAL(ask(client, "Z5,0,0"), "");
	CLIENT_EQUAL(ask(client, "Z2,10020000,0"), "E16");
	CLIENT_EQUAL(ask(client, "Z2;"), "E16");
	for (unsigned i = 0; i < 33; i++) {
		snprintf(packet, sizeof(packet), "Z0,%x,2", 0x10001000 + 4 * i);
		CLIENT_EQUAL(ask(client, packet), i < 32 ? "OK" : "E1c");
	}
	for (unsigned i = 0; i < 32; i++) {
		snprintf(packet, sizeof(packet), "z0,%x,2", 0x10001000 + 4 * i);
		CLIENT_EQUAL(ask(client, packet), "OK");
	}
	/* Runs until Ctrl-C; what else is said meanwhile is not obeyed. */
	gdb_client_send(client, "c");
	gdb_client_send(client, "g");
	if (!gdb_client_silent(client))
		abort();
	gdb_client_raw(client, "\x03", 1);
	CLIENT_BEGINS(gdb_client_answer(client), "T02thread:1;");
	CLIENT_HAS(monitor(client, "status"), "asleep");
	CLIENT_HAS(monitor(client, "trace"), "cm4_log: tty-echo");
	CLIENT_EQUAL(ask(client, "vKill;1"), "OK");
	if (!gdb_client_closed(client))
		abort();
}

static void test_running(void **state)
{
	struct scene *scene = *state;

	start(scene);
	gdb_client_run(scene->machine, true, stop_and_go, scene);
	assert_int_equal(scene->witness.ttys, 2);
	assert_int_equal(machine_stop(scene->machine), 0);
}

/* ---- the firmware starts and stops below the debugger ---- */

static void start_again(uv_async_t *async)
{
	struct scene *scene = async->data;
	struct remoteproc *rproc = machine_remoteproc(scene->machine);

	if (remoteproc_state(rproc) == RPROC_RUNNING) {
		assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
		remoteproc_stop_now(rproc);
	} else {
		start(scene);
	}
}

static void watch_starts(struct gdb_client *client, void *context)
{
	struct scene *scene = context;
	uint32_t reset;
	char packet[64];

	/* Nothing runs: registers are as reset leaves them. */
	CLIENT_BEGINS(ask(client, "?"), "T05");
	if (pc_of(ask(client, "g")) != 0)
		abort();
	CLIENT_EQUAL(ask(client, "pe"), "ffffffff");
	CLIENT_HAS(monitor(client, "status"), "remoteproc: offline");
	CLIENT_HAS(monitor(client, "status"), "in reset");
	CLIENT_HAS(monitor(client, "reset"), "no firmware has been started");
	CLIENT_EQUAL(monitor(client, "halt-on-start on"), "");
	/* Going on waits for the start. */
	gdb_client_send(client, "c");
	if (!gdb_client_silent(client))
		abort();
	gdb_client_raw(client, "\x03", 1);
	CLIENT_BEGINS(gdb_client_answer(client), "T02");
	gdb_client_send(client, "c");
	uv_async_send(&scene->again);
	CLIENT_BEGINS(gdb_client_answer(client), "T05");
	reset = pc_of(ask(client, "g"));
	if (reset < 0x10000000)
		abort();
	/* A breakpoint holds over a stop and a start. */
	snprintf(packet, sizeof(packet), "Z0,%x,2", reset + 2);
	CLIENT_BEGINS(ask(client, "s"), "T05");
	reset = pc_of(ask(client, "g"));
	snprintf(packet, sizeof(packet), "Z0,%x,2", reset);
	CLIENT_EQUAL(ask(client, packet), "OK");
	CLIENT_EQUAL(monitor(client, "halt-on-start off"), "");
	gdb_client_send(client, "c");
	uv_async_send(&scene->again);
	if (!gdb_client_silent(client))
		abort();
	uv_async_send(&scene->again);
	CLIENT_HAS(gdb_client_answer(client), "swbreak:;");
	if (pc_of(ask(client, "g")) != reset)
		abort();
	/* By hand. */
	CLIENT_HAS(monitor(client, "reset"), "first instruction");
	if (pc_of(ask(client, "g")) >= reset)
		abort();
	CLIENT_HAS(ask(client, "c"), "swbreak:;");
	/* And without a word. */
	gdb_client_send(client, "k");
	if (!gdb_client_closed(client))
		abort();
}

static void test_starts(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(uv_async_init(machine_loop(scene->machine), &scene->again, start_again),
			 0);
	scene->again.data = scene;
	gdb_client_run(scene->machine, false, watch_starts, scene);
	assert_int_equal(scene->witness.running, 3);
	uv_close((uv_handle_t *)&scene->again, NULL);
	assert_int_equal(machine_stop(scene->machine), 0);
}

/* ---- bad clients ---- */

static void behave_badly(struct gdb_client *client, void *context)
{
	static char junk[100000];
	struct gdb_client second;

	(void)context;
	/* Says nothing: nobody is held up. */
	if (!gdb_client_silent(client))
		abort();
	/* A second one is turned away while the first is there. */
	gdb_client_connect(&second);
	if (!gdb_client_closed(&second))
		abort();
	gdb_client_close(&second);
	gdb_client_raw(client, "$m1000", 6);
	if (!gdb_client_silent(client))
		abort();
	gdb_client_close(client);
	/* Garbage ends the connection after a while, and a packet without end. */
	for (unsigned i = 0; i < 2; i++) {
		memset(junk, 'x', sizeof(junk));
		if (i)
			junk[0] = '$';
		for (;;) {
			gdb_client_connect(client);
			(void)!write(client->fd, junk, sizeof(junk));
			if (gdb_client_closed(client))
				break;
		}
		gdb_client_close(client);
	}
	/* Damage without end, too. */
	gdb_client_connect(client);
	for (unsigned i = 0; i < 20; i++)
		(void)!write(client->fd, "$?#00", 5);
	if (!gdb_client_closed(client))
		abort();
	gdb_client_close(client);
}

static void test_bad_clients(void **state)
{
	struct scene *scene = *state;
	struct cortex_m *core = board_core(machine_board(scene->machine));

	signal(SIGPIPE, SIG_IGN);
	start(scene);
	gdb_client_run(scene->machine, false, behave_badly, scene);
	assert_int_equal(scene->witness.ttys, 2);
	assert_false(cortex_m_debug(core));
}

/* ---- the server itself ---- */

static void test_addresses(void **state)
{
	struct scene *scene = *state;
	struct gdb_server_config config = {.port = 0};
	struct gdb_server *server, *other;
	char path[64];
	FILE *file;
	unsigned port;

	assert_int_equal(gdb_server_open(&server, scene->machine, &config), 0);
	assert_int_equal(sscanf(gdb_server_address(server), "127.0.0.1:%u", &port), 1);
	config.port = (uint16_t)port;
	assert_int_equal(gdb_server_open(&other, scene->machine, &config), -EADDRINUSE);
	gdb_server_close(server);
	snprintf(path, sizeof(path), "/tmp/copro-test-gdb-%ld", (long)getpid());
	config = (struct gdb_server_config){.path = path};
	assert_int_equal(gdb_server_open(&server, scene->machine, &config), 0);
	/* Somebody listens. */
	assert_int_equal(gdb_server_open(&other, scene->machine, &config), -EADDRINUSE);
	gdb_server_close(server);
	assert_int_not_equal(access(path, F_OK), 0);
	/* A file is not taken for a socket that somebody left. */
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(gdb_server_open(&server, scene->machine, &config), -EADDRINUSE);
	unlink(path);
	config.path = "/tmp/"
		      "copro-123456789-123456789-123456789-123456789-123456789-123456789-123456789-"
		      "123456789-123456789-123456789-123456789";
	assert_int_equal(gdb_server_open(&server, scene->machine, &config), -ENAMETOOLONG);
	config.path = "/nonexistent/socket";
	assert_int_equal(gdb_server_open(&server, scene->machine, &config), -ENOENT);
	gdb_server_close(NULL);
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_hello),  test(test_state),	   test(test_running),
		test(test_starts), test(test_bad_clients), test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
