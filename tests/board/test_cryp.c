/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cryptographic processors as the manual says (RM0436, "CRYP"): literal addresses, and what the standards
 * publish (FIPS 197, SP 800-38A, FIPS 81, SP 800-67).
 */
#include "cryp_rig.h"

#include <string.h>

#include "board/debug.h"

#define KEY_38A	   "2b7e151628aed2a6abf7158809cf4f3c"
#define KEY192_38A "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"
#define KEY256_38A "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define IV_38A	   "000102030405060708090a0b0c0d0e0f"
#define COUNT_38A  "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
#define TEXT_1	   "6bc1bee22e409f96e93d7e117393172a"
#define TEXT_2	   "ae2d8a571e03ac9c9eb76fac45af8e51"
#define TEXT_3	   "30c81c46a35ce411e5fbc1191a0a52ef"
#define TEXT_4	   "f69f2445df4f9b17ad2b417be66c3710"

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(cryp_get(f, CR), 0);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	assert_int_equal(cryp_get(f, DMACR), 0);
	assert_int_equal(cryp_get(f, IMSCR), 0);
	assert_int_equal(cryp_get(f, RISR), 1);
	assert_int_equal(cryp_get(f, MISR), 0);
	for (uint32_t offset = K0LR; offset <= 0x8C; offset += 4)
		assert_int_equal(cryp_get(f, offset), 0);
	assert_int_equal(cryp_get(f, 0x3F0), 0x00000131);
	assert_int_equal(cryp_get(f, 0x3F4), 0x00000022);
	assert_int_equal(cryp_get(f, 0x3F8), 0x00170011);
	assert_int_equal(cryp_get(f, 0x3FC), 0xA3C5DD01);
	assert_int_equal(rd(f, SOC_A7_SECURE, CRYP1 + SR), IFEM | IFNF);

	cryp_set(f, DMACR, 0xFFFFFFFF);
	cryp_set(f, IMSCR, 0xFFFFFFFF);
	cryp_set(f, SR, 0);
	cryp_set(f, RISR, 0);
	cryp_set(f, CR, 0xFFFF7FFF);
	assert_int_equal(cryp_get(f, DMACR), 3);
	assert_int_equal(cryp_get(f, IMSCR), 3);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	assert_int_equal(cryp_get(f, RISR), 1);
	assert_int_equal(cryp_get(f, CR), 0x00FB03FC);
}

/* Keys can be written only; the others are read back. */
static void keys_are_secret(void **state)
{
	struct fixture *f = *state;

	for (uint32_t offset = K0LR; offset <= 0x8C; offset += 4)
		cryp_set(f, offset, 0xC0DE0000 | offset);
	for (uint32_t offset = K0LR; offset < IV0LR; offset += 4)
		assert_int_equal(cryp_get(f, offset), 0);
	for (uint32_t offset = CSGCMCCM0; offset <= 0x8C; offset += 4)
		assert_int_equal(cryp_get(f, offset), 0xC0DE0000 | offset);
}

/* With a mode, a text and what becomes of it, both ways; AES for ECB and CBC has its key prepared. */
struct known {
	uint32_t mode;
	unsigned last; /* key register that the key ends with */
	const char *key, *iv, *plain, *crypted;
};

static void direction(struct fixture *f, const struct known *known, uint32_t cr, const char *in,
		      const char *out)
{
	const bool prepared = (cr & DECRYPT) && ((known->mode & 0x38u) == AES_ECB ||
						 (known->mode & 0x38u) == AES_CBC);
	const size_t block = (known->mode & 0x38u) < AES_ECB ? 16 : 32; /* digits */

	cryp_set_key(f, known->key, known->last);
	if (prepared) {
		cryp_set(f, CR, (cr & ~(0x38u | DECRYPT)) | AES_KEY | CRYPEN);
		assert_int_equal(cryp_get(f, SR) & BUSY, BUSY);
		cryp_wait_idle(f);
		assert_int_equal(cryp_get(f, CR) & CRYPEN, 0);
	}
	cryp_set(f, CR, cr | FFLUSH);
	cryp_set_iv(f, known->iv);
	cryp_set(f, CR, cr | CRYPEN);
	for (size_t at = 0; in[at]; at += block) {
		char piece[33] = "", expected[33] = "";

		memcpy(piece, in + at, block);
		memcpy(expected, out + at, block);
		cryp_feed(f, piece);
		cryp_wait_idle(f);
		cryp_expect(f, expected);
	}
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	cryp_set(f, CR, cr);
}

