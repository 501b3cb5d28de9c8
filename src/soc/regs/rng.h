/* SPDX-License-Identifier: BSD-3-Clause */
/* Random number generators (RM0436, "True random number generator (RNG)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_RNG_H
#define COPRO_SOC_REGS_RNG_H

#define RNG1_BASE 0x54003000u
#define RNG2_BASE 0x4C003000u

#define RNG_CR	   0x000
#define RNG_SR	   0x004
#define RNG_DR	   0x008
#define RNG_HWCFGR 0x3F0
#define RNG_VERR   0x3F4
#define RNG_IPIDR  0x3F8
#define RNG_SIDR   0x3FC

#define RNG_CR_RNGEN (1u << 2)
#define RNG_CR_IE    (1u << 3)
#define RNG_CR_CED   (1u << 5) /* 1: clock errors are not detected */

#define RNG_SR_DRDY (1u << 0)
#define RNG_SR_CECS (1u << 1)
#define RNG_SR_SECS (1u << 2)
#define RNG_SR_CEIS (1u << 5) /* cleared by writing 0, as the next */
#define RNG_SR_SEIS (1u << 6)

#endif
