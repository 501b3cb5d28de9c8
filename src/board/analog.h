/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Voltages on the chip's pins and inside it, in microvolts against VSSA.
 *
 * A pin has the voltage of the converter (DAC1) that drives it; else the one that was put on it from outside;
 * else VDD or 0 as its level is: a floating pin has 0 V. A converter's input costs no current, and nothing
 * on a pin settles: a voltage is there at once.
 */
#ifndef COPRO_BOARD_ANALOG_H
#define COPRO_BOARD_ANALOG_H

#include <stdbool.h>
#include <stdint.h>

struct board;

/* The numbers of pins are those of soc_pin_dt_number(); then come the pads ANA0 and ANA1. */
#define ANALOG_PINS  416u
#define ANALOG_ANA0  ANALOG_PINS
#define ANALOG_ANA1  (ANALOG_PINS + 1)
#define ANALOG_NODES (ANALOG_PINS + 2)
#define ANALOG_NONE  ANALOG_NODES

#define ANALOG_VDD_UV	3300000
#define ANALOG_MAX_UV	5000000 /* what anybody may put on a pin */
#define ANALOG_DAC_OUTS 2u

/* What is neither a pin nor driven by the chip. */
enum analog_supply {
	ANALOG_VREF, /* VREF+ */
	ANALOG_VBAT,
	ANALOG_VDDCORE,
	ANALOG_VREFINT,
	ANALOG_TEMPERATURE, /* of the chip, in thousandths of a degree Celsius */
	ANALOG_SUPPLIES
};

/* An output of DAC1. */
struct analog_dac {
	uint16_t code; /* of 4096 steps up to VREF+ */
	bool at_pin, inside; /* where it is */
};

struct analog {
	int32_t supply[ANALOG_SUPPLIES];
	int32_t outside[ANALOG_NODES];
	bool driven[ANALOG_NODES]; /* from outside */
	struct analog_dac dac[ANALOG_DAC_OUTS];
	unsigned dac_node[ANALOG_DAC_OUTS];
};

/* At power-on. */
void analog_init(struct board *board);

/* Node of a signal's first pin or pad, ANALOG_NONE: it has none. */
unsigned analog_node(const char *signal);

/* From outside. What converters sample until now they sample before. Not in the middle of an access. */
void analog_set_supply(struct board *board, enum analog_supply supply, int32_t value);
void analog_set(struct board *board, unsigned node, int32_t microvolts);
void analog_release(struct board *board, unsigned node);

/* DAC1's outputs, 0 and 1. */
void analog_set_dac(struct board *board, unsigned output, struct analog_dac dac);

int32_t analog_supply(const struct board *board, enum analog_supply supply);
/* 0 for ANALOG_NONE. */
int32_t analog_voltage(struct board *board, unsigned node);
/* What an output of DAC1 is inside the chip, 0 when it is not connected there. */
int32_t analog_dac_inside(const struct board *board, unsigned output);
/* What the temperature sensor puts out. */
int32_t analog_sensor(const struct board *board);

#endif
