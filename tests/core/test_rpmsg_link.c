/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of a link, of its endpoints and services, with both ends in one process. */
#include "pair.h"

#include <sys/mman.h>

static struct pair pair; /* large, and only one test runs at a time */

static void test_addresses(void **state)
{
	struct pair_endpoint a, b, c, d;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &a, &pair_silent, RPMSG_ADDRESS_ANY, 5);
	pair_create(&pair.remote.rpmsg, &b, &pair_silent, 1025, 5);
	pair_create(&pair.remote.rpmsg, &c, &pair_silent, RPMSG_ADDRESS_ANY, 5);
	assert_int_equal(a.endpoint.address, 1024);
	assert_int_equal(c.endpoint.address, 1026);
	assert_int_equal(
		rpmsg_endpoint_create(&pair.remote.rpmsg, &d.endpoint, &pair_silent, 1025, 5, NULL),
		-EADDRINUSE);
	assert_int_equal(rpmsg_endpoint_destroy(&a.endpoint), 0);
	pair_create(&pair.remote.rpmsg, &d, &pair_silent, RPMSG_ADDRESS_ANY, 5);
	assert_int_equal(d.endpoint.address, 1024);
}

static void test_names(void **state)
{
	struct rpmsg_endpoint_config config = pair_service;
	struct rpmsg_endpoint endpoint;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	config.receive = NULL;
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &endpoint, &config,
					       RPMSG_ADDRESS_ANY, 1, NULL),
			 -EINVAL);
	config = pair_service;
	config.name = "";
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &endpoint, &config,
					       RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL),
			 -EINVAL);
	config.name = "a name of just 32 characters....";
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &endpoint, &config,
					       RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL),
			 -EINVAL);
	config.name = "a name of just 31 characters...";
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &endpoint, &config,
					       RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL),
			 0);
	pair_start(&pair);
	pair_settle(&pair);
	assert_string_equal(pair.host_end.ns_name, config.name);
}

static void test_destroy_withdraws(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg_tx tx[16];
	int i;

	(void)state;
	pair_connect(&pair, &host, &remote);
	for (i = 0; i < 16; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx[i]), 0);
	assert_int_equal(rpmsg_endpoint_destroy(&remote.endpoint), -EAGAIN);
	assert_int_equal(rpmsg_send(&host.endpoint, "still here", 10), 0);
	rpmsg_poll(&pair.remote.rpmsg, 0);
	assert_int_equal(remote.received, 1);
	for (i = 0; i < 16; i++)
		rpmsg_tx_release(&pair.remote.rpmsg, &tx[i]);
	assert_int_equal(rpmsg_endpoint_destroy(&remote.endpoint), 0);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_destroy, 1);
	assert_int_equal(pair.host_end.ns_address, 1024);
	assert_int_equal(rpmsg_send(&host.endpoint, "gone", 4), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 1);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_NO_ENDPOINT], 1);
	assert_int_equal(pair.remote_end.fault_detail, 1024);
}

/* The host announces and withdraws: the remote's endpoint of that name is bound and unbound. */
static void test_host_announces(void **state)
{
	struct pair_endpoint host, remote;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_service, RPMSG_ADDRESS_ANY,
		    RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &host, &pair_service, RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY);
	pair_settle(&pair);
	assert_int_equal(remote.bound, 1);
	assert_int_equal(host.bound, 1);
	assert_int_equal(rpmsg_send(&remote.endpoint, "first", 5), 0);
	pair_settle(&pair);
	assert_int_equal(host.received, 1);
	assert_int_equal(rpmsg_endpoint_destroy(&host.endpoint), 0);
	pair_settle(&pair);
	assert_int_equal(remote.unbound, 1);
	assert_false(rpmsg_ready(&remote.endpoint));
}

