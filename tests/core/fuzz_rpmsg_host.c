/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's end against a remote that writes anything anywhere into the shared memory, between any
 * two calls. Each record of the input: a place, a length, bytes to put there; then the host is
 * polled and sends. The shared memory ends at a page of its own, so reading beyond it is seen.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_receive.h"

#define DA   0x10040000u
#define SIZE 0x2800u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void name_service(void *context, const char *name, uint32_t address, bool create)
{
	(void)context;
	(void)address;
	(void)create;
	if (strlen(name) >= RPMSG_NAME_SIZE)
		abort();
}

static void fault(void *context, enum rpmsg_fault kind, uint32_t detail)
{
	(void)context;
	(void)detail;
	if (!strcmp(rpmsg_fault_text(kind), "an unknown fault"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rpmsg_endpoint_config config = {.name = "fuzz",
							    .receive = fuzz_receive};
	static uint8_t state[32];
	uint8_t *memory = aligned_alloc(64, SIZE);
	const struct shm_region region = {DA, SIZE, memory};
	const struct shm_map map = {&region, 1};
	const struct copro_port port = {.notify = fuzz_notify};
	struct rpmsg_host_config host_config = {
		.rpmsg = {.port = &port,
			  .map = &map,
			  .buffer_state = state,
			  .buffer_state_size = sizeof(state),
			  .name_service = name_service,
			  .fault = fault},
		.vring = {memory, memory + 0x400},
		.num = {16, 16},
		.align = {16, 16},
		.buffers_da = DA + 0x800,
		.buffer_size = 256,
		.name_service = true,
	};
	struct rpmsg_host host = {0};
	struct rpmsg_endpoint endpoint;
	int status;

	if (!memory)
		return 0;
	memset(memory, 0, SIZE);
	fuzz_holding = false;
	if (rpmsg_host_start(&host, &host_config) ||
	    rpmsg_endpoint_create(&host.rpmsg, &endpoint, &config, 1024, RPMSG_ADDRESS_ANY, NULL))
		abort();
	while (size >= 4) {
		uint32_t place = (uint32_t)(data[0] | data[1] << 8) % SIZE;
		uint32_t length = data[2];
		uint8_t action = data[3];

		data += 4;
		size -= 4;
		if (length > size)
			length = (uint32_t)size;
		if (length > SIZE - place)
			length = SIZE - place;
		memcpy(memory + place, data, length);
		data += length;
		size -= length;
		if (action & 1)
			host.rx.ring.used->idx++;
		if (action & 2)
			host.tx.ring.used->idx++;
		status = rpmsg_poll(&host.rpmsg, action & 4 ? 1 : 0);
		if (status > 256)
			abort();
		if (action & 8)
			fuzz_release(&host.rpmsg);
		if (action & 16)
			status = rpmsg_send_to(&endpoint, 7, "hello", 5);
		if ((action & 32) && !rpmsg_payload_size(&host.rpmsg)) {
			if (rpmsg_host_start(&host, &host_config) ||
			    rpmsg_endpoint_create(&host.rpmsg, &endpoint, &config, 1024,
						  RPMSG_ADDRESS_ANY, NULL))
				abort();
			fuzz_holding = false;
		}
	}
	rpmsg_host_stop(&host);
	free(memory);
	return 0;
}
