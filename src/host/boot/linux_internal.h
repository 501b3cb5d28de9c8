/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the Linux stage share. */
#ifndef COPRO_HOST_LINUX_INTERNAL_H
#define COPRO_HOST_LINUX_INTERNAL_H

#include "drivers/hsem.h"
#include "host/boot/linux.h"
#include "host/boot/stage.h"
#include "host/boot/walk.h"

struct kernel {
	struct stage stage;
	struct linux_system *system;
	struct etzpc etzpc;
	bool firewall; /* it answers */
	struct hsem hsem;
	bool locks; /* the semaphores answer */
};

/* linux_walk.c: probes the driver of every node that is enabled, in the order of the tree. 0, -ENOMEM. */
COPRO_MUST_CHECK int kernel_probe_all(struct kernel *kernel);

/* linux_wires.c: opens the semaphores that guard what both processors change, and tells of a tree whose
 * Linux would not take them. */
void kernel_locks_open(struct kernel *kernel);
/* Configures the pins, and the edges of the interrupts, of a device that has them; under those locks. */
void kernel_wires_configure(struct kernel *kernel, const struct walk *walk);

/* linux_probe.c: claims what the present node of the walk uses. 0; -EACCES: the firewall keeps it;
 * -EBUSY: another has a pin; -ENOMEM. Except for -ENOMEM, what was wrong has been told, and nothing is
 * claimed. */
COPRO_MUST_CHECK int kernel_probe(struct kernel *kernel, const struct walk *walk);

/* linux_rproc.c: reads the node of the coprocessor. */
void kernel_probe_rproc(struct kernel *kernel);

/* linux_rproc_lent.c: what a disabled node leaves out, as on a DK2. */
void rproc_lend_mailboxes(struct kernel *kernel);
void rproc_lend_regions(struct linux_rproc *rproc);

#endif
