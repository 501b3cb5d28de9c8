/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board that stays, and all that can be asked of it, whoever asks: the HTTP interface, the file tree,
 * a test.
 *
 * What changes the state of the coprocessor may take virtual time (a firmware has 500 ms to take its
 * leave), so it is a request with an answer. Requests are done one after the other in the order in
 * which they were made, as Linux does under its lock; what only looks or sets a word is a plain call.
 *
 * One thread: all calls come from callbacks of the machine's event loop, or from between its runs.
 */
#ifndef COPRO_SERVICE_CONTROL_H
#define COPRO_SERVICE_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/error.h"
#include "host/remoteproc.h"
#include "machine/gdb_server.h"
#include "machine/machine.h"

/* The name that Linux's stm32_rproc driver looks for when none is set. */
#define CONTROL_FIRMWARE "rproc-m4-fw"
#define CONTROL_NAME_MAX 255u /* characters of a firmware's name */

/* Linux versions differ in what a start of a running coprocessor is: see control_config.kernel. */
#define CONTROL_KERNEL(major, minor) ((unsigned)(major)*1000u + (unsigned)(minor))

/* The first that counts: 5.19, since "remoteproc: core: Remove state checking before calling rproc_boot()". */
#define CONTROL_KERNEL_COUNTS CONTROL_KERNEL(5, 19)

struct control;

struct control_config {
	/* The machine to make. `event`, `tty_output`, `context`, `source`, `recovery` and `hands_over` are the
	 * control's. */
	struct machine_config machine;
	/* Directories in which a firmware's name is looked for, in this order; NULL ends; the caller's,
	 * as long as the control. A name that is found in none of them does not start. */
	const char *const *search;
	const char *firmware; /* name at first, NULL: CONTROL_FIRMWARE */
	/* Whose counting of starts, as CONTROL_KERNEL(): from CONTROL_KERNEL_COUNTS on, Linux counts starts
	 * of what runs, and it takes as many stops or detaches. Earlier ones, and 0: such a start is
	 * -EBUSY. */
	unsigned kernel;
	bool recovery_disabled; /* the setting at first */
	enum rproc_coredump coredump; /* likewise */
};

/* ---- requests ---- */

enum control_verb {
	CONTROL_START, /* also attaches, when detached: as the word in Linux's `state` */
	CONTROL_STOP,
	CONTROL_DETACH,
	CONTROL_ATTACH, /* -EINVAL unless detached */
	CONTROL_RESTART, /* a stop if it runs, and a start */
	CONTROL_RECOVER, /* when crashed, until it runs again; otherwise nothing happens */
	CONTROL_RESET, /* the whole chip: everything ends, boots again, and is offline or attached */
	CONTROL_VERBS
};

/* Embedded in whatever its asker keeps; stays put until `done` is called or it is withdrawn. */
struct control_request {
	enum control_verb verb;
	/* 0 or a negative errno value with what to tell a person; an error without text has none. Never
	 * called from within control_ask(). May make, but not withdraw, requests. */
	void (*done)(struct control_request *request, int status, const struct host_error *error);
	struct control_request *next; /* private */
};

void control_ask(struct control *control, struct control_request *request);
/* The asker is gone: `done` is not called. What has begun goes on, what has not is dropped. */
void control_withdraw(struct control *control, struct control_request *request);

/* "start", "stop", ...; NULL past the last. */
const char *control_verb_name(enum control_verb verb);

/* ---- settings ---- */

/* The firmware of the next start, by name in the search path. 0; -EBUSY unless offline; -EINVAL: empty,
 * too long, or it would lead out of the search path (absolute, or with a ".." in it). */
COPRO_MUST_CHECK int control_set_firmware(struct control *control, const char *name,
					  struct host_error *error);
/* "unknown" after an attach to what somebody else started (as Linux). */
const char *control_firmware(const struct control *control);
/* Finds a name in the search path: its path, malloc()ed. 0; -EINVAL as above; -ENOENT, and the error
 * names the directories; -ENOMEM. */
COPRO_MUST_CHECK int control_find_firmware(const struct control *control, const char *name,
					   char **path, struct host_error *error);

void control_set_recovery(struct control *control, bool enabled);
bool control_recovery(const struct control *control);
/* 0; -EBUSY while crashed, as Linux. */
COPRO_MUST_CHECK int control_set_coredump(struct control *control, enum rproc_coredump mode);
enum rproc_coredump control_coredump(const struct control *control);

/* What debugfs's `crash` does: the coprocessor is taken for crashed; Linux takes larger numbers as well, as
 * an unknown kind. Not in the middle of a slice. 0; -EINVAL unless it runs. */
COPRO_MUST_CHECK int control_crash(struct control *control, enum rproc_crash type);

/* ---- a debugger ---- */

/* Lets a debugger connect (machine/gdb_server.h), until control_debug_end() or the end of the board. While
 * the core is halted time stands, and requests wait. 0; -EEXIST: that was done already; or as
 * gdb_server_open(). */
COPRO_MUST_CHECK int control_debug(struct control *control, const struct gdb_server_config *config);
/* A debugger that is there is cut off. Ignored when there is none. */
void control_debug_end(struct control *control);
/* What gdb's `target remote` takes; NULL: none may connect. */
const char *control_debugger(const struct control *control);

/* ---- what happens ---- */

/* Whoever wants to hear of what happens. */
struct control_listener {
	/* In the middle of anything: may look and take notes, and may not ask. */
	void (*event)(struct control_listener *listener, const struct machine_event *event);
	void (*tty_output)(struct control_listener *listener, struct tty *tty, const void *data,
			   size_t length); /* may be NULL */
	struct control_listener *next; /* private */
};

void control_listen(struct control *control, struct control_listener *listener);
void control_unlisten(struct control *control, struct control_listener *listener);

/* ---- the whole ---- */

/* Boots the board. What is told while it boots goes to `first`, which stays a listener; may be NULL. 0,
 * or as machine_create(). */
COPRO_MUST_CHECK int control_create(struct control **control, const struct control_config *config,
				    struct control_listener *first);
/* Stops nothing in order: control_run() does. NULL is allowed. */
void control_destroy(struct control *control);

/* Runs until control_end(); then what was asked and not begun is answered with -ESHUTDOWN, and the firmware
 * is stopped in order. 0, or as machine_run(). */
COPRO_MUST_CHECK int control_run(struct control *control);
/* From callbacks. A second call does not wait for the firmware to take its leave. */
void control_end(struct control *control);

struct machine *control_machine(struct control *control);

#endif
