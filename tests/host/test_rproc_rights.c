/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that the firewall denies the host: before a start, and while a firmware runs in it. */
#include "host/tty_fixture.h"

#define RINGS_DA 0x10040000u

static uint8_t before[0x10000];

static void take(const char *bank)
{
	fake.isolated = bank;
	remoteproc_memory_rights_changed(rproc);
}

/* SRAM3 as it is now: nobody may change it from here on. */
static void watch_rings(void)
{
	memcpy(before, fake_at(&fake, RINGS_DA), sizeof(before));
}

static void check_rings(void)
{
	assert_memory_equal(before, fake_at(&fake, RINGS_DA), sizeof(before));
}

static void loading_where_it_must_not(void **state)
{
	static const struct {
		const char *bank, *text;
	} cases[] = {
		{"RETRAM",
		 "the Cortex-A7 cannot reach the memory of a segment at 0x00000000: it is in "
		 "RETRAM, which is somebody else's"},
		{"SRAM1",
		 "the Cortex-A7 cannot reach the memory of a segment at 0x10000000: it is in "
		 "SRAM1, which is somebody else's"},
		{"SRAM2", "the Cortex-A7 cannot reach the memory of a segment at 0x10021000: "
			  "it is in SRAM2, which is somebody else's"},
		{"SRAM3",
		 "the Cortex-A7 cannot reach the memory of the message rings at 0x10040000: it "
		 "is in SRAM3, which is somebody else's"},
	};
	struct host_error error;

	(void)state;
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	fake_advance(&fake, 1000);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t kept[0x10000];

		memcpy(kept, fake.retram, sizeof(kept));
		memset(fake.sram, 0xEE, sizeof(fake.sram));
		take(cases[i].bank);
		assert_int_equal(remoteproc_start(rproc, &error), -EFAULT);
		assert_string_equal(error.code, "memory-denied");
		assert_string_equal(error.text, cases[i].text);
		assert_non_null(strstr(error.remedy, "st,decprot"));
		/* All or nothing: not a byte of it is loaded. */
		for (size_t k = 0; k < sizeof(fake.sram); k++)
			assert_int_equal(fake.sram[k], 0xEE);
		assert_memory_equal(kept, fake.retram, sizeof(kept));
		assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	}
	take(NULL);
	assert_int_equal(remoteproc_start(rproc, &error), 0);
}

static void losing_the_rings(void **state)
{
	static const char line[] = "nobody hears this";
	const struct fake_event *crash;
	struct rpmsg_channel *channel;

	(void)state;
	channel = (struct rpmsg_channel *)(uintptr_t)rpmsg_bus_channels(remoteproc_bus(rproc, 0));
	assert_non_null(channel);
	tty_introduce(0);
	fake_settle(&fake);
	take("SRAM3");
	watch_rings();
	/* At once: before the host had a turn. */
	assert_int_equal(rpmsg_channel_send(channel, line, sizeof(line)), -ENODEV);
	assert_int_equal(tty_inject(tty_set_find(set, 0), line, sizeof(line)), 0);
	rpmsg_bus_interrupt(remoteproc_bus(rproc, 0));
	check_rings();
	fake.firmware.doorbell = NULL; /* the firmware does not touch them either */
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
	assert_int_equal(fake.kinds[HOST_EVENT_CRASH], 1);
	crash = fake_event(&fake, HOST_EVENT_CRASH, NULL);
	assert_non_null(strstr(crash->text, "the Cortex-A7 lost the memory of the message rings at "
					    "0x10040000: it is in SRAM3, which is somebody else's; "
					    "give that memory back to the Cortex-A7 (st,decprot"));
	assert_non_null(fake_event(&fake, HOST_EVENT_LINK_DOWN, NULL));
	assert_null(rpmsg_bus_channels(remoteproc_bus(rproc, 0)));
	assert_null(tty_set_find(set, 0));
	/* Told again, given back and taken again: the same firmware stays crashed. */
	take("SRAM3");
	take(NULL);
	take("SRAM3");
	fake_settle(&fake);
	assert_int_equal(fake.kinds[HOST_EVENT_CRASH], 1);
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	check_rings();
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	fake.isolated = NULL;
}

static void losing_the_table(void **state)
{
	struct resource_table_rpmsg *live = fake_at(&fake, TEST_TABLE_DA);

	(void)state;
	assert_int_equal(live->vdev.status, 7);
	take("SRAM2");
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
	assert_non_null(strstr(fake_event(&fake, HOST_EVENT_CRASH, NULL)->text,
			       "the resource table at 0x10020000: it is in SRAM2"));
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	/* The status was not taken back where it may not be written. */
	assert_int_equal(live->vdev.status, 7);
	fake.isolated = NULL;
}

/* While it is being stopped, nobody waits for an answer that cannot be read. */
static void losing_memory_while_stopping(void **state)
{
	(void)state;
	fake.firmware.deaf = 1u << 2;
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	take("SRAM2");
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	fake.isolated = NULL;
}

/* Code that only the M4 runs may be taken from the host: it does not use it. */
static void losing_what_is_not_used(void **state)
{
	(void)state;
	take("SRAM1");
	take("RETRAM");
	take("SRAM4");
	fake_settle(&fake);
	assert_int_equal(remoteproc_state(rproc), RPROC_RUNNING);
	assert_int_equal(fake.kinds[HOST_EVENT_CRASH], 0);
	tty_introduce(0);
	take(NULL);
}

/* Messages that wait in shared memory until a terminal takes them go with it. */
static void losing_held_messages(void **state)
{
	static uint8_t sent[490], got[1 << 20];
	size_t total = 0;
	ssize_t received;
	int fd;

	(void)state;
	tty_introduce(0);
	fd = tty_open_link(0);
	memset(sent, 'a', sizeof(sent));
	/* More than the pty and the queue take. */
	for (int i = 0; i < 400 && echo_send(&firmware, 0, sent, sizeof(sent)) == 0; i++) {
		fake_ring_a7(&fake, 0);
		fake_settle(&fake);
	}
	take("SRAM3");
	memset(fake_at(&fake, RINGS_DA), 'Z', sizeof(before));
	watch_rings();
	fake.firmware.doorbell = NULL;
	/* The reader makes room, and the terminal looks for more before the host has a turn. */
	for (int empty = 0; empty < 3;) {
		struct pollfd poller = {.fd = fd, .events = POLLIN};

		empty = poll(&poller, 1, 5) > 0 ? 0 : empty + 1;
		received = read(fd, got, sizeof(got));
		assert_true(received <= 0 || !memchr(got, 'Z', (size_t)received));
		total += received > 0 ? (size_t)received : 0;
		assert_int_equal(tty_inject(tty_set_find(set, 0), NULL, 0), 0);
	}
	assert_true(total > 60000);
	fake_settle(&fake);
	check_rings();
	assert_int_equal(remoteproc_state(rproc), RPROC_CRASHED);
	assert_true(fake.lost > 0);
	tty_close_link(fd);
	fake.isolated = NULL;
}

int main(void)
{
#define RUNNING(test) cmocka_unit_test_setup_teardown(test, tty_set_up, tty_tear_down)
	const struct CMUnitTest tests[] = {
		RUNNING(loading_where_it_must_not), RUNNING(losing_the_rings),
		RUNNING(losing_the_table),	    RUNNING(losing_memory_while_stopping),
		RUNNING(losing_what_is_not_used),   RUNNING(losing_held_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
