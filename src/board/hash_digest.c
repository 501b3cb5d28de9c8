/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The algorithms are nettle's, whole blocks at a time; padding is done here, as it is for messages of any number
 * of bits (RFC 1321, FIPS 180-4).
 */
#include "board/hash_digest.h"

#include <stdbool.h>
#include <string.h>

#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

#define LENGTH 2u /* words of the message's length at the end of the last block */

void hash_digest_begin(struct hash_digest *digest, enum hash_algorithm algorithm)
{
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;

	*digest = (struct hash_digest){.algorithm = algorithm};
	switch (algorithm) {
	case HASH_SHA1:
		sha1_init(&sha1);
		memcpy(digest->state, sha1.state, sizeof(sha1.state));
		break;
	case HASH_MD5:
		md5_init(&md5);
		memcpy(digest->state, md5.state, sizeof(md5.state));
		break;
	case HASH_SHA224:
		sha224_init(&sha256);
		memcpy(digest->state, sha256.state, sizeof(sha256.state));
		break;
	case HASH_SHA256:
		sha256_init(&sha256);
		memcpy(digest->state, sha256.state, sizeof(sha256.state));
		break;
	}
}

void hash_digest_block(struct hash_digest *digest, const uint32_t *words)
{
	uint8_t bytes[4 * HASH_BLOCK];
	struct md5_ctx md5;
	struct sha1_ctx sha1;
	struct sha256_ctx sha256;

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(words[i / 4] >> (24 - i % 4 * 8));
	switch (digest->algorithm) {
	case HASH_SHA1:
		sha1_init(&sha1);
		memcpy(sha1.state, digest->state, sizeof(sha1.state));
		sha1_update(&sha1, sizeof(bytes), bytes);
		memcpy(digest->state, sha1.state, sizeof(sha1.state));
		break;
	case HASH_MD5:
		md5_init(&md5);
		memcpy(md5.state, digest->state, sizeof(md5.state));
		md5_update(&md5, sizeof(bytes), bytes);
		memcpy(digest->state, md5.state, sizeof(md5.state));
		break;
	case HASH_SHA224:
	case HASH_SHA256:
		sha256_init(&sha256);
		memcpy(sha256.state, digest->state, sizeof(sha256.state));
		sha256_update(&sha256, sizeof(bytes), bytes);
		memcpy(digest->state, sha256.state, sizeof(sha256.state));
		break;
	}
}

unsigned hash_digest_finish(struct hash_digest *digest, const uint32_t *words, unsigned count,
			    unsigned valid, uint64_t bits)
{
	uint32_t last[2 * HASH_BLOCK] = {0};
	const uint32_t high = (uint32_t)(bits >> 32), low = (uint32_t)bits;
	unsigned blocks;

	memcpy(last, words, count * sizeof(*words));
	if (valid && count) {
		const uint32_t end = 0x80000000u >> valid;

		last[count - 1] = (last[count - 1] & ~(end - 1)) | end;
	} else {
		last[count++] = 0x80000000u;
	}
	blocks = count > HASH_BLOCK - LENGTH ? 2 : 1;
	count = blocks * HASH_BLOCK - LENGTH;
	/* MD5 counts and puts out the other way round. */
	last[count] = digest->algorithm == HASH_MD5 ? __builtin_bswap32(low) : high;
	last[count + 1] = digest->algorithm == HASH_MD5 ? __builtin_bswap32(high) : low;
	for (unsigned i = 0; i < blocks; i++)
		hash_digest_block(digest, last + i * HASH_BLOCK);
	return blocks;
}

unsigned hash_digest_size(enum hash_algorithm algorithm)
{
	static const uint8_t sizes[] = {
		[HASH_SHA1] = 5, [HASH_MD5] = 4, [HASH_SHA224] = 7, [HASH_SHA256] = 8};

	return sizes[algorithm];
}

void hash_digest_result(const struct hash_digest *digest, uint32_t *words)
{
	const bool md5 = digest->algorithm == HASH_MD5;

	for (unsigned i = 0; i < hash_digest_size(digest->algorithm); i++)
		words[i] = md5 ? __builtin_bswap32(digest->state[i]) : digest->state[i];
}
