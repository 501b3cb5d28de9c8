/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/analog.h"

#include <stdio.h>
#include <string.h>

#include "board/adc.h"
#include "board/board_internal.h"
#include "board/gpio.h"
#include "soc/pin.h"

/* Datasheet DS12505: VREFINT 1.21 V; the sensor gives 0.62 V at 30 degrees, 2 mV a degree. VDDCORE and VBAT
 * are those of a DK2. */
#define SENSOR_UV_AT_30	  620000
#define SENSOR_NV_A_MILLI 2000

void analog_init(struct board *board)
{
	struct analog *analog = &board->analog;

	*analog = (struct analog){
		.supply = {[ANALOG_VREF] = ANALOG_VDD_UV,
			   [ANALOG_VBAT] = ANALOG_VDD_UV,
			   [ANALOG_VDDCORE] = 1200000,
			   [ANALOG_VREFINT] = 1210000,
			   [ANALOG_TEMPERATURE] = 30000},
	};
	analog->dac_node[0] = analog_node("DAC1_OUT1");
	analog->dac_node[1] = analog_node("DAC1_OUT2");
}

unsigned analog_node(const char *signal)
{
	const char *pad = soc_pad_of_signal(signal);
	struct soc_pin_use use;
	size_t cursor = 0;

	if (pad && !strcmp(pad, "ANA0"))
		return ANALOG_ANA0;
	if (pad && !strcmp(pad, "ANA1"))
		return ANALOG_ANA1;
	return soc_pin_find_signal(signal, &cursor, &use) ? soc_pin_dt_number(use.pin)
							  : ANALOG_NONE;
}

void analog_set_supply(struct board *board, enum analog_supply supply, int32_t value)
{
	adc_settle(board);
	board->analog.supply[supply] = value;
}

void analog_set(struct board *board, unsigned node, int32_t microvolts)
{
	adc_settle(board);
	board->analog.outside[node] = microvolts;
	board->analog.driven[node] = true;
}

void analog_release(struct board *board, unsigned node)
{
	adc_settle(board);
	board->analog.driven[node] = false;
}

void analog_set_dac(struct board *board, unsigned output, struct analog_dac dac)
{
	struct analog_dac *now = &board->analog.dac[output];

	if (now->code == dac.code && now->at_pin == dac.at_pin && now->inside == dac.inside)
		return;
	adc_settle(board);
	*now = dac;
}

int32_t analog_supply(const struct board *board, enum analog_supply supply)
{
	return board->analog.supply[supply];
}

static int32_t analog_dac(const struct analog *analog, unsigned output)
{
	return (int32_t)((int64_t)analog->supply[ANALOG_VREF] * analog->dac[output].code / 4096);
}

static int32_t analog_digital(struct board *board, unsigned node)
{
	const struct soc_pin *pin = soc_pin_by_dt_number(node);
	char name[] = "GPIOA";
	const struct device *gpio;

	if (!pin)
		return 0;
	name[4] = pin->port;
	gpio = board_device(board, name);
	return gpio && gpio_level(gpio, pin->number) ? ANALOG_VDD_UV : 0;
}

int32_t analog_voltage(struct board *board, unsigned node)
{
	const struct analog *analog = &board->analog;

	if (node >= ANALOG_NODES)
		return 0;
	for (unsigned i = 0; i < ANALOG_DAC_OUTS; i++) {
		if (analog->dac[i].at_pin && analog->dac_node[i] == node)
			return analog_dac(analog, i);
	}
	if (analog->driven[node])
		return analog->outside[node];
	return analog_digital(board, node);
}

int32_t analog_dac_inside(const struct board *board, unsigned output)
{
	const struct analog *analog = &board->analog;

	return analog->dac[output].inside ? analog_dac(analog, output) : 0;
}

int32_t analog_sensor(const struct board *board)
{
	const int32_t above = board->analog.supply[ANALOG_TEMPERATURE] - 30000;

	return SENSOR_UV_AT_30 + above * SENSOR_NV_A_MILLI / 1000;
}
