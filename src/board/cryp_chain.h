/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Modes of operation, block by block (SP 800-38A, C and D). What is kept between two blocks is plain data, which
 * a message can be interrupted with and gone on.
 */
#ifndef COPRO_BOARD_CRYP_CHAIN_H
#define COPRO_BOARD_CRYP_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "board/cryp_block.h"

/* As CRYP_CR.ALGOMODE numbers them. */
enum cryp_mode {
	CRYP_TDES_ECB,
	CRYP_TDES_CBC,
	CRYP_DES_ECB,
	CRYP_DES_CBC,
	CRYP_AES_ECB,
	CRYP_AES_CBC,
	CRYP_AES_CTR,
	CRYP_AES_KEY, /* preparation for AES_ECB and AES_CBC to decrypt */
	CRYP_AES_GCM,
	CRYP_AES_CCM,
	CRYP_MODES
};

/* Of GCM and CCM, as CRYP_CR.GCM_CCMPH numbers them. */
enum cryp_phase { CRYP_INIT, CRYP_HEADER, CRYP_PAYLOAD, CRYP_FINAL };

/* What is to do with a block. */
struct cryp_job {
	enum cryp_mode mode;
	enum cryp_phase phase;
	enum cryp_cipher cipher;
	bool decrypt;
	unsigned padding; /* bytes at the end of the block that do not count for the tag */
};

struct cryp_chain {
	uint32_t key[CRYP_KEY];
	bool prepared; /* the key is one for AES_ECB and AES_CBC to decrypt */
	uint32_t iv[CRYP_BLOCK]; /* the next block's, or counter */
	/* GCM and CCM */
	uint32_t mac[CRYP_BLOCK];
	/* GCM */
	uint32_t hash_key[CRYP_BLOCK];
	uint32_t tag_mask[CRYP_BLOCK];
};

/* How many words it takes in, and how many it gives. */
unsigned cryp_job_takes(const struct cryp_job *job);
unsigned cryp_job_gives(const struct cryp_job *job);
/* In clock cycles. */
unsigned cryp_job_cycles(const struct cryp_job *job);
/* The key is the right one: prepared or not. */
bool cryp_job_fits(const struct cryp_job *job, const struct cryp_chain *chain);
/* A key that does not fit gives something useless. */
void cryp_job_do(const struct cryp_job *job, struct cryp_chain *chain, const uint32_t *in,
		 uint32_t *out);

#endif
