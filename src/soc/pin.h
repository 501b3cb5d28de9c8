/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pins of the STM32MP151, 153 and 157: what signals each can carry, and on which ball of which
 * package it is.
 *
 * The tables, soc/pin_table_*.c, are facts of ST's public pin data (STM32_open_pin_data, the files of
 * the STM32MP15 lines). Linux's pinctrl-stm32mp157.c says the same but for one signal: it has FMC_INT
 * on PG7, which neither that data nor any other pin knows; it is not here.
 *
 * Signals are spelt as in that data: the peripheral, '_', the signal: "USART3_TX", "LTDC_R0",
 * "ETH1_RX_CLK", "HDP_HDP0". Functions here that take one know the other usual spellings as well
 * ("LCD_R0", "ETH1_RGMII_RX_CLK", "HDP0": soc_signal_spell). A chip without the peripheral does not
 * have its signals: STM32MP151 has none of FDCAN, and DSIHOST_TE is on STM32MP157 only (soc/chip.h).
 */
#ifndef COPRO_SOC_PIN_H
#define COPRO_SOC_PIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "soc/package.h"

#define SOC_PORTS "ABCDEFGHIJKZ"

#define SOC_PIN_AFS	   16u /* alternate functions AF0 to AF15 */
#define SOC_PIN_EVENTOUT   15u /* the AF of EVENTOUT, the same on every pin */
#define SOC_PIN_ADDITIONAL 16u /* instead of an AF: an analog or system function, no AF is set */

#define SOC_SIGNAL_MAX 32u /* bytes that a signal's name takes, with its end */

struct soc_pin_signal {
	uint8_t af; /* below SOC_PIN_AFS, or SOC_PIN_ADDITIONAL */
	const char *name; /* NULL ends the list */
};

struct soc_pin {
	const char *name; /* "PA0" */
	char port; /* 'A' */
	uint8_t number;
	const char *balls[SOC_PACKAGES]; /* NULL: the package does not have the pin */
	const struct soc_pin_signal *signals; /* by AF, without EVENTOUT; several may share one */
};

/* The number of all pins; and one of them by its index, in the order PA0 to PK7, PZ0 to PZ7. NULL:
 * no such index. */
size_t soc_pin_count(void);
const struct soc_pin *soc_pin_at(size_t index);

/* By port and number, NULL if there is none (PK8). */
const struct soc_pin *soc_pin(char port, unsigned number);

/* By name: "PB10", in capitals or not. NULL if there is none; nothing may follow the number. */
const struct soc_pin *soc_pin_by_name(const char *name);

/* By the ball of a package. NULL: the ball is no pin. */
const struct soc_pin *soc_pin_by_ball(enum soc_package package, const char *ball);

/* The pin's number in a device tree's pinmux cell, of which it is bits 8 and up: 16 for each port
 * from A on, so that PZ0 is 400 (Linux, dt-bindings/pinctrl/stm32-pinfunc.h, PIN_NO). */
unsigned soc_pin_dt_number(const struct soc_pin *pin);

/* And back; NULL if no pin has it. */
const struct soc_pin *soc_pin_by_dt_number(unsigned number);

/* The first signal of an AF, NULL: it has none. "EVENTOUT" for AF15. For the others see
 * pin->signals. */
const char *soc_pin_af_signal(const struct soc_pin *pin, unsigned af);

/* The same by port and number; NULL also where there is no such pin. */
const char *soc_pin_signal(char port, unsigned number, unsigned af);

/* Can the pin carry the signal? The AF, SOC_PIN_ADDITIONAL, or -ENOENT: it cannot. Where a pin has
 * a signal on two AFs it is the lower. */
int soc_pin_af(const struct soc_pin *pin, const char *signal);

/* The same by port and number; *af is set if true. */
bool soc_pin_has_signal(char port, unsigned number, const char *signal, unsigned *af);

/* One pin that can carry a signal. */
struct soc_pin_use {
	const struct soc_pin *pin;
	unsigned af; /* as soc_pin_af() says */
};

/* The pins that can carry a signal, in their order: start with *cursor = 0 and call until false. */
bool soc_pin_find_signal(const char *signal, size_t *cursor, struct soc_pin_use *use);

/* Is there any pin, or dedicated pad (soc_pad_of_signal), for a signal of this name? */
bool soc_signal_exists(const char *signal);

/*
 * The dedicated pad, a ball that is no pin, of a signal: "ANA0" for "ADC1_INP0", "USB_DP1" for
 * "USBH_HS1_DP", "DSIHOST_D0P" for itself. A signal may have pins beside it. NULL: there is none.
 */
const char *soc_pad_of_signal(const char *signal);

/*
 * Writes a signal's name as the tables spell it: from the reference manual's and Linux's spellings
 * LCD_, ETH1_RGMII_ (GMII, MII, RMII), ETH_, HDP0, TRACED0, DBTRGI, MCO1, OTG_HS_SOF, DSI_TE, and small
 * letters. What it does not know is copied. False: the name is too long, and `out` is "".
 */
bool soc_signal_spell(const char *name, char out[SOC_SIGNAL_MAX]);

#endif
