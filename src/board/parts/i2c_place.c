/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/parts/i2c_place.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "soc/peripheral.h"

#define SEVEN_BITS 0x7Fu

static int place_refuse(const struct dt *dt, int node, struct dt_error *error, const char *why)
{
	char path[DT_PATH_MAX];

	snprintf(error->text, sizeof(error->text), "%.120s: %s", dt_path(dt, node, path), why);
	return -EINVAL;
}

int i2c_place_find(struct i2c_place *place, struct board *board, const struct dt *dt, int node,
		   struct dt_error *error)
{
	const int parent = dt_parent(dt, node);
	const struct soc_peripheral *controller;
	uint32_t base;
	uint32_t address;

	if (parent < 0 || dt_reg(dt, parent, 0, &base, NULL))
		return place_refuse(dt, node, error, "is not below an I2C controller");
	controller = soc_peripheral_find(base);
	place->bus = controller ? board_i2c_bus(board, controller->name) : NULL;
	if (!place->bus)
		return place_refuse(dt, node, error, "is not below an I2C controller");
	if (dt_cell(dt, node, "reg", 0, &address) || address > SEVEN_BITS)
		return place_refuse(dt, node, error, "reg is not an address of 7 bits");
	place->address = (uint16_t)address;
	return 0;
}