static void published_texts(void **state)
{
	static const struct known all[] = {
		/* FIPS 197, appendix C */
		{AES_ECB, 3, IV_38A, "", "00112233445566778899aabbccddeeff",
		 "69c4e0d86a7b0430d8cdb78070b4c55a"},
		{AES_ECB | KEY192, 3, "000102030405060708090a0b0c0d0e0f1011121314151617", "",
		 "00112233445566778899aabbccddeeff", "dda97ca4864cdfe06eaf70a0ec0d7191"},
		{AES_ECB | KEY256, 3,
		 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "",
		 "00112233445566778899aabbccddeeff", "8ea2b7ca516745bfeafc49904b496089"},
		/* SP 800-38A, appendix F.1, F.2, F.5 */
		{AES_ECB, 3, KEY_38A, "", TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"
		 "43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4"},
		{AES_CBC, 3, KEY_38A, IV_38A, TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
		 "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"},
		{AES_CBC | KEY192, 3, KEY192_38A, IV_38A, TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
		 "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"},
		{AES_CBC | KEY256, 3, KEY256_38A, IV_38A, TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
		 "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"},
		{AES_CTR, 3, KEY_38A, COUNT_38A, TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
		 "5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee"},
		{AES_CTR | KEY192, 3, KEY192_38A, COUNT_38A, TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94"
		 "1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050"},
		{AES_CTR | KEY256, 3, KEY256_38A, COUNT_38A, TEXT_1 TEXT_2 TEXT_3 TEXT_4,
		 "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
		 "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6"},
		/* FIPS 81, appendix B and C: "Now is the time for all " */
		{DES_ECB, 1, "0123456789abcdef", "",
		 "4e6f77206973207468652074696d6520666f7220616c6c20",
		 "3fa40e8a984d48156a271787ab8883f9893d51ec4b563b53"},
		{DES_CBC, 1, "0123456789abcdef", "1234567890abcdef",
		 "4e6f77206973207468652074696d6520666f7220616c6c20",
		 "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6"},
		/* SP 800-67, appendix B: "The qufck brown fox jump" */
		{TDES_ECB, 3, "0123456789abcdef23456789abcdef01456789abcdef0123", "",
		 "54686520717566636b2062726f776e20666f78206a756d70",
		 "a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900"},
		/* SP 800-38A, as it is chained, with that key */
		{TDES_CBC, 3, "0123456789abcdef23456789abcdef01456789abcdef0123",
		 "f69f2445df4f9b17", "6bc1bee22e409f96e93d7e117393172a",
		 "2079c3d53aa763e193b79e2569ab5262"},
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const uint32_t cr = all[i].mode | BYTES;

		direction(f, &all[i], cr, all[i].plain, all[i].crypted);
		direction(f, &all[i], cr | DECRYPT, all[i].crypted, all[i].plain);
	}
	assert_int_equal(f->notes, 0);
}

/* RM0436, CRYP data registers and data swapping: the same text in the four formats */
static void data_types(void **state)
{
	static const struct {
		uint32_t type, in[4], out[4];
	} all[] = {
		{0x00,
		 {0x00112233, 0x44556677, 0x8899AABB, 0xCCDDEEFF},
		 {0x69C4E0D8, 0x6A7B0430, 0xD8CDB780, 0x70B4C55A}},
		{0x40,
		 {0x22330011, 0x66774455, 0xAABB8899, 0xEEFFCCDD},
		 {0xE0D869C4, 0x04306A7B, 0xB780D8CD, 0xC55A70B4}},
		{0x80,
		 {0x33221100, 0x77665544, 0xBBAA9988, 0xFFEEDDCC},
		 {0xD8E0C469, 0x30047B6A, 0x80B7CDD8, 0x5AC5B470}},
		{0xC0,
		 {0xCC448800, 0xEE66AA22, 0xDD559911, 0xFF77BB33},
		 {0x1B072396, 0x0C20DE56, 0x01EDB31B, 0x5AA32D0E}},
	};
	struct fixture *f = *state;

	cryp_set_key(f, IV_38A, 3);
	for (unsigned i = 0; i < 4; i++) {
		cryp_set(f, CR, AES_ECB | all[i].type | CRYPEN);
		for (unsigned j = 0; j < 4; j++)
			cryp_set(f, DIN, all[i].in[j]);
		cryp_wait_idle(f);
		for (unsigned j = 0; j < 4; j++)
			assert_int_equal(cryp_get(f, DOUT), all[i].out[j]);
		cryp_set(f, CR, 0);
	}
}

