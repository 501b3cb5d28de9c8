/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks, streams and interrupts of a CubeMX project: the groups RCC, Dma and NVIC. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assign/import_ioc_parts.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/clock_source.h"
#include "soc/dma_request.h"
#include "soc/irq.h"

#define PRIORITY_MAX 15
#define HZ_MAX	     1000000000 /* more than any clock of the chip */

/* A number without a sign up to `max`, as 2048 or 0x800; IMPORT_UNSAID: it is none. */
static int number(const char *text, int max)
{
	const bool hexadecimal = text && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *end;
	unsigned long value;

	if (!text || !isdigit((unsigned char)*text) || strlen(text) > 10)
		return IMPORT_UNSAID;
	value = strtoul(text, &end, hexadecimal ? 16 : 10);
	return *end || value > (unsigned long)max ? IMPORT_UNSAID : (int)value;
}

/* ---- oscillators and PLLs ---- */

static bool signal_used(const struct ioc *ioc, const char *signal)
{
	for (size_t i = 0; i < ioc->properties.count; i++) {
		const struct property *property = &ioc->properties.list[i];

		if (!strcmp(property->value, signal) && ioc_pin(property->key))
			return true;
	}
	return false;
}

/* The rates are written whether or not there is a crystal: its pin says so. */
static void oscillator_read(struct ioc *ioc, enum assignment_oscillator oscillator, const char *key,
			    const char *pin)
{
	const int rate = number(ioc_get(ioc, "RCC", key), HZ_MAX);

	if (rate > 0 && signal_used(ioc, pin))
		ioc->import->oscillators[oscillator] = rate;
}

static int pll_value(const struct ioc *ioc, const char *format, unsigned pll, int max,
		     struct ioc_words *said)
{
	char key[16];
	int value;

	snprintf(key, sizeof(key), "%.4s%u%s", format, pll, format + 4);
	value = number(ioc_get(ioc, "RCC", key), max);
	if (value != IMPORT_UNSAID)
		ioc_words_add(said, key);
	return value;
}

/* Hz that feed a PLL by the project's word for its source; 0: nothing is said, which is HSI in CubeMX. */
static double reference_rate(const struct ioc *ioc, unsigned pll)
{
	const char *key = pll <= 2 ? "PLL12Source" : pll == 3 ? "PLL3Source" : "PLL4Source";
	const char *source = ioc_get(ioc, "RCC", key);
	const char *rate = NULL;

	if (source && strstr(source, "_HSE"))
		rate = ioc_get(ioc, "RCC", "HSE_VALUE");
	return rate ? number(rate, HZ_MAX) : 0;
}

/* CubeMX writes a divider where it differs from a default of its own, and the rate behind it always. */
static int divider_of_rate(const struct ioc *ioc, unsigned pll, char output, double vco)
{
	char key[24];
	const char *text;
	double rate;
	int divider;

	snprintf(key, sizeof(key), "DIV%c%uFreq_Value", output, pll);
	text = ioc_get(ioc, "RCC", key);
	rate = text ? strtod(text, NULL) : 0;
	if (!(rate >= 1 && rate <= vco * 1.001))
		return IMPORT_UNSAID;
	divider = (int)(vco / rate + 0.5);
	return divider >= 1 && divider <= 128 ? divider : IMPORT_UNSAID;
}

