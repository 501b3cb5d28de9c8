/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How the tables of the pins are written: one PIN(port, number, balls of the packages AA, AB, AC and
 * AD, {AF, signal}...) a pin. Source: STM32_open_pin_data, mcu/STM32MP15*.xml for balls and additional
 * functions, mcu/IP/GPIO-STM32MPU_gpio_v1_0_Modes.xml for alternate functions (version of July 2025).
 * AF15 is EVENTOUT on all, and is not written.
 */
#ifndef COPRO_SOC_PIN_TABLE_H
#define COPRO_SOC_PIN_TABLE_H

#include "soc/pin.h"

/* clang-format off */
#define ADD  SOC_PIN_ADDITIONAL
#define NONE NULL /* this package does not have it */
#define PORT_A 'A'
#define PORT_B 'B'
#define PORT_C 'C'
#define PORT_D 'D'
#define PORT_E 'E'
#define PORT_F 'F'
#define PORT_G 'G'
#define PORT_H 'H'
#define PORT_I 'I'
#define PORT_J 'J'
#define PORT_K 'K'
#define PORT_Z 'Z'
#define PIN(letter, line, aa, ab, ac, ad, ...)                                                     \
	{                                                                                          \
		.name = "P" #letter #line, .port = PORT_##letter, .number = (line),                \
		.balls = {aa, ab, ac, ad},                                                         \
		.signals = (const struct soc_pin_signal[]){__VA_ARGS__, {0, NULL}},                \
	}
/* clang-format on */

extern const struct soc_pin soc_pins_a_d[], soc_pins_e_h[], soc_pins_i_z[];
extern const size_t soc_pins_a_d_count, soc_pins_e_h_count, soc_pins_i_z_count;

#endif
