/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the converters' model share.
 *
 * A converter is brought to the time of what happens to it by adc_sync(), which ends the conversions that are
 * over; then its registers change; then adc_refresh() tells interrupts, and arms the timeline if
 * somebody waits for what comes next: an enabled interrupt, or DMA. Conversions that nobody waits for are
 * worked out when somebody looks.
 */
#ifndef COPRO_BOARD_ADC_INTERNAL_H
#define COPRO_BOARD_ADC_INTERNAL_H

#include "board/device.h"
#include "board/trigger.h"
#include "soc/regs/adc.h"

struct adc_group {
	bool running; /* triggered, and not through with it */
	uint8_t rank; /* the next, from 0 */
	uint8_t left; /* of a discontinuous sequence before it stops; 0: it does not */
	uint16_t taken; /* conversions of a triggered oversampling */
	uint32_t sum; /* of these */
};

struct adc_unit {
	struct device *device; /* the block */
	uint32_t base; /* of its registers in the block */
	unsigned number; /* 0: ADC1 */
	struct timeline_event due;

	/* power-up: when it will be done (ps), TIMELINE_NEVER: nothing is under way */
	uint64_t regulated, calibrated, ready;
	bool starting; /* from ADEN to ADRDY */
	uint32_t linearity[ADC_LINEARITY_WORDS];

	/* the sequencer */
	struct adc_group regular, injected;
	bool converting;
	bool injecting; /* what is converted is of the injected group */
	bool sampled;
	uint8_t channel;
	uint64_t sample_end, end; /* ps */
	int32_t raw;
	bool dma_over; /* DMNGT one shot: the stream has ended */

	struct trigger_listener regular_trigger, injected_trigger;
	unsigned positive[ADC_CHANNELS], negative[ADC_CHANNELS]; /* nodes (board/analog.h) */
};

struct adc_state {
	bool made;
	struct adc_unit units[ADC_UNITS];
};

static inline uint32_t adc_word(const struct adc_unit *unit, uint32_t offset)
{
	return device_word(unit->device, unit->base + offset);
}

static inline void adc_set_word(struct adc_unit *unit, uint32_t offset, uint32_t value)
{
	device_set_word(unit->device, unit->base + offset, value);
}

static inline void adc_flag(struct adc_unit *unit, uint32_t flags)
{
	adc_set_word(unit, ADC_ISR, adc_word(unit, ADC_ISR) | flags);
}

static inline uint32_t adc_common(const struct adc_unit *unit, uint32_t offset)
{
	return device_word(unit->device, offset);
}

/* adc.c */
void adc_sync(struct adc_unit *unit, uint64_t when);
void adc_refresh(struct adc_unit *unit);

/* adc_control.c: Hz of the clock that conversions are counted in, 0: it stands still; what of the power-up is over
 * at a time; what waited for a clock begins; a write to ADC_CR. */
uint64_t adc_hz(const struct adc_unit *unit);
void adc_power_up_until(struct adc_unit *unit, uint64_t when);
void adc_power_up_go_on(struct adc_unit *unit, uint64_t now);
void adc_control(struct adc_unit *unit, const struct device_access *access, uint32_t value,
		 uint64_t now);

/* adc_sequence.c: a start, by software or by a trigger; a stop; whatever can begin begins; all that is over at
 * a time. */
void adc_trigger(struct adc_unit *unit, bool injected, uint64_t when);
void adc_stop(struct adc_unit *unit, bool injected, uint64_t when);
void adc_go_on(struct adc_unit *unit, uint64_t when);
void adc_convert_until(struct adc_unit *unit, uint64_t when);

/* adc_trigger.c: listens to the triggers that the registers select. */
void adc_listen(struct adc_unit *unit);

/* adc_data.c: samples the channel that is converted; the number that comes of a sum of samples, with the
 * watchdogs' flags. */
int32_t adc_sample(struct adc_unit *unit);
uint32_t adc_result(struct adc_unit *unit, uint32_t sum, bool oversampled);
unsigned adc_bits(const struct adc_unit *unit);

#endif
