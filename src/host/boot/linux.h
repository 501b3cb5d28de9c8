/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux has become when it has booted: clocks and regulators with their holders, what its drivers
 * use, and how the coprocessor is described.
 */
#ifndef COPRO_HOST_LINUX_H
#define COPRO_HOST_LINUX_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "dt/dt.h"
#include "host/boot/boot.h"
#include "host/boot/claims.h"
#include "host/clk.h"
#include "host/regulator.h"
#include "host/remoteproc.h"
#include "host/srm.h"

#define LINUX_REGIONS 32u

/* The m4 node (Linux, bindings/remoteproc/st,stm32-rproc.yaml), as the remoteproc driver reads it. */
struct linux_rproc {
	bool usable;
	struct host_error why; /* if it is not */
	char path[DT_PATH_MAX];
	struct rproc_region regions[LINUX_REGIONS];
	char names[LINUX_REGIONS][32];
	uint32_t region_count;
	struct rproc_wiring wiring;
	bool auto_boot; /* st,auto-boot: Linux starts it, or attaches, without being asked */
};

struct linux_system {
	const struct host_platform *platform; /* is told what clocks and regulators say */
	void *blob; /* its tree, a copy */
	struct dt dt;
	struct clk_tree *clocks;
	struct regulator_tree *regulators;
	struct claims claims;
	struct linux_rproc rproc;
	struct srm_host *srm; /* NULL: the tree declares no resources of the coprocessor */
	unsigned bound; /* nodes whose driver works */
	unsigned
		refused; /* nodes that the firewall keeps from Linux, or that claim what another has */
	unsigned clocks_off; /* unused ones, switched off at the end */
	unsigned regulators_off;
};

/* Puts all that is claimed. NULL is allowed. */
void linux_free(struct linux_system *system);

#endif
