/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver of "rpmsg-client-sample" against a firmware that echoes. */
#include "host/rproc_fixture.h"

#include "host/client_sample.h"

static struct rpmsg_driver driver;
static struct rpmsg_driver *drivers[] = {&driver};

static int set_up(void **state)
{
	static const char *const names[] = {"other", "rpmsg-client-sample", "rpmsg-client-sample",
					    NULL};

	(void)state;
	client_sample_init(&driver);
	fixture_open(drivers, 1, names);
	return 0;
}

/* Each channel has a conversation of its own, of 100 messages, and starts it. */
static void talks_until_a_hundred_messages_came(void **state)
{
	const struct echo_service *service = &firmware.services[1];

	(void)state;
	fixture_start();
	assert_int_equal(service->messages, CLIENT_SAMPLE_MESSAGES);
	assert_int_equal(service->longest, 12);
	assert_memory_equal(service->last, "hello world!", 12);
	assert_int_equal(firmware.services[2].messages, CLIENT_SAMPLE_MESSAGES);
	assert_int_equal(firmware.services[0].messages, 0);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_SENT], 2 * CLIENT_SAMPLE_MESSAGES);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_RECEIVED], 2 * CLIENT_SAMPLE_MESSAGES);
	assert_int_equal(fake.kinds[HOST_EVENT_DRIVER], 2);
	assert_string_equal(fake_event(&fake, HOST_EVENT_DRIVER, "rpmsg-client-sample")->text,
			    "goodbye!");
	/* What comes later is shown, and not answered. */
	assert_int_equal(echo_send(&firmware, 1, "more", 4), 0);
	fake_settle(&fake);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_RECEIVED], 2 * CLIENT_SAMPLE_MESSAGES + 1);
	assert_int_equal(service->messages, CLIENT_SAMPLE_MESSAGES);
	assert_int_equal(fake.kinds[HOST_EVENT_DRIVER], 2);
}

static void shows_each_message(void **state)
{
	const struct fake_event *event;

	(void)state;
	firmware.mute = true;
	fixture_start();
	event = fake_event(&fake, HOST_EVENT_MESSAGE_SENT, "rpmsg-client-sample");
	assert_int_equal(event->length, 12);
	assert_memory_equal(event->data, "hello world!", 12);
	assert_int_equal(event->dst, firmware.services[1].endpoint.address);
	assert_int_equal(echo_send(&firmware, 1, "a\0b", 3), 0);
	fake_settle(&fake);
	event = fake_event(&fake, HOST_EVENT_MESSAGE_RECEIVED, "rpmsg-client-sample");
	assert_int_equal(event->length, 3);
	assert_memory_equal(event->data, "a\0b", 3);
	assert_int_equal(event->src, firmware.services[1].endpoint.address);
	assert_int_equal(event->dst, 1024);
}

/* Without a send buffer the answer is owed, not lost. */
static void answers_when_there_are_buffers_again(void **state)
{
	uint32_t i;

	(void)state;
	firmware.hog = true;
	fixture_start();
	for (i = 0; i < 40; i++) {
		assert_int_equal(echo_send(&firmware, 1, "x", 1), 0);
		fake_settle(&fake);
	}
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_RECEIVED], 40);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_SENT], 16); /* all there are */
	echo_release(&firmware);
	fake_settle(&fake);
	assert_int_equal(firmware.services[1].messages, CLIENT_SAMPLE_MESSAGES);
	assert_int_equal(fake.kinds[HOST_EVENT_MESSAGE_SENT], 2 * CLIENT_SAMPLE_MESSAGES);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(talks_until_a_hundred_messages_came),
		TEST(shows_each_message),
		TEST(answers_when_there_are_buffers_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
