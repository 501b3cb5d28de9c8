/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The application side as one object: a Linux that has booted, with the drivers that the coprocessor
 * meets there. It stands beside the chip and reaches it through a platform only, so that it can go and
 * another one can come while the chip and its firmware go on.
 *
 * Not thread safe.
 */
#ifndef COPRO_HOST_HOST_H
#define COPRO_HOST_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/boot/boot.h"
#include "host/error.h"
#include "host/hwspinlock.h"
#include "host/i2c_adapter.h"
#include "host/platform.h"
#include "host/raw.h"
#include "host/remoteproc.h"
#include "host/rpmsg_char.h"
#include "host/tty.h"

struct host;
struct linux_system;

struct host_config {
	const struct host_platform *platform; /* the caller's, longer than the host */
	/* Its ways to the chip: the non-secure Cortex-A7's, and what the secure world does for it. */
	const struct mmio_bus *bus;
	const struct mmio_bus *monitor;
	/* The tree that Linux boots with; without data nothing is booted, and the coprocessor is wired as
	 * on a DK2. The caller's, until host_create() returns. */
	struct boot_tree tree;
	bool boot_only; /* Linux and nothing that the coprocessor would need */
	bool as_linux;
	bool hands_over; /* remoteproc_config.hands_over */
	bool recovery;
	const struct rproc_firmware_source *source;
	const struct rproc_coredump_keeper *coredump; /* may be NULL */
	const char *tty_directory; /* tty_set_config.directory */
	struct tty_listener tty_listener;
	const char *const *raw_services; /* NULL: none */
	/* rpmsg_char_set_config.directory and .services */
	const char *rpmsg_directory;
	const char *const *rpmsg_services;
};

/* Boots. 0; -ENOMEM; -ENODEV: no coprocessor in the tree, or no mailbox; -EINVAL: the tree cannot be used;
 * with *error (may be NULL) where there is more to say. */
COPRO_MUST_CHECK int host_create(struct host **host, const struct host_config *config,
				 struct host_error *error);
/* Leaves nothing behind; the firmware is not asked (remoteproc_destroy()). NULL is allowed. */
void host_destroy(struct host *host);

/*
 * Drops the host as a reset of the Cortex-A7 does: its memory is gone, the chip is as it stood. Not from
 * within a call into the host. NULL is allowed.
 */
void host_abandon(struct host *host);

/*
 * For tests of that: the host dies before its n-th step from now (n > 0; 0: it does not), a step being an
 * access to a register, a doorbell among them, or what host_step() counts. It may be in the middle of
 * anything; when it has returned to whoever called into it, host_bury() puts the chip's memory back to
 * what it was then, and says whether it is dead: it is then to be abandoned.
 */
/* Called before each step; NULL: nobody. */
void host_watch_steps(struct host *host, void (*before)(void *context), void *context);
void host_die_at(struct host *host, uint64_t n);
/* The same at once, as when the whole chip is reset; from anywhere. */
void host_die(struct host *host);
void host_step(struct host *host);
uint64_t host_steps(const struct host *host); /* since it was created */
bool host_bury(struct host *host);
bool host_is_dead(const struct host *host);

/* Whether its tree says that the coprocessor starts without being asked. */
bool host_auto_boot(const struct host *host);

/* Its parts; NULL when there are none (boot_only, no tree, no raw services). */
struct remoteproc *host_remoteproc(struct host *host);
struct hwspinlock_device *host_locks(struct host *host);
struct tty_set *host_ttys(struct host *host);
struct raw_set *host_raw(struct host *host);
struct rpmsg_char_set *host_endpoints(struct host *host);
struct i2c_adapter_set *host_i2c(struct host *host);
struct linux_system *host_linux(struct host *host);

#endif
