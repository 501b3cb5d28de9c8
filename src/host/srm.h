/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system resource manager of Linux, ST's: what its device tree says that the coprocessor needs
 * ("rproc-srm-core" and its children "rproc-srm-dev", bindings/remoteproc/rproc-srm.txt) is taken
 * before the coprocessor starts and given back when it is at an end, and the firmware asks for clock
 * rates and regulators over RPMsg (core/srm_message.h).
 *
 * Of each clock in a list, what feeds it is held; the gate is the coprocessor's own. Where the
 * coprocessor has no gate (a PLL's output), the clock itself is held, unless as_linux.
 *
 * Where ST's Linux (rproc_srm_core.c, rproc_srm_dev.c) and good sense differ, as_linux chooses:
 *
 *                                       as_linux                    otherwise
 *   device ids of messages              part of the device's name   the whole unit address or name
 *   a peripheral that Linux uses too    told                        told, and left to Linux
 *   a node that is wrong                no start                    told, and left out
 *   a child of another kind             no start                    told, and left out
 *   a regulator's voltage that another  type ERROR                  the unchanged values
 *     user forbids
 *   and what else that message asks     done: it is on or off       not done
 *   messages of more than 76 bytes      the first 76 count          type ERROR
 *   a start that fails                  -ETIMEDOUT, as after the    what was wrong
 *                                       10 s that Linux waits
 *
 * Not thread safe.
 */
#ifndef COPRO_HOST_SRM_H
#define COPRO_HOST_SRM_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "dt/dt.h"
#include "host/boot/claims.h"
#include "host/clk.h"
#include "host/error.h"
#include "host/platform.h"
#include "host/regulator.h"
#include "host/rpmsg_bus.h"

#define SRM_MANAGER "m4_system_resources" /* of whom conflicts are told */

struct srm_host;

/* All of it stays the caller's, and longer than what is made of it. */
struct srm_host_config {
	const struct host_platform *platform; /* is told what is wrong, and what is done */
	const struct dt *dt;
	int rproc; /* the coprocessor's node */
	struct clk_tree *clocks;
	struct regulator_tree *regulators;
	struct claims *claims; /* Linux's. Those of the coprocessor are added while it runs */
	bool as_linux;
};

/* Reads the tree; what is wrong with a device is told now. *srm is NULL where the
 * tree declares no device: such a Linux has no manager to ask. 0, -ENOMEM. */
COPRO_MUST_CHECK int srm_host_create(struct srm_host **srm, const struct srm_host_config *config);
/* Gives back what is held. NULL is allowed. */
void srm_host_destroy(struct srm_host *srm);

/*
 * Takes all that is declared, each for a holder "m4: timer@40000000". On failure nothing is held, and
 * *error (may be NULL) names the device, and who else wants the same. 0, also when it is held already;
 * -EINVAL: the device's node is wrong; -EBUSY: Linux, or another device, has it; -EACCES, -EIO: a clock
 * cannot be switched on; -ENOMEM.
 */
COPRO_MUST_CHECK int srm_host_claim(struct srm_host *srm, struct host_error *error);
/* Gives all of it back, if it is held. Rates and voltages stay. */
void srm_host_return(struct srm_host *srm);

/* The driver of channels "rproc-srm"; lives as long as the manager. */
struct rpmsg_driver *srm_host_driver(struct srm_host *srm);

#endif
