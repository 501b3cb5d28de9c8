/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Digests of messages of any number of bits, block by block. A word holds what comes first in the message
 * on top. The state between two blocks is plain data, so that a message can be interrupted and gone on with.
 */
#ifndef COPRO_BOARD_HASH_DIGEST_H
#define COPRO_BOARD_HASH_DIGEST_H

#include <stdint.h>

#define HASH_BLOCK  16u /* words */
#define HASH_DIGEST 8u /* words, at most */

/* As HASH_CR.ALGO numbers them. */
enum hash_algorithm { HASH_SHA1, HASH_MD5, HASH_SHA224, HASH_SHA256 };

struct hash_digest {
	enum hash_algorithm algorithm;
	uint32_t state[HASH_DIGEST];
};

void hash_digest_begin(struct hash_digest *digest, enum hash_algorithm algorithm);
void hash_digest_block(struct hash_digest *digest, const uint32_t *words);
/* The last words, at most a block of them, of which `valid` bits of the last one count (0: all), after which the
 * message has so many bits. Returns how many blocks that took. */
unsigned hash_digest_finish(struct hash_digest *digest, const uint32_t *words, unsigned count,
			    unsigned valid, uint64_t bits);
/* How many words the digest has; and these. */
unsigned hash_digest_size(enum hash_algorithm algorithm);
void hash_digest_result(const struct hash_digest *digest, uint32_t *words);

#endif
