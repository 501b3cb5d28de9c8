/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sequencer of a converter (RM0436, "ADC", channel selection, single, continuous and discontinuous mode,
 * injected channel management, timing).
 *
 * An oversampled conversion takes the time of all its conversions and samples once, at its end; triggered
 * oversampling (TROVS) samples at each trigger. There is no queue of contexts: JSQR acts when it is read.
 */
#include "board/adc_internal.h"
#include "board/rate.h"
#include "soc/dma_request.h"

/* Conversions that are worked out one by one before whole sequences, which change nothing, are passed. */
#define PATIENCE 64u

/* ---- time ---- */

/* Half cycles of the converter's clock: sampling by SMPx, conversion by resolution (RM0436, ADC timing). */
static unsigned adc_sampling(const struct adc_unit *unit, unsigned channel)
{
	static const uint16_t halves[] = {3, 5, 17, 33, 65, 129, 775, 1621};
	const uint32_t smpr = adc_word(unit, channel < 10 ? ADC_SMPR1 : ADC_SMPR2);

	return halves[smpr >> channel % 10 * 3 & 7];
}

static unsigned adc_approximation(const struct adc_unit *unit)
{
	return adc_bits(unit) + 1;
}

static bool adc_oversampled(const struct adc_unit *unit, bool injected)
{
	return adc_word(unit, ADC_CFGR2) & (injected ? ADC_CFGR2_JOVSE : ADC_CFGR2_ROVSE);
}

static unsigned adc_ratio(const struct adc_unit *unit)
{
	return (adc_word(unit, ADC_CFGR2) >> ADC_CFGR2_OSVR_SHIFT & ADC_CFGR2_OSVR_MASK) + 1;
}

/* One conversion for each trigger of an oversampled result. */
static bool adc_by_trigger(const struct adc_unit *unit, bool injected)
{
	return !injected && adc_oversampled(unit, false) &&
	       (adc_word(unit, ADC_CFGR2) & ADC_CFGR2_TROVS);
}

static uint64_t adc_halves(const struct adc_unit *unit, bool injected, unsigned channel)
{
	const uint64_t one = adc_sampling(unit, channel) + adc_approximation(unit);

	return adc_oversampled(unit, injected) && !adc_by_trigger(unit, injected)
		       ? one * adc_ratio(unit)
		       : one;
}

/* ---- sequences ---- */

static unsigned adc_length(const struct adc_unit *unit, bool injected)
{
	if (injected)
		return (adc_word(unit, ADC_JSQR) & ADC_JSQR_JL_MASK) + 1;
	return (adc_word(unit, ADC_SQR1) & ADC_SQR1_L_MASK) + 1;
}

static uint8_t adc_channel(const struct adc_unit *unit, bool injected, unsigned rank)
{
	/* SQR1 has L in the place of a rank, each other one five of them */
	const unsigned place = rank + 1;
	const uint32_t word = injected
				      ? adc_word(unit, ADC_JSQR) >> (ADC_JSQR_JSQ1 + 6 * rank)
				      : adc_word(unit, ADC_SQR1 + 4 * (place / 5)) >> place % 5 * 6;

	return word & ADC_CHANNEL_MASK;
}

static bool adc_by_software(const struct adc_unit *unit, bool injected)
{
	const uint32_t exten = injected ? adc_word(unit, ADC_JSQR) >> ADC_JSQR_JEXTEN
					: adc_word(unit, ADC_CFGR) >> ADC_CFGR_EXTEN_SHIFT;

	return !(exten & ADC_EXTEN_MASK);
}

static void adc_begin(struct adc_unit *unit, bool injected, uint64_t when)
{
	struct adc_group *group = injected ? &unit->injected : &unit->regular;
	const uint64_t hz = adc_hz(unit);

	if (!hz) {
		device_note(unit->device, "ADC%u has no kernel clock: it converts nothing",
			    unit->number + 1);
		return;
	}
	/* one that was started before ADRDY */
	if (unit->ready != TIMELINE_NEVER && unit->ready > when)
		when = unit->ready;
	unit->converting = true;
	unit->injecting = injected;
	unit->sampled = false;
	unit->channel = adc_channel(unit, injected, group->rank);
	unit->end = when + rate_ps(adc_halves(unit, injected, unit->channel), 2 * hz);
	unit->sample_end = unit->end - rate_ps(adc_approximation(unit), 2 * hz);
}

void adc_go_on(struct adc_unit *unit, uint64_t when)
{
	const bool waits =
		(adc_word(unit, ADC_CFGR) & ADC_CFGR_AUTDLY) && (adc_word(unit, ADC_ISR) & ADC_EOC);

	if (unit->injected.running && unit->converting && !unit->injecting)
		unit->converting = false; /* it is converted anew afterwards */
	if (unit->converting)
		return;
	if (unit->injected.running)
		adc_begin(unit, true, when);
	else if (unit->regular.running && !waits)
		adc_begin(unit, false, when);
}

void adc_trigger(struct adc_unit *unit, bool injected, uint64_t when)
{
	struct adc_group *group = injected ? &unit->injected : &unit->regular;
	const uint32_t cfgr = adc_word(unit, ADC_CFGR);

	if (group->running || (!injected && unit->dma_over))
		return;
	group->running = true;
	if (injected)
		group->left = cfgr & ADC_CFGR_JDISCEN ? 1 : 0;
	else if (cfgr & ADC_CFGR_DISCEN)
		group->left =
			(uint8_t)((cfgr >> ADC_CFGR_DISCNUM_SHIFT & ADC_CFGR_DISCNUM_MASK) + 1);
	else
		group->left = 0;
	adc_go_on(unit, when);
}

