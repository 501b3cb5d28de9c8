/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Extended TrustZone protection controller (RM0436, "ETZPC"; TZPC in ST's headers): offsets from
 * 0x5C00_7000. Registers are written by the secure world only; all may read them.
 */
#ifndef COPRO_SOC_REGS_ETZPC_H
#define COPRO_SOC_REGS_ETZPC_H

#define ETZPC_TZMA0_SIZE    0x00
#define ETZPC_TZMA1_SIZE    0x04
#define ETZPC_TZMA_LOCK	    (1u << 31)
#define ETZPC_TZMA_PAGES    0x3FFu
#define ETZPC_DECPROT0	    0x10 /* 6 registers of 16 fields of 2 bits */
#define ETZPC_DECPROT_LOCK0 0x30 /* 3 registers of 32 bits, write 1 to lock until reset */
#define ETZPC_HWCFGR	    0x3F0
#define ETZPC_IP_VER	    0x3F4
#define ETZPC_ID	    0x3F8
#define ETZPC_SID	    0x3FC

#define ETZPC_IDS 96u
/* Identifiers below this one can be made secure. */
#define ETZPC_SECURE_IDS 13u

/* What a DECPROT field means. */
#define ETZPC_SECURE	    0u /* the secure world alone */
#define ETZPC_SECURE_WRITE  1u /* the non-secure world may read */
#define ETZPC_MCU_ISOLATION 2u /* the M4 alone */
#define ETZPC_OPEN	    3u

#define ETZPC_DECPROT_OFFSET(id) (ETZPC_DECPROT0 + 4u * ((id) / 16u))
#define ETZPC_DECPROT_SHIFT(id)	 (2u * ((id) % 16u))
#define ETZPC_LOCK_OFFSET(id)	 (ETZPC_DECPROT_LOCK0 + 4u * ((id) / 32u))
#define ETZPC_LOCK_BIT(id)	 (1u << ((id) % 32u))

#endif
