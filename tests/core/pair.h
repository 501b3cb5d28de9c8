/* SPDX-License-Identifier: BSD-3-Clause */
/* A host and a remote over one piece of memory, in one process, for tests. */
#ifndef COPRO_TESTS_CORE_PAIR_H
#define COPRO_TESTS_CORE_PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <cmocka.h>

#include <copro/rpmsg.h>

#define PAIR_DA	    0x10040000u
#define PAIR_SIZE   0x8000u
#define PAIR_VRING0 0x0000u
#define PAIR_VRING1 0x1000u
#define PAIR_BUFFER 0x2000u
#define PAIR_NUM    16u

/* What happened at one end, counted. */
struct pair_end {
	struct pair *pair;
	unsigned notified[2]; /* doorbells that this end rang, by queue */
	unsigned tx_ready;
	unsigned link_up;
	unsigned link_down;
	unsigned faults[16];
	uint32_t fault_detail;
	unsigned ns_create;
	unsigned ns_destroy;
	char ns_name[RPMSG_NAME_SIZE];
	uint32_t ns_address;
	uint8_t state[2 * 256];
};

struct pair {
	uint8_t memory[PAIR_SIZE] __attribute__((aligned(4096)));
	struct resource_table_rpmsg table;
	struct shm_region region;
	struct shm_map map;
	struct copro_port host_port;
	struct copro_port remote_port;
	struct rpmsg_host_config host_config;
	struct rpmsg_config remote_config;
	struct rpmsg_host host;
	struct rpmsg_remote remote;
	struct pair_end host_end;
	struct pair_end remote_end;
};

/* Both ends ready, the link not yet made. */
void pair_init(struct pair *pair, uint32_t num, uint32_t buffers);
/* What a virtio driver does: rings, table, DRIVER_OK, first doorbell. */
void pair_start(struct pair *pair);
/* What it does on stop. */
void pair_stop(struct pair *pair);
/* Polls both ends until nothing happens. */
void pair_settle(struct pair *pair);

/* An endpoint that remembers what came. */
struct pair_endpoint {
	struct rpmsg_endpoint endpoint;
	unsigned received;
	unsigned bound;
	unsigned unbound;
	uint32_t src;
	uint32_t length;
	uint8_t data[512];
	struct rpmsg_message held;
	int hold; /* hold the next message this many times */
	int echo; /* send back by copying */
	int echo_status;
};

extern const struct rpmsg_endpoint_config pair_silent; /* no name */
extern const struct rpmsg_endpoint_config pair_service; /* "service" */

void pair_create(struct rpmsg *rpmsg, struct pair_endpoint *self,
		 const struct rpmsg_endpoint_config *config, uint32_t address, uint32_t peer);
/* Init and start, with `remote` announced as "service" and `host` bound to it. */
void pair_connect(struct pair *pair, struct pair_endpoint *host, struct pair_endpoint *remote);

#endif