/* RM0436, CRYP processing time, in cycles of the bus clock */
static void takes_its_time(void **state)
{
	static const struct {
		uint32_t mode;
		unsigned words, cycles;
	} all[] = {
		{AES_ECB, 4, 14}, {AES_CBC | KEY192, 4, 16}, {AES_CTR | KEY256, 4, 18},
		{DES_ECB, 2, 16}, {TDES_CBC, 2, 48},
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cryp_set(f, CR, all[i].mode | CRYPEN);
		for (unsigned j = 0; j < all[i].words; j++) {
			assert_int_equal(cryp_get(f, SR) & BUSY, 0);
			cryp_set(f, DIN, j);
		}
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF | BUSY);
		cryp_pass(f, all[i].cycles * CLOCK - 1);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF | BUSY);
		cryp_pass(f, 1);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF | OFNE);
		cryp_set(f, CR, 0);
		cryp_set(f, CR, FFLUSH);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	}
	/* the preparation of a key */
	for (unsigned i = 0; i < 3; i++) {
		cryp_set(f, CR, AES_KEY | i << 8 | CRYPEN);
		cryp_pass(f, (12 + 2 * i) * CLOCK - 1);
		assert_int_equal(cryp_get(f, SR) & BUSY, BUSY);
		assert_int_equal(cryp_get(f, CR) & CRYPEN, CRYPEN);
		cryp_pass(f, 1);
		assert_int_equal(cryp_get(f, SR) & BUSY, 0);
		assert_int_equal(cryp_get(f, CR) & CRYPEN, 0);
	}
}

/* Eight words each: two blocks, and two more of output before it stops. */
static void fifos(void **state)
{
	struct fixture *f = *state;

	cryp_set_key(f, KEY_38A, 3);
	cryp_set(f, CR, AES_ECB | BYTES);
	cryp_feed(f, TEXT_1 TEXT_2);
	assert_int_equal(cryp_get(f, SR), 0);
	assert_int_equal(cryp_get(f, RISR), 0);
	assert_int_equal(f->notes, 0);
	cryp_set(f, DIN, 0x12345678);
	assert_int_equal(fixture_noted(f, "CRYP2", "full"), 1);

	cryp_set(f, CR, AES_ECB | BYTES | CRYPEN);
	assert_int_equal(cryp_get(f, SR), IFNF | BUSY);
	/* one after the other, without a pause */
	cryp_pass(f, 14 * CLOCK);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF | OFNE | BUSY);
	cryp_pass(f, 14 * CLOCK);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF | OFNE | OFFU);
	cryp_feed(f, TEXT_3 TEXT_4);
	cryp_pass(f, 1000 * CLOCK);
	assert_int_equal(cryp_get(f, SR), OFNE | OFFU);

	cryp_expect(f, "3ad77bb40d7a3660a89ecaf3");
	assert_int_equal(cryp_get(f, SR), OFNE);
	cryp_expect(f, "2466ef97");
	assert_int_equal(cryp_get(f, SR), IFNF | OFNE | BUSY);
	cryp_expect(f, "f5d3d58503b9699de785895a96fdbaaf");
	cryp_wait_idle(f);
	cryp_expect(f, "43b1cd7f598ece23881b00e3ed030688");
	cryp_wait_idle(f);
	cryp_expect(f, "7b0c785e27e8ad3f8223207104725dd4");
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	assert_int_equal(cryp_get(f, DOUT), 0);
	assert_int_equal(fixture_noted(f, "CRYP2", "empty"), 1);
}

