/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One chip and one host put together: the virtual board, what Linux does on the other processor, and
 * the event loop that runs the two in virtual time.
 *
 * The board and the host know nothing of each other: this is where the mailbox's interrupt line
 * becomes a call, and where a host's time-out becomes an event of the board's timeline. The only
 * things that come from outside virtual time are what other programs write to a tty and signals; they
 * are let in between two slices of the Cortex-M4. Without them, the same firmware and the same script
 * give the same run, event by event.
 *
 * The host may die and another one come while the chip and its firmware go on; between the two there is
 * none, and what is asked of it is -EHOSTDOWN.
 *
 * Not thread safe: one thread runs a machine. Several machines in one program are independent.
 */
#ifndef COPRO_MACHINE_MACHINE_H
#define COPRO_MACHINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include <copro/compiler.h>

#include "board/board.h"
#include "host/boot/boot.h"
#include "host/elf_image.h"
#include "host/error.h"
#include "host/hwspinlock.h"
#include "host/i2c_adapter.h"
#include "host/raw.h"
#include "host/remoteproc.h"
#include "host/rpmsg_char.h"
#include "host/tty.h"
#include "machine/event.h"
#include "machine/uart_port.h"

enum machine_pace {
	MACHINE_FAST, /* when the Cortex-M4 sleeps, time jumps to what is due next */
	MACHINE_REAL_TIME /* a second takes a second */
};

/* How long after the boot loader Linux looks for the coprocessor, in ps of virtual time, when the boot
 * loader has started one: that much of the firmware runs alone. */
#define MACHINE_LINUX_AFTER UINT64_C(20000000000)

#define MACHINE_PART "part" /* host_error.code: a part, or its property */

/* A firmware that the boot loader starts. The bytes are the caller's, as long as the machine. */
struct machine_early {
	const char *name; /* for people; NULL: there is none */
	const void *data;
	size_t size;
};

struct machine_config {
	int pace; /* enum machine_pace */
	/* No boot chain runs: the chip is left as its ROM code leaves it, and whoever loads the firmware
	 * knows a DK2's memory. */
	bool engineering_boot;
	bool as_linux;
	/* The device trees that the chip boots with; without data: those of the virtual DK2. The
	 * caller's, until the machine is destroyed. */
	struct boot_tree tfa_tree;
	struct boot_tree linux_tree;
	/* To look at what the boot makes of the trees: the machine ends after `last_stage`, and cannot
	 * start a firmware. */
	bool boot_only;
	enum boot_stage last_stage;
	/* Filled in when machine_create() returns -EINVAL or -ENODEV for what is wrong with a tree. May be
	 * NULL. */
	struct host_error *error;
	/* Started by the boot loader; Linux attaches to it, unless `no_attach`, or its tree does not ask for
	 * that (st,auto-boot) and `as_linux` is set. A firmware that the boot loader cannot start is an
	 * -EINVAL of machine_create() with config->error. */
	struct machine_early early;
	uint64_t linux_after; /* ps; 0: MACHINE_LINUX_AFTER. Without `early` Linux boots at once */
	bool no_attach;
	bool hands_over; /* remoteproc_config.hands_over: another host finds what this one started */
	bool recovery; /* remoteproc_config.recovery */
	/* Where firmware comes from at a start without bytes and at a recovery. NULL: the bytes of the last
	 * machine_start(), or those of `early`. */
	const struct rproc_firmware_source *source;
	const struct rproc_coredump_keeper *coredump; /* NULL: none */
	bool strict; /* board_config.strict */
	/* Properties of parts, set before anything boots: "eeprom.file=eeprom.bin"; NULL ends; NULL: none. One
	 * that cannot be set is an -EINVAL of machine_create() with config->error of code MACHINE_PART. */
	const char *const *part_settings;
	/* A firmware that leaves a doorbell unanswered for longer than that (ps of virtual time) has crashed.
	 * 0: after two seconds that is told as a warning, and nothing else. */
	uint64_t answer_within;
	/* The firmware file's name, for reports; the caller's. NULL: it has none. */
	const char *firmware_name;
	/* Where the links to the ttys go; it exists. NULL: none are made. */
	const char *tty_directory;
	/* Where the wires of UARTs lead, NULL: nowhere; ends with uart NULL. The caller's until the machine is
	 * destroyed. What is wrong with one is an -EINVAL of machine_create() with `error` filled in,
	 * code UART_PORT_ERROR. */
	const struct uart_port_config *uarts;
	/* Services whose channels are left to machine_raw(), no other driver gets them: names, NULL
	 * ends, the caller's. NULL: none. */
	const char *const *raw_services;
	/* Where the sockets of endpoints go, NULL: none are made; and the services that become endpoints
	 * besides Linux's (host/rpmsg_char.h), NULL: none. */
	const char *rpmsg_directory;
	const char *const *rpmsg_services;
	/* Something happened. May be called in the middle of a slice: may look, and may call
	 * machine_end(), and nothing else. */
	void (*event)(void *context, const struct machine_event *event);
	/* What the firmware writes to its ttys (host/tty.h); `context` is this struct's, and the
	 * same restrictions hold. May be NULL. */
	void (*tty_output)(void *context, struct tty *tty, const void *data, size_t length);
	/* A character that a UART of the chip sent, wherever its wires lead; what holds for tty_output holds.
	 * The lines are events besides. */
	void (*uart_output)(void *context, const char *uart, uint8_t byte);
	void *context;
};

struct crash_report;
struct host;
struct linux_system;
struct machine;
struct parts;

/* A board whose Linux has booted, its coprocessor held in reset, time 0. 0; -ENOMEM; -ENODEV: no CPU
 * engine, no mailbox, or, with config->error filled in, no coprocessor in Linux's tree; -EINVAL: a tree
 * that cannot be used; or what the system says to a new event loop. */
