/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux's debugfs shows of a remoteproc beside its resource table: the memory that it keeps for
 * the coprocessor, and its trace buffers (drivers/remoteproc/remoteproc_debugfs.c). Plain looks, in
 * any context of this room; nothing changes.
 */
#ifndef COPRO_HOST_RPROC_VIEW_H
#define COPRO_HOST_RPROC_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "host/carveout.h"
#include "host/remoteproc.h"

struct rproc_trace_view {
	const char *name; /* of the table's entry, cleaned for a terminal */
	uint32_t da;
	uint32_t size; /* bytes */
	const void *memory; /* NULL: the host cannot reach it now */
};

/* One by one from 0; false past the last. There are none while the state is offline or detached, as in
 * Linux, which makes them at a start and an attach. Valid until the state changes. */
bool rproc_view_trace(struct remoteproc *rproc, uint32_t index, struct rproc_trace_view *view);
bool rproc_view_carveout(const struct remoteproc *rproc, uint32_t index, struct carveout *view);

#endif
