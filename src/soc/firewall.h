/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the peripheral firewall's modes mean (RM0436, "Extended TrustZone protection controller
 * (ETZPC)"; the names are those of TF-A's dt-bindings/soc/st,stm32-etzpc.h): who may read and write
 * what stands behind an identifier. Registers are in soc/regs/etzpc.h, identifiers in
 * soc/peripheral.c and soc/memory.c.
 */
#ifndef COPRO_SOC_FIREWALL_H
#define COPRO_SOC_FIREWALL_H

#include <stdbool.h>
#include <stdint.h>

/* On whose behalf an access is made. */
enum soc_world {
	SOC_WORLD_SECURE, /* Cortex-A7, secure */
	SOC_WORLD_NON_SECURE, /* Cortex-A7, non-secure, and what works for it */
	SOC_WORLD_MCU, /* Cortex-M4, and what works for it */
	SOC_WORLDS
};

#define SOC_MAY_READ  1u
#define SOC_MAY_WRITE 2u

/* Rights of a world, an OR of SOC_MAY_, in a mode (ETZPC_SECURE ... ETZPC_OPEN). */
unsigned soc_firewall_rights(unsigned mode, enum soc_world world);

/* The peripheral or RAM bank behind an identifier ("TIM2", "SRAM3"); NULL: nothing. */
const char *soc_firewall_guarded(unsigned id);

/* "secure-only", "secure-write", "M4-isolated", "open" */
const char *soc_firewall_mode_name(unsigned mode);

/*
 * Can the identifier be secure? Those below 13 can, and the five RAM banks of the M4 (0x50 to 0x54):
 * TF-A calls 13 the lowest identifier that "cannot harden TZ security" (platform_def.h,
 * STM32MP1_ETZPC_SEC_ID_LIMIT), and OP-TEE makes these banks secure while it checks a firmware in
 * them (plat-stm32mp1, remoteproc_pta.c).
 */
bool soc_firewall_securable(unsigned id);

/* The mode that holds when the DECPROT field of an identifier says `mode`. Assumed: a secure mode of
 * what cannot be secure is stored and changes nothing, so it is open. */
unsigned soc_firewall_effective(unsigned id, unsigned mode);

#endif
