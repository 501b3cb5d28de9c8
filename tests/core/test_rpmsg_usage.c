/* SPDX-License-Identifier: BSD-3-Clause */
/* How many buffers of a link are in use, as the host counts them. */
#include "core/pair.h"

static struct pair pair;
static struct pair_endpoint at_host, at_remote;

static int setup(void **state)
{
	(void)state;
	pair_init(&pair, PAIR_NUM, PAIR_NUM);
	memset(&at_host, 0, sizeof(at_host));
	memset(&at_remote, 0, sizeof(at_remote));
	pair_start(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &at_host.endpoint, &pair_silent,
					       100, 200, NULL),
			 0);
	pair_settle(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &at_remote.endpoint,
					       &pair_silent, 200, 100, NULL),
			 0);
	return 0;
}

static void expect(uint32_t buffers, uint32_t received, uint32_t sent)
{
	struct rpmsg_host_usage usage;

	rpmsg_host_usage(&pair.host, &usage);
	assert_int_equal(usage.buffers, buffers);
	assert_int_equal(usage.received, received);
	assert_int_equal(usage.sent, sent);
}

static void what_is_sent_counts_until_it_comes_back(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	expect(PAIR_NUM, 0, 0);
	for (uint32_t i = 1; i <= 3; i++) {
		assert_int_equal(rpmsg_send(&at_host.endpoint, "x", 1), 0);
		expect(PAIR_NUM, 0, i);
	}
	assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), 0);
	expect(PAIR_NUM, 0, 4);
	rpmsg_tx_release(&pair.host.rpmsg, &tx);
	expect(PAIR_NUM, 0, 3);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 2), 2);
	expect(PAIR_NUM, 0, 1);
	pair_settle(&pair);
	expect(PAIR_NUM, 0, 0);
}

static void what_came_counts_until_it_is_given_back(void **state)
{
	(void)state;
	at_host.hold = 1;
	assert_int_equal(rpmsg_send(&at_remote.endpoint, "x", 1), 0);
	assert_int_equal(rpmsg_send(&at_remote.endpoint, "y", 1), 0);
	expect(PAIR_NUM, 2, 0);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 2);
	expect(PAIR_NUM, 1, 0);
	rpmsg_release(&pair.host.rpmsg, &at_host.held);
	expect(PAIR_NUM, 0, 0);
}

/* Whatever the remote writes, no more than there are. */
static void lies_stay_in_bounds(void **state)
{
	(void)state;
	assert_int_equal(rpmsg_send(&at_host.endpoint, "x", 1), 0);
	for (uint32_t idx = 0; idx < 0x10000; idx += 7) {
		struct rpmsg_host_usage usage;

		pair.host.rx.ring.used->idx = (uint16_t)idx;
		pair.host.tx.ring.used->idx = (uint16_t)idx;
		rpmsg_host_usage(&pair.host, &usage);
		assert_true(usage.received <= PAIR_NUM && usage.sent <= 1);
	}
}

static void without_a_link_there_are_none(void **state)
{
	(void)state;
	rpmsg_host_stop(&pair.host);
	expect(0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_sent_counts_until_it_comes_back, setup),
		cmocka_unit_test_setup(what_came_counts_until_it_is_given_back, setup),
		cmocka_unit_test_setup(lies_stay_in_bounds, setup),
		cmocka_unit_test_setup(without_a_link_there_are_none, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
