/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages over RPMsg, with both ends in one process: their bytes, buffers, holds and doorbells. */
#include "pair.h"

static struct pair pair; /* large, and only one test runs at a time */

static void test_wire_format(void **state)
{
	struct pair_endpoint remote;
	const uint8_t *buffer = pair.memory + PAIR_BUFFER;
	static const uint8_t
		announce[] =
			{
				0x00, 0x04, 0,	 0,   53,   0,	  0,   0, 0, 0, 0, 0, 40, 0,
				0,    0, /* 1024 -> 53, 40 bytes */
				's',  'e',  'r', 'v', 'i',  'c',  'e', 0, 0, 0, 0, 0, 0,  0,
				0,    0,    0,	 0,   0,    0,	  0,   0, 0, 0, 0, 0, 0,  0,
				0,    0,    0,	 0,   0x00, 0x04, 0,   0, 0, 0, 0, 0 /* address, create */
			};

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_service, RPMSG_ADDRESS_ANY,
		    RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	/* As Linux: 16 empty buffers offered, the remote told that returned ones need no doorbell. */
	assert_int_equal(pair.host.rx.ring.avail->idx, 16);
	assert_int_equal(pair.host.tx.ring.avail->idx, 0);
	assert_int_equal(pair.host.tx.ring.avail->flags, VRING_AVAIL_NO_INTERRUPT);
	assert_int_equal(pair.host.rx.ring.desc[0].flags, VRING_DESC_F_WRITE);
	assert_int_equal(pair.host.rx.ring.desc[15].addr, 0x10042000 + 15 * 512);
	assert_int_equal(pair.host.tx.ring.desc[0].addr, 0x10042000 + 16 * 512);
	assert_int_equal(pair.host_end.notified[0], 1);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 0);
	assert_memory_equal(buffer, announce, sizeof(announce));
	assert_int_equal(pair.host.rx.ring.used->idx, 1);
	assert_int_equal(pair.host.rx.ring.used->ring[0].id, 0);
	assert_int_equal(pair.host.rx.ring.used->ring[0].len, 56);
	assert_int_equal(pair.host.rx.ring.used->flags & 1, VRING_USED_NO_NOTIFY);
	assert_int_equal(pair.remote_end.notified[0], 1);
	assert_int_equal(pair.remote_end.notified[1], 0);
}

static void test_echo(void **state)
{
	struct pair_endpoint host, remote;
	uint8_t data[496];
	uint32_t length, i;

	(void)state;
	pair_connect(&pair, &host, &remote);
	assert_string_equal(pair.host_end.ns_name, "service");
	assert_int_equal(pair.host_end.ns_address, 1024);
	assert_false(rpmsg_ready(&remote.endpoint));
	assert_true(rpmsg_ready(&host.endpoint));
	assert_int_equal(rpmsg_send(&remote.endpoint, "x", 1), -ENOTCONN);
	remote.echo = 1;
	for (i = 0; i < 3000; i++) {
		length = i % 497;
		memset(data, (int)i, sizeof(data));
		assert_int_equal(rpmsg_send(&host.endpoint, data, length), 0);
		pair_settle(&pair);
		assert_int_equal(remote.echo_status, 0);
		assert_int_equal(host.received, i + 1);
		assert_int_equal(host.length, length);
		assert_memory_equal(host.data, data, length);
	}
	assert_int_equal(remote.bound, 1);
	assert_int_equal(remote.endpoint.peer, 1024);
	assert_true(rpmsg_ready(&remote.endpoint));
	assert_int_equal(rpmsg_payload_size(&pair.host.rpmsg), 496);
	assert_int_equal(rpmsg_payload_size(&pair.remote.rpmsg), 496);
	assert_int_equal(rpmsg_send(&host.endpoint, data, 497), -EMSGSIZE);
	assert_int_equal(rpmsg_send(&remote.endpoint, data, 497), -EMSGSIZE);
}

/* One doorbell an echo: the returned buffer and the reply are settled together, and Linux wants
 * none for returned buffers. */
static void test_doorbells(void **state)
{
	struct pair_endpoint host, remote;

	(void)state;
	pair_connect(&pair, &host, &remote);
	remote.echo = 1;
	memset(pair.remote_end.notified, 0, sizeof(pair.remote_end.notified));
	memset(pair.host_end.notified, 0, sizeof(pair.host_end.notified));
	assert_int_equal(rpmsg_send(&host.endpoint, "hello", 5), 0);
	assert_int_equal(pair.host_end.notified[1], 1);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 1);
	assert_int_equal(pair.remote_end.notified[0], 1);
	assert_int_equal(pair.remote_end.notified[1], 0);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 1);
	assert_int_equal(pair.host_end.notified[0], 0); /* NO_NOTIFY */
}

