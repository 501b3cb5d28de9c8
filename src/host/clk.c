/* SPDX-License-Identifier: BSD-3-Clause */
/* Who holds which clock, and what that does to the gates (Linux's drivers/clk/clk.c as a model). */
#include "host/clk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/clk_internal.h"
#include "soc/clock_secure.h"
#include "soc/regs/rcc.h"

#define CRITICAL_HOLDER "linux: critical"

void clk_log(const struct clk_tree *tree, const char *format, ...)
{
	char line[CLK_LOG_MAX];
	va_list arguments;

	if (!tree->config.log)
		return;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	tree->config.log(tree->config.context, line);
}

/* ---- registers ---- */

static uint32_t tree_read(const void *context, uint32_t offset)
{
	const struct clk_tree *tree = context;

	return mmio_read32(tree->config.rcc, offset);
}

struct soc_clock_registers clk_registers(const struct clk_tree *tree)
{
	return (struct soc_clock_registers){.context = tree, .read = tree_read};
}

bool clk_secure(const struct clk_tree *tree, uint32_t offset)
{
	return soc_clock_secure(mmio_read32(tree->config.rcc, RCC_TZCR), offset);
}

/* Through whom a register can be written. */
static int port_of(const struct clk_tree *tree, uint32_t offset, struct mmio *port)
{
	*port = tree->config.rcc;
	if (!clk_secure(tree, offset))
		return 0;
	if (!tree->config.scmi)
		return -EACCES;
	*port = tree->scmi;
	return 0;
}

int clk_write_field(struct clk_tree *tree, uint32_t offset, uint32_t mask, uint32_t value)
{
	struct mmio port;
	int rc = port_of(tree, offset, &port);

	if (rc)
		return rc;
	mmio_write32(port, offset, (mmio_read32(port, offset) & ~mask) | value);
	/* Some bits have a guard besides RCC_TZCR (RCC_BDCR: PWR_CR1.DBP). */
	return (mmio_read32(port, offset) & mask) == value ? 0 : -EACCES;
}

static bool gate_open(const struct clk_tree *tree, const struct clk_gate *gate)
{
	return mmio_read32(tree->config.rcc, gate->offset) >> gate->bit & 1u;
}

static int gate_set(struct clk_tree *tree, const struct clk_gate *gate, bool open)
{
	const uint32_t bit = UINT32_C(1) << gate->bit;
	struct mmio port;
	int rc;

	if (!gate->offset || gate_open(tree, gate) == open)
		return 0;
	if (!gate->pair)
		return clk_write_field(tree, gate->offset, bit, open ? bit : 0);
	rc = port_of(tree, gate->offset, &port);
	if (rc)
		return rc;
	mmio_write32(port, gate->offset + (open ? 0u : RCC_CLRR_OFFSET), bit);
	return gate_open(tree, gate) == open ? 0 : -EACCES;
}

/* A bus clock and a kernel clock of one peripheral share a gate: held for one is held for both. */
static bool gate_wanted(const struct clk_tree *tree, const struct clk_gate *gate)
{
	for (int other = CLK_INNER; other < clk_count(); other++) {
		const struct clk_gate same = clk_gate_of(other);

		if (tree->count[other] && same.offset == gate->offset && same.bit == gate->bit)
			return true;
	}
	return false;
}

/* True if it was open and is closed now. */
static bool gate_close(struct clk_tree *tree, int clock)
{
	const struct clk_gate gate = clk_gate_of(clock);

	if (!gate.offset || !gate_open(tree, &gate))
		return false;
	if (clk_leaf(clock) && gate_wanted(tree, &gate))
		return false;
	return gate_set(tree, &gate, false) == 0;
}

static bool pll_ready(const struct clk_tree *tree, int clock)
{
	const enum soc_clock pll = clk_source(clock);

	if (clk_leaf(clock) || pll < SOC_CLOCK_PLL1 || pll > SOC_CLOCK_PLL4)
		return true;
	return mmio_read32(tree->config.rcc, clk_gate_of(clock).offset) & RCC_PLLCR_PLLRDY;
}

/* ---- counting ---- */

static int node_open(struct clk_tree *tree, int clock)
{
	const struct clk_gate gate = clk_gate_of(clock);
	int rc = gate_set(tree, &gate, true);

	if (rc) {
		clk_log(tree, "%s stays off: its register is not this world's to write",
			clk_name(clock));
		return rc;
	}
	if (!pll_ready(tree, clock)) {
		clk_log(tree, "%s does not become ready", clk_name(clock));
		(void)gate_close(tree, clock);
		return -EIO;
	}
	return 0;
}

/* As deep as the tree, which has no loops (soc/clock.h). */
int clk_node_enable(struct clk_tree *tree, int clock)
{
	int parent, rc = 0;

	if (tree->count[clock]) {
		tree->count[clock]++;
		return 0;
	}
	parent = clk_parent(tree, clock);
	if (parent != CLK_NONE)
		rc = clk_node_enable(tree, parent);
	if (rc)
		return rc;
	rc = node_open(tree, clock);
	if (rc) {
		if (parent != CLK_NONE)
			clk_node_disable(tree, parent);
		return rc;
	}
	tree->count[clock] = 1;
	tree->fed_by[clock] = parent;
	return 0;
}

void clk_node_disable(struct clk_tree *tree, int clock)
{
	while (clock != CLK_NONE && tree->count[clock] && --tree->count[clock] == 0) {
		(void)gate_close(tree, clock);
		/* What was enabled for it, whoever has turned its selector since. */
		clock = tree->fed_by[clock];
	}
}

unsigned clk_enable_count(const struct clk_tree *tree, int clock)
{
	return tree->count[clock];
}

/* ---- handles ---- */

