/* SPDX-License-Identifier: BSD-3-Clause */
/* The bus against firmware that behaves, and firmware that does not. */
#include "host/rproc_fixture.h"

#define VRING0	0x10040000u
#define BUFFERS 0x10042000u

/* A driver that remembers. */
struct memory_driver {
	struct rpmsg_driver driver;
	unsigned probed;
	unsigned removed;
	unsigned received;
	unsigned tx_ready;
	int probe_status;
	bool ready_at_remove;
	char text[64];
	struct rpmsg_channel *channel;
};

static struct memory_driver memory_driver;
static struct rpmsg_driver *drivers[] = {&memory_driver.driver};

static int on_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct memory_driver *memory = driver->context;

	memory->probed++;
	memory->channel = channel;
	return memory->probe_status;
}

static void on_remove(struct rpmsg_channel *channel)
{
	memory_driver.removed++;
	memory_driver.ready_at_remove = rpmsg_ready(&channel->endpoint);
}

static void on_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	struct memory_driver *memory = channel->driver->context;

	memory->received++;
	if (message->length < sizeof(memory->text)) {
		memcpy(memory->text, message->data, message->length);
		memory->text[message->length] = '\0';
	}
}

static void on_tx_ready(struct rpmsg_channel *channel)
{
	((struct memory_driver *)channel->driver->context)->tx_ready++;
}

static int set_up(void **state)
{
	static const char *const services[] = {"known", NULL};
	static const char *const names[] = {"other", "known", NULL};

	(void)state;
	memset(&memory_driver, 0, sizeof(memory_driver));
	memory_driver.driver = (struct rpmsg_driver){.name = "memory",
						     .services = services,
						     .context = &memory_driver,
						     .probe = on_probe,
						     .remove = on_remove,
						     .receive = on_receive,
						     .tx_ready = on_tx_ready};
	fixture_open(drivers, 1, names);
	return 0;
}

/* ---- firmware by hand: what stands in the ring, byte by byte ---- */

struct used {
	uint16_t flags;
	uint16_t idx;
	struct {
		uint32_t id;
		uint32_t len;
	} ring[16];
};

/* 16 descriptors and the avail ring take 294 bytes, the used ring follows aligned to 16. */
static struct used *used0(void)
{
	return fake_at(&fake, VRING0 + 304);
}

static uint16_t next_used;

static void start_by_hand(void)
{
	fake.firmware.started = NULL;
	fake.firmware.doorbell = NULL;
	fixture_start();
	next_used = 0;
}

static void give_back(uint32_t id, uint32_t length)
{
	used0()->ring[next_used % 16].id = id;
	used0()->ring[next_used % 16].len = length;
	used0()->idx = ++next_used;
}

static void ring(void)
{
	fake_ring_a7(&fake, 0);
	fake_settle(&fake);
}

static void *message(uint32_t id, uint32_t src, uint32_t dst, uint16_t length)
{
	uint8_t *buffer = fake_at(&fake, BUFFERS + id * 512);
	uint32_t header[4] = {src, dst, 0, length};

	memcpy(buffer, header, sizeof(header));
	return buffer + sizeof(header);
}

static void announce(uint32_t id, const char *name, uint32_t address, uint32_t flags)
{
	char *data = message(id, address, 53, 40);

	memset(data, 0, 40);
	memcpy(data, name, strlen(name) < 32 ? strlen(name) : 32);
	memcpy(data + 32, &address, 4);
	memcpy(data + 36, &flags, 4);
	give_back(id, 512);
}

static const struct rpmsg_channel *channels(void)
{
	return rpmsg_bus_channels(remoteproc_bus(rproc, 0));
}

static uint32_t count_channels(void)
{
	const struct rpmsg_channel *channel = channels();
	uint32_t count = 0;

	for (; channel; channel = channel->next)
		count++;
	return count;
}

/* ---- tests ---- */

static void matches_drivers_by_service(void **state)
{
	const struct fake_event *event;

	(void)state;
	fixture_start();
	assert_int_equal(count_channels(), 2);
	assert_int_equal(memory_driver.probed, 1);
	assert_string_equal(memory_driver.channel->name, "known");
	event = fake_event(&fake, HOST_EVENT_CHANNEL_CREATED, "known");
	assert_string_equal(event->text, "memory");
	assert_int_equal(event->src, 1024);
	assert_true(event->dst == 1024 || event->dst == 1025);
	event = fake_event(&fake, HOST_EVENT_CHANNEL_CREATED, "other");
	assert_string_equal(event->text, "");
	assert_int_equal(event->src, RPMSG_ADDRESS_ANY);
}

static void sends_and_receives(void **state)
{
	(void)state;
	fixture_start();
	assert_int_equal(rpmsg_channel_send(memory_driver.channel, "ping", 4), 0);
	fake_settle(&fake);
	assert_int_equal(memory_driver.received, 1);
	assert_string_equal(memory_driver.text, "ping");
	assert_int_equal(firmware.services[1].messages, 1);
	/* A channel that nobody drives cannot be spoken on. */
	assert_int_equal(rpmsg_channel_send((struct rpmsg_channel *)channels()->next, "x", 1),
			 channels()->next->driver ? 0 : -ENODEV);
}

