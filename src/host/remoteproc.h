/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of the coprocessor as Linux's remoteproc leads it (drivers/remoteproc/remoteproc_core.c,
 * remoteproc_virtio.c, stm32_rproc.c): load a firmware, place its rings, start, connect, stop, and
 * all that again.
 *
 * What Linux only warns about and what then cannot work (a malformed resource table, no vector table,
 * a trace buffer outside memory, ...) is refused, unless `as_linux` is set.
 */
#ifndef COPRO_HOST_REMOTEPROC_H
#define COPRO_HOST_REMOTEPROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/error.h"
#include "host/hwspinlock.h"
#include "host/platform.h"
#include "host/rpmsg_bus.h"

#define RPROC_VDEVS	4u /* vdev entries of a table */
#define RPROC_TRACES	4u /* trace entries that are followed */
#define RPROC_VRINGS	2u /* of a vdev: RVDEV_NUM_VRINGS of Linux */
#define RPROC_STOP_MS	500u /* for the firmware to acknowledge the shutdown doorbell */
#define RPROC_DETACH_MS 200u /* and the detach doorbell */

/* Back-off of the recovery, in ms of virtual time: a firmware that ran for RPROC_STABLE_MS is started
 * again at once; one that crashed sooner waits, twice as long each time. */
#define RPROC_STABLE_MS	     10000u
#define RPROC_BACKOFF_MS     100u
#define RPROC_BACKOFF_MAX_MS 10000u
/* What a host does that finds a link which nobody took down: the firmware has so long to see that it is
 * down before the rings are made anew. Microseconds of virtual time. */
#define RPROC_SETTLE_US 1000u

/* Name of the HOST_EVENT_NOTE at a stop of a firmware that will probably use up that time. */
#define RPROC_NOTE_UNHEARD "stop-unheard"
/* Of one, once for each trace buffer and start, about text that nobody could read in time. */
#define RPROC_NOTE_TRACE_LOST "trace-lost"
/* Of one about what the recovery of a crashed firmware does. */
#define RPROC_NOTE_RECOVERY "recovery"
/* Of one when a detach restores less than the 1 KB that Linux would. */
#define RPROC_NOTE_TABLE_SHORT "table-short"

/* Memory reserved for the coprocessor, by physical address (the A7's view): a `memory-region` of
 * Linux's m4 node. */
struct rproc_region {
	const char *name;
	uint32_t pa;
	uint32_t size;
	bool translated; /* `da` is the M4's view; otherwise it is found as for an STM32MP157 */
	uint32_t da;
};

/* How the coprocessor is wired: the other properties of the m4 node. */
struct rproc_wiring {
	/* IPCC channels, from 0, of the mailboxes vq0, vq1, shutdown and detach (mailbox.h);
	 * RPROC_NO_MAILBOX: none. No two are the same. */
	uint8_t mailbox[4];
	/* Offsets in TAMP (st,syscfg-m4-state, st,syscfg-rsc-tbl); 0: the tree names none. */
	uint32_t m4_state;
	uint32_t rsc_table;
	/* Whether deep sleep of the M4 may power its domain down is the driver's to say
	 * (st,syscfg-pdds). */
	bool pdds;
	/* EXTI line that tells of its window watchdog (interrupts); 0: none. */
	uint32_t watchdog_line;
	/* Hold-boot is the secure world's: asked for by SMC or SCMI. */
	bool secure_hold_boot;
};

#define RPROC_NO_MAILBOX 0xFFu

/* That of the DK boards. */
extern const struct rproc_wiring rproc_dk2_wiring;

/* Those of an STM32MP157C-DK2 (dk2_memory.c). */
extern const struct rproc_region rproc_dk2_regions[];
extern const uint32_t rproc_dk2_region_count;
/* And for a firmware whose table has a second vdev. */
extern const struct rproc_region rproc_dk2_second_vdev[];
extern const uint32_t rproc_dk2_second_vdev_count;

/* In the order of Linux's enum rproc_state; the words are those of the `state` file. */
enum rproc_state {
	RPROC_OFFLINE,
	RPROC_SUSPENDED,
	RPROC_RUNNING,
	RPROC_CRASHED,
	RPROC_DELETED,
	RPROC_ATTACHED,
	RPROC_DETACHED
};

/* What of a crashed firmware is kept before it is started again; the words of Linux's `coredump` file. */
enum rproc_coredump {
	RPROC_COREDUMP_DISABLED,
	RPROC_COREDUMP_ENABLED, /* a copy is made; the recovery goes on */
	RPROC_COREDUMP_INLINE /* no copy: the recovery waits until it was read */
};

/* Kinds of crash, in the order of Linux's enum rproc_crash_type. */
enum rproc_crash { RPROC_CRASH_MMUFAULT, RPROC_CRASH_WATCHDOG, RPROC_CRASH_FATAL_ERROR };

