/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The facts in src/soc against Linux's own tables: pins, clock selectors, bindings, labels, EXTI lines
 * (files of Debian's linux-source package: fetch-debian-linux). Exit status 77, skipped, where there are
 * none. The files are read as text, by the shape that they have.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cmocka.h>

#include "soc/assignable.h"
#include "soc/clock_gates.h"
#include "soc/clock_source.h"
#include "soc/exti_line.h"
#include "soc/pin.h"

#define NAME 64

static char *read_file(const char *name)
{
	char path[512];
	char *text;
	FILE *file;
	long size;

	(void)snprintf(path, sizeof(path), "%s/%s", COPRO_DEBIAN_LINUX, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	assert_true(size > 0);
	rewind(file);
	text = test_malloc((size_t)size + 1);
	assert_int_equal(fread(text, 1, (size_t)size, file), size);
	text[size] = '\0';
	(void)fclose(file);
	return text;
}

/* ---- pinctrl-stm32mp157.c ---- */

/* The signals of a pin that Linux has and that the table has too. */
static unsigned compare_function(const struct soc_pin *pin, unsigned function, char *names)
{
	unsigned found = 0;

	/* 0 is GPIO, 17 analog. */
	if (function == 0 || function == 17)
		return 0;
	for (char *name = strtok(names, " "); name; name = strtok(NULL, " ")) {
		const int af = soc_pin_af(pin, name);

		/* soc/pin.h says why. */
		if (!strcmp(name, "FMC_INT")) {
			assert_int_equal(af, -2);
			assert_string_equal(pin->name, "PG7");
			continue;
		}
		if (af != (int)function - 1)
			fail_msg("%s: %s is AF%u in Linux, AF%d here", pin->name, name,
				 function - 1, af);
		/* Several of Ethernet's are one here; they stand side by side. */
		found++;
	}
	return found;
}

/* How many signals the table has at an AF. */
static unsigned signals_at(const struct soc_pin *pin, unsigned af)
{
	unsigned count = 0;

	for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++)
		count += signal->af == af;
	return count;
}

static void compare_pin(const char *start, const char *end)
{
	static const char *const packages[] = {"STM32MP_PKG_AA", "STM32MP_PKG_AB", "STM32MP_PKG_AC",
					       "STM32MP_PKG_AD"};
	unsigned number, function, named[SOC_PIN_AFS] = {0};
	char name[NAME], names[256];
	const struct soc_pin *pin;

	assert_int_equal(sscanf(start, "PINCTRL_PIN(%u, \"%63[^\"]\"", &number, name), 2);
	pin = soc_pin_by_name(name);
	assert_non_null(pin);
	assert_int_equal(soc_pin_dt_number(pin), number);
	for (int i = 0; i < SOC_PACKAGES; i++) {
		const char *found = strstr(start, packages[i]);

		assert_int_equal(found && found < end, pin->balls[i] != NULL);
	}
	for (const char *at = start; (at = strstr(at, "STM32_FUNCTION(")) && at < end; at++) {
		assert_int_equal(sscanf(at, "STM32_FUNCTION(%u, \"%255[^\"]\"", &function, names),
				 2);
		assert_in_range(function, 0, 17);
		if (compare_function(pin, function, names))
			named[function - 1] = 1;
	}
	/* And the table has no AF that Linux has not. */
	for (unsigned af = 0; af < SOC_PIN_AFS; af++)
		assert_int_equal(named[af], af == SOC_PIN_EVENTOUT || signals_at(pin, af) > 0);
}

static void pins_are_those_of_the_driver(void **state)
{
	char *text = read_file("pinctrl-stm32mp157.c");
	const char *next = strstr(text, "PINCTRL_PIN(");
	unsigned count = 0;

	(void)state;
	while (next) {
		const char *start = next;

		next = strstr(start + 1, "PINCTRL_PIN(");
		compare_pin(start, next ? next : start + strlen(start));
		count++;
	}
	assert_int_equal(count, soc_pin_count());
	test_free(text);
}

/* Every signal of the table stands at its pin and AF in the driver, in one of its spellings. */
static void driver_knows_all_signals(void **state)
{
	char *text = read_file("pinctrl-stm32mp157.c");
	const struct soc_pin *pin;
	unsigned checked = 0;

	(void)state;
	for (size_t i = 0; (pin = soc_pin_at(i)); i++) {
		char key[NAME], names[256], spelt[SOC_SIGNAL_MAX];
		const char *start, *end;

		(void)snprintf(key, sizeof(key), "\"%s\"", pin->name);
		start = strstr(text, key);
		assert_non_null(start);
		end = strstr(start, "PINCTRL_PIN(");
		for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++) {
			bool found = false;

			if (signal->af == SOC_PIN_ADDITIONAL)
				continue;
			(void)snprintf(key, sizeof(key), "STM32_FUNCTION(%d, ", signal->af + 1);
			start = strstr(start, key);
			assert_true(start && (!end || start < end));
			assert_int_equal(sscanf(start + strlen(key), "\"%255[^\"]\"", names), 1);
			for (char *name = strtok(names, " "); name; name = strtok(NULL, " "))
				found = found || (soc_signal_spell(name, spelt) &&
						  !strcmp(spelt, signal->name));
			if (!found)
				fail_msg("%s: AF%u is not %s in Linux", pin->name, signal->af,
					 signal->name);
			checked++;
		}
	}
	assert_true(checked > 1000);
	test_free(text);
}

