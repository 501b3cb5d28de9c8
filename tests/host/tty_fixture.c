/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/tty_fixture.h"

struct tty_set *set;
static char directory[64];

struct tty_heard heard;

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

	memset(&heard, 0, sizeof(heard));
	fake_init(&fake);
	(void)snprintf(directory, sizeof(directory), "/tmp/copro-test-tty-XXXXXX");
	assert_non_null(mkdtemp(directory));
	assert_int_equal(tty_set_create(&set, &ttys), 0);
	driver = tty_set_driver(set);
	fixture_create(&driver, 1, services);
	fixture_start();
	return 0;
}

int tty_set_up(void **state)
{
	static const char *const one[] = {"rpmsg-tty", NULL};

	(void)state;
	return set_up_with(one);
}

int tty_set_up_two(void **state)
{
	static const char *const two[] = {"rpmsg-tty-channel", "rpmsg-tty", NULL};

	(void)state;
	return set_up_with(two);
}

int tty_tear_down(void **state)
{
	(void)state;
	remoteproc_destroy(rproc);
	tty_set_destroy(set);
	fake_check_clean(&fake);
	/* Nothing is left behind. */
	assert_int_equal(rmdir(directory), 0);
	return 0;
}

const char *tty_link_path(uint32_t number)
{
	static char text[96];

	(void)snprintf(text, sizeof(text), "%s/ttyRPMSG%u", directory, number);
	return text;
}

int tty_open_link(uint32_t number)
{
	int fd = open(tty_link_path(number), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	assert_true(fd >= 0);
	fake_settle(&fake);
	assert_true(tty_is_open(tty_set_find(set, number)));
	return fd;
}

void tty_close_link(int fd)
{
	close(fd);
	fake_settle(&fake);
}

size_t tty_read_all(int fd, void *data, size_t room)
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

void tty_introduce(uint32_t number)
{
	uint32_t s;

	for (s = 0; s < firmware.service_count; s++)
		firmware.services[s].bytes = 0;
	firmware.mute = true;
	assert_int_equal(tty_inject(tty_set_find(set, number), "!", 1), 0);
	fake_settle(&fake);
	firmware.mute = false;
}

void tty_fill(uint8_t *data, size_t length, uint32_t seed)
{
	size_t i;

	for (i = 0; i < length; i++) {
		seed = seed * 1664525u + 1013904223u;
		data[i] = (uint8_t)(seed >> 24);
	}
}
