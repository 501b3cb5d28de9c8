/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of an RCC as an assignment would have them, for soc/clock.h to compute rates from. */
#ifndef COPRO_ASSIGN_CLOCK_IMAGE_H
#define COPRO_ASSIGN_CLOCK_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "assign/assignment.h"

#define CLOCK_IMAGE_WORDS 1024u

/* Two rates are the same if they differ by less than one in so many: what four digits can say. */
#define CLOCK_SAME 1000u

struct clock_image {
	uint32_t words[CLOCK_IMAGE_WORDS];
	uint32_t hse; /* Hz */
};

/* As ST's boards set it up. */
void clock_image_init(struct clock_image *image);
/* Oscillators and PLLs as the assignment has them. */
void clock_image_apply(struct clock_image *image, const struct assignment_clocks *clocks);
/* As it is after everything is resolved. */
void clock_image_of(struct clock_image *image, const struct assignment *assignment);

uint64_t clock_image_rate(const struct clock_image *image, enum soc_clock clock);
enum soc_clock clock_image_parent(const struct clock_image *image, enum soc_clock clock);
/* The selector of a peripheral's kernel clock; NULL: it has none of its own, but hangs on a bus. */
const struct soc_clock_selector *clock_selector(enum soc_clock clock);
/* The value of the field that selects an input; -1: the clock has no such input. */
int clock_input(enum soc_clock clock, enum soc_clock input);
/* Selects an input that there is. */
void clock_image_select(struct clock_image *image, enum soc_clock clock, enum soc_clock input);
/* The input whose rate is nearest to `rate`; SOC_CLOCK_NONE: none runs. A clock without a selector has
 * one input. */
enum soc_clock clock_image_nearest(const struct clock_image *image, enum soc_clock clock,
				   uint64_t rate, uint64_t *its_rate);
bool clock_same(uint64_t a, uint64_t b);

/* The PLL's settings that the image holds, counted from 0 for PLL1. */
void clock_image_pll(const struct clock_image *image, unsigned pll, struct assignment_pll *out);

#endif
