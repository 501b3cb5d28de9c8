/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks that the trusted firmware starts (TF-A, drivers/st/clk/stm32mp1_clk.c).
 *
 * A clock source in the tree is a number that says it all (dt-bindings/clock/stm32mp15-clksrc.h): the
 * offset of the selector's register from bit 4 up, the input in bits 3 to 0.
 */
#include <inttypes.h>

#include "host/boot/tfa.h"
#include "soc/clock.h"
#include "soc/dk2_clocks.h"
#include "soc/regs/rcc.h"

#define SOURCE_OFFSET(source) (((source)&0x7FFFFFFFu) >> 4)
#define SOURCE_INPUT(source)  ((source)&0xFu)
#define SOURCE_USBO	      (1u << 31) /* the second selector of USBCKSELR */
#define USBCKSELR_USBO(input) ((uint32_t)(input) << 4)
#define USBCKSELR_USBO_MASK   (1u << 4)
#define MCO_ON		      (1u << 12)
#define MCO_DISABLED	      0xFu

#define PLL_CELLS    6u
#define PLLS	     4u
#define IFRGE_HZ     8000000u
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct clocks {
	struct stage *tfa;
	struct mmio rcc;
	int node;
	char path[DT_PATH_MAX];
};

static void settings_write(struct mmio rcc, const struct soc_setting *settings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		mmio_write32(rcc, settings[i].offset, settings[i].value);
}

/* ---- dividers ---- */

/* In the order of st,clkdiv. */
static const struct divider {
	const char *name;
	uint16_t offset;
	uint8_t largest;
} dividers[] = {
	{"MPU", RCC_MPCKDIVR, 7},  {"AXI", RCC_AXIDIVR, 7},   {"MCU", RCC_MCUDIVR, 15},
	{"APB1", RCC_APB1DIVR, 7}, {"APB2", RCC_APB2DIVR, 7}, {"APB3", RCC_APB3DIVR, 7},
	{"APB4", RCC_APB4DIVR, 7}, {"APB5", RCC_APB5DIVR, 7}, {"RTC", RCC_RTCDIVR, 63},
	{"MCO1", RCC_MCO1CFGR, 0}, {"MCO2", RCC_MCO2CFGR, 0},
};

static void dividers_set(const struct clocks *clocks)
{
	const struct dt *dt = &clocks->tfa->dt;
	uint32_t value;

	for (size_t i = 0; i < COUNT(dividers); i++) {
		const struct divider *divider = &dividers[i];

		if (dt_cell(dt, clocks->node, "st,clkdiv", i, &value)) {
			stage_warn(clocks->tfa,
				   "%s: st,clkdiv has %zu cells, not %zu: %s and what "
				   "follows are not divided",
				   clocks->path, dt_cells(dt, clocks->node, "st,clkdiv"),
				   COUNT(dividers), divider->name);
			return;
		}
		/* Those of the clock outputs have no pin that anything listens to. */
		if (!divider->largest)
			continue;
		if (value > divider->largest)
			stage_warn(clocks->tfa,
				   "%s: st,clkdiv: %" PRIu32 " is too large for %s, at most %u",
				   clocks->path, value, divider->name, divider->largest);
		else
			mmio_write32(clocks->rcc, divider->offset, value);
	}
}

/* ---- selectors ---- */

/* In the order of st,clksrc. */
static const struct selector {
	const char *name;
	uint16_t offset;
	uint8_t inputs;
} selectors[] = {
	{"MPU", RCC_MPCKSELR, 4},    {"AXI", RCC_ASSCKSELR, 3},	 {"MCU", RCC_MSSCKSELR, 4},
	{"PLL12", RCC_RCK12SELR, 2}, {"PLL3", RCC_RCK3SELR, 3},	 {"PLL4", RCC_RCK4SELR, 4},
	{"RTC", RCC_BDCR, 4},	     {"MCO1", RCC_MCO1CFGR, 16}, {"MCO2", RCC_MCO2CFGR, 16},
};

enum { SYSTEM_FIRST = 0, PLL_FIRST = 3, RTC_SELECTOR = 6 };

