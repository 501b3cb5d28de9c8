/* SPDX-License-Identifier: BSD-3-Clause */
/* Who waits for a send buffer while the link goes, or is made anew, is told what is so, and never of rings that are gone. */
#include "pair.h"

#include <sys/mman.h>

static struct pair pair; /* large, and only one test runs at a time */
static struct pair_endpoint host;
static struct pair_endpoint remote;
static struct rpmsg_endpoint other;
static int other_status;
static struct rpmsg *greedy; /* who takes all send buffers in a callback of the link */
static unsigned taken;
static unsigned depth; /* of the lock */

/* The host knows the remote's endpoint, and the other way round. */
static int connect_both(void **state)
{
	(void)state;
	greedy = NULL;
	taken = 0;
	depth = 0;
	/* A test that failed may have left it without. */
	assert_int_equal(mprotect(pair.memory, sizeof(pair.memory), PROT_READ | PROT_WRITE), 0);
	pair_connect(&pair, &host, &remote);
	assert_int_equal(rpmsg_send(&host.endpoint, "bind", 4), 0);
	pair_settle(&pair);
	assert_int_equal(remote.bound, 1);
	return 0;
}

static void take_all(struct rpmsg *rpmsg)
{
	struct rpmsg_tx tx;
	int status;

	while ((status = rpmsg_tx_get(rpmsg, &tx)) == 0)
		taken++;
	assert_int_equal(status, -EAGAIN);
}

static void protect_rings(int protection)
{
	assert_int_equal(mprotect(pair.memory, 0x2000, protection), 0);
}

/* A host that waits and stops does not look at its rings again, and nobody is told that it could send. */
static void test_stop_while_waiting(void **state)
{
	(void)state;
	take_all(&pair.host.rpmsg);
	rpmsg_host_stop(&pair.host);
	protect_rings(PROT_NONE);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), -ENODEV);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), -ENODEV);
	protect_rings(PROT_READ | PROT_WRITE);
	assert_int_equal(pair.host_end.tx_ready, 0);
}

/* The same of buffers that were given back unsent before. */
static void test_stop_with_spares(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), 0);
	take_all(&pair.host.rpmsg);
	rpmsg_tx_release(&pair.host.rpmsg, &tx);
	rpmsg_host_stop(&pair.host);
	protect_rings(PROT_NONE);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), -ENODEV);
	protect_rings(PROT_READ | PROT_WRITE);
	assert_int_equal(pair.host_end.tx_ready, 0);
}

/* A remote that waits looks for a buffer and finds the ring broken: the link is down, and there is none. */
static void test_broken_while_waiting(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	take_all(&pair.remote.rpmsg);
	pair.host.rx.ring.avail->idx = 0x4000;
	(void)!rpmsg_tx_get(&pair.remote.rpmsg, &tx);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 1);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(pair.remote_end.tx_ready, 0);
}

static void take_all_on_link(void *context, bool up)
{
	(void)context;
	if (up)
		take_all(greedy);
}

/* The link is made anew unseen while somebody waits, and in the poll that finds out all new buffers go, too. Who then
 * waits, waits for those: the doorbell is asked for on the new rings, and he is told. */
static void test_waits_again_in_new_life(void **state)
{
	struct pair_endpoint again;

	(void)state;
	take_all(&pair.remote.rpmsg);
	pair_stop(&pair);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &again, &pair_silent, 1025, 1024);
	greedy = &pair.remote.rpmsg;
	pair.remote_config.link = take_all_on_link;
	taken = 0;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 0);
	assert_int_equal(taken, PAIR_NUM);
	assert_int_equal(pair.remote.vring[0].used->flags & VRING_USED_NO_NOTIFY, 0);
	assert_int_equal(pair.remote_end.tx_ready, 0);
	/* Two come back, one of them for the announcement that is owed. */
	pair.host.rx.ring.avail->idx += 2;
	pair.remote.vring[0].used_idx += 2;
	rpmsg_poll(&pair.remote.rpmsg, 0);
	assert_int_equal(pair.remote_end.tx_ready, 1);
	assert_int_equal(pair.remote.vring[0].used->flags & VRING_USED_NO_NOTIFY,
			 VRING_USED_NO_NOTIFY);
}

