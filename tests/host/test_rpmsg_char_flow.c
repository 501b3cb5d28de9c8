/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages of endpoints: each packet is one, in order, and none is lost while a program reads. */
#include "host/char_fixture.h"

#include <sys/socket.h>
#include <unistd.h>

/* Messages of all lengths from 0 to 496, told apart by their content. */
static uint32_t make(uint8_t *data, uint32_t number)
{
	uint32_t length = number * 7 % 497;

	for (uint32_t i = 0; i < length; i++)
		data[i] = (uint8_t)(number * 31 + i);
	return length;
}

static void check(const uint8_t *data, int length, uint32_t number)
{
	uint8_t wanted[496];

	assert_int_equal(length, make(wanted, number));
	assert_memory_equal(data, wanted, (size_t)length);
}

/* The firmware knows us after the first message. */
static void introduce(int fd, uint32_t service)
{
	firmware.mute = true;
	char_send(fd, "!", 1);
	firmware.mute = false;
	firmware.services[service].messages = 0;
}

static int send_numbered(uint32_t service, uint32_t number)
{
	uint8_t data[496];
	uint32_t length = make(data, number);
	int status = echo_send(&firmware, service, data, length);

	fake_settle(&fake);
	return status;
}

static void each_packet_is_a_message(void **state)
{
	uint8_t data[496];
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	for (uint32_t i = 0; i < 1000; i++) {
		char_send(fd, data, make(data, i));
		check(data, char_recv(fd, data, sizeof(data)), i);
	}
	/* The longest one, and nothing. */
	memset(data, 0xA5, sizeof(data));
	char_send(fd, data, 496);
	assert_int_equal(firmware.services[0].longest, 496);
	assert_int_equal(char_recv(fd, data, sizeof(data)), 496);
	char_send(fd, "", 0);
	assert_int_equal(char_recv(fd, data, sizeof(data)), 0);
	assert_int_equal(char_recv(fd, data, sizeof(data)), CHAR_NOTHING);
	assert_int_equal(char_info(0).sent, 1002);
	assert_int_equal(char_info(0).received, 1002);
	assert_int_equal(char_info(0).lost, 0);
	char_close(fd);
}

static void drops_what_is_too_long(void **state)
{
	uint8_t data[2000] = {1};
	const struct fake_event *event;
	uint32_t notes = 0;
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	char_send(fd, data, 497);
	char_send(fd, data, 2000);
	char_send(fd, "ok", 2);
	assert_int_equal(char_recv(fd, data, sizeof(data)), 2);
	assert_int_equal(char_recv(fd, data, sizeof(data)), CHAR_NOTHING);
	assert_int_equal(firmware.services[0].messages, 1);
	assert_int_equal(char_info(0).refused, 2);
	assert_int_equal(char_info(0).sent, 1);
	event = fake_event(&fake, HOST_EVENT_NOTE, RPMSG_CHAR_NOTE_TOO_LONG);
	assert_string_equal(event->text, "rpmsg0: a packet of 497 bytes was dropped: a message has "
					 "at most 496");
	char_close(fd);
	for (uint32_t i = 0; i < fake.event_count; i++)
		notes += !strcmp(fake.events[i].name, RPMSG_CHAR_NOTE_TOO_LONG);
	assert_int_equal(notes, 2);
	/* The message buffers that were looked at for them are all there. */
	firmware.hog = true;
	fd = char_open(0);
	for (uint32_t i = 0; i < 16; i++)
		char_send(fd, "x", 1);
	assert_int_equal(firmware.services[0].messages, 17);
	char_close(fd);
}

static void keeps_the_newest(void **state)
{
	uint8_t data[496];
	uint32_t first;
	uint32_t kept = 0;
	uint64_t lost;
	int length;
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	introduce(fd, 0);
	char_close(fd);
	for (uint32_t i = 0; i < 200; i++)
		assert_int_equal(send_numbered(0, i), 0);
	lost = char_info(0).lost;
	assert_true(lost > 0);
	assert_int_equal(char_info(0).kept, 200 - lost);
	/* Said when it begins, and all of it when somebody comes. */
	assert_true(fake.kinds[HOST_EVENT_ENDPOINT_LOST] >= 1);
	fd = char_open(0);
	first = 200 - char_info(0).kept;
	for (first = (uint32_t)lost; first < 200; first++) {
		length = char_recv(fd, data, sizeof(data));
		check(data, length, first);
		kept += (uint32_t)length;
	}
	assert_true(kept <= RPMSG_CHAR_KEPT && kept > RPMSG_CHAR_KEPT - 496);
	assert_int_equal(char_recv(fd, data, sizeof(data)), CHAR_NOTHING);
	/* From here on nothing is dropped. */
	assert_int_equal(send_numbered(0, 77), 0);
	check(data, char_recv(fd, data, sizeof(data)), 77);
	assert_int_equal(char_info(0).lost, lost);
	char_close(fd);
	/* Empty ones are bounded by their number. */
	for (uint32_t i = 0; i < 100; i++) {
		assert_int_equal(echo_send(&firmware, 0, "", 0), 0);
		fake_settle(&fake);
	}
	assert_int_equal(char_info(0).kept, RPMSG_CHAR_KEPT_COUNT);
	assert_int_equal(char_info(0).lost, lost + 100 - RPMSG_CHAR_KEPT_COUNT);
}

