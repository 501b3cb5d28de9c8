/* SPDX-License-Identifier: BSD-3-Clause */
/* The remote's end against a host that writes anything into the shared memory and the vdev entry. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_receive.h"

#define DA   0x10040000u
#define SIZE 0x2800u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put32(uint8_t *to, uint32_t value)
{
	memcpy(to, &value, 4);
}

/* The rings as a well-behaved driver makes them, to start from. */
static void make_rings(uint8_t *memory, volatile struct rsc_vring *vring)
{
	uint32_t queue, i;

	memset(memory, 0, SIZE);
	for (queue = 0; queue < 2; queue++) {
		uint8_t *ring = memory + 0x400 * queue;

		for (i = 0; i < 16; i++) {
			put32(ring + 16 * i, DA + 0x800 + (queue * 16 + i) * 256);
			put32(ring + 16 * i + 8, 256);
			ring[16 * i + 12] = queue ? 0 : VRING_DESC_F_WRITE;
			ring[256 + 4 + 2 * i] = (uint8_t)i;
		}
		ring[258] = 16;
		vring[queue].da = DA + 0x400 * queue;
		vring[queue].num = 16;
		vring[queue].align = 16;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rpmsg_endpoint_config config = {.name = "fuzz",
							    .receive = fuzz_receive};
	static uint8_t state[64];
	uint8_t *memory = aligned_alloc(64, SIZE);
	const struct shm_region region = {DA, SIZE, memory};
	const struct shm_map map = {&region, 1};
	const struct copro_port port = {.notify = fuzz_notify};
	const struct rpmsg_config rpmsg_config = {.port = &port,
						  .map = &map,
						  .buffer_state = state,
						  .buffer_state_size = sizeof(state)};
	struct resource_table_rpmsg table = RESOURCE_TABLE_RPMSG(16, 0, 0, "");
	struct rpmsg_remote remote;
	struct rpmsg_endpoint endpoint;
	int status;

	if (!memory)
		return 0;
	fuzz_holding = false;
	make_rings(memory, table.vring);
	if (rpmsg_remote_init(&remote, &rpmsg_config, &table.vdev) ||
	    rpmsg_endpoint_create(&remote.rpmsg, &endpoint, &config, 1024, RPMSG_ADDRESS_ANY, NULL))
		abort();
	table.vdev.gfeatures = 1;
	table.vdev.status = 7;
	while (size >= 4) {
		uint32_t place = (uint32_t)(data[0] | data[1] << 8);
		uint32_t length = data[2];
		uint8_t action = data[3];
		/* The vdev entry and its vrings lie behind the shared memory, for this input. */
		uint8_t *to = place < SIZE ? memory + place
					   : (uint8_t *)&table.vdev + (place - SIZE) % 64;
		uint32_t room = place < SIZE ? SIZE - place : 68 - (place - SIZE) % 64;

		data += 4;
		size -= 4;
		if (length > size)
			length = (uint32_t)size;
		if (length > room)
			length = room;
		memcpy(to, data, length);
		data += length;
		size -= length;
		status = rpmsg_poll(&remote.rpmsg, action & 1 ? 1 : 0);
		if (status > 256)
			abort();
		if (action & 2)
			fuzz_release(&remote.rpmsg);
		if (action & 4)
			status = rpmsg_send_to(&endpoint, 7, "hello", 5);
		if (action & 8) {
			struct rpmsg_tx tx;

			if (rpmsg_tx_get(&remote.rpmsg, &tx) == 0) {
				memset(tx.data, 0x55, tx.size);
				if (action & 16)
					status = rpmsg_tx_send_to(&endpoint, 7, &tx,
								  tx.size & 0xFFFF);
				else
					rpmsg_tx_release(&remote.rpmsg, &tx);
			}
		}
		if (action & 32) {
			make_rings(memory, table.vring);
			table.vdev.status = 7;
		}
		if (action & 64)
			table.vdev.status = 0;
	}
	free(memory);
	return 0;
}