/* More endpoints on one channel go with it. */
static void test_channel_of_several(void **state)
{
	struct pair_endpoint host, remote, second, alone;

	(void)state;
	pair_connect(&pair, &host, &remote);
	memset(&second, 0, sizeof(second));
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &second.endpoint, &pair_silent,
					       RPMSG_ADDRESS_ANY, 1024, &remote.endpoint),
			 0);
	pair_create(&pair.remote.rpmsg, &alone, &pair_silent, RPMSG_ADDRESS_ANY, 1024);
	assert_int_equal(rpmsg_send(&host.endpoint, "x", 1), 0);
	assert_int_equal(rpmsg_send_to(&host.endpoint, second.endpoint.address, "y", 1), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 1);
	assert_int_equal(second.received, 1);
	{
		/* What Linux sends when the channel's device goes away on its side. */
		uint8_t gone[40] = "service";

		gone[32] = 0x00;
		gone[33] = 0x04;
		gone[36] = 1;
		assert_int_equal(rpmsg_send_to(&host.endpoint, RPMSG_ADDRESS_NS, gone, 40), 0);
	}
	pair_settle(&pair);
	assert_int_equal(remote.unbound, 1);
	assert_int_equal(second.unbound, 1);
	assert_int_equal(alone.unbound, 0);
}

static void test_restart(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg_tx tx;
	unsigned cycle;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_service, RPMSG_ADDRESS_ANY,
		    RPMSG_ADDRESS_ANY);
	remote.echo = 1;
	for (cycle = 1; cycle <= 1000; cycle++) {
		pair_start(&pair);
		pair_settle(&pair);
		assert_int_equal(pair.host_end.ns_create, cycle);
		pair_create(&pair.host.rpmsg, &host, &pair_silent, RPMSG_ADDRESS_ANY, 1024);
		assert_int_equal(rpmsg_send(&host.endpoint, &cycle, sizeof(cycle)), 0);
		pair_settle(&pair);
		assert_int_equal(host.received, 1);
		assert_memory_equal(host.data, &cycle, sizeof(cycle));
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
		pair_stop(&pair);
		assert_int_equal(host.unbound, 1);
		assert_int_equal(rpmsg_send(&host.endpoint, "x", 1), -ENODEV);
		if (cycle % 3) {
			/* The remote sees the status byte at 0... */
			assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
			assert_int_equal(rpmsg_send(&remote.endpoint, "x", 1), -ENODEV);
			assert_int_equal(remote.unbound, cycle);
		}
		/* ...or only the new rings. A buffer from before is refused either way. */
		pair_start(&pair);
		rpmsg_poll(&pair.remote.rpmsg, 0);
		assert_int_equal(remote.unbound, cycle);
		assert_int_equal(rpmsg_tx_send_to(&remote.endpoint, 1, &tx, 1), -ENODEV);
		rpmsg_tx_release(&pair.remote.rpmsg, &tx);
		pair_stop(&pair);
		assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
		pair.host_end.ns_create = cycle;
	}
	assert_int_equal(remote.bound, 1000);
	assert_int_equal(pair.remote_end.link_up, 2000);
	assert_int_equal(pair.remote_end.link_down, 2000);
}

/* Rings made anew between two looks, by an endpoint that never sent and holds what it received. */
static void test_remade_unseen(void **state)
{
	struct pair_endpoint host, remote;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &host, &pair_silent, 1025, 1024);
	remote.hold = 1;
	assert_int_equal(rpmsg_send(&host.endpoint, "held", 4), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 1);
	pair_stop(&pair);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &host, &pair_silent, 1025, 1024);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 0);
	assert_int_equal(remote.unbound, 1);
	assert_int_equal(remote.received, 1);
	rpmsg_release(&pair.remote.rpmsg, &remote.held);
	assert_int_equal(pair.host.tx.ring.used->idx, 0);
	assert_int_equal(rpmsg_send(&host.endpoint, "new", 3), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 2);
}

/* A ring that the driver broke and made anew is as good as a first one: the next time it is made anew unseen, the
 * endpoints are told again. */
