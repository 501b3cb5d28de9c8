/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What tests/firmware/remote/share.c and who runs it agree on: the test fills in `argument` and sets `go`,
 * and lets the Cortex-M4 run until that is 0 again. And pins of banks that both processors have pins
 * of: each changes the configuration of its own.
 */
#ifndef COPRO_TESTS_FIRMWARE_SHARE_H
#define COPRO_TESTS_FIRMWARE_SHARE_H

#include <stdint.h>

#include "drivers/gpio.h"

#define SHARE_ADDRESS 0x10050000u /* SRAM4 */
#define SHARE_LINE    "wire\n" /* what SHARE_SAY sends */
#define SHARE_BITS    50u /* of it on the wire, eight and a start and a stop bit each */

enum share_order {
	SHARE_PINS = 1, /* argument: rounds. With the lock */
	SHARE_PINS_UNLOCKED, /* the same, without */
	SHARE_GET, /* value: Hz of UART5's clock */
	SHARE_SET, /* argument: Hz; value: as above */
	SHARE_SAY /* argument: the divider (BRR); value: cycles of this core until the line is out */
};

struct share {
	volatile uint32_t go; /* enum share_order, 0: done */
	uint32_t argument;
	int32_t result; /* 0 or an errno value of newlib, negative */
	uint32_t value;
	uint32_t lost; /* rounds that found its pin other than it had left it */
	uint32_t ready;
};

struct share_pin {
	char bank;
	uint8_t number;
};

/* The Cortex-M4's inputs of the ADC, between pins of Linux's SD card and next to one of its I2C1 (UM2534;
 * stm32mp157c-dk2.dts). */
#define SHARE_M4_PINS                                                                              \
	{                                                                                          \
		{'C', 3},                                                                          \
		{                                                                                  \
			'F', 14                                                                    \
		}                                                                                  \
	}
#define SHARE_M4_COUNT 2u

/* The nth configuration that a pin goes through. Every field changes, each in its own rhythm. */
static inline struct gpio_pin share_config(uint32_t n)
{
	return (struct gpio_pin){
		.mode = n % 4,
		.pull = (uint8_t)(n % 3),
		.open_drain = n / 2 % 2,
		.speed = n / 4 % 4,
		.alternate = n % 4 == GPIO_MODE_ALTERNATE ? n / 4 % 16 : 0,
	};
}

static inline uint32_t share_field(struct mmio bank, uint32_t offset, unsigned pin, unsigned width)
{
	return mmio_read32(bank, offset) >> pin * width & ((1u << width) - 1);
}

/* How a pin is configured now; of the alternate functions, only one in force. */
static inline struct gpio_pin share_look(struct mmio bank, unsigned pin)
{
	struct gpio_pin now = {
		.mode = (uint8_t)share_field(bank, GPIO_MODER, pin, 2),
		.pull = (uint8_t)share_field(bank, GPIO_PUPDR, pin, 2),
		.open_drain = (uint8_t)share_field(bank, GPIO_OTYPER, pin, 1),
		.speed = (uint8_t)share_field(bank, GPIO_OSPEEDR, pin, 2),
	};

	if (now.mode == GPIO_MODE_ALTERNATE)
		now.alternate =
			(uint8_t)share_field(bank, pin < 8 ? GPIO_AFRL : GPIO_AFRH, pin % 8, 4);
	return now;
}

static inline int share_same(struct gpio_pin a, struct gpio_pin b)
{
	return a.mode == b.mode && a.pull == b.pull && a.open_drain == b.open_drain &&
	       a.speed == b.speed && a.alternate == b.alternate;
}

#endif