/* ---- clk-stm32mp1.c ---- */

static uint32_t define_of(const char *text, const char *name)
{
	char key[NAME * 2];
	const char *at;

	(void)snprintf(key, sizeof(key), "#define %s\t", name);
	at = strstr(text, key);
	if (!at)
		fail_msg("no %s", name);
	return (uint32_t)strtoul(at + strlen(key), NULL, 0);
}

/* The clock whose selector is this field. */
static const struct soc_clock_mux *mux_at(uint32_t offset, uint32_t shift)
{
	size_t count;
	const struct soc_clock_mux *muxes = soc_clock_muxes(&count);

	for (size_t i = 0; i < count; i++) {
		const struct soc_clock_selector *selector = soc_clock_selector(muxes[i].clock);

		if (selector->offset == offset && selector->shift == shift)
			return &muxes[i];
	}
	return NULL;
}

/* Compares the inputs of a selector with an array of names in the driver, `name`. */
static void compare_parents(const char *text, const char *name, const struct soc_clock_mux *mux)
{
	const struct soc_clock_selector *selector = soc_clock_selector(mux->clock);
	const char *at, *end;
	char key[NAME * 2], parent[NAME];
	unsigned value = 0;

	(void)snprintf(key, sizeof(key), "const %s[] = {", name);
	at = strstr(text, key);
	if (!at)
		fail_msg("no %s", name);
	end = strchr(at, '}');
	for (at = strchr(at, '"'); at && at < end; at = strchr(at, '"')) {
		enum soc_clock expected = (enum soc_clock)selector->inputs[value];

		assert_int_equal(sscanf(at, "\"%63[^\"]\"", parent), 1);
		at += strlen(parent) + 2;
		/* The driver leaves out that CEC divides by 122. */
		if (mux->clock == SOC_CLOCK_CEC && value == 2)
			expected = SOC_CLOCK_CSI;
		if (soc_clock_by_name(parent) != expected)
			fail_msg("%s, value %u: %s in Linux, %s here", mux->name, value, parent,
				 soc_clock_name(expected));
		value++;
	}
	for (; value < SOC_CLOCK_INPUTS; value++) {
		const char *word = mux->inputs[value];

		if (word && strcmp(word, "PLL1P_DIV") && strcmp(word, "I2SCKIN"))
			fail_msg("%s, value %u: nothing in Linux, %s here", mux->name, value, word);
	}
}

/* K_MUX(M_UART24, RCC_UART24CKSELR, 0, 3, 0): which field; KCLK(USART2_K, "usart2_k", parents, 0,
 * G_USART2, M_UART24): what it selects. */
static void selectors_of_kernel_clocks_are_those_of_the_driver(void **state)
{
	char *text = read_file("clk-stm32mp1.c");
	unsigned checked = 0;

	(void)state;
	for (const char *at = text; (at = strstr(at, "\tKCLK(")); at++) {
		char id[NAME], parents[NAME], mux[NAME], key[NAME * 2], reg[NAME];
		const struct soc_clock_mux *found;
		const char *field;
		unsigned shift;

		assert_int_equal(sscanf(at,
					"\tKCLK(%63[^,], \"%*[^\"]\", %63[^,], %*[^,], %*[^,], "
					"%63[^)])",
					id, parents, mux),
				 3);
		(void)snprintf(key, sizeof(key), "MUX(%s, ", mux);
		field = strstr(text, key);
		assert_non_null(field);
		assert_int_equal(sscanf(field + strlen(key), "%63[^,], %u,", reg, &shift), 2);
		found = mux_at(define_of(text, reg), shift);
		if (!found)
			fail_msg("%s is no selector here", mux);
		compare_parents(text, parents, found);
		checked++;
	}
	assert_int_equal(checked, 45);
	test_free(text);
}

