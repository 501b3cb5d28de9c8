/* SPDX-License-Identifier: BSD-3-Clause */
/* RPMsg against a peer that lies: reported, survived, and the next start works. */
#include "pair.h"

#include "core/vring_device.h"
#include "core/vring_driver.h"

static struct pair pair;
static struct pair_endpoint remote_endpoint;
static struct pair_endpoint host_endpoint;

static int setup(void **state)
{
	(void)state;
	memset(&remote_endpoint, 0, sizeof(remote_endpoint));
	memset(&host_endpoint, 0, sizeof(host_endpoint));
	pair_init(&pair, PAIR_NUM, 0);
	remote_endpoint.echo = 1;
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &remote_endpoint.endpoint,
					       &pair_service, RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY,
					       NULL),
			 0);
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &host_endpoint.endpoint,
					       &pair_silent, RPMSG_ADDRESS_ANY, 1024, NULL),
			 0);
	return 0;
}

static void works(void)
{
	unsigned before = host_endpoint.received;

	assert_int_equal(rpmsg_send(&host_endpoint.endpoint, "ping", 4), 0);
	pair_settle(&pair);
	assert_int_equal(host_endpoint.received, before + 1);
	assert_memory_equal(host_endpoint.data, "ping", 4);
}

/* The remote sees the status at 0 only every other time: no doorbell tells of it. */
static void works_after_restart(void)
{
	static unsigned restarts;

	pair_stop(&pair);
	if (restarts++ % 2)
		assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &host_endpoint.endpoint,
					       &pair_silent, RPMSG_ADDRESS_ANY, 1024, NULL),
			 0);
	works();
}

/* ---- the remote lies to the host ---- */

static void remote_says(uint32_t id, uint32_t length)
{
	struct vring_used *used = pair.host.rx.ring.used;

	used->ring[used->idx % 16].id = id;
	used->ring[used->idx % 16].len = length;
	used->idx++;
}

static void write_header(uint8_t *buffer, uint32_t src, uint32_t dst, uint16_t length)
{
	memcpy(buffer, &src, 4);
	memcpy(buffer + 4, &dst, 4);
	memset(buffer + 8, 0, 8);
	memcpy(buffer + 12, &length, 2);
}

static void test_host_used_index(void **state)
{
	static const uint16_t indices[] = {100, 0xFFFF, 0x8000};
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		pair.host.rx.ring.used->idx = indices[i];
		assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), -EPROTO);
		assert_int_equal(pair.host_end.faults[RPMSG_FAULT_USED_INDEX], i + 1);
		assert_int_equal(pair.host_end.fault_detail, indices[i]);
		assert_int_equal(rpmsg_send(&host_endpoint.endpoint, "x", 1), -ENODEV);
		assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), -ENODEV);
		works_after_restart();
	}
}

static void test_host_used_ids(void **state)
{
	static const uint32_t ids[] = {16, 255, 256, 0x10001, 0xFFFFFFFF};
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++) {
		remote_says(ids[i], 56);
		rpmsg_poll(&pair.host.rpmsg, 0);
		assert_int_equal(pair.host_end.faults[RPMSG_FAULT_USED_ID], i + 1);
		assert_int_equal(pair.host_end.fault_detail, ids[i]);
	}
	assert_int_equal(host_endpoint.received, 0);
	works_after_restart();
}

