/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Both processors change the registers of one GPIO bank, each the fields of its own pins: the Cortex-M4
 * those of pins 8 to 15 (in AFRL, which has the first eight, of 4 to 7). Each field is a counter of its
 * owner's updates, so a value that somebody else wrote back shows at once.
 */
#ifndef COPRO_TESTS_FIRMWARE_EXCLUSION_H
#define COPRO_TESTS_FIRMWARE_EXCLUSION_H

#include <stdint.h>

#define EXCLUSION_ADDRESS 0x10050000u /* SRAM4 */
#define EXCLUSION_BANK	  0x50006000u /* GPIOE */

/* MODER, OSPEEDR, PUPDR, AFRL: the upper half is the Cortex-M4's, the lower the host's. */
#define EXCLUSION_REGISTERS 4u
#define EXCLUSION_OFFSETS                                                                          \
	{                                                                                          \
		0x00u, 0x08u, 0x0Cu, 0x20u                                                         \
	}

struct exclusion {
	volatile uint32_t go; /* rounds to do; 0: done */
	uint32_t locked; /* take the lock around each */
	volatile uint32_t done; /* rounds */
	uint32_t lost; /* of them, how many found an older value than was written */
	uint32_t timeouts; /* of the lock */
	uint32_t errors; /* of it, others */
	uint32_t ready;
};

#endif
