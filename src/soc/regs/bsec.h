/* SPDX-License-Identifier: BSD-3-Clause */
/* Boot and security and OTP control (RM0436, "BSEC"): offsets from 0x5C00_5000. */
#ifndef COPRO_SOC_REGS_BSEC_H
#define COPRO_SOC_REGS_BSEC_H

#define BSEC_OTP_CONFIG	      0x000
#define BSEC_OTP_CONTROL      0x004
#define BSEC_OTP_WRDATA	      0x008
#define BSEC_OTP_STATUS	      0x00C
#define BSEC_OTP_STATUS_PWRON (1u << 5)
#define BSEC_OTP_LOCK	      0x010
#define BSEC_DENABLE	      0x014
#define BSEC_SCRATCH	      0x0B4
#define BSEC_OTP_DATA	      0x200 /* 96 shadow words */
#define BSEC_OTP_WORDS	      96u
#define BSEC_HWCFGR	      0xFF0
#define BSEC_VERR	      0xFF4
#define BSEC_IPIDR	      0xFF8
#define BSEC_SIDR	      0xFFC

/* Shadow words with a meaning of their own. */
#define BSEC_WORD_RPN	      1u /* part number, 0x5C00_5204 */
#define BSEC_WORD_UID	      13u /* 96-bit unique id, 0x5C00_5234 */
#define BSEC_WORD_PACKAGE     16u /* 0x5C00_5240, bits 29:27 */
#define BSEC_WORD_VREFINT     20u /* bits 31:16: VREFINT_CAL, 0x5C00_5252 (stm32mp151.dtsi) */
#define BSEC_WORD_TEMPERATURE 23u /* TS_CAL1 and, above, TS_CAL2, 0x5C00_525C */

#endif
