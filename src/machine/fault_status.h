/* SPDX-License-Identifier: BSD-3-Clause */
/* The bits of the fault status registers in words (ARM DDI 0403, B3.2.15, B3.2.16, C1.6.1). */
#ifndef COPRO_MACHINE_FAULT_STATUS_H
#define COPRO_MACHINE_FAULT_STATUS_H

#include <stddef.h>
#include <stdint.h>

enum fault_register { FAULT_CFSR, FAULT_HFSR, FAULT_DFSR };

#define FAULT_CFSR_MMARVALID (1u << 7)
#define FAULT_CFSR_BUS	     0xFF00u
#define FAULT_CFSR_BFARVALID (1u << 15)
#define FAULT_CFSR_USAGE     0xFFFF0000u
#define FAULT_CFSR_DIVBYZERO (1u << 25)
#define FAULT_HFSR_VECTTBL   (1u << 1)

struct fault_bit {
	uint8_t reg; /* enum fault_register */
	uint8_t bit;
	const char *name; /* the manual's */
	const char *text;
};

/* All of them, by register and bit. */
const struct fault_bit *fault_bits(size_t *count);

/* The first set bit of CFSR that tells a cause, in words. NULL: none. */
const char *fault_cause(uint32_t cfsr);

#endif