static void pll_read(struct ioc *ioc, unsigned pll)
{
	struct ioc_words said = {.used = 0};
	struct import_pll found = {
		.m = pll_value(ioc, "DIVM", pll, 64, &said),
		.n = pll_value(ioc, "DIVN", pll, 512, &said),
		.p = pll_value(ioc, "DIVP", pll, 128, &said),
		.q = pll_value(ioc, "DIVQ", pll, 128, &said),
		.r = pll_value(ioc, "DIVR", pll, 128, &said),
	};
	const double reference = reference_rate(ioc, pll);
	char key[16];
	double vco;

	if (!said.used)
		return;
	snprintf(key, sizeof(key), "PLL%uFRACV", pll);
	found.fraction = number(ioc_get(ioc, "RCC", key), 8191);
	if (reference < 1) {
		import_note(ioc->import, "PLL%u is left out: it does not run from HSE", pll);
		return;
	}
	if (found.m < 1 || found.n < 1) {
		import_note(ioc->import,
			    "PLL%u is left out, as the rest of it is CubeMX's default, which the "
			    "project does not have: %s",
			    pll, ioc_words_end(&said));
		return;
	}
	vco = reference / found.m * (found.n + (found.fraction > 0 ? found.fraction / 8192.0 : 0));
	if (found.p < 1)
		found.p = divider_of_rate(ioc, pll, 'P', vco);
	if (found.q < 1)
		found.q = divider_of_rate(ioc, pll, 'Q', vco);
	if (found.r < 1)
		found.r = divider_of_rate(ioc, pll, 'R', vco);
	if (found.p < 1 || found.q < 1 || found.r < 1)
		import_note(ioc->import,
			    "PLL%u: the project says only %s; compare the rest with CubeMX, which "
			    "does not write its defaults",
			    pll, ioc_words_end(&said));
	ioc->import->plls[pll - 1] = found;
}

/* ---- sources of kernel clocks ---- */

/* "USART24" and "SPI23" of the HAL are "UART24" and "SPI2S23" in TF-A's words. */
static const struct soc_clock_mux *mux_named(const char *name)
{
	static const char *const others[][2] = {
		{"SPI1", "SPI2S1"}, {"SPI23", "SPI2S23"}, {"SPDIFRX", "SPDIF"}};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!strcmp(name, others[i][0]))
			return soc_clock_mux_by_name(others[i][1]);
	}
	if (!strncmp(name, "USART", 5)) {
		char plain[IOC_WORD];

		snprintf(plain, sizeof(plain), "UART%s", name + 5);
		return soc_clock_mux_by_name(plain);
	}
	return soc_clock_mux_by_name(name);
}

/* The HAL's word for an input: "PLL4" where the selector has but one output of it, "PLL3_Q", "PER". */
static int mux_value(const struct soc_clock_mux *mux, const char *word)
{
	static const char *const others[][2] = {{"PER", "CKPER"},     {"CSI122", "CSI_DIV122"},
						{"HSE2", "HSE_DIV2"}, {"HSE_DIV", "HSE"},
						{"OFF", "DISABLED"},  {"BCLK", "PCLK1"},
						{"PHY", "USBPHY"},    {"PHY", "DSIPLL"}};
	char plain[IOC_WORD];
	size_t used = 0;
	int value;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		value = strcmp(word, others[i][0]) ? -1 : soc_clock_mux_value(mux, others[i][1]);
		if (value >= 0)
			return value;
	}
	for (const char *at = word; *at && used + 1 < sizeof(plain); at++) {
		if (*at != '_')
			plain[used++] = *at;
	}
	plain[used] = '\0';
	value = soc_clock_mux_value(mux, plain);
	for (int i = 0; value < 0 && used && i < SOC_CLOCK_INPUTS; i++) {
		if (mux->inputs[i] && !strncmp(plain, "PLL", 3) &&
		    !strncmp(mux->inputs[i], plain, used))
			value = i;
	}
	return value;
}

/* "RCC_I2C35CLKSOURCE_HSI" for all that hang on the selector; false: not one of those. */
static bool source_read(struct ioc *ioc, const char *text)
{
	char name[IOC_WORD];
	char *at;
	const struct soc_clock_mux *mux;
	enum soc_clock source;
	int value;

	snprintf(name, sizeof(name), "%.*s", (int)IOC_WORD - 1, text + 4);
	at = strstr(name, "SOURCE_");
	if (!at)
		return false;
	*at = '\0';
	value = (int)(at - name);
	if (value > 3 && !strcmp(at - 3, "CLK"))
		at[-3] = '\0';
	mux = mux_named(name);
	if (!mux)
		return false;
	value = mux_value(mux, at + strlen("SOURCE_"));
	if (value < 0)
		return false;
	source = soc_clock_mux_input(mux, (unsigned)value);
	for (size_t i = 0; i < ioc->import->peripheral_count; i++) {
		struct import_peripheral *peripheral = &ioc->import->peripherals[i];

		/* One that nobody uses needs no clock, and one that comes from a PHY has no name here. */
		if (soc_clock_mux_of(peripheral->soc) == mux &&
		    peripheral->context != IMPORT_UNSAID && source != SOC_CLOCK_NONE)
			peripheral->source = (int)source;
	}
	return mux->kernel || mux->clock == SOC_CLOCK_RTC;
}

