/* SPDX-License-Identifier: BSD-3-Clause */
/* Hash processors (RM0436, "Hash processor (HASH)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_HASH_H
#define COPRO_SOC_REGS_HASH_H

#define HASH1_BASE 0x54002000u
#define HASH2_BASE 0x4C002000u

#define HASH_CR	    0x000
#define HASH_DIN    0x004
#define HASH_STR    0x008
#define HASH_HR(n)  (0x00C + 4 * (n)) /* 0-4; all of them are at: */
#define HASH_HRX(n) (0x310 + 4 * (n)) /* 0-7 */
#define HASH_IMR    0x020
#define HASH_SR	    0x024
#define HASH_CSR(n) (0x0F8 + 4 * (n))
#define HASH_HWCFGR 0x3F0

#define HASH_HRS   8u /* digest registers */
#define HASH_HRS_0 5u /* those of them that are also at the beginning */
#define HASH_CSRS  54u

#define HASH_CR_INIT	       (1u << 2) /* reads as 0 */
#define HASH_CR_DMAE	       (1u << 3)
#define HASH_CR_DATATYPE_SHIFT 4 /* words, halfwords, bytes, bits are put in order */
#define HASH_CR_DATATYPE_MASK  (3u << HASH_CR_DATATYPE_SHIFT)
#define HASH_CR_MODE	       (1u << 6) /* HMAC */
#define HASH_CR_ALGO_0	       (1u << 7)
#define HASH_CR_NBW_SHIFT      8
#define HASH_CR_NBW_MASK       0xFu
#define HASH_CR_DINNE	       (1u << 12)
#define HASH_CR_MDMAT	       (1u << 13)
#define HASH_CR_DMAA	       (1u << 14)
#define HASH_CR_LKEY	       (1u << 16)
#define HASH_CR_ALGO_1	       (1u << 18)
#define HASH_CR_WRITABLE       0x000560F8u

#define HASH_STR_NBLW 0x1Fu
#define HASH_STR_DCAL (1u << 8) /* reads as 0 */

/* SR, and IMR for the first two */
#define HASH_SR_DINIS (1u << 0)
#define HASH_SR_DCIS  (1u << 1)
#define HASH_SR_DMAS  (1u << 2)
#define HASH_SR_BUSY  (1u << 3)

#endif