static void tells_when_buffers_are_free_again(void **state)
{
	int i;

	(void)state;
	fixture_start();
	firmware.hog = true;
	for (i = 0; i < 16; i++) {
		assert_int_equal(rpmsg_channel_send(memory_driver.channel, "ping", 4), 0);
		fake_settle(&fake);
	}
	assert_int_equal(rpmsg_channel_send(memory_driver.channel, "ping", 4), -EAGAIN);
	fake_settle(&fake);
	assert_int_equal(memory_driver.tx_ready, 0);
	echo_release(&firmware);
	fake_settle(&fake);
	assert_true(memory_driver.tx_ready >= 1);
	assert_int_equal(memory_driver.received, 16);
	assert_int_equal(rpmsg_channel_send(memory_driver.channel, "ping", 4), 0);
}

/* Rings that meet a pending doorbell become one, once it was taken. */
static void rings_again_when_the_firmware_was_slow(void **state)
{
	int i;

	(void)state;
	fixture_start();
	fake.firmware.deaf = 2;
	for (i = 0; i < 5; i++)
		assert_int_equal(rpmsg_channel_send(memory_driver.channel, "ping", 4), 0);
	fake_settle(&fake);
	assert_int_equal(fake.rang_m4[1], 1);
	assert_int_equal(memory_driver.received, 0);
	fake.firmware.deaf = 0;
	fake_settle(&fake);
	assert_int_equal(fake.rang_m4[1], 2);
	assert_int_equal(memory_driver.received, 5);
	assert_int_equal(rpmsg_channel_send(memory_driver.channel, "ping", 4), 0);
	assert_int_equal(fake.rang_m4[1], 3);
}

static void removes_withdrawn_channels(void **state)
{
	(void)state;
	fixture_start();
	assert_int_equal(rpmsg_endpoint_destroy(&firmware.services[1].endpoint), 0);
	fake_settle(&fake);
	assert_int_equal(memory_driver.removed, 1);
	assert_true(memory_driver.ready_at_remove);
	assert_int_equal(count_channels(), 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_CHANNEL_REMOVED, "known"));
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
}

static void removes_all_channels_at_stop(void **state)
{
	(void)state;
	fixture_start();
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	assert_int_equal(memory_driver.removed, 1);
	assert_false(memory_driver.ready_at_remove);
	assert_int_equal(fake.kinds[HOST_EVENT_CHANNEL_REMOVED], 2);
	fake_settle(&fake);
	fixture_start();
	assert_int_equal(memory_driver.probed, 2);
}

static void survives_a_driver_that_declines(void **state)
{
	(void)state;
	memory_driver.probe_status = -ENOSPC;
	fixture_start();
	assert_int_equal(count_channels(), 2);
	assert_int_equal(fake.kinds[HOST_EVENT_CHANNEL_CREATED], 2);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "channel-probe"));
	assert_null(channels()->driver);
	assert_null(channels()->next->driver);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	assert_int_equal(memory_driver.removed, 0);
}

static void says_once_what_is_announced_twice(void **state)
{
	(void)state;
	start_by_hand();
	announce(0, "known", 7, 0);
	announce(1, "known", 7, 0);
	announce(2, "known", 7, 0);
	announce(3, "known", 8, 0); /* another address is another channel, as in Linux */
	ring();
	assert_int_equal(count_channels(), 2);
	assert_int_equal(memory_driver.probed, 2);
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "channel-duplicate"));
	announce(4, "unknown", 7, 1);
	announce(5, "known", 7, 1);
	ring();
	assert_int_equal(count_channels(), 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "channel-unknown"));
}

/* 10 000 announcements end in 64 channels and one sentence. */
static void bounds_the_number_of_channels(void **state)
{
	uint32_t i;

	(void)state;
	start_by_hand();
	for (i = 0; i < 10000; i++) {
		char name[32];
		/* The buffers come back in the order in which they went out. */
		uint16_t id = *(uint16_t *)fake_at(&fake, VRING0 + 260 + i % 16 * 2);

		(void)snprintf(name, sizeof(name), "service%u", i);
		announce(id, name, 5000 + i, 0);
		ring();
	}
	assert_int_equal(count_channels(), RPMSG_BUS_CHANNELS);
	assert_int_equal(fake.kinds[HOST_EVENT_CHANNEL_CREATED], RPMSG_BUS_CHANNELS);
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "channel-count"));
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_advance(&fake, 600);
	fake.firmware.deaf = 0;
	fixture_start();
	assert_null(channels());
}

static void cuts_names_without_end(void **state)
{
	(void)state;
	start_by_hand();
	announce(0, "\x1B[31mxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 7, 0);
	ring();
	assert_int_equal(count_channels(), 1);
	assert_int_equal(strlen(channels()->name), 31);
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "name-service"));
	assert_int_equal(
		strncmp(fake_event(&fake, HOST_EVENT_CHANNEL_CREATED, NULL)->name, "\\x1B[31m", 8),
		0);
}

