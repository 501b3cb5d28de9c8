/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board whose CRYP1 and CRYP2 are clocked, CRYP2 with HSI at 64 MHz, and what a driver does to CRYP2. Data, keys
 * and vectors are bytes, as standards print them: hexadecimal digits.
 */
#ifndef COPRO_TESTS_BOARD_CRYP_RIG_H
#define COPRO_TESTS_BOARD_CRYP_RIG_H

#include "board/timeline.h"
#include "fixture.h"

/* RM0436, memory map and CRYP register map. */
#define CRYP1	  0x54001000u
#define CRYP2	  0x4C005000u
#define CR	  0x00u
#define SR	  0x04u
#define DIN	  0x08u
#define DOUT	  0x0Cu
#define DMACR	  0x10u
#define IMSCR	  0x14u
#define RISR	  0x18u
#define MISR	  0x1Cu
#define K0LR	  0x20u
#define IV0LR	  0x40u
#define CSGCMCCM0 0x50u
#define CSGCM0	  0x70u

/* CR: ALGOMODE with ALGODIR beside it, bytes in order */
#define TDES_ECB 0x00u
#define TDES_CBC 0x08u
#define DES_ECB	 0x10u
#define DES_CBC	 0x18u
#define AES_ECB	 0x20u
#define AES_CBC	 0x28u
#define AES_CTR	 0x30u
#define AES_KEY	 0x38u
#define AES_GCM	 0x80000u
#define AES_CCM	 0x80008u
#define DECRYPT	 0x04u
#define BYTES	 0x80u
#define KEY192	 0x100u
#define KEY256	 0x200u
#define FFLUSH	 0x4000u
#define CRYPEN	 0x8000u
#define HEADER	 0x10000u
#define PAYLOAD	 0x20000u
#define FINAL	 0x30000u
#define NPBLB(n) ((uint32_t)(n) << 20)

/* SR */
#define IFEM 0x01u
#define IFNF 0x02u
#define OFNE 0x04u
#define OFFU 0x08u
#define BUSY 0x10u

#define CLOCK UINT64_C(15625) /* ps: 64 MHz */

int cryp_open(void **state);

uint32_t cryp_get(struct fixture *f, uint32_t offset);
void cryp_set(struct fixture *f, uint32_t offset, uint32_t value);
void cryp_pass(struct fixture *f, uint64_t ps);
void cryp_wait_idle(struct fixture *f);

/* The bytes of hexadecimal digits; returns how many. */
unsigned cryp_bytes(const char *hex, uint8_t *bytes);
/* A key, so that it ends with register K`last`RR; an IV from IV0LR on. */
void cryp_set_key(struct fixture *f, const char *hex, unsigned last);
void cryp_set_iv(struct fixture *f, const char *hex);
/* Data of whole words into the input FIFO, without looking; what must come out of the other. */
void cryp_feed(struct fixture *f, const char *hex);
void cryp_expect(struct fixture *f, const char *hex);

#endif
