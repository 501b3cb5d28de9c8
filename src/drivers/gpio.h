/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One bank of general-purpose I/O pins (RM0436, "GPIO").
 *
 * One source for both processors. A bank is both processors': each has its pins, but the registers
 * that configure them hold the fields of all sixteen. gpio_configure() reads, modifies and writes
 * those, so it is called with the lock of the GPIO banks held (HSEM_ID_GPIO): else one processor
 * undoes what the other did meanwhile. Driving and reading pins needs no lock.
 *
 * Nothing here waits; any context. The bank's clock runs (RCC, AHB4 bits 0 to 10; AHB5 bit 0 for Z).
 */
#ifndef COPRO_DRIVERS_GPIO_H
#define COPRO_DRIVERS_GPIO_H

#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"
#include "soc/regs/gpio.h"

/* Where bank 'A' to 'K' or 'Z' is (RM0436, memory map); 0 for any other letter. */
uint32_t gpio_bank_address(char letter);

/* What a pin is. Zeroed: a floating input. */
struct gpio_pin {
	uint8_t mode; /* GPIO_MODE_... */
	uint8_t pull; /* GPIO_PULL_... */
	uint8_t open_drain; /* 0: push-pull */
	uint8_t speed; /* 0 (slow) to 3 */
	uint8_t alternate; /* 0 to 15, for GPIO_MODE_ALTERNATE */
};

/* Configures one pin, its mode last, so that it never drives what was not asked for. Under the lock,
 * see above. 0; -EINVAL: no such pin, or a field out of its range; -EPERM: the bank kept another
 * mode: the pin is locked (LCKR) or the secure world's, or the bank has no clock. */
COPRO_MUST_CHECK int gpio_configure(struct mmio bank, unsigned pin, const struct gpio_pin *config);

/* Drives output pins high and low, both as bitmaps, in one access: no lock. A pin in both goes high. */
static inline void gpio_drive(struct mmio bank, uint16_t high, uint16_t low)
{
	mmio_write32(bank, GPIO_BSRR, (uint32_t)low << 16 | high);
}

/* The levels of all pins, as a bitmap. */
static inline uint16_t gpio_levels(struct mmio bank)
{
	return (uint16_t)mmio_read32(bank, GPIO_IDR);
}

#endif
