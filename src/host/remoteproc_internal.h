/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of remoteproc share: remoteproc.c (the whole, and the start), rproc_core.c (the core's
 * reset), rproc_attach.c, rproc_stop.c (stop and detach), rproc_recovery.c (after a crash), rproc_load.c
 * (memory), rproc_virtio.c (the virtio devices). */
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

/* What is under way until the firmware acknowledges, or its time is over. */
enum rproc_leaving { RPROC_STAYS, RPROC_STOPPING, RPROC_DETACHING };

/* Who wants to know when the state has changed. */
struct rproc_waiter {
	void (*done)(void *context);
	void *context;
};

struct rproc_recovery {
	bool enabled;
	bool reading; /* an inline coredump is being read */
	bool asked; /* by remoteproc_recover(), and about to begin, whatever the setting says */
	enum rproc_coredump coredump;
	uint64_t crashes;
	unsigned in_a_row; /* crashes without RPROC_STABLE_MS between them */
	struct host_timer timer;
};

struct remoteproc {
	struct remoteproc_config config;
	const struct host_platform *platform;
	const struct rproc_wiring *wiring;
	struct mailbox mailbox;
	enum rproc_state state;
	uint64_t state_since; /* ns */
	enum rproc_leaving leaving;
	bool attaching; /* the firmware has time to see that the link is down */
	bool core_known; /* held in reset by us; otherwise somebody may have left it running */

	const void *firmware;
	size_t firmware_size;

	/* From start to offline. */
	struct carveout_set carveouts;
	struct elf_image image;
	struct image_plan plan;
	/* Pristine from the file, then with Linux's edits; or, attached, as it was found. */
	uint8_t *cached_table;
	uint32_t found_size; /* attached: bytes of the table that was found */
	uint8_t *table; /* the one in use: in device memory, or the cached one */
	struct rproc_vdev vdevs[RPROC_VDEVS];
	struct rproc_trace traces[RPROC_TRACES];

	struct host_timer rights_timer; /* memory was taken away */
	char rights_lost[HOST_ERROR_TEXT]; /* which; empty: none */

	struct host_timer leave_timer;
	struct host_timer attach_timer;
	struct rproc_waiter waiter;
	struct rproc_recovery recovery;
};

void rproc_set_state(struct remoteproc *rproc, enum rproc_state state);
/* Tells the waiter, if there is one, that the state has changed. The last thing a caller does. */
void rproc_tell_waiter(struct remoteproc *rproc);

/* ---- rproc_core.c ---- */

/* Lets the core run; a reset of its own will not start it again. */
void rproc_core_release(struct remoteproc *rproc);
/* Holds it in reset, whatever it does. */
void rproc_core_hold(struct remoteproc *rproc);
/* Whether a reset of its own starts it again: not for what this host watches. */
void rproc_core_boot_alone(const struct remoteproc *rproc, bool alone);
/* What the backup registers say: that a coprocessor runs; where its table is, 0: nowhere. */
bool rproc_core_was_started(const struct remoteproc *rproc);
uint32_t rproc_core_table(const struct remoteproc *rproc);
/* Leaves word for another host, if that is wanted (config.hands_over). */
void rproc_core_leave_state(const struct remoteproc *rproc, uint32_t state);

COPRO_MUST_CHECK int rproc_resources_take(const struct remoteproc *rproc, struct host_error *error);
void rproc_resources_return(const struct remoteproc *rproc);

/* ---- rproc_stop.c ---- */

void rproc_stop_init(struct remoteproc *rproc);
/* Nobody is waited for: ends a stop or detach that is under way, or stops at once. */
void rproc_stop_at_once(struct remoteproc *rproc);
/* The core is held and told to nobody; what this firmware needed is still there. */
void rproc_quiesce(struct remoteproc *rproc);
/* The M4 acknowledged a doorbell that somebody waited for. */
void rproc_acknowledged(struct remoteproc *rproc, uint32_t channels);

/* ---- rproc_attach.c ---- */

void rproc_attach_init(struct remoteproc *rproc);
/* The firmware crashed while the attach waited, if it did: that ends here, without a link. */
void rproc_attach_crashed(struct remoteproc *rproc);
/* Puts the live table back to what was found at the attach, with the link down, or to what Linux thinks it
 * was. */
void rproc_restore_table(struct remoteproc *rproc);

/* ---- rproc_watchdog.c ---- */

void rproc_watchdog_listen(struct remoteproc *rproc);
void rproc_watchdog_ignore(struct remoteproc *rproc);

/* ---- rproc_recovery.c ---- */

void rproc_recovery_init(struct remoteproc *rproc);
/* No recovery is wanted any more. */
void rproc_recovery_cancel(struct remoteproc *rproc);

/* ---- rproc_load.c ---- */

/* Examines the firmware and makes rproc->plan; refuses what the policy refuses. 0, -EINVAL. */
COPRO_MUST_CHECK int rproc_examine(struct remoteproc *rproc, struct host_error *error);
/* Finds the memory of everything planned, and makes traces and the cached table. On failure
 * rproc_unload() cleans up. 0, -ENOMEM, -EFAULT. */
COPRO_MUST_CHECK int rproc_prepare(struct remoteproc *rproc, struct host_error *error);
/* Whether every trace buffer can be reached. 0, -EFAULT. */
COPRO_MUST_CHECK int rproc_traces_reach(struct remoteproc *rproc, struct host_error *error);
/* Writes segments and table into memory; cannot fail after rproc_prepare(). */
void rproc_load(struct remoteproc *rproc);
/* Starts to follow the trace buffers; `old`: what stands in them already is told too. */
void rproc_open_traces(struct remoteproc *rproc, bool old);
/* What examining complains about: refused by the policy, or told. The first refusal is in *error. */
struct rproc_verdict {
	struct remoteproc *rproc;
	struct host_error *error;
	int status;
};
void rproc_judge(void *verdict, enum image_severity severity, const struct host_error *error);
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
/* Whether a driver's status stands in the live table; and takes it away, with a doorbell. */
bool rproc_virtio_is_up(const struct remoteproc *rproc);
void rproc_virtio_take_down(struct remoteproc *rproc);
/* Probes every virtio device, as Linux does right after the core's start. */
void rproc_virtio_start(struct remoteproc *rproc);
/* Removes them: channels and links go, status 0. */
void rproc_virtio_stop(struct remoteproc *rproc);
void rproc_virtio_unprepare(struct remoteproc *rproc);
/* A doorbell of the M4. */
void rproc_virtio_interrupt(struct remoteproc *rproc);

#endif
