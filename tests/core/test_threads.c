/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Both ends in two threads, each asleep until its doorbell rings: no message is lost, none changes on
 * the way, and no doorbell is missing (that would end in the time-out below). Run under
 * ThreadSanitizer it also shows that only indices are shared without order.
 */
#include "pair.h"

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define MESSAGES 60000u

static struct pair pair;
static sem_t host_bell;
static sem_t remote_bell;
static int failed;

static void ring_host(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
	sem_post(&host_bell);
}

static void ring_remote(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
	sem_post(&remote_bell);
}

static int wait_bell(sem_t *bell)
{
	struct timespec until;
	int status;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 20;
	do
		status = sem_timedwait(bell, &until);
	while (status && errno == EINTR);
	return status;
}

/* Each end sends its numbers as fast as it can and checks that the other's come in order. */
struct side {
	struct rpmsg_endpoint endpoint;
	uint32_t sent;
	uint32_t received;
};

static struct side host, remote;

static struct side *side_of(struct rpmsg_endpoint *endpoint)
{
	return COPRO_CONTAINER_OF(endpoint, struct side, endpoint);
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct side *side = side_of(endpoint);
	const uint32_t *words = message->data;
	uint32_t count = 1 + side->received % 100;
	uint32_t i;

	if (message->length != 4 * count)
		__atomic_store_n(&failed, 1, __ATOMIC_RELAXED);
	for (i = 0; i < message->length / 4u; i++) {
		if (words[i] != side->received)
			__atomic_store_n(&failed, 1, __ATOMIC_RELAXED);
	}
	side->received++;
}

static const struct rpmsg_endpoint_config service = {.name = "service", .receive = receive};

static void send_some(struct side *side)
{
	uint32_t words[100];
	uint32_t i;

	while (side->sent < MESSAGES && rpmsg_ready(&side->endpoint)) {
		uint32_t count = 1 + side->sent % 100;

		for (i = 0; i < count; i++)
			words[i] = side->sent;
		if (rpmsg_send(&side->endpoint, words, 4 * count))
			return;
		side->sent++;
	}
}

static void run(struct rpmsg *rpmsg, struct side *side, sem_t *bell)
{
	while (side->sent < MESSAGES || side->received < MESSAGES) {
		while (rpmsg_poll(rpmsg, 0) > 0)
			;
		send_some(side);
		if (side->sent == MESSAGES && side->received == MESSAGES)
			break;
		if (wait_bell(bell)) {
			__atomic_store_n(&failed, 2, __ATOMIC_RELAXED);
			return;
		}
	}
}

static void *remote_thread(void *unused)
{
	run(&pair.remote.rpmsg, &remote, &remote_bell);
	return unused;
}

static void test_two_threads(void **state)
{
	pthread_t thread;

	(void)state;
	pair_init(&pair, PAIR_NUM, 0);
	assert_int_equal(sem_init(&host_bell, 0, 0), 0);
	assert_int_equal(sem_init(&remote_bell, 0, 0), 0);
	pair.host_port.notify = ring_remote;
	pair.remote_port.notify = ring_host;
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &remote.endpoint, &service,
					       RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL),
			 0);
	pair_start(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &host.endpoint, &service,
					       RPMSG_ADDRESS_ANY, 1024, NULL),
			 0);
	/* The remote learns the address from a first message. */
	assert_int_equal(pthread_create(&thread, NULL, remote_thread, NULL), 0);
	run(&pair.host.rpmsg, &host, &host_bell);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(failed, 0);
	assert_int_equal(host.received, MESSAGES);
	assert_int_equal(remote.received, MESSAGES);
	sem_destroy(&host_bell);
	sem_destroy(&remote_bell);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
