/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From voltages to numbers (RM0436, "ADC", data management, oversampler, analog window watchdogs). The
 * converter is ideal: no noise, no offset, a code's middle is its voltage.
 */
#include "board/adc_internal.h"
#include "board/analog.h"

unsigned adc_bits(const struct adc_unit *unit)
{
	static const uint8_t bits[] = {16, 14, 12, 10, 8, 8, 8, 8}; /* reserved codes: assumed */

	return bits[adc_word(unit, ADC_CFGR) >> ADC_CFGR_RES_SHIFT & ADC_CFGR_RES_MASK];
}

/* One of ADC2's channels inside the chip. False: the channel is none. */
static bool adc_internal_channel(struct adc_unit *unit, int32_t *microvolts)
{
	struct board *board = unit->device->board;
	const uint32_t ccr = adc_common(unit, ADC_CCR);
	bool on = true;

	if (unit->number != 1)
		return false;
	switch (unit->channel) {
	case ADC2_TEMPERATURE:
		on = ccr & ADC_CCR_TSEN;
		*microvolts = analog_sensor(board);
		break;
	case ADC2_VREFINT:
		on = ccr & ADC_CCR_VREFEN;
		*microvolts = analog_supply(board, ANALOG_VREFINT);
		break;
	case ADC2_VDDCORE:
		on = adc_word(unit, ADC_OR) & ADC_OR_VDDCOREEN;
		*microvolts = analog_supply(board, ANALOG_VDDCORE);
		break;
	case ADC2_VBAT:
		on = ccr & ADC_CCR_VBATEN;
		*microvolts = analog_supply(board, ANALOG_VBAT) / 4;
		break;
	case ADC2_DAC_OUT1:
		*microvolts = analog_dac_inside(board, 0);
		break;
	case ADC2_DAC_OUT2:
		*microvolts = analog_dac_inside(board, 1);
		break;
	default:
		return false;
	}
	if (!on) {
		device_note(unit->device,
			    "ADC2 converts internal channel %u, which is not switched on "
			    "(ADC_CCR, ADC2_OR): it reads 0",
			    unit->channel);
		*microvolts = 0;
	}
	return true;
}

static int32_t adc_clamp(int64_t value, int64_t max)
{
	return (int32_t)(value < 0 ? 0 : value > max ? max : value);
}

int32_t adc_sample(struct adc_unit *unit)
{
	struct board *board = unit->device->board;
	const int64_t reference = analog_supply(board, ANALOG_VREF);
	const int64_t full = INT64_C(1) << adc_bits(unit);
	int32_t microvolts = 0;
	int64_t difference;

	if (unit->channel >= ADC_CHANNELS || !(adc_word(unit, ADC_PCSEL) >> unit->channel & 1)) {
		device_note(unit->device,
			    "ADC%u converts channel %u, which PCSEL does not connect: it reads 0",
			    unit->number + 1, unit->channel);
		return 0;
	}
	if (!adc_internal_channel(unit, &microvolts))
		microvolts = analog_voltage(board, unit->positive[unit->channel]);
	if (!(adc_word(unit, ADC_DIFSEL) >> unit->channel & 1))
		return adc_clamp((microvolts * full + reference / 2) / reference, full - 1);
	/* RM0436, DIFSEL: the middle of the scale is a difference of 0 */
	difference = microvolts - analog_voltage(board, unit->negative[unit->channel]);
	return adc_clamp(((difference + reference) * full + reference) / (2 * reference), full - 1);
}

/* ---- watchdogs ---- */

static bool adc_watched(const struct adc_unit *unit, unsigned watchdog)
{
	const uint32_t cfgr = adc_word(unit, ADC_CFGR);

	if (watchdog > 1)
		return adc_word(unit, watchdog == 2 ? ADC_AWD2CR : ADC_AWD3CR) >> unit->channel & 1;
	if (!(cfgr & (unit->injecting ? ADC_CFGR_JAWD1EN : ADC_CFGR_AWD1EN)))
		return false;
	return !(cfgr & ADC_CFGR_AWD1SGL) ||
	       (cfgr >> ADC_CFGR_AWD1CH_SHIFT & ADC_CHANNEL_MASK) == unit->channel;
}

/* Thresholds are left-aligned to 16 bits at every resolution (ST's HAL shifts them so). With the oversampler
 * they are held against what comes out of its right shift (assumed). */
static void adc_watch(struct adc_unit *unit, uint32_t value)
{
	static const uint16_t low[] = {ADC_LTR1, ADC_LTR2, ADC_LTR3};
	static const uint16_t high[] = {ADC_HTR1, ADC_HTR2, ADC_HTR3};
	const uint32_t aligned = value << (16 - adc_bits(unit));

	for (unsigned i = 0; i < 3; i++) {
		if (adc_watched(unit, i + 1) &&
		    (aligned < adc_word(unit, low[i]) || aligned > adc_word(unit, high[i])))
			adc_flag(unit, ADC_AWD(i + 1));
	}
}

/* ---- results ---- */

/* Offsets are left-aligned to 16 bits, too; SSATE keeps the difference within the signed range of the
 * resolution. */
static int64_t adc_offset(const struct adc_unit *unit, int64_t data)
{
	const unsigned bits = adc_bits(unit);
	const int64_t half = INT64_C(1) << (bits - 1);

	for (unsigned i = 0; i < 4; i++) {
		const uint32_t offset = adc_word(unit, ADC_OFR1 + 4 * i);

		if (!(offset & ADC_OFR_OFFSET_MASK) ||
		    (offset >> ADC_OFR_CHANNEL_SHIFT & ADC_CHANNEL_MASK) != unit->channel)
			continue;
		data -= (offset & ADC_OFR_OFFSET_MASK) >> (16 - bits);
		if (offset & ADC_OFR_SSATE)
			data = data < -half ? -half : data > half - 1 ? half - 1 : data;
		/* RSHIFTx halves what had its offset taken away */
		return adc_word(unit, ADC_CFGR2) & ADC_CFGR2_RSHIFT(i) ? data / 2 : data;
	}
	return data;
}

uint32_t adc_result(struct adc_unit *unit, uint32_t sum, bool oversampled)
{
	const uint32_t cfgr2 = adc_word(unit, ADC_CFGR2);
	const uint32_t shift =
		oversampled ? cfgr2 >> ADC_CFGR2_OVSS_SHIFT & ADC_CFGR2_OVSS_MASK : 0;
	const uint32_t value = sum >> shift;

	adc_watch(unit, value);
	return (uint32_t)adc_offset(unit, value) << (cfgr2 >> ADC_CFGR2_LSHIFT);
}