/* What waits for a block can be read while CRYPEN is 0; FFLUSH takes it, and only then. */
static void flush(void **state)
{
	struct fixture *f = *state;

	cryp_set(f, CR, AES_ECB | CRYPEN);
	cryp_set(f, DIN, 1);
	cryp_set(f, DIN, 2);
	cryp_set(f, DIN, 3);
	assert_int_equal(cryp_get(f, DIN), 0);
	cryp_set(f, CR, AES_ECB | CRYPEN | FFLUSH);
	assert_int_equal(cryp_get(f, CR), AES_ECB | CRYPEN);
	assert_int_equal(cryp_get(f, SR), IFNF);
	cryp_set(f, CR, AES_ECB);
	assert_int_equal(cryp_get(f, DIN), 1);
	assert_int_equal(cryp_get(f, DIN), 2);
	assert_int_equal(cryp_get(f, SR), IFNF);
	cryp_set(f, CR, AES_ECB | FFLUSH);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	assert_int_equal(cryp_get(f, CR), AES_ECB);
}

/* That of the input while there are less than four words and CRYPEN is set; of the output while there is any. */
static void interrupts(void **state)
{
	struct fixture *f = *state;

	cryp_set_key(f, KEY_38A, 3);
	cryp_set(f, IMSCR, 3);
	assert_int_equal(cryp_get(f, MISR), 0);
	assert_false(board_m4_irq_level(f->board, 105));
	cryp_set(f, CR, AES_ECB | BYTES | CRYPEN);
	assert_int_equal(cryp_get(f, MISR), 1);
	assert_true(board_m4_irq_level(f->board, 105));
	cryp_set(f, IMSCR, 2);
	assert_int_equal(cryp_get(f, RISR), 1);
	assert_int_equal(cryp_get(f, MISR), 0);
	assert_false(board_m4_irq_level(f->board, 105));
	cryp_feed(f, TEXT_1 TEXT_2);
	cryp_set(f, IMSCR, 1);
	assert_int_equal(cryp_get(f, RISR), 0);
	assert_false(board_m4_irq_level(f->board, 105));
	/* the second block is taken, and the first one there */
	cryp_pass(f, 14 * CLOCK);
	assert_int_equal(cryp_get(f, RISR), 3);
	assert_int_equal(cryp_get(f, MISR), 1);
	cryp_set(f, IMSCR, 2);
	assert_true(board_m4_irq_level(f->board, 105));
	cryp_pass(f, 14 * CLOCK);
	cryp_set(f, CR, AES_ECB | BYTES);
	assert_true(board_m4_irq_level(f->board, 105));
	for (unsigned i = 0; i < 8; i++)
		cryp_get(f, DOUT);
	assert_int_equal(cryp_get(f, RISR), 1);
	assert_false(board_m4_irq_level(f->board, 105));

	wr(f, SOC_A7_SECURE, CRYP1 + IMSCR, 1);
	wr(f, SOC_A7_SECURE, CRYP1 + CR, CRYPEN);
	assert_true(board_m4_irq_level(f->board, 79));
	assert_true(board_a7_irq_level(f->board, 79));
}

/* RM0436: what is written to these while BUSY is disregarded. */
static void is_left_alone_while_busy(void **state)
{
	struct fixture *f = *state;

	cryp_set_key(f, KEY_38A, 3);
	cryp_set_iv(f, COUNT_38A);
	cryp_set(f, CR, AES_CTR | BYTES | CRYPEN);
	cryp_feed(f, TEXT_1);
	cryp_set_key(f, KEY256_38A, 3);
	cryp_set_iv(f, IV_38A);
	assert_int_equal(fixture_noted(f, "CRYP2", "BUSY"), 1);
	cryp_set(f, CR, AES_ECB | DECRYPT | KEY256 | CRYPEN);
	assert_int_equal(cryp_get(f, CR), AES_CTR | BYTES | CRYPEN);
	assert_int_equal(fixture_noted(f, "CRYP2", "they stay"), 1);
	/* CRYPEN can be cleared; the block is finished */
	cryp_set(f, CR, AES_CTR | BYTES);
	cryp_wait_idle(f);
	cryp_expect(f, "874d6191b620e3261bef6864990db6ce");
	cryp_feed(f, TEXT_2);
	cryp_pass(f, 1000 * CLOCK);
	assert_int_equal(cryp_get(f, SR), IFNF);
	cryp_set(f, CR, AES_CTR | BYTES | CRYPEN);
	cryp_wait_idle(f);
	cryp_expect(f, "9806f66b7970fdff8617187bb9fffdff");
}

