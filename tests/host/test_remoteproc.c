/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of a coprocessor on a fake platform: registers and their order, the table, the policy. */
#include "host/rproc_fixture.h"

#include <copro/trace.h>

static unsigned stopped;

static const char *const no_tty[] = {"some-service", NULL};

static int set_up(void **state)
{

	(void)state;
	stopped = 0;
	fixture_open(NULL, 0, no_tty);
	return 0;
}

static void on_stopped(void *context)
{
	assert_ptr_equal(context, &fake);
	stopped++;
}

static void stop(void)
{
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	fake_advance(&fake, 1000);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
}

static struct resource_table_rpmsg *live(void)
{
	return fake_at(&fake, TEST_TABLE_DA);
}

static const struct rpmsg_channel *channel(void)
{
	return rpmsg_bus_channels(remoteproc_bus(rproc, 0));
}

/* ---- start ---- */

static void starts_and_connects(void **state)
{
	const struct fake_event *event;

	(void)state;
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	memset(fake_at(&fake, TEST_TEXT_DA), 0xEE, 128);
	fixture_start();
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	assert_int_equal(fake.starts, 1);
	/* Memory: vectors by the M4's address, contents, the zeroed rest and nothing behind it. */
	assert_memory_equal(fake.retram, test_vectors, 8);
	assert_int_equal(fake.sram[31], 0xA5);
	assert_int_equal(fake.sram[32], 0);
	assert_int_equal(fake.sram[63], 0);
	assert_int_equal(fake.sram[64], 0xEE);
	/* The live table: where the rings are, what was agreed. */
	assert_int_equal(live()->vdev.status, 7);
	assert_int_equal(live()->vdev.gfeatures, 1);
	assert_int_equal(live()->vring[0].da, 0x10040000);
	assert_int_equal(live()->vring[1].da, 0x10041000);
	assert_int_equal(live()->vring[0].notifyid, 0);
	assert_int_equal(live()->vring[1].notifyid, 1);
	/* Buffers: first half for receiving (device-writable descriptors of vring 0). */
	assert_int_equal(*(uint32_t *)fake_at(&fake, 0x10040000), 0x10042000);
	assert_int_equal(*(uint32_t *)fake_at(&fake, 0x10041000), 0x10044000);
	/* The channel that the firmware announced, which no driver wants. */
	event = fake_event(&fake, HOST_EVENT_CHANNEL_CREATED, "some-service");
	assert_non_null(event);
	assert_int_equal(event->src, RPMSG_ADDRESS_ANY);
	assert_int_equal(event->dst, 1024);
	assert_string_equal(event->text, "");
	assert_non_null(fake_event(&fake, HOST_EVENT_LINK_UP, NULL));
	assert_string_equal(fake_event(&fake, HOST_EVENT_STATE, NULL)->text, "running");
	assert_non_null(channel());
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
}

/* stm32_rproc_start: deep sleep is cleared, hold-boot released and asserted again at once. */
static void starts_the_core_as_linux_does(void **state)
{
	uint32_t i = fake.write_count;

	(void)state;
	fake.mcucr = 1;
	fixture_start();
	assert_int_equal(fake.writes[i].address, 0x50001014);
	assert_int_equal(fake.writes[i].value & 1, 0);
	assert_int_equal(fake.writes[i + 1].address, 0x5000010C);
	assert_int_equal(fake.writes[i + 1].value, 1);
	assert_int_equal(fake.writes[i + 2].address, 0x5000010C);
	assert_int_equal(fake.writes[i + 2].value, 0);
	assert_int_equal(fake.write_count, i + 3);
	assert_int_equal(fake.rang_m4[0], 1); /* DRIVER_OK is followed by one doorbell */
	assert_int_equal(fake.bkp18, 0xFFFFFFFF); /* Linux does not write it at a start */
}

static void turns_the_mailbox_on(void **state)
{
	(void)state;
	assert_int_equal(fake.writes[0].address, 0x50000A20); /* RCC_MP_AHB3ENSETR */
	assert_int_equal(fake.writes[0].value, 1u << 12);
	fixture_start();
	assert_int_equal(fake.ipcc_cr, 0x10001);
	assert_int_equal(fake.ipcc_mr & 0x3F, 0x3C);
}

static void refuses_what_is_not_its_turn(void **state)
{
	struct host_error error;

	(void)state;
	assert_int_equal(remoteproc_start(rproc, &error), -ENOENT);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), -EINVAL);
	fixture_start();
	assert_int_equal(remoteproc_start(rproc, &error), -EBUSY);
	assert_string_equal(error.code, "busy");
	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), -EBUSY);
	assert_null(remoteproc_bus(rproc, 1));
}

