/* SPDX-License-Identifier: BSD-3-Clause */
/* Clock, power-up, calibration and commands of a converter (RM0436, "ADC", ADC_CR and the sections on its bits). */
#include "board/adc_internal.h"
#include "board/board_internal.h"
#include "board/rate.h"

/* Datasheet DS12505, ADC characteristics: the regulator's start-up, and cycles of the converter's clock that a
 * calibration takes without and with that of the linearity. Start of the converter: assumed. */
#define REGULATOR_PS	 (10 * PS_PER_US)
#define OFFSET_CYCLES	 1280u
#define LINEARITY_CYCLES 165010u
#define START_CYCLES	 10u
/* What a calibration finds (made up): an ideal converter's, and a number for each word of the linearity. */
#define CALIBRATION_FACTOR 0x400u
#define LINEARITY_WORD(n)  (0x20080200u + (n))

/* ---- clocks ---- */

uint64_t adc_hz(const struct adc_unit *unit)
{
	static const uint16_t dividers[] = {1,	2,  4,	 6,   8,   10,	12,  16,
					    32, 64, 128, 256, 256, 256, 256, 256};
	static const uint8_t synchronous[] = {1, 1, 2, 4};
	const uint32_t ccr = adc_common(unit, ADC_CCR);
	const uint32_t mode = ccr >> ADC_CCR_CKMODE_SHIFT & ADC_CCR_CKMODE_MASK;
	const struct board *board = unit->device->board;

	/* RM0436, CKMODE: of the bus, which is the MCU clock */
	if (mode && board_device_of(unit->device)->clocked)
		return PS_PER_S / board->cycle_ps / synchronous[mode];
	return device_clock_hz(unit->device) /
	       dividers[ccr >> ADC_CCR_PRESC_SHIFT & ADC_CCR_PRESC_MASK];
}

/* When so many cycles will have passed; TIMELINE_NEVER without a clock. */
static uint64_t adc_after(const struct adc_unit *unit, uint64_t when, uint32_t cycles)
{
	const uint64_t hz = adc_hz(unit);

	return hz ? when + rate_ps(cycles, hz) : TIMELINE_NEVER;
}

/* ---- power-up ---- */

static void adc_calibrated(struct adc_unit *unit)
{
	const uint32_t cr = adc_word(unit, ADC_CR);
	const unsigned shift = cr & ADC_CR_ADCALDIF ? 16 : 0;
	uint32_t factors = adc_word(unit, ADC_CALFACT) & ~(0x7FFu << shift);

	unit->calibrated = TIMELINE_NEVER;
	adc_set_word(unit, ADC_CALFACT, factors | CALIBRATION_FACTOR << shift);
	adc_set_word(unit, ADC_CR, cr & ~ADC_CR_ADCAL);
	if (!(cr & ADC_CR_ADCALLIN))
		return;
	for (unsigned i = 0; i < ADC_LINEARITY_WORDS; i++)
		unit->linearity[i] = LINEARITY_WORD(i);
	adc_set_word(unit, ADC_CR, adc_word(unit, ADC_CR) | ADC_CR_LINCALRDY_MASK);
}

void adc_power_up_until(struct adc_unit *unit, uint64_t when)
{
	if (unit->regulated <= when) {
		unit->regulated = TIMELINE_NEVER;
		adc_flag(unit, ADC_LDORDY);
	}
	if (unit->calibrated <= when)
		adc_calibrated(unit);
	if (unit->ready <= when) {
		unit->ready = TIMELINE_NEVER;
		unit->starting = false;
		adc_flag(unit, ADC_ADRDY);
	}
}

static void adc_calibrate(struct adc_unit *unit, uint64_t now)
{
	const bool linearity = adc_word(unit, ADC_CR) & ADC_CR_ADCALLIN;

	unit->calibrated = adc_after(unit, now, linearity ? LINEARITY_CYCLES : OFFSET_CYCLES);
}

void adc_power_up_go_on(struct adc_unit *unit, uint64_t now)
{
	const uint32_t cr = adc_word(unit, ADC_CR);

	if ((cr & ADC_CR_ADCAL) && unit->calibrated == TIMELINE_NEVER)
		adc_calibrate(unit, now);
	if (unit->starting && unit->ready == TIMELINE_NEVER)
		unit->ready = adc_after(unit, now, START_CYCLES);
}

/* ---- ADC_CR ---- */

/* Each word of the linearity's calibration passes through CALFACT2: it is read after its bit was cleared, and
 * taken when it is set (RM0436, LINCALRDYW1 to 6). */
static void adc_linearity(struct adc_unit *unit, uint32_t before, uint32_t after)
{
	for (unsigned i = 0; i < ADC_LINEARITY_WORDS; i++) {
		const uint32_t bit = ADC_CR_LINCALRDY(i);

		if ((before & bit) && !(after & bit))
			adc_set_word(unit, ADC_CALFACT2, unit->linearity[i]);
		else if (!(before & bit) && (after & bit))
			unit->linearity[i] = adc_word(unit, ADC_CALFACT2);
	}
}