/* What a firmware needs besides memory, as a subdevice of Linux's remoteproc prepares it. */
struct rproc_resources {
	/* Before the coprocessor starts. 0, or a negative errno value with *error (may be NULL): the start
	 * fails, and nothing is held. */
	COPRO_MUST_CHECK int (*prepare)(void *context, struct host_error *error);
	/* When it is held in reset, or beyond help, or did not start after all. May come twice. */
	void (*unprepare)(void *context);
	void *context;
};

/* Where the bytes of a firmware come from, at each start and recovery (request_firmware()). */
struct rproc_firmware_source {
	/* The bytes stay put until the next request, or the end. 0, or a negative errno value with *error
	 * (may be NULL): -ENOENT when there is no such file. */
	COPRO_MUST_CHECK int (*request)(void *context, const void **data, size_t *size,
					struct host_error *error);
	void *context;
};

/* A piece of the coprocessor's memory that a coredump holds. */
struct rproc_segment {
	const char *name; /* of the memory region or trace buffer */
	uint32_t da;
	uint32_t size;
	const void *memory; /* NULL: the host cannot reach it */
};

#define RPROC_SEGMENTS 40u

/* Who keeps coredumps. */
struct rproc_coredump_keeper {
	/* A crashed coprocessor is held in reset and its memory is as it was; remoteproc_segments() tells
	 * of it. `mode` is ENABLED or INLINE. 0: done; -EINPROGRESS, only for INLINE: the recovery waits
	 * for remoteproc_coredump_done(); other negative errno values are told. */
	COPRO_MUST_CHECK int (*keep)(void *context, enum rproc_coredump mode);
	void *context;
};

struct remoteproc_config {
	const struct host_platform *platform;
	const struct rproc_region *regions; /* NULL: those of the DK2 */
	uint32_t region_count;
	const struct rproc_wiring *wiring; /* NULL: that of the DK2 */
	struct rpmsg_driver *const *drivers; /* may be NULL; tty_set_driver() gives one */
	uint32_t driver_count;
	/* What the coprocessor still holds of these when it is held in reset is freed, except as Linux:
	 * that frees nothing. NULL: nobody's. */
	struct hwspinlock_device *locks;
	const struct rproc_resources *resources; /* NULL: none */
	const struct rproc_firmware_source
		*source; /* NULL: remoteproc_set_firmware() gives the bytes */
	const struct rproc_coredump_keeper *coredump; /* NULL: nobody keeps any */
	/* Leaves in the backup registers, as the boot loader does and Linux does not, what another host needs
	 * to attach if this one dies: that the coprocessor runs, and where its table is. */
	bool hands_over;
	bool recovery; /* the setting at first: a crashed firmware is started again */
	bool as_linux;
};

struct remoteproc;

/* Takes the mailbox into use and leaves the coprocessor's registers alone. The state is "detached" when
 * the backup registers say that it runs, as the boot loader or an earlier host left it, else "offline".
 * The config is copied, what it points to is not. 0, -ENOMEM, -ENODEV (no IPCC). */
COPRO_MUST_CHECK int remoteproc_create(struct remoteproc **rproc,
				       const struct remoteproc_config *config);
/* Stops at once, without asking the firmware, if need be; one that is detached runs on. NULL is
 * allowed. */
void remoteproc_destroy(struct remoteproc *rproc);

enum rproc_state remoteproc_state(const struct remoteproc *rproc);
const char *rproc_state_name(enum rproc_state state);
/* Since when it is in that state, in ns of virtual time; since it was created at first. */
uint64_t remoteproc_state_since(const struct remoteproc *rproc);
/* Bytes of the firmware's file, 0: there is none. */
size_t remoteproc_firmware_size(const struct remoteproc *rproc);

/* The firmware for the next start. The bytes stay the caller's and stay put until the next call or
 * the end. 0, -EBUSY unless offline. */
COPRO_MUST_CHECK int remoteproc_set_firmware(struct remoteproc *rproc, const void *data,
					     size_t size);

/*
 * Loads, starts and connects. On failure the coprocessor is as before and *error (may be NULL) says
 * why. 0; -EBUSY unless offline; -ENOENT without firmware; -EINVAL, -ENOMEM, -EFAULT for what is wrong
 * with it.
 */
COPRO_MUST_CHECK int remoteproc_start(struct remoteproc *rproc, struct host_error *error);

/*
 * Connects to a firmware that runs already, and does not stop it: reads its live resource table, adopts
 * its trace and binds its channels. Without a table it is watched only (as Linux: -ENOENT). The state is
 * then "attached" and `attached` (may be NULL) is called, before this returns or, when an earlier host
 * left the link up, RPROC_SETTLE_US later. If it crashes meanwhile, that is called too. 0; -EINVAL unless
 * detached, or the table cannot be used; -EALREADY while attaching; -ENOENT: no table there; -EFAULT:
 * memory that cannot be reached; -ENOMEM. On failure the state stays.
 */
