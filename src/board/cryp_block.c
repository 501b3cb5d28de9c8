/* SPDX-License-Identifier: BSD-3-Clause */
/* The ciphers are nettle's. */
#include "board/cryp_block.h"

#include <nettle/aes.h>
#include <nettle/des.h>

/* RM0436, "CRYP key registers": short AES keys end with K3, DES has K1, TDES K1 to K3. */
#define AES128_AT 4u
#define AES192_AT 2u
#define DES_AT	  2u

static void bytes_of(const uint32_t *words, unsigned count, uint8_t *bytes)
{
	for (unsigned i = 0; i < 4 * count; i++)
		bytes[i] = (uint8_t)(words[i / 4] >> (24 - i % 4 * 8));
}

static void aes_block(enum cryp_cipher cipher, const uint32_t *key, bool decrypt, uint8_t *block)
{
	union {
		struct aes128_ctx aes128;
		struct aes192_ctx aes192;
		struct aes256_ctx aes256;
	} aes;
	uint8_t bytes[4 * CRYP_KEY];

	bytes_of(key, CRYP_KEY, bytes);
	if (cipher == CRYP_AES128 && decrypt) {
		aes128_set_decrypt_key(&aes.aes128, bytes + 4 * AES128_AT);
		aes128_decrypt(&aes.aes128, AES_BLOCK_SIZE, block, block);
	} else if (cipher == CRYP_AES128) {
		aes128_set_encrypt_key(&aes.aes128, bytes + 4 * AES128_AT);
		aes128_encrypt(&aes.aes128, AES_BLOCK_SIZE, block, block);
	} else if (cipher == CRYP_AES192 && decrypt) {
		aes192_set_decrypt_key(&aes.aes192, bytes + 4 * AES192_AT);
		aes192_decrypt(&aes.aes192, AES_BLOCK_SIZE, block, block);
	} else if (cipher == CRYP_AES192) {
		aes192_set_encrypt_key(&aes.aes192, bytes + 4 * AES192_AT);
		aes192_encrypt(&aes.aes192, AES_BLOCK_SIZE, block, block);
	} else if (decrypt) {
		aes256_set_decrypt_key(&aes.aes256, bytes);
		aes256_decrypt(&aes.aes256, AES_BLOCK_SIZE, block, block);
	} else {
		aes256_set_encrypt_key(&aes.aes256, bytes);
		aes256_encrypt(&aes.aes256, AES_BLOCK_SIZE, block, block);
	}
}

/* Weak keys are the guest's affair: they work. */
static void des_block(enum cryp_cipher cipher, const uint32_t *key, bool decrypt, uint8_t *block)
{
	union {
		struct des_ctx des;
		struct des3_ctx tdes;
	} des;
	uint8_t bytes[4 * (CRYP_KEY - DES_AT)];

	bytes_of(key + DES_AT, CRYP_KEY - DES_AT, bytes);
	if (cipher == CRYP_DES) {
		des_set_key(&des.des, bytes);
		(decrypt ? des_decrypt : des_encrypt)(&des.des, DES_BLOCK_SIZE, block, block);
	} else {
		des3_set_key(&des.tdes, bytes);
		(decrypt ? des3_decrypt : des3_encrypt)(&des.tdes, DES_BLOCK_SIZE, block, block);
	}
}

void cryp_block(enum cryp_cipher cipher, const uint32_t *key, bool decrypt, const uint32_t *in,
		uint32_t *out)
{
	const unsigned words = cryp_block_words(cipher);
	uint8_t block[4 * CRYP_BLOCK];

	bytes_of(in, words, block);
	if (words == CRYP_BLOCK)
		aes_block(cipher, key, decrypt, block);
	else
		des_block(cipher, key, decrypt, block);
	for (unsigned i = 0; i < words; i++)
		out[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
			 (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
}
