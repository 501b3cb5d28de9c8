/* SPDX-License-Identifier: BSD-3-Clause */
/* Does each peripheral get the clock that it is to have? */
#include <stdio.h>

#include "assign/checks.h"
#include "assign/clock_image.h"

#define LIST_TEXT 160u

static bool is_used(const struct assignment_peripheral *peripheral)
{
	return peripheral->context.value != ASSIGNMENT_UNUSED &&
	       assignment_given(&peripheral->origin) && peripheral->soc->clock != SOC_CLOCK_NONE;
}

static void inputs_list(enum soc_clock clock, char text[LIST_TEXT])
{
	const struct soc_clock_selector *selector = clock_selector(clock);
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; selector && i < SOC_CLOCK_INPUTS && i <= selector->mask; i++) {
		if (selector->inputs[i] != SOC_CLOCK_NONE)
			used += (size_t)snprintf(
				text + used, LIST_TEXT - used, "%s%s", used ? ", " : "",
				soc_clock_name((enum soc_clock)selector->inputs[i]));
	}
}

/* What stands still on the way to a clock: the first that has no rate although what feeds it has. */
static enum soc_clock stopped_at(const struct clock_image *image, enum soc_clock clock)
{
	enum soc_clock parent = clock_image_parent(image, clock);

	while (parent != SOC_CLOCK_NONE && !clock_image_rate(image, parent)) {
		clock = parent;
		parent = clock_image_parent(image, clock);
	}
	return clock;
}

static void off_check(const struct assignment *assignment, const struct clock_image *image,
		      const struct assignment_peripheral *peripheral, struct findings *findings)
{
	enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
	struct finding *finding;
	enum soc_clock nearest;
	char text[CHECK_RATE];
	uint64_t rate;

	finding = finding_add(findings, "CLK001",
			      check_or(&peripheral->clock.source.origin, peripheral));
	for (int i = 0; i < ASSIGNMENT_OSCILLATORS; i++) {
		if (!assignment->clocks.oscillators[i].value)
			finding_other(finding, &assignment->clocks.oscillators[i].origin);
	}
	finding_what(finding, "%s has no clock: its source %s does not run", peripheral->soc->name,
		     soc_clock_name((enum soc_clock)peripheral->clock.source.value));
	finding_why(finding, "%s is off, and %s gets its clock from there",
		    soc_clock_name(stopped_at(image, clock)), peripheral->soc->name);
	nearest = clock_image_nearest(image, clock, SOC_HSI_HZ, &rate);
	if (nearest != SOC_CLOCK_NONE && nearest != clock)
		finding_do(finding, "switch it on below `clocks:`, or take %s, which has %s",
			   soc_clock_name(nearest), check_rate(rate, text));
	else
		finding_do(finding, "switch it on below `clocks:`");
}

static void input_check(const struct assignment_peripheral *peripheral, struct findings *findings)
{
	enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
	enum soc_clock source = (enum soc_clock)peripheral->clock.source.value;
	struct finding *finding;
	char text[LIST_TEXT];

	finding = finding_add(findings, "CLK003", &peripheral->clock.source.origin);
	finding_what(finding, "%s cannot take its clock from %s", peripheral->soc->name,
		     soc_clock_name(source));
	inputs_list(clock, text);
	if (text[0])
		finding_why(finding, "the inputs of its selector (%s) are %s",
			    soc_clock_name(clock), text);
	else
		finding_why(finding, "it has no selector: its clock is %s", soc_clock_name(clock));
	finding_do(finding, text[0] ? "write one of these" : "leave the source out");
}

static void rate_check(const struct clock_image *image,
		       const struct assignment_peripheral *peripheral, struct findings *findings)
{
	enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
	char wanted[CHECK_RATE], has[CHECK_RATE], best[CHECK_RATE];
	struct finding *finding;
	enum soc_clock nearest;
	uint64_t rate;

	finding = finding_add(findings, "CLK002", &peripheral->clock.rate.origin);
	finding_what(finding, "%s cannot have %s: it gets %s from %s", peripheral->soc->name,
		     check_rate(peripheral->clock.wanted, wanted),
		     check_rate(peripheral->clock.rate.value, has),
		     soc_clock_name((enum soc_clock)peripheral->clock.source.value));
	nearest = clock_image_nearest(image, clock, peripheral->clock.wanted, &rate);
	check_rate(rate, best);
	if (nearest == clock || nearest == SOC_CLOCK_NONE)
		finding_why(finding, "it has no selector: its rate is that of %s",
			    soc_clock_name(clock));
	else
		finding_why(finding, "of the inputs of its selector %s comes nearest, with %s",
			    soc_clock_name(nearest), best);
	finding_do(finding,
		   "write `rate: %s`, or set a PLL below `clocks:`; dividers of the "
		   "peripheral itself come after this clock",
		   best);
}

