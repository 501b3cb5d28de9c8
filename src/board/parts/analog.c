/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is connected to the chip's analog pins: a part of the node of the converters (st,stm32mp1-adc-core), whose
 * properties are the voltages on the pins that ADC1 and ADC2 can convert, their reference, VBAT, and the
 * temperature of the chip.
 */
#include "board/analog.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/parts/kinds.h"
#include "soc/pin.h"

#define MICRO 1000000
#define MILLI 1000
#define LOWEST_UV                                                                                  \
	(-300000) /* what no pin survives is below (datasheet DS12505, absolute maximum ratings) */
#define VREF_LOWEST  1000000
#define LOWEST_TEMP  (-40000)
#define HIGHEST_TEMP 125000

/* ---- numbers ---- */

/* A decimal number times `scale`, which is a power of ten. */
static int decimal_parse(const char *text, int32_t scale, int32_t *number)
{
	const bool negative = *text == '-';
	int32_t value = 0, unit = scale;
	unsigned digits = 0;

	if (negative)
		text++;
	for (; *text >= '0' && *text <= '9' && digits < 3; text++, digits++)
		value = value * 10 + (*text - '0');
	value *= scale;
	if (*text == '.' && digits) {
		for (text++; *text >= '0' && *text <= '9' && unit > 1; text++) {
			unit /= 10;
			value += (*text - '0') * unit;
		}
		if (unit == scale)
			return -EINVAL;
	}
	if (*text || !digits)
		return -EINVAL;
	*number = negative ? -value : value;
	return 0;
}

static void decimal_print(int32_t number, int32_t scale, int places, char *value, size_t room)
{
	const int32_t size = number < 0 ? -number : number;
	int length = snprintf(value, room, "%s%" PRId32 ".%0*" PRId32, number < 0 ? "-" : "",
			      size / scale, places, size % scale);

	/* "1.65", "2.0" */
	while (length > 2 && (size_t)length < room && value[length - 1] == '0' &&
	       value[length - 2] != '.')
		value[--length] = '\0';
}

/* ---- properties ---- */

#define PIN_UNIT "volts from -0.3 to 5, or none: nothing outside puts any on it"

static const struct part_property analog_properties[] = {
	{.name = "vref", .unit = "volts from 1 to 3.6: VREF+, full scale", .writable = true},
	{.name = "vbat", .unit = "volts from 0 to 3.6", .writable = true},
	{.name = "vddcore", .unit = "volts from 0 to 3.6", .writable = true},
	{.name = "temperature",
	 .unit = "degrees Celsius from -40 to 125: the chip's",
	 .writable = true},
	{.name = "ANA0", .unit = PIN_UNIT, .writable = true},
	{.name = "ANA1", .unit = PIN_UNIT, .writable = true},
	{.name = "PA0", .unit = PIN_UNIT, .writable = true},
	{.name = "PA1", .unit = PIN_UNIT, .writable = true},
	{.name = "PA2", .unit = PIN_UNIT, .writable = true},
	{.name = "PA3", .unit = PIN_UNIT, .writable = true},
	{.name = "PA4", .unit = PIN_UNIT, .writable = true},
	{.name = "PA5", .unit = PIN_UNIT, .writable = true},
	{.name = "PA6", .unit = PIN_UNIT, .writable = true},
	{.name = "PA7", .unit = PIN_UNIT, .writable = true},
	{.name = "PB0", .unit = PIN_UNIT, .writable = true},
	{.name = "PB1", .unit = PIN_UNIT, .writable = true},
	{.name = "PC0", .unit = PIN_UNIT, .writable = true},
	{.name = "PC1", .unit = PIN_UNIT, .writable = true},
	{.name = "PC2", .unit = PIN_UNIT, .writable = true},
	{.name = "PC3", .unit = PIN_UNIT, .writable = true},
	{.name = "PC4", .unit = PIN_UNIT, .writable = true},
	{.name = "PC5", .unit = PIN_UNIT, .writable = true},
	{.name = "PF11", .unit = PIN_UNIT, .writable = true},
	{.name = "PF12", .unit = PIN_UNIT, .writable = true},
	{.name = "PF13", .unit = PIN_UNIT, .writable = true},
	{.name = "PF14", .unit = PIN_UNIT, .writable = true},
	{0},
};

