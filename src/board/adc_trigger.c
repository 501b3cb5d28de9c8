/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * External triggers of the converters (RM0436, "ADC", tables of external triggers of regular and of injected
 * channels), and the end of a DMA stream, which ends a one shot transfer.
 */
#include "board/adc.h"
#include "board/adc_internal.h"
#include "board/board.h"
#include "soc/dma_request.h"

#define SELECTIONS 16u

#define TIM(n, channel) TRIGGER_TIM(n, channel)
#define TRGO(n)		TRIGGER_TRGO(n)
#define NONE		TRIGGER_NONE /* TRGO2 of TIM1 and TIM8; from 18 on LPTIM's outputs */

static const uint16_t regular_lines[SELECTIONS] = {
	TIM(1, 1), TIM(1, 2), TIM(1, 3), TIM(2, 2), TRGO(3), TIM(4, 4), TRIGGER_EXTI(11), TRGO(8),
	NONE,	   TRGO(1),   NONE,	 TRGO(2),   TRGO(4), TRGO(6),	TRGO(15),	  TIM(3, 4),
};

static const uint16_t injected_lines[SELECTIONS] = {
	TRGO(1), TIM(1, 4), TRGO(2), TIM(2, 1), TIM(3, 4), TRGO(4),   TRIGGER_EXTI(15), TIM(8, 4),
	NONE,	 TRGO(8),   NONE,    TIM(3, 3), TRGO(3),   TIM(3, 1), TRGO(6),		TRGO(15),
};

static uint32_t adc_edges(const struct adc_unit *unit, bool injected)
{
	return (injected ? adc_word(unit, ADC_JSQR) >> ADC_JSQR_JEXTEN
			 : adc_word(unit, ADC_CFGR) >> ADC_CFGR_EXTEN_SHIFT) &
	       ADC_EXTEN_MASK;
}

static uint32_t adc_selection(const struct adc_unit *unit, bool injected)
{
	return (injected ? adc_word(unit, ADC_JSQR) >> ADC_JSQR_JEXTSEL
			 : adc_word(unit, ADC_CFGR) >> ADC_CFGR_EXTSEL_SHIFT) &
	       ADC_CFGR_EXTSEL_MASK;
}

static void adc_edge(struct adc_unit *unit, bool injected, bool level, uint64_t when)
{
	const uint32_t start = injected ? ADC_CR_JADSTART : ADC_CR_ADSTART;
	const uint32_t counts = level ? ADC_EXTEN_RISING : ADC_EXTEN_FALLING;

	if (!(adc_word(unit, ADC_CR) & start) || !(adc_edges(unit, injected) & counts))
		return;
	adc_sync(unit, when);
	adc_trigger(unit, injected, when);
	adc_refresh(unit);
}

static void adc_edge_regular(void *context, bool level, uint64_t when)
{
	adc_edge(context, false, level, when);
}

static void adc_edge_injected(void *context, bool level, uint64_t when)
{
	adc_edge(context, true, level, when);
}

static unsigned adc_line(struct adc_unit *unit, bool injected)
{
	const uint32_t start = injected ? ADC_CR_JADSTART : ADC_CR_ADSTART;
	const uint32_t selection = adc_selection(unit, injected);
	unsigned line = NONE;

	if (!(adc_word(unit, ADC_CR) & start) || !adc_edges(unit, injected))
		return NONE;
	if (selection < SELECTIONS)
		line = (injected ? injected_lines : regular_lines)[selection];
	if (line == NONE)
		device_note(unit->device,
			    "ADC%u waits for external trigger %u, which is not modelled: it never "
			    "comes",
			    unit->number + 1, (unsigned)selection);
	return line;
}

void adc_listen(struct adc_unit *unit)
{
	struct board *board = unit->device->board;

	unit->regular_trigger.context = unit->injected_trigger.context = unit;
	unit->regular_trigger.edge = adc_edge_regular;
	unit->injected_trigger.edge = adc_edge_injected;
	trigger_listen(board, &unit->regular_trigger, adc_line(unit, false));
	trigger_listen(board, &unit->injected_trigger, adc_line(unit, true));
}

/* RM0436, DMA one shot mode: what is converted is given up, and DR stays as it is. */
void adc_dma_ended(struct device *block, unsigned request)
{
	struct adc_state *state = block->state;
	struct adc_unit *unit;

	if (request != SOC_DMA_ADC1 && request != SOC_DMA_ADC2)
		return;
	unit = &state->units[request - SOC_DMA_ADC1];
	if ((adc_word(unit, ADC_CFGR) & ADC_CFGR_DMNGT_MASK) != ADC_DMNGT_ONE_SHOT)
		return;
	adc_sync(unit, timeline_now(device_timeline(block)));
	unit->dma_over = true;
	unit->regular = (struct adc_group){0};
	if (unit->converting && !unit->injecting)
		unit->converting = false;
	adc_refresh(unit);
}