static void runs_without_a_table(void **state)
{
	(void)state;
	fake.firmware.started = NULL;
	fake.firmware.doorbell = NULL;
	test_image_make(&image, NULL, 0);
	fixture_start();
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	assert_null(remoteproc_bus(rproc, 0));
	stop();
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "stop-timeout"));
}

static void says_when_memory_is_out_of_reach(void **state)
{
	struct host_error error;

	(void)state;
	fake.unreachable = true;
	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	assert_int_equal(remoteproc_start(rproc, &error), -EFAULT);
	assert_string_equal(error.code, "memory-denied");
	assert_int_equal(fake.starts, 0);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	fake.unreachable = false;
	fixture_start();
}

static void needs_an_ipcc(void **state)
{
	struct remoteproc_config config = {.platform = &fake.platform};
	struct remoteproc *other;

	(void)state;
	fake.platform.ipcc.base = FAKE_RCC;
	assert_int_equal(remoteproc_create(&other, &config), -ENODEV);
}

/* A segment may span two memory banks that follow each other. */
static void loads_across_banks(void **state)
{
	static uint8_t big[64];
	const struct test_segment segments[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 32},
		{.paddr = 0x1001FFF0, .memsz = 64, .filesz = 64, .data = big},
	};

	(void)state;
	memset(big, 0x5A, sizeof(big));
	fake.firmware.started = NULL;
	test_image_segments(&image, segments, 3, NULL, 0, 0);
	fixture_start();
	assert_memory_equal(fake.sram + 0x1FFF0, big, sizeof(big));
}

/* ---- stop ---- */

static void stops_in_linux_order(void **state)
{
	uint32_t i;

	(void)state;
	fixture_start();
	i = fake.write_count;
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	/* The virtio device is gone before the doorbell rings. */
	assert_int_equal(live()->vdev.status, 0);
	assert_int_equal(fake.kinds[HOST_EVENT_CHANNEL_REMOVED], 1);
	assert_int_equal(fake.kinds[HOST_EVENT_LINK_DOWN], 1);
	assert_int_equal(fake.rang_m4[2], 1);
	assert_int_equal(fake.write_count, i);
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), -EALREADY);
	fake_settle(&fake);
	assert_int_equal(firmware.acknowledged, 1);
	assert_int_equal(stopped, 1);
	assert_int_equal(fake.now, 0); /* at once, not after 500 ms */
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	assert_int_equal(fake.writes[i].address, 0x5000010C);
	assert_int_equal(fake.writes[i].value & 1, 0);
	assert_int_equal(fake.writes[i + 1].address, 0x50000404);
	assert_int_equal(fake.writes[i + 1].value, 2);
	assert_int_equal(fake.writes[i + 2].address, 0x50001014);
	assert_int_equal(fake.writes[i + 2].value & 1, 1);
	assert_int_equal(fake.writes[i + 3].address, 0x5C00A148);
	assert_int_equal(fake.writes[i + 3].value, 0);
	assert_null(fake_event(&fake, HOST_EVENT_NOTE, "stop-timeout"));
}

static void waits_half_a_second_for_a_deaf_firmware(void **state)
{
	(void)state;
	fake.firmware.deaf = 4;
	fixture_start();
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	fake_advance(&fake, 499);
	assert_int_equal(stopped, 0);
	fake_advance(&fake, 2);
	assert_int_equal(stopped, 1);
	assert_int_equal(fake.resets, 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "stop-timeout"));
	/* The doorbell that it never took must not stop the next one. */
	assert_int_equal(fake.to_m4, 0);
	fake.firmware.deaf = 0;
	fixture_start();
	assert_int_equal(firmware.acknowledged, 0);
}

/* It is said at once when nobody will hear the doorbell; the wait is Linux's all the same. */
static void tells_that_a_stop_will_take_its_time(void **state)
{
	(void)state;
	fake.firmware.deaf = 4;
	fixture_start();
	fake.m4_mr = 3; /* the channels of the rings are masked: the firmware polls them */
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	assert_null(fake_event(&fake, HOST_EVENT_NOTE, RPROC_NOTE_UNHEARD));
	fake_advance(&fake, 501);
	fixture_start();
	fake.m4_mr = 4;
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, RPROC_NOTE_UNHEARD));
	fake_advance(&fake, 499);
	assert_int_equal(stopped, 1);
	fake_advance(&fake, 2);
	assert_int_equal(stopped, 2);
	fake_forget_events(&fake);
	fixture_start();
	fake.m4_mr = 0;
	fake.m4_cr = 0;
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, RPROC_NOTE_UNHEARD));
	fake_advance(&fake, 501);
}

