/* SPDX-License-Identifier: BSD-3-Clause */
/* C that sets up the clocks of the M4's peripherals where no trusted firmware and no Linux has done it. */
#include <inttypes.h>
#include <stdio.h>

#include "assign/clock_image.h"
#include "assign/generator_code.h"
#include "soc/clock_gates.h"

#define FAST_HZ	  8000000u /* of the PLL's input (RM0436, RCC_PLL3CFGR1: IFRGE) */
#define SHIFT_MAX 9u

/* The power of two by which one rate is divided to be another; -1: it is none. */
static int divided_by(uint64_t rate, uint64_t divided)
{
	for (unsigned shift = 0; divided && shift <= SHIFT_MAX; shift++) {
		if (clock_same(rate >> shift, divided))
			return (int)shift;
	}
	return -1;
}

/* The core's own clocks: from PLL3 of HSE, or it is left to the boot chain. */
static bool core_clocks(struct generator *generator, const struct clock_image *image)
{
	const struct assignment_clocks *clocks = &generator->assignment->clocks;
	const struct assignment_pll *pll = &clocks->plls[2];
	const uint64_t hse = clocks->oscillators[ASSIGNMENT_HSE].value;
	const int mcu = divided_by(clocks->rates[SOC_CLOCK_PLL3_P], clocks->rates[SOC_CLOCK_MCU]);
	int apb[3];
	bool known = mcu >= 0 && hse && pll->m.value &&
		     clock_image_parent(image, SOC_CLOCK_PLL3) == SOC_CLOCK_HSE &&
		     clock_image_parent(image, SOC_CLOCK_MCU) == SOC_CLOCK_PLL3_P;

	for (int i = 0; i < 3; i++) {
		apb[i] = divided_by(clocks->rates[SOC_CLOCK_MCU],
				    clocks->rates[SOC_CLOCK_PCLK1 + i]);
		known = known && apb[i] >= 0;
	}
	if (!known)
		return false;
	emit_text(generator->out, "static const struct system_clocks system_clocks = {\n");
	generator_line(generator, &pll->m.origin, "\t.m = %" PRIu64 ",", pll->m.value);
	generator_line(generator, &pll->n.origin, "\t.n = %" PRIu64 ",", pll->n.value);
	generator_line(generator, &pll->fraction.origin, "\t.fraction = %" PRIu64 ",",
		       pll->fraction.value);
	generator_line(generator, &pll->p.origin, "\t.p = %" PRIu64 ",", pll->p.value);
	generator_line(generator, &pll->q.origin, "\t.q = %" PRIu64 ",", pll->q.value);
	generator_line(generator, &pll->r.origin, "\t.r = %" PRIu64 ",", pll->r.value);
	generator_line(generator, &clocks->oscillators[ASSIGNMENT_HSE].origin, "\t.fast = %s,",
		       hse / pll->m.value >= FAST_HZ ? "true" : "false");
	emit(generator->out, "\t.mcu = %d,\n\t.apb = {%d, %d, %d},\n};\n\n", mcu, apb[0], apb[1],
	     apb[2]);
	return true;
}

/* ---- selectors ---- */

/* Of the M4's peripherals, each once. */
static bool selector_new(const struct assignment *assignment, size_t index)
{
	const struct assignment_peripheral *peripheral = &assignment->peripherals[index];

	if (!generator_m4_has(peripheral) || peripheral->clock.source.value == SOC_CLOCK_NONE ||
	    !clock_selector((enum soc_clock)peripheral->soc->clock) ||
	    clock_input((enum soc_clock)peripheral->soc->clock,
			(enum soc_clock)peripheral->clock.source.value) < 0)
		return false;
	for (size_t i = 0; i < index; i++) {
		if (generator_m4_has(&assignment->peripherals[i]) &&
		    assignment->peripherals[i].soc->clock == peripheral->soc->clock)
			return false;
	}
	return true;
}

