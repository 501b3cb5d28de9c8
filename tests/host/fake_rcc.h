/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of an RCC without the chip around it: set and clear pairs, PLLs that lock, and what the
 * secure world keeps (RM0436, "RCC registers"). */
#ifndef COPRO_TESTS_HOST_FAKE_RCC_H
#define COPRO_TESTS_HOST_FAKE_RCC_H

#include <stdbool.h>
#include <stdint.h>

#include "core/mmio.h"

struct fake_rcc;

struct fake_rcc_port {
	struct fake_rcc *rcc;
	struct mmio_bus bus;
	bool secure;
};

struct fake_rcc {
	uint32_t words[0x400];
	struct fake_rcc_port port, secure_port;
	unsigned writes; /* that went through */
	unsigned refused; /* that RCC_TZCR kept out */
	bool bdcr_locked; /* as PWR_CR1.DBP does */
	bool pll_broken; /* they never lock */
};

/* As a DK2 is when Linux starts: TF-A's PLLs and selectors, RCC not secured. */
void fake_rcc_dk2(struct fake_rcc *rcc);
struct mmio fake_rcc_mmio(struct fake_rcc *rcc);
struct mmio fake_rcc_secure_mmio(struct fake_rcc *rcc);

static inline uint32_t fake_rcc_get(const struct fake_rcc *rcc, uint32_t offset)
{
	return rcc->words[offset / 4];
}

static inline void fake_rcc_set(struct fake_rcc *rcc, uint32_t offset, uint32_t value)
{
	rcc->words[offset / 4] = value;
}

#endif
