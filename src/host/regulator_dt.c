/* SPDX-License-Identifier: BSD-3-Clause */
/* Regulators as device trees describe them (dt-schema: regulator.yaml, fixed-regulator.yaml,
 * st,stpmic1.yaml, st,stm32mp1-pwr-reg.yaml, st,stm32-vrefbuf.yaml). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "host/regulator_internal.h"
#include "host/text.h"

#define SUPPLY_MAX 48u /* a supply property's name with its NUL */

static bool any_compatible(const struct dt *dt, int node, const char *const *list)
{
	for (; *list; list++) {
		if (dt_compatible(dt, node, *list))
			return true;
	}
	return false;
}

/* A regulator by itself, not one of several of a chip. */
static bool stands_alone(const struct dt *dt, int node)
{
	static const char *const list[] = {"regulator-fixed", "regulator-gpio", "st,stm32-vrefbuf",
					   "st,stm32mp1-booster", NULL};

	return any_compatible(dt, node, list);
}

static bool is_stpmic1(const struct dt *dt, int node)
{
	return dt_compatible(dt, node, "st,stpmic1-regulators");
}

/* One of a known chip, or one of another chip that has a name as a regulator. */
static bool is_regulator(const struct dt *dt, int node)
{
	const char *name = dt_name(dt, node);
	int parent;

	if (stands_alone(dt, node))
		return true;
	/* Finding a parent takes a walk from the root: not for each node of a tree. */
	if (!dt_has(dt, node, "regulator-name") && !regulator_stpmic1(name) &&
	    strcmp(name, "reg11") != 0 && strcmp(name, "reg18") != 0 && strcmp(name, "usb33") != 0)
		return false;
	parent = dt_parent(dt, node);
	if (parent < 0)
		return false;
	if (is_stpmic1(dt, parent))
		return regulator_stpmic1(name) != NULL;
	return dt_compatible(dt, parent, "st,stm32mp1,pwr-reg") ||
	       dt_has(dt, node, "regulator-name");
}

/* Where its supply is written down: by itself, or at the chip, under a name that the chip gives. */
static int supply_property(const struct dt *dt, int node, char property[SUPPLY_MAX])
{
	const char *name = dt_name(dt, node);
	const int parent = dt_parent(dt, node);

	(void)snprintf(property, SUPPLY_MAX, "vin-supply");
	if (stands_alone(dt, node)) {
		if (!dt_compatible(dt, node, "regulator-fixed") &&
		    !dt_compatible(dt, node, "regulator-gpio"))
			(void)snprintf(property, SUPPLY_MAX, "vdda-supply");
		return node;
	}
	if (parent >= 0 && is_stpmic1(dt, parent)) {
		(void)snprintf(property, SUPPLY_MAX, "%.30s-supply", name);
		return parent;
	}
	if (parent >= 0 && dt_compatible(dt, parent, "st,stm32mp1,pwr-reg")) {
		(void)snprintf(property, SUPPLY_MAX, "%s",
			       strcmp(name, "usb33") ? "vdd-supply" : "vdd_3v3_usbfs-supply");
		return parent;
	}
	return node;
}

static uint32_t cell_or_zero(const struct dt *dt, int node, const char *name)
{
	uint32_t value;

	return dt_cell(dt, node, name, 0, &value) ? 0 : value;
}

/* The one voltage that a chip makes; 0: several. */
static uint32_t only_voltage(const struct regulator_chip *chip)
{
	const struct regulator_range *range = &chip->ranges[0];

	return range[0].first == range[0].last && !range[1].first ? range[0].first : 0;
}

/* What it is assumed to be set to when Linux starts: the lowest that the tree allows. */
static uint32_t first_voltage(const struct regulator_node *made)
{
	if (made->max_uv)
		return regulator_pick(made->chip, made->min_uv, made->max_uv);
	return made->chip ? only_voltage(made->chip) : 0;
}

/* False, and a warning, if the node contradicts itself. */
static bool limits_take(struct regulator_tree *tree, const struct dt *dt, int node,
			struct regulator_node *made)
{
	char path[DT_PATH_MAX];

	made->min_uv = cell_or_zero(dt, node, "regulator-min-microvolt");
	made->max_uv = cell_or_zero(dt, node, "regulator-max-microvolt");
	made->microvolts = first_voltage(made);
	if (made->min_uv > made->max_uv) {
		regulator_warn(tree,
			       "%s is left out: its regulator-min-microvolt %" PRIu32
			       " is above its regulator-max-microvolt %" PRIu32,
			       dt_path(dt, node, path), made->min_uv, made->max_uv);
		return false;
	}
	if (made->max_uv && !made->microvolts) {
		regulator_warn(tree,
			       "%s is left out: the chip makes nothing from %" PRIu32 " to %" PRIu32
			       " uV",
			       dt_path(dt, node, path), made->min_uv, made->max_uv);
		return false;
	}
	return true;
}

