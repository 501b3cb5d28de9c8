/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels for somebody who says himself what is sent, against a firmware that echoes. */
#include "host/rproc_fixture.h"

#include "host/client_sample.h"
#include "host/raw.h"

static struct raw_set *raw;
static struct rpmsg_driver sample;
static struct rpmsg_driver *drivers[2];

static int set_up(void **state)
{
	static const char *const wanted[] = {"rpmsg-raw", "rpmsg-client-sample", "never", NULL};
	static const char *const names[] = {"other", "rpmsg-raw", "rpmsg-raw",
					    "rpmsg-client-sample", NULL};

	(void)state;
	assert_int_equal(raw_set_create(&raw, wanted), 0);
	client_sample_init(&sample);
	drivers[0] = raw_set_driver(raw);
	drivers[1] = &sample;
	fixture_open(drivers, 2, names);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	remoteproc_destroy(rproc);
	raw_set_destroy(raw);
	fake_check_clean(&fake);
	return 0;
}

static void sends_what_it_is_told_and_nothing_else(void **state)
{
	const struct fake_event *event;

	(void)state;
	assert_false(raw_is_there(raw, "rpmsg-raw"));
	assert_int_equal(raw_send(raw, "rpmsg-raw", "a", 1), -ENOTCONN);
	fixture_start();
	assert_true(raw_is_there(raw, "rpmsg-raw"));
	assert_true(raw_is_there(raw, "rpmsg-client-sample"));
	assert_false(raw_is_there(raw, "never"));
	assert_false(raw_is_there(raw, "other"));
	/* The first driver that wants a service gets it. */
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_SENT], 0);
	assert_int_equal(raw_send(raw, "never", "a", 1), -ENOTCONN);
	assert_int_equal(raw_send(raw, "rpmsg-raw", "a\0\xFF", 3), 0);
	fake_settle(&fake);
	/* On the oldest of the channels of that name. */
	assert_int_equal(firmware.services[1].messages, 1);
	assert_int_equal(firmware.services[2].messages, 0);
	event = fake_event(&fake, HOST_EVENT_MESSAGE_SENT, "rpmsg-raw");
	assert_int_equal(event->length, 3);
	assert_memory_equal(event->data, "a\0\xFF", 3);
	event = fake_event(&fake, HOST_EVENT_MESSAGE_RECEIVED, "rpmsg-raw");
	assert_int_equal(event->length, 3);
	assert_memory_equal(event->data, "a\0\xFF", 3);
}

static void says_when_a_message_does_not_go(void **state)
{
	static const uint8_t long_one[RAW_MESSAGE_MAX + 1];
	uint32_t i;

	(void)state;
	firmware.hog = true;
	fixture_start();
	assert_int_equal(raw_send(raw, "rpmsg-raw", long_one, RAW_MESSAGE_MAX + 1), -EMSGSIZE);
	for (i = 0; i < 16; i++)
		assert_int_equal(raw_send(raw, "rpmsg-raw", long_one, RAW_MESSAGE_MAX), 0);
	assert_int_equal(raw_send(raw, "rpmsg-raw", "a", 1), -EAGAIN);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_SENT], 16);
	fake_settle(&fake);
	echo_release(&firmware);
	fake_settle(&fake);
	assert_int_equal(raw_send(raw, "rpmsg-raw", "a", 1), 0);
	fake_settle(&fake);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_RECEIVED], 17);
}

static void forgets_channels_that_go(void **state)
{
	(void)state;
	fixture_start();
	assert_int_equal(rpmsg_endpoint_destroy(&firmware.services[1].endpoint), 0);
	fake_ring_a7(&fake, 0);
	fake_settle(&fake);
	assert_int_equal(raw_send(raw, "rpmsg-raw", "b", 1), 0);
	fake_settle(&fake);
	assert_int_equal(firmware.services[2].messages, 1);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	assert_false(raw_is_there(raw, "rpmsg-raw"));
	fake_advance(&fake, 600);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sends_what_it_is_told_and_nothing_else),
		TEST(says_when_a_message_does_not_go),
		TEST(forgets_channels_that_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