COPRO_MUST_CHECK int remoteproc_attach(struct remoteproc *rproc, void (*attached)(void *context),
				       void *context, struct host_error *error);

/*
 * Disconnects from an attached firmware and lets it run: the live table is as it was before the attach,
 * the firmware is told and has up to 200 ms of virtual time to acknowledge; then the state is "detached"
 * and `detached` (may be NULL) is called. If it crashes meanwhile, that is called too. 0; -EINVAL unless
 * attached; -EALREADY while stopping or detaching.
 */
COPRO_MUST_CHECK int remoteproc_detach(struct remoteproc *rproc, void (*detached)(void *context),
				       void *context);

/*
 * Disconnects, asks the firmware to stop, waits up to 500 ms of virtual time for its acknowledgement,
 * and holds the core in reset; then the state is "offline" and `stopped` (may be NULL) is called. With
 * a crashed core nothing is asked and `stopped` is called before this returns. A detached one is asked
 * too; as Linux: -EINVAL. 0; -EINVAL unless running, attached or crashed; -EALREADY while stopping or
 * detaching.
 */
COPRO_MUST_CHECK int remoteproc_stop(struct remoteproc *rproc, void (*stopped)(void *context),
				     void *context);

/* Ends the wait of remoteproc_stop() or remoteproc_detach() for the acknowledgement, as if its time were
 * over. Ignored otherwise. */
void remoteproc_stop_now(struct remoteproc *rproc);

/* The core is beyond help (watchdog reset, lock-up): the state becomes "crashed". `reason` is one
 * line. With the recovery enabled the firmware is started again, from its file, when the back-off is
 * over; never from within this call. An attach that waits is over with it. Ignored unless running,
 * attached or attaching. */
void remoteproc_report_crash(struct remoteproc *rproc, const char *reason);

/* The `recovery` setting. Enabled while crashed: the recovery begins at the next chance. */
void remoteproc_set_recovery(struct remoteproc *rproc, bool enabled);
bool remoteproc_recovery(const struct remoteproc *rproc);
/* Recovers a crashed coprocessor now, whatever the setting and the back-off say; an inline coredump that is
 * there is still waited for, as in Linux. 0; -EINVAL unless crashed. */
int remoteproc_recover(struct remoteproc *rproc);
/* Crashes since it was created. */
uint64_t remoteproc_crashes(const struct remoteproc *rproc);

/* The `coredump` setting. 0; -EBUSY while crashed. */
COPRO_MUST_CHECK int remoteproc_set_coredump(struct remoteproc *rproc, enum rproc_coredump mode);
enum rproc_coredump remoteproc_coredump(const struct remoteproc *rproc);
/* The coredump that the recovery waits for was read, or is not wanted. Ignored otherwise. */
void remoteproc_coredump_done(struct remoteproc *rproc);
/* The coprocessor's memory as it is now, unless offline: what a coredump of Linux holds, in its order.
 * Returns how many there are, at most RPROC_SEGMENTS. */
uint32_t remoteproc_segments(struct remoteproc *rproc, struct rproc_segment *segments);

/* True while a state change is under way that an event will end: stopping, detaching, attaching, or
 * recovering from a crash. */
bool remoteproc_busy(const struct remoteproc *rproc);

/* The live resource table and the one that is restored by a detach, NULL without; *size bytes. */
const void *remoteproc_table(const struct remoteproc *rproc, uint32_t *size);

/* For the interrupt lines of the A7's side of the IPCC, GIC SPI 100 (channel occupied) and 101
 * (channel free): call while either is active. The line may still be active afterwards. */
void remoteproc_mailbox_interrupt(struct remoteproc *rproc);

/* For the A7's interrupt line of rproc_wiring.watchdog_line, GIC SPI 143 of line 68: call while it is active. A
 * running or attached coprocessor has crashed then. */
void remoteproc_watchdog_interrupt(struct remoteproc *rproc);

/*
 * The firewall changed who may access memory: call at once, before anything else in this room, also in
 * the middle of a call of its own. What was lost is not touched any more from then on; if it was rings,
 * buffers, the resource table or a log, the link goes down and the state becomes "crashed" at the next
 * chance, with the reason. What the firewall gives back is found at the next start.
 */
void remoteproc_memory_rights_changed(struct remoteproc *rproc);

/* Looks for new trace text; call when the coprocessor has run, say at the end of each slice. */
void remoteproc_poll_trace(struct remoteproc *rproc);
/* The same, and tells the last line even without its end. Done by stop. */
void remoteproc_flush_trace(struct remoteproc *rproc);

/* RPMsg buses of the running firmware: NULL for `vdev` past the last, or without a link. */
struct rpmsg_bus *remoteproc_bus(const struct remoteproc *rproc, uint32_t vdev);

#endif