int clk_get(struct clk_tree *tree, int clock, const char *holder, struct clk **clk)
{
	struct clk **end, *made;

	*clk = NULL;
	if (clock < 0 || clock >= clk_count())
		return -EINVAL;
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	made->tree = tree;
	made->clock = clock;
	(void)snprintf(made->holder, sizeof(made->holder), "%s", holder);
	for (end = &tree->holders[clock]; *end; end = &(*end)->next)
		;
	*end = made;
	*clk = made;
	return 0;
}

void clk_put(struct clk *clk)
{
	struct clk **link;

	if (!clk)
		return;
	while (clk->enabled)
		clk_disable(clk);
	for (link = &clk->tree->holders[clk->clock]; *link != clk; link = &(*link)->next)
		;
	*link = clk->next;
	free(clk);
}

int clk_enable(struct clk *clk)
{
	int rc = clk_node_enable(clk->tree, clk->clock);

	if (!rc)
		clk->enabled++;
	return rc;
}

void clk_disable(struct clk *clk)
{
	if (!clk->enabled)
		return;
	clk->enabled--;
	clk_node_disable(clk->tree, clk->clock);
}

const char *clk_holder(const struct clk *clk)
{
	return clk->holder;
}

unsigned clk_enabled_by(const struct clk *clk)
{
	return clk->enabled;
}

const struct clk *clk_next(const struct clk_tree *tree, int clock, const struct clk *after)
{
	return after ? after->next : tree->holders[clock];
}

/* ---- what nobody holds ---- */

static unsigned unused_close(struct clk_tree *tree, int clock)
{
	if (tree->count[clock] || !gate_close(tree, clock))
		return 0;
	clk_log(tree, "%s is switched off: nobody holds it", clk_name(clock));
	return 1;
}

/* Linux enables the parents of some clocks to look at them, and disables them again: those that nobody
 * else holds go off, exempt or not. This is how an unused PLL goes off. */
static unsigned unused_close_parents(struct clk_tree *tree, int clock)
{
	unsigned closed = 0;

	for (clock = clk_parent(tree, clock); clock != CLK_NONE && !tree->count[clock];
	     clock = clk_parent(tree, clock))
		closed += unused_close(tree, clock);
	return closed;
}

static unsigned unused_visit(struct clk_tree *tree, int clock)
{
	const unsigned flags = clk_flags(clock);
	unsigned closed = 0;

	if (!(flags & SOC_CLOCK_KEEP))
		closed += unused_close(tree, clock);
	if (flags & SOC_CLOCK_PARENT)
		closed += unused_close_parents(tree, clock);
	return closed;
}

static unsigned depth_of(const struct clk_tree *tree, int clock)
{
	unsigned depth = 0;

	while ((clock = clk_parent(tree, clock)) != CLK_NONE)
		depth++;
	return depth;
}

unsigned clk_disable_unused(struct clk_tree *tree)
{
	unsigned closed = 0, deepest = 0;

	for (int clock = CLK_INNER; clock < clk_count(); clock++)
		closed += unused_visit(tree, clock);
	for (int clock = 0; clock < CLK_INNER; clock++) {
		unsigned depth = depth_of(tree, clock);

		deepest = depth > deepest ? depth : deepest;
	}
	/* From the leaves to the roots. */
	for (unsigned depth = deepest + 1; depth-- > 0;) {
		for (int clock = 0; clock < CLK_INNER; clock++) {
			if (depth_of(tree, clock) == depth)
				closed += unused_visit(tree, clock);
		}
	}
	return closed;
}

/* The first one upwards that Linux may switch off. */
static int unheld_source(const struct clk_tree *tree, int clock)
{
	for (clock = clk_parent(tree, clock); clock != CLK_NONE; clock = clk_parent(tree, clock)) {
		if (tree->count[clock])
			return CLK_NONE;
		if (!(clk_gate(tree, clock) & (CLK_GATE_NONE | CLK_GATE_SECURE)))
			return clock;
	}
	return CLK_NONE;
}

int clk_next_unheld(const struct clk_tree *tree, int after, int *source)
{
	int clock = after < CLK_INNER ? CLK_INNER : after + 1;

	for (; clock < clk_count(); clock++) {
		if (!(clk_gate(tree, clock) & CLK_GATE_M4))
			continue;
		*source = unheld_source(tree, clock);
		if (*source != CLK_NONE)
			return clock;
	}
	return CLK_NONE;
}

/* ---- the tree ---- */

static int critical_claim(struct clk_tree *tree)
{
	for (int clock = 0; clock < clk_count(); clock++) {
		int rc;

		if (!(clk_flags(clock) & SOC_CLOCK_CRITICAL))
			continue;
		rc = clk_get(tree, clock, CRITICAL_HOLDER, &tree->critical[clock]);
		if (rc)
			return rc;
		/* What cannot be switched on by us is the secure world's to keep on. */
		if (clk_enable(tree->critical[clock]))
			clk_log(tree, "%s is critical and cannot be switched on", clk_name(clock));
	}
	return 0;
}

int clk_tree_create(struct clk_tree **tree, const struct clk_config *config)
{
	struct clk_tree *made = calloc(1, sizeof(*made));
	int rc;

	*tree = NULL;
	if (!made)
		return -ENOMEM;
	made->config = *config;
	if (config->scmi)
		made->scmi = *config->scmi;
	rc = critical_claim(made);
	if (rc) {
		clk_tree_destroy(made);
		return rc;
	}
	*tree = made;
	return 0;
}

/* The board may be gone by now: nothing is written. */
void clk_tree_destroy(struct clk_tree *tree)
{
	if (!tree)
		return;
	for (int clock = 0; clock < clk_count(); clock++)
		free(tree->critical[clock]);
	free(tree);
}