static void test_host_lengths(void **state)
{
	static const struct {
		uint32_t used;
		uint16_t header;
	} bad[] = {{0, 0},   {15, 0},	    {16, 1},	     {56, 41},	  {512, 497},
		   {513, 0}, {512, 0xFFFF}, {0xFFFFFFFF, 4}, {0x10010, 0}};
	uint8_t *buffer;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		/* the buffer that is next in the ring: ids go round */
		uint32_t id = pair.host.rx.ring.avail->ring[(pair.host.rx.ring.used_idx) % 16];

		buffer = pair.memory + PAIR_BUFFER + 512 * id;
		write_header(buffer, 1024, 1024, bad[i].header);
		remote_says(id, bad[i].used);
		rpmsg_poll(&pair.host.rpmsg, 0);
		assert_int_equal(pair.host_end.faults[RPMSG_FAULT_LENGTH], i + 1);
	}
	assert_int_equal(host_endpoint.received, 0);
	/* Every buffer came back to the ring, and the remote, which may wait for one, hears of it. */
	pair.host_end.notified[0] = 0;
	pair.host.rx.ring.used->flags = 0x8000;
	remote_says(pair.host.rx.ring.avail->ring[pair.host.rx.ring.used_idx % 16], 0);
	rpmsg_poll(&pair.host.rpmsg, 0);
	assert_int_equal(pair.host_end.notified[0], 1);
	assert_int_equal((uint16_t)(pair.host.rx.ring.avail_idx - pair.host.rx.ring.used_idx), 16);
	works_after_restart();
}

static void test_host_returned_tx(void **state)
{
	struct vring_used *used = pair.host.tx.ring.used;
	struct rpmsg_tx tx;
	int i;

	(void)state;
	for (i = 0; i < 16; i++)
		assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), 0);
	used->ring[0].id = 99;
	used->idx = 1;
	/* Nothing was sent: there is nothing to return. */
	assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), -ENODEV);
	assert_int_equal(pair.host_end.faults[RPMSG_FAULT_USED_INDEX], 1);
	works_after_restart();
}

static void test_host_name_service(void **state)
{
	uint8_t message[41];
	unsigned i;

	(void)state;
	memset(message, 'N', sizeof(message));
	memset(message + 32, 0, 8);
	/* 32 characters and no NUL: cut, as Linux does. */
	assert_int_equal(rpmsg_send_to(&remote_endpoint.endpoint, 53, message, 40), 0);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 2);
	assert_int_equal(strlen(pair.host_end.ns_name), 31);
	assert_int_equal(pair.host_end.faults[RPMSG_FAULT_NAME_SERVICE], 1);
	for (i = 0; i < 42; i++) {
		if (i == 40)
			continue;
		assert_int_equal(rpmsg_send_to(&remote_endpoint.endpoint, 53, message, i), 0);
		pair_settle(&pair);
	}
	assert_int_equal(pair.host_end.faults[RPMSG_FAULT_NAME_SERVICE], 42);
	assert_int_equal(pair.host_end.ns_create, 2);
	works();
}

/* ---- the host lies to the remote ---- */

/* An index that goes back, after messages that are held. */
static void test_remote_avail_index_backwards(void **state)
{
	unsigned i;

	(void)state;
	remote_endpoint.echo = 0;
	for (i = 0; i < 3; i++) {
		remote_endpoint.hold = 1;
		assert_int_equal(rpmsg_send(&host_endpoint.endpoint, "x", 1), 0);
		pair_settle(&pair);
	}
	assert_int_equal(remote_endpoint.received, 3);
	pair.host.tx.ring.avail->idx = 2;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -EPROTO);
	assert_int_equal(remote_endpoint.received, 3);
	remote_endpoint.echo = 1;
	works_after_restart();
}

static void test_remote_avail_index(void **state)
{
	(void)state;
	pair.host.tx.ring.avail->idx = (uint16_t)(pair.host.tx.ring.avail->idx + 17);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -EPROTO);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 1);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(rpmsg_send_to(&remote_endpoint.endpoint, 1, "x", 1), -ENODEV);
	works_after_restart();
}

static void test_remote_descriptors(void **state)
{
	static const uint32_t bad[] = {0x20000000, PAIR_DA + PAIR_SIZE - 8,
				       PAIR_DA + PAIR_SIZE - 508, PAIR_DA - 4,
				       PAIR_DA + PAIR_BUFFER + 2};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		vring_driver_add(&pair.host.tx, 15, 64);
		pair.host.tx.ring.desc[15].addr = bad[i];
		assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 1);
		assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_DESCRIPTOR], i + 1);
		assert_int_equal(pair.remote_end.fault_detail, 15);
		assert_int_equal(remote_endpoint.received, 0);
	}
	/* What was refused came back all the same. */
	assert_int_equal(pair.host.tx.ring.used->idx, i);
	works_after_restart();
	vring_driver_add(&pair.host.tx, 15, 64);
	pair.host.tx.ring.avail->ring[(uint16_t)(pair.host.tx.ring.avail_idx - 1) % 16] = 0xFFFF;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -EPROTO);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 1);
	works_after_restart();
}

