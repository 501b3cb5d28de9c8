/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Changing rates. What a change would bring about is found by looking at the tree through registers of
 * which one or two are imagined, so that there is one place that knows how rates come about
 * (soc/clock.h).
 */
#include <errno.h>
#include <string.h>

#include "host/clk_internal.h"
#include "soc/regs/rcc.h"

#define IMAGINED 2u

/* Registers as they would be. */
struct whatif {
	const struct clk_tree *tree;
	unsigned count;
	struct {
		uint32_t offset;
		uint32_t mask;
		uint32_t value;
	} fields[IMAGINED];
};

static uint32_t whatif_read(const void *context, uint32_t offset)
{
	const struct whatif *whatif = context;
	uint32_t word = mmio_read32(whatif->tree->config.rcc, offset);

	for (unsigned i = 0; i < whatif->count; i++) {
		if (whatif->fields[i].offset == offset)
			word = (word & ~whatif->fields[i].mask) | whatif->fields[i].value;
	}
	return word;
}

static uint64_t whatif_rate(const struct whatif *whatif, int clock)
{
	const struct soc_clock_registers registers = {.context = whatif, .read = whatif_read};

	return soc_clock_open_rate(&registers, clk_source(clock));
}

static void whatif_field(struct whatif *whatif, uint32_t offset, uint32_t mask, uint32_t value)
{
	whatif->fields[whatif->count].offset = offset;
	whatif->fields[whatif->count].mask = mask;
	whatif->fields[whatif->count].value = value;
	whatif->count++;
}

static void whatif_select(struct whatif *whatif, const struct soc_clock_selector *selector,
			  uint32_t input)
{
	whatif_field(whatif, selector->offset, (uint32_t)selector->mask << selector->shift,
		     input << selector->shift);
}

static struct whatif whatif_nothing(const struct clk_tree *tree)
{
	return (struct whatif){.tree = tree};
}

/* ---- the candidates ---- */

/* The best one so far: the highest not above the wish, else the lowest. */
struct search {
	uint64_t wish;
	int clock;
	uint64_t rate;
	struct whatif how;
};

static bool better(const struct search *search, uint64_t rate)
{
	if (!search->rate)
		return true;
	if (rate <= search->wish)
		return search->rate > search->wish || rate > search->rate;
	return rate < search->rate;
}

static void consider(struct search *search, const struct whatif *how)
{
	uint64_t rate = whatif_rate(how, search->clock);

	if (rate && better(search, rate)) {
		search->rate = rate;
		search->how = *how;
	}
}

/* The clock whose registers decide on a rate that is asked of `clock`. */
static int decider(const struct clk_tree *tree, int clock)
{
	const unsigned flags = clk_flags(clock);

	if ((flags & SOC_CLOCK_PASS) || ((flags & SOC_CLOCK_KERNEL) && !tree->config.as_linux))
		return clk_number(clk_source(clock));
	return clk_leaf(clock) ? CLK_NONE : clock;
}

/* Only what runs is switched to: the settings of a PLL that nobody has set up mean nothing. */
static bool input_runs(const struct clk_tree *tree, const struct soc_clock_selector *selector,
		       uint32_t input)
{
	const int parent = clk_number((enum soc_clock)selector->inputs[input]);

	return parent != CLK_NONE && clk_rate(tree, parent) != 0;
}

static void consider_dividers(struct search *search, const struct whatif *base, enum soc_clock node)
{
	const struct soc_clock_divider divider = soc_clock_divider(node);

	consider(search, base);
	if (divider.division == SOC_CLOCK_UNDIVIDED || (soc_clock_flags(node) & SOC_CLOCK_FIXED))
		return;
	for (uint32_t value = 0; value <= divider.largest; value++) {
		struct whatif how = *base;

		whatif_field(&how, divider.offset, (uint32_t)divider.mask << divider.shift,
			     value << divider.shift);
		consider(search, &how);
	}
}

static void consider_prescaler(struct search *search, uint32_t offset)
{
	for (uint32_t value = 0; value < 2; value++) {
		struct whatif how = whatif_nothing(search->how.tree);

		whatif_field(&how, offset, 1, value);
		consider(search, &how);
	}
}

/* Linux's driver leaves the selectors of kernel clocks, MCO and Ethernet alone. */
static bool may_reparent(const struct clk_tree *tree, enum soc_clock node)
{
	const unsigned flags = soc_clock_flags(node);

	return (flags & SOC_CLOCK_REPARENT) ||
	       (!tree->config.as_linux && !(flags & SOC_CLOCK_FIXED));
}

