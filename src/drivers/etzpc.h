/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Peripheral firewall (RM0436, "Extended TrustZone protection controller (ETZPC)"): which processor
 * may use a peripheral or a RAM bank, by the number that the firewall gives it.
 *
 * One source for both processors. Every world may read the registers; only the secure world writes
 * them. Nothing here waits, and every function may be called from an interrupt handler. Setting
 * reads, modifies and writes: one caller at a time.
 */
#ifndef COPRO_DRIVERS_ETZPC_H
#define COPRO_DRIVERS_ETZPC_H

#include <stdbool.h>
#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"
#include "soc/regs/etzpc.h"

#define ETZPC_ADDRESS 0x5C007000u

struct etzpc {
	struct mmio regs;
};

/* The two memories whose secure part has a size instead of a mode. */
enum etzpc_tzma { ETZPC_TZMA_ROM, ETZPC_TZMA_SYSRAM };

/* regs is the whole block; its bus clock runs (RCC, APB5 bit 13). Nothing is changed.
 * 0; -ENODEV when the block does not answer as one with 96 numbers. */
COPRO_MUST_CHECK int etzpc_init(struct etzpc *etzpc, struct mmio regs);

/* Whose it is now: ETZPC_SECURE, ETZPC_SECURE_WRITE, ETZPC_MCU_ISOLATION or ETZPC_OPEN. id: below
 * ETZPC_IDS; any other is answered as ETZPC_SECURE. */
unsigned etzpc_mode(const struct etzpc *etzpc, unsigned id);

/* True when the mode cannot change before the next reset of the chip. */
bool etzpc_locked(const struct etzpc *etzpc, unsigned id);

/* Gives it to somebody. Secure world only. 0; -EINVAL: no such number or mode, or a secure mode for
 * one that cannot be secure (numbers from 13 on but the RAM banks'); -EPERM: it is locked, or the caller is not secure:
 * the register does not read back what was written. */
COPRO_MUST_CHECK int etzpc_set_mode(struct etzpc *etzpc, unsigned id, unsigned mode);

/* Locks it until reset. Secure world only. 0; -EINVAL; -EPERM: it is not locked afterwards. */
COPRO_MUST_CHECK int etzpc_lock(struct etzpc *etzpc, unsigned id);

/* Makes the first `pages` 4 KB pages of a memory secure (0: none, 0x3FF: all), and locks that if
 * asked. Secure world only. 0; -EINVAL: more pages than fit; -EPERM: locked, or not secure. */
COPRO_MUST_CHECK int etzpc_set_tzma(struct etzpc *etzpc, enum etzpc_tzma memory, uint32_t pages,
				    bool lock);

/* For etzpc_find(): nothing guards what is there. */
#define ETZPC_UNGUARDED ETZPC_IDS

/*
 * The number that guards the peripheral or RAM at an address as the Cortex-M4 sees it (they differ
 * from the A7's in RETRAM, found under both): 0 to 95, or ETZPC_UNGUARDED for a peripheral that is
 * not behind the firewall (GPIO, RCC, EXTI, ...). -ENXIO: no peripheral has that address. A
 * small table of its own, without names, so that firmware need not carry soc/peripheral.h's.
 */
COPRO_MUST_CHECK int etzpc_find(uint32_t address);

#endif
