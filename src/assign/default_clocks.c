/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the selectors stand after everybody who asks for a source or a rate was heard, and what rates come
 * of it. */
#include <string.h>

#include "assign/arena.h"
#include "assign/clock_image.h"
#include "assign/defaults.h"
#include "soc/boards.h"

/* Who was heard first about each selector, by enum soc_clock. */
struct choosing {
	struct clock_image image;
	const struct assignment_peripheral *by[SOC_CLOCKS];
};

static void oscillators_default(struct assignment *assignment)
{
	struct assignment_clocks *clocks = &assignment->clocks;
	const struct soc_board *board =
		assignment->board.value ? soc_board_by_name(assignment->board.value) : NULL;
	static const uint64_t usual[ASSIGNMENT_OSCILLATORS] = {SOC_HSE_HZ, SOC_HSI_HZ, SOC_CSI_HZ,
							       SOC_LSE_HZ, SOC_LSI_HZ};

	if (board)
		number_default(&clocks->oscillators[ASSIGNMENT_HSE], board->hse_hz,
			       "the board's crystal");
	for (int i = 0; i < ASSIGNMENT_OSCILLATORS; i++)
		number_default(&clocks->oscillators[i], usual[i], "as on ST's boards");
}

static void pll_default(struct assignment_pll *pll, const struct assignment_pll *usual)
{
	const char *why = "as on ST's boards";
	/* Who sets the factor means the fraction to be what he says, or none. */
	const bool whole = assignment_given(&pll->n.origin);

	number_default(&pll->m, usual->m.value, why);
	number_default(&pll->fraction, whole ? 0 : usual->fraction.value,
		       whole ? "n is given without one" : why);
	number_default(&pll->n, usual->n.value, why);
	number_default(&pll->p, usual->p.value, why);
	number_default(&pll->q, usual->q.value, why);
	number_default(&pll->r, usual->r.value, why);
}

static bool is_used(const struct assignment_peripheral *peripheral)
{
	return peripheral->context.value != ASSIGNMENT_UNUSED;
}

/* Those that name a source. The first one wins; a rule tells of the others. */
static void sources_hear(const struct assignment *assignment, struct choosing *choosing)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
		enum soc_clock source = (enum soc_clock)peripheral->clock.source.value;

		if (!is_used(peripheral) || choosing->by[clock] ||
		    !assignment_given(&peripheral->clock.source.origin) ||
		    clock_input(clock, source) < 0)
			continue;
		choosing->by[clock] = peripheral;
		clock_image_select(&choosing->image, clock, source);
	}
}

/* Those that name a rate alone: the selector stays if it fits. */
static void rates_hear(const struct assignment *assignment, struct choosing *choosing)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
		enum soc_clock nearest;
		uint64_t rate;

		if (!is_used(peripheral) || !peripheral->clock.wanted || choosing->by[clock])
			continue;
		choosing->by[clock] = peripheral;
		if (clock_same(clock_image_rate(&choosing->image, clock), peripheral->clock.wanted))
			continue;
		nearest = clock_image_nearest(&choosing->image, clock, peripheral->clock.wanted,
					      &rate);
		if (clock_same(rate, peripheral->clock.wanted))
			clock_image_select(&choosing->image, clock, nearest);
	}
}

static const char *source_why(struct assignment *assignment, const struct choosing *choosing,
			      const struct assignment_peripheral *peripheral)
{
	enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
	const char *why = "as on ST's boards";

	if (!clock_selector(clock))
		return "it has no other";
	if (choosing->by[clock] == peripheral)
		return "it has the rate that is asked for";
	if (choosing->by[clock])
		why = arena_print(assignment->arena, "%s, on the same selector, has it",
				  choosing->by[clock]->soc->name);
	return why;
}

static void peripherals_fill(struct assignment *assignment, const struct choosing *choosing)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
		enum soc_clock source = clock_image_parent(&choosing->image, clock);

		/* Behind no selector of its own it has the clock itself: "pclk1", "timg1". */
		if (!clock_selector(clock))
			source = clock;
		choice_default(&peripheral->clock.source, (int)source,
			       source_why(assignment, choosing, peripheral));
		peripheral->clock.rate.value = clock_image_rate(&choosing->image, clock);
		if (!peripheral->clock.wanted)
			peripheral->clock.rate.origin = origin_default("what the source has");
	}
}

void resolve_clocks(struct assignment *assignment)
{
	struct assignment_clocks *clocks = &assignment->clocks;
	struct choosing choosing = {.by = {NULL}};
	struct assignment_pll usual;

	clock_image_init(&choosing.image);
	oscillators_default(assignment);
	for (unsigned pll = 0; pll < 4; pll++) {
		memset(&usual, 0, sizeof(usual));
		clock_image_pll(&choosing.image, pll, &usual);
		pll_default(&clocks->plls[pll], &usual);
	}
	clock_image_apply(&choosing.image, clocks);
	sources_hear(assignment, &choosing);
	rates_hear(assignment, &choosing);
	for (int clock = 0; clock < SOC_CLOCKS; clock++) {
		clocks->rates[clock] = clock_image_rate(&choosing.image, (enum soc_clock)clock);
		clocks->sources[clock] = clock_selector((enum soc_clock)clock)
						 ? (uint8_t)clock_image_parent(
							   &choosing.image, (enum soc_clock)clock)
						 : (uint8_t)SOC_CLOCK_NONE;
	}
	peripherals_fill(assignment, &choosing);
}
