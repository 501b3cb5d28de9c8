/* SPDX-License-Identifier: BSD-3-Clause */
/* Cyclic redundancy check calculation unit (RM0436, "CRC"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_CRC_H
#define COPRO_SOC_REGS_CRC_H

#define CRC1_BASE 0x58009000u
#define CRC2_BASE 0x4C004000u

#define CRC_DR	 0x000 /* written with data, read for the result */
#define CRC_IDR	 0x004
#define CRC_CR	 0x008
#define CRC_INIT 0x010
#define CRC_POL	 0x014

#define CRC_CR_RESET	      (1u << 0) /* written with 1: DR takes INIT; reads as 0 */
#define CRC_CR_POLYSIZE_SHIFT 3 /* 32, 16, 8, 7 bits */
#define CRC_CR_POLYSIZE_MASK  (3u << CRC_CR_POLYSIZE_SHIFT)
#define CRC_CR_REV_IN_SHIFT   5 /* bits are reversed within: nothing, bytes, halfwords, the word */
#define CRC_CR_REV_IN_MASK    (3u << CRC_CR_REV_IN_SHIFT)
#define CRC_CR_REV_OUT	      (1u << 7)

#define CRC_INIT_DEFAULT 0xFFFFFFFFu
#define CRC_POL_DEFAULT	 0x04C11DB7u

#endif