/* A program that has it open and does not read stops the firmware; not a message goes. */
static void holds_the_firmware_back(void **state)
{
	uint8_t data[496];
	uint32_t sent = 0;
	uint32_t got = 0;
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	introduce(fd, 0);
	while (send_numbered(0, sent) == 0)
		sent++;
	/* The socket's own, 64 KB here, and the message buffers. */
	assert_true(sent > 300);
	assert_int_equal(send_numbered(0, sent), -EAGAIN);
	assert_string_equal(fake_event(&fake, HOST_EVENT_NOTE, RPMSG_CHAR_NOTE_UNREAD)->text,
			    "rpmsg0 is open but not read: its messages wait, and so do those of "
			    "all other channels");
	for (; got < 3000; got++) {
		check(data, char_recv(fd, data, sizeof(data)), got);
		while (sent < 3000 && send_numbered(0, sent) == 0)
			sent++;
	}
	assert_int_equal(char_recv(fd, data, sizeof(data)), CHAR_NOTHING);
	assert_int_equal(char_info(0).lost, 0);
	char_close(fd);
}

/* It goes without having read: the newest are kept, and the firmware goes on. */
static void keeps_when_the_reader_dies(void **state)
{
	uint8_t data[496];
	uint32_t sent = 0;
	uint32_t kept;
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	introduce(fd, 0);
	while (send_numbered(0, sent) == 0)
		sent++;
	char_close(fd);
	assert_false(char_info(0).open);
	assert_true(char_info(0).lost > 0);
	kept = char_info(0).kept;
	assert_true(kept > 0);
	assert_int_equal(send_numbered(0, sent), 0);
	fd = char_open(0);
	/* The one more may have pushed out others: the newest is the last. */
	for (int length; (length = char_recv(fd, data, sizeof(data))) != CHAR_NOTHING;)
		kept = (uint32_t)length;
	check(data, (int)kept, sent);
	char_close(fd);
}

/* Two programs at once, on two endpoints; one that does not read does not stop the other at once. */
static void two_at_once(void **state)
{
	uint8_t data[496];
	int first;
	int other;

	(void)state;
	fixture_start();
	first = char_open(0);
	other = char_open(2);
	introduce(first, 0);
	for (uint32_t i = 0; i < 300; i++) {
		assert_int_equal(send_numbered(0, i), 0);
		char_send(other, data, make(data, i + 5));
		check(data, char_recv(other, data, sizeof(data)), i + 5);
	}
	for (uint32_t i = 0; i < 300; i++)
		check(data, char_recv(first, data, sizeof(data)), i);
	char_close(first);
	char_close(other);
}

static void fill(int fd, uint32_t *sent)
{
	uint8_t data[496];

	while (send(fd, data, make(data, *sent), MSG_NOSIGNAL) >= 0) {
		++*sent;
		fake_settle(&fake);
	}
	assert_int_equal(errno, EAGAIN);
}

/* A firmware that takes nothing stops the program; all arrives once it does. */
static void holds_the_program_back(void **state)
{
	uint8_t data[496];
	uint32_t sent = 0;
	uint32_t wakeups;
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	firmware.hog = true;
	fill(fd, &sent);
	assert_int_equal(firmware.services[0].messages, 16);
	/* Looked for a while whether the firmware forgot to ring, then waits for its doorbell. */
	fake_advance(&fake, 100000);
	wakeups = fake.wakeups;
	fake_advance(&fake, 100000);
	assert_int_equal(fake.wakeups, wakeups);
	echo_release(&firmware);
	for (uint32_t i = 0; i < sent; i++)
		check(data, char_recv(fd, data, sizeof(data)), i);
	assert_int_equal(char_recv(fd, data, sizeof(data)), CHAR_NOTHING);
	assert_int_equal(char_info(0).sent, sent);
	char_close(fd);
}

