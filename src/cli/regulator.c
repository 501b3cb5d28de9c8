/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "cli/booted.h"
#include "cli/command.h"

#define NAME_COLUMN 24
#define VOLTS_MAX   24u
#define LIMITS_MAX  (2 * VOLTS_MAX + 4)

static const struct cli_option regulator_table[] = {BOOTED_OPTIONS, {.name = NULL}};

/* ---- text ---- */

static const char *volts_text(uint32_t uv, char text[VOLTS_MAX])
{
	if (!uv)
		return "?";
	(void)snprintf(text, VOLTS_MAX, "%" PRIu32 ".%03" PRIu32 " V", uv / 1000000u,
		       uv % 1000000u / 1000u);
	return text;
}

static const char *limits_text(const struct regulator_state *state, char text[LIMITS_MAX])
{
	char low[VOLTS_MAX], high[VOLTS_MAX];

	if (!state->max_uv)
		return "fixed";
	if (state->min_uv == state->max_uv)
		return volts_text(state->max_uv, text);
	(void)snprintf(text, LIMITS_MAX, "%s to %s", volts_text(state->min_uv, low),
		       volts_text(state->max_uv, high));
	return text;
}

static void row_print(const struct regulator_tree *tree, int index, int depth)
{
	const struct regulator_state state = regulator_state(tree, index);
	const struct regulator *regulator = NULL;
	const int indent = 2 * depth;
	const char *between = "  ";
	char volts[VOLTS_MAX], limits[LIMITS_MAX];

	printf("%*s%-*s %-9s %-9s %8s  %-18s %4u", indent, "", NAME_COLUMN - indent, state.name,
	       state.enabled ? "on" : "off",
	       state.always_on ? "always on"
	       : state.boot_on ? "boot on"
			       : "",
	       volts_text(state.microvolts, volts), limits_text(&state, limits),
	       state.enable_count);
	while ((regulator = regulator_next(tree, index, regulator))) {
		printf("%s%s", between, regulator_holder(regulator));
		if (!regulator_enabled_by(regulator))
			fputs(" (not enabled)", stdout);
		between = "; ";
	}
	putchar('\n');
}

/* As deep as supplies stand above each other (host/regulator.h: no circles). */
static void subtree_print(const struct regulator_tree *tree, int supply, int depth)
{
	for (int i = 0; i < regulator_count(tree); i++) {
		if (regulator_state(tree, i).supply != supply)
			continue;
		row_print(tree, i, depth);
		subtree_print(tree, i, depth + 1);
	}
}

static void tree_print(const struct regulator_tree *tree)
{
	printf("%-*s %-9s %-9s %8s  %-18s %4s  %s\n", NAME_COLUMN, "regulator", "state", "",
	       "voltage", "allowed", "uses", "held by");
	subtree_print(tree, REGULATOR_NONE, 0);
}

/* ---- JSON ---- */

static json_t *microvolts_json(uint32_t uv)
{
	return uv ? json_integer(uv) : json_null();
}

static json_t *holders_json(const struct regulator_tree *tree, int index)
{
	const struct regulator *regulator = NULL;
	json_t *holders = json_array();

	while ((regulator = regulator_next(tree, index, regulator))) {
		json_t *holder = json_object();

		json_object_set_new(holder, "name", json_string(regulator_holder(regulator)));
		json_object_set_new(holder, "enabled",
				    json_integer(regulator_enabled_by(regulator)));
		json_array_append_new(holders, holder);
	}
	return holders;
}

static json_t *regulator_json(const struct regulator_tree *tree, int index)
{
	const struct regulator_state state = regulator_state(tree, index);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(state.name));
	json_object_set_new(object, "node", json_string(state.node));
	json_object_set_new(object, "supply",
			    state.supply == REGULATOR_NONE
				    ? json_null()
				    : json_string(regulator_state(tree, state.supply).name));
	json_object_set_new(object, "on", json_boolean(state.enabled));
	json_object_set_new(object, "always_on", json_boolean(state.always_on));
	json_object_set_new(object, "boot_on", json_boolean(state.boot_on));
	json_object_set_new(object, "microvolts", microvolts_json(state.microvolts));
	json_object_set_new(object, "min_microvolts", microvolts_json(state.min_uv));
	json_object_set_new(object, "max_microvolts", microvolts_json(state.max_uv));
	json_object_set_new(object, "uses", json_integer(state.enable_count));
	json_object_set_new(object, "holders", holders_json(tree, index));
	return object;
}

static int tree_print_json(const struct regulator_tree *tree)
{
	json_t *root = json_object(), *list = json_array();
	int rc;

	for (int i = 0; i < regulator_count(tree); i++)
		json_array_append_new(list, regulator_json(tree, i));
	json_object_set_new(root, "regulators", list);
	rc = json_dumpf(root, stdout, JSON_INDENT(2));
	json_decref(root);
	putchar('\n');
	return rc ? cli_error("not enough memory") : CLI_OK;
}

/* ---- the command ---- */

static int regulator_show(const struct booted *booted, const struct booted_options *options,
			  const void *context)
{
	const struct regulator_tree *tree = booted->system->regulators;

	(void)context;
	if (options->json)
		return tree_print_json(tree);
	tree_print(tree);
	return CLI_OK;
}

static int regulator_run(const struct cli_command *command, char **arguments, int count)
{
	return booted_run(command, arguments, count, regulator_show, NULL);
}

const struct cli_command cli_regulator = {
	.name = "regulator",
	.arguments = "[FIRMWARE]",
	.summary = "show the voltage regulators and who holds each",
	.text = "Boots the virtual board to Linux, runs FIRMWARE for a while if one is named, and prints\n"
		"the regulators of Linux's device tree, each below its supply: state, voltage, what the tree\n"
		"allows, how often it is enabled, and by whom. They are Linux's book-keeping: the virtual\n"
		"board has no power supply chip, and nothing stops when one is off.",
	.examples = "copro regulator                  after Linux has booted\n"
		    "copro regulator --dtb board.dtb  with another board's tree\n"
		    "copro regulator --json | jq '.regulators[] | select(.on) | .name'",
	.options = regulator_table,
	.most_arguments = 1,
	.run = regulator_run,
};
