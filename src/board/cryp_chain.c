/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/cryp_chain.h"

#include <string.h>

static bool has_phases(const struct cryp_job *job)
{
	return job->mode == CRYP_AES_GCM || job->mode == CRYP_AES_CCM;
}

/* ---- blocks ---- */

static void block_xor(uint32_t *block, const uint32_t *other)
{
	for (unsigned i = 0; i < CRYP_BLOCK; i++)
		block[i] ^= other[i];
}

static void block_encrypt(const struct cryp_job *job, const struct cryp_chain *chain,
			  const uint32_t *in, uint32_t *out)
{
	cryp_block(job->cipher, chain->key, false, in, out);
}

static void block_cut(uint32_t *block, unsigned padding)
{
	for (unsigned i = 4 * CRYP_BLOCK - padding; i < 4 * CRYP_BLOCK; i++)
		block[i / 4] &= ~(0xFF000000u >> i % 4 * 8);
}

/* Times the hash key in the field of GCM (SP 800-38D, 6.3), whose leftmost bit is the constant term. */
static void block_multiply(uint32_t *block, const uint32_t *key)
{
	uint32_t product[CRYP_BLOCK] = {0}, power[CRYP_BLOCK];

	memcpy(power, key, sizeof(power));
	for (unsigned i = 0; i < 32 * CRYP_BLOCK; i++) {
		const bool carry = power[CRYP_BLOCK - 1] & 1;

		if (block[i / 32] >> (31 - i % 32) & 1)
			block_xor(product, power);
		for (unsigned j = CRYP_BLOCK - 1; j; j--)
			power[j] = power[j] >> 1 | power[j - 1] << 31;
		power[0] = power[0] >> 1 ^ (carry ? 0xE1000000u : 0);
	}
	memcpy(block, product, sizeof(product));
}

/* The next block of the key stream on the data; 32 bits count. */
static void stream(const struct cryp_job *job, struct cryp_chain *chain, const uint32_t *in,
		   uint32_t *out)
{
	uint32_t key[CRYP_BLOCK];

	block_encrypt(job, chain, chain->iv, key);
	chain->iv[CRYP_BLOCK - 1]++;
	for (unsigned i = 0; i < CRYP_BLOCK; i++)
		out[i] = in[i] ^ key[i];
}

/* ---- modes ---- */

static void plain_do(const struct cryp_job *job, struct cryp_chain *chain, const uint32_t *in,
		     uint32_t *out)
{
	const bool chained = job->mode == CRYP_AES_CBC || job->mode == CRYP_DES_CBC ||
			     job->mode == CRYP_TDES_CBC;
	const unsigned words = cryp_block_words(job->cipher);
	uint32_t block[CRYP_BLOCK];

	if (job->mode == CRYP_AES_CTR) {
		stream(job, chain, in, out);
		return;
	}
	for (unsigned i = 0; i < words; i++)
		block[i] = in[i] ^ (chained && !job->decrypt ? chain->iv[i] : 0);
	cryp_block(job->cipher, chain->key, job->decrypt, block, out);
	for (unsigned i = 0; chained && i < words; i++) {
		if (job->decrypt)
			out[i] ^= chain->iv[i];
		chain->iv[i] = job->decrypt ? in[i] : out[i];
	}
}

static void gcm_hash(struct cryp_chain *chain, const uint32_t *in, unsigned padding)
{
	uint32_t block[CRYP_BLOCK];

	memcpy(block, in, sizeof(block));
	block_cut(block, padding);
	block_xor(chain->mac, block);
	block_multiply(chain->mac, chain->hash_key);
}

static void gcm_do(const struct cryp_job *job, struct cryp_chain *chain, const uint32_t *in,
		   uint32_t *out)
{
	uint32_t block[CRYP_BLOCK] = {0};

	switch (job->phase) {
	case CRYP_INIT:
		memset(chain->mac, 0, sizeof(chain->mac));
		block_encrypt(job, chain, block, chain->hash_key);
		/* The IV is the counter of the first block of the payload: the tag's is the one before. */
		memcpy(block, chain->iv, sizeof(block));
		block[CRYP_BLOCK - 1]--;
		block_encrypt(job, chain, block, chain->tag_mask);
		break;
	case CRYP_HEADER:
		gcm_hash(chain, in, 0);
		break;
	case CRYP_PAYLOAD:
		stream(job, chain, in, out);
		gcm_hash(chain, job->decrypt ? in : out, job->padding);
		break;
	case CRYP_FINAL:
		gcm_hash(chain, in, 0);
		memcpy(out, chain->mac, sizeof(chain->mac));
		block_xor(out, chain->tag_mask);
		break;
	}
}