/* The same for the buffers that the remote sends in. */
static void test_remote_send_descriptors(void **state)
{
	struct rpmsg_tx tx;
	unsigned i;

	(void)state;
	for (i = 0; i < 16; i++)
		pair.host.rx.ring.desc[i].addr = 0x20000000 + i * 512;
	for (i = 0; i < 16; i++)
		assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), -EAGAIN);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_DESCRIPTOR], 16);
	works_after_restart();
}

/* A sender that met bad buffers is told that good ones are there. */
static void test_ready_after_bad(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	pair.host.rx.ring.desc[1].addr = 0x20000000;
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), -EAGAIN);
	assert_null(tx.data);
	assert_int_equal(pair.remote_end.tx_ready, 0);
	(void)rpmsg_poll(&pair.remote.rpmsg, 0);
	assert_int_equal(pair.remote_end.tx_ready, 1);
	assert_int_equal(rpmsg_tx_get(&pair.remote.rpmsg, &tx), 0);
	rpmsg_tx_release(&pair.remote.rpmsg, &tx);
	/* The host: an id that was not out, with other buffers to be had. */
	assert_int_equal(rpmsg_send(&host_endpoint.endpoint, "x", 1), 0);
	pair.host.tx.ring.used->ring[0].id = 15;
	pair.host.tx.ring.used->idx = 1;
	assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), -EAGAIN);
	assert_int_equal(pair.host_end.faults[RPMSG_FAULT_USED_ID], 1);
	pair.host_end.tx_ready = 0;
	(void)rpmsg_poll(&pair.host.rpmsg, 0);
	assert_int_equal(pair.host_end.tx_ready, 1);
}

static void test_remote_lengths(void **state)
{
	uint8_t *buffer = pair.memory + PAIR_BUFFER + (16 + 15) * 512;
	static const uint16_t bad[] = {497, 512, 0x8000, 0xFFFF};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		write_header(buffer, 7, 1024, bad[i]);
		vring_driver_add(&pair.host.tx, 15, 512);
		rpmsg_poll(&pair.remote.rpmsg, 0);
		assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_LENGTH], i + 1);
		assert_int_equal(pair.remote_end.fault_detail, bad[i]);
	}
	assert_int_equal(remote_endpoint.received, 0);
	assert_int_equal(pair.host.tx.ring.used->idx, i);
	works_after_restart();
}

/* The same buffer again while the firmware holds it: delivered again, and given back as often as it was offered. */
static void test_remote_offered_twice(void **state)
{
	(void)state;
	remote_endpoint.hold = 1;
	remote_endpoint.echo = 0;
	assert_int_equal(rpmsg_send(&host_endpoint.endpoint, "mine", 4), 0);
	pair_settle(&pair);
	vring_driver_add(&pair.host.tx, remote_endpoint.held.buffer, 20);
	rpmsg_poll(&pair.remote.rpmsg, 0);
	assert_int_equal(remote_endpoint.received, 2);
	assert_int_equal(pair.host.tx.ring.used->idx, 1);
	rpmsg_release(&pair.remote.rpmsg, &remote_endpoint.held);
	assert_int_equal(pair.host.tx.ring.used->idx, 2);
	rpmsg_release(&pair.remote.rpmsg, &remote_endpoint.held); /* once too often: ignored */
	assert_int_equal(pair.host.tx.ring.used->idx, 2);
	remote_endpoint.echo = 1;
	works_after_restart();
}