/* Is it a setting that was read, or a rate, which follows from the settings? */
static bool is_derived(const char *key)
{
	static const char *const prefixes[] = {"DIVM", "DIVN", "DIVP", "DIVQ", "DIVR", "PLL"};

	if (strcasestr(key, "Freq_") || strstr(key, "_VALUE") || !strcmp(key, "IPParameters") ||
	    !strcmp(key, "FamilyName"))
		return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!strncmp(key, prefixes[i], strlen(prefixes[i])) &&
		    isdigit((unsigned char)key[strlen(prefixes[i])]) &&
		    (i < 5 || strstr(key, "FRACV")))
			return true;
	}
	return false;
}

void ioc_clocks(struct ioc *ioc)
{
	const struct properties *all = &ioc->properties;
	struct ioc_words rest = {.used = 0};

	oscillator_read(ioc, ASSIGNMENT_HSE, "HSE_VALUE", "RCC_OSC_IN");
	oscillator_read(ioc, ASSIGNMENT_LSE, "LSE_VALUE", "RCC_OSC32_IN");
	for (unsigned pll = 1; pll <= 4; pll++)
		pll_read(ioc, pll);
	for (size_t i = properties_from(all, "RCC."); i < all->count; i++) {
		const char *key = all->list[i].key;
		char word[IOC_WORD];

		if (strncmp(key, "RCC.", 4) != 0)
			break;
		if (is_derived(key + 4) || (!strncmp(all->list[i].value, "RCC_", 4) &&
					    source_read(ioc, all->list[i].value)))
			continue;
		snprintf(word, sizeof(word), "%.40s", key + 4);
		ioc_words_add(&rest, word);
	}
	if (rest.used || rest.left_out)
		import_note(ioc->import, "the clock tree's settings are not carried over: %s",
			    ioc_words_end(&rest));
}

/* ---- DMA ---- */

static struct import_peripheral *requester(struct ioc *ioc, const char *name, const char **whole)
{
	if (soc_dma_request_by_name(name) < 0)
		return NULL;
	for (size_t i = 0; i < ioc->import->peripheral_count; i++) {
		struct import_peripheral *peripheral = &ioc->import->peripherals[i];
		const char *found;

		if (peripheral_request(peripheral->soc, name, &found) >= 0 &&
		    !strcasecmp(found, name)) {
			*whole = found;
			return peripheral;
		}
	}
	return NULL;
}

/* "Dma.USART3_RX.0.Instance=DMA2_Stream0" */
static void stream_read(struct ioc *ioc, const char *name, const char *instance)
{
	const char *request;
	struct import_peripheral *peripheral;
	struct import_dma *dma;
	const bool good = !strncasecmp(instance, "DMA", 3) &&
			  (instance[3] == '1' || instance[3] == '2') &&
			  !strncasecmp(instance + 4, "_Stream", 7) && instance[11] >= '0' &&
			  instance[11] <= '7' && !instance[12];

	peripheral = good ? requester(ioc, name, &request) : NULL;
	if (!peripheral) {
		import_note(ioc->import, "the stream %.40s of the request %.40s is left out",
			    instance, name);
		return;
	}
	dma = peripheral->dma;
	while (dma < peripheral->dma + peripheral->dma_count && strcmp(dma->request, request) != 0)
		dma++;
	if (dma == peripheral->dma + IMPORT_DMA) {
		import_note(ioc->import, "%s has more than %u streams: %s is left out",
			    peripheral->soc->name, IMPORT_DMA, request);
		return;
	}
	if (dma == peripheral->dma + peripheral->dma_count)
		peripheral->dma_count++;
	snprintf(dma->request, sizeof(dma->request), "%s", request);
	dma->controller = instance[3] - '0';
	dma->stream = instance[11] - '0';
}

