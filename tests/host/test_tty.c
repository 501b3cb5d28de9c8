/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of a terminal: made, opened, closed, typed to, gone. */
#include "host/tty_fixture.h"

static void makes_a_raw_pty_and_a_link(void **state)
{
	const struct fake_event *event = fake_event(&fake, HOST_EVENT_TTY_CREATED, "ttyRPMSG0");
	struct termios settings;
	struct stat link;
	int fd;

	(void)state;
	assert_non_null(event);
	assert_string_equal(event->path, tty_link_path(0));
	assert_int_equal(strncmp(event->text, "/dev/pts/", 9), 0);
	assert_int_equal(heard.created, 1);
	assert_int_equal(lstat(tty_link_path(0), &link), 0);
	assert_true(S_ISLNK(link.st_mode));
	fd = tty_open_link(0);
	assert_int_equal(tcgetattr(fd, &settings), 0);
	assert_int_equal(settings.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0);
	assert_int_equal(settings.c_oflag & OPOST, 0);
	assert_int_equal(settings.c_iflag & (ICRNL | INLCR | IXON), 0);
	assert_non_null(fake_event(&fake, HOST_EVENT_TTY_OPENED, "ttyRPMSG0"));
	tty_close_link(fd);
	assert_non_null(fake_event(&fake, HOST_EVENT_TTY_CLOSED, "ttyRPMSG0"));
	assert_string_equal(tty_path(tty_set_find(set, 0)), tty_link_path(0));
	assert_int_equal(tty_number(tty_set_find(set, 0)), 0);
	assert_null(tty_set_find(set, 1));
}

static void echoes_every_byte(void **state)
{
	uint8_t sent[256];
	uint8_t got[512];
	int fd = tty_open_link(0);
	int i;

	(void)state;
	for (i = 0; i < 256; i++)
		sent[i] = (uint8_t)i;
	assert_int_equal(write(fd, sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), sizeof(sent));
	assert_memory_equal(got, sent, sizeof(sent));
	tty_close_link(fd);
}

static void splits_what_is_longer_than_a_buffer(void **state)
{
	uint8_t sent[3000];
	uint8_t got[3000];
	int fd = tty_open_link(0);

	(void)state;
	tty_fill(sent, sizeof(sent), 1);
	assert_int_equal(write(fd, sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(tty_read_all(fd, got, sizeof(got)), sizeof(got));
	assert_memory_equal(got, sent, sizeof(sent));
	assert_int_equal(firmware.services[0].longest, 496);
	assert_true(firmware.services[0].messages >= 7);
	tty_close_link(fd);
}

static void survives_close_and_open_again(void **state)
{
	char got[64];
	int fd;
	int i;

	(void)state;
	for (i = 0; i < 50; i++) {
		fd = tty_open_link(0);
		assert_int_equal(write(fd, "again", 5), 5);
		assert_int_equal(tty_read_all(fd, got, 5), 5);
		assert_memory_equal(got, "again", 5);
		tty_close_link(fd);
		assert_false(tty_is_open(tty_set_find(set, 0)));
	}
	assert_int_equal(fake.kinds[HOST_EVENT_TTY_OPENED], 50);
	assert_int_equal(fake.kinds[HOST_EVENT_TTY_CLOSED], 50);
	assert_int_equal(fake.kinds[HOST_EVENT_TTY_LOST], 0);
}

/* `echo hello > ttyRPMSG0`: closed before anybody looks. */
static void takes_what_a_writer_left(void **state)
{
	int fd;

	(void)state;
	fd = open(tty_link_path(0), O_WRONLY | O_NOCTTY);
	assert_int_equal(write(fd, "hello\n", 6), 6);
	close(fd);
	fake_settle(&fake);
	assert_int_equal(firmware.services[0].bytes, 6);
	assert_memory_equal(firmware.services[0].last, "hello\n", 6);
	/* And the answer waits for a reader. */
	fd = tty_open_link(0);
	assert_int_equal(tty_read_all(fd, firmware.services[0].last, 16), 6);
	tty_close_link(fd);
}

/* Nothing is to be done, so nothing is done: hang-up is not watched in a loop. */
static void sleeps_while_nobody_has_it_open(void **state)
{
	unsigned before;
	int i;
	int fd = tty_open_link(0);

	(void)state;
	tty_close_link(fd);
	before = fake.wakeups;
	for (i = 0; i < 1000; i++)
		fake_settle(&fake);
	assert_int_equal(fake.wakeups, before);
	fd = tty_open_link(0);
	before = fake.wakeups;
	for (i = 0; i < 1000; i++)
		fake_settle(&fake);
	assert_int_equal(fake.wakeups, before);
	tty_close_link(fd);
}

static void injects_like_typing(void **state)
{
	static uint8_t sent[5000];
	struct tty *tty = tty_set_find(set, 0);

	(void)state;
	tty_fill(sent, sizeof(sent), 6);
	assert_int_equal(tty_inject(tty, sent, sizeof(sent)), 0);
	fake_settle(&fake);
	assert_int_equal(tty_inject_pending(tty), 0);
	assert_int_equal(heard.length, sizeof(sent));
	assert_memory_equal(heard.bytes, sent, sizeof(sent));
	assert_int_equal(firmware.services[0].longest, 496);
}

static void bounds_what_is_injected(void **state)
{
	struct tty *tty = tty_set_find(set, 0);
	uint8_t *much = calloc(1, TTY_INJECT);
	size_t pending;

	(void)state;
	firmware.hog = true;
	assert_int_equal(tty_inject(tty, much, TTY_INJECT + 1), -ENOSPC);
	assert_int_equal(tty_inject(tty, much, TTY_INJECT), 0);
	fake_settle(&fake);
	pending = tty_inject_pending(tty);
	assert_int_equal(pending, TTY_INJECT - 16 * 496);
	assert_int_equal(tty_inject(tty, much, TTY_INJECT), -ENOSPC);
	assert_int_equal(tty_inject_pending(tty), pending);
	/* What was injected first comes first. */
	assert_int_equal(tty_inject(tty, "end", 3), 0);
	echo_release(&firmware);
	fake_settle(&fake);
	assert_int_equal(tty_inject_pending(tty), 0);
	assert_int_equal(firmware.services[0].bytes, TTY_INJECT + 3);
	free(much);
}

static void hangs_up_when_the_channel_goes(void **state)
{
	char byte;
	int fd = tty_open_link(0);
	struct stat link;

	(void)state;
	assert_int_equal(rpmsg_endpoint_destroy(&firmware.services[0].endpoint), 0);
	fake_settle(&fake);
	assert_true(read(fd, &byte, 1) <= 0);
	assert_int_equal(write(fd, "x", 1), -1);
	close(fd);
	assert_int_equal(heard.removed, 1);
	assert_null(tty_set_find(set, 0));
	assert_int_equal(lstat(tty_link_path(0), &link), -1);
	assert_non_null(fake_event(&fake, HOST_EVENT_TTY_REMOVED, "ttyRPMSG0"));
	/* It comes back under its number. */
	assert_int_equal(rpmsg_endpoint_create(&firmware.remote.rpmsg,
					       &firmware.services[0].endpoint,
					       &firmware.services[0].config, RPMSG_ADDRESS_ANY,
					       RPMSG_ADDRESS_ANY, NULL),
			 0);
	fake_settle(&fake);
	assert_non_null(tty_set_find(set, 0));
	fd = tty_open_link(0);
	tty_close_link(fd);
}

static void hangs_up_at_stop_with_messages_held(void **state)
{
	static uint8_t sent[496];
	int fd;

	(void)state;
	tty_introduce(0);
	fd = tty_open_link(0);
	while (echo_send(&firmware, 0, sent, sizeof(sent)) == 0)
		fake_settle(&fake);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_null(tty_set_find(set, 0));
	assert_true(fake.lost > 0);
	close(fd);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	fd = tty_open_link(0);
	assert_int_equal(write(fd, "new", 3), 3);
	assert_int_equal(tty_read_all(fd, sent, 3), 3);
	tty_close_link(fd);
}

static void replaces_a_stale_link_only(void **state)
{
	struct stat there;

	(void)state;
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(symlink("/dev/pts/nowhere", tty_link_path(0)), 0);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	tty_close_link(tty_open_link(0));
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	/* Somebody's file stays, and the firmware runs without that tty. */
	close(open(tty_link_path(0), O_CREAT | O_WRONLY, 0600));
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	assert_null(tty_set_find(set, 0));
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "tty-link"));
	assert_int_equal(lstat(tty_link_path(0), &there), 0);
	assert_true(S_ISREG(there.st_mode));
	unlink(tty_link_path(0));
}

