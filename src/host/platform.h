/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the application side (the part that Linux plays on the chip) needs from its surroundings:
 * registers, memory, time, file descriptors, and somebody to tell what happened.
 *
 * Nothing in this room waits, sleeps or starts a thread. All calls into it, and all its callbacks,
 * come from one context, the event loop of whoever provides this struct. Callbacks may arm, disarm,
 * watch and unwatch anything, themselves included.
 */
#ifndef COPRO_HOST_PLATFORM_H
#define COPRO_HOST_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "core/mmio.h"
#include "soc/initiator.h"

/* ---- time ---- */

#define HOST_NS_PER_MS UINT64_C(1000000)

/* One thing that becomes due in virtual time. Zeroed by its owner before first use, embedded in it,
 * disarmed before the owner goes away. */
struct host_timer {
	void (*expired)(struct host_timer *timer); /* already disarmed: may arm itself again */
	const char *name; /* for logs */
	uint64_t platform[8]; /* the platform's own: its queue entry, all 0 at first */
};

/* ---- file descriptors ---- */

enum host_watch_events { HOST_WATCH_READ = 1, HOST_WATCH_WRITE = 2 };

/* A file descriptor that the event loop watches. Zeroed by its owner before first use. */
struct host_watch {
	/* Level-triggered, with the events that hold now. A hang-up or error counts as whatever is
	 * watched; the callback then changes what is watched, or is called again. */
	void (*ready)(struct host_watch *watch, unsigned events);
	int fd;
	void *platform; /* the platform's own, NULL at first */
};

/* ---- what happened ---- */

enum host_event_kind {
	/* text: what a stage of the boot did, one line each; name: "tfa", "bootloader", "linux" */
	HOST_EVENT_BOOT,
	/* The same about one node or register */
	HOST_EVENT_BOOT_DETAIL,
	/* The same about what is wrong with a tree, and what the stage does about it */
	HOST_EVENT_BOOT_WARNING,
	/* text: the state word, as in Linux's /sys/class/remoteproc/remoteprocN/state */
	HOST_EVENT_STATE,
	/* text: a remark, such as what Linux does differently or why something is left out */
	HOST_EVENT_NOTE,
	/* text: what the firmware did wrong; said once a kind and run. name: code for scripts */
	HOST_EVENT_FIRMWARE_FAULT,
	/* text: why. The state changes to "crashed" next */
	HOST_EVENT_CRASH,
	/* text: one line of a trace buffer; name: the trace entry's; number: 0 for the first entry */
	HOST_EVENT_TRACE,
	/* The RPMsg link of a vdev is up (status DRIVER_OK) or gone. number: the vdev */
	HOST_EVENT_LINK_UP,
	HOST_EVENT_LINK_DOWN,
	/* A service was announced: name, src (here), dst (there); text: the driver's name, or NULL
	 * when no driver wants it (src is then RPMSG_ADDRESS_ANY). number: the vdev */
	HOST_EVENT_CHANNEL_CREATED,
	HOST_EVENT_CHANNEL_REMOVED,
	/* A message that a driver which shows them sent or got: name of the service, data, length,
	 * src and dst of the message; number: the vdev */
	HOST_EVENT_MESSAGE_SENT,
	HOST_EVENT_MESSAGE_RECEIVED,
	/* text: what a driver says about its channel; name: the service; number: the vdev */
	HOST_EVENT_DRIVER,
	/* name: "ttyRPMSG0"; number: 0; path: what to open; text: the pty itself */
	HOST_EVENT_TTY_CREATED,
	HOST_EVENT_TTY_REMOVED,
	/* A program opened the tty, or the last one closed it. name, number, path */
	HOST_EVENT_TTY_OPENED,
	HOST_EVENT_TTY_CLOSED,
	/* Bytes went while nobody had the tty open. name, number; count: bytes since the last report */
	HOST_EVENT_TTY_LOST,
	/* An endpoint for programs: name: "rpmsg0"; number: 0; text: its service; path: its socket, NULL:
	 * none; src (here), dst (there) */
	HOST_EVENT_ENDPOINT_CREATED,
	HOST_EVENT_ENDPOINT_REMOVED,
	/* A program connected to it, or left. The same */
	HOST_EVENT_ENDPOINT_OPENED,
	HOST_EVENT_ENDPOINT_CLOSED,
	/* Messages went while nobody had it open. name, number; count: messages since the last report */
	HOST_EVENT_ENDPOINT_LOST
};

/* Strings are valid during the call, one line each, safe for a terminal and valid UTF-8; `data` is as
 * it came. What a kind does not name is NULL or 0. */
struct host_event {
	enum host_event_kind kind;
	const char *name;
	const char *text;
	const char *path;
	uint32_t number;
	uint32_t src;
	uint32_t dst;
	uint64_t count;
	const void *data;
	size_t length; /* bytes at data */
};

/* "state", "channel-created", ...: for JSON. */
const char *host_event_kind_name(enum host_event_kind kind);

/* ---- the platform ---- */

struct host_platform {
	void *context; /* handed to every call below */

	/* Register blocks, opened as the non-secure Cortex-A7 (SOC_A7). */
	struct mmio rcc;
	struct mmio pwr;
	struct mmio tamp;
	struct mmio ipcc;
	struct mmio hsem;
	struct mmio exti; /* no bus: the coprocessor's watchdog is not noticed */
	/* The RCC as the secure world writes it when Linux asks it to (SMC, SCMI). No bus: it cannot be
	 * asked. */
	struct mmio secure_rcc;

	/* As whom this room accesses memory: SOC_A7. */
	enum soc_initiator initiator;
	/* Direct pointer to `length` bytes at physical address `pa` (the A7's view), NULL when they are
	 * not all memory of one bank that the initiator may read and write. The firewall may take that
	 * right back: the platform then calls remoteproc_memory_rights_changed() before anything else
	 * in this room, and who keeps the pointer uses it no more. */
	void *(*memory)(void *context, uint32_t pa, uint32_t length);
	/* Says why memory() gives NULL, as "SRAM2, which the firewall keeps for the M4 (...)". False when
	 * it cannot say. May be NULL. */
	bool (*memory_denied)(void *context, uint32_t pa, uint32_t length, char *text, size_t room);
	/* The A7 wrote there, in one bank, what the M4 may have executed. */
	void (*memory_changed)(void *context, uint32_t pa, uint32_t length);

	/* Virtual time, ns since power-on. */
	uint64_t (*now)(void *context);
	/* Arms or re-arms for an absolute time in ns; the past means at the next chance, never from
	 * within this call. Disarming what is not armed is allowed. */
	void (*timer_arm)(void *context, struct host_timer *timer, uint64_t when);
	void (*timer_disarm)(void *context, struct host_timer *timer);

	/* Watches watch->fd for `events`, replacing what was watched for before; 0 events: none, but
	 * the platform may keep its bookkeeping. 0 or a negative errno value. */
	COPRO_MUST_CHECK int (*watch)(void *context, struct host_watch *watch, unsigned events);
	/* Forgets the descriptor, if it was ever watched; no callback follows. The caller closes it
	 * afterwards. */
	void (*unwatch)(void *context, struct host_watch *watch);

	/* Something happened. Called at any time; must not call back into this room. */
	void (*event)(void *context, const struct host_event *event);
};

/* Shorthands: one event with a text, and one with a text made as by printf(), cut to one line and
 * cleaned for a terminal. */
void host_say(const struct host_platform *platform, enum host_event_kind kind, const char *name,
	      const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
