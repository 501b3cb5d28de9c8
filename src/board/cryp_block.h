/* SPDX-License-Identifier: BSD-3-Clause */
/* One block through a cipher. A word holds what comes first on top. */
#ifndef COPRO_BOARD_CRYP_BLOCK_H
#define COPRO_BOARD_CRYP_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CRYP_BLOCK 4u /* words, at most */
#define CRYP_KEY   8u /* words, at most */

enum cryp_cipher { CRYP_AES128, CRYP_AES192, CRYP_AES256, CRYP_DES, CRYP_TDES };

static inline unsigned cryp_block_words(enum cryp_cipher cipher)
{
	return cipher == CRYP_DES || cipher == CRYP_TDES ? 2 : CRYP_BLOCK;
}

/* The key is where the manual has it in the eight words of K0 to K3. `in` may be `out`. */
void cryp_block(enum cryp_cipher cipher, const uint32_t *key, bool decrypt, const uint32_t *in,
		uint32_t *out);

#endif
