/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware for the fake platform: the remote's end of RPMsg with services that echo. */
#ifndef COPRO_TESTS_HOST_ECHO_FIRMWARE_H
#define COPRO_TESTS_HOST_ECHO_FIRMWARE_H

#include <copro/rpmsg.h>

#include "host/fake_platform.h"

#define ECHO_SERVICES 4u
#define ECHO_BACKLOG  64u

struct echo_service {
	struct echo_firmware *firmware;
	struct rpmsg_endpoint endpoint;
	struct rpmsg_endpoint_config config;
	struct rpmsg_message backlog[ECHO_BACKLOG]; /* waits for a send buffer */
	uint32_t first;
	uint32_t count;
	uint64_t bytes; /* received */
	uint32_t messages;
	uint32_t longest;
	uint8_t last[512];
};

struct echo_firmware {
	struct fake *fake;
	uint32_t vdev_da; /* of its struct rsc_vdev */
	bool mute; /* receives and does not answer */
	bool hog; /* keeps every message: send buffers of the host run out */
	uint32_t acknowledged; /* shutdown doorbells */
	struct shm_region region;
	struct shm_map map;
	struct copro_port port;
	struct rpmsg_config config;
	uint8_t state[64];
	struct rpmsg_remote remote;
	uint32_t service_count;
	struct echo_service services[ECHO_SERVICES];
};

/* Becomes the fake's firmware; `services`: names, NULL ends. The table is that of test_table_init(). */
void echo_init(struct echo_firmware *firmware, struct fake *fake, const char *const *services);

/* Sends on a service, through the backlog when there is no buffer. 0 or as rpmsg_send(). */
int echo_send(struct echo_firmware *firmware, uint32_t service, const void *data, uint32_t length);
/* Stops keeping messages: answers what waits. */
void echo_release(struct echo_firmware *firmware);

#endif