static struct search best_rate(const struct clk_tree *tree, int clock, uint64_t hz)
{
	const int node = decider(tree, clock);
	const enum soc_clock inner = clk_source(node);
	const struct soc_clock_selector *selector = soc_clock_selector(inner);
	struct search search = {.wish = hz, .clock = clock, .how = whatif_nothing(tree)};

	/* As it is comes first: of equals it stays. */
	search.rate = whatif_rate(&search.how, clock);
	if (node == CLK_NONE)
		return search;
	if (inner == SOC_CLOCK_TIMG1 || inner == SOC_CLOCK_TIMG2) {
		consider_prescaler(&search,
				   inner == SOC_CLOCK_TIMG1 ? RCC_TIMG1PRER : RCC_TIMG2PRER);
		return search;
	}
	consider_dividers(&search, &(struct whatif){.tree = tree}, inner);
	if (!selector || !may_reparent(tree, inner))
		return search;
	for (uint32_t input = 0; input <= selector->mask; input++) {
		struct whatif how = whatif_nothing(tree);

		if (!input_runs(tree, selector, input))
			continue;
		whatif_select(&how, selector, input);
		consider_dividers(&search, &how, inner);
	}
	return search;
}

uint64_t clk_round_rate(const struct clk *clk, uint64_t hz)
{
	return best_rate(clk->tree, clk->clock, hz).rate;
}

/* ---- the change ---- */

/* Somebody else has enabled a clock whose rate would change. */
static bool forbidden(const struct clk *clk, const struct whatif *how)
{
	const struct clk_tree *tree = clk->tree;
	const struct whatif now = whatif_nothing(tree);

	if (tree->config.as_linux)
		return false;
	for (int clock = 0; clock < clk_count(); clock++) {
		const struct clk *other = NULL;

		while ((other = clk_next(tree, clock, other))) {
			if (!other->enabled || !strcmp(other->holder, clk->holder) ||
			    whatif_rate(&now, clock) == whatif_rate(how, clock))
				continue;
			clk_log(tree, "%s does not change %s: %s holds %s", clk->holder,
				clk_name(clk->clock), other->holder, clk_name(clock));
			return true;
		}
	}
	return false;
}

/* Writes what was imagined. An enabled selector keeps both parents on while it turns. */
static int apply(struct clk_tree *tree, const struct whatif *how, int node)
{
	const struct soc_clock_registers imagined = {.context = how, .read = whatif_read};
	const int before = tree->fed_by[node];
	const int after =
		clk_leaf(node) ? before : clk_number(soc_clock_parent(&imagined, clk_source(node)));
	const bool moves = tree->count[node] && after != before;
	int rc = 0;

	if (moves && after != CLK_NONE)
		rc = clk_node_enable(tree, after);
	if (rc)
		return rc;
	for (unsigned i = 0; i < how->count && !rc; i++)
		rc = clk_write_field(tree, how->fields[i].offset, how->fields[i].mask,
				     how->fields[i].value);
	if (!moves)
		return rc;
	if (rc) {
		clk_node_disable(tree, after);
		return rc;
	}
	tree->fed_by[node] = after;
	clk_node_disable(tree, before);
	return 0;
}

static int change(struct clk *clk, const struct whatif *how, int node)
{
	if (forbidden(clk, how))
		return -EBUSY;
	return apply(clk->tree, how, node);
}

int clk_set_rate(struct clk *clk, uint64_t hz)
{
	const struct search best = best_rate(clk->tree, clk->clock, hz);

	if (!best.how.count)
		return 0;
	return change(clk, &best.how, decider(clk->tree, clk->clock));
}

int clk_set_parent(struct clk *clk, int parent)
{
	/* A gate behind a selector is turned with it, as Linux's driver treats the two as one clock. */
	const int node = clk_number(clk_source(clk->clock));
	const struct soc_clock_selector *selector = soc_clock_selector(clk_source(clk->clock));
	struct whatif how = whatif_nothing(clk->tree);

	/* A bus clock is a gate and no more: what it hangs on is not its to turn. */
	if (clk_leaf(clk->clock) && (soc_clock_flags(clk_source(clk->clock)) & SOC_CLOCK_CRITICAL))
		selector = NULL;
	if (!selector || parent == CLK_NONE || clk_leaf(parent))
		return -EINVAL;
	if (clk_parent(clk->tree, node) == parent)
		return 0;
	for (uint32_t input = 0; input < SOC_CLOCK_INPUTS && input <= selector->mask; input++) {
		if (clk_number((enum soc_clock)selector->inputs[input]) == parent) {
			whatif_select(&how, selector, input);
			return change(clk, &how, node);
		}
	}
	return -EINVAL;
}