static void starts_again_with_a_pristine_table(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		fixture_start();
		assert_int_equal(live()->vdev.status, 7);
		assert_int_equal(live()->vring[0].da, 0x10040000);
		assert_int_equal(fake.kinds[HOST_EVENT_CHANNEL_CREATED], i + 1);
		/* What a firmware does to its table does not last. */
		memset(live(), 0xFF, sizeof(table));
		live()->vdev.status = 7;
		stop();
	}
	assert_int_equal(fake.starts, 1000);
	assert_int_equal(stopped, 1000);
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
	assert_int_equal(memcmp(image.bytes + image.table, &table, sizeof(table)), 0);
}

static void stops_from_crashed_without_asking(void **state)
{
	(void)state;
	fixture_start();
	remoteproc_report_crash(rproc, "watchdog");
	assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
	assert_string_equal(fake_event(&fake, HOST_EVENT_CRASH, NULL)->text, "watchdog");
	remoteproc_report_crash(rproc, "again");
	assert_int_equal(fake.kinds[HOST_EVENT_CRASH], 1);
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	assert_int_equal(stopped, 1);
	assert_int_equal(fake.rang_m4[2], 0);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	fixture_start();
}

static void a_crash_ends_the_wait_for_an_answer(void **state)
{
	(void)state;
	fake.firmware.deaf = 4;
	fixture_start();
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	remoteproc_report_crash(rproc, "lock-up");
	assert_int_equal(stopped, 1);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
}

static void the_wait_for_an_answer_can_be_ended(void **state)
{
	(void)state;
	fake.firmware.deaf = 4;
	fixture_start();
	remoteproc_stop_now(rproc);
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	assert_int_equal(remoteproc_stop(rproc, on_stopped, &fake), 0);
	remoteproc_stop_now(rproc);
	assert_int_equal(stopped, 1);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	assert_int_equal(fake.resets, 1);
}

static void destroys_while_running(void **state)
{
	(void)state;
	fixture_start();
	remoteproc_destroy(rproc);
	assert_false(fake.running);
	assert_int_equal(live()->vdev.status, 0);
	fake_check_clean(&fake);
	fake.rproc = NULL;
	rproc = NULL;
}

/* ---- trace ---- */

static void follows_the_trace_buffer(void **state)
{
	const struct test_segment segments[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 32},
	};
	const struct fake_event *event;

	(void)state;
	/* The last run's log is not this one's, even where no segment overwrites it. */
	test_image_segments(&image, segments, 2, &table, sizeof(table), TEST_TABLE_DA);
	memset(fake_at(&fake, TEST_TRACE_DA), 'z', TEST_TRACE_SIZE);
	fixture_start();
	assert_int_equal(*(char *)fake_at(&fake, TEST_TRACE_DA), 0);
	assert_int_equal(*(char *)fake_at(&fake, TEST_TRACE_DA + TEST_TRACE_SIZE - 1), 0);
	remoteproc_poll_trace(rproc);
	assert_int_equal(fake.kinds[HOST_EVENT_TRACE], 0);
	memcpy(fake_at(&fake, TEST_TRACE_DA), "hello\nlast words", 17);
	remoteproc_poll_trace(rproc);
	event = fake_event(&fake, HOST_EVENT_TRACE, "log");
	assert_string_equal(event->text, "hello");
	assert_int_equal(event->number, 0);
	assert_int_equal(fake.kinds[HOST_EVENT_TRACE], 1);
	stop();
	assert_int_equal(fake.kinds[HOST_EVENT_TRACE], 2);
}

static void tells_of_lost_trace_once(void **state)
{
	const struct fake_event *event;
	struct trace_ring ring;
	char text[TEST_TRACE_SIZE + 10];
	uint32_t i;

	(void)state;
	fixture_start();
	memset(text, 'x', sizeof(text));
	trace_init(&ring, fake_at(&fake, TEST_TRACE_DA), TEST_TRACE_SIZE);
	trace_write(&ring, "in time\n", 8);
	remoteproc_poll_trace(rproc);
	assert_null(fake_event(&fake, HOST_EVENT_NOTE, RPROC_NOTE_TRACE_LOST));
	for (i = 0; i < 3; i++) {
		trace_write(&ring, text, sizeof(text) / 2);
		trace_write(&ring, text, sizeof(text) - sizeof(text) / 2);
		text[0]++;
		remoteproc_poll_trace(rproc);
	}
	event = fake_event(&fake, HOST_EVENT_NOTE, RPROC_NOTE_TRACE_LOST);
	assert_non_null(event);
	/* All but the last byte of the buffer and the mark hold text. */
	assert_string_equal(
		event->text,
		"log was overwritten before it was read: at least 12 bytes are missing");
	for (i = 0; i < fake.event_count; i++)
		assert_true(&fake.events[i] == event ||
			    strcmp(fake.events[i].name, RPROC_NOTE_TRACE_LOST));
	stop();
}

/* ---- doorbells ---- */

