/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The packages of the STM32MP151, 153 and 157: their balls, and what each leads to (STM32_open_pin_data;
 * STM32MP157C data sheet, "Pinouts, pin description and alternate functions" and "Package
 * information").
 *
 * A ball is called by its row and column, "AA3". TFBGA361 and TFBGA257 have a second grid in the
 * middle, whose rows are called 1A to 1J: "1B6".
 */
#ifndef COPRO_SOC_PACKAGE_H
#define COPRO_SOC_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

/* By the letters in the chip's part number, as in Linux's pinctrl-stm32mp157.c. */
enum soc_package { SOC_PACKAGE_AA, SOC_PACKAGE_AB, SOC_PACKAGE_AC, SOC_PACKAGE_AD, SOC_PACKAGES };

struct soc_package_info {
	const char *letters; /* "AC" */
	const char *name; /* "TFBGA361" */
	unsigned balls;
	unsigned grid; /* rows, and columns, of the outer grid */
	unsigned inner_grid; /* of the one in the middle; 0: there is none */
	unsigned width; /* of the square body, mm */
	unsigned pins; /* GPIO pins */
	unsigned pitch; /* from ball to ball, um */
	unsigned inner_pitch; /* in the grid in the middle; 0: there is none */
};

/* NULL for a number that is no package. */
const struct soc_package_info *soc_package(enum soc_package package);

/* By letters "AC" or name "TFBGA361", in capitals or not; -1: there is none. */
int soc_package_by_name(const char *name);

/* Where a ball is. */
struct soc_ball_place {
	bool inner; /* in the grid in the middle */
	unsigned row; /* 0: row A, at the top */
	unsigned column; /* 0: column 1, on the left */
};

/* Reads a ball's name. -EINVAL: it is no name of a place in the package's grids, though there need
 * not be a ball at each. */
int soc_ball_place(enum soc_package package, const char *ball, struct soc_ball_place *place);

/* Where its middle is, um from the middle of the package seen from above: to the right, and down. Both
 * grids stand in the middle of the body. -EINVAL as soc_ball_place(). */
int soc_ball_position(enum soc_package package, const char *ball, int *x, int *y);

/*
 * What a ball leads to: the name of a pin ("PB10"), of a dedicated pad ("DDR_A7", "ANA0", "NRST") or
 * a supply ("VDDCORE"). NULL: the package has no such ball. On an STM32MP151 and 153 the balls of
 * DSI are not used: soc_chip tells whether there is a DSI.
 */
const char *soc_ball_name(enum soc_package package, const char *ball);

/*
 * The balls of what `name` names, one after the other: start with *cursor = 0 and call until it says
 * NULL. A pin has one at most, a supply has several.
 */
const char *soc_ball_next(enum soc_package package, const char *name, size_t *cursor);

/*
 * All balls of a package that are not pins, in the order of their names and then of the grid, for
 * whoever draws it: `index` counts from 0. The function's value is the ball's name, NULL after the
 * last; *name is what it leads to.
 */
const char *soc_ball_dedicated(enum soc_package package, size_t index, const char **name);

#endif