static void selectors_of_the_tree_are_those_of_the_driver(void **state)
{
	static const struct {
		enum soc_clock clock;
		const char *parents;
		const char *reg;
	} rows[] = {
		{SOC_CLOCK_MPU, "cpu_src", "RCC_MPCKSELR"},
		{SOC_CLOCK_AXI, "axi_src", "RCC_ASSCKSELR"},
		{SOC_CLOCK_MCU, "mcu_src", "RCC_MSSCKSELR"},
		{SOC_CLOCK_PER, "per_src", "RCC_CPERCKSELR"},
		{SOC_CLOCK_ETH, "eth_src", "RCC_ETHCKSELR"},
		{SOC_CLOCK_PLL1, "ref12_parents", "RCC_RCK12SELR"},
		{SOC_CLOCK_PLL3, "ref3_parents", "RCC_RCK3SELR"},
		{SOC_CLOCK_PLL4, "ref4_parents", "RCC_RCK4SELR"},
		{SOC_CLOCK_RTC, "rtc_src", "RCC_BDCR"},
		{SOC_CLOCK_MCO1, "mco1_src", "RCC_MCO1CFGR"},
		{SOC_CLOCK_MCO2, "mco2_src", "RCC_MCO2CFGR"},
	};
	char *text = read_file("clk-stm32mp1.c");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct soc_clock_mux *mux = soc_clock_mux(rows[i].clock);

		assert_int_equal(soc_clock_selector(rows[i].clock)->offset,
				 define_of(text, rows[i].reg));
		compare_parents(text, rows[i].parents, mux);
	}
	test_free(text);
}

/* ---- the bindings ---- */

/* Calls for each `#define NAME NUMBER`. Returns how many were looked at. */
static unsigned each_define(const char *text, bool (*check)(const char *name, uint32_t value))
{
	unsigned checked = 0;

	for (const char *at = text; (at = strstr(at, "#define ")); at++) {
		char name[NAME];
		unsigned value;

		if (sscanf(at, "#define %63s %u", name, &value) == 2)
			checked += check(name, value);
	}
	return checked;
}

static bool check_clock(const char *name, uint32_t value)
{
	size_t count;
	const struct soc_clock_leaf *leaves = soc_clock_leaves(&count);

	/* The driver has its own name for this one. */
	if (!strcmp(name, "USART6_K"))
		name = "uart6_k";
	for (size_t i = 0; i < count; i++) {
		if (!strcasecmp(leaves[i].name, name)) {
			if (leaves[i].binding != value)
				fail_msg("%s is %u in Linux, %u here", name, value,
					 leaves[i].binding);
			return true;
		}
	}
	return false;
}

static void clocks_have_the_bindings_numbers(void **state)
{
	char *text = read_file("stm32mp1-clks.h");
	size_t count;

	(void)state;
	(void)soc_clock_leaves(&count);
	/* Each leaf is in the binding, and by its name. */
	assert_int_equal(each_define(text, check_clock), count);
	test_free(text);
}

/* The name of a reset as the table has the peripheral's. */
static const char *reset_of(const char *name)
{
	static const char *const others[][2] = {
		{"SPDIF", "SPDIFRX"},  {"DAC12", "DAC1"},   {"MDIO", "MDIOS"},
		{"FDCAN", "FDCAN1"},   {"VREF", "VREFBUF"}, {"TMPSENS", "DTS"},
		{"USBO", "USBOTG"},    {"CAMITF", "DCMI"},  {"MBOX", "IPCC"},
		{"USBPHY", "USBPHYC"}, {"STGEN", "STGENC"}, {"ETHMAC", "ETH"},
		{"USBH", "USBH_OHCI"}, {"PMBCTRL", "PMB"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!strcmp(others[i][0], name))
			return others[i][1];
	}
	return name;
}

/* Numbers that are wrong in the header; no tree uses them. The bits are those beside them. */
static uint32_t corrected(const char *name, uint32_t value)
{
	if (!strcmp(name, "TIM12") || !strcmp(name, "TIM13") || !strcmp(name, "TIM14"))
		return value + 3000;
	return !strcmp(name, "MDIO") ? 19487 : value;
}