static void test_remade_after_broken(void **state)
{
	struct pair_endpoint host, remote;
	unsigned life;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, RPMSG_ADDRESS_ANY);
	for (life = 1; life <= 3; life++) {
		pair_start(&pair);
		pair_create(&pair.host.rpmsg, &host, &pair_silent, 1025, 1024);
		assert_int_equal(rpmsg_send(&host.endpoint, "x", 1), 0);
		pair_settle(&pair);
		assert_int_equal(remote.bound, life);
		if (life == 1) {
			pair.host.tx.ring.avail->idx = 0x4000;
			assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -EPROTO);
			/* Not before there are other rings. */
			assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
		}
	}
	assert_int_equal(remote.unbound, 2);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 1);
}

/* Status 0 stops sends at once, before anyone polls. */
static void test_status_stops_sends(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg_tx tx;

	(void)state;
	pair_connect(&pair, &host, &remote);
	assert_int_equal(rpmsg_send(&host.endpoint, "x", 1), 0);
	pair_settle(&pair);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
	pair.table.vdev.status = 0;
	assert_int_equal(rpmsg_send(&remote.endpoint, "x", 1), -ENODEV);
	assert_int_equal(rpmsg_tx_send(&remote.endpoint, &tx, 1), -ENODEV);
}

/* Announcements that find no buffer are made up for. */
static void test_many_services(void **state)
{
	struct pair_endpoint remote[40];
	int i;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	for (i = 0; i < 40; i++)
		pair_create(&pair.remote.rpmsg, &remote[i], &pair_service, RPMSG_ADDRESS_ANY,
			    RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 40);
	/* in the order of creation, so the last one announced is the last one created */
	assert_int_equal(pair.host_end.ns_address, 1024 + 39);
}

/* Without the feature nothing is announced. */
static void test_no_name_service(void **state)
{
	struct pair_endpoint remote;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_service, RPMSG_ADDRESS_ANY,
		    RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	pair.table.vdev.gfeatures = 0;
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 0);
	assert_int_equal(rpmsg_endpoint_destroy(&remote.endpoint), 0);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_destroy, 0);
}

static void test_host_start_refusals(void **state)
{
	struct rpmsg_host_config good;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	good = pair.host_config;
#define REFUSED(change, error)                                                                     \
	do {                                                                                       \
		pair.host_config = good;                                                           \
		change;                                                                            \
		assert_int_equal(rpmsg_host_start(&pair.host, &pair.host_config), error);          \
	} while (0)
	REFUSED(pair.host_config.num[0] = 0, -EINVAL);
	REFUSED(pair.host_config.num[1] = 65536, -EINVAL);
	REFUSED(pair.host_config.align[0] = 3, -EINVAL);
	REFUSED(pair.host_config.buffers = 17, -EINVAL);
	REFUSED(pair.host_config.buffer_size = 16, -EINVAL);
	REFUSED(pair.host_config.buffer_size = 65536, -EINVAL);
	REFUSED(pair.host_config.buffer_size = 30, -EINVAL);
	REFUSED(pair.host_config.buffers_da = PAIR_DA + PAIR_SIZE - 100, -EFAULT);
	REFUSED(pair.host_config.rpmsg.buffer_state_size = 31, -ENOSPC);
	REFUSED(pair.host_config.rpmsg.port = NULL, -EINVAL);
	REFUSED((void)0, 0);
}

/* The page that holds the host's rings cannot be touched any more. */
static void stop_for_good(void)
{
	rpmsg_host_stop(&pair.host);
	assert_int_equal(mprotect(pair.memory, 0x2000, PROT_NONE), 0);
}

static void stop_inside(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	stop_for_good();
	assert_int_equal(rpmsg_hold(endpoint->rpmsg, message), -EINVAL);
	rpmsg_release(endpoint->rpmsg, message);
	assert_int_equal(rpmsg_send(endpoint, "x", 1), -ENODEV);
}

static void stop_on_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	(void)context;
	(void)detail;
	assert_int_equal(fault, RPMSG_FAULT_LENGTH);
	stop_for_good();
}

