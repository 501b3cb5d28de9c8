/* SPDX-License-Identifier: BSD-3-Clause */
/* A remote that was linked for little: it never waits for a send buffer, and has no bytes for held messages. */
#include "pair.h"

static struct pair pair; /* large, and only one test runs at a time */
static struct pair_endpoint host;
static struct pair_endpoint remote;

static int connect_small(void **state)
{
	(void)state;
	memset(&host, 0, sizeof(host));
	memset(&remote, 0, sizeof(remote));
	pair_init(&pair, PAIR_NUM, 0);
	pair.remote_config.never_waits = true;
	pair.remote_config.buffer_state = NULL;
	pair.remote_config.buffer_state_size = 0;
	assert_int_equal(rpmsg_remote_init(&pair.remote, &pair.remote_config, &pair.table.vdev), 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &host, &pair_silent, 1025, 1024);
	assert_int_equal(rpmsg_send(&host.endpoint, "bind", 4), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 1);
	return 0;
}

/* All send buffers are out: -EAGAIN, no doorbell is asked for, nobody is told; and it goes on as they come back. */
static void test_never_waits(void **state)
{
	struct rpmsg_tx tx;
	unsigned i;

	(void)state;
	for (i = 0; i < PAIR_NUM; i++)
		assert_int_equal(rpmsg_send(&remote.endpoint, "out", 3), 0);
	assert_int_equal(rpmsg_send(&remote.endpoint, "no", 2), -EAGAIN);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), -EAGAIN);
	assert_null(tx.data);
	assert_int_equal(pair.remote.vring[0].used->flags, VRING_USED_NO_NOTIFY);
	pair_settle(&pair);
	assert_int_equal(host.received, PAIR_NUM);
	assert_int_equal(pair.remote_end.tx_ready, 0);
	assert_int_equal(rpmsg_send(&remote.endpoint, "again", 5), 0);
	pair_settle(&pair);
	assert_int_equal(host.received, PAIR_NUM + 1);
}

/* A bad buffer is still reported and goes back; the one behind it comes at the next call. */
static void test_bad_buffer(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	pair.host.rx.ring.desc[0].addr = 0x20000000;
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), -EAGAIN);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_DESCRIPTOR], 1);
	assert_int_equal(pair.host.rx.ring.used->idx, 1);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
}

/* A ring that breaks in a look for a send buffer: at the latest the next call says that the link is down. */
static void test_broken_ring(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	/* All that were offered, so that the index is looked at. */
	while (rpmsg_tx_get(&pair.remote.rpmsg, &tx) == 0)
		;
	pair.host.rx.ring.avail->idx = 0x4000;
	(void)!rpmsg_tx_get(&pair.remote.rpmsg, &tx);
	assert_null(tx.data);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 1);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), -ENODEV);
	assert_int_equal(remote.unbound, 1);
}

static void hold_it(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	assert_int_equal(rpmsg_hold(endpoint->rpmsg, message), -ENOSPC);
	rpmsg_release(endpoint->rpmsg, message); /* was not held: nothing */
	remote.received++;
}

/* There is nowhere to tell what is held: it is refused, and the buffer goes back as ever. */
static void test_no_holding(void **state)
{
	static const struct rpmsg_endpoint_config holding = {.receive = hold_it};
	struct rpmsg_endpoint endpoint;

	(void)state;
	assert_int_equal(
		rpmsg_endpoint_create(&pair.remote.rpmsg, &endpoint, &holding, 1030, 1025, NULL),
		0);
	assert_int_equal(rpmsg_send_to(&host.endpoint, 1030, "hold me", 7), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 2);
	assert_int_equal(pair.host.tx.ring.used->idx, 2);
}

/* Nor is there for a buffer that is given back unsent: that one is lost, the others are not. */
static void test_unsent(void **state)
{
	struct rpmsg_tx tx;
	unsigned i;

	(void)state;
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
	rpmsg_tx_release(&pair.remote.rpmsg, &tx);
	for (i = 0; i < PAIR_NUM - 1; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), -EAGAIN);
	assert_int_equal(pair.remote.vring[0].used->flags, VRING_USED_NO_NOTIFY);
}

/* With bytes for them, those that were given back are found although nobody waits. */
static void test_unsent_is_found(void **state)
{
	static uint8_t bytes[2 * PAIR_NUM];
	struct rpmsg_tx tx[PAIR_NUM];
	unsigned i;

	(void)state;
	pair.remote_config.buffer_state = bytes;
	pair.remote_config.buffer_state_size = sizeof(bytes);
	for (i = 0; i < PAIR_NUM; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[i]), 0);
	for (i = 0; i < PAIR_NUM; i++)
		rpmsg_tx_release(&pair.remote.rpmsg, &tx[i]);
	for (i = 0; i < PAIR_NUM; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[i]), 0);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[0]), -EAGAIN);
	assert_int_equal(pair.remote_end.tx_ready, 0);
}

static void hold_one(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	remote.held = *message;
	remote.hold = rpmsg_hold(endpoint->rpmsg, message);
}

/* Fewer bytes than buffers: what is held and what was given back do not take each other's. */
static void test_too_few_bytes(void **state)
{
	static const struct rpmsg_endpoint_config holding = {.receive = hold_one};
	static uint8_t bytes[2];
	struct rpmsg_endpoint endpoint;
	struct rpmsg_tx tx[3];
	unsigned i;

	(void)state;
	bytes[0] = 7; /* of an earlier life */
	pair.remote_config.buffer_state = bytes;
	pair.remote_config.buffer_state_size = sizeof(bytes);
	assert_int_equal(
		rpmsg_endpoint_create(&pair.remote.rpmsg, &endpoint, &holding, 1030, 1025, NULL),
		0);
	/* The host sends by its buffer 0, which has come back. */
	assert_int_equal(rpmsg_send_to(&host.endpoint, 1030, "held", 4), 0);
	pair_settle(&pair);
	assert_int_equal(remote.held.buffer, 0);
	assert_int_equal(remote.hold, 0);
	assert_int_equal(bytes[0], 1);
	for (i = 0; i < 3; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[i]), 0);
	for (i = 0; i < 3; i++)
		rpmsg_tx_release(&pair.remote.rpmsg, &tx[i]); /* room for the first one alone */
	assert_int_equal(bytes[0], 1);
	assert_int_equal(rpmsg_send_to(&host.endpoint, 1030, "no room", 7), 0);
	pair_settle(&pair);
	assert_int_equal(remote.held.buffer, 1);
	assert_int_equal(remote.hold, -ENOSPC);
	remote.held.buffer = 0;
	rpmsg_release(&pair.remote.rpmsg, &remote.held);
	assert_int_equal(bytes[0], 0);
	assert_int_equal(pair.host.tx.ring.used->idx, 3);
	/* The other thirteen, and the one that was kept. */
	for (i = 0; i < PAIR_NUM - 2; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[0]), 0);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[0]), -EAGAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_never_waits, connect_small),
		cmocka_unit_test_setup(test_bad_buffer, connect_small),
		cmocka_unit_test_setup(test_broken_ring, connect_small),
		cmocka_unit_test_setup(test_no_holding, connect_small),
		cmocka_unit_test_setup(test_unsent, connect_small),
		cmocka_unit_test_setup(test_unsent_is_found, connect_small),
		cmocka_unit_test_setup(test_too_few_bytes, connect_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
