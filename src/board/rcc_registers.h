/* SPDX-License-Identifier: BSD-3-Clause */
/* The register map of RCC, apart from its behaviour. */
#ifndef COPRO_BOARD_RCC_REGISTERS_H
#define COPRO_BOARD_RCC_REGISTERS_H

#include <stdint.h>

#include "board/device.h"

extern const struct device_register rcc_registers[];

/* A set register and its clear register. */
struct rcc_pair {
	uint16_t set;
	uint16_t clear;
};

/* If `offset` belongs to a pair, the pair; else {0, 0}. */
struct rcc_pair rcc_pair_of(uint32_t offset);

#endif
