/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/regulator.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/regulator_internal.h"

#define LOG_MAX 400u

static void tell(const struct regulator_tree *tree, void (*to)(void *context, const char *line),
		 const char *format, va_list arguments)
{
	char line[LOG_MAX];

	if (!to)
		return;
	(void)vsnprintf(line, sizeof(line), format, arguments);
	to(tree->config.context, line);
}

static void regulator_log(const struct regulator_tree *tree, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void regulator_log(const struct regulator_tree *tree, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell(tree, tree->config.log, format, arguments);
	va_end(arguments);
}

void regulator_warn(const struct regulator_tree *tree, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell(tree, tree->config.warn, format, arguments);
	va_end(arguments);
}

/* ---- on and off ---- */

/* As deep as supplies stand above each other: there are no circles (regulator_dt.c). */
static void node_enable(struct regulator_tree *tree, int index);
static void node_disable(struct regulator_tree *tree, int index);

static void turn_on(struct regulator_tree *tree, int index)
{
	struct regulator_node *node = &tree->nodes[index];

	if (node->on)
		return;
	if (node->supply != REGULATOR_NONE)
		node_enable(tree, node->supply);
	node->on = true;
}

static void turn_off(struct regulator_tree *tree, int index)
{
	struct regulator_node *node = &tree->nodes[index];

	if (!node->on || node->always_on)
		return;
	node->on = false;
	if (tree->sweeping) {
		tree->swept++;
		regulator_log(tree, "%s is switched off: nobody holds it", node->name);
	}
	if (node->supply != REGULATOR_NONE)
		node_disable(tree, node->supply);
}

static void node_enable(struct regulator_tree *tree, int index)
{
	tree->nodes[index].count++;
	turn_on(tree, index);
}

static void node_disable(struct regulator_tree *tree, int index)
{
	if (--tree->nodes[index].count == 0)
		turn_off(tree, index);
}

unsigned regulator_disable_unused(struct regulator_tree *tree)
{
	tree->sweeping = true;
	tree->swept = 0;
	for (int i = 0; i < tree->count; i++) {
		if (!tree->nodes[i].count)
			turn_off(tree, i);
	}
	tree->sweeping = false;
	return tree->swept;
}

/* ---- handles ---- */

int regulator_get(struct regulator_tree *tree, int index, const char *holder,
		  struct regulator **regulator)
{
	struct regulator **end, *made;

	*regulator = NULL;
	if (index < 0 || index >= tree->count)
		return -EINVAL;
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	made->tree = tree;
	made->index = index;
	(void)snprintf(made->holder, sizeof(made->holder), "%s", holder);
	for (end = &tree->nodes[index].holders; *end; end = &(*end)->next)
		;
	*end = made;
	*regulator = made;
	return 0;
}

void regulator_put(struct regulator *regulator)
{
	struct regulator **link;

	if (!regulator)
		return;
	while (regulator->enabled)
		regulator_disable(regulator);
	for (link = &regulator->tree->nodes[regulator->index].holders; *link != regulator;
	     link = &(*link)->next)
		;
	*link = regulator->next;
	free(regulator);
}

void regulator_enable(struct regulator *regulator)
{
	regulator->enabled++;
	node_enable(regulator->tree, regulator->index);
}

void regulator_disable(struct regulator *regulator)
{
	if (!regulator->enabled)
		return;
	regulator->enabled--;
	node_disable(regulator->tree, regulator->index);
}

int regulator_of(const struct regulator *regulator)
{
	return regulator->index;
}

const char *regulator_holder(const struct regulator *regulator)
{
	return regulator->holder;
}

unsigned regulator_enabled_by(const struct regulator *regulator)
{
	return regulator->enabled;
}

const struct regulator *regulator_next(const struct regulator_tree *tree, int index,
				       const struct regulator *after)
{
	return after ? after->next : tree->nodes[index].holders;
}

/* ---- voltage ---- */

struct limits {
	uint32_t min_uv, max_uv;
};

static struct limits narrowed(struct limits limits, uint32_t min_uv, uint32_t max_uv)
{
	if (min_uv > limits.min_uv)
		limits.min_uv = min_uv;
	if (max_uv < limits.max_uv)
		limits.max_uv = max_uv;
	return limits;
}

int regulator_set_voltage(struct regulator *regulator, uint32_t min_uv, uint32_t max_uv)
{
	struct regulator_node *node = &regulator->tree->nodes[regulator->index];
	struct limits limits = {min_uv, max_uv};
	const struct regulator *other = NULL;
	uint32_t picked;

	if (!max_uv && !min_uv) {
		regulator->min_uv = regulator->max_uv = 0;
		return 0;
	}
	/* Without limits in the tree nobody may change it. */
	limits = node->max_uv ? narrowed(limits, node->min_uv, node->max_uv)
			      : narrowed(limits, node->microvolts, node->microvolts);
	if (min_uv > max_uv || !regulator_pick(node->chip, limits.min_uv, limits.max_uv))
		return -EINVAL;
	while ((other = regulator_next(regulator->tree, regulator->index, other))) {
		if (other != regulator && other->max_uv)
			limits = narrowed(limits, other->min_uv, other->max_uv);
	}
	picked = regulator_pick(node->chip, limits.min_uv, limits.max_uv);
	if (!picked)
		return -EBUSY;
	regulator->min_uv = min_uv;
	regulator->max_uv = max_uv;
	node->microvolts = picked;
	return 0;
}

/* ---- the tree ---- */

int regulator_tree_create(struct regulator_tree **tree, const struct dt *dt,
			  const struct regulator_config *config)
{
	struct regulator_tree *made = calloc(1, sizeof(*made));

	*tree = NULL;
	if (!made)
		return -ENOMEM;
	made->config = *config;
	regulator_take(made, dt);
	for (int i = 0; i < made->count; i++) {
		if (made->nodes[i].always_on || made->nodes[i].boot_on)
			turn_on(made, i);
	}
	*tree = made;
	return 0;
}

void regulator_tree_destroy(struct regulator_tree *tree)
{
	free(tree);
}

int regulator_count(const struct regulator_tree *tree)
{
	return tree->count;
}

int regulator_by_name(const struct regulator_tree *tree, const char *name)
{
	for (int i = 0; i < tree->count; i++) {
		if (!strcmp(tree->nodes[i].name, name))
			return i;
	}
	return REGULATOR_NONE;
}

struct regulator_state regulator_state(const struct regulator_tree *tree, int index)
{
	const struct regulator_node *node = &tree->nodes[index];

	return (struct regulator_state){
		.name = node->name,
		.node = node->node,
		.supply = node->supply,
		.enabled = node->on,
		.always_on = node->always_on,
		.boot_on = node->boot_on,
		.microvolts = node->microvolts,
		.min_uv = node->min_uv,
		.max_uv = node->max_uv,
		.enable_count = node->count,
	};
}
