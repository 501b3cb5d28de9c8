/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/gpio.h"

#include <errno.h>

#define BANK_A	  0x50002000u
#define BANK_Z	  0x54004000u
#define BANK_STEP 0x1000u
#define HALF	  8u /* pins in AFRL */

uint32_t gpio_bank_address(char letter)
{
	if (letter == 'Z')
		return BANK_Z;
	if (letter < 'A' || letter > 'K')
		return 0;
	return BANK_A + (uint32_t)(letter - 'A') * BANK_STEP;
}

/* Replaces the field of a pin, `width` bits of it. */
static void set_field(struct mmio bank, uint32_t offset, unsigned pin, unsigned width,
		      uint32_t value)
{
	const unsigned shift = pin * width;
	const uint32_t mask = ((1u << width) - 1) << shift;
	const uint32_t word = mmio_read32(bank, offset);

	mmio_write32(bank, offset, (word & ~mask) | value << shift);
}

int gpio_configure(struct mmio bank, unsigned pin, const struct gpio_pin *config)
{
	if (pin >= GPIO_PINS || config->mode > GPIO_MODE_ANALOG || config->pull > GPIO_PULL_DOWN ||
	    config->open_drain > 1 || config->speed > 3 || config->alternate > 15)
		return -EINVAL;
	if (config->mode == GPIO_MODE_ALTERNATE)
		set_field(bank, pin < HALF ? GPIO_AFRL : GPIO_AFRH, pin % HALF, 4,
			  config->alternate);
	set_field(bank, GPIO_OTYPER, pin, 1, config->open_drain);
	set_field(bank, GPIO_OSPEEDR, pin, 2, config->speed);
	set_field(bank, GPIO_PUPDR, pin, 2, config->pull);
	set_field(bank, GPIO_MODER, pin, 2, config->mode);
	return (mmio_read32(bank, GPIO_MODER) >> 2 * pin & 3u) == config->mode ? 0 : -EPERM;
}
