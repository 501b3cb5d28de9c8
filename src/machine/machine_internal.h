/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of a machine share. */
#ifndef COPRO_MACHINE_INTERNAL_H
#define COPRO_MACHINE_INTERNAL_H

#include "host/elf_image.h"
#include "machine/machine.h"
#include "machine/pace.h"

#define MACHINE_DRIVERS 4u

struct fd_watch;

struct machine {
	struct machine_config config;
	struct board *board;
	struct host_platform platform;
	struct tty_set *ttys;
	struct raw_set *raw; /* NULL: no raw services */
	struct rpmsg_driver client_sample;
	struct rproc_resources resources; /* what Linux keeps for the coprocessor */
	struct rpmsg_driver *drivers[MACHINE_DRIVERS]; /* the first that wants a service gets it */
	struct hwspinlock_device *locks; /* those between the two processors */
	struct remoteproc *rproc;
	struct linux_system *system; /* Linux; NULL: not booted */
	struct boot_tree given[BOOT_STAGES]; /* the trees of the boot chain */
	void *handed_on; /* what the boot loader made of Linux's */
	size_t handed_on_size;
	struct machine_statistics statistics;
	struct pace pace;

	uv_loop_t loop;
	uv_timer_t alarm; /* ends a wait */
	struct fd_watch *ready; /* descriptors that have something, not served yet */
	struct fd_watch *watches; /* all of them */

	struct elf_image image; /* of the running firmware, for names of functions */
	uint64_t faults; /* of the Cortex-M4 that were told, this start */
	struct timeline_event fault_watch;
	uint64_t counted; /* cycles of the present start that are in the statistics */
	unsigned mailbox; /* interrupt lines of the mailbox that are active, by bit */
	uint64_t rung_since; /* start of the span in which `rung` doorbells were answered */
	unsigned rung;
	bool storm_told;
	unsigned unanswered; /* turns that the same lines stayed active in, the Cortex-M4 asleep */
	bool ended;
	bool locked_up;
	bool stopped;
	bool has_image;
};

/* machine_host.c: the host's platform over the board. 0, -ENODEV. */
COPRO_MUST_CHECK int machine_platform_init(struct machine *machine);

/* machine_boot.c: from reset to Linux, up to config.last_stage if that is asked for. 0, or as
 * machine_create(). */
COPRO_MUST_CHECK int machine_boot(struct machine *machine);

/* machine_watch.c */
COPRO_MUST_CHECK int machine_watch(void *context, struct host_watch *watch, unsigned events);
void machine_unwatch(void *context, struct host_watch *watch);
/* Lets the ready descriptors' owners do their work. True if there was any. */
bool machine_watches_serve(struct machine *machine);

#endif