static void test_remote_rings_in_table(void **state)
{
	static const struct rsc_vring bad[] = {
		{.da = PAIR_DA, .align = 16, .num = 0},
		{.da = PAIR_DA, .align = 16, .num = 3},
		{.da = PAIR_DA, .align = 16, .num = 65536},
		{.da = PAIR_DA, .align = 0, .num = 16},
		{.da = PAIR_DA, .align = 3, .num = 16},
		{.da = PAIR_DA + 4, .align = 16, .num = 16},
		{.da = 0, .align = 16, .num = 16},
		{.da = RSC_ADDR_ANY, .align = 16, .num = 16},
		{.da = PAIR_DA + PAIR_SIZE - 400, .align = 16, .num = 16},
		{.da = PAIR_DA, .align = 16, .num = 512}, /* more than buffer_state */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct rsc_vring good = pair.table.vring[1];

		pair_stop(&pair);
		rpmsg_poll(&pair.remote.rpmsg, 0);
		pair_start(&pair);
		pair.table.vring[1] = bad[i];
		assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
		assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_VRING], i + 1);
		assert_int_equal(pair.remote_end.fault_detail, bad[i].da);
		/* said once, not at every poll */
		assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
		assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_VRING], i + 1);
		pair.table.vring[1] = good;
		works_after_restart();
	}
	/* Of two, the one that cannot be used. */
	pair_stop(&pair);
	rpmsg_poll(&pair.remote.rpmsg, 0);
	pair_start(&pair);
	pair.table.vring[0].da += 4;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(pair.remote_end.fault_detail, PAIR_DA + PAIR_VRING0 + 4);
}

/* Buffers too small for a name service message, or for a header. */
static void test_remote_small_buffers(void **state)
{
	(void)state;
	pair_stop(&pair);
	pair_settle(&pair);
	pair.host_config.buffer_size = 20;
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 1); /* only that of the setup */
	assert_int_equal(rpmsg_payload_size(&pair.remote.rpmsg), 4);
	assert_int_equal(rpmsg_send_to(&remote_endpoint.endpoint, 1, "hello", 5), -EMSGSIZE);
	pair.host_config.buffer_size = 0;
	works_after_restart();
}

/* Whoever is told of a bad message may poll on: each buffer goes back once all the same. */
static void poll_on_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	struct pair_end *end = context;

	end->faults[fault]++;
	end->fault_detail = detail;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 1), 1);
}

static void test_poll_in_fault(void **state)
{
	uint8_t *buffer = pair.memory + PAIR_BUFFER + (16 + 15) * 512;
	struct vring_used *used = pair.host.tx.ring.used;

	(void)state;
	remote_endpoint.echo = 0;
	pair.remote_config.fault = poll_on_fault;
	write_header(buffer, 7, 1024, 500);
	vring_driver_add(&pair.host.tx, 15, 512);
	assert_int_equal(rpmsg_send(&host_endpoint.endpoint, "good", 4), 0);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 1), 1);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_LENGTH], 1);
	assert_int_equal(pair.remote_end.fault_detail, 500);
	assert_int_equal(remote_endpoint.received, 1);
	assert_int_equal(used->idx, 2);
	assert_int_equal(used->ring[0].id, 0);
	assert_int_equal(used->ring[1].id, 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_host_used_index, setup),
		cmocka_unit_test_setup(test_host_used_ids, setup),
		cmocka_unit_test_setup(test_host_lengths, setup),
		cmocka_unit_test_setup(test_host_returned_tx, setup),
		cmocka_unit_test_setup(test_host_name_service, setup),
		cmocka_unit_test_setup(test_remote_avail_index, setup),
		cmocka_unit_test_setup(test_remote_avail_index_backwards, setup),
		cmocka_unit_test_setup(test_remote_descriptors, setup),
		cmocka_unit_test_setup(test_remote_send_descriptors, setup),
		cmocka_unit_test_setup(test_ready_after_bad, setup),
		cmocka_unit_test_setup(test_remote_lengths, setup),
		cmocka_unit_test_setup(test_poll_in_fault, setup),
		cmocka_unit_test_setup(test_remote_offered_twice, setup),
		cmocka_unit_test_setup(test_remote_rings_in_table, setup),
		cmocka_unit_test_setup(test_remote_small_buffers, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
