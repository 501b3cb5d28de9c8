/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What hangs on QUADSPI: a flash at each of its two banks, which are four lines and a chip select of their own.
 *
 * It works on beats: what is on the four lines at an edge of the clock at which they are sampled, one a clock, or two
 * with double data rate. Which of the lines mean something to whom, each end knows itself; on one line a
 * controller sends on IO0 and listens on IO1.
 *
 * All calls are for the board's thread, in or between slices; a callback must not run the board.
 */
#ifndef COPRO_BOARD_QUADSPI_BUS_H
#define COPRO_BOARD_QUADSPI_BUS_H

#include <stdbool.h>
#include <stdint.h>

struct board;
struct device;
struct quadspi_target;

#define QUADSPI_BANKS 2u

struct quadspi_beat {
	uint64_t when; /* ps: not later than now, or somewhat ahead of it */
	uint8_t levels, driven; /* by the controller; bit 0 is IO0 */
	bool ddr; /* half a clock */
};

struct quadspi_target_ops {
	void (*select)(struct quadspi_target *target, uint64_t when);
	void (*deselect)(struct quadspi_target *target, uint64_t when);
	/* The levels that the target drives meanwhile, and on which lines. */
	uint8_t (*beat)(struct quadspi_target *target, const struct quadspi_beat *beat,
			uint8_t *driven);
	/* Until when (ps) whoever repeats the command that has just ended is told the same; 0: not known. */
	uint64_t (*steady)(struct quadspi_target *target);
};

struct quadspi_target {
	const struct quadspi_target_ops *ops;
	void *context;
	const char *name; /* "flash": for messages */
	/* The bus's own: */
	struct quadspi_bus *bus;
	unsigned bank;
};

struct quadspi_bus {
	struct device *device;
	struct quadspi_target *targets[QUADSPI_BANKS]; /* NULL: nothing is there */
	bool selected;
};

struct quadspi_bus *board_quadspi_bus(struct board *board);

/* 0; -EBUSY: another one is there; -ENODEV: there is no such bank. */
__attribute__((warn_unused_result)) int
quadspi_target_attach(struct quadspi_target *target, struct quadspi_bus *bus, unsigned bank);
/* Not attached: nothing happens. */
void quadspi_target_detach(struct quadspi_target *target);
/* Its content has become another by itself. Not attached: nothing happens. */
void quadspi_target_changed(struct quadspi_target *target);

#endif