static void adc_power(struct adc_unit *unit, uint32_t before, uint64_t now)
{
	const uint32_t cr = adc_word(unit, ADC_CR);
	const bool on = (cr & ADC_CR_ADVREGEN) && !(cr & ADC_CR_DEEPPWD);
	const bool was = (before & ADC_CR_ADVREGEN) && !(before & ADC_CR_DEEPPWD);

	if (on && !was)
		unit->regulated = now + REGULATOR_PS;
	if (!on) {
		unit->regulated = unit->calibrated = unit->ready = TIMELINE_NEVER;
		unit->starting = false;
		adc_set_word(unit, ADC_ISR, adc_word(unit, ADC_ISR) & ~ADC_LDORDY);
	}
}

static void adc_switch_off(struct adc_unit *unit, uint64_t now)
{
	adc_stop(unit, true, now);
	adc_stop(unit, false, now);
	unit->ready = TIMELINE_NEVER;
	unit->starting = false;
	adc_set_word(unit, ADC_CR, adc_word(unit, ADC_CR) & ~ADC_CR_ADEN);
	adc_set_word(unit, ADC_ISR, adc_word(unit, ADC_ISR) & ~ADC_ADRDY);
}

static void adc_start(struct adc_unit *unit, bool injected, uint64_t now)
{
	const uint32_t exten = injected ? adc_word(unit, ADC_JSQR) >> ADC_JSQR_JEXTEN
					: adc_word(unit, ADC_CFGR) >> ADC_CFGR_EXTEN_SHIFT;

	adc_set_word(unit, ADC_CR,
		     adc_word(unit, ADC_CR) | (injected ? ADC_CR_JADSTART : ADC_CR_ADSTART));
	if (!injected)
		unit->dma_over = false;
	if (!(exten & ADC_EXTEN_MASK))
		adc_trigger(unit, injected, now);
}

/* Which of the commands may be given: RM0436, conditions of each bit of ADC_CR. */
static uint32_t adc_allowed(const struct adc_unit *unit, uint32_t commands)
{
	const uint32_t cr = adc_word(unit, ADC_CR);
	const bool powered = (cr & ADC_CR_ADVREGEN) && !(cr & ADC_CR_DEEPPWD);
	uint32_t allowed = 0;

	if (powered && !(cr & ADC_CR_COMMANDS))
		allowed |= ADC_CR_ADEN | ADC_CR_ADCAL;
	if (cr & ADC_CR_ADEN)
		allowed |= ADC_CR_ADSTART | ADC_CR_JADSTART;
	if ((cr & ADC_CR_ADEN) && !(cr & (ADC_CR_ADSTART | ADC_CR_JADSTART)))
		allowed |= ADC_CR_ADDIS;
	if (cr & ADC_CR_ADSTART)
		allowed |= ADC_CR_ADSTP;
	if (cr & ADC_CR_JADSTART)
		allowed |= ADC_CR_JADSTP;
	return commands & allowed;
}

/* Commands are given by writing 1, and only when they may be. To stop and to switch off takes no time. */
static void adc_command(struct adc_unit *unit, uint32_t commands, uint64_t now)
{
	const uint32_t fresh = commands & ADC_CR_COMMANDS & ~adc_word(unit, ADC_CR);
	const uint32_t allowed = adc_allowed(unit, fresh);

	if (fresh & ~allowed & (ADC_CR_ADEN | ADC_CR_ADCAL | ADC_CR_ADSTART | ADC_CR_JADSTART))
		device_note(unit->device,
			    "ADC%u: 0x%08x written to CR, which holds 0x%08x: what it asks for "
			    "cannot be done now, and is ignored",
			    unit->number + 1, commands, adc_word(unit, ADC_CR));
	if (allowed & ADC_CR_ADCAL) {
		adc_set_word(unit, ADC_CR, adc_word(unit, ADC_CR) | ADC_CR_ADCAL);
		adc_calibrate(unit, now);
	} else if (allowed & ADC_CR_ADEN) {
		adc_set_word(unit, ADC_CR, adc_word(unit, ADC_CR) | ADC_CR_ADEN);
		unit->starting = true;
		unit->ready = adc_after(unit, now, START_CYCLES);
	}
	if (allowed & ADC_CR_ADSTP)
		adc_stop(unit, false, now);
	if (allowed & ADC_CR_JADSTP)
		adc_stop(unit, true, now);
	if (allowed & ADC_CR_ADDIS)
		adc_switch_off(unit, now);
	if (allowed & ADC_CR_ADSTART)
		adc_start(unit, false, now);
	if (allowed & ADC_CR_JADSTART)
		adc_start(unit, true, now);
}

void adc_control(struct adc_unit *unit, const struct device_access *access, uint32_t value,
		 uint64_t now)
{
	const uint32_t before = adc_word(unit, ADC_CR);

	device_write(unit->device, access, value);
	/* RM0436, DEEPPWD: the regulator goes off with it */
	if (adc_word(unit, ADC_CR) & ADC_CR_DEEPPWD)
		adc_set_word(unit, ADC_CR, adc_word(unit, ADC_CR) & ~ADC_CR_ADVREGEN);
	adc_linearity(unit, before, adc_word(unit, ADC_CR));
	adc_power(unit, before, now);
	adc_command(unit, value & access->mask, now);
}
