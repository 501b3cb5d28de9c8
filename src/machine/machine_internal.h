/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of a machine share. */
#ifndef COPRO_MACHINE_INTERNAL_H
#define COPRO_MACHINE_INTERNAL_H

#include "host/elf_image.h"
#include "host/host.h"
#include "machine/answer_watch.h"
#include "machine/machine.h"
#include "machine/machine_crash.h"
#include "machine/machine_debug.h"
#include "machine/pace.h"

struct fd_watch;
struct uart_ports;

struct machine {
	struct machine_config config;
	struct board *board;
	struct parts *parts;
	uint64_t
		parts_since; /* start of the second in which `parts_told` changes of parts were told */
	unsigned parts_told;
	struct host_platform platform;
	struct host *host; /* NULL: none, it died or the machine only boots */
	struct rproc_firmware_source source; /* of the host: the bytes below, or the config's */
	const void *firmware; /* of the last start; NULL: the config's source has it */
	size_t firmware_size;
	struct boot_tree given[BOOT_STAGES]; /* the trees of the boot chain */
	void *handed_on; /* what the boot loader made of Linux's */
	size_t handed_on_size;
	struct machine_statistics statistics;
	struct pace pace;

	uv_loop_t loop;
	uv_timer_t alarm; /* ends a wait */
	struct fd_watch *ready; /* descriptors that have something, not served yet */
	struct fd_watch *watches; /* all of them */
	struct machine_work *work; /* to be done between two slices */

	struct elf_image image; /* of the running firmware, for names of functions */
	struct machine_crash crash;
	struct answer_watch answer;
	struct uart_ports *uart_ports; /* NULL: none */
	uint64_t counted; /* cycles of the present start that are in the statistics */
	bool watchdog; /* the interrupt line of the Cortex-M4's window watchdog is active */
	unsigned mailbox; /* interrupt lines of the mailbox that are active, by bit */
	uint64_t rung_since; /* start of the span in which `rung` doorbells were answered */
	unsigned rung;
	bool storm_told;
	unsigned unanswered; /* turns that the same lines stayed active in, the Cortex-M4 asleep */
	struct machine_debugger debugger;
	bool freeze_request;
	bool frozen;
	bool thawed; /* just now: what the host had to do has waited */
	bool ended;
	bool was_ended; /* the last machine_run() */
	bool chip_reset; /* by itself: it has to boot again */
	bool waiting; /* in machine_stop() or its kin, and the host that was asked is still there */
	bool waited; /* what they wait for is done */
	bool has_image;
};

/* machine_host.c: the host's platform over the board. 0, -ENODEV. */
COPRO_MUST_CHECK int machine_platform_init(struct machine *machine);

/* machine_boot.c: from reset to Linux, up to config.last_stage if that is asked for. 0, or as
 * machine_create(). */
COPRO_MUST_CHECK int machine_boot(struct machine *machine, struct host_error *error);
/* Linux alone, and what it does with a firmware that runs already. */
COPRO_MUST_CHECK int machine_boot_linux(struct machine *machine, struct host_error *error);

/* machine_parts.c: what Linux's tree says is around the chip. 0; -ENOMEM; -EINVAL with `error`. */
COPRO_MUST_CHECK int machine_parts_open(struct machine *machine, struct host_error *error);

/* machine_life.c */
void machine_life_init(struct machine *machine);
/* A firmware is about to start, or was found running: its file, NULL: not known. */
void machine_firmware_begins(struct machine *machine, const void *data, size_t size);
/* After every call into the host: it may have died in it. */
void machine_host_returned(struct machine *machine);
/* The signal of the board: the whole chip was reset. */
void machine_chip_reset(void *context, uint32_t cause);
/* Boots a chip that was reset by itself. As machine_create(). */
COPRO_MUST_CHECK int machine_boot_again(struct machine *machine);
/* Drops a host that died. True if there is one, and it lives. */
bool machine_host_lives(struct machine *machine);

/* machine_debug.c, for the loop */
/* After a slice that ended so: whether time is to stand now, and makes it stand. */
bool machine_freezes(const struct machine *machine, enum board_exit exit);
void machine_frozen_now(struct machine *machine);

/* machine_watch.c */
COPRO_MUST_CHECK int machine_watch(void *context, struct host_watch *watch, unsigned events);
void machine_unwatch(void *context, struct host_watch *watch);
/* Does the work that is queued, and lets the ready descriptors' owners do theirs. True if there was any. */
bool machine_watches_serve(struct machine *machine);

#endif