COPRO_MUST_CHECK int machine_create(struct machine **machine, const struct machine_config *config);

/* Leaves nothing behind: ttys, links, descriptors, memory. The firmware is not asked. NULL is allowed. */
void machine_destroy(struct machine *machine);

/* Loads and starts a firmware; `data` stays the caller's and stays put, also for a recovery; NULL: it comes
 * from config.source. As remoteproc_start(); -EHOSTDOWN. */
COPRO_MUST_CHECK int machine_start(struct machine *machine, const void *data, size_t size,
				   struct host_error *error);

/* Runs until virtual time `until` (ps; TIMELINE_NEVER: no limit) or machine_end(). 0, or what the
 * system says when waiting fails. */
COPRO_MUST_CHECK int machine_run(struct machine *machine, uint64_t until);

/* Makes machine_run() return when the present slice is over; before a run, the next one does at once.
 * From callbacks and from handles on machine_loop(). */
void machine_end(struct machine *machine);
/* Whether the last machine_run() returned for that reason, be it at `until`. */
bool machine_was_ended(const struct machine *machine);

/* Stops the firmware as Linux does (disconnect, ask, wait up to 500 ms of virtual time, reset), and
 * runs the machine until that is done; machine_end() ends the wait. 0 also when nothing ran; -EHOSTDOWN:
 * there is no Linux, or the whole chip was reset meanwhile, and another one has booted. */
COPRO_MUST_CHECK int machine_stop(struct machine *machine);
/* The same for attaching to a firmware that runs, and for letting it go (remoteproc.h); -EHOSTDOWN. */
COPRO_MUST_CHECK int machine_attach(struct machine *machine, struct host_error *error);
COPRO_MUST_CHECK int machine_detach(struct machine *machine);

/* The whole chip is reset and boots again, from the boot loader's firmware on; virtual time goes on. As
 * machine_create(); on failure there is no host. Not from callbacks. */
COPRO_MUST_CHECK int machine_reset(struct machine *machine, struct host_error *error);

/*
 * The Cortex-A7 alone is reset: the host is dropped with all its memory and nothing put in order
 * (host_abandon()). The chip and its firmware go on. Not from callbacks.
 */
void machine_abandon_host(struct machine *machine);
/* It dies by itself before its n-th step from now (host_die_at()); machine_run() then returns. */
void machine_kill_host_at(struct machine *machine, uint64_t n);
bool machine_has_host(const struct machine *machine);
/* Another Linux boots on the chip as it stands; what runs is "detached" if the last host left word of it
 * (config.hands_over). As machine_create(); -EEXIST: there is a host. */
COPRO_MUST_CHECK int machine_boot_host(struct machine *machine, struct host_error *error);

/* Something to be done between two slices, when virtual time stands where it should and nothing else is in
 * the middle of anything: what a callback of the event loop wants from the machine. Embedded in its owner,
 * zeroed before first use. */
struct machine_work {
	void (*run)(struct machine_work *work); /* no longer queued: may queue itself again */
	struct machine_work *next; /* private */
	bool queued; /* private */
};

/* Has it done at the next chance, in the order of the calls; once, if it is queued already. From any
 * callback. */
void machine_queue(struct machine *machine, struct machine_work *work);
/* Takes it out again, if it is queued: before its owner goes away. */
void machine_unqueue(struct machine *machine, struct machine_work *work);

/* Virtual time in ps since power-on. */
uint64_t machine_now(const struct machine *machine);

void machine_statistics(const struct machine *machine, struct machine_statistics *statistics);

/* Its parts, for scripts and tests. Those of the host are NULL while there is none. */
struct board *machine_board(struct machine *machine);
struct host *machine_host(struct machine *machine);
struct remoteproc *machine_remoteproc(struct machine *machine);
struct hwspinlock_device *machine_locks(struct machine *machine);
/* What was found of the firmware's last crash (machine/crash_report.h), NULL: it has not crashed. Valid until
 * the next crash. */
const struct crash_report *machine_last_crash(const struct machine *machine);
struct tty_set *machine_ttys(struct machine *machine);
struct raw_set *machine_raw(struct machine *machine); /* NULL without raw services */
struct rpmsg_char_set *machine_endpoints(struct machine *machine);
struct i2c_adapter_set *machine_i2c(struct machine *machine);
/* What is soldered around the chip, by Linux's tree; never NULL. */
struct parts *machine_parts(struct machine *machine);
/* Sets a property (board/parts/part.h), not in the middle of a slice. 0; a negative errno value, with `error`
 * (may be NULL) saying which part, property or value it was: -ENOENT, -EACCES, -EINVAL, others. */
COPRO_MUST_CHECK int machine_set_part(struct machine *machine, const char *name,
				      const char *property, const char *value,
				      struct host_error *error);
/* What has become of Linux, NULL after an engineering boot. */
struct linux_system *machine_linux(struct machine *machine);
/* The tree that a stage was given, and as it left it; without data: it was not reached. */
struct boot_tree machine_tree_given(const struct machine *machine, enum boot_stage stage);
struct boot_tree machine_tree_left(const struct machine *machine, enum boot_stage stage);
/* The file of the running firmware, for names and lines; NULL: not known (a host attached to what somebody
 * else had started). */
const struct elf_image *machine_image(const struct machine *machine);
/* For handles of the caller's own; they are closed before the machine is destroyed. */
uv_loop_t *machine_loop(struct machine *machine);

/* Tells what the run was, as its last event. */
void machine_tell_end(struct machine *machine);

/* Tells an event of the caller's own to whoever listens. */
void machine_tell(struct machine *machine, const struct machine_event *event);

#endif
