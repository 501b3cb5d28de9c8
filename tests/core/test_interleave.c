/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One end runs, and at every ordered access to shared memory the other end may do a whole round of
 * work first, as chosen by a seed. Doorbells are honest: an end that was not rung does not look. So
 * a lost message, a doorbell too few or a doubled buffer shows, and the printed seed repeats it.
 */
#include "pair.h"

#include "core/interleave.h"

#define MESSAGES 300u

static struct pair pair;
static uint32_t seed_state;
static uint32_t bell[2]; /* rung: 0 for the host, 1 for the remote */

static uint32_t next_random(void)
{
	seed_state ^= seed_state << 13;
	seed_state ^= seed_state >> 17;
	seed_state ^= seed_state << 5;
	return seed_state;
}

struct side {
	struct rpmsg_endpoint endpoint;
	struct rpmsg *rpmsg;
	uint32_t to_send, sent, received;
	uint32_t *bell;
	struct rpmsg_message held;
	int holding;
	int wants; /* got -EAGAIN, waits for its bell */
};

static struct side host, remote;

static void ring_host(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
	bell[0] = 1;
}

static void ring_remote(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
	bell[1] = 1;
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct side *side = COPRO_CONTAINER_OF(endpoint, struct side, endpoint);
	uint32_t number;

	assert_int_equal(message->length, sizeof(number));
	memcpy(&number, message->data, sizeof(number));
	assert_int_equal(number, side->received);
	side->received++;
	if (!side->holding && number % 3 == 0) {
		assert_int_equal(rpmsg_hold(endpoint->rpmsg, message), 0);
		side->held = *message;
		side->holding = 1;
	}
}

static const struct rpmsg_endpoint_config service = {.name = "service", .receive = receive};

/* One round of an end: poll if rung, send a few, maybe let go of what it holds. */
static void work(struct side *side)
{
	uint32_t burst = next_random() % 8;

	if (*side->bell) {
		*side->bell = 0;
		side->wants = 0;
		while (rpmsg_poll(side->rpmsg, 1 + next_random() % 4) > 0)
			;
	}
	while (burst-- && !side->wants && side->sent < side->to_send &&
	       rpmsg_ready(&side->endpoint)) {
		int status = rpmsg_send(&side->endpoint, &side->sent, sizeof(side->sent));

		if (status == -EAGAIN) {
			side->wants = 1;
			break;
		}
		assert_int_equal(status, 0);
		side->sent++;
	}
	if (side->holding && next_random() % 4 == 0) {
		side->holding = 0;
		rpmsg_release(side->rpmsg, &side->held);
	}
}

static void other_side(void *context)
{
	if (next_random() % 3 == 0)
		work(context);
}

static void run_seed(uint32_t seed)
{
	unsigned round, idle = 0;

	seed_state = seed;
	memset(&host, 0, sizeof(host));
	memset(&remote, 0, sizeof(remote));
	pair_init(&pair, 4, 0);
	pair.host_port.notify = ring_remote;
	pair.remote_port.notify = ring_host;
	host.rpmsg = &pair.host.rpmsg;
	remote.rpmsg = &pair.remote.rpmsg;
	host.bell = &bell[0];
	remote.bell = &bell[1];
	/* Traffic one way only has no other doorbell that would make up for a missing one. */
	host.to_send = seed % 3 == 1 ? 1 : MESSAGES; /* the first message tells the address */
	remote.to_send = seed % 3 == 2 ? 0 : MESSAGES;
	assert_int_equal(rpmsg_endpoint_create(remote.rpmsg, &remote.endpoint, &service,
					       RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL),
			 0);
	pair_start(&pair);
	assert_int_equal(rpmsg_endpoint_create(host.rpmsg, &host.endpoint, &service,
					       RPMSG_ADDRESS_ANY, 1024, NULL),
			 0);
	for (round = 0; host.received < remote.to_send || remote.received < host.to_send; round++) {
		uint32_t before = host.received + remote.received + host.sent + remote.sent;
		struct side *first = next_random() % 2 ? &host : &remote;
		struct side *second = first == &host ? &remote : &host;

		core_set_interleave(other_side, second);
		work(first);
		core_set_interleave(NULL, NULL);
		idle = host.received + remote.received + host.sent + remote.sent == before
			       ? idle + 1
			       : 0;
		if (idle > 1000) {
			print_error("seed %u: stuck: host sent %u got %u, remote sent %u got %u\n",
				    seed, host.sent, host.received, remote.sent, remote.received);
			fail();
		}
	}
	assert_int_equal(host.sent, host.to_send);
	assert_int_equal(remote.sent, remote.to_send);
}

static void test_seeds(void **state)
{
	uint32_t seed;

	(void)state;
	for (seed = 1; seed <= 2000; seed++)
		run_seed(seed * 2654435761u);
	print_message("seeds 1 to 2000 times 2654435761, rings of 4\n");
}

/* ---- the driver leaves and comes back, at any time that it does something ---- */

static uint32_t session; /* counts the starts; every message says in which it was sent */
static uint32_t echoes;
static struct rpmsg_endpoint echo_end, near_end;

static void check_session(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	uint32_t number;

	assert_int_equal(message->length, sizeof(number));
	memcpy(&number, message->data, sizeof(number));
	assert_int_equal(number, session);
	if (endpoint == &near_end)
		echoes++;
	else
		(void)!rpmsg_send(endpoint, &number, sizeof(number));
}

static const struct rpmsg_endpoint_config unnamed = {.receive = check_session};
static const struct rpmsg_endpoint_config named = {.name = "service", .receive = check_session};

static void start_session(void)
{
	session++;
	pair_start(&pair);
	assert_int_equal(
		rpmsg_endpoint_create(&pair.host.rpmsg, &near_end, &unnamed, 1025, 1024, NULL), 0);
}

static void remote_round(void *context)
{
	(void)context;
	if (next_random() % 2 && bell[1]) {
		bell[1] = 0;
		while (rpmsg_poll(&pair.remote.rpmsg, 1 + next_random() % 3) > 0)
			;
	}
}

static void test_restarts(void **state)
{
	uint32_t seed, round;

	(void)state;
	for (seed = 1; seed <= 500; seed++) {
		seed_state = seed * 2246822519u;
		pair_init(&pair, 4, 0);
		pair.host_port.notify = ring_remote;
		pair.remote_port.notify = ring_host;
		/* Without a name, nothing but messages moves the indices. */
		assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &echo_end,
						       seed % 2 ? &named : &unnamed, 1024,
						       RPMSG_ADDRESS_ANY, NULL),
				 0);
		start_session();
		core_set_interleave(remote_round, NULL);
		for (round = 0; round < 200; round++) {
			if (next_random() % 10 == 0) {
				pair_stop(&pair);
				start_session();
			}
			while (next_random() % 3)
				(void)!rpmsg_send(&near_end, &session, sizeof(session));
			(void)rpmsg_poll(&pair.host.rpmsg, 0);
			assert_true(rpmsg_payload_size(&pair.host.rpmsg));
		}
		core_set_interleave(NULL, NULL);
		pair_settle(&pair);
		echoes = 0;
		if (rpmsg_send(&near_end, &session, sizeof(session))) {
			print_error("seed %u: no buffer came back\n", seed);
			fail();
		}
		pair_settle(&pair);
		assert_int_equal(echoes, 1);
		assert_int_equal(pair.host_end.faults[RPMSG_FAULT_USED_INDEX], 0);
		assert_int_equal(pair.remote_end.faults[RPMSG_FAULT_AVAIL_INDEX], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_restarts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