/* It was killed while the firmware took nothing: what it wrote still arrives, then the next one has its
 * turn. */
static void takes_what_a_dead_program_wrote(void **state)
{
	uint8_t data[496];
	uint32_t sent = 0;
	int fd;
	int next;

	(void)state;
	fixture_start();
	fd = char_open(0);
	firmware.hog = true;
	fill(fd, &sent);
	char_close(fd);
	assert_true(char_info(0).open);
	next = char_connect(0);
	assert_true(next >= 0);
	assert_int_equal(char_recv(next, data, sizeof(data)), CHAR_NOTHING);
	/* It may write already. */
	make(data, sent);
	char_send(next, data, make(data, sent));
	firmware.mute = true;
	echo_release(&firmware);
	fake_settle(&fake);
	assert_int_equal(firmware.services[0].messages, sent + 1);
	firmware.mute = false;
	char_send(next, "now", 3);
	assert_int_equal(char_recv(next, data, sizeof(data)), 3);
	char_close(next);
}

/* It says that it writes no more, and still reads. */
static void serves_a_half_closed_program(void **state)
{
	uint8_t data[496];
	uint32_t wakeups;
	int fd;
	int next;

	(void)state;
	fixture_start();
	fd = char_open(0);
	introduce(fd, 0);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	fake_settle(&fake);
	assert_true(char_info(0).open);
	wakeups = fake.wakeups;
	assert_int_equal(send_numbered(0, 9), 0);
	check(data, char_recv(fd, data, sizeof(data)), 9);
	assert_int_equal(fake.wakeups, wakeups);
	close(fd);
	/* Whoever comes next is not refused for its sake. */
	next = char_connect(0);
	fake_settle(&fake);
	assert_int_equal(send_numbered(0, 10), 0);
	check(data, char_recv(next, data, sizeof(data)), 10);
	char_close(next);
}

/* What was handed over is still read; what it wrote and did not go is told by ECONNRESET. */
static void ends_with_the_link(void **state)
{
	uint8_t data[496];
	uint32_t sent = 0;
	int fd[2];

	(void)state;
	fixture_start();
	fd[0] = char_open(0);
	fd[1] = char_open(2);
	introduce(fd[0], 0);
	assert_int_equal(send_numbered(0, 3), 0);
	firmware.hog = true;
	fill(fd[1], &sent);
	char_stop();
	check(data, char_recv(fd[0], data, sizeof(data)), 3);
	assert_int_equal(char_recv(fd[0], data, sizeof(data)), CHAR_END);
	assert_int_equal(char_recv(fd[1], data, sizeof(data)), CHAR_RESET);
	assert_int_equal(char_recv(fd[1], data, sizeof(data)), CHAR_END);
	close(fd[0]);
	close(fd[1]);
	/* After the next start a program connects anew. */
	firmware.hog = false;
	fixture_start();
	fd[0] = char_open(0);
	char_send(fd[0], "new", 3);
	assert_int_equal(char_recv(fd[0], data, sizeof(data)), 3);
	char_close(fd[0]);
}

/* The firewall took the buffers away while messages were held in them. */
static void survives_lost_memory(void **state)
{
	uint8_t data[496];
	uint32_t sent = 0;
	int fd;

	(void)state;
	fixture_start();
	fd = char_open(0);
	introduce(fd, 0);
	while (send_numbered(0, sent) == 0)
		sent++;
	fake.unreachable = true;
	remoteproc_memory_rights_changed(rproc);
	/* Nobody may look at them any more. */
	memset(fake_at(&fake, 0x10040000), 0xEE, 0x8000);
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
	for (uint32_t i = 0;; i++) {
		int length = char_recv(fd, data, sizeof(data));

		if (length == CHAR_END)
			break;
		check(data, length, i);
	}
	assert_true(fake.kinds[HOST_EVENT_ENDPOINT_LOST] >= 1);
	close(fd);
	fake.unreachable = false;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, char_set_up, char_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_packet_is_a_message),
		TEST(drops_what_is_too_long),
		TEST(keeps_the_newest),
		TEST(holds_the_firmware_back),
		TEST(keeps_when_the_reader_dies),
		TEST(two_at_once),
		TEST(holds_the_program_back),
		TEST(takes_what_a_dead_program_wrote),
		TEST(serves_a_half_closed_program),
		TEST(ends_with_the_link),
		TEST(survives_lost_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