/* IV registers hold what the next block needs: a message can be interrupted (RM0436, suspend and resume). */
static void a_message_is_interrupted(void **state)
{
	struct fixture *f = *state;
	uint32_t iv[4];

	cryp_set_key(f, KEY_38A, 3);
	cryp_set_iv(f, IV_38A);
	cryp_set(f, CR, AES_CBC | BYTES | CRYPEN);
	cryp_feed(f, TEXT_1);
	cryp_wait_idle(f);
	cryp_expect(f, "7649abac8119b246cee98e9b12e9197d");
	cryp_set(f, CR, AES_CBC | BYTES);
	for (unsigned i = 0; i < 4; i++)
		iv[i] = cryp_get(f, IV0LR + 4 * i);
	assert_int_equal(iv[0], 0x7649ABAC);
	assert_int_equal(iv[3], 0x12E9197D);

	/* another one: a counter of 32 bits */
	cryp_set_key(f, KEY256_38A, 3);
	cryp_set_iv(f, "000000000000000000000000ffffffff");
	cryp_set(f, CR, AES_CTR | KEY256 | CRYPEN);
	cryp_feed(f, TEXT_1);
	cryp_wait_idle(f);
	assert_int_equal(cryp_get(f, IV0LR + 8), 0);
	assert_int_equal(cryp_get(f, IV0LR + 12), 0);
	cryp_set(f, CR, FFLUSH);

	cryp_set_key(f, KEY_38A, 3);
	for (unsigned i = 0; i < 4; i++)
		cryp_set(f, IV0LR + 4 * i, iv[i]);
	cryp_set(f, CR, AES_CBC | BYTES | CRYPEN);
	cryp_feed(f, TEXT_2);
	cryp_wait_idle(f);
	cryp_expect(f, "5086cb9b507219ee95db113a917678b2");
}

/* To decrypt with AES a key is prepared, and after that it is no good for anything else. */
static void keys_are_prepared(void **state)
{
	struct fixture *f = *state;

	cryp_set_key(f, IV_38A, 3);
	cryp_set(f, CR, AES_ECB | DECRYPT | CRYPEN);
	cryp_feed(f, "69c4e0d86a7b0430d8cdb78070b4c55a");
	cryp_wait_idle(f);
	assert_int_not_equal(cryp_get(f, DOUT), 0x00112233);
	assert_int_equal(fixture_noted(f, "CRYP2", "is not prepared"), 1);
	cryp_set(f, CR, FFLUSH);
	cryp_set(f, CR, AES_KEY | CRYPEN);
	cryp_wait_idle(f);
	cryp_set(f, CR, AES_ECB | CRYPEN);
	cryp_feed(f, "00112233445566778899aabbccddeeff");
	cryp_wait_idle(f);
	assert_int_not_equal(cryp_get(f, DOUT), 0x69C4E0D8);
	assert_int_equal(fixture_noted(f, "CRYP2", "used otherwise"), 1);
}

static void modes_that_there_are_not(void **state)
{
	struct fixture *f = *state;

	cryp_set(f, CR, 0x80010 | CRYPEN); /* ALGOMODE 10 */
	cryp_feed(f, TEXT_1);
	cryp_pass(f, 1000 * CLOCK);
	assert_int_equal(cryp_get(f, SR), IFNF);
	assert_int_equal(fixture_noted(f, "CRYP2", "nothing is processed"), 1);
	cryp_set(f, CR, AES_ECB | 0x300 | CRYPEN); /* KEYSIZE 3 */
	cryp_pass(f, 1000 * CLOCK);
	assert_int_equal(cryp_get(f, SR), IFNF);
	/* DES has one size */
	cryp_set(f, CR, DES_ECB | 0x300 | CRYPEN);
	cryp_wait_idle(f);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF | OFNE);
}