/* The tty of another run keeps its link, and the log says what to do. */
static void does_not_steal_a_link(void **state)
{
	const struct fake_event *event;
	char target[64];
	char other[64];
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	ssize_t length;

	(void)state;
	assert_true(master >= 0);
	assert_int_equal(ptsname_r(master, other, sizeof(other)), 0);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(symlink(other, tty_link_path(0)), 0);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	assert_null(tty_set_find(set, 0));
	event = fake_event(&fake, HOST_EVENT_NOTE, "tty-link");
	assert_non_null(event);
	assert_non_null(strstr(event->text, tty_link_path(0)));
	assert_non_null(strstr(event->text, "use another directory"));
	length = readlink(tty_link_path(0), target, sizeof(target) - 1);
	assert_int_equal(length, strlen(other));
	assert_memory_equal(target, other, (size_t)length);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(readlink(tty_link_path(0), target, sizeof(target)), length);
	/* Its run is over and has left the link behind. */
	close(master);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	tty_close_link(tty_open_link(0));
}

/* A link that another program has taken over is not removed. */
static void leaves_a_foreign_link(void **state)
{
	char target[64];

	(void)state;
	unlink(tty_link_path(0));
	assert_int_equal(symlink("/dev/null", tty_link_path(0)), 0);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(readlink(tty_link_path(0), target, sizeof(target)), 9);
	unlink(tty_link_path(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(makes_a_raw_pty_and_a_link, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(echoes_every_byte, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(splits_what_is_longer_than_a_buffer, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(survives_close_and_open_again, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(takes_what_a_writer_left, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(sleeps_while_nobody_has_it_open, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(injects_like_typing, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(bounds_what_is_injected, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(hangs_up_when_the_channel_goes, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(hangs_up_at_stop_with_messages_held, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(replaces_a_stale_link_only, tty_set_up,
						tty_tear_down),
		cmocka_unit_test_setup_teardown(does_not_steal_a_link, tty_set_up, tty_tear_down),
		cmocka_unit_test_setup_teardown(leaves_a_foreign_link, tty_set_up, tty_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
