/* SPDX-License-Identifier: BSD-3-Clause */
/* Where on which I2C bus a part is, by its node: the bus is its parent's, the address is `reg`. */
#ifndef COPRO_BOARD_PARTS_I2C_PLACE_H
#define COPRO_BOARD_PARTS_I2C_PLACE_H

#include <stdint.h>

#include "board/i2c_bus.h"
#include "dt/dt.h"

struct board;

struct i2c_place {
	struct i2c_bus *bus;
	uint16_t address; /* 7 bits */
};

/* 0; -EINVAL with `error` filled in. */
__attribute__((warn_unused_result)) int i2c_place_find(struct i2c_place *place, struct board *board,
						       const struct dt *dt, int node,
						       struct dt_error *error);

#endif