/* DMA2's streams 6 and 5 as in ST's example, requests 76 and 77: S6CR, S5CR; MBURST and PBURST of 4 in FIFO mode */
static void dma(struct fixture *f, uint32_t words, bool bursts)
{
	const uint32_t cr = 0x00025400 | (bursts ? 0x00A00000 : 0); /* words, MINC */

	wr(f, SOC_M4, 0x48002000 + 4 * 14, 76);
	wr(f, SOC_M4, 0x48002000 + 4 * 13, 77);
	wr(f, SOC_M4, 0x4800100C, 0x003F0FC0); /* HIFCR */
	wr(f, SOC_M4, 0x480010A0 + 4, words);
	wr(f, SOC_M4, 0x480010A0 + 8, CRYP2 + DIN);
	wr(f, SOC_M4, 0x480010A0 + 12, 0x10030000);
	wr(f, SOC_M4, 0x480010A0 + 20, bursts ? 0x7 : 0);
	wr(f, SOC_M4, 0x480010A0, cr | 0x40 | 1);
	wr(f, SOC_M4, 0x48001088 + 4, words);
	wr(f, SOC_M4, 0x48001088 + 8, CRYP2 + DOUT);
	wr(f, SOC_M4, 0x48001088 + 12, 0x10031000);
	wr(f, SOC_M4, 0x48001088 + 20, bursts ? 0x7 : 0);
	wr(f, SOC_M4, 0x48001088, cr | 1);
	cryp_set(f, DMACR, 3);
	cryp_pass(f, UINT64_C(1000000000));
	assert_int_equal(rd(f, SOC_M4, 0x48001004) & 0x00200800,
			 0x00200800); /* HISR: TCIF6, TCIF5 */
	cryp_set(f, DMACR, 0);
}

/* A burst waits until there are four words, or room for them, however large the blocks are. */
static void bursts_find_room(void **state)
{
	static const uint32_t modes[] = {AES_ECB | KEY256, TDES_ECB};
	struct fixture *f = *state;
	uint8_t *memory = board_memory(f->board, SOC_M4, 0x10030000, 0x2000);

	for (unsigned i = 0; i < 2; i++) {
		cryp_set_key(f, KEY256_38A, 3);
		for (unsigned j = 0; j < 128; j++)
			memory[j] = (uint8_t)j;
		cryp_set(f, CR, modes[i] | BYTES | CRYPEN);
		dma(f, 32, true);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
		memcpy(memory, memory + 0x1000, 128);
		cryp_set(f, CR, AES_KEY | KEY256 | CRYPEN);
		cryp_wait_idle(f);
		cryp_set(f, CR, modes[i] | BYTES | DECRYPT | CRYPEN);
		dma(f, 32, true);
		for (unsigned j = 0; j < 128; j++)
			assert_int_equal(memory[0x1000 + j], j);
	}
	assert_int_equal(f->notes, 0);
}

/* A debugger looks, and takes nothing. */
static void a_look_takes_nothing(void **state)
{
	struct fixture *f = *state;
	uint32_t word = 1;

	assert_int_equal(board_debug_read(f->board, CRYP2 + DOUT, &word, 4), 0);
	assert_int_equal(word, 0);
	cryp_set(f, DIN, 5);
	cryp_set(f, DIN, 6);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(board_debug_read(f->board, CRYP2 + DIN, &word, 4), 0);
		assert_int_equal(word, 5);
	}
	cryp_set(f, CR, DES_ECB | CRYPEN);
	cryp_wait_idle(f);
	assert_int_equal(board_debug_read(f->board, CRYP2 + DOUT, &word, 4), 0);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF | OFNE);
	assert_int_equal(cryp_get(f, DOUT), word);
	assert_int_equal(f->notes, 0);
}