static void name_take(char to[REGULATOR_NAME_MAX], const char *from)
{
	(void)text_clean(to, REGULATOR_NAME_MAX, from, strlen(from));
}

static void node_take(struct regulator_tree *tree, const struct dt *dt, int node)
{
	struct regulator_node *made = &tree->nodes[tree->count];
	const char *name = dt_string(dt, node, "regulator-name", 0);
	char property[SUPPLY_MAX];
	int holder;

	memset(made, 0, sizeof(*made));
	name_take(made->node, dt_name(dt, node));
	name_take(made->name, name ? name : dt_name(dt, node));
	if (dt_parent(dt, node) >= 0 && is_stpmic1(dt, dt_parent(dt, node)))
		made->chip = regulator_stpmic1(dt_name(dt, node));
	if (!limits_take(tree, dt, node, made))
		return;
	made->phandle = cell_or_zero(dt, node, "phandle");
	holder = supply_property(dt, node, property);
	made->supply_phandle = cell_or_zero(dt, holder, property);
	made->supply = REGULATOR_NONE;
	made->always_on = dt_has(dt, node, "regulator-always-on");
	made->boot_on = dt_has(dt, node, "regulator-boot-on");
	tree->count++;
}

static int by_phandle(const struct regulator_tree *tree, uint32_t phandle)
{
	for (int i = 0; phandle && i < tree->count; i++) {
		if (tree->nodes[i].phandle == phandle)
			return i;
	}
	return REGULATOR_NONE;
}

static void supplies_resolve(struct regulator_tree *tree)
{
	for (int i = 0; i < tree->count; i++) {
		struct regulator_node *node = &tree->nodes[i];

		node->supply = by_phandle(tree, node->supply_phandle);
		if (node->supply_phandle && node->supply == REGULATOR_NONE)
			regulator_warn(tree,
				       "the supply of %s is no regulator: taken as always there",
				       node->name);
	}
}

/* Each is followed upwards; one that comes back to itself is cut loose there. */
static void circles_cut(struct regulator_tree *tree)
{
	for (int i = 0; i < tree->count; i++) {
		int up = tree->nodes[i].supply;

		for (int steps = 0; up != REGULATOR_NONE && up != i && steps < tree->count; steps++)
			up = tree->nodes[up].supply;
		if (up != i)
			continue;
		regulator_warn(tree, "%s supplies itself: its supply is left out",
			       tree->nodes[i].name);
		tree->nodes[i].supply = REGULATOR_NONE;
	}
}

void regulator_take(struct regulator_tree *tree, const struct dt *dt)
{
	for (int node = DT_ROOT; node >= 0; node = dt_next(dt, node)) {
		if (!is_regulator(dt, node) || dt_disabled_by(dt, node) != DT_NONE)
			continue;
		if (tree->count == (int)REGULATORS_MAX) {
			regulator_warn(tree,
				       "there are more than %u regulators: the rest is left out",
				       REGULATORS_MAX);
			break;
		}
		node_take(tree, dt, node);
	}
	supplies_resolve(tree);
	circles_cut(tree);
}

int regulator_from_dt(const struct regulator_tree *tree, const struct dt *dt, int node,
		      const char *property, struct host_error *error)
{
	char path[DT_PATH_MAX];
	uint32_t phandle = 0;
	int rc = dt_cell(dt, node, property, 0, &phandle);
	int disabled;
	int index;

	if (rc == -ENOENT && !dt_has(dt, node, property))
		return -ENOENT;
	index = rc ? REGULATOR_NONE : by_phandle(tree, phandle);
	if (index != REGULATOR_NONE)
		return index;
	disabled = rc ? DT_NONE : dt_disabled_by(dt, dt_by_phandle(dt, phandle));
	if (disabled != DT_NONE)
		rc = host_error_set(error, -EINVAL, "regulator-supply",
				    "enable it, or point to another regulator's node",
				    "its \"%s\" comes from %.64s, which is disabled", property,
				    dt_name(dt, disabled));
	else
		rc = host_error_set(error, -EINVAL, "regulator-supply",
				    "point it to an enabled regulator's node",
				    "its \"%s\" points to no regulator", property);
	host_error_place(error, "%s", dt_path(dt, node, path));
	return rc;
}