static void restart_host(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	(void)message;
	rpmsg_host_stop(&pair.host);
	assert_int_equal(rpmsg_host_start(&pair.host, &pair.host_config), 0);
	take_all(&pair.host.rpmsg);
}

/* A host that waits is started anew in a callback, where it comes to wait for the new buffers. */
static void test_host_restarts_while_waiting(void **state)
{
	static const struct rpmsg_endpoint_config config = {.receive = restart_host};
	struct rpmsg_tx tx;

	(void)state;
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &other, &config, 1030, 1024, NULL),
			 0);
	assert_int_equal(rpmsg_send_to(&remote.endpoint, 1030, "x", 1), 0);
	take_all(&pair.host.rpmsg);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 1);
	assert_int_equal(pair.host_end.tx_ready, 0);
	assert_int_equal(pair.host.tx.ring.avail->flags, 0); /* a doorbell, please */
	tx = (struct rpmsg_tx){.data = pair.memory, .life = pair.host.rpmsg.life};
	rpmsg_tx_release(&pair.host.rpmsg, &tx);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 0);
	assert_int_equal(pair.host_end.tx_ready, 1);
	assert_int_equal(pair.host.tx.ring.avail->flags, VRING_AVAIL_NO_INTERRUPT);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 0);
	assert_int_equal(pair.host_end.tx_ready, 1);
}

static void poll_inside(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct rpmsg_tx tx;

	(void)message;
	take_all(endpoint->rpmsg);
	tx = (struct rpmsg_tx){.data = pair.memory, .life = endpoint->rpmsg->life};
	rpmsg_tx_release(endpoint->rpmsg, &tx);
	assert_int_equal(rpmsg_poll(endpoint->rpmsg, 0), -EBUSY);
	assert_int_equal(pair.host_end.tx_ready + pair.remote_end.tx_ready, 0);
}

/* Nobody is told within another callback; but after it. */
static void test_told_after_callback(void **state)
{
	static const struct rpmsg_endpoint_config config = {.receive = poll_inside};

	(void)state;
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &other, &config, 1030, 1024, NULL),
			 0);
	assert_int_equal(rpmsg_send_to(&remote.endpoint, 1030, "x", 1), 0);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 1), 1);
	assert_int_equal(rpmsg_poll(&pair.host.rpmsg, 0), 0);
	assert_int_equal(pair.host_end.tx_ready, 1);
	pair.host_end.tx_ready = 0;
	assert_int_equal(
		rpmsg_endpoint_create(&pair.remote.rpmsg, &other, &config, 1031, 1024, NULL), 0);
	assert_int_equal(rpmsg_send_to(&host.endpoint, 1031, "x", 1), 0);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 1), 1);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), 0);
	assert_int_equal(pair.remote_end.tx_ready, 1);
}

/* ---- the rest of a link's end ---- */

static void destroy_other(struct rpmsg_endpoint *endpoint)
{
	(void)endpoint;
	other_status = rpmsg_endpoint_destroy(&other);
}

/* As the link goes down a callback destroys another endpoint that was announced: nobody is there to be told. */
static void test_destroy_in_unbind(void **state)
{
	static const struct rpmsg_endpoint_config first = {.receive = poll_inside,
							   .unbind = destroy_other};

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	assert_int_equal(
		rpmsg_endpoint_create(&pair.remote.rpmsg, &remote.endpoint, &first, 1024, 5, NULL),
		0);
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &other, &pair_service,
					       RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL),
			 0);
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 1);
	pair.table.vdev.status = 0;
	other_status = 1;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(other_status, 0);
	assert_null(remote.endpoint.next);
}

