/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of remoteproc share: remoteproc.c (the states), rproc_load.c (memory), rproc_virtio.c
 * (the virtio devices). */
#ifndef COPRO_HOST_REMOTEPROC_INTERNAL_H
#define COPRO_HOST_REMOTEPROC_INTERNAL_H

#include "host/carveout.h"
#include "host/elf_image.h"
#include "host/image_plan.h"
#include "host/mailbox.h"
#include "host/remoteproc.h"
#include "host/trace_reader.h"

struct rproc_vdev {
	struct remoteproc *rproc;
	const struct plan_vdev *plan;
	struct rpmsg_bus *bus; /* NULL: no RPMsg */
	struct rpmsg_bus_memory memory;
};

struct rproc_trace {
	struct remoteproc *rproc;
	const struct plan_trace *plan;
	struct trace_reader reader;
	bool loss_told;
};

struct remoteproc {
	struct remoteproc_config config;
	const struct host_platform *platform;
	const struct rproc_wiring *wiring;
	struct mailbox mailbox;
	enum rproc_state state;
	uint64_t state_since; /* ns */
	bool stopping;

	const void *firmware;
	size_t firmware_size;

	/* From start to offline. */
	struct carveout_set carveouts;
	struct elf_image image;
	struct image_plan plan;
	uint8_t *cached_table; /* pristine from the file, then with Linux's edits */
	uint8_t *table; /* the one in use: in device memory, or the cached one */
	struct rproc_vdev vdevs[RPROC_VDEVS];
	struct rproc_trace traces[RPROC_TRACES];

	struct host_timer rights_timer; /* memory was taken away */
	char rights_lost[HOST_ERROR_TEXT]; /* which; empty: none */

	struct host_timer stop_timer;
	void (*stopped)(void *context);
	void *stopped_context;
};

/* ---- rproc_load.c ---- */

/* Examines the firmware and makes rproc->plan; refuses what the policy refuses. 0, -EINVAL. */
COPRO_MUST_CHECK int rproc_examine(struct remoteproc *rproc, struct host_error *error);
/* Finds the memory of everything planned, and makes traces and the cached table. On failure
 * rproc_unload() cleans up. 0, -ENOMEM, -EFAULT. */
COPRO_MUST_CHECK int rproc_prepare(struct remoteproc *rproc, struct host_error *error);
/* Writes segments and table into memory; cannot fail after rproc_prepare(). */
void rproc_load(struct remoteproc *rproc);
void rproc_unload(struct remoteproc *rproc);
/* Pointer to memory of a carveout, NULL: the A7 does not reach all of it. */
void *rproc_memory(struct remoteproc *rproc, const struct carveout *carveout, uint32_t da,
		   uint32_t length);

/* Where a trace buffer is, NULL as above. */
void *rproc_trace_memory(struct remoteproc *rproc, const struct plan_trace *trace);

/* ---- rproc_rights.c ---- */

/* Says that memory of a carveout (NULL: of none) cannot be reached, and why. -EFAULT. */
int rproc_no_memory(struct remoteproc *rproc, struct host_error *error, const char *what,
		    const struct carveout *carveout, uint32_t da, uint32_t length);
void rproc_rights_init(struct remoteproc *rproc);

/* ---- rproc_virtio.c ---- */

/* Makes the buses, before anything starts. 0, -ENOMEM, -EFAULT. */
COPRO_MUST_CHECK int rproc_virtio_prepare(struct remoteproc *rproc, struct host_error *error);
/* Probes every virtio device, as Linux does right after the core's start. */
void rproc_virtio_start(struct remoteproc *rproc);
/* Removes them: channels and links go, status 0. */
void rproc_virtio_stop(struct remoteproc *rproc);
void rproc_virtio_unprepare(struct remoteproc *rproc);
/* A doorbell of the M4. */
void rproc_virtio_interrupt(struct remoteproc *rproc);

#endif