static const struct {
	const char *name;
	enum analog_supply supply;
	int32_t scale;
	int32_t lowest, highest;
	int places;
} supplies[] = {
	{"vref", ANALOG_VREF, MICRO, VREF_LOWEST, 3600000, 6},
	{"vbat", ANALOG_VBAT, MICRO, 0, 3600000, 6},
	{"vddcore", ANALOG_VDDCORE, MICRO, 0, 3600000, 6},
	{"temperature", ANALOG_TEMPERATURE, MILLI, LOWEST_TEMP, HIGHEST_TEMP, 3},
};

#define SUPPLIES (sizeof(supplies) / sizeof(supplies[0]))

static unsigned node_of(const char *property)
{
	const struct soc_pin *pin = soc_pin_by_name(property);

	if (pin)
		return soc_pin_dt_number(pin);
	return !strcmp(property, "ANA0") ? ANALOG_ANA0 : ANALOG_ANA1;
}

static size_t supply_of(const char *property)
{
	size_t i = 0;

	while (i < SUPPLIES && strcmp(supplies[i].name, property) != 0)
		i++;
	return i;
}

static int analog_set_property(struct part *part, const char *property, const char *value)
{
	const size_t i = supply_of(property);
	int32_t number = 0;

	if (i == SUPPLIES && !strcmp(value, "none")) {
		analog_release(part->board, node_of(property));
		return 0;
	}
	if (decimal_parse(value, i < SUPPLIES ? supplies[i].scale : MICRO, &number))
		return -EINVAL;
	if (number < (i < SUPPLIES ? supplies[i].lowest : LOWEST_UV) ||
	    number > (i < SUPPLIES ? supplies[i].highest : ANALOG_MAX_UV))
		return -EINVAL;
	if (i < SUPPLIES)
		analog_set_supply(part->board, supplies[i].supply, number);
	else
		analog_set(part->board, node_of(property), number);
	return 0;
}

/* Of a pin, what is on it, whoever put it there. */
static int analog_get_property(struct part *part, const char *property, char *value, size_t room)
{
	const size_t i = supply_of(property);

	if (i < SUPPLIES)
		decimal_print(analog_supply(part->board, supplies[i].supply), supplies[i].scale,
			      supplies[i].places, value, room);
	else
		decimal_print(analog_voltage(part->board, node_of(property)), MICRO, 6, value,
			      room);
	return 0;
}

/* The reference as the tree has it: that of the converters' node, or of the coprocessor's of the same address. A
 * regulator is taken to be on. */
static int analog_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	uint32_t own, address, microvolts;

	(void)error;
	if (dt_reg(dt, node, 0, &own, NULL))
		return 0;
	for (int other = dt_next(dt, DT_NONE); other >= 0; other = dt_next(dt, other)) {
		struct dt_args args;

		if (dt_args(dt, other, "vref-supply", NULL, 0, &args) ||
		    dt_reg(dt, other, 0, &address, NULL) || address != own ||
		    dt_cell(dt, args.node, "regulator-max-microvolt", 0, &microvolts) ||
		    microvolts < VREF_LOWEST || microvolts > 3600000)
			continue;
		analog_set_supply(part->board, ANALOG_VREF, (int32_t)microvolts);
		return 0;
	}
	return 0;
}

static const char *const analog_compatible[] = {"st,stm32mp1-adc-core", NULL};

const struct part_kind analog_part = {
	.kind = "analog",
	.compatible = analog_compatible,
	.properties = analog_properties,
	.attach = analog_attach,
	.set = analog_set_property,
	.get = analog_get_property,
};
