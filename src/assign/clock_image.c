/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/clock_image.h"

#include <string.h>

#include "soc/dk2_clocks.h"
#include "soc/regs/rcc.h"

static const enum soc_clock plls[4] = {SOC_CLOCK_PLL1, SOC_CLOCK_PLL2, SOC_CLOCK_PLL3,
				       SOC_CLOCK_PLL4};

static uint32_t image_read(const void *context, uint32_t offset)
{
	const struct clock_image *image = context;

	return offset / 4 < CLOCK_IMAGE_WORDS ? image->words[offset / 4] : 0;
}

static struct soc_clock_registers registers(const struct clock_image *image)
{
	return (struct soc_clock_registers){
		.context = image, .read = image_read, .hse = image->hse};
}

static void settings_apply(struct clock_image *image, const struct soc_setting *settings,
			   size_t count)
{
	for (size_t i = 0; i < count; i++)
		image->words[settings[i].offset / 4] = settings[i].value;
}

void clock_image_init(struct clock_image *image)
{
	memset(image, 0, sizeof(*image));
	settings_apply(image, soc_dk2_oscillators, soc_dk2_oscillator_count);
	settings_apply(image, soc_dk2_clocks, soc_dk2_clock_count);
	/* Runs from the reset on. */
	image->words[RCC_OCENSETR / 4] |= RCC_OCEN_HSION;
}

static uint32_t *pll_words(const struct clock_image *image, unsigned pll)
{
	/* One function for both: the caller knows whether it may write. */
	return (uint32_t *)(uintptr_t)&image->words[soc_clock_gate(plls[pll]).offset / 4];
}

void clock_image_pll(const struct clock_image *image, unsigned pll, struct assignment_pll *out)
{
	const uint32_t *words = pll_words(image, pll);
	uint32_t config = words[RCC_PLLCFGR1 / 4];
	uint32_t outputs = words[RCC_PLLCFGR2 / 4];

	out->m.value = (config >> 16 & 0x3Fu) + 1;
	out->n.value = (config & 0x1FFu) + 1;
	out->fraction.value = words[RCC_PLLFRACR / 4] >> 3 & 0x1FFFu;
	out->p.value = (outputs & 0x7Fu) + 1;
	out->q.value = (outputs >> 8 & 0x7Fu) + 1;
	out->r.value = (outputs >> 16 & 0x7Fu) + 1;
}

static void pll_apply(struct clock_image *image, unsigned pll, const struct assignment_pll *set)
{
	uint32_t *words = pll_words(image, pll);

	words[RCC_PLLCFGR1 / 4] = RCC_PLLCFGR1_DIVM((uint32_t)set->m.value - 1) |
				  RCC_PLLCFGR1_DIVN((uint32_t)set->n.value - 1);
	words[RCC_PLLCFGR2 / 4] = RCC_PLLCFGR2_DIVP((uint32_t)set->p.value - 1) |
				  RCC_PLLCFGR2_DIVQ((uint32_t)set->q.value - 1) |
				  RCC_PLLCFGR2_DIVR((uint32_t)set->r.value - 1);
	words[RCC_PLLFRACR / 4] =
		RCC_PLLFRACR_FRACV((uint32_t)set->fraction.value) | RCC_PLLFRACR_FRACLE;
}

void clock_image_apply(struct clock_image *image, const struct assignment_clocks *clocks)
{
	static const enum soc_clock oscillators[ASSIGNMENT_OSCILLATORS] = {
		SOC_CLOCK_HSE, SOC_CLOCK_HSI, SOC_CLOCK_CSI, SOC_CLOCK_LSE, SOC_CLOCK_LSI};

	for (int i = 0; i < ASSIGNMENT_OSCILLATORS; i++) {
		struct soc_clock_gate gate = soc_clock_gate(oscillators[i]);

		image->words[gate.offset / 4] &= ~(1u << gate.bit);
		if (clocks->oscillators[i].value)
			image->words[gate.offset / 4] |= 1u << gate.bit;
	}
	image->hse = (uint32_t)clocks->oscillators[ASSIGNMENT_HSE].value;
	for (unsigned pll = 0; pll < 4; pll++)
		pll_apply(image, pll, &clocks->plls[pll]);
}

void clock_image_of(struct clock_image *image, const struct assignment *assignment)
{
	clock_image_init(image);
	clock_image_apply(image, &assignment->clocks);
	for (int clock = 0; clock < SOC_CLOCKS; clock++) {
		enum soc_clock source = (enum soc_clock)assignment->clocks.sources[clock];

		if (source != SOC_CLOCK_NONE)
			clock_image_select(image, (enum soc_clock)clock, source);
	}
}

uint64_t clock_image_rate(const struct clock_image *image, enum soc_clock clock)
{
	const struct soc_clock_registers rcc = registers(image);

	return soc_clock_rate(&rcc, clock);
}

enum soc_clock clock_image_parent(const struct clock_image *image, enum soc_clock clock)
{
	const struct soc_clock_registers rcc = registers(image);

	return soc_clock_parent(&rcc, clock);
}

const struct soc_clock_selector *clock_selector(enum soc_clock clock)
{
	bool kernel = clock >= SOC_CLOCK_I2C12 && clock <= SOC_CLOCK_DSI;

	return kernel ? soc_clock_selector(clock) : NULL;
}

int clock_input(enum soc_clock clock, enum soc_clock input)
{
	const struct soc_clock_selector *selector = clock_selector(clock);

	for (int i = 0; selector && i < SOC_CLOCK_INPUTS && i <= selector->mask; i++) {
		if (selector->inputs[i] == input && input != SOC_CLOCK_NONE)
			return i;
	}
	return -1;
}

void clock_image_select(struct clock_image *image, enum soc_clock clock, enum soc_clock input)
{
	const struct soc_clock_selector *selector = clock_selector(clock);
	int value = clock_input(clock, input);
	uint32_t *word;

	if (value < 0)
		return;
	word = &image->words[selector->offset / 4];
	*word &= ~((uint32_t)selector->mask << selector->shift);
	*word |= (uint32_t)value << selector->shift;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

bool clock_same(uint64_t a, uint64_t b)
{
	return distance(a, b) <= b / CLOCK_SAME;
}

enum soc_clock clock_image_nearest(const struct clock_image *image, enum soc_clock clock,
				   uint64_t rate, uint64_t *its_rate)
{
	const struct soc_clock_selector *selector = clock_selector(clock);
	enum soc_clock nearest = SOC_CLOCK_NONE;

	*its_rate = 0;
	if (!selector) {
		*its_rate = clock_image_rate(image, clock);
		return *its_rate ? clock : SOC_CLOCK_NONE;
	}
	for (int i = 0; i < SOC_CLOCK_INPUTS && i <= selector->mask; i++) {
		enum soc_clock input = (enum soc_clock)selector->inputs[i];
		uint64_t candidate = clock_image_rate(image, input);

		if (candidate && (nearest == SOC_CLOCK_NONE ||
				  distance(candidate, rate) < distance(*its_rate, rate))) {
			nearest = input;
			*its_rate = candidate;
		}
	}
	return nearest;
}