/* The driver went, which no poll has seen yet: there is nobody to withdraw a service from. */
static void test_destroy_after_status(void **state)
{
	(void)state;
	pair.table.vdev.status = 0;
	assert_int_equal(rpmsg_endpoint_destroy(&remote.endpoint), 0);
	assert_null(pair.remote.rpmsg.endpoints);
}

/* A buffer that there was none of is refused for what was the matter: the link is down. */
static void test_send_without_buffer(void **state)
{
	struct rpmsg_tx tx;

	(void)state;
	rpmsg_host_stop(&pair.host);
	assert_int_equal(rpmsg_tx_get(&pair.host.rpmsg, &tx), -ENODEV);
	assert_int_equal(rpmsg_tx_send(&host.endpoint, &tx, 1), -ENODEV);
	assert_int_equal(rpmsg_tx_send(&host.endpoint, &tx, 0), -ENODEV);
}

static void break_on_link(void *context, bool up)
{
	struct rpmsg_tx tx;

	(void)context;
	if (!up)
		return;
	pair.host.rx.ring.avail->idx = 0x4000;
	assert_true(rpmsg_tx_get(&pair.remote.rpmsg, &tx) < 0);
}

/* Who is told of the link finds it broken at once: no message is received by a link that is down. */
static void test_broken_in_link_callback(void **state)
{
	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	pair_create(&pair.remote.rpmsg, &remote, &pair_silent, 1024, RPMSG_ADDRESS_ANY);
	pair_start(&pair);
	pair_create(&pair.host.rpmsg, &host, &pair_silent, 1025, 1024);
	assert_int_equal(rpmsg_send(&host.endpoint, "", 0), 0);
	pair.remote_config.link = break_on_link;
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(rpmsg_poll(&pair.remote.rpmsg, 0), -ENODEV);
	assert_int_equal(remote.received, 0);
	assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 1);
}

/* ---- shared ---- */

static void lock(void *context)
{
	(void)context;
	depth++;
}

/* Another thread was waiting for the lock, to stop the link; then the memory is gone. */
static void unlock_and_stop(void *context)
{
	(void)context;
	if (--depth || !pair.host.rpmsg.payload)
		return;
	depth++;
	rpmsg_host_stop(&pair.host);
	depth--;
	assert_int_equal(mprotect(pair.memory, sizeof(pair.memory), PROT_NONE), 0);
}

/* A message is copied into shared memory with the lock held: not after another thread has stopped the link. */
static void test_copies_with_lock(void **state)
{
	(void)state;
	pair.host_port.lock = lock;
	pair.host_port.unlock = unlock_and_stop;
	assert_int_equal(rpmsg_share(&pair.host.rpmsg), 0);
	assert_int_equal(rpmsg_send(&host.endpoint, "whole", 5), 0);
	assert_int_equal(rpmsg_send(&host.endpoint, "late", 4), -ENODEV);
	assert_int_equal(mprotect(pair.memory, sizeof(pair.memory), PROT_READ | PROT_WRITE), 0);
	assert_int_equal(depth, 0);
	assert_int_equal(pair.host.tx.ring.avail->idx, 2);
	assert_memory_equal(pair.host.tx_base + RPMSG_HEADER_SIZE, "whole", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_stop_while_waiting, connect_both),
		cmocka_unit_test_setup(test_stop_with_spares, connect_both),
		cmocka_unit_test_setup(test_broken_while_waiting, connect_both),
		cmocka_unit_test_setup(test_waits_again_in_new_life, connect_both),
		cmocka_unit_test_setup(test_host_restarts_while_waiting, connect_both),
		cmocka_unit_test_setup(test_told_after_callback, connect_both),
		cmocka_unit_test_setup(test_destroy_in_unbind, connect_both),
		cmocka_unit_test_setup(test_destroy_after_status, connect_both),
		cmocka_unit_test_setup(test_send_without_buffer, connect_both),
		cmocka_unit_test_setup(test_broken_in_link_callback, connect_both),
		cmocka_unit_test_setup(test_copies_with_lock, connect_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
