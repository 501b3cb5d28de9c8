/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Analog-to-digital converters ADC1 and ADC2 with what they share (RM0436, "Analog-to-digital converters
 * (ADC)"): registers, interrupts.
 * Not there: dual modes, the queue of contexts of the injected group, DFSDM as destination.
 */
#include "board/adc.h"

#include <stdio.h>

#include "board/adc_internal.h"
#include "board/analog.h"
#include "board/board_internal.h"
#include "board/models.h"

#define BOTH .count = ADC_UNITS, .stride = ADC_STRIDE

/* RM0436, ADC register maps: for each ADC, and common registers. */
static const struct device_register adc_registers[] = {
	{.name = "ISR", .offset = ADC_ISR, .write_1_clears = ADC_FLAGS, BOTH},
	{.name = "IER", .offset = ADC_IER, .writable = ADC_FLAGS, BOTH},
	{.name = "CR", .offset = ADC_CR, .reset = 0x20000000, .writable = 0x7FC10100, BOTH},
	{.name = "CFGR", .offset = ADC_CFGR, .reset = 0x80000000, .writable = 0xFFFF7FFF, BOTH},
	{.name = "CFGR2", .offset = ADC_CFGR2, .writable = 0xF3FF7FE3, BOTH},
	{.name = "SMPR1", .offset = ADC_SMPR1, .writable = 0x3FFFFFFF, BOTH},
	{.name = "SMPR2", .offset = ADC_SMPR2, .writable = 0x3FFFFFFF, BOTH},
	{.name = "PCSEL", .offset = ADC_PCSEL, .writable = 0x000FFFFF, BOTH},
	{.name = "LTR1", .offset = ADC_LTR1, .writable = 0x03FFFFFF, BOTH},
	{.name = "HTR1", .offset = ADC_HTR1, .reset = 0x03FFFFFF, .writable = 0x03FFFFFF, BOTH},
	{.name = "SQR1", .offset = ADC_SQR1, .writable = 0x1F7DF7CF, BOTH},
	{.name = "SQR2", .offset = ADC_SQR2, .writable = 0x1F7DF7DF, BOTH},
	{.name = "SQR3", .offset = ADC_SQR3, .writable = 0x1F7DF7DF, BOTH},
	{.name = "SQR4", .offset = ADC_SQR4, .writable = 0x000007DF, BOTH},
	{.name = "DR", .offset = ADC_DR, BOTH},
	{.name = "JSQR", .offset = ADC_JSQR, .writable = 0xFBEFBFFF, BOTH},
	{.name = "OFR1", .offset = ADC_OFR1, .writable = 0xFFFFFFFF, BOTH},
	{.name = "OFR2", .offset = ADC_OFR1 + 0x4, .writable = 0xFFFFFFFF, BOTH},
	{.name = "OFR3", .offset = ADC_OFR1 + 0x8, .writable = 0xFFFFFFFF, BOTH},
	{.name = "OFR4", .offset = ADC_OFR1 + 0xC, .writable = 0xFFFFFFFF, BOTH},
	{.name = "JDR1", .offset = ADC_JDR1, BOTH},
	{.name = "JDR2", .offset = ADC_JDR1 + 0x4, BOTH},
	{.name = "JDR3", .offset = ADC_JDR1 + 0x8, BOTH},
	{.name = "JDR4", .offset = ADC_JDR1 + 0xC, BOTH},
	{.name = "AWD2CR", .offset = ADC_AWD2CR, .writable = 0x000FFFFF, BOTH},
	{.name = "AWD3CR", .offset = ADC_AWD3CR, .writable = 0x000FFFFF, BOTH},
	{.name = "LTR2", .offset = ADC_LTR2, .writable = 0x03FFFFFF, BOTH},
	{.name = "HTR2", .offset = ADC_HTR2, .reset = 0x03FFFFFF, .writable = 0x03FFFFFF, BOTH},
	{.name = "LTR3", .offset = ADC_LTR3, .writable = 0x03FFFFFF, BOTH},
	{.name = "HTR3", .offset = ADC_HTR3, .reset = 0x03FFFFFF, .writable = 0x03FFFFFF, BOTH},
	{.name = "DIFSEL", .offset = ADC_DIFSEL, .writable = 0x000FFFFF, BOTH},
	{.name = "CALFACT", .offset = ADC_CALFACT, .writable = 0x07FF07FF, BOTH},
	{.name = "CALFACT2", .offset = ADC_CALFACT2, .writable = 0x3FFFFFFF, BOTH},
	{.name = "OR", .offset = ADC_OR, .writable = 0x00000001, BOTH},
	{.name = "CSR", .offset = ADC_CSR},
	{.name = "CCR", .offset = ADC_CCR, .writable = 0x01FFCF1F},
	{.name = "CDR", .offset = ADC_CDR},
	{.name = "CDR2", .offset = ADC_CDR2},
	{.name = "HWCFGR0", .offset = ADC_HWCFGR0, .reset = 0x00001212},
	{.name = "VERR", .offset = ADC_VERR, .reset = 0x00000012},
	{.name = "IPIDR", .offset = ADC_IPIDR, .reset = 0x00110005},
	{.name = "SIDR", .offset = ADC_SIDR, .reset = 0xA3C5DD01},
	{0},
};

void adc_sync(struct adc_unit *unit, uint64_t when)
{
	adc_power_up_until(unit, when);
	adc_convert_until(unit, when);
}

/* ---- interrupts, and what is armed ---- */

/* The next time at which somebody would notice something. */
static uint64_t adc_next(const struct adc_unit *unit)
{
	const uint32_t awaited = adc_word(unit, ADC_IER) & ~adc_word(unit, ADC_ISR);
	const bool dma = adc_word(unit, ADC_CFGR) & 1;
	uint64_t next = TIMELINE_NEVER;

	if (awaited & ADC_ADRDY)
		next = unit->ready;
	if (!unit->converting)
		return next;
	if (!unit->sampled && (awaited & ADC_EOSMP) && unit->sample_end < next)
		next = unit->sample_end;
	if ((dma || (awaited & ~(ADC_EOSMP | ADC_ADRDY))) && unit->end < next)
		next = unit->end;
	return next;
}

void adc_refresh(struct adc_unit *unit)
{
	static const uint8_t irqs[] = {SOC_IRQ_ADC1, SOC_IRQ_ADC2};
	struct device *device = unit->device;
	const bool level = adc_word(unit, ADC_ISR) & adc_word(unit, ADC_IER);
	const uint64_t next = adc_next(unit);

	device_m4_irq(device, irqs[unit->number], level);
	device_a7_irq(device, irqs[unit->number], level);
	if (next == TIMELINE_NEVER)
		timeline_disarm(device_timeline(device), &unit->due);
	else if (!unit->due.armed || unit->due.when != next)
		timeline_arm(device_timeline(device), &unit->due, next);
}

static void adc_due(void *context)
{
	struct adc_unit *unit = context;

	adc_sync(unit, unit->due.when);
	adc_refresh(unit);
}

static uint64_t adc_settle_units(struct device *device)
{
	struct adc_state *state = device->state;
	const uint64_t now = timeline_now(device_timeline(device));

	for (unsigned i = 0; i < ADC_UNITS; i++)
		adc_sync(&state->units[i], now);
	return now;
}

static void adc_refresh_units(struct device *device)
{
	struct adc_state *state = device->state;

	for (unsigned i = 0; i < ADC_UNITS; i++)
		adc_refresh(&state->units[i]);
}

void adc_settle(struct board *board)
{
	struct device *device = board_device(board, "ADC12");
	const struct adc_state *state = device ? device->state : NULL;

	if (!state || !state->made)
		return;
	(void)adc_settle_units(device);
	adc_refresh_units(device);
}

/* ---- registers ---- */

static struct adc_unit *adc_unit_at(struct device *device, uint32_t offset)
{
	struct adc_state *state = device->state;

	return offset < ADC_UNITS * ADC_STRIDE ? &state->units[offset / ADC_STRIDE] : NULL;
}

/* DR was read, or EOC cleared: what waited for that goes on. */
static void adc_taken(struct adc_unit *unit, uint64_t now)
{
	static const uint8_t requests[] = {SOC_DMA_ADC1, SOC_DMA_ADC2};

	adc_set_word(unit, ADC_ISR, adc_word(unit, ADC_ISR) & ~ADC_EOC);
	device_dma_request(unit->device, requests[unit->number], false);
	adc_go_on(unit, now);
}

static void adc_configure_notes(struct adc_unit *unit, uint32_t before)
{
	const uint32_t cfgr = adc_word(unit, ADC_CFGR);

	if (cfgr != before && (adc_word(unit, ADC_CR) & ADC_CR_ADSTART))
		device_note(unit->device,
			    "ADC%u: CFGR is written while ADSTART is set, which the manual forbids",
			    unit->number + 1);
	if ((cfgr & ADC_CFGR_DMNGT_MASK) == 2)
		device_note(unit->device, "ADC%u: DFSDM as destination is not modelled",
			    unit->number + 1);
	if (!(cfgr & ADC_CFGR_JQDIS) && (adc_word(unit, ADC_JSQR)))
		device_note(unit->device,
			    "ADC%u: the queue of injected contexts (JQDIS = 0) is not modelled: "
			    "JSQR acts at once",
			    unit->number + 1);
}

static void adc_write_unit(struct adc_unit *unit, const struct device_access *access,
			   uint32_t value, uint64_t now)
{
	const uint32_t offset = access->offset - unit->base;
	const uint32_t before = device_word(unit->device, access->offset);

	if (offset == ADC_CR) {
		adc_control(unit, access, value, now);
		return;
	}
	device_write(unit->device, access, value);
	if (offset == ADC_ISR && (value & access->mask & before & ADC_EOC))
		adc_taken(unit, now);
	if (offset == ADC_CFGR || offset == ADC_JSQR)
		adc_configure_notes(unit, offset == ADC_CFGR ? before : adc_word(unit, ADC_CFGR));
}

static void adc_write(struct device *device, const struct device_access *access, uint32_t value)
{
	struct adc_unit *unit = adc_unit_at(device, access->offset);
	const uint64_t now = adc_settle_units(device);

	if (unit)
		adc_write_unit(unit, access, value, now);
	else
		device_write(device, access, value);
	if (unit)
		adc_listen(unit);
	if (access->offset == ADC_CCR && (device_word(device, ADC_CCR) & ADC_CCR_DUAL_MASK))
		device_note(device, "dual modes (CCR.DUAL) are not modelled: each converter works "
				    "by itself");
	adc_refresh_units(device);
}

static uint32_t adc_read_unit(struct adc_unit *unit, const struct device_access *access)
{
	const uint32_t offset = access->offset - unit->base;
	const uint32_t before = adc_word(unit, ADC_ISR);
	const uint64_t now = timeline_now(device_timeline(unit->device));
	uint32_t word;

	adc_sync(unit, now);
	word = device_read(unit->device, access);
	if (!access->peek && offset == ADC_DR)
		adc_taken(unit, now);
	/* RM0436, JEOC: reading a JDRy clears it */
	if (!access->peek && offset >= ADC_JDR1 && offset < ADC_JDR1 + 4 * ADC_INJECTED)
		adc_set_word(unit, ADC_ISR, adc_word(unit, ADC_ISR) & ~ADC_JEOC);
	/* Software that polls looks often. */
	if (adc_word(unit, ADC_ISR) != before)
		adc_refresh(unit);
	return word;
}

static uint32_t adc_read_common(struct device *device, const struct device_access *access)
{
	const struct adc_state *state = device->state;
	const struct adc_unit *master = &state->units[0], *slave = &state->units[1];

	switch (access->offset) {
	case ADC_CSR:
		return (adc_word(master, ADC_ISR) & ADC_FLAGS) |
		       (adc_word(slave, ADC_ISR) & ADC_FLAGS) << 16;
	case ADC_CDR:
		return (adc_word(master, ADC_DR) & 0xFFFF) | adc_word(slave, ADC_DR) << 16;
	default:
		return device_read(device, access);
	}
}

static uint32_t adc_read(struct device *device, const struct device_access *access)
{
	struct adc_unit *unit = adc_unit_at(device, access->offset);

	if (unit)
		return adc_read_unit(unit, access);
	(void)adc_settle_units(device);
	adc_refresh_units(device);
	return adc_read_common(device, access);
}

/* What waited for a clock begins. What is under way keeps the time that it was given. */
static void adc_clock_changed(struct device *device)
{
	struct adc_state *state = device->state;
	const uint64_t now = adc_settle_units(device);

	for (unsigned i = 0; i < ADC_UNITS; i++) {
		adc_power_up_go_on(&state->units[i], now);
		adc_go_on(&state->units[i], now);
	}
	adc_refresh_units(device);
}

static void adc_make(struct device *device)
{
	struct adc_state *state = device->state;
	char signal[24];

	state->made = true;
	for (unsigned i = 0; i < ADC_UNITS; i++) {
		struct adc_unit *unit = &state->units[i];

		unit->device = device;
		unit->number = i;
		unit->base = i * ADC_STRIDE;
		unit->due.name = "conversion over";
		unit->due.fire = adc_due;
		unit->due.context = unit;
		for (unsigned channel = 0; channel < ADC_CHANNELS; channel++) {
			snprintf(signal, sizeof(signal), "ADC%u_INP%u", i + 1, channel);
			unit->positive[channel] = analog_node(signal);
			snprintf(signal, sizeof(signal), "ADC%u_INN%u", i + 1, channel);
			unit->negative[channel] = analog_node(signal);
		}
	}
}

static void adc_reset(struct device *device)
{
	struct adc_state *state = device->state;

	if (!state->made)
		adc_make(device);
	for (unsigned i = 0; i < ADC_UNITS; i++) {
		struct adc_unit *unit = &state->units[i];

		unit->regulated = unit->calibrated = unit->ready = TIMELINE_NEVER;
		unit->converting = unit->dma_over = unit->starting = false;
		unit->regular = unit->injected = (struct adc_group){0};
		for (unsigned word = 0; word < ADC_LINEARITY_WORDS; word++)
			unit->linearity[word] = 0;
		adc_taken(unit, 0);
		adc_listen(unit);
		adc_refresh(unit);
	}
}

static void adc_destroy(struct device *device)
{
	struct adc_state *state = device->state;

	for (unsigned i = 0; i < ADC_UNITS; i++)
		timeline_disarm(device_timeline(device), &state->units[i].due);
}

const struct device_model adc_model = {
	.model = "adc",
	.registers = adc_registers,
	.ops = {.reset = adc_reset,
		.read = adc_read,
		.write = adc_write,
		.clock_changed = adc_clock_changed,
		.destroy = adc_destroy},
	.state_size = sizeof(struct adc_state),
};
