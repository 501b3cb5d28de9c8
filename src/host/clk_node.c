/* SPDX-License-Identifier: BSD-3-Clause */
/* The clocks as one list: which there are, what each is called, and where its gate is. */
#include <errno.h>
#include <string.h>

#include "host/clk_internal.h"
#include "soc/regs/rcc.h"

static size_t leaf_count(void)
{
	size_t count;

	(void)soc_clock_leaves(&count);
	return count;
}

static bool valid(int clock)
{
	return clock >= 0 && clock < clk_count();
}

int clk_count(void)
{
	return CLK_INNER + (int)leaf_count();
}

const struct soc_clock_leaf *clk_leaf(int clock)
{
	size_t count;
	const struct soc_clock_leaf *leaves = soc_clock_leaves(&count);

	return valid(clock) && clock >= CLK_INNER ? &leaves[clock - CLK_INNER] : NULL;
}

int clk_number(enum soc_clock clock)
{
	return clock > SOC_CLOCK_NONE && clock < SOC_CLOCKS ? (int)clock - 1 : CLK_NONE;
}

enum soc_clock clk_source(int clock)
{
	const struct soc_clock_leaf *leaf = clk_leaf(clock);

	if (leaf)
		return (enum soc_clock)leaf->source;
	return valid(clock) ? (enum soc_clock)(clock + 1) : SOC_CLOCK_NONE;
}

unsigned clk_flags(int clock)
{
	const struct soc_clock_leaf *leaf = clk_leaf(clock);

	return leaf ? leaf->flags : soc_clock_flags(clk_source(clock));
}

struct clk_gate clk_gate_of(int clock)
{
	const struct soc_clock_leaf *leaf = clk_leaf(clock);
	struct soc_clock_gate gate;

	if (leaf)
		return (struct clk_gate){leaf->gate, leaf->bit, true,
					 !(leaf->flags & SOC_CLOCK_A7_ONLY)};
	gate = soc_clock_gate(clk_source(clock));
	return (struct clk_gate){gate.offset, gate.bit, gate.pair, false};
}

const char *clk_name(int clock)
{
	const struct soc_clock_leaf *leaf = clk_leaf(clock);

	if (leaf)
		return leaf->name;
	return valid(clock) ? soc_clock_name(clk_source(clock)) : "?";
}

int clk_by_name(const char *name)
{
	for (int clock = 0; clock < clk_count(); clock++) {
		if (!strcmp(clk_name(clock), name))
			return clock;
	}
	return CLK_NONE;
}

int clk_by_binding(uint32_t id)
{
	size_t count;
	const struct soc_clock_leaf *leaves = soc_clock_leaves(&count);

	if (id >= SOC_CLOCK_BINDINGS)
		return -EINVAL;
	for (size_t i = 0; i < count; i++) {
		if (leaves[i].binding == id)
			return CLK_INNER + (int)i;
	}
	return soc_clock_bound(id) == SOC_CLOCK_NONE ? -ENOENT : clk_number(soc_clock_bound(id));
}

int clk_by_scmi(uint32_t id)
{
	uint32_t binding = soc_clock_scmi(id);

	return binding == SOC_NO_BINDING ? -EINVAL : clk_by_binding(binding);
}

int clk_parent(const struct clk_tree *tree, int clock)
{
	struct soc_clock_registers registers = clk_registers(tree);

	if (clk_leaf(clock))
		return clk_number(clk_source(clock));
	return clk_number(soc_clock_parent(&registers, clk_source(clock)));
}

static bool bit_set(const struct clk_tree *tree, uint32_t offset, unsigned bit)
{
	return mmio_read32(tree->config.rcc, offset) >> bit & 1u;
}

unsigned clk_gate(const struct clk_tree *tree, int clock)
{
	const struct clk_gate gate = clk_gate_of(clock);
	unsigned state = 0;

	if (!gate.offset)
		return CLK_GATE_NONE;
	if (bit_set(tree, gate.offset, gate.bit))
		state |= CLK_GATE_A7;
	if (gate.m4 && bit_set(tree, gate.offset + RCC_EN_MC_OFFSET, gate.bit))
		state |= CLK_GATE_M4;
	if (clk_secure(tree, gate.offset))
		state |= CLK_GATE_SECURE;
	return state;
}

uint64_t clk_rate(const struct clk_tree *tree, int clock)
{
	struct soc_clock_registers registers = clk_registers(tree);

	if (clk_leaf(clock) && !(clk_gate(tree, clock) & (CLK_GATE_A7 | CLK_GATE_M4)))
		return 0;
	return soc_clock_rate(&registers, clk_source(clock));
}

uint64_t clk_open_rate(const struct clk_tree *tree, int clock)
{
	struct soc_clock_registers registers = clk_registers(tree);

	return soc_clock_open_rate(&registers, clk_source(clock));
}

bool clk_has_m4_gate(int clock)
{
	return clk_gate_of(clock).m4;
}