static void test_zero_copy(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg_tx tx, other;

	(void)state;
	pair_connect(&pair, &host, &remote);
	assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), 0);
	assert_int_equal(tx.size, 496);
	memcpy(tx.data, "zero copy", 9);
	assert_int_equal(rpmsg_tx_send(&host.endpoint, &tx, 497), -EMSGSIZE);
	assert_int_equal(rpmsg_tx_send_to(&host.endpoint, RPMSG_ADDRESS_ANY, &tx, 1), -ENOTCONN);
	assert_int_equal(rpmsg_tx_send(&host.endpoint, &tx, 9), 0);
	assert_int_equal(rpmsg_tx_send(&host.endpoint, &tx, 9), -EINVAL); /* twice */
	pair_settle(&pair);
	assert_int_equal(remote.received, 1);
	assert_memory_equal(remote.data, "zero copy", 9);

	/* And back, after giving one back unsent. */
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &other), 0);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
	assert_ptr_not_equal(tx.data, other.data);
	rpmsg_tx_release(&pair.remote.rpmsg, &other);
	rpmsg_tx_release(&pair.remote.rpmsg, &other); /* twice does nothing */
	memcpy(tx.data, "B", 1);
	assert_int_equal(rpmsg_tx_send(&remote.endpoint, &tx, 1), 0);
	assert_int_equal(rpmsg_tx_send(&remote.endpoint, &other, 1), -EINVAL);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
	assert_int_equal(rpmsg_tx_send(&remote.endpoint, &tx, 0), 0);
	pair_settle(&pair);
	assert_int_equal(host.received, 2);
	assert_int_equal(host.length, 0);
	rpmsg_tx_release(&pair.host.rpmsg, &tx); /* sent: not ours */
}

/* Every buffer can be taken once, given back, taken again: none is lost, on both ends. */
static void test_all_buffers(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg *ends[2] = {&pair.host.rpmsg, &pair.remote.rpmsg};
	struct rpmsg_tx tx[16], more;
	int end, round, i;

	(void)state;
	pair_connect(&pair, &host, &remote);
	for (end = 0; end < 2; end++) {
		for (round = 0; round < 5; round++) {
			for (i = 0; i < 16; i++)
				assert_int_equal(rpmsg_tx_get(ends[end], &tx[i]), 0);
			assert_int_equal(rpmsg_tx_get(ends[end], &more), -EAGAIN);
			for (i = 0; i < 16; i++)
				rpmsg_tx_release(ends[end], &tx[(i * 7) % 16]);
		}
	}
}

static void test_full_and_ready(void **state)
{
	struct pair_endpoint host, remote;
	unsigned i;

	(void)state;
	pair_connect(&pair, &host, &remote);
	for (i = 0; i < 16; i++)
		assert_int_equal(rpmsg_send(&host.endpoint, &i, sizeof(i)), 0);
	assert_int_equal(rpmsg_send(&host.endpoint, &i, sizeof(i)), -EAGAIN);
	/* Now, and only now, the host wants to hear of returned buffers. */
	assert_int_equal(pair.host.tx.ring.avail->flags, 0);
	rpmsg_poll(&pair.host.rpmsg, 0);
	assert_int_equal(pair.host_end.tx_ready, 0);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 16);
	assert_true(pair.remote_end.notified[1] > 0);
	rpmsg_poll(&pair.host.rpmsg, 0);
	assert_int_equal(pair.host_end.tx_ready, 1);
	assert_int_equal(pair.host.tx.ring.avail->flags, VRING_AVAIL_NO_INTERRUPT);
	assert_int_equal(rpmsg_send(&host.endpoint, &i, sizeof(i)), 0);
	pair_settle(&pair);
	assert_int_equal(remote.received, 17);

	/* The same the other way round. One buffer went to the announcement and came back. */
	for (i = 0; i < 16; i++)
		assert_int_equal(rpmsg_send(&remote.endpoint, &i, sizeof(i)), 0);
	assert_int_equal(rpmsg_send(&remote.endpoint, &i, sizeof(i)), -EAGAIN);
	assert_int_equal(pair.host.rx.ring.used->flags & 1, 0);
	pair.host_end.notified[0] = 0;
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 16);
	assert_true(pair.host_end.notified[0] > 0);
	rpmsg_poll(&pair.remote.rpmsg, 0);
	assert_int_equal(pair.remote_end.tx_ready, 1);
	assert_int_equal(pair.host.rx.ring.used->flags & 1, VRING_USED_NO_NOTIFY);
	assert_int_equal(rpmsg_send(&remote.endpoint, &i, sizeof(i)), 0);
}

