/* SPDX-License-Identifier: BSD-3-Clause */
/* Cryptographic processors (RM0436, "Cryptographic processor (CRYP)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_CRYP_H
#define COPRO_SOC_REGS_CRYP_H

#define CRYP1_BASE 0x54001000u
#define CRYP2_BASE 0x4C005000u

#define CRYP_CR		 0x000
#define CRYP_SR		 0x004
#define CRYP_DIN	 0x008
#define CRYP_DOUT	 0x00C
#define CRYP_DMACR	 0x010
#define CRYP_IMSCR	 0x014
#define CRYP_RISR	 0x018
#define CRYP_MISR	 0x01C
#define CRYP_K(n)	 (0x020 + 4 * (n)) /* K0LR, K0RR, K1LR ... */
#define CRYP_IV(n)	 (0x040 + 4 * (n)) /* IV0LR, IV0RR, IV1LR, IV1RR */
#define CRYP_CSGCMCCM(n) (0x050 + 4 * (n))
#define CRYP_CSGCM(n)	 (0x070 + 4 * (n))
#define CRYP_HWCFGR	 0x3F0
#define CRYP_VERR	 0x3F4
#define CRYP_IPIDR	 0x3F8
#define CRYP_MID	 0x3FC

#define CRYP_KS	  8u
#define CRYP_IVS  4u
#define CRYP_CSRS 8u /* of each kind */

#define CRYP_CR_ALGODIR	       (1u << 2) /* decrypt */
#define CRYP_CR_ALGOMODE_SHIFT 3
#define CRYP_CR_ALGOMODE_MASK  (7u << CRYP_CR_ALGOMODE_SHIFT)
#define CRYP_CR_DATATYPE_SHIFT 6 /* words, halfwords, bytes, bits are put in order */
#define CRYP_CR_DATATYPE_MASK  (3u << CRYP_CR_DATATYPE_SHIFT)
#define CRYP_CR_KEYSIZE_SHIFT  8 /* 128, 192, 256 bits */
#define CRYP_CR_KEYSIZE_MASK   (3u << CRYP_CR_KEYSIZE_SHIFT)
#define CRYP_CR_FFLUSH	       (1u << 14) /* reads as 0 */
#define CRYP_CR_CRYPEN	       (1u << 15)
#define CRYP_CR_PHASE_SHIFT    16 /* GCM_CCMPH: init, header, payload, final */
#define CRYP_CR_PHASE_MASK     (3u << CRYP_CR_PHASE_SHIFT)
#define CRYP_CR_ALGOMODE_3     (1u << 19)
#define CRYP_CR_NPBLB_SHIFT    20
#define CRYP_CR_NPBLB_MASK     (0xFu << CRYP_CR_NPBLB_SHIFT)
#define CRYP_CR_WRITABLE       0x00FB83FCu

#define CRYP_SR_IFEM (1u << 0)
#define CRYP_SR_IFNF (1u << 1)
#define CRYP_SR_OFNE (1u << 2)
#define CRYP_SR_OFFU (1u << 3)
#define CRYP_SR_BUSY (1u << 4)

#define CRYP_DMACR_DIEN (1u << 0)
#define CRYP_DMACR_DOEN (1u << 1)

/* IMSCR, RISR, MISR */
#define CRYP_INT_IN  (1u << 0)
#define CRYP_INT_OUT (1u << 1)

#endif