static void selector_set(const struct clocks *clocks, size_t index)
{
	const struct selector *selector = &selectors[index];
	uint32_t source;

	if (dt_cell(&clocks->tfa->dt, clocks->node, "st,clksrc", index, &source)) {
		stage_warn(clocks->tfa, "%s: st,clksrc has no entry for %s: it stays on its source",
			   clocks->path, selector->name);
	} else if (SOURCE_OFFSET(source) != selector->offset ||
		   SOURCE_INPUT(source) >= selector->inputs) {
		stage_warn(clocks->tfa,
			   "%s: st,clksrc entry %zu: 0x%08" PRIX32
			   " is no source of %s: it stays on its source",
			   clocks->path, index, source, selector->name);
	} else if (index == RTC_SELECTOR) {
		mmio_write32(clocks->rcc, RCC_BDCR,
			     RCC_BDCR_LSEON | RCC_BDCR_RTCSRC(SOURCE_INPUT(source)) |
				     (SOURCE_INPUT(source) ? RCC_BDCR_RTCCKEN : 0));
	} else if (index > RTC_SELECTOR) {
		if (SOURCE_INPUT(source) != MCO_DISABLED)
			mmio_write32(clocks->rcc, selector->offset, SOURCE_INPUT(source) | MCO_ON);
	} else {
		mmio_write32(clocks->rcc, selector->offset, SOURCE_INPUT(source));
		if (!(mmio_read32(clocks->rcc, selector->offset) & RCC_READY))
			stage_warn(clocks->tfa,
				   "%s: %s does not become ready: its source does not run",
				   clocks->path, selector->name);
	}
}

static bool is_kernel_selector(uint32_t offset)
{
	return (offset >= RCC_I2C46CKSELR && offset <= RCC_STGENCKSELR) ||
	       (offset >= RCC_I2C12CKSELR && offset <= RCC_LPTIM1CKSELR);
}

static void kernel_clocks_select(const struct clocks *clocks)
{
	const struct dt *dt = &clocks->tfa->dt;
	uint32_t source;

	for (size_t i = 0; !dt_cell(dt, clocks->node, "st,pkcs", i, &source); i++) {
		const uint32_t offset = SOURCE_OFFSET(source);
		uint32_t usb;

		if (!is_kernel_selector(offset) || offset % 4) {
			stage_warn(clocks->tfa,
				   "%s: st,pkcs entry %zu: 0x%08" PRIX32 " is no kernel clock",
				   clocks->path, i, source);
			continue;
		}
		if (offset != RCC_USBCKSELR) {
			mmio_write32(clocks->rcc, offset, SOURCE_INPUT(source));
			continue;
		}
		usb = mmio_read32(clocks->rcc, offset);
		if (source & SOURCE_USBO)
			usb = (usb & ~USBCKSELR_USBO_MASK) | USBCKSELR_USBO(SOURCE_INPUT(source));
		else
			usb = (usb & USBCKSELR_USBO_MASK) | SOURCE_INPUT(source);
		mmio_write32(clocks->rcc, offset, usb);
	}
}

/* ---- PLLs ---- */

static const uint16_t pll_registers[PLLS] = {RCC_PLL1CR, RCC_PLL2CR, RCC_PLL3CR, RCC_PLL4CR};

/* The clock that a PLL multiplies, as its selector is set. */
static uint32_t pll_input(const struct clocks *clocks, unsigned pll, uint32_t divm)
{
	static const uint32_t rates[] = {SOC_HSI_HZ, SOC_HSE_HZ, SOC_CSI_HZ, 0};
	static const uint16_t registers[PLLS] = {RCC_RCK12SELR, RCC_RCK12SELR, RCC_RCK3SELR,
						 RCC_RCK4SELR};

	return rates[mmio_read32(clocks->rcc, registers[pll]) & 3u] / (divm + 1);
}