static void test_hold(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg_message stale;
	unsigned i;

	(void)state;
	pair_connect(&pair, &host, &remote);
	remote.hold = 2;
	assert_int_equal(rpmsg_send(&host.endpoint, "keep", 4), 0);
	pair_settle(&pair);
	assert_int_equal(pair.host.tx.ring.used->idx, 0);
	/* The other 15 buffers go round and round; the held one stays as it is. */
	for (i = 0; i < 100; i++) {
		assert_int_equal(rpmsg_send(&host.endpoint, "other", 5), 0);
		pair_settle(&pair);
	}
	assert_memory_equal(remote.held.data, "keep", 4);
	rpmsg_release(&pair.remote.rpmsg, &remote.held);
	assert_int_equal(pair.host.tx.ring.used->idx, 100);
	rpmsg_release(&pair.remote.rpmsg, &remote.held);
	assert_int_equal(pair.host.tx.ring.used->idx, 101);
	rpmsg_release(&pair.remote.rpmsg, &remote.held); /* once too often: ignored */
	assert_int_equal(pair.host.tx.ring.used->idx, 101);
	assert_int_equal(rpmsg_hold(&pair.remote.rpmsg, &remote.held), -EINVAL);

	/* The host holds as well; 254 holds are the limit. */
	remote.hold = 0;
	host.hold = 254;
	assert_int_equal(rpmsg_send(&remote.endpoint, "h", 1), 0);
	pair_settle(&pair);
	assert_int_equal(rpmsg_hold(&pair.host.rpmsg, &host.held), -EOVERFLOW);
	stale = host.held;
	pair_stop(&pair);
	rpmsg_release(&pair.host.rpmsg, &stale);
	pair_start(&pair);
	rpmsg_release(&pair.host.rpmsg, &stale);
	assert_int_equal(pair.host.rx.ring.avail->idx, 16);
	assert_int_equal(rpmsg_hold(&pair.host.rpmsg, &stale), -EINVAL);
}

/* A failed get leaves nothing that could be released. */
static void test_failed_get(void **state)
{
	struct pair_endpoint host, remote;
	struct rpmsg *ends[2] = {&pair.host.rpmsg, &pair.remote.rpmsg};
	struct rpmsg_tx tx[16], failed;
	int end, i;

	(void)state;
	pair_connect(&pair, &host, &remote);
	for (end = 0; end < 2; end++) {
		for (i = 0; i < 16; i++)
			assert_int_equal(rpmsg_tx_get(ends[end], &tx[i]), 0);
		memset(&failed, 0xA5, sizeof(failed));
		assert_int_equal(rpmsg_tx_get(ends[end], &failed), -EAGAIN);
		rpmsg_tx_release(ends[end], &failed);
		assert_int_equal(rpmsg_tx_get(ends[end], &failed), -EAGAIN);
	}
}

static int nested_status;

static void poll_inside(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	assert_int_equal(rpmsg_hold(endpoint->rpmsg, message), 0);
	nested_status = rpmsg_poll(endpoint->rpmsg, 0);
	rpmsg_release(endpoint->rpmsg, message);
}

static void test_poll_in_callback(void **state)
{
	static const struct rpmsg_endpoint_config config = {.receive = poll_inside};
	struct rpmsg_endpoint nested;
	struct pair_endpoint host;
	int i;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	assert_int_equal(
		rpmsg_endpoint_create(&pair.remote.rpmsg, &nested, &config, 1024, 1025, NULL), 0);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &host, &pair_silent, 1025, 1024);
	for (i = 0; i < 3; i++)
		assert_int_equal(rpmsg_send(&host.endpoint, "x", 1), 0);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 3);
	assert_int_equal(nested_status, -EBUSY);
	assert_int_equal(pair.host.tx.ring.used->idx, 3);
}

/* Rings of any size, buffers of any size, several instances side by side. */
static void test_sizes_and_instances(void **state)
{
	static struct pair pairs[3];
	static const struct {
		uint32_t num, buffers, size;
	} shapes[3] = {{2, 2, 64}, {64, 24, 256}, {8, 0, 1024}};
	struct pair_endpoint host[3], remote[3];
	uint8_t data[1024];
	int i, round;

	(void)state;
	for (i = 0; i < 3; i++) {
		pair_init(&pairs[i], shapes[i].num, shapes[i].buffers);
		pairs[i].host_config.buffer_size = shapes[i].size;
		pair_create(&pairs[i].remote.rpmsg, &remote[i], &pair_service, RPMSG_ADDRESS_ANY,
			    RPMSG_ADDRESS_ANY);
		pair_start(&pairs[i]);
		pair_settle(&pairs[i]);
		pair_create(&pairs[i].host.rpmsg, &host[i], &pair_silent, RPMSG_ADDRESS_ANY, 1024);
		remote[i].echo = 1;
	}
	memset(data, 0x5A, sizeof(data));
	for (round = 0; round < 200; round++) {
		for (i = 0; i < 3; i++) {
			uint32_t length = shapes[i].size - 16 > 512 ? 512 : shapes[i].size - 16;

			assert_int_equal(rpmsg_send(&host[i].endpoint, data, length), 0);
			pair_settle(&pairs[i]);
			assert_int_equal(host[i].received, round + 1);
			assert_int_equal(host[i].length, length);
		}
	}
	for (i = 0; i < 3; i++)
		assert_int_equal(rpmsg_payload_size(&pairs[i].remote.rpmsg), shapes[i].size - 16);
	assert_int_equal(rpmsg_host_buffer_bytes(16, 0), 16384);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire_format),
		cmocka_unit_test(test_echo),
		cmocka_unit_test(test_doorbells),
		cmocka_unit_test(test_zero_copy),
		cmocka_unit_test(test_all_buffers),
		cmocka_unit_test(test_full_and_ready),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_failed_get),
		cmocka_unit_test(test_poll_in_callback),
		cmocka_unit_test(test_sizes_and_instances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