static unsigned selectors_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	unsigned count = 0;

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		enum soc_clock clock = (enum soc_clock)peripheral->soc->clock;
		enum soc_clock source = (enum soc_clock)peripheral->clock.source.value;

		if (!selector_new(assignment, i))
			continue;
		if (!count++)
			emit_text(generator->out,
				  "/* Selectors of kernel clocks: offset in RCC, input. */\n"
				  "static const struct {\n"
				  "\tuint16_t offset;\n"
				  "\tuint8_t input;\n"
				  "} selectors[] = {\n");
		emit(generator->out, "\t/* %s of %s: %s */\n", soc_clock_name(clock),
		     peripheral->soc->name, soc_clock_name(source));
		generator_line(generator, &peripheral->clock.source.origin, "\t{0x%03x, %d},",
			       clock_selector(clock)->offset,
			       clock_input(clock, source) << clock_selector(clock)->shift);
	}
	if (count)
		emit_text(generator->out, "};\n\n");
	return count;
}

/* What feeds any of them. */
static bool fed_by(const struct assignment *assignment, enum soc_clock source)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (generator_m4_has(&assignment->peripherals[i]) &&
		    assignment->peripherals[i].clock.source.value == (int)source)
			return true;
	}
	return false;
}

static void sources_start(struct generator *generator)
{
	static const struct {
		enum soc_clock clock;
		const char *bit;
	} oscillators[] = {{SOC_CLOCK_HSI, "RCC_OCEN_HSION"},
			   {SOC_CLOCK_CSI, "RCC_OCEN_CSION"},
			   {SOC_CLOCK_HSE, "RCC_OCEN_HSEON"}};
	static const struct {
		enum soc_clock clock;
		const char *bit;
	} outputs[] = {{SOC_CLOCK_PLL3_Q, "RCC_PLLCR_DIVQEN"},
		       {SOC_CLOCK_PLL3_R, "RCC_PLLCR_DIVREN"}};
	const struct assignment *assignment = generator->assignment;

	for (size_t i = 0; i < sizeof(oscillators) / sizeof(oscillators[0]); i++) {
		if (fed_by(assignment, oscillators[i].clock))
			emit(generator->out, "\trcc_oscillators_start(chip_rcc(), %s);\n",
			     oscillators[i].bit);
	}
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		if (fed_by(assignment, outputs[i].clock))
			emit(generator->out, "\trcc_pll_outputs(chip_rcc(), RCC_PLL3CR, %s);\n",
			     outputs[i].bit);
	}
}

/* What this core cannot start by itself: said, so that nobody waits for it. */
static void others_tell(struct generator *generator)
{
	static const enum soc_clock others[] = {
		SOC_CLOCK_LSE,	  SOC_CLOCK_LSI,    SOC_CLOCK_PLL2_P, SOC_CLOCK_PLL2_Q,
		SOC_CLOCK_PLL2_R, SOC_CLOCK_PLL4_P, SOC_CLOCK_PLL4_Q, SOC_CLOCK_PLL4_R,
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (fed_by(generator->assignment, others[i]))
			emit(generator->out,
			     "\t/* %s is not started here: a boot loader has to. */\n",
			     soc_clock_name(others[i]));
	}
}

void generate_clock_setup(struct generator *generator)
{
	struct clock_image image;
	unsigned selectors;
	bool core;

	clock_image_of(&image, generator->assignment);
	emit_text(generator->out, "/* ---- clocks ---- */\n\n");
	core = core_clocks(generator, &image);
	selectors = selectors_write(generator);
	emit_text(generator->out, "static int clocks_setup(void)\n{\n");
	if (!core)
		emit_text(generator->out, "\t/* The core's clock is not PLL3 of HSE: it stays as "
					  "the boot loader has set it up. */\n");
	if (core || selectors) {
		emit_text(generator->out, "\tint status = 0;\n\n"
					  "\tif (!system_resources_allowed())\n"
					  "\t\treturn 0;\n");
		if (core)
			emit_text(generator->out,
				  "\tstatus = system_clocks_setup(&system_clocks);\n"
				  "\tif (status)\n"
				  "\t\treturn status;\n");
		sources_start(generator);
		others_tell(generator);
		if (selectors)
			emit_text(generator->out, "\tfor (unsigned i = 0; i < sizeof(selectors) / "
						  "sizeof(selectors[0]); i++)\n"
						  "\t\trcc_select(chip_rcc(), selectors[i].offset, "
						  "selectors[i].input);\n");
		emit_text(generator->out, "\treturn status;\n}\n\n");
	} else {
		emit_text(generator->out, "\treturn 0;\n}\n\n");
	}
}
