/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/event_log.h"

static char *logged;
static size_t logged_size;

static const char *line(bool json, const struct machine_event *event)
{
	struct event_log log = {.json = json, .least = MACHINE_EVENT_INFO};

	free(logged);
	logged = NULL;
	log.file = open_memstream(&logged, &logged_size);
	event_log_write(&log, event);
	assert_false(log.failed);
	fclose(log.file);
	return logged;
}

static void test_escape(void **state)
{
	char text[64];
	char small[8];

	(void)state;
	assert_string_equal(event_log_escape(text, sizeof(text), "a\n\r\t\033\\\0\xff", 8),
			    "a\\n\\r\\t\\e\\\\\\x00\\xff");
	assert_string_equal(event_log_escape(text, sizeof(text), "", 0), "");
	assert_string_equal(event_log_escape(small, sizeof(small), "abcd", 4), "abcd");
	assert_string_equal(event_log_escape(small, sizeof(small), "abcdefghij", 10), "abcd...");
	assert_string_equal(event_log_escape(small, sizeof(small), "\x01\x02\x03", 3), "\\x01...");
}

static void test_state(void **state)
{
	struct machine_event event = {.time = 12345678 * PS_PER_US + 999999,
				      .level = MACHINE_EVENT_INFO,
				      .source = "remoteproc",
				      .kind = "state",
				      .text = "running"};

	(void)state;
	assert_string_equal(line(false, &event), "[   12.345678] remoteproc: running\n");
	assert_string_equal(line(true, &event),
			    "{\"time_ns\":12345678999,\"source\":\"remoteproc\",\"kind\":\"state\","
			    "\"text\":\"running\"}\n");
	event.level = MACHINE_EVENT_DETAIL;
	assert_string_equal(line(false, &event), "");
}

static void test_channel(void **state)
{
	struct host_event host = {.kind = HOST_EVENT_CHANNEL_CREATED,
				  .name = "rpmsg-tty",
				  .text = "rpmsg_tty",
				  .src = 0x400,
				  .dst = 0x401};
	struct machine_event event = machine_event_from_host(&host, 0);

	(void)state;
	assert_string_equal(line(false, &event),
			    "[    0.000000] rpmsg: channel rpmsg-tty announced: 0x401 (remote) to "
			    "0x400 (host), driver rpmsg_tty\n");
	host.text = NULL;
	host.src = 0xFFFFFFFF;
	event = machine_event_from_host(&host, 0);
	assert_string_equal(line(false, &event),
			    "[    0.000000] rpmsg: channel rpmsg-tty announced: 0x401 (remote), no "
			    "driver wants it\n");
	assert_string_equal(line(true, &event),
			    "{\"time_ns\":0,\"source\":\"rpmsg\",\"kind\":\"channel-created\","
			    "\"name\":\"rpmsg-tty\",\"number\":0,\"dst\":1025}\n");
}

/* What the operating system chose is not part of a log. */
static void test_tty(void **state)
{
	struct host_event host = {.kind = HOST_EVENT_TTY_CREATED,
				  .name = "ttyRPMSG1",
				  .number = 1,
				  .path = "/tmp/x/ttyRPMSG1",
				  .text = "/dev/pts/7"};
	struct machine_event event = machine_event_from_host(&host, PS_PER_S);

	(void)state;
	assert_string_equal(event.path, "/tmp/x/ttyRPMSG1");
	assert_string_equal(line(false, &event), "[    1.000000] tty: ttyRPMSG1 created\n");
	assert_string_equal(line(true, &event),
			    "{\"time_ns\":1000000000,\"source\":\"tty\",\"kind\":\"tty-created\","
			    "\"name\":\"ttyRPMSG1\",\"number\":1}\n");
}

static void test_endpoint(void **state)
{
	struct host_event host = {.kind = HOST_EVENT_ENDPOINT_CREATED,
				  .name = "rpmsg2",
				  .number = 2,
				  .path = "/tmp/x/rpmsg2",
				  .text = "rpmsg-raw",
				  .src = 0x400,
				  .dst = 0x401};
	struct machine_event event = machine_event_from_host(&host, 0);

	(void)state;
	assert_string_equal(event.path, "/tmp/x/rpmsg2");
	assert_string_equal(line(false, &event),
			    "[    0.000000] endpoint: rpmsg2 created: rpmsg-raw, 0x400 (host) to "
			    "0x401 (remote)\n");
	assert_string_equal(line(true, &event),
			    "{\"time_ns\":0,\"source\":\"endpoint\",\"kind\":\"endpoint-created\","
			    "\"name\":\"rpmsg2\",\"number\":2,\"src\":1024,\"dst\":1025,"
			    "\"text\":\"rpmsg-raw\"}\n");
	host.kind = HOST_EVENT_ENDPOINT_REMOVED;
	event = machine_event_from_host(&host, 0);
	assert_string_equal(line(false, &event), "[    0.000000] endpoint: rpmsg2 removed\n");
	host.kind = HOST_EVENT_ENDPOINT_LOST;
	host.count = 3;
	event = machine_event_from_host(&host, 0);
	assert_string_equal(line(false, &event),
			    "[    0.000000] rpmsg2: messages lost while nobody had it open: 3\n");
}

