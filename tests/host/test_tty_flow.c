/* SPDX-License-Identifier: BSD-3-Clause */
/* Nothing is lost while a terminal is open, and the newest 4 KB while it is not. */
#include "host/tty_fixture.h"

static void keeps_the_newest_4_kb(void **state)
{
	uint8_t sent[10000];
	uint8_t got[10000];
	size_t i;
	int fd;

	(void)state;
	tty_introduce(0);
	tty_fill(sent, sizeof(sent), 2);
	for (i = 0; i < sizeof(sent); i += 100) {
		assert_int_equal(echo_send(&firmware, 0, sent + i, 100), 0);
		fake_settle(&fake);
	}
	assert_int_equal(tty_lost(tty_set_find(set, 0)), sizeof(sent) - 4096);
	assert_true(fake.kinds[HOST_EVENT_TTY_LOST] >= 1); /* said when it begins */
	fd = tty_open_link(0);
	assert_int_equal(fake.lost, sizeof(sent) - 4096); /* and all of it by now */
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), 4096);
	assert_memory_equal(got, sent + sizeof(sent) - 4096, 4096);
	/* From here on nothing is dropped. */
	assert_int_equal(echo_send(&firmware, 0, "live", 4), 0);
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), 4);
	assert_int_equal(tty_lost(tty_set_find(set, 0)), sizeof(sent) - 4096);
	tty_close_link(fd);
	assert_int_equal(heard.length, sizeof(sent) + 4);
}

/* A reader that has it open and does not read stops the firmware; not a byte goes. */
static void holds_the_firmware_back(void **state)
{
	static uint8_t sent[400000];
	static uint8_t got[400000];
	size_t done = 0;
	size_t received = 0;
	int status = 0;
	int fd;

	(void)state;
	tty_introduce(0);
	tty_fill(sent, sizeof(sent), 3);
	fd = tty_open_link(0);
	while (status == 0) {
		status = echo_send(&firmware, 0, sent + done, 496);
		if (status == 0)
			done += 496;
		fake_settle(&fake);
	}
	assert_int_equal(status, -EAGAIN);
	assert_true(done > TTY_QUEUE + 15 * 496);
	assert_true(done < sizeof(sent) / 2);
	while (received < sizeof(sent) - 496) {
		size_t part = tty_read_all(fd, got + received, 4000);

		assert_true(part > 0);
		received += part;
		while (done + 496 <= sizeof(sent) && done < received + 8000 &&
		       echo_send(&firmware, 0, sent + done, 496) == 0)
			done += 496;
	}
	assert_int_equal(received, done);
	assert_memory_equal(got, sent, received);
	assert_int_equal(tty_lost(tty_set_find(set, 0)), 0);
	tty_close_link(fd);
}

static unsigned unread_notes(void)
{
	unsigned count = 0;
	uint32_t i;

	for (i = 0; i < fake.event_count; i++)
		count += fake.events[i].kind == HOST_EVENT_NOTE &&
			 !strcmp(fake.events[i].name, TTY_NOTE_UNREAD);
	return count;
}

/* One that is not read does not stop the other one before 64 KB wait; then the log says why. */
static void lets_the_other_work_while_one_is_not_read(void **state)
{
	static uint8_t sent[200000];
	static uint8_t got[200000];
	uint8_t back[400];
	size_t done = 0;
	size_t held;
	int fd[2];

	(void)state;
	tty_fill(sent, sizeof(sent), 7);
	tty_introduce(0);
	tty_introduce(1);
	fd[0] = tty_open_link(0);
	fd[1] = tty_open_link(1);
	while (done < TTY_QUEUE) {
		assert_int_equal(echo_send(&firmware, 0, sent + done, 400), 0);
		done += 400;
		assert_int_equal(write(fd[1], sent + done, 400), 400);
		assert_int_equal(tty_read_all(fd[1], back, 400), 400);
		assert_memory_equal(back, sent + done, 400);
	}
	assert_int_equal(unread_notes(), 0);
	while (echo_send(&firmware, 0, sent + done, 400) == 0) {
		done += 400;
		fake_settle(&fake);
	}
	assert_int_equal(unread_notes(), 1);
	assert_string_equal(fake_event(&fake, HOST_EVENT_NOTE, TTY_NOTE_UNREAD)->text,
			    "ttyRPMSG0 is open but not read: its messages wait, and so do those of "
			    "all other channels");
	/* Once is enough, and all of it is there. */
	held = tty_read_all(fd[0], got, done);
	assert_int_equal(held, done);
	assert_memory_equal(got, sent, done);
	while (echo_send(&firmware, 0, sent, 400) == 0)
		fake_settle(&fake);
	assert_int_equal(unread_notes(), 1);
	assert_int_equal(fake.lost, 0);
	tty_close_link(fd[0]);
	tty_close_link(fd[1]);
}

/* A firmware that takes nothing stops the writer; all arrives once it does. */
static void holds_the_writer_back(void **state)
{
	static uint8_t sent[200000];
	static uint8_t got[200000];
	size_t done = 0;
	size_t received = 0;
	ssize_t part;
	int fd = tty_open_link(0);

	(void)state;
	tty_fill(sent, sizeof(sent), 4);
	firmware.hog = true;
	for (;;) {
		part = write(fd, sent + done, sizeof(sent) - done);
		if (part <= 0)
			break;
		done += (size_t)part;
		fake_settle(&fake);
	}
	assert_true(done < sizeof(sent) / 2);
	assert_true(firmware.services[0].bytes <= 16 * 496);
	/* Looked for a while whether the firmware forgot to ring, then waits for its doorbell. */
	fake_advance(&fake, 100000);
	fake.firmware.deaf = 0;
	echo_release(&firmware);
	while (received < sizeof(sent)) {
		received += tty_read_all(fd, got + received, 3000);
		if (done < sizeof(sent)) {
			part = write(fd, sent + done, sizeof(sent) - done);
			if (part > 0)
				done += (size_t)part;
		}
		assert_true(received <= done);
	}
	assert_memory_equal(got, sent, sizeof(sent));
	tty_close_link(fd);
}