static void says_once_what_is_wrong_with_messages(void **state)
{
	int i;

	(void)state;
	start_by_hand();
	for (i = 0; i < 3; i++) {
		message((uint32_t)i, 1, 1024, 4);
		give_back((uint32_t)i, 513); /* longer than a buffer */
		message((uint32_t)i + 4, 1, 1024, 60000);
		give_back((uint32_t)i + 4, 512);
		message((uint32_t)i + 8, 1, 9999, 4);
		give_back((uint32_t)i + 8, 20);
		ring();
	}
	give_back(77, 20);
	give_back(0xFFFFFFFF, 0xFFFFFFFF);
	message(12, 1, 53, 39);
	give_back(12, 512);
	ring();
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "message-length"));
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "no-endpoint"));
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "used-id"));
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "name-service"));
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 4);
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
}

static void takes_the_link_down_on_an_impossible_index(void **state)
{
	(void)state;
	start_by_hand();
	announce(0, "known", 7, 0);
	ring();
	assert_int_equal(memory_driver.probed, 1);
	used0()->idx = (uint16_t)(next_used + 17);
	ring();
	assert_non_null(fake_event(&fake, HOST_EVENT_FIRMWARE_FAULT, "used-index"));
	assert_int_equal(memory_driver.removed, 1);
	assert_null(channels());
	assert_int_equal(fake.kinds[HOST_EVENT_LINK_DOWN], 1);
	/* It stays down, whatever rings, and the next firmware is well. */
	ring();
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 1);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_advance(&fake, 600);
	assert_int_equal(fake.kinds[HOST_EVENT_LINK_DOWN], 1);
	fixture_start();
	assert_int_equal(fake.kinds[HOST_EVENT_LINK_UP], 2);
}

/* The index of the send ring is only looked at when something is sent: the channel goes a little
 * later, not under the feet of who sends. */
static void survives_a_broken_send_ring(void **state)
{
	struct used *used1;
	int status = 0;
	int i;

	(void)state;
	start_by_hand();
	used1 = fake_at(&fake, 0x10041000 + 304);
	announce(0, "known", 7, 0);
	ring();
	used1->idx = 999;
	for (i = 0; i < 17 && status == 0; i++)
		status = rpmsg_channel_send(memory_driver.channel, "x", 1);
	assert_true(status == -EPROTO || status == -ENODEV);
	assert_int_equal(memory_driver.removed, 0);
	fake_settle(&fake);
	assert_int_equal(memory_driver.removed, 1);
	assert_null(channels());
}

/* Every word of both rings and all headers at random, for a while. */
static void survives_random_rings(void **state)
{
	uint32_t seed = 20260101;
	int run;
	int i;

	(void)state;
	for (run = 0; run < 200; run++) {
		fake.firmware.started = NULL;
		fake.firmware.doorbell = NULL;
		fixture_start();
		for (i = 0; i < 40; i++) {
			uint32_t at;

			seed = seed * 1664525u + 1013904223u;
			at = seed >> 8 & 0x5FFF;
			/* Mostly the rings and the headers. */
			if (i % 4 == 0)
				at = 304 + (seed >> 16 & 0x3F);
			else if (i % 4 == 1)
				at = 0x2000 + (at & ~0x1FFu) % 0x4000 + (seed & 0xF);
			fake.sram[0x40000 + at] = (uint8_t)(seed >> 4);
			if (i % 3 == 0)
				used0()->idx++;
			if (memory_driver.probed > memory_driver.removed)
				(void)!rpmsg_channel_send(memory_driver.channel, "data", 4);
			ring();
		}
		assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
		fake_advance(&fake, 600);
		assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
		assert_null(remoteproc_bus(rproc, 0));
	}
}

/* A firmware that fills the ring as fast as it is emptied has a bounded share of each interrupt. */
static void serves_a_flood_in_portions(void **state)
{
	uint32_t i;
	unsigned bound = fake.kinds[HOST_EVENT_FIRMWARE_FAULT];

	(void)state;
	fixture_start();
	for (i = 0; i < 5000; i++) {
		/* The endpoint learns its peer by the first message. */
		if (i == 0)
			assert_int_equal(rpmsg_channel_send(memory_driver.channel, "x", 1), 0);
		(void)!echo_send(&firmware, 1, "flood", 5);
		if (i % 7 == 0)
			fake_settle(&fake);
	}
	fake_settle(&fake);
	assert_true(memory_driver.received >= 5000 * 6 / 7);
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], bound);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(matches_drivers_by_service),
		TEST(sends_and_receives),
		TEST(tells_when_buffers_are_free_again),
		TEST(rings_again_when_the_firmware_was_slow),
		TEST(removes_withdrawn_channels),
		TEST(removes_all_channels_at_stop),
		TEST(survives_a_driver_that_declines),
		TEST(says_once_what_is_announced_twice),
		TEST(bounds_the_number_of_channels),
		TEST(cuts_names_without_end),
		TEST(says_once_what_is_wrong_with_messages),
		TEST(takes_the_link_down_on_an_impossible_index),
		TEST(survives_a_broken_send_ring),
		TEST(survives_random_rings),
		TEST(serves_a_flood_in_portions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
