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
#include "host/error.h"
#include "host/hwspinlock.h"
#include "host/raw.h"
#include "host/remoteproc.h"
#include "host/tty.h"
#include "machine/event.h"

enum machine_pace {
	MACHINE_FAST, /* when the Cortex-M4 sleeps, time jumps to what is due next */
	MACHINE_REAL_TIME /* a second takes a second */
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
	bool strict; /* board_config.strict */
	/* Where the links to the ttys go; it exists. NULL: none are made. */
	const char *tty_directory;
	/* Services whose channels are left to machine_raw(), no other driver gets them: names, NULL
	 * ends, the caller's. NULL: none. */
	const char *const *raw_services;
	/* Something happened. May be called in the middle of a slice: may look, and may call
	 * machine_end(), and nothing else. */
	void (*event)(void *context, const struct machine_event *event);
	/* What the firmware writes to its ttys (host/tty.h); `context` is this struct's, and the
	 * same restrictions hold. May be NULL. */
	void (*tty_output)(void *context, struct tty *tty, const void *data, size_t length);
	void *context;
};

struct linux_system;
struct machine;

/* A board whose Linux has booted, its coprocessor held in reset, time 0. 0; -ENOMEM; -ENODEV: no CPU
 * engine, no mailbox, or, with config->error filled in, no coprocessor in Linux's tree; -EINVAL: a tree
 * that cannot be used; or what the system says to a new event loop. */
COPRO_MUST_CHECK int machine_create(struct machine **machine, const struct machine_config *config);

/* Leaves nothing behind: ttys, links, descriptors, memory. The firmware is not asked. NULL is allowed. */
void machine_destroy(struct machine *machine);

/* Loads and starts a firmware; `data` stays the caller's and stays put. As remoteproc_start(). */
COPRO_MUST_CHECK int machine_start(struct machine *machine, const void *data, size_t size,
				   struct host_error *error);

/* Runs until virtual time `until` (ps; TIMELINE_NEVER: no limit) or machine_end(). 0, or what the
 * system says when waiting fails. */
COPRO_MUST_CHECK int machine_run(struct machine *machine, uint64_t until);

/* Makes machine_run() return when the present slice is over; before a run, the next one does at once.
 * From callbacks and from handles on machine_loop(). */
void machine_end(struct machine *machine);

/* Stops the firmware as Linux does (disconnect, ask, wait up to 500 ms of virtual time, reset), and
 * runs the machine until that is done; machine_end() ends the wait. 0 also when nothing ran. */
COPRO_MUST_CHECK int machine_stop(struct machine *machine);

/* Virtual time in ps since power-on. */
uint64_t machine_now(const struct machine *machine);

void machine_statistics(const struct machine *machine, struct machine_statistics *statistics);

/* Its parts, for scripts and tests. */
struct board *machine_board(struct machine *machine);
struct remoteproc *machine_remoteproc(struct machine *machine);
struct hwspinlock_device *machine_locks(struct machine *machine);
struct tty_set *machine_ttys(struct machine *machine);
struct raw_set *machine_raw(struct machine *machine); /* NULL without raw services */
/* What has become of Linux, NULL after an engineering boot. */
struct linux_system *machine_linux(struct machine *machine);
/* The tree that a stage was given, and as it left it; without data: it was not reached. */
struct boot_tree machine_tree_given(const struct machine *machine, enum boot_stage stage);
struct boot_tree machine_tree_left(const struct machine *machine, enum boot_stage stage);
/* For handles of the caller's own; they are closed before the machine is destroyed. */
uv_loop_t *machine_loop(struct machine *machine);

/* Tells what the run was, as its last event. */
void machine_tell_end(struct machine *machine);

/* Tells an event of the caller's own to whoever listens. */
void machine_tell(struct machine *machine, const struct machine_event *event);

#endif
