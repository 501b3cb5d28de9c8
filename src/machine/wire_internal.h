/* SPDX-License-Identifier: BSD-3-Clause */
/* The kinds of wires, for machine/wire.c. */
#ifndef COPRO_MACHINE_WIRE_INTERNAL_H
#define COPRO_MACHINE_WIRE_INTERNAL_H

#include "board/board.h"
#include "machine/wire.h"

#define WIRE_NAME 16u

/* A kind of wire. `names` are what it connects on the first and on the second board, which may be the same. */
struct wire_kind {
	/* Makes its state in *state. 0; -ENOENT: not a name of this kind's; -EINVAL: it is one, and there
	 * is no such thing on a board, with the reason; -ENOMEM. */
	int (*join)(void **state, struct board *const boards[2], const char names[2][WIRE_NAME],
		    char error[WIRE_ERROR]);
	void (*part)(void *state);
};

extern const struct wire_kind wire_i2c;
extern const struct wire_kind wire_spi;
extern const struct wire_kind wire_can;
extern const struct wire_kind wire_uart;
extern const struct wire_kind wire_pin;

#endif
