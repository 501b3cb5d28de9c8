/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chips of the STM32MP15 family by their part numbers, and what each has (STM32MP151, 153 and 157
 * data sheets: "Ordering information", "Device features and peripheral counts"; the IPs of each file of
 * STM32_open_pin_data):
 *
 *   STM32MP15 7 C AC 3
 *             | | |  temperature range, and packing: read and left
 *             | | package: AA LFBGA448, AB LFBGA354, AC TFBGA361, AD TFBGA257
 *             | A: 650 MHz, C: 650 MHz, cryptography and secure boot, D: 800 MHz, F: 800 MHz and both
 *             1: one Cortex-A7, 3: two, FDCAN, 7: two, FDCAN, GPU and DSI
 */
#ifndef COPRO_SOC_CHIP_H
#define COPRO_SOC_CHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "soc/package.h"
#include "soc/pin.h"

#define SOC_CHIP_NAME 16u /* bytes that a part number takes as it is written here, with its end */

struct soc_chip {
	unsigned line; /* 151, 153, 157 */
	char variant; /* 'A', 'C', 'D', 'F' */
	enum soc_package package; /* SOC_PACKAGES: the name did not say */
	unsigned a7_cores;
	uint32_t a7_hz; /* the highest rate of the Cortex-A7, and of the Cortex-M4 */
	uint32_t m4_hz;
	bool crypto; /* CRYP1, CRYP2 and secure boot */
	bool fdcan;
	bool gpu;
	bool dsi;
};

/*
 * Reads a part number: "STM32MP157CAC3", "STM32MP157CACx", "stm32mp153a", with the package left out or
 * what follows it. -EINVAL: it is none; *chip is as it was.
 */
int soc_chip_by_name(const char *name, struct soc_chip *chip);

/* Writes "STM32MP157CAC", or "STM32MP157C" without a package, and returns `name`. */
const char *soc_chip_name(const struct soc_chip *chip, char name[SOC_CHIP_NAME]);

/* Has the chip this peripheral (a name of soc/peripheral.h)? GPIO banks: has the package a pin of it.
 * False for a name that no chip has. */
bool soc_chip_has(const struct soc_chip *chip, const char *peripheral);

/* Has its package this pin? All have every pin if the package is not known. */
bool soc_chip_has_pin(const struct soc_chip *chip, const struct soc_pin *pin);

/* Has it this signal on any of its pins, or on a dedicated pad? */
bool soc_chip_has_signal(const struct soc_chip *chip, const char *signal);

#endif
