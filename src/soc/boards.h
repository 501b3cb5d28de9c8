/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boards with a chip of the family: which chip, which crystals, and for ST's own boards what each pin is
 * wired to.
 *
 * Sources: names, packages and the crystal: Linux, arch/arm/boot/dts/stm32mp15*.dts (st,package of the pin
 * controller, clk-hse) and for ST's D and F boards TF-A, fdts/; wiring: the board files of
 * STM32_open_pin_data (boards/, STM32MP157D-DK1, F-DK2, F-EV1); LEDs and buttons of the DK boards:
 * STM32CubeMP1, BSP/STM32MP15xx_DISCO; the Arduino connector: UM2534.
 */
#ifndef COPRO_SOC_BOARDS_H
#define COPRO_SOC_BOARDS_H

#include <stddef.h>
#include <stdint.h>

/* What a pin is wired to. */
struct soc_wire {
	const char *pin; /* "PA1" */
	/* The signal that the part needs there: "ETH1_RX_CLK"; "GPIO" for an input or output by software;
	 * NULL: a connector, on which the pin is free for any use. */
	const char *signal;
	const char *part; /* "Ethernet PHY", "Arduino D0" */
};

struct soc_board {
	const char *name; /* of its tree: "stm32mp157c-dk2" */
	const char *compatible; /* "st,stm32mp157c-dk2" */
	const char *chip; /* "STM32MP157CAC" (soc_chip_by_name) */
	uint32_t hse_hz;
	uint32_t lse_hz;
	/* Two lists, since boards of a family share one; each ended by a pin that is NULL. NULL: not
	 * known. */
	const struct soc_wire *wires[2];
};

const struct soc_board *soc_boards(size_t *count);

/* By the name of its tree ("stm32mp157c-dk2", also with "-scmi" behind, ".dts" or ".dtb") or by its
 * compatible string. NULL: not known here. */
const struct soc_board *soc_board_by_name(const char *name);

/* What a pin is wired to: start with *cursor = 0 and call until NULL; a pin may have several (a LED, and a
 * connector). */
const struct soc_wire *soc_board_wire(const struct soc_board *board, const char *pin,
				      size_t *cursor);

/* All wires of a board, one after the other, in the same way. */
const struct soc_wire *soc_board_wire_next(const struct soc_board *board, size_t *cursor);

/* ST's boards (soc/wires_dk.c, soc/wires_ev.c). */
extern const struct soc_wire soc_wires_dk[], soc_wires_dk2[], soc_wires_ed1[], soc_wires_ev1[];

#endif
