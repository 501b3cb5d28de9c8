/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clocks of an STM32MP157C-DK2 as its TF-A device tree sets them (st,clksrc, st,clkdiv, st,pkcs
 * and the four PLLs), as writes to the RCC in the order in which they take effect.
 */
#ifndef COPRO_SOC_DK2_CLOCKS_H
#define COPRO_SOC_DK2_CLOCKS_H

#include <stddef.h>
#include <stdint.h>

struct soc_setting {
	uint16_t offset; /* of the register */
	uint32_t value;
};

/* Oscillators: HSE, LSE, HSI, CSI and LSI. Needs write access to the backup domain (PWR_CR1.DBP). */
extern const struct soc_setting soc_dk2_oscillators[];
extern const size_t soc_dk2_oscillator_count;

/* Dividers, PLLs, and the selectors of system and kernel clocks. */
extern const struct soc_setting soc_dk2_clocks[];
extern const size_t soc_dk2_clock_count;

#endif