static void the_dma_moves_it(void **state)
{
	struct fixture *f = *state;
	uint8_t *memory = board_memory(f->board, SOC_M4, 0x10030000, 0x2000);
	uint8_t expected[64];

	cryp_bytes(TEXT_1 TEXT_2 TEXT_3 TEXT_4, memory);
	cryp_bytes("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
		   "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7",
		   expected);
	for (unsigned bursts = 0; bursts < 2; bursts++) {
		cryp_set_key(f, KEY_38A, 3);
		cryp_set_iv(f, IV_38A);
		cryp_set(f, CR, AES_CBC | BYTES | CRYPEN);
		memset(memory + 0x1000, 0, 64);
		dma(f, 16, bursts);
		assert_memory_equal(memory + 0x1000, expected, 64);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
		cryp_set(f, CR, 0);
	}
	cryp_bytes("3fa40e8a984d48156a271787ab8883f9893d51ec4b563b53", expected);
	cryp_bytes("4e6f77206973207468652074696d6520666f7220616c6c20", memory);
	cryp_set_key(f, "0123456789abcdef", 1);
	cryp_set(f, CR, DES_ECB | BYTES | CRYPEN);
	dma(f, 6, false);
	assert_memory_equal(memory + 0x1000, expected, 24);
	assert_int_equal(f->notes, 0);

	/* CRYP1 has the MDMA */
	wr(f, SOC_A7_SECURE, CRYP1 + DMACR, 3);
	assert_int_equal(fixture_noted(f, "CRYP1", "MDMA"), 1);
}

/* Whatever is written, read and waited for, the flags agree with each other. */
static void any_access_is_survived(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 1;

	for (unsigned i = 0; i < 100000; i++) {
		uint32_t offset, random;
		unsigned size;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		random = (uint32_t)(seed >> 32);
		size = 1u << random % 3;
		/* mostly CR, DIN, DOUT and DMACR */
		offset = (random >> 6) % (random & 0x30 ? 0x20 : 0x90) & ~(size - 1);
		if (random & 8)
			wr_size(f, SOC_M4, CRYP2 + offset, size, random * 2654435761u);
		else
			rd_size(f, SOC_M4, CRYP2 + offset, size);
		cryp_pass(f, random >> 28 ? 0 : random >> 20 & 0xFF);
		if (random & 0x40000)
			cryp_set(f, CR, (random * 2654435761u & 0xFB03FC) | CRYPEN);
		random = cryp_get(f, SR);
		assert_int_not_equal(random & (IFEM | IFNF), IFEM);
		assert_int_not_equal(random & (OFNE | OFFU), OFFU);
		assert_int_equal(random & ~(IFEM | IFNF | OFNE | OFFU | BUSY), 0);
		assert_int_equal(cryp_get(f, RISR) >> 1, random & OFNE ? 1 : 0);
		assert_int_equal(board_m4_irq_level(f->board, 105), cryp_get(f, MISR) != 0);
	}
}

/* RCC_AHB3RSTSETR, RCC_AHB3RSTCLRR */
static void a_reset_forgets(void **state)
{
	struct fixture *f = *state;

	cryp_set_key(f, KEY_38A, 3);
	cryp_set(f, IMSCR, 1);
	cryp_set(f, CR, AES_ECB | BYTES | CRYPEN);
	cryp_feed(f, TEXT_1 TEXT_2);
	wr(f, SOC_M4, 0x500009A0, 1u << 4);
	wr(f, SOC_M4, 0x500009A4, 1u << 4);
	cryp_pass(f, 1000 * CLOCK);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	assert_int_equal(cryp_get(f, CR), 0);
	assert_int_equal(cryp_get(f, IMSCR), 0);
	cryp_set(f, CR, AES_ECB | BYTES | CRYPEN);
	cryp_feed(f, "00000000000000000000000000000000");
	cryp_wait_idle(f);
	cryp_expect(f, "66e94bd4ef8a2c3b884cfa59ca342b2e"); /* with a key of zeros */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, cryp_open, fixture_done)
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(keys_are_secret),
		TEST(published_texts),
		TEST(data_types),
		TEST(takes_its_time),
		TEST(fifos),
		TEST(flush),
		TEST(interrupts),
		TEST(is_left_alone_while_busy),
		TEST(a_message_is_interrupted),
		TEST(keys_are_prepared),
		TEST(modes_that_there_are_not),
		TEST(bursts_find_room),
		TEST(a_look_takes_nothing),
		TEST(the_dma_moves_it),
		TEST(any_access_is_survived),
		TEST(a_reset_forgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
