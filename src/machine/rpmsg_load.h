/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As many messages as an endpoint of the firmware takes and gives, with so many under way at a time; each
 * is checked, and none may be missing.
 */
#ifndef COPRO_MACHINE_RPMSG_LOAD_H
#define COPRO_MACHINE_RPMSG_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "machine/machine.h"

#define RPMSG_LOAD_COUNT_MAX 100000000u
#define RPMSG_LOAD_SIZE_MAX  RPMSG_BUFFER_SIZE

enum rpmsg_load_kind {
	RPMSG_LOAD_ECHO, /* to a service that sends each message back */
	RPMSG_LOAD_SINK, /* to the M4: "rpmsg-sink" of src/remote/apps/rpmsg-echo */
	RPMSG_LOAD_SOURCE /* from the M4: its "rpmsg-source" */
};

struct rpmsg_load_config {
	struct machine *machine;
	struct rpmsg_char *endpoint; /* nobody has it open */
	enum rpmsg_load_kind kind;
	uint32_t count; /* messages, 1 to RPMSG_LOAD_COUNT_MAX */
	uint32_t size; /* bytes of each, up to RPMSG_LOAD_SIZE_MAX; one direction: at least 4 */
	uint32_t window; /* echo: messages under way at a time, at least 1 */
	uint64_t timeout; /* ps without any message until it ends */
	/* From callbacks of the machine: may call machine_end(). */
	void (*finished)(void *context);
	void *context;
};

struct rpmsg_load_result {
	/* 0; -ETIMEDOUT; -EBADMSG: a message that was not the next; -ENODEV: the endpoint went; or as
	 * rpmsg_send(). */
	int status;
	uint32_t messages; /* that made their whole way */
	uint64_t virtual_ps; /* from the first one's start to the last one's end */
	uint64_t wall_ns;
	uint64_t instructions; /* of the M4 */
};

struct rpmsg_load;

/* Begins. 0; -EBUSY: somebody has the endpoint open; -ENOTCONN; -EINVAL; -ENOMEM. */
COPRO_MUST_CHECK int rpmsg_load_start(struct rpmsg_load **load,
				      const struct rpmsg_load_config *config);
/* Ends it if need be. NULL is allowed. Not from `finished`. */
void rpmsg_load_destroy(struct rpmsg_load *load);

void rpmsg_load_result(const struct rpmsg_load *load, struct rpmsg_load_result *result);

#endif
