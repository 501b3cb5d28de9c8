/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Wires between two boards (machine/pair.h): a UART's lines crossed, an I2C, SPI or CAN bus, a pin. Or within one
 * board: then they are wires and nothing else.
 *
 * Between two a wire is a copy: what one board does to it happens again on the other, at the same virtual time or
 * at most PAIR_TURN later. For I2C and SPI that is time in which the clock is held, for CAN it is before anybody
 * has to answer.
 */
#ifndef COPRO_MACHINE_WIRE_H
#define COPRO_MACHINE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "board/board.h"

#define WIRE_ERROR 160u

struct wire;

/* What a wire connects: "I2C5", "UART7=USART3", "PE8=PE7"; one name stands for the same on both boards. UARTs
 * are crossed, so that each sends to the other; pins are one net, as long as one board at most drives it. With
 * first == second a UART or SPI bus that is joined to itself hears what it sends.
 * 0; -ENOMEM; -EINVAL with the reason in `error`: one line. */
COPRO_MUST_CHECK int wire_create(struct wire **wire, const char *what, struct board *first,
				 struct board *second, char error[WIRE_ERROR]);
/* Before the boards. NULL is allowed. Buses of one board stay joined. */
void wire_destroy(struct wire *wire);

#endif
