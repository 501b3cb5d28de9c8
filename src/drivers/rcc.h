/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks and resets (RM0436, "Reset and clock control (RCC)").
 *
 * One source for both processors. Each has enable bits of its own: a peripheral is clocked while
 * either asks for it. Oscillators, PLLs, selectors and dividers are one for both, and belong to
 * Linux when it runs.
 *
 * Nothing here waits: what takes time is started by one function and looked at by another. Enabling,
 * disabling and resetting are single writes and need no lock; any context. The registers may be kept
 * for the secure world (TZCR): a write is then without effect, and what is looked at never becomes
 * ready.
 */
#ifndef COPRO_DRIVERS_RCC_H
#define COPRO_DRIVERS_RCC_H

#include <stdbool.h>
#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"
#include "soc/regs/rcc.h"

enum rcc_core { RCC_A7, RCC_M4 };

/* Bus clocks of peripherals, for one processor. enable: the offset of an RCC_MP_...ENSETR register,
 * for the M4 too, as in soc/peripheral.h. */
void rcc_enable(struct mmio rcc, enum rcc_core core, uint32_t enable, uint32_t bits);
void rcc_disable(struct mmio rcc, enum rcc_core core, uint32_t enable, uint32_t bits);

/* Resets peripherals, for both processors. reset: the offset of an RCC_...RSTSETR register. */
void rcc_reset(struct mmio rcc, uint32_t reset, uint32_t bits);

/* Oscillators, as RCC_OCEN_HSEON and the like. */
void rcc_oscillators_start(struct mmio rcc, uint32_t oscillators);
/* True when all of `ready` (RCC_OCRDYR_HSERDY and the like) run. */
bool rcc_oscillators_ready(struct mmio rcc, uint32_t ready);

/* A PLL: reference / m * (n + fraction / 8192) / p, q, r. */
struct rcc_pll {
	uint32_t source; /* 0 HSI, 1 HSE, 2 CSI */
	uint8_t m; /* 1 to 64 */
	uint16_t n; /* 25 to 200 for PLL3 and PLL4 */
	uint16_t fraction; /* 0 to 8191 */
	uint8_t p, q, r; /* 1 to 128 */
	bool fast; /* the reference divided by m is 8 MHz or more */
};

/* Sets up PLL3 or PLL4 (RCC_PLL3CR, RCC_PLL4CR) and starts it, its outputs off. 0; -EINVAL: another
 * PLL, or a value out of its range; -EBUSY: it runs already, and is left as it is. */
COPRO_MUST_CHECK int rcc_pll_start(struct mmio rcc, uint32_t pll, const struct rcc_pll *config);
/* True when the PLL runs, and with just these values. */
bool rcc_pll_runs_as(struct mmio rcc, uint32_t pll, const struct rcc_pll *config);
/* True when it has locked. */
bool rcc_pll_ready(struct mmio rcc, uint32_t pll);
/* Turns outputs on: RCC_PLLCR_DIVPEN and the like. Those that are on stay on. */
void rcc_pll_outputs(struct mmio rcc, uint32_t pll, uint32_t outputs);

/* Selectors and dividers, which say when a new setting is in force: RCC_MSSCKSELR, RCC_RCK3SELR,
 * RCC_MCUDIVR, RCC_APB1DIVR and the like. */
void rcc_select(struct mmio rcc, uint32_t selector, uint32_t choice);
bool rcc_selected(struct mmio rcc, uint32_t selector, uint32_t choice);

#endif