/* ---- selectors ---- */

/* Who made the selector stand where it does. */
static const struct assignment_peripheral *chosen_by(const struct assignment *assignment,
						     const struct assignment_peripheral *loser)
{
	const int chosen = assignment->clocks.sources[loser->soc->clock];

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		if (peripheral != loser && is_used(peripheral) &&
		    peripheral->soc->clock == loser->soc->clock &&
		    peripheral->clock.source.value == chosen &&
		    (assignment_given(&peripheral->clock.source.origin) ||
		     peripheral->clock.wanted))
			return peripheral;
	}
	return NULL;
}

static void mux_conflict(const struct assignment *assignment,
			 const struct assignment_peripheral *peripheral,
			 const struct assignment_origin *at, struct findings *findings)
{
	const struct assignment_peripheral *other = chosen_by(assignment, peripheral);
	enum soc_clock chosen = (enum soc_clock)assignment->clocks.sources[peripheral->soc->clock];
	struct finding *finding = finding_add(findings, "MUX001", at);

	if (other)
		finding_other(finding, assignment_given(&other->clock.source.origin)
					       ? &other->clock.source.origin
					       : &other->clock.rate.origin);
	finding_what(finding, "%s and %s want different clocks, but have one selector",
		     peripheral->soc->name, other ? other->soc->name : "another peripheral");
	finding_why(finding, "%s feeds both of them; it stands at %s",
		    soc_clock_name((enum soc_clock)peripheral->soc->clock), soc_clock_name(chosen));
	finding_do(finding,
		   "agree on one source, or take a peripheral that hangs on another selector");
}

static void clock_check(const struct assignment *assignment, const struct clock_image *image,
			const struct assignment_peripheral *peripheral, struct findings *findings)
{
	enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
	const struct assignment_clock *set = &peripheral->clock;
	const bool own = assignment_given(&set->source.origin);
	const bool selector = clock_selector(clock) != NULL;
	uint64_t nearest;

	if (own && clock_input(clock, (enum soc_clock)set->source.value) < 0 &&
	    (selector || set->source.value != (int)clock)) {
		input_check(peripheral, findings);
		return;
	}
	if (own && selector && assignment->clocks.sources[clock] != set->source.value) {
		mux_conflict(assignment, peripheral, &set->source.origin, findings);
		return;
	}
	if (!set->rate.value) {
		off_check(assignment, image, peripheral, findings);
		return;
	}
	if (!set->wanted || clock_same(set->rate.value, set->wanted))
		return;
	(void)clock_image_nearest(image, clock, set->wanted, &nearest);
	if (!own && clock_same(nearest, set->wanted) && chosen_by(assignment, peripheral))
		mux_conflict(assignment, peripheral, &set->rate.origin, findings);
	else
		rate_check(image, peripheral, findings);
}

/* A selector that is moved for the one processor's sake, and feeds the other's peripheral as well. */
static void mux_moved_check(const struct assignment *assignment, const struct clock_image *usual,
			    const struct assignment_peripheral *peripheral,
			    struct findings *findings)
{
	enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
	const int source = assignment->clocks.sources[clock];
	const struct assignment_peripheral *mover;
	struct finding *finding;
	char text[CHECK_RATE];

