/* SPDX-License-Identifier: BSD-3-Clause */
/* Terminals over real ptys, with a firmware that echoes. */
#include "host/echo_firmware.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "host/elf_builder.h"
#include "host/tty.h"

static struct fake fake;
static struct echo_firmware firmware;
static struct test_image image;
static struct remoteproc *rproc;
static struct tty_set *set;
static char directory[64];

/* What the listener heard. */
static struct {
	uint8_t bytes[1 << 20];
	size_t length;
	unsigned created;
	unsigned removed;
} heard;

static void on_output(void *context, struct tty *tty, const void *data, size_t length)
{
	(void)context;
	assert_non_null(tty);
	if (length > sizeof(heard.bytes) - heard.length)
		return;
	memcpy(heard.bytes + heard.length, data, length);
	heard.length += length;
}

static void on_created(void *context, struct tty *tty)
{
	(void)context;
	assert_non_null(tty_path(tty));
	heard.created++;
}

static void on_removed(void *context, struct tty *tty)
{
	(void)context;
	assert_non_null(tty_path(tty));
	heard.removed++;
}

static struct rpmsg_driver *driver;

static int set_up_with(const char *const *services)
{
	struct tty_set_config ttys = {
		.platform = &fake.platform,
		.directory = directory,
		.listener = {.output = on_output, .created = on_created, .removed = on_removed}};
	struct remoteproc_config config = {
		.platform = &fake.platform, .drivers = &driver, .driver_count = 1};
	struct resource_table_rpmsg table;

	memset(&heard, 0, sizeof(heard));
	fake_init(&fake);
	(void)snprintf(directory, sizeof(directory), "/tmp/copro-test-tty-XXXXXX");
	assert_non_null(mkdtemp(directory));
	assert_int_equal(tty_set_create(&set, &ttys), 0);
	driver = tty_set_driver(set);
	echo_init(&firmware, &fake, services);
	test_table_init(&table);
	test_image_make(&image, &table, sizeof(table));
	assert_int_equal(remoteproc_create(&rproc, &config), 0);
	fake.rproc = rproc;
	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	return 0;
}

static int set_up(void **state)
{
	static const char *const one[] = {"rpmsg-tty", NULL};

	(void)state;
	return set_up_with(one);
}

static int set_up_two(void **state)
{
	static const char *const two[] = {"rpmsg-tty-channel", "rpmsg-tty", NULL};

	(void)state;
	return set_up_with(two);
}

static int tear_down(void **state)
{
	(void)state;
	remoteproc_destroy(rproc);
	tty_set_destroy(set);
	fake_check_clean(&fake);
	/* Nothing is left behind. */
	assert_int_equal(rmdir(directory), 0);
	return 0;
}

static const char *path(uint32_t number)
{
	static char text[96];

	(void)snprintf(text, sizeof(text), "%s/ttyRPMSG%u", directory, number);
	return text;
}