static void pll_start(const struct clocks *clocks, int node, unsigned pll)
{
	static const uint32_t largest[PLL_CELLS] = {63, 511, 127, 127, 127, 7};
	const uint32_t base = pll_registers[pll];
	const struct dt *dt = &clocks->tfa->dt;
	uint32_t cells[PLL_CELLS];
	uint32_t fraction = 0;
	uint32_t input;

	for (size_t i = 0; i < PLL_CELLS; i++) {
		if (dt_cell(dt, node, "cfg", i, &cells[i]) || cells[i] > largest[i]) {
			stage_warn(clocks->tfa,
				   "%s/%s: cfg is not <M N P Q R outputs>: PLL%u stays off",
				   clocks->path, dt_name(dt, node), pll + 1);
			return;
		}
	}
	if (dt_has(dt, node, "frac") &&
	    (dt_cell(dt, node, "frac", 0, &fraction) || fraction > 0x1FFF))
		stage_warn(clocks->tfa, "%s/%s: frac is not a number below 8192", clocks->path,
			   dt_name(dt, node));
	fraction &= 0x1FFF;
	input = pll_input(clocks, pll, cells[0]);
	mmio_write32(clocks->rcc, base + RCC_PLLCFGR1,
		     RCC_PLLCFGR1_DIVM(cells[0]) | RCC_PLLCFGR1_DIVN(cells[1]) |
			     (pll >= 2 && input >= IFRGE_HZ ? RCC_PLLCFGR1_IFRGE : 0));
	mmio_write32(clocks->rcc, base + RCC_PLLCFGR2,
		     RCC_PLLCFGR2_DIVP(cells[2]) | RCC_PLLCFGR2_DIVQ(cells[3]) |
			     RCC_PLLCFGR2_DIVR(cells[4]));
	mmio_write32(clocks->rcc, base + RCC_PLLFRACR, RCC_PLLFRACR_FRACV(fraction));
	mmio_write32(clocks->rcc, base + RCC_PLLFRACR,
		     RCC_PLLFRACR_FRACV(fraction) | RCC_PLLFRACR_FRACLE);
	mmio_write32(clocks->rcc, base + RCC_PLLCR, RCC_PLLCR_PLLON);
	if (!(mmio_read32(clocks->rcc, base + RCC_PLLCR) & RCC_PLLCR_PLLRDY))
		stage_warn(clocks->tfa, "%s/%s: PLL%u does not lock: its source does not run",
			   clocks->path, dt_name(dt, node), pll + 1);
	mmio_write32(clocks->rcc, base + RCC_PLLCR, RCC_PLLCR_PLLON | cells[5] << 4);
}

static void plls_start(const struct clocks *clocks)
{
	const struct dt *dt = &clocks->tfa->dt;
	bool started[PLLS] = {false};
	uint32_t pll;

	for (int node = dt_child(dt, clocks->node); node >= 0; node = dt_sibling(dt, node)) {
		if (!dt_compatible(dt, node, "st,stm32mp1-pll"))
			continue;
		if (dt_cell(dt, node, "reg", 0, &pll) || pll >= PLLS) {
			stage_warn(clocks->tfa, "%s/%s: reg is not the number of a PLL, 0 to 3",
				   clocks->path, dt_name(dt, node));
		} else if (started[pll]) {
			stage_warn(clocks->tfa, "%s/%s: a second node for PLL%u: left out",
				   clocks->path, dt_name(dt, node), (unsigned)pll + 1);
		} else {
			started[pll] = true;
			pll_start(clocks, node, pll);
		}
	}
}

const char *tfa_clocks_start(struct stage *tfa)
{
	struct clocks clocks = {.tfa = tfa, .rcc = stage_block(tfa, "RCC")};

	settings_write(clocks.rcc, soc_dk2_oscillators, soc_dk2_oscillator_count);
	clocks.node = dt_next_compatible(&tfa->dt, DT_NONE, "st,stm32mp1-rcc");
	if (clocks.node < 0 || !dt_has(&tfa->dt, clocks.node, "st,clksrc")) {
		settings_write(clocks.rcc, soc_dk2_clocks, soc_dk2_clock_count);
		return "on a DK2";
	}
	(void)dt_path(&tfa->dt, clocks.node, clocks.path);
	dividers_set(&clocks);
	for (size_t i = PLL_FIRST; i < RTC_SELECTOR; i++)
		selector_set(&clocks, i);
	plls_start(&clocks);
	for (size_t i = SYSTEM_FIRST; i < PLL_FIRST; i++)
		selector_set(&clocks, i);
	for (size_t i = RTC_SELECTOR; i < COUNT(selectors); i++)
		selector_set(&clocks, i);
	kernel_clocks_select(&clocks);
	return "its tree says";
}
