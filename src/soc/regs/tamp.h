/* SPDX-License-Identifier: BSD-3-Clause */
/* Tamper and backup registers (RM0436, "TAMP"): offsets from 0x5C00_A000. */
#ifndef COPRO_SOC_REGS_TAMP_H
#define COPRO_SOC_REGS_TAMP_H

#include <stdint.h>

#define TAMP_CR1		0x00
#define TAMP_CR2		0x04
#define TAMP_FLTCR		0x0C
#define TAMP_ATCR1		0x10
#define TAMP_ATSEEDR		0x14
#define TAMP_ATOR		0x18
#define TAMP_SMCR		0x20
#define TAMP_SMCR_BKPRWDPROT(n) ((uint32_t)(n)) /* first n registers: secure only */
#define TAMP_SMCR_BKPWDPROT(n)	((uint32_t)(n) << 16) /* up to n: written by the secure world only */
#define TAMP_SMCR_TAMPDPROT	(1u << 31)
#define TAMP_IER		0x2C
#define TAMP_SR			0x30
#define TAMP_MISR		0x34
#define TAMP_SMISR		0x38
#define TAMP_SCR		0x3C
#define TAMP_COUNTR		0x40
#define TAMP_CFGR		0x50
#define TAMP_BKP0R		0x100
#define TAMP_BKP_COUNT		32u
#define TAMP_BKPR(n)		(TAMP_BKP0R + 4u * (n))
#define TAMP_HWCFGR2		0x3EC
#define TAMP_HWCFGR1		0x3F0
#define TAMP_VERR		0x3F4
#define TAMP_IPIDR		0x3F8
#define TAMP_SIDR		0x3FC

/* How Linux and U-Boot use backup registers for the coprocessor (Linux stm32_rproc, binding
 * st,stm32-rproc). */
#define TAMP_BKP_RSC_TABLE    17u /* device address of the live resource table, 0: none */
#define TAMP_BKP_M4_STATE     18u
#define TAMP_M4_STATE_OFF     0u
#define TAMP_M4_STATE_INIT    1u
#define TAMP_M4_STATE_CRUN    2u
#define TAMP_M4_STATE_CSTOP   3u
#define TAMP_M4_STATE_STANDBY 4u
#define TAMP_M4_STATE_CRASH   5u

#endif