static bool check_reset(const char *name, uint32_t value)
{
	const struct soc_assignable *row;
	const struct soc_peripheral *peripheral;
	char cut[NAME];
	const size_t length = strlen(name);

	if (length < 3 || strcmp(name + length - 2, "_R"))
		return false;
	memcpy(cut, name, length - 2);
	cut[length - 2] = '\0';
	/* The processor's own, and the interconnect's. */
	if (!strcmp(cut, "MCU_HOLD_BOOT") || !strcmp(cut, "MCU") || !strcmp(cut, "AXIM"))
		return false;
	row = soc_assignable_by_name(reset_of(cut));
	if (!row)
		fail_msg("%s is nothing here", cut);
	peripheral = soc_assignable_peripheral(row);
	if (peripheral->reset * 8u + peripheral->reset_bit != corrected(cut, value))
		fail_msg("%s is %u in Linux, %u here", name, value,
			 peripheral->reset * 8u + peripheral->reset_bit);
	return true;
}

static void resets_have_the_bindings_bits(void **state)
{
	char *text = read_file("stm32mp1-resets.h");
	size_t count, with_reset = 0;
	const struct soc_peripheral *all = soc_peripherals(&count);

	(void)state;
	for (size_t i = 0; i < count; i++)
		with_reset += all[i].reset != 0;
	/* One bit resets all four blocks of FDCAN, the two of USBH, and a delay block with its
	 * controller. */
	assert_int_equal(each_define(text, check_reset), with_reset - 3 - 1 - 4);
	test_free(text);
}

/* ---- the trees' labels ---- */

static void labels_are_those_of_the_trees(void **state)
{
	static const char *const files[] = {"stm32mp151.dtsi", "stm32mp153.dtsi", "stm32mp157.dtsi",
					    "stm32mp15xc.dtsi"};
	/* In ST's kernel and later ones. */
	static const char *const absent[] = {"hsem", "hash2", "rng2", "crc2", "cryp2"};
	size_t count;
	const struct soc_assignable *rows = soc_assignables(&count);
	char *texts[4];
	unsigned checked = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		texts[i] = read_file(files[i]);
	for (size_t i = 0; i < count; i++) {
		bool found = false, later = false;
		char line[NAME * 2];

		if (!rows[i].label)
			continue;
		(void)snprintf(line, sizeof(line), "\t%s: %s@%08x {", rows[i].label, rows[i].node,
			       soc_assignable_peripheral(&rows[i])->base);
		for (size_t k = 0; k < 4; k++)
			found = found || strstr(texts[k], line);
		for (size_t k = 0; k < sizeof(absent) / sizeof(absent[0]); k++)
			later = later || !strcmp(absent[k], rows[i].label);
		if (found == later)
			fail_msg("%s: no line \"%s\"", rows[i].name, line + 1);
		checked += found;
	}
	assert_int_equal(checked, 95);
	for (size_t i = 0; i < 4; i++)
		test_free(texts[i]);
}

/* ---- irq-stm32-exti.c ---- */

static void lines_of_exti_lead_where_the_driver_says(void **state)
{
	char *text = read_file("irq-stm32-exti.c");
	const char *at = strstr(text, "stm32mp1_desc_irq[] = {"), *end;
	unsigned listed = 0, here = 0;

	(void)state;
	assert_non_null(at);
	end = strstr(at, "};");
	assert_non_null(end);
	while ((at = strstr(at + 1, "\n\t[")) && at < end) {
		unsigned line, spi;

		if (sscanf(at, "\n\t[%u] = %u,", &line, &spi) != 2)
			continue;
		if (soc_exti_spi(line) != spi)
			fail_msg("line %u leads to %u in Linux, to %u here", line, spi,
				 soc_exti_spi(line));
		listed++;
	}
	for (unsigned line = 0; line < 96; line++)
		here += soc_exti_spi(line) != SOC_NO_SPI;
	print_message("%u lines in Linux, %u here\n", listed, here);
	assert_true(listed > 30);
	assert_true(here >= listed);
	test_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pins_are_those_of_the_driver),
		cmocka_unit_test(driver_knows_all_signals),
		cmocka_unit_test(selectors_of_kernel_clocks_are_those_of_the_driver),
		cmocka_unit_test(selectors_of_the_tree_are_those_of_the_driver),
		cmocka_unit_test(clocks_have_the_bindings_numbers),
		cmocka_unit_test(resets_have_the_bindings_bits),
		cmocka_unit_test(labels_are_those_of_the_trees),
		cmocka_unit_test(lines_of_exti_lead_where_the_driver_says),
	};

	if (access(COPRO_DEBIAN_LINUX "/pinctrl-stm32mp157.c", R_OK)) {
		puts("no kernel files in " COPRO_DEBIAN_LINUX);
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