static int open_tty(uint32_t number)
{
	int fd = open(path(number), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	assert_true(fd >= 0);
	fake_settle(&fake);
	assert_true(tty_is_open(tty_set_find(set, number)));
	return fd;
}

static void close_tty(int fd)
{
	close(fd);
	fake_settle(&fake);
}

static size_t read_all(int fd, void *data, size_t room)
{
	size_t length = 0;
	ssize_t part;
	int idle = 0;

	/* The pty hands bytes over in the background, so one empty read is not the end. */
	while (length < room && idle < 3) {
		fake_settle(&fake);
		part = read(fd, (uint8_t *)data + length, room - length);
		if (part > 0) {
			length += (size_t)part;
			idle = 0;
		} else {
			struct pollfd poller = {.fd = fd, .events = POLLIN};

			(void)poll(&poller, 1, 2);
			idle++;
		}
	}
	return length;
}

/* The firmware knows us after the first message. */
static void introduce(uint32_t number)
{
	uint32_t s;

	for (s = 0; s < firmware.service_count; s++)
		firmware.services[s].bytes = 0;
	firmware.mute = true;
	assert_int_equal(tty_inject(tty_set_find(set, number), "!", 1), 0);
	fake_settle(&fake);
	firmware.mute = false;
}

static void fill(uint8_t *data, size_t length, uint32_t seed)
{
	size_t i;

	for (i = 0; i < length; i++) {
		seed = seed * 1664525u + 1013904223u;
		data[i] = (uint8_t)(seed >> 24);
	}
}

/* ---- ---- */

static void makes_a_raw_pty_and_a_link(void **state)
{
	const struct fake_event *event = fake_event(&fake, HOST_EVENT_TTY_CREATED, "ttyRPMSG0");
	struct termios settings;
	struct stat link;
	int fd;

	(void)state;
	assert_non_null(event);
	assert_string_equal(event->path, path(0));
	assert_int_equal(strncmp(event->text, "/dev/pts/", 9), 0);
	assert_int_equal(heard.created, 1);
	assert_int_equal(lstat(path(0), &link), 0);
	assert_true(S_ISLNK(link.st_mode));
	fd = open_tty(0);
	assert_int_equal(tcgetattr(fd, &settings), 0);
	assert_int_equal(settings.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0);
	assert_int_equal(settings.c_oflag & OPOST, 0);
	assert_int_equal(settings.c_iflag & (ICRNL | INLCR | IXON), 0);
	assert_non_null(fake_event(&fake, HOST_EVENT_TTY_OPENED, "ttyRPMSG0"));
	close_tty(fd);
	assert_non_null(fake_event(&fake, HOST_EVENT_TTY_CLOSED, "ttyRPMSG0"));
	assert_string_equal(tty_path(tty_set_find(set, 0)), path(0));
	assert_int_equal(tty_number(tty_set_find(set, 0)), 0);
	assert_null(tty_set_find(set, 1));
}

static void echoes_every_byte(void **state)
{
	uint8_t sent[256];
	uint8_t got[512];
	int fd = open_tty(0);
	int i;

	(void)state;
	for (i = 0; i < 256; i++)
		sent[i] = (uint8_t)i;
	assert_int_equal(write(fd, sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(read_all(fd, got, sizeof(got)), sizeof(sent));
	assert_memory_equal(got, sent, sizeof(sent));
	close_tty(fd);
}

static void splits_what_is_longer_than_a_buffer(void **state)
{
	uint8_t sent[3000];
	uint8_t got[3000];
	int fd = open_tty(0);

	(void)state;
	fill(sent, sizeof(sent), 1);
	assert_int_equal(write(fd, sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(read_all(fd, got, sizeof(got)), sizeof(got));
	assert_memory_equal(got, sent, sizeof(sent));
	assert_int_equal(firmware.services[0].longest, 496);
	assert_true(firmware.services[0].messages >= 7);
	close_tty(fd);
}

static void survives_close_and_open_again(void **state)
{
	char got[64];
	int fd;
	int i;

	(void)state;
	for (i = 0; i < 50; i++) {
		fd = open_tty(0);
		assert_int_equal(write(fd, "again", 5), 5);
		assert_int_equal(read_all(fd, got, 5), 5);
		assert_memory_equal(got, "again", 5);
		close_tty(fd);
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
	fd = open(path(0), O_WRONLY | O_NOCTTY);
	assert_int_equal(write(fd, "hello\n", 6), 6);
	close(fd);
	fake_settle(&fake);
	assert_int_equal(firmware.services[0].bytes, 6);
	assert_memory_equal(firmware.services[0].last, "hello\n", 6);
	/* And the answer waits for a reader. */
	fd = open_tty(0);
	assert_int_equal(read_all(fd, firmware.services[0].last, 16), 6);
	close_tty(fd);
}

/* Nothing is to be done, so nothing is done: hang-up is not watched in a loop. */
static void sleeps_while_nobody_has_it_open(void **state)
{
	unsigned before;
	int i;
	int fd = open_tty(0);

	(void)state;
	close_tty(fd);
	before = fake.wakeups;
	for (i = 0; i < 1000; i++)
		fake_settle(&fake);
	assert_int_equal(fake.wakeups, before);
	fd = open_tty(0);
	before = fake.wakeups;
	for (i = 0; i < 1000; i++)
		fake_settle(&fake);
	assert_int_equal(fake.wakeups, before);
	close_tty(fd);
}

static void keeps_the_newest_4_kb(void **state)
{
	uint8_t sent[10000];
	uint8_t got[10000];
	size_t i;
	int fd;

	(void)state;
	introduce(0);
	fill(sent, sizeof(sent), 2);
	for (i = 0; i < sizeof(sent); i += 100) {
		assert_int_equal(echo_send(&firmware, 0, sent + i, 100), 0);
		fake_settle(&fake);
	}
	assert_int_equal(tty_lost(tty_set_find(set, 0)), sizeof(sent) - 4096);
	assert_true(fake.kinds[HOST_EVENT_TTY_LOST] >= 1); /* said when it begins */
	fd = open_tty(0);
	assert_int_equal(fake.lost, sizeof(sent) - 4096); /* and all of it by now */
	assert_int_equal(read_all(fd, got, sizeof(got)), 4096);
	assert_memory_equal(got, sent + sizeof(sent) - 4096, 4096);
	/* From here on nothing is dropped. */
	assert_int_equal(echo_send(&firmware, 0, "live", 4), 0);
	assert_int_equal(read_all(fd, got, sizeof(got)), 4);
	assert_int_equal(tty_lost(tty_set_find(set, 0)), sizeof(sent) - 4096);
	close_tty(fd);
	assert_int_equal(heard.length, sizeof(sent) + 4);
}

/* A reader that has it open and does not read stops the firmware; not a byte goes. */
static void holds_the_firmware_back(void **state)
{
	static uint8_t sent[100000];
	static uint8_t got[100000];
	size_t done = 0;
	size_t received = 0;
	int status = 0;
	int fd;

	(void)state;
	introduce(0);
	fill(sent, sizeof(sent), 3);
	fd = open_tty(0);
	while (status == 0) {
		status = echo_send(&firmware, 0, sent + done, 496);
		if (status == 0)
			done += 496;
		fake_settle(&fake);
	}
	assert_int_equal(status, -EAGAIN);
	assert_true(done > 16 * 496);
	assert_true(done < sizeof(sent) / 2);
	while (received < sizeof(sent) - 496) {
		size_t part = read_all(fd, got + received, 4000);

		assert_true(part > 0);
		received += part;
		while (done + 496 <= sizeof(sent) && done < received + 8000 &&
		       echo_send(&firmware, 0, sent + done, 496) == 0)
			done += 496;
	}
	assert_int_equal(received, done);
	assert_memory_equal(got, sent, received);
	assert_int_equal(tty_lost(tty_set_find(set, 0)), 0);
	close_tty(fd);
}

/* A firmware that takes nothing stops the writer; all arrives once it does. */
static void holds_the_writer_back(void **state)
{
	static uint8_t sent[200000];
	static uint8_t got[200000];
	size_t done = 0;
	size_t received = 0;
	ssize_t part;
	int fd = open_tty(0);

	(void)state;
	fill(sent, sizeof(sent), 4);
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
		received += read_all(fd, got + received, 3000);
		if (done < sizeof(sent)) {
			part = write(fd, sent + done, sizeof(sent) - done);
			if (part > 0)
				done += (size_t)part;
		}
		assert_true(received <= done);
	}
	assert_memory_equal(got, sent, sizeof(sent));
	close_tty(fd);
}

/* A firmware that returns buffers and never says so is found out. */
static void looks_when_no_doorbell_comes(void **state)
{
	uint64_t before;

	(void)state;
	firmware.hog = true;
	firmware.mute = true;
	introduce(0);
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
	introduce(0);
	fill(sent, sizeof(sent), 5);
	fd = open_tty(0);
	for (i = 0; i < 2000; i += 100) {
		assert_int_equal(echo_send(&firmware, 0, sent + i, 100), 0);
		fake_settle(&fake);
	}
	assert_int_equal(read_all(fd, got, 500), 500);
	close_tty(fd);
	assert_int_equal(fake.kinds[HOST_EVENT_TTY_LOST], 0);
	assert_int_equal(echo_send(&firmware, 0, sent + 2000, 100), 0);
	fake_settle(&fake);
	fd = open_tty(0);
	assert_int_equal(read_all(fd, got, sizeof(got)), 1600);
	assert_memory_equal(got, sent + 500, 1600);
	/* More than is kept. */
	for (i = 0; i < sizeof(sent); i += 100) {
		assert_int_equal(echo_send(&firmware, 0, sent + i, 100), 0);
		fake_settle(&fake);
	}
	close_tty(fd);
	assert_int_equal(fake.lost, sizeof(sent) - 4096);
	fd = open_tty(0);
	assert_int_equal(read_all(fd, got, sizeof(got)), 4096);
	assert_memory_equal(got, sent + sizeof(sent) - 4096, 4096);
	close_tty(fd);
}

/* A reader that leaves while the firmware is held back sets it free. */
static void frees_the_firmware_when_the_reader_leaves(void **state)
{
	static uint8_t sent[496];
	int fd;
	int i;

	(void)state;
	introduce(0);
	fd = open_tty(0);
	while (echo_send(&firmware, 0, sent, sizeof(sent)) == 0)
		fake_settle(&fake);
	close_tty(fd);
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
	introduce(0);
	fd = open_tty(0);
	tcgetattr(fd, &settings);
	settings.c_lflag |= ICANON;
	tcsetattr(fd, TCSANOW, &settings);
	assert_int_equal(echo_send(&firmware, 0, "half", 4), 0);
	fake_settle(&fake);
	close_tty(fd);
	fd = open_tty(0);
	tcgetattr(fd, &settings);
	assert_true(settings.c_lflag & ICANON);
	cfmakeraw(&settings);
	tcsetattr(fd, TCSANOW, &settings);
	assert_int_equal(read_all(fd, got, sizeof(got)), 4);
	assert_memory_equal(got, "half", 4);
	close_tty(fd);
}

static void injects_like_typing(void **state)
{
	static uint8_t sent[5000];
	struct tty *tty = tty_set_find(set, 0);

	(void)state;
	fill(sent, sizeof(sent), 6);
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
	int fd = open_tty(0);
	struct stat link;

	(void)state;
	assert_int_equal(rpmsg_endpoint_destroy(&firmware.services[0].endpoint), 0);
	fake_settle(&fake);
	assert_true(read(fd, &byte, 1) <= 0);
	assert_int_equal(write(fd, "x", 1), -1);
	close(fd);
	assert_int_equal(heard.removed, 1);
	assert_null(tty_set_find(set, 0));
	assert_int_equal(lstat(path(0), &link), -1);
	assert_non_null(fake_event(&fake, HOST_EVENT_TTY_REMOVED, "ttyRPMSG0"));
	/* It comes back under its number. */
	assert_int_equal(rpmsg_endpoint_create(&firmware.remote.rpmsg,
					       &firmware.services[0].endpoint,
					       &firmware.services[0].config, RPMSG_ADDRESS_ANY,
					       RPMSG_ADDRESS_ANY, NULL),
			 0);
	fake_settle(&fake);
	assert_non_null(tty_set_find(set, 0));
	fd = open_tty(0);
	close_tty(fd);
}

static void hangs_up_at_stop_with_messages_held(void **state)
{
	static uint8_t sent[496];
	int fd;

	(void)state;
	introduce(0);
	fd = open_tty(0);
	while (echo_send(&firmware, 0, sent, sizeof(sent)) == 0)
		fake_settle(&fake);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_null(tty_set_find(set, 0));
	assert_true(fake.lost > 0);
	close(fd);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	fd = open_tty(0);
	assert_int_equal(write(fd, "new", 3), 3);
	assert_int_equal(read_all(fd, sent, 3), 3);
	close_tty(fd);
}

static void replaces_a_stale_link_only(void **state)
{
	struct stat there;

	(void)state;
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(symlink("/dev/pts/nowhere", path(0)), 0);
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	close_tty(open_tty(0));
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	/* Somebody's file stays, and the firmware runs without that tty. */
	close(open(path(0), O_CREAT | O_WRONLY, 0600));
	assert_int_equal(remoteproc_start(rproc, NULL), 0);
	fake_settle(&fake);
	assert_null(tty_set_find(set, 0));
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "tty-link"));
	assert_int_equal(lstat(path(0), &there), 0);
	assert_true(S_ISREG(there.st_mode));
	unlink(path(0));
}

/* A link that another program has taken over is not removed. */
static void leaves_a_foreign_link(void **state)
{
	char target[64];

	(void)state;
	unlink(path(0));
	assert_int_equal(symlink("/dev/null", path(0)), 0);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(readlink(path(0), target, sizeof(target)), 9);
	unlink(path(0));
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
		fill(sent[i], sizeof(sent[i]), 100 + (uint32_t)i);
		fd[i] = open_tty((uint32_t)i);
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
		close_tty(fd[i]);
	}
	assert_int_equal(fake.lost, 0);
}

#define TEST(name)     cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_TWO(name) cmocka_unit_test_setup_teardown(name, set_up_two, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_a_raw_pty_and_a_link),
		TEST(echoes_every_byte),
		TEST(splits_what_is_longer_than_a_buffer),
		TEST(survives_close_and_open_again),
		TEST(takes_what_a_writer_left),
		TEST(sleeps_while_nobody_has_it_open),
		TEST(keeps_the_newest_4_kb),
		TEST(holds_the_firmware_back),
		TEST(holds_the_writer_back),
		TEST(looks_when_no_doorbell_comes),
		TEST(keeps_what_a_reader_left),
		TEST(frees_the_firmware_when_the_reader_leaves),
		TEST(reclaims_in_line_mode_too),
		TEST(injects_like_typing),
		TEST(bounds_what_is_injected),
		TEST(hangs_up_when_the_channel_goes),
		TEST(hangs_up_at_stop_with_messages_held),
		TEST(replaces_a_stale_link_only),
		TEST(leaves_a_foreign_link),
		TEST_TWO(serves_two_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