	if (!clock_selector(clock) || source == (int)clock_image_parent(usual, clock) ||
	    assignment_given(&peripheral->clock.source.origin) || peripheral->clock.wanted)
		return;
	mover = chosen_by(assignment, peripheral);
	if (!mover || mover->context.value == peripheral->context.value)
		return;
	finding = finding_add(findings, "MUX002", check_at(peripheral));
	finding_other(finding, check_at(mover));
	finding_what(finding, "%s (%s) gets its clock from %s because %s (%s) does",
		     peripheral->soc->name,
		     assignment_context_name((enum assignment_context)peripheral->context.value),
		     soc_clock_name((enum soc_clock)source), mover->soc->name,
		     assignment_context_name((enum assignment_context)mover->context.value));
	finding_why(finding,
		    "both have the selector %s, which stands at %s otherwise; now the rate is %s",
		    soc_clock_name(clock), soc_clock_name(clock_image_parent(usual, clock)),
		    check_rate(peripheral->clock.rate.value, text));
	finding_do(finding, "write `clock: %s` at %s if that is meant",
		   soc_clock_name((enum soc_clock)source), peripheral->soc->name);
}

void check_clocks(const struct assignment *assignment, struct findings *findings)
{
	struct clock_image image, usual;

	clock_image_of(&image, assignment);
	clock_image_init(&usual);
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		if (!is_used(peripheral))
			continue;
		clock_check(assignment, &image, peripheral, findings);
		mux_moved_check(assignment, &usual, peripheral, findings);
	}
}

/* ---- PLLs: RM0436, RCC, "PLL" and the data sheet, PLL characteristics ---- */

#define REFERENCE_LEAST	     4000000u
#define REFERENCE_LEAST_FAST 8000000u /* PLL1, PLL2 */
#define REFERENCE_MOST	     16000000u
#define VCO_LEAST	     400000000u /* of PLL1 and PLL2 after the halving */
#define VCO_MOST	     800000000u
#define MCU_MOST	     209000000u

static void pll_limit(const struct assignment_number *at, const char *what, unsigned pll,
		      uint64_t rate, uint64_t least, uint64_t most, struct findings *findings)
{
	char has[CHECK_RATE], low[CHECK_RATE], high[CHECK_RATE];
	struct finding *finding;

	if (rate >= least && rate <= most)
		return;
	finding = finding_add(findings, "CLK004", &at->origin);
	finding_what(finding, "the %s of PLL%u is %s", what, pll + 1, check_rate(rate, has));
	finding_why(finding, "it runs from %s to %s", check_rate(least, low),
		    check_rate(most, high));
	finding_do(finding,
		   "the reference is the oscillator / m, the VCO is that * (n + fraction / "
		   "8192): change m or n");
}

void check_pll(const struct assignment *assignment, struct findings *findings)
{
	const uint64_t hse = assignment->clocks.oscillators[ASSIGNMENT_HSE].value;
	struct finding *finding;
	char text[CHECK_RATE];

	for (unsigned pll = 0; pll < 4; pll++) {
		const struct assignment_pll *set = &assignment->clocks.plls[pll];
		uint64_t reference = hse / set->m.value;
		const struct assignment_number *at =
			assignment_given(&set->m.origin) ? &set->m : &set->n;

		/* What nobody changed is right, and without its oscillator it does not run. */
		if (!hse ||
		    (!assignment_given(&at->origin) &&
		     !assignment_given(&assignment->clocks.oscillators[ASSIGNMENT_HSE].origin)))
			continue;
		if (!assignment_given(&at->origin))
			at = &assignment->clocks.oscillators[ASSIGNMENT_HSE];
		pll_limit(at, "reference", pll, reference,
			  pll < 2 ? REFERENCE_LEAST_FAST : REFERENCE_LEAST, REFERENCE_MOST,
			  findings);
		pll_limit(at, "VCO", pll,
			  hse * (set->n.value * 8192 + set->fraction.value) / set->m.value / 8192,
			  VCO_LEAST, VCO_MOST, findings);
	}
	if (assignment->clocks.rates[SOC_CLOCK_MCU] <= MCU_MOST)
		return;
	finding = finding_add(findings, "CLK005", &assignment->clocks.plls[2].p.origin);
	finding_other(finding, &assignment->clocks.plls[2].n.origin);
	finding_what(finding, "the M4 would run at %s",
		     check_rate(assignment->clocks.rates[SOC_CLOCK_MCU], text));
	finding_why(finding, "it and its buses run at 209 MHz at most");
	finding_do(finding, "divide more: `p` of pll3 is the M4's");
}
