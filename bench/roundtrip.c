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
#define SHORT	16u
#define LONG	496u

static uint8_t memory[0x8000] __attribute__((aligned(4096)));
static struct resource_table_rpmsg table = RESOURCE_TABLE_RPMSG(NUM, 0, 0, "");
static const struct shm_region region = {DA, sizeof(memory), memory};
static const struct shm_map map = {&region, 1};
static uint8_t host_state[2 * NUM];
static uint8_t remote_state[2 * NUM];
static unsigned bells[2];
static unsigned answers;

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

/* Inline, as this is about the stack and not about the calls of a benchmark. */
#define BENCH_INLINE static inline __attribute__((always_inline))

BENCH_INLINE void send_short(struct rpmsg_endpoint *endpoint, const void *data)
{
	struct rpmsg_tx tx;

	if (rpmsg_tx_get(endpoint->rpmsg, &tx))
		abort();
	memcpy(tx.data, data, SHORT);
	if (rpmsg_tx_send(endpoint, &tx, SHORT))
		abort();
}

static void echo_short(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	send_short(endpoint, message->data);
}

static void echo_copy(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	if (rpmsg_send(endpoint, message->data, message->length))
		abort();
}

static void answer(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	(void)endpoint;
	(void)message;
	answers++;
}

static struct rpmsg_endpoint_config echo_config = {.name = "echo"};
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

BENCH_INLINE void poll_both(void)
{
	if (rpmsg_poll(&remote.rpmsg, 1) != 1 || rpmsg_poll(&host.rpmsg, 1) != 1)
		abort();
}

static void round_short(const uint8_t *data)
{
	send_short(&near_end, data);
	poll_both();
}

static void round_copy(const uint8_t *data)
{
	if (rpmsg_send(&near_end, data, LONG))
		abort();
	poll_both();
}

/* Called through a pointer, as the stack calls its port. */
static void (*volatile bell)(void *context, uint32_t queue) = notify;

static void bare(const uint8_t *data, uint32_t length)
{
	memcpy(memory + 0x4000, data, length);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	bell(NULL, 1);
	memcpy(memory + 0x2000, memory + 0x4000, length);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	bell(NULL, 0);
	answers++;
}

static void round_bare_short(const uint8_t *data)
{
	bare(data, SHORT);
}

static void round_bare_long(const uint8_t *data)
{
	bare(data, LONG);
}

static const struct {
	const char *name;
	void (*round)(const uint8_t *data);
	void (*echo)(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message);
} modes[] = {
	{"zero16", round_short, echo_short},
	{"copy496", round_copy, echo_copy},
	{"bare16", round_bare_short, echo_copy},
	{"bare496", round_bare_long, echo_copy},
};

int main(int argc, char **argv)
{
	static uint8_t data[LONG] __attribute__((aligned(16)));
	uint64_t best = UINT64_MAX;
	unsigned long rounds;
	size_t mode;
	int repeat;

	for (mode = 0; mode < sizeof(modes) / sizeof(modes[0]); mode++) {
		if (argc == 3 && !strcmp(argv[1], modes[mode].name))
			break;
	}
	if (mode == sizeof(modes) / sizeof(modes[0])) {
		fprintf(stderr, "usage: %s zero16|copy496|bare16|bare496 ROUNDS\n", argv[0]);
		return 2;
	}
	rounds = strtoul(argv[2], NULL, 10);
	echo_config.receive = modes[mode].echo;
	start();
	memset(data, 0x5A, sizeof(data));
	for (repeat = 0; repeat < REPEATS; repeat++) {
		void (*round)(const uint8_t *) = modes[mode].round;
		struct timespec from, to;
		unsigned long i;
		uint64_t ns;

		clock_gettime(CLOCK_MONOTONIC, &from);
		for (i = 0; i < rounds; i++)
			round(data);
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