/* A firmware that returns buffers and never says so is found out. */
static void looks_when_no_doorbell_comes(void **state)
{
	uint64_t before;

	(void)state;
	firmware.hog = true;
	firmware.mute = true;
	tty_introduce(0);
	firmware.mute = true;
	{
		static uint8_t much[20 * 496];

		assert_int_equal(tty_inject(tty_set_find(set, 0), much, sizeof(much)), 0);
	}
	fake_settle(&fake);
	assert_true(tty_inject_pending(tty_set_find(set, 0)) > 0);
	before = fake.now;
	echo_release(&firmware);
	fake.to_a7 = 0; /* the doorbell is lost */
	fake_advance(&fake, 50);
	assert_int_equal(tty_inject_pending(tty_set_find(set, 0)), 0);
	assert_true(fake.now > before);
}

/* What a reader had not read when it left is not lost, up to 4 KB; the newest stay. */
static void keeps_what_a_reader_left(void **state)
{
	static uint8_t sent[16000];
	uint8_t got[16000];
	size_t i;
	int fd;

	(void)state;
	tty_introduce(0);
	tty_fill(sent, sizeof(sent), 5);
	fd = tty_open_link(0);
	for (i = 0; i < 2000; i += 100) {
		assert_int_equal(echo_send(&firmware, 0, sent + i, 100), 0);
		fake_settle(&fake);
	}
	assert_int_equal(tty_read_all(fd, got, 500), 500);
	tty_close_link(fd);
	assert_int_equal(fake.kinds[HOST_EVENT_TTY_LOST], 0);
	assert_int_equal(echo_send(&firmware, 0, sent + 2000, 100), 0);
	fake_settle(&fake);
	fd = tty_open_link(0);
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), 1600);
	assert_memory_equal(got, sent + 500, 1600);
	/* More than is kept. */
	for (i = 0; i < sizeof(sent); i += 100) {
		assert_int_equal(echo_send(&firmware, 0, sent + i, 100), 0);
		fake_settle(&fake);
	}
	tty_close_link(fd);
	assert_int_equal(fake.lost, sizeof(sent) - 4096);
	fd = tty_open_link(0);
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), 4096);
	assert_memory_equal(got, sent + sizeof(sent) - 4096, 4096);
	tty_close_link(fd);
}

/* A reader that leaves while the firmware is held back sets it free. */
static void frees_the_firmware_when_the_reader_leaves(void **state)
{
	static uint8_t sent[496];
	int fd;
	int i;

	(void)state;
	tty_introduce(0);
	fd = tty_open_link(0);
	while (echo_send(&firmware, 0, sent, sizeof(sent)) == 0)
		fake_settle(&fake);
	tty_close_link(fd);
	for (i = 0; i < 100; i++) {
		assert_int_equal(echo_send(&firmware, 0, sent, sizeof(sent)), 0);
		fake_settle(&fake);
	}
	assert_true(fake.lost > 0);
}

/* Line mode of an earlier program does not hide half a line; its settings stay. */
static void reclaims_in_line_mode_too(void **state)
{
	struct termios settings;
	char got[64];
	int fd;

	(void)state;
	tty_introduce(0);
	fd = tty_open_link(0);
	tcgetattr(fd, &settings);
	settings.c_lflag |= ICANON;
	tcsetattr(fd, TCSANOW, &settings);
	assert_int_equal(echo_send(&firmware, 0, "half", 4), 0);
	fake_settle(&fake);
	tty_close_link(fd);
	fd = tty_open_link(0);
	tcgetattr(fd, &settings);
	assert_true(settings.c_lflag & ICANON);
	cfmakeraw(&settings);
	tcsetattr(fd, TCSANOW, &settings);
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), 4);
	assert_memory_equal(got, "half", 4);
	tty_close_link(fd);
}

static void serves_two_at_once(void **state)
{
	static uint8_t sent[2][60000];
	static uint8_t got[2][60000];
	size_t done[2] = {0, 0};
	size_t received[2] = {0, 0};
	int fd[2];
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		tty_fill(sent[i], sizeof(sent[i]), 100 + (uint32_t)i);
		fd[i] = tty_open_link((uint32_t)i);
	}
	while (received[0] < sizeof(sent[0]) || received[1] < sizeof(sent[1])) {
		for (i = 0; i < 2; i++) {
			ssize_t part = 0;

			if (done[i] < sizeof(sent[i]))
				part = write(fd[i], sent[i] + done[i], sizeof(sent[i]) - done[i]);
			if (part > 0)
				done[i] += (size_t)part;
			fake_settle(&fake);
			part = read(fd[i], got[i] + received[i], sizeof(got[i]) - received[i]);
			if (part > 0)
				received[i] += (size_t)part;
		}
	}
	for (i = 0; i < 2; i++) {
		assert_memory_equal(got[i], sent[i], sizeof(sent[i]));
		tty_close_link(fd[i]);
	}
	assert_int_equal(fake.lost, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_the_newest_4_kb, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(holds_the_firmware_back, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(lets_the_other_work_while_one_is_not_read,
						tty_set_up_two, tty_tear_down),
		cmocka_unit_test_setup_teardown(holds_the_writer_back, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(looks_when_no_doorbell_comes, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(keeps_what_a_reader_left, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(frees_the_firmware_when_the_reader_leaves,
						tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(reclaims_in_line_mode_too, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(serves_two_at_once, tty_set_up_two, tty_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
