/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware image on the virtual board, and the least of a host beside it: a loader, two rings in
 * SRAM3 as on a DK2, the mailbox. Nothing of src/host: what a firmware is tested against here is the
 * chip and the wire.
 */
#ifndef COPRO_TESTS_REMOTE_BENCH_H
#define COPRO_TESTS_REMOTE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include <copro/resource_table.h>
#include <copro/rpmsg.h>

#include "board/board.h"
#include "drivers/ipcc.h"

#define BENCH_ENDPOINTS 4u

struct bench;

struct bench_endpoint {
	struct rpmsg_endpoint endpoint;
	struct bench *bench;
	char service[RPMSG_NAME_SIZE];
	uint32_t received; /* messages */
	uint32_t disorder; /* messages that were not the next one */
};

struct bench {
	struct board *board;
	struct ipcc ipcc;
	uint32_t table; /* address */
	uint8_t *image;
	size_t image_size;
	bool listens; /* to the mailbox */
	bool acknowledge_last; /* as Linux: look at the ring, then acknowledge */
	uint32_t random;

	struct rpmsg_host host;
	struct rpmsg_host_config config;
	struct copro_port port;
	struct shm_region region;
	struct shm_map map;
	uint8_t state[512];
	struct bench_endpoint endpoints[BENCH_ENDPOINTS];
	uint32_t endpoint_count;
	uint32_t destroyed;
	/* A test's own host for a service: an endpoint for it was made; a message came for it, which is
	 * then not counted. May be NULL. */
	void (*created)(struct bench_endpoint *endpoint);
	void (*message)(struct bench_endpoint *endpoint, const struct rpmsg_message *message);
	uint32_t faults;
	uint32_t lockups;
};

/* Powers a board, loads `name` from the firmware directory and starts the core. */
void bench_start(struct bench *bench, const char *name);
void bench_end(struct bench *bench);

/* The three steps of it, one at a time: a board with the image loaded and the core held; the host's end
 * of the mailbox; the core starts. */
void bench_power(struct bench *bench, const char *name, bool engineering);
void bench_listen(struct bench *bench);
void bench_release(struct bench *bench);

/* Lets `us` microseconds pass, or fewer when the core sleeps and nothing is left to do. */
void bench_run(struct bench *bench, uint32_t us);
/* The same until the core sleeps, a second at most: fails when it does not. */
void bench_settle(struct bench *bench);

/* Resets the core and starts it again, with memory as it is. */
void bench_restart(struct bench *bench);

/* The core asleep: puts the half-word `opcode` where it will go on. */
void bench_patch(struct bench *bench, uint16_t opcode);

/* What a virtio driver does when it comes and goes. */
void bench_link_up(struct bench *bench);
void bench_link_down(struct bench *bench);

/* Rings mailbox channel `number` (1 to 6) and tells whether it was acknowledged. */
bool bench_ring(struct bench *bench, unsigned number);

/* The firmware's log. */
const char *bench_log(struct bench *bench);

/* Sends `count` numbered messages of all lengths to each endpoint at once, with pauses of all lengths,
 * and takes the answers. True: each came, in order. */
bool bench_echo(struct bench *bench, uint32_t count);

#endif