void ioc_dma(struct ioc *ioc)
{
	const struct properties *all = &ioc->properties;

	for (size_t i = properties_from(all, "Dma."); i < all->count; i++) {
		const char *key = all->list[i].key;
		const char *cursor = key + 4;
		char name[IOC_WORD];
		const char *last = strrchr(key, '.');

		if (strncmp(key, "Dma.", 4) != 0)
			break;
		if (last && !strcmp(last, ".Instance") && ioc_next(&cursor, '.', name))
			stream_read(ioc, name, all->list[i].value);
	}
}

/* ---- interrupts ---- */

static bool has_irq(const struct soc_peripheral *soc, unsigned irq)
{
	for (size_t i = 0; i < soc->irq_count; i++) {
		if (soc->irqs[i] == irq)
			return true;
	}
	return false;
}

/* The most urgent of a peripheral's interrupts decides. False: no peripheral has it. */
static bool priority_set(struct ioc *ioc, const char *name, int priority)
{
	bool any = false;

	for (unsigned irq = 0; irq < SOC_IRQ_COUNT; irq++) {
		const char *known = soc_irq_name(irq);

		if (!known || strcasecmp(known, name) != 0)
			continue;
		for (size_t i = 0; i < ioc->import->peripheral_count; i++) {
			struct import_peripheral *peripheral = &ioc->import->peripherals[i];

			if (!has_irq(peripheral->soc, irq))
				continue;
			/* RCC's, IPCC's and HSEM's come with the program that uses them. Those of EXTI are
			 * pins', which have none in an assignment. */
			any = any ||
			      (peripheral_assignable(peripheral->soc)->flags & SOC_ASSIGN_SYSTEM &&
			       strcmp(peripheral->soc->name, "EXTI") != 0);
			if (!ioc_maybe_m4(peripheral))
				continue;
			any = true;
			if (peripheral->priority != IMPORT_UNSAID &&
			    peripheral->priority != priority)
				import_note(ioc->import,
					    "%s has interrupts of several priorities: the most "
					    "urgent is taken",
					    peripheral->soc->name);
			if (peripheral->priority == IMPORT_UNSAID ||
			    priority < peripheral->priority)
				peripheral->priority = priority;
		}
	}
	return any;
}

/* Exceptions of the core, which no peripheral has. */
static bool is_exception(const char *name)
{
	static const char *const names[] = {"NonMaskableInt", "HardFault",  "MemoryManagement",
					    "BusFault",	      "UsageFault", "SVCall",
					    "DebugMonitor",   "PendSV",	    "SysTick"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

/* "NVIC.USART3_IRQn=true:5:0:false:false:true:true:true": enabled, priority, subpriority and how the code is
 * generated. */
void ioc_interrupts(struct ioc *ioc)
{
	static const char suffix[] = "_IRQn";
	const struct properties *all = &ioc->properties;
	struct ioc_words rest = {.used = 0};

	for (size_t i = properties_from(all, "NVIC."); i < all->count; i++) {
		const char *value = all->list[i].value;
		char name[IOC_WORD], enabled[IOC_WORD], priority[IOC_WORD];
		size_t length;

		if (strncmp(all->list[i].key, "NVIC.", 5) != 0)
			break;
		snprintf(name, sizeof(name), "%.*s", (int)IOC_WORD - 1, all->list[i].key + 5);
		length = strlen(name);
		if (length < sizeof(suffix) || strcmp(name + length - 5, suffix) != 0 ||
		    !ioc_next(&value, ':', enabled) || strcmp(enabled, "true") != 0 ||
		    !ioc_next(&value, ':', priority) || number(priority, PRIORITY_MAX) < 0)
			continue;
		name[length - 5] = '\0';
		if (!is_exception(name) && !priority_set(ioc, name, number(priority, PRIORITY_MAX)))
			ioc_words_add(&rest, name);
	}
	if (rest.used || rest.left_out)
		import_note(ioc->import, "interrupts that no peripheral of the M4 has here: %s",
			    ioc_words_end(&rest));
}
