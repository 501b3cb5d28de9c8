/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Voltage regulators as Linux on the Cortex-A7 keeps them: those of the power supply chip
 * ("st,stpmic1-regulators"), those of the board ("regulator-fixed", "regulator-gpio") and those inside
 * the STM32MP1 ("st,stm32mp1,pwr-reg": reg11, reg18, usb33), with limits, parents and holders.
 *
 * All of it is this program's state. There is no model of the power supply chip behind it: nothing
 * loses its supply when a regulator is off. What is on when Linux starts is assumed: all that the
 * tree calls always-on or boot-on, and the supplies of these.
 *
 * Not thread safe.
 */
#ifndef COPRO_HOST_REGULATOR_H
#define COPRO_HOST_REGULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "dt/dt.h"
#include "host/error.h"

#define REGULATOR_NONE	     (-1)
#define REGULATOR_NAME_MAX   32u /* with its NUL; longer ones are cut */
#define REGULATOR_HOLDER_MAX 64u
#define REGULATORS_MAX	     64u /* those beyond are not taken, with one warning */

struct regulator_tree;

/* One holder's handle on one regulator. */
struct regulator;

struct regulator_config {
	/* One line, without newline: a regulator that is switched off as unused. May be NULL. */
	void (*log)(void *context, const char *line);
	/* The same for a mistake in the tree. May be NULL. */
	void (*warn)(void *context, const char *line);
	void *context;
};

/* Takes all regulators of a tree whose nodes are enabled. A node that is wrong (limits reversed, a
 * supply that is none, supplies in a circle) is left out or cut loose with a warning, and the others are taken. The tree may be dropped afterwards. 0, -ENOMEM. */
COPRO_MUST_CHECK int regulator_tree_create(struct regulator_tree **tree, const struct dt *dt,
					   const struct regulator_config *config);
/* All handles must have been put. NULL is fine. */
void regulator_tree_destroy(struct regulator_tree *tree);

/* ---- which regulator: a number from 0 to regulator_count() - 1 ---- */

int regulator_count(const struct regulator_tree *tree);
int regulator_by_name(const struct regulator_tree *tree, const char *name); /* or REGULATOR_NONE */
/*
 * What a supply property ("vdd-supply") of a node points to. `dt` may be a changed copy of the tree
 * that was taken: phandles count. -ENOENT: no such property; -EINVAL: it is malformed or points to no
 * regulator, and `error` (may be NULL) names node and property.
 */
COPRO_MUST_CHECK int regulator_from_dt(const struct regulator_tree *tree, const struct dt *dt,
				       int node, const char *property, struct host_error *error);

/* ---- holding ---- */

/* 0, -EINVAL: no such regulator, -ENOMEM. */
COPRO_MUST_CHECK int regulator_get(struct regulator_tree *tree, int index, const char *holder,
				   struct regulator **regulator);
/* Disables as often as was enabled, and gives up the holder's voltage. NULL is fine. */
void regulator_put(struct regulator *regulator);

/* Switches it and its supplies on. Counts. */
void regulator_enable(struct regulator *regulator);
/* The last one switches off, unless it is always on. Without a matching enable nothing happens. */
void regulator_disable(struct regulator *regulator);

/*
 * Asks for a voltage between two limits, in microvolts; 0 and 0: this holder no longer cares. The lowest
 * that the chip can make and that suits all holders is set. 0; -EINVAL: min above max, or outside of
 * what the tree allows or the chip can make; -EBUSY: another holder's limits exclude it. On failure
 * nothing changes.
 */
COPRO_MUST_CHECK int regulator_set_voltage(struct regulator *regulator, uint32_t min_uv,
					   uint32_t max_uv);

int regulator_of(const struct regulator *regulator);
const char *regulator_holder(const struct regulator *regulator);

/* The end of Linux's boot: switches off what is on, held by nobody and not always on. How many. */
unsigned regulator_disable_unused(struct regulator_tree *tree);

/* ---- looking ---- */

struct regulator_state {
	const char *name; /* regulator-name, else the node's name */
	const char *node; /* the node's name: "buck1" */
	int supply; /* the regulator that it is fed by, or REGULATOR_NONE */
	bool enabled;
	bool always_on;
	bool boot_on;
	uint32_t microvolts; /* set now, also while it is off; 0: the tree does not say */
	uint32_t min_uv, max_uv; /* what the tree allows; 0: it does not say */
	unsigned enable_count; /* by its holders and for the regulators below it */
};

/* Of a valid number. The strings live as long as the tree. */
struct regulator_state regulator_state(const struct regulator_tree *tree, int index);

/* The handles on a regulator, in the order in which they were got. NULL: from the first; NULL: no
 * more. */
const struct regulator *regulator_next(const struct regulator_tree *tree, int index,
				       const struct regulator *after);
unsigned regulator_enabled_by(const struct regulator *regulator);

#endif
