/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks in Linux's trees: which Linux keeps running for the coprocessor (ST's Linux, bindings/remoteproc/
 * rproc-srm.txt, and the names in stm32mp15-m4-srm.dtsi), and what feeds them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "assign/generator.h"
#include "soc/clock_gates.h"

#define CLOCK_NAME 24u
#define CLOCKS_MAX 4u

/* Clocks as soc/clock_gates.h names the peripherals' and soc/clock.h the others; '%' is the number in the
 * peripheral's name. */
static const struct held {
	const char *peripheral;
	struct {
		const char *clock;
		const char *name;
	} clocks[CLOCKS_MAX];
} held[] = {
	{"TIM%", {{"tim%_k", "int"}}},
	{"LPTIM%", {{"lptim%_k", "mux"}}},
	{"SPI%", {{"spi%_k", "spi"}}},
	{"SPDIFRX", {{"spdif_k", "kclk"}}},
	{"USART6", {{"uart6_k", "usart"}}},
	{"USART%", {{"usart%_k", "usart"}}},
	{"UART%", {{"uart%_k", "uart"}}},
	{"I2C%", {{"i2c%_k", "i"}}},
	{"CEC", {{"cec_k", "cec"}, {"cec", "hdmi-cec"}}},
	{"DAC1", {{"dac12", "pclk"}}},
	{"MDIOS", {{"mdio", "pclk"}}},
	{"SAI%", {{"sai%", "pclk"}, {"sai%_k", "sai_ck"}, {"pll3_q", "x8k"}, {"pll3_r", "x11k"}}},
	{"DFSDM1", {{"dfsdm_k", "dfsdm"}}},
	{"FDCAN%", {{"hse", "hclk"}, {"fdcan_k", "cclk"}}},
	{"DMA%", {{"dma%", "dma"}}},
	{"DMAMUX%", {{"dmamux", "dmamux"}}},
	{"ADC12", {{"adc12", "bus"}, {"adc12_k", "adc"}}},
	{"SDMMC%", {{"sdmmc%_k", "apb_pclk"}}},
	{"USBOTG", {{"usbo_k", "otg"}}},
	{"HASH%", {{"hash%", "hash"}}},
	{"RNG%", {{"rng%_k", "rng"}}},
	{"CRC%", {{"crc%", "crc"}}},
	{"CRYP%", {{"cryp%", "cryp"}}},
	{"DCMI", {{"dcmi", "mclk"}}},
	{"VREFBUF", {{"vref", "vrefbuf"}}},
	{"QUADSPI", {{"qspi_k", "qspi"}}},
	{"FMC", {{"fmc_k", "fmc"}}},
};

/* Is it the name, with a number where the pattern ends in '%'? */
static bool matches(const char *pattern, const char *name)
{
	const char *mark = strchr(pattern, '%');
	size_t length = mark ? (size_t)(mark - pattern) : strlen(pattern);

	if (strncmp(pattern, name, length) != 0)
		return false;
	if (!mark)
		return !name[length];
	if (!name[length])
		return false;
	for (name += length; *name; name++) {
		if (!isdigit((unsigned char)*name))
			return false;
	}
	return true;
}

static const struct held *held_of(const struct soc_peripheral *soc)
{
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
		if (matches(held[i].peripheral, soc->name))
			return &held[i];
	}
	return NULL;
}

static void number_put(const char *pattern, const char *peripheral, char name[CLOCK_NAME])
{
	const char *number = peripheral + strlen(peripheral);
	const char *mark = strchr(pattern, '%');

	while (number > peripheral && isdigit((unsigned char)number[-1]))
		number--;
	if (mark)
		snprintf(name, CLOCK_NAME, "%.*s%s%s", (int)(mark - pattern), pattern, number,
			 mark + 1);
	else
		snprintf(name, CLOCK_NAME, "%s", pattern);
}

static unsigned binding_of_clock(enum soc_clock clock)
{
	for (uint32_t binding = 0; binding < SOC_CLOCK_BINDINGS; binding++) {
		if (clock != SOC_CLOCK_NONE && soc_clock_bound(binding) == clock)
			return binding;
	}
	return SOC_NO_BINDING;
}

static unsigned binding_of(const char *name)
{
	size_t count;
	const struct soc_clock_leaf *leaves = soc_clock_leaves(&count);

	for (size_t i = 0; i < count; i++) {
		if (!strcmp(leaves[i].name, name))
			return leaves[i].binding;
	}
	for (int clock = 0; clock < SOC_CLOCKS; clock++) {
		if (!strcmp(soc_clock_name((enum soc_clock)clock), name))
			return binding_of_clock((enum soc_clock)clock);
	}
	return SOC_NO_BINDING;
}

void generate_m4_clocks(struct generator *generator, const char *indent,
			const struct assignment_peripheral *peripheral)
{
	const struct held *row = held_of(peripheral->soc);
	char rcc[GENERATOR_REFERENCE], name[CLOCK_NAME];

	if (!row)
		return;
	generator_named_node(generator, "RCC", rcc);
	for (size_t i = 0; i < CLOCKS_MAX && row->clocks[i].clock; i++) {
		const bool last = i + 1 == CLOCKS_MAX || !row->clocks[i + 1].clock;

		number_put(row->clocks[i].clock, peripheral->soc->name, name);
		emit(generator->out, "%s%s<%s %u>%s\t/* %s */\n", indent,
		     i ? "\t " : "clocks = ", rcc, binding_of(name), last ? ";" : ",", name);
	}
	emit(generator->out, "%sclock-names = ", indent);
	for (size_t i = 0; i < CLOCKS_MAX && row->clocks[i].clock; i++)
		emit(generator->out, "%s\"%s\"", i ? ", " : "", row->clocks[i].name);
	emit_text(generator->out, ";\n");
}

/* The gate of the peripheral's kernel clock. */
static const struct soc_clock_leaf *kernel_leaf(const struct soc_peripheral *soc)
{
	size_t count;
	const struct soc_clock_leaf *leaves = soc_clock_leaves(&count);

	for (size_t i = 0; i < count; i++) {
		if (leaves[i].gate == soc->enable && leaves[i].bit == soc->enable_bit &&
		    leaves[i].source == soc->clock && (leaves[i].flags & SOC_CLOCK_KERNEL))
			return &leaves[i];
	}
	return NULL;
}

void generate_assigned_clock(struct generator *generator, const char *indent,
			     const struct assignment_peripheral *peripheral)
{
	const struct assignment_choice *source = &peripheral->clock.source;
	const struct soc_clock_leaf *leaf = kernel_leaf(peripheral->soc);
	unsigned parent = binding_of_clock((enum soc_clock)source->value);
	char rcc[GENERATOR_REFERENCE], from[ASSIGNMENT_ORIGIN_TEXT];

	if (!assignment_given(&source->origin) || source->origin.board || !leaf ||
	    !soc_clock_selector((enum soc_clock)peripheral->soc->clock) || parent == SOC_NO_BINDING)
		return;
	generator_named_node(generator, "RCC", rcc);
	emit(generator->out, "%sassigned-clocks = <%s %u>;\t/* %s */\n", indent, rcc,
	     (unsigned)leaf->binding, leaf->name);
	emit(generator->out, "%sassigned-clock-parents = <%s %u>;\t/* %s; %s */\n", indent, rcc,
	     parent, soc_clock_name((enum soc_clock)source->value),
	     generator_origin(&source->origin, from));
}
