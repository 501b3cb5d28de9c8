/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/clk_print.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "machine/rate_text.h"

#define NAME_COLUMN 28

struct print {
	FILE *file;
	const struct clk_tree *tree;
	int count;
	int *parents;
	bool *shown;
};

/* ---- text ---- */

static const char *gate_text(unsigned gate, char text[24])
{
	const char *who = "closed";

	if (gate & CLK_GATE_NONE)
		return "-";
	if ((gate & CLK_GATE_A7) && (gate & CLK_GATE_M4))
		who = "A7+M4";
	else if (gate & CLK_GATE_A7)
		who = "A7";
	else if (gate & CLK_GATE_M4)
		who = "M4";
	(void)snprintf(text, 24, "%s%s", who, gate & CLK_GATE_SECURE ? ", secure" : "");
	return text;
}

static void holders_print(const struct print *print, int clock)
{
	const struct clk *clk = NULL;
	const char *between = "";

	while ((clk = clk_next(print->tree, clock, clk))) {
		const unsigned times = clk_enabled_by(clk);

		fprintf(print->file, "%s%s", between, clk_holder(clk));
		if (!times)
			fputs(" (not enabled)", print->file);
		else if (times > 1)
			fprintf(print->file, " (%u times)", times);
		between = "; ";
	}
}

static void row_print(const struct print *print, int clock, int depth)
{
	char rate[RATE_MAX], gate[24];
	const int indent = 2 * depth;
	const uint64_t hz = clk_rate(print->tree, clock);

	fprintf(print->file, "%*s%-*s %16s  %-13s %4u", indent, "", NAME_COLUMN - indent,
		clk_name(clock), hz ? rate_text(hz, rate) : "stopped",
		gate_text(clk_gate(print->tree, clock), gate),
		clk_enable_count(print->tree, clock));
	if (clk_next(print->tree, clock, NULL))
		fputs("  ", print->file);
	holders_print(print, clock);
	fputc('\n', print->file);
}

/* As deep as the tree (soc/clock.h: no loops). */
static void subtree_print(const struct print *print, int clock, int depth)
{
	row_print(print, clock, depth);
	for (int child = 0; child < print->count; child++) {
		if (print->parents[child] == clock && print->shown[child])
			subtree_print(print, child, depth + 1);
	}
}

static bool in_use(const struct clk_tree *tree, int clock)
{
	return clk_next(tree, clock, NULL) || clk_enable_count(tree, clock) ||
	       (clk_gate(tree, clock) & (CLK_GATE_A7 | CLK_GATE_M4));
}

/* What is in use, and all above it. */
static void shown_mark(struct print *print, bool all)
{
	for (int clock = 0; clock < print->count; clock++)
		print->parents[clock] = clk_parent(print->tree, clock);
	for (int clock = 0; clock < print->count; clock++) {
		int up = clock;

		if (!all && !in_use(print->tree, clock))
			continue;
		for (; up != CLK_NONE && !print->shown[up]; up = print->parents[up])
			print->shown[up] = true;
	}
}

static void unheld_print(const struct print *print)
{
	int source, clock = CLK_NONE;
	bool first = true;

	while ((clock = clk_next_unheld(print->tree, clock, &source)) != CLK_NONE) {
		if (first)
			fputs("\nThe Cortex-M4 uses these, and nobody holds for it what feeds them "
			      "(m4_system_resources\nin Linux's tree would):\n",
			      print->file);
		first = false;
		fprintf(print->file, "  %s: from %s, which %s\n", clk_name(clock), clk_name(source),
			clk_rate(print->tree, source) ? "Linux may switch off" : "is off");
	}
}

void clk_print_text(FILE *file, const struct clk_tree *tree, bool all)
{
	struct print print = {.file = file, .tree = tree, .count = clk_count()};

	print.parents = calloc((size_t)print.count, sizeof(*print.parents));
	print.shown = calloc((size_t)print.count, sizeof(*print.shown));
	if (print.parents && print.shown) {
		shown_mark(&print, all);
		fprintf(file, "%-*s %16s  %-13s %4s  %s\n", NAME_COLUMN, "clock", "rate", "gate",
			"uses", "held by");
		for (int clock = 0; clock < print.count; clock++) {
			if (print.shown[clock] && print.parents[clock] == CLK_NONE)
				subtree_print(&print, clock, 0);
		}
		unheld_print(&print);
	}
	free(print.parents);
	free(print.shown);
}

/* ---- JSON ---- */

static json_t *name_or_null(int clock)
{
	return clock == CLK_NONE ? json_null() : json_string(clk_name(clock));
}

static json_t *gate_json(unsigned gate)
{
	json_t *open = json_array();

	if (gate & CLK_GATE_NONE) {
		json_decref(open);
		return json_null();
	}
	if (gate & CLK_GATE_A7)
		json_array_append_new(open, json_string("a7"));
	if (gate & CLK_GATE_M4)
		json_array_append_new(open, json_string("m4"));
	return open;
}

static json_t *holders_json(const struct clk_tree *tree, int clock)
{
	json_t *holders = json_array();
	const struct clk *clk = NULL;

	while ((clk = clk_next(tree, clock, clk))) {
		json_t *holder = json_object();

		json_object_set_new(holder, "name", json_string(clk_holder(clk)));
		json_object_set_new(holder, "enabled", json_integer(clk_enabled_by(clk)));
		json_array_append_new(holders, holder);
	}
	return holders;
}

static json_t *clock_json(const struct clk_tree *tree, int clock)
{
	const unsigned gate = clk_gate(tree, clock);
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(clk_name(clock)));
	json_object_set_new(object, "parent", name_or_null(clk_parent(tree, clock)));
	json_object_set_new(object, "rate", json_integer((json_int_t)clk_rate(tree, clock)));
	json_object_set_new(object, "gate", gate_json(gate));
	json_object_set_new(object, "secure", json_boolean(gate & CLK_GATE_SECURE));
	json_object_set_new(object, "uses", json_integer(clk_enable_count(tree, clock)));
	json_object_set_new(object, "holders", holders_json(tree, clock));
	return object;
}

static json_t *unheld_json(const struct clk_tree *tree)
{
	json_t *list = json_array();
	int source, clock = CLK_NONE;

	while ((clock = clk_next_unheld(tree, clock, &source)) != CLK_NONE) {
		json_t *object = json_object();

		json_object_set_new(object, "clock", json_string(clk_name(clock)));
		json_object_set_new(object, "source", json_string(clk_name(source)));
		json_array_append_new(list, object);
	}
	return list;
}

int clk_print_json(FILE *file, const struct clk_tree *tree)
{
	json_t *root = json_object(), *clocks = json_array();
	int rc;

	for (int clock = 0; clock < clk_count(); clock++)
		json_array_append_new(clocks, clock_json(tree, clock));
	json_object_set_new(root, "clocks", clocks);
	json_object_set_new(root, "unheld_by_m4", unheld_json(tree));
	rc = json_dumpf(root, file, JSON_INDENT(2)) ? -ENOMEM : 0;
	json_decref(root);
	fputc('\n', file);
	return rc;
}