void adc_stop(struct adc_unit *unit, bool injected, uint64_t when)
{
	*(injected ? &unit->injected : &unit->regular) = (struct adc_group){0};
	if (unit->converting && unit->injecting == injected)
		unit->converting = false;
	adc_set_word(unit, ADC_CR,
		     adc_word(unit, ADC_CR) & ~(injected ? ADC_CR_JADSTART : ADC_CR_ADSTART));
	adc_go_on(unit, when);
}

/* A group is through with what its trigger asked for. */
static void adc_rest(struct adc_unit *unit, bool injected)
{
	const uint32_t start = injected ? ADC_CR_JADSTART : ADC_CR_ADSTART;

	(injected ? &unit->injected : &unit->regular)->running = false;
	if (adc_by_software(unit, injected))
		adc_set_word(unit, ADC_CR, adc_word(unit, ADC_CR) & ~start);
}

/* ---- results ---- */

static void adc_request(struct adc_unit *unit)
{
	static const uint8_t requests[] = {SOC_DMA_ADC1, SOC_DMA_ADC2};
	const uint32_t cfgr = adc_word(unit, ADC_CFGR);
	const uint32_t mode = cfgr & ADC_CFGR_DMNGT_MASK;
	const bool lost = (adc_word(unit, ADC_ISR) & ADC_OVR) && !(cfgr & ADC_CFGR_OVRMOD);

	/* RM0436, overrun: no more requests, so that the memory holds whole sequences */
	if ((mode == ADC_DMNGT_ONE_SHOT && !unit->dma_over) || mode == ADC_DMNGT_CIRCULAR)
		device_dma_request(unit->device, requests[unit->number], !lost);
}

static void adc_regular_data(struct adc_unit *unit, uint32_t data)
{
	const bool unread = adc_word(unit, ADC_ISR) & ADC_EOC;

	if (unread)
		adc_flag(unit, ADC_OVR);
	if (!unread || (adc_word(unit, ADC_CFGR) & ADC_CFGR_OVRMOD))
		adc_set_word(unit, ADC_DR, data);
	adc_flag(unit, ADC_EOC);
	adc_request(unit);
}

/* True if a result has come of it. */
static bool adc_collect(struct adc_unit *unit, struct adc_group *group, uint32_t *data)
{
	const bool oversampled = adc_oversampled(unit, unit->injecting);
	const unsigned ratio = oversampled ? adc_ratio(unit) : 1;

	if (!adc_by_trigger(unit, unit->injecting)) {
		*data = adc_result(unit, (uint32_t)unit->raw * ratio, oversampled);
		return true;
	}
	group->sum += (uint32_t)unit->raw;
	if (++group->taken < ratio)
		return false;
	*data = adc_result(unit, group->sum, true);
	group->sum = 0;
	group->taken = 0;
	return true;
}

static void adc_regular_done(struct adc_unit *unit)
{
	const uint32_t cfgr = adc_word(unit, ADC_CFGR);
	struct adc_group *group = &unit->regular;
	bool through, last;
	uint32_t data;

	if (!adc_collect(unit, group, &data)) {
		adc_rest(unit, false);
		return;
	}
	adc_regular_data(unit, data);
	through = adc_by_trigger(unit, false) || (group->left && !--group->left);
	last = ++group->rank >= adc_length(unit, false);
	if (last) {
		group->rank = 0;
		adc_flag(unit, ADC_EOS);
		if (cfgr & ADC_CFGR_JAUTO)
			adc_trigger(unit, true, unit->end);
	}
	if (through || (last && !(cfgr & ADC_CFGR_CONT)))
		adc_rest(unit, false);
}

static void adc_injected_done(struct adc_unit *unit)
{
	struct adc_group *group = &unit->injected;
	bool last;
	uint32_t data = 0;

	(void)adc_collect(unit, group, &data);
	adc_set_word(unit, ADC_JDR1 + 4 * (group->rank % ADC_INJECTED), data);
	adc_flag(unit, ADC_JEOC);
	last = ++group->rank >= adc_length(unit, true);
	if (last) {
		group->rank = 0;
		adc_flag(unit, ADC_JEOS);
	}
	if (last || (group->left && !--group->left))
		adc_rest(unit, true);
}

/* Continuous conversions whose flags are all set long ago: nothing changes but the time. */
static void adc_pass(struct adc_unit *unit, uint64_t when)
{
	const uint32_t cfgr = adc_word(unit, ADC_CFGR);
	const uint64_t hz = adc_hz(unit);
	uint64_t halves = 0, period, passed;

	if (!unit->converting || unit->injecting || !hz || unit->end > when ||
	    (cfgr & (ADC_CFGR_JAUTO | ADC_CFGR_DMNGT_MASK)))
		return;
	for (unsigned rank = 0; rank < adc_length(unit, false); rank++)
		halves += adc_halves(unit, false, adc_channel(unit, false, rank));
	period = rate_ps(halves, 2 * hz);
	passed = (when - unit->end) / period * period;
	unit->sample_end += passed;
	unit->end += passed;
}

void adc_convert_until(struct adc_unit *unit, uint64_t when)
{
	unsigned done = 0;

	while (unit->converting) {
		if (!unit->sampled && unit->sample_end <= when) {
			unit->sampled = true;
			unit->raw = adc_sample(unit);
			if (!unit->injecting)
				adc_flag(unit, ADC_EOSMP);
		}
		if (unit->end > when)
			return;
		unit->converting = false;
		if (unit->injecting)
			adc_injected_done(unit);
		else
			adc_regular_done(unit);
		adc_go_on(unit, unit->end);
		if (++done == PATIENCE)
			adc_pass(unit, when);
	}
}
