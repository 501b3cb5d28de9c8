/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The boot chain of the Cortex-A7 from reset to Linux, one file a stage:
 *
 *   trusted firmware (tfa.c)      clocks, firewall, what the secure world keeps
 *   boot loader (bootloader.c)    disables the nodes of peripherals that Linux may not use
 *   Linux (linux.c)               probes what is left, makes the remoteproc
 *
 * They know of each other what they would on the chip: a stage acts through its own initiator's
 * accesses to the bus and reads its own device tree; what an earlier stage did, it reads back from the
 * registers. All that is handed on is the bytes of a tree.
 *
 * A mistake in a tree is told in one line (HOST_EVENT_BOOT_WARNING) and the stage goes on where the
 * software whose part it plays would; a tree that cannot be read at all ends the boot.
 */
#ifndef COPRO_HOST_BOOT_H
#define COPRO_HOST_BOOT_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

#include "core/mmio.h"
#include "host/error.h"
#include "host/platform.h"

enum boot_stage { BOOT_TFA, BOOT_BOOTLOADER, BOOT_LINUX, BOOT_STAGES };

/* "tfa", "bootloader", "linux": in events, and on command lines. */
const char *boot_stage_name(enum boot_stage stage);

/* A flattened device tree, the caller's. Aligned as malloc() does. */
struct boot_tree {
	const void *data;
	size_t size; /* bytes */
};

struct boot_port {
	/* The stage's way to the chip: the trusted firmware's is the secure Cortex-A7's, those of the
	 * other stages the non-secure one's. */
	const struct mmio_bus *bus;
	/* For Linux: how the secure world does what Linux asks of it (SMC, SCMI). NULL: it does nothing. */
	const struct mmio_bus *monitor;
	/* Is told what happens. */
	const struct host_platform *platform;
	/* As in struct clk_config. */
	bool as_linux;
};

/* Codes of a host_error of a stage: which of the two trees is at fault. */
#define BOOT_TFA_TREE	"tfa-tree"
#define BOOT_LINUX_TREE "linux-tree"

/* From the reset values of all registers. 0; -EINVAL: the tree cannot be read, *error (may be NULL)
 * says why. */
COPRO_MUST_CHECK int boot_tfa(const struct boot_port *port, struct boot_tree tree,
			      struct host_error *error);

/* The tree for Linux, fixed up, is *next; its bytes are the caller's to free(). 0; -EINVAL as above;
 * -ENOMEM. */
COPRO_MUST_CHECK int boot_bootloader(const struct boot_port *port, struct boot_tree tree,
				     struct boot_tree *next, struct host_error *error);

struct linux_system;

/* Boots Linux: *system is what it has become (linux.h), to be freed with linux_free(). A tree without
 * a usable coprocessor boots as well. 0; -EINVAL as above; -ENOMEM. */
COPRO_MUST_CHECK int boot_linux(const struct boot_port *port, struct boot_tree tree,
				struct linux_system **system, struct host_error *error);

#endif