static void ccm_authenticate(const struct cryp_job *job, struct cryp_chain *chain,
			     const uint32_t *in, unsigned padding)
{
	uint32_t block[CRYP_BLOCK];

	memcpy(block, in, sizeof(block));
	block_cut(block, padding);
	block_xor(chain->mac, block);
	block_encrypt(job, chain, chain->mac, chain->mac);
}

static void ccm_do(const struct cryp_job *job, struct cryp_chain *chain, const uint32_t *in,
		   uint32_t *out)
{
	switch (job->phase) {
	case CRYP_INIT:
		memset(chain->mac, 0, sizeof(chain->mac));
		ccm_authenticate(job, chain, in, 0);
		break;
	case CRYP_HEADER:
		ccm_authenticate(job, chain, in, 0);
		break;
	case CRYP_PAYLOAD:
		stream(job, chain, in, out);
		ccm_authenticate(job, chain, job->decrypt ? out : in, job->padding);
		break;
	case CRYP_FINAL:
		block_encrypt(job, chain, in, out);
		block_xor(out, chain->mac);
		break;
	}
}

/* ---- jobs ---- */

unsigned cryp_job_takes(const struct cryp_job *job)
{
	if (job->mode == CRYP_AES_KEY || (job->mode == CRYP_AES_GCM && job->phase == CRYP_INIT))
		return 0;
	return cryp_block_words(job->cipher);
}

unsigned cryp_job_gives(const struct cryp_job *job)
{
	if (job->mode == CRYP_AES_KEY ||
	    (has_phases(job) && (job->phase == CRYP_INIT || job->phase == CRYP_HEADER)))
		return 0;
	return cryp_block_words(job->cipher);
}

unsigned cryp_job_cycles(const struct cryp_job *job)
{
	/* RM0436, "CRYP processing time" */
	static const uint8_t blocks[] = {[CRYP_AES128] = 14,
					 [CRYP_AES192] = 16,
					 [CRYP_AES256] = 18,
					 [CRYP_DES] = 16,
					 [CRYP_TDES] = 48};
	static const uint8_t keys[] = {[CRYP_AES128] = 12, [CRYP_AES192] = 14, [CRYP_AES256] = 16};
	/* init, header, payload, final */
	static const uint8_t gcm[][4] = {[CRYP_AES128] = {24, 10, 14, 14},
					 [CRYP_AES192] = {28, 10, 16, 16},
					 [CRYP_AES256] = {32, 10, 18, 18}};
	static const uint8_t ccm[][4] = {[CRYP_AES128] = {12, 14, 25, 14},
					 [CRYP_AES192] = {14, 16, 29, 16},
					 [CRYP_AES256] = {16, 18, 33, 18}};

	switch (job->mode) {
	case CRYP_AES_KEY:
		return keys[job->cipher];
	case CRYP_AES_GCM:
		return gcm[job->cipher][job->phase];
	case CRYP_AES_CCM:
		return ccm[job->cipher][job->phase];
	default:
		return blocks[job->cipher];
	}
}

bool cryp_job_fits(const struct cryp_job *job, const struct cryp_chain *chain)
{
	const bool aes = job->cipher != CRYP_DES && job->cipher != CRYP_TDES;
	const bool prepared =
		job->decrypt && (job->mode == CRYP_AES_ECB || job->mode == CRYP_AES_CBC);

	return !aes || chain->prepared == prepared;
}

void cryp_job_do(const struct cryp_job *job, struct cryp_chain *chain, const uint32_t *in,
		 uint32_t *out)
{
	const uint32_t turned = cryp_job_fits(job, chain) ? 0 : 0xFFFFFFFF;

	if (job->mode == CRYP_AES_KEY) {
		chain->prepared = true;
		return;
	}
	for (unsigned i = 0; i < CRYP_KEY; i++)
		chain->key[i] ^= turned;
	if (job->mode == CRYP_AES_GCM)
		gcm_do(job, chain, in, out);
	else if (job->mode == CRYP_AES_CCM)
		ccm_do(job, chain, in, out);
	else
		plain_do(job, chain, in, out);
	for (unsigned i = 0; i < CRYP_KEY; i++)
		chain->key[i] ^= turned;
}