static void test_note(void **state)
{
	struct machine_event event =
		machine_event_from_note(BOARD_NOTE_GUEST, "RCC", 0x10000124, "is written", 0);

	(void)state;
	assert_string_equal(line(false, &event),
			    "[    0.000000] RCC: is written (pc 0x10000124)\n");
	event.function = "main";
	assert_string_equal(line(false, &event),
			    "[    0.000000] RCC: is written (pc 0x10000124, main)\n");
	event = machine_event_from_note(BOARD_NOTE_NOT_MODELLED, "RCC", 0, "is stored", 0);
	assert_int_equal(event.level, MACHINE_EVENT_DETAIL);
	event = machine_event_from_note(BOARD_NOTE_NO_MODEL, "CEC", 0, "is stored", 0);
	assert_int_equal(event.level, MACHINE_EVENT_WARNING);
	assert_string_equal(event.kind, "not-modelled");
}

static void test_data(void **state)
{
	struct machine_event event = {.level = MACHINE_EVENT_INFO,
				      .source = "tty",
				      .kind = "tty-received",
				      .name = "ttyRPMSG0",
				      .has_number = true,
				      .data = "hi\n\x80",
				      .length = 4};

	(void)state;
	assert_string_equal(line(false, &event), "[    0.000000] ttyRPMSG0 > hi\\n\\x80\n");
	assert_string_equal(line(true, &event),
			    "{\"time_ns\":0,\"source\":\"tty\",\"kind\":\"tty-received\","
			    "\"name\":\"ttyRPMSG0\",\"number\":0,\"data\":\"hi\\\\n\\\\x80\","
			    "\"length\":4}\n");
}

static void test_message(void **state)
{
	struct host_event host = {.kind = HOST_EVENT_MESSAGE_RECEIVED,
				  .name = "rpmsg-raw",
				  .src = 0x401,
				  .dst = 0x400,
				  .data = "hi\n",
				  .length = 3};
	struct machine_event event = machine_event_from_host(&host, 0);

	(void)state;
	assert_string_equal(line(false, &event),
			    "[    0.000000] rpmsg-raw > hi\\n (3 bytes from 0x401)\n");
	assert_string_equal(line(true, &event),
			    "{\"time_ns\":0,\"source\":\"rpmsg\",\"kind\":\"message-received\","
			    "\"name\":\"rpmsg-raw\",\"number\":0,\"src\":1025,\"dst\":1024,"
			    "\"data\":\"hi\\\\n\",\"length\":3}\n");
	host.kind = HOST_EVENT_MESSAGE_SENT;
	event = machine_event_from_host(&host, 0);
	assert_string_equal(line(false, &event),
			    "[    0.000000] rpmsg-raw < hi\\n (3 bytes to 0x400)\n");
	host = (struct host_event){
		.kind = HOST_EVENT_DRIVER, .name = "rpmsg-client-sample", .text = "goodbye!"};
	event = machine_event_from_host(&host, 0);
	assert_string_equal(line(false, &event), "[    0.000000] rpmsg-client-sample: goodbye!\n");
}

static void test_full_disk(void **state)
{
	struct event_log log = {.file = fopen("/dev/full", "w"), .least = MACHINE_EVENT_DETAIL};
	struct machine_event event = {.source = "machine", .kind = "end", .text = ""};

	(void)state;
	assert_non_null(log.file);
	event_log_write(&log, &event);
	assert_true(log.failed);
	fclose(log.file);
}

static int free_line(void **state)
{
	(void)state;
	free(logged);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),	 cmocka_unit_test(test_state),
		cmocka_unit_test(test_channel),	 cmocka_unit_test(test_tty),
		cmocka_unit_test(test_endpoint), cmocka_unit_test(test_note),
		cmocka_unit_test(test_data),	 cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_message),
	};

	return cmocka_run_group_tests(tests, NULL, free_line);
}
