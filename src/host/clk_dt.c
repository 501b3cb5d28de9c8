/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks as device trees name them (Devicetree Specification; the clock binding of dt-schema). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "host/clk_internal.h"

#define SCMI_CLOCKS 0x14u /* Arm SCMI specification: protocol number of the clock management */

/* dt-schema: st,stm32-rcc; "-secure" is the same numbers, some of them then not Linux's to use. */
static bool is_rcc(const struct dt *dt, int node)
{
	return dt_compatible(dt, node, "st,stm32mp1-rcc") ||
	       dt_compatible(dt, node, "st,stm32mp1-rcc-secure");
}

/* A protocol node has no compatible; its parent says what it speaks. */
static bool is_scmi(const struct dt *dt, int node)
{
	const int parent = dt_parent(dt, node);
	uint32_t protocol;

	if (parent < 0 || (!dt_compatible(dt, parent, "linaro,scmi-optee") &&
			   !dt_compatible(dt, parent, "arm,scmi-smc")))
		return false;
	return !dt_cell(dt, node, "reg", 0, &protocol) && protocol == SCMI_CLOCKS;
}

static int unknown_id(const struct dt *dt, int node, const struct dt_args *args, const char *list,
		      struct host_error *error)
{
	char path[DT_PATH_MAX], provider[DT_PATH_MAX];

	host_error_set(error, -EINVAL, "clock-id",
		       "the numbers are those of dt-bindings/clock/stm32mp1-clks.h",
		       "\"%s\" names clock %" PRIu32 " of %s, which it does not have", list,
		       args->count ? args->cells[0] : 0, dt_path(dt, args->node, provider));
	host_error_place(error, "%s", dt_path(dt, node, path));
	return -EINVAL;
}

#define CHAIN_MAX                                                                                  \
	16u /* clocks of the board, one made from the other; no board has nearly as many */
#define CHAIN_STEPS 256u

/* A clock of the board that is made from others is followed until it ends. What goes on for longer than
 * any chain comes back to itself: Linux waits for such a clock for ever. */
static bool comes_from_itself(const struct dt *dt, int provider, unsigned depth, unsigned *steps)
{
	struct dt_args args;

	if (is_rcc(dt, provider) || is_scmi(dt, provider))
		return false;
	if (depth == CHAIN_MAX)
		return true;
	for (size_t i = 0; *steps && !dt_args(dt, provider, "clocks", "#clock-cells", i, &args);
	     i++) {
		--*steps;
		if (comes_from_itself(dt, args.node, depth + 1, steps))
			return true;
	}
	return false;
}

/* Not this chip's: none of ours to hold, but a circle is worth a word. */
static int foreign_clock(const struct dt *dt, int node, const char *list, int provider,
			 struct host_error *error)
{
	char path[DT_PATH_MAX], name[DT_PATH_MAX];
	unsigned steps = CHAIN_STEPS;
	int rc = -ENXIO;

	if (comes_from_itself(dt, provider, 0, &steps)) {
		rc = -EINVAL;
		host_error_set(error, rc, "clock-loop", "follow its clocks upwards",
			       "\"%s\" names the clock of %s, which is made from itself", list,
			       dt_path(dt, provider, name));
	} else {
		host_error_set(error, rc, "clock-foreign", "",
			       "\"%s\" names a clock of %s, which is not this chip's RCC", list,
			       dt_path(dt, provider, name));
	}
	host_error_place(error, "%s", dt_path(dt, node, path));
	return rc;
}

static int clock_of(const struct dt *dt, int node, const char *list, const struct dt_args *args,
		    struct host_error *error)
{
	const bool scmi = is_scmi(dt, args->node);
	int clock;

	if (!scmi && !is_rcc(dt, args->node))
		return foreign_clock(dt, node, list, args->node, error);
	if (args->count != 1)
		return unknown_id(dt, node, args, list, error);
	clock = scmi ? clk_by_scmi(args->cells[0]) : clk_by_binding(args->cells[0]);
	return clock < 0 ? unknown_id(dt, node, args, list, error) : clock;
}

int clk_from_dt(const struct dt *dt, int node, const char *list, size_t index,
		struct host_error *error)
{
	char path[DT_PATH_MAX];
	struct dt_args args;
	int rc = dt_args(dt, node, list, "#clock-cells", index, &args);

	if (rc == -EINVAL) {
		host_error_set(error, rc, "clock-list",
			       "give each entry a phandle and as many cells as its #clock-cells "
			       "says",
			       "entry %zu of \"%s\" is malformed or points to nothing", index,
			       list);
		host_error_place(error, "%s", dt_path(dt, node, path));
	}
	return rc ? rc : clock_of(dt, node, list, &args, error);
}

/* One entry of the three lists. */
static int set_default(struct clk_tree *tree, const struct dt *dt, int node, size_t index,
		       struct host_error *error)
{
	const int clock = clk_from_dt(dt, node, "assigned-clocks", index, error);
	const int parent = clk_from_dt(dt, node, "assigned-clock-parents", index, error);
	char holder[CLK_HOLDER_MAX], path[DT_PATH_MAX];
	uint32_t hz = 0;
	struct clk *clk;
	int rc;

	/* What is another chip's is another driver's. */
	if (clock < 0)
		return clock == -ENXIO ? 0 : clock;
	if (parent == -EINVAL)
		return parent;
	(void)snprintf(holder, sizeof(holder), "linux: %s", dt_name(dt, node));
	rc = clk_get(tree, clock, holder, &clk);
	if (rc)
		return rc;
	if (parent >= 0)
		rc = clk_set_parent(clk, parent);
	if (!rc && !dt_cell(dt, node, "assigned-clock-rates", index, &hz) && hz)
		rc = clk_set_rate(clk, hz);
	clk_put(clk);
	if (!rc)
		return 0;
	host_error_set(error, rc, "clock-assigned",
		       rc == -EBUSY ? "somebody else uses it by now" : "",
		       "its assigned parent or rate cannot be given to %s", clk_name(clock));
	host_error_place(error, "%s", dt_path(dt, node, path));
	return rc;
}

int clk_set_defaults(struct clk_tree *tree, const struct dt *dt, int node, struct host_error *error)
{
	struct host_error later;
	int first = 0;

	/* Longer lists than this are nobody's; the bound ends a walk over a hostile tree. */
	for (size_t i = 0; i < DT_LIST_MAX; i++) {
		int rc = set_default(tree, dt, node, i, first ? &later : error);

		if (rc == -ENOENT)
			break;
		if (rc && !first)
			first = rc;
	}
	return first;
}
