/* SPDX-License-Identifier: BSD-3-Clause */
/* The voltages that ST's power supply chip STPMIC1 can make (its data sheet, output voltage settings;
 * Linux's drivers/regulator/stpmic1_regulator.c). */
#include <stddef.h>
#include <string.h>

#include "host/regulator_internal.h"

#define MV(from, to, by)                                                                           \
	{                                                                                          \
		(from) * 1000u, (to)*1000u, (by)*1000u                                             \
	}

static const struct regulator_chip stpmic1[] = {
	{"buck1", {MV(725, 1500, 25)}},
	{"buck2", {MV(1000, 1500, 50)}},
	{"buck3", {MV(1000, 3400, 100)}},
	{"buck4", {MV(600, 1300, 25), MV(1350, 1500, 50), MV(1600, 3900, 100)}},
	{"ldo1", {MV(1700, 3300, 100)}},
	{"ldo2", {MV(1700, 3300, 100)}},
	/* The first is half of BUCK2, for the termination of DDR memory. */
	{"ldo3", {MV(500, 500, 0), MV(1700, 3300, 100)}},
	{"ldo4", {MV(3300, 3300, 0)}},
	{"ldo5", {MV(1700, 3900, 100)}},
	{"ldo6", {MV(900, 3300, 100)}},
	{"vref_ddr", {MV(500, 500, 0)}},
	{"boost", {MV(5000, 5000, 0)}},
	{"pwr_sw1", {MV(5000, 5000, 0)}},
	{"pwr_sw2", {MV(5000, 5000, 0)}},
};

const struct regulator_chip *regulator_stpmic1(const char *node)
{
	for (size_t i = 0; i < sizeof(stpmic1) / sizeof(stpmic1[0]); i++) {
		if (!strcmp(stpmic1[i].node, node))
			return &stpmic1[i];
	}
	return NULL;
}

/* The lowest of a run that is not below `min_uv`, 0: they all are. */
static uint32_t pick_in(const struct regulator_range *range, uint32_t min_uv)
{
	uint32_t steps;

	if (!range->first || min_uv > range->last)
		return 0;
	if (min_uv <= range->first)
		return range->first;
	steps = (min_uv - range->first + range->step - 1) / range->step;
	return range->first + steps * range->step;
}

uint32_t regulator_pick(const struct regulator_chip *chip, uint32_t min_uv, uint32_t max_uv)
{
	if (min_uv > max_uv)
		return 0;
	if (!chip)
		return min_uv;
	for (size_t i = 0; i < sizeof(chip->ranges) / sizeof(chip->ranges[0]); i++) {
		uint32_t picked = pick_in(&chip->ranges[i], min_uv);

		if (picked)
			return picked <= max_uv ? picked : 0;
	}
	return 0;
}
