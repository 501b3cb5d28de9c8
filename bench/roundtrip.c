/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One round trip through the stack on the host: send, the other end receives and echoes, receive.
 * Both ends in one process, no board between them, so what is measured is our code alone.
 *
 *   bench_roundtrip zero16|copy496|bare16|bare496 ROUNDS     prints ns a round trip, best of 20
 *
 * `bare` is the same shape without a stack: a memcpy and a called doorbell each way. Instructions are
 * counted from outside (bench/run).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <copro/rpmsg.h>

#define DA	0x10040000u
#define NUM	16u
#define REPEATS 20

static uint8_t memory[0x8000] __attribute__((aligned(4096)));
static struct resource_table_rpmsg table = RESOURCE_TABLE_RPMSG(NUM, 0, 0, "");
static const struct shm_region region = {DA, sizeof(memory), memory};
static const struct shm_map map = {&region, 1};
static uint8_t host_state[2 * NUM];
static uint8_t remote_state[2 * NUM];
static unsigned bells[2];
static unsigned answers;
static int zero_copy;

static void notify(void *context, uint32_t queue)
{
	(void)context;
	bells[queue]++;
}

static const struct copro_port port = {.notify = notify};
static struct rpmsg_host host;
static struct rpmsg_remote remote;
static struct rpmsg_endpoint near_end;
static struct rpmsg_endpoint far_end;

static void send_message(struct rpmsg_endpoint *endpoint, const void *data, uint32_t length)
{
	struct rpmsg_tx tx;

	if (!zero_copy) {
		if (rpmsg_send(endpoint, data, length))
			abort();
		return;
	}
	if (rpmsg_tx_get(endpoint->rpmsg, &tx))
		abort();
	memcpy(tx.data, data, 16);
	if (rpmsg_tx_send(endpoint, &tx, 16))
		abort();
}

static void echo(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	send_message(endpoint, message->data, message->length);
}

static void answer(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	(void)message;
	answers++;
}

static const struct rpmsg_endpoint_config echo_config = {.name = "echo", .receive = echo};
static const struct rpmsg_endpoint_config answer_config = {.receive = answer};

static void start(void)
{
	static const struct rpmsg_config remote_config = {.port = &port,
							  .map = &map,
							  .buffer_state = remote_state,
							  .buffer_state_size =
								  sizeof(remote_state)};
	static const struct rpmsg_host_config host_config = {
		.rpmsg = {.port = &port,
			  .map = &map,
			  .buffer_state = host_state,
			  .buffer_state_size = sizeof(host_state)},
		.vring = {memory, memory + 0x1000},
		.num = {NUM, NUM},
		.align = {16, 16},
		.buffers_da = DA + 0x2000,
	};

	if (rpmsg_remote_init(&remote, &remote_config, &table.vdev) ||
	    rpmsg_endpoint_create(&remote.rpmsg, &far_end, &echo_config, 1024, 1025, NULL) ||
	    rpmsg_host_start(&host, &host_config) ||
	    rpmsg_endpoint_create(&host.rpmsg, &near_end, &answer_config, 1025, 1024, NULL))
		abort();
	table.vring[0].da = DA;
	table.vring[1].da = DA + 0x1000;
	table.vdev.status = 7;
}

static void stack_round(const uint8_t *data, uint32_t length)
{
	send_message(&near_end, data, length);
	if (rpmsg_poll(&remote.rpmsg, 1) != 1 || rpmsg_poll(&host.rpmsg, 1) != 1)
		abort();
}

/* Called through a pointer, as the stack calls its port. */
static void (*volatile bell)(void *context, uint32_t queue) = notify;

static void bare_round(const uint8_t *data, uint32_t length)
{
	memcpy(memory + 0x4000, data, length);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	bell(NULL, 1);
	memcpy(memory + 0x2000, memory + 0x4000, length);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	bell(NULL, 0);
	answers++;
}

int main(int argc, char **argv)
{
	static uint8_t data[496] __attribute__((aligned(16)));
	uint64_t best = UINT64_MAX;
	unsigned long rounds;
	uint32_t length;
	int bare, repeat;

	if (argc != 3) {
		fprintf(stderr, "usage: %s zero16|copy496|bare16|bare496 ROUNDS\n", argv[0]);
		return 2;
	}
	bare = !strncmp(argv[1], "bare", 4);
	zero_copy = !strcmp(argv[1], "zero16");
	length = strstr(argv[1], "16") ? 16 : 496;
	rounds = strtoul(argv[2], NULL, 10);
	start();
	memset(data, 0x5A, sizeof(data));
	for (repeat = 0; repeat < REPEATS; repeat++) {
		struct timespec from, to;
		unsigned long i;
		uint64_t ns;

		clock_gettime(CLOCK_MONOTONIC, &from);
		for (i = 0; i < rounds; i++) {
			if (bare)
				bare_round(data, length);
			else
				stack_round(data, length);
		}
		clock_gettime(CLOCK_MONOTONIC, &to);
		ns = (uint64_t)(to.tv_sec - from.tv_sec) * 1000000000u +
		     (uint64_t)(to.tv_nsec - from.tv_nsec);
		if (ns < best)
			best = ns;
	}
	if (answers != rounds * REPEATS)
		return 1;
	printf("%.2f\n", rounds ? (double)best / (double)rounds : 0.0);
	return 0;
}