static void survives_doorbells_without_end(void **state)
{
	unsigned i;

	(void)state;
	fixture_start();
	for (i = 0; i < 100000; i++) {
		fake.to_a7 |= 0x3F;
		remoteproc_mailbox_interrupt(rproc);
	}
	/* Channels that mean nothing are masked, so they do not keep the line up. */
	fake.to_a7 = 0x3C;
	fake_settle(&fake);
	assert_int_equal(fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
	stop();
}

static void ignores_doorbells_while_offline(void **state)
{
	(void)state;
	fake.to_a7 = 0x3F;
	fake_settle(&fake);
	remoteproc_mailbox_interrupt(rproc);
	fixture_start();
	stop();
	fake.to_a7 = 0x3F;
	fake_settle(&fake);
}

/* ---- two vdevs ---- */

struct two_vdevs {
	struct resource_table_header header;
	uint32_t offset[2];
	struct {
		struct rsc_vdev vdev;
		struct rsc_vring vring[2];
	} COPRO_PACKED vdevs[2];
} COPRO_PACKED;

static void runs_two_vdevs(void **state)
{
	static struct echo_firmware second;
	struct two_vdevs two;
	struct two_vdevs *both = fake_at(&fake, TEST_TABLE_DA);
	struct fake_firmware first_firmware = fake.firmware;
	int i;

	(void)state;
	memset(&two, 0, sizeof(two));
	two.header.ver = 1;
	two.header.num = 2;
	for (i = 0; i < 2; i++) {
		two.offset[i] = (uint32_t)(offsetof(struct two_vdevs, vdevs) +
					   (size_t)i * sizeof(two.vdevs[0]));
		two.vdevs[i].vdev = table.vdev;
		two.vdevs[i].vring[0] = table.vring[0];
		two.vdevs[i].vring[1] = table.vring[1];
	}
	echo_init(&second, &fake, no_tty);
	fake.firmware = first_firmware;
	firmware.vdev_da = TEST_TABLE_DA + (uint32_t)offsetof(struct two_vdevs, vdevs[0]);
	second.vdev_da = TEST_TABLE_DA + (uint32_t)offsetof(struct two_vdevs, vdevs[1]);
	test_image_make(&image, &two, sizeof(two));
	fixture_start();
	assert_int_equal(both->vdevs[0].vring[1].notifyid, 1);
	assert_int_equal(both->vdevs[1].vring[0].notifyid, 2);
	assert_int_equal(both->vdevs[1].vring[1].notifyid, 3);
	assert_int_equal(both->vdevs[1].vring[0].da, 0x10046000);
	assert_int_equal(both->vdevs[1].vdev.status, 7);
	/* The second one's firmware comes to life by the doorbell that both share. */
	fake.running = true;
	fake.firmware.started = NULL;
	second.fake = &fake;
	assert_int_equal(
		rpmsg_remote_init(&second.remote, &second.config, fake_at(&fake, second.vdev_da)),
		0);
	second.services[0].endpoint.context = &second.services[0];
	assert_int_equal(rpmsg_endpoint_create(&second.remote.rpmsg, &second.services[0].endpoint,
					       &second.services[0].config, 2000, RPMSG_ADDRESS_ANY,
					       NULL),
			 0);
	assert_int_equal(rpmsg_poll(&second.remote.rpmsg, 0), 0);
	fake_settle(&fake);
	assert_non_null(rpmsg_bus_channels(remoteproc_bus(rproc, 1)));
	assert_int_equal(rpmsg_bus_channels(remoteproc_bus(rproc, 1))->dst, 2000);
	assert_int_equal(channel()->dst, 1024);
	stop();
}

static void names_every_state(void **state)
{
	static const char *const words[] = {"offline", "suspended", "running", "crashed",
					    "deleted", "attached",  "detached"};
	int i;

	(void)state;
	for (i = 0; i < 7; i++)
		assert_string_equal(rproc_state_name((enum rproc_state)i), words[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(starts_and_connects),
		TEST(starts_the_core_as_linux_does),
		TEST(turns_the_mailbox_on),
		TEST(refuses_what_is_not_its_turn),
		TEST(runs_without_a_table),
		TEST(says_when_memory_is_out_of_reach),
		TEST(needs_an_ipcc),
		TEST(loads_across_banks),
		TEST(stops_in_linux_order),
		TEST(waits_half_a_second_for_a_deaf_firmware),
		TEST(tells_that_a_stop_will_take_its_time),
		TEST(starts_again_with_a_pristine_table),
		TEST(stops_from_crashed_without_asking),
		TEST(a_crash_ends_the_wait_for_an_answer),
		TEST(the_wait_for_an_answer_can_be_ended),
		TEST(destroys_while_running),
		TEST(follows_the_trace_buffer),
		TEST(tells_of_lost_trace_once),
		TEST(survives_doorbells_without_end),
		TEST(ignores_doorbells_while_offline),
		TEST(runs_two_vdevs),
		TEST(names_every_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