/* Once stopped the rings are no longer touched, also when a callback stops the link. */
static void test_stop_in_callback(void **state)
{
	static const struct rpmsg_endpoint_config config = {.receive = stop_inside};
	struct pair_endpoint remote;
	struct rpmsg_endpoint host;

	(void)state;
	for (int by_fault = 0; by_fault < 2; by_fault++) {
		pair_init(&pair, PAIR_NUM, 0);
		pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, 1025);
		if (by_fault)
			pair.host_config.rpmsg.fault = stop_on_fault;
		pair_start(&pair);
		assert_int_equal(
			rpmsg_endpoint_create(&pair.host.rpmsg, &host, &config, 1025, 1024, NULL),
			0);
		assert_true(rpmsg_poll(&pair.remote.rpmsg, 0) <= 0);
		assert_int_equal(rpmsg_send(&remote.endpoint, "1", 1), 0);
		assert_int_equal(rpmsg_send(&remote.endpoint, "2", 1), 0);
		if (by_fault)
			pair.host.rx.ring.used->ring[0].len = 4;
		assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 1);
		assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), -ENODEV);
		assert_int_equal(mprotect(pair.memory, 0x2000, PROT_READ | PROT_WRITE), 0);
	}
}

static unsigned after_unbind;

static void bind_stops(struct rpmsg_endpoint *endpoint)
{
	(void)endpoint;
	rpmsg_host_stop(&pair.host);
}

static void never_received(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	(void)message;
	after_unbind++;
}

/* The first message binds; when that takes the link down, it is no longer there to be received. */
static void test_stop_in_bind(void **state)
{
	static const struct rpmsg_endpoint_config config = {.receive = never_received,
							    .bind = bind_stops};
	struct pair_endpoint remote;
	struct rpmsg_endpoint host;

	(void)state;
	after_unbind = 0;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, 1025);
	pair_start(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &host, &config, 1025,
					       RPMSG_ADDRESS_ANY, NULL),
			 0);
	assert_true(rpmsg_poll(&pair.remote.rpmsg, 0) <= 0);
	assert_int_equal(rpmsg_send(&remote.endpoint, "1", 1), 0);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 1);
	assert_int_equal(pair.host_end.link_down, 1);
	assert_int_equal(after_unbind, 0);
}

/* A callback that stops the link and makes it anew: its message is of the old one, and goes nowhere. */
static void restart_inside(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	pair_stop(&pair);
	pair_start(&pair);
	rpmsg_release(&pair.host.rpmsg, message);
}

static void test_restart_in_callback(void **state)
{
	static const struct rpmsg_endpoint_config config = {.receive = restart_inside};
	struct pair_endpoint remote;
	struct rpmsg_endpoint host;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, 1025);
	pair_start(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &host, &config, 1025, 1024, NULL),
			 0);
	assert_true(rpmsg_poll(&pair.remote.rpmsg, 0) <= 0);
	assert_int_equal(rpmsg_send(&remote.endpoint, "1", 1), 0);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 1);
	/* The new ring has each buffer once. */
	assert_int_equal(pair.host.rx.ring.avail->idx, PAIR_NUM);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 0);
}

/* A service that was announced goes without a word when there is nobody to tell. */
static void test_destroy_while_down(void **state)
{
	struct pair_endpoint host, remote;

	(void)state;
	pair_connect(&pair, &host, &remote);
	pair_stop(&pair);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(rpmsg_endpoint_destroy(&remote.endpoint), 0);
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 1);
	assert_int_equal(pair.host_end.ns_destroy, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_destroy_withdraws),
		cmocka_unit_test(test_host_announces),
		cmocka_unit_test(test_channel_of_several),
		cmocka_unit_test(test_restart),
		cmocka_unit_test(test_remade_unseen),
		cmocka_unit_test(test_remade_after_broken),
		cmocka_unit_test(test_status_stops_sends),
		cmocka_unit_test(test_many_services),
		cmocka_unit_test(test_no_name_service),
		cmocka_unit_test(test_host_start_refusals),
		cmocka_unit_test(test_stop_in_callback),
		cmocka_unit_test(test_stop_in_bind),
		cmocka_unit_test(test_restart_in_callback),
		cmocka_unit_test(test_destroy_while_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
