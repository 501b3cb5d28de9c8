/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * GCM and CCM on the cryptographic processors as the manual says (RM0436, "CRYP"), with what the standards publish:
 * SP 800-38C's examples, and those of the specification of GCM that SP 800-38D refers to (McGrew and Viega).
 */
#include "cryp_rig.h"

#include <string.h>

#define BLOCK 32u /* digits */

/* What a driver does with a phase: CRYPEN off, GCM_CCMPH, CRYPEN on. */
static void phase(struct fixture *f, uint32_t cr)
{
	cryp_set(f, CR, cr);
	cryp_set(f, CR, cr | CRYPEN);
}

static void wait_disabled(struct fixture *f)
{
	unsigned waited = 0;

	assert_int_equal(cryp_get(f, SR) & BUSY, BUSY);
	while (cryp_get(f, CR) & CRYPEN) {
		cryp_pass(f, CLOCK);
		assert_true(++waited < 100);
	}
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
}

/* Words that are not swapped, whatever DATATYPE is: the software's own blocks. */
static void feed_ordered(struct fixture *f, const char *hex)
{
	uint8_t bytes[16];

	assert_int_equal(cryp_bytes(hex, bytes), 16);
	for (unsigned i = 0; i < 16; i += 4)
		cryp_set(f, DIN,
			 (uint32_t)bytes[i] << 24 | (uint32_t)bytes[i + 1] << 16 |
				 (uint32_t)bytes[i + 2] << 8 | bytes[i + 3]);
}

/* What is beyond the end of a text or a tag does not matter. */
static void drain(struct fixture *f)
{
	while (cryp_get(f, SR) & OFNE)
		cryp_get(f, DOUT);
}

/* One block of a text, with zeros behind its end. Returns how many bytes were added. */
static unsigned feed_block(struct fixture *f, const char *hex)
{
	char block[BLOCK + 1] = "00000000000000000000000000000000";
	const size_t length = strlen(hex) < BLOCK ? strlen(hex) : BLOCK;

	memcpy(block, hex, length);
	cryp_feed(f, block);
	return (unsigned)(BLOCK - length) / 2;
}

static void header(struct fixture *f, uint32_t cr, const char *hex)
{
	phase(f, cr | HEADER);
	for (size_t at = 0; at < strlen(hex); at += BLOCK) {
		feed_block(f, hex + at);
		cryp_wait_idle(f);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	}
}

/* From `in` to `out`; NPBLB is set before the last block, as the manual says, for GCM to encrypt and CCM to decrypt. */
static void payload(struct fixture *f, uint32_t cr, const char *in, const char *out)
{
	const bool npblb = (cr & 0x8u) ? cr & DECRYPT : !(cr & DECRYPT);
	const size_t length = strlen(in);

	phase(f, cr | PAYLOAD);
	for (size_t at = 0; at < length; at += BLOCK) {
		const size_t left = length - at;
		char expected[BLOCK + 1] = "";

		if (left < BLOCK && npblb)
			phase(f, cr | PAYLOAD | NPBLB((BLOCK - left) / 2));
		feed_block(f, in + at);
		cryp_wait_idle(f);
		memcpy(expected, out + at, left < BLOCK ? left : BLOCK);
		cryp_expect(f, expected);
		drain(f);
	}
}

/* ---- GCM ---- */

struct gcm {
	const char *key, *iv, *header, *plain, *crypted, *lengths, *tag;
};

static uint32_t key_size(const char *key)
{
	return strlen(key) == 32 ? 0 : strlen(key) == 48 ? KEY192 : KEY256;
}

static void gcm_begin(struct fixture *f, const struct gcm *known, uint32_t cr)
{
	cryp_set(f, CR, cr | FFLUSH);
	cryp_set_key(f, known->key, 3);
	cryp_set_iv(f, known->iv);
	cryp_set(f, IV0LR + 12, 2);
	cryp_set(f, CR, cr | CRYPEN);
	wait_disabled(f);
}

static void gcm_end(struct fixture *f, const struct gcm *known, uint32_t cr)
{
	phase(f, (cr & ~DECRYPT) | FINAL);
	feed_ordered(f, known->lengths);
	cryp_wait_idle(f);
	cryp_expect(f, known->tag);
	cryp_set(f, CR, cr);
}

#define GCM_KEY	   "feffe9928665731c6d6a8f9467308308"
#define GCM_KEY192 "feffe9928665731c6d6a8f9467308308feffe9928665731c"
#define GCM_KEY256 "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
#define GCM_IV	   "cafebabefacedbaddecaf888"
#define GCM_HEADER "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_PLAIN                                                                                  \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"                         \
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"

static const struct gcm gcms[] = {
	/* test cases 1 to 4, 10, 13, 16 */
	{"00000000000000000000000000000000", "000000000000000000000000", "", "", "",
	 "00000000000000000000000000000000", "58e2fccefa7e3061367f1d57a4e7455a"},
	{"00000000000000000000000000000000", "000000000000000000000000", "",
	 "00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78",
	 "00000000000000000000000000000080", "ab6e47d42cec13bdf53a67b21257bddf"},
	{GCM_KEY, GCM_IV, "", GCM_PLAIN "1aafd255",
	 "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	 "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
	 "00000000000000000000000000000200", "4d5c2af327cd64a62cf35abd2ba6fab4"},
	{GCM_KEY, GCM_IV, GCM_HEADER, GCM_PLAIN,
	 "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
	 "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
	 "00000000000000a000000000000001e0", "5bc94fbc3221a5db94fae95ae7121a47"},
	{GCM_KEY192, GCM_IV, GCM_HEADER, GCM_PLAIN,
	 "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
	 "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
	 "00000000000000a000000000000001e0", "2519498e80f1478f37ba55bd6d27618c"},
	{"0000000000000000000000000000000000000000000000000000000000000000",
	 "000000000000000000000000", "", "", "", "00000000000000000000000000000000",
	 "530f8afbc74536b9a963b4f1c4cb738b"},
	{GCM_KEY256, GCM_IV, GCM_HEADER, GCM_PLAIN,
	 "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
	 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
	 "00000000000000a000000000000001e0", "76fc6ece0f4e1768cddf8853bb2d551b"},
};

static void gcm_published(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(gcms) / sizeof(gcms[0]); i++) {
		const uint32_t cr = AES_GCM | BYTES | key_size(gcms[i].key);

		gcm_begin(f, &gcms[i], cr);
		header(f, cr, gcms[i].header);
		payload(f, cr, gcms[i].plain, gcms[i].crypted);
		gcm_end(f, &gcms[i], cr);

		gcm_begin(f, &gcms[i], cr | DECRYPT);
		header(f, cr | DECRYPT, gcms[i].header);
		payload(f, cr | DECRYPT, gcms[i].crypted, gcms[i].plain);
		gcm_end(f, &gcms[i], cr | DECRYPT);
	}
	assert_int_equal(f->notes, 0);
}

/* Linux's driver leaves CRYPEN set when it goes on to the final phase, and FFLUSH when it sets it. */
static void gcm_as_linux(void **state)
{
	const struct gcm *known = &gcms[1];
	const uint32_t cr = AES_GCM | BYTES | FFLUSH;
	struct fixture *f = *state;

	cryp_set_key(f, known->key, 3);
	cryp_set(f, CR, cr);
	cryp_set_iv(f, "00000000000000000000000000000002");
	cryp_set(f, CR, cr | CRYPEN);
	wait_disabled(f);
	cryp_set(f, CR, cr | PAYLOAD);
	cryp_set(f, CR, cr | PAYLOAD | CRYPEN);
	cryp_set(f, IMSCR, 3);
	assert_int_equal(cryp_get(f, MISR), 1);
	cryp_feed(f, known->plain);
	assert_int_equal(cryp_get(f, MISR), 1);
	cryp_wait_idle(f);
	assert_int_equal(cryp_get(f, MISR), 3);
	cryp_expect(f, known->crypted);
	cryp_set(f, IMSCR, 0);
	cryp_set(f, CR, AES_GCM | BYTES | FINAL | CRYPEN);
	feed_ordered(f, known->lengths);
	cryp_wait_idle(f);
	cryp_expect(f, known->tag);
}

/* ---- CCM ---- */

struct ccm {
	const char *key, *first, *counter, *header, *plain, *crypted, *last, *tag;
};

/* SP 800-38C, examples 1 to 3: B0, CTR1, B1 and what follows it, and CTR0 as they stand there. */
#define CCM_KEY "404142434445464748494a4b4c4d4e4f"

static const struct ccm ccms[] = {
	{CCM_KEY, "4f101112131415160000000000000004", "07101112131415160000000000000001",
	 "00080001020304050607", "20212223", "7162015b", "07101112131415160000000000000000",
	 "4dac255d"},
	{CCM_KEY, "5a101112131415161718191a1b000018", "02101112131415161718191a1b000001",
	 "0014000102030405060708090a0b0c0d0e0f10111213",
	 "202122232425262728292a2b2c2d2e2f3031323334353637",
	 "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "02101112131415161718191a1b000000",
	 "484392fbc1b09951"},
	{CCM_KEY, "56101112131415161700000000000010", "06101112131415161700000000000001",
	 "0010000102030405060708090a0b0c0d0e0f", "202122232425262728292a2b2c2d2e2f",
	 "d2a1f0e051ea5f62081a7792073d593d", "06101112131415161700000000000000", "1fc64fbfaccd"},
};

static void ccm_once(struct fixture *f, const struct ccm *known, uint32_t cr)
{
	const bool decrypt = cr & DECRYPT;

	cryp_set(f, CR, cr | FFLUSH);
	cryp_set_key(f, known->key, 3);
	cryp_set_iv(f, known->counter);
	cryp_set(f, CR, cr | CRYPEN);
	assert_int_equal(cryp_get(f, SR), IFEM | IFNF);
	feed_ordered(f, known->first);
	wait_disabled(f);
	header(f, cr, known->header);
	payload(f, cr, decrypt ? known->crypted : known->plain,
		decrypt ? known->plain : known->crypted);
	phase(f, (cr & ~DECRYPT) | FINAL);
	feed_ordered(f, known->last);
	cryp_wait_idle(f);
	cryp_expect(f, known->tag);
	drain(f);
	cryp_set(f, CR, cr);
}

static void ccm_published(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(ccms) / sizeof(ccms[0]); i++) {
		ccm_once(f, &ccms[i], AES_CCM | BYTES);
		ccm_once(f, &ccms[i], AES_CCM | BYTES | DECRYPT);
	}
}

/* ---- both ---- */

/* RM0436, CRYP processing time, in cycles of the bus clock: init, header, payload, final */
static void takes_its_time(void **state)
{
	static const unsigned cycles[2][3][4] = {
		{{24, 10, 14, 14}, {28, 10, 16, 16}, {32, 10, 18, 18}},
		{{12, 14, 25, 14}, {14, 16, 29, 16}, {16, 18, 33, 18}},
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < 24; i++) {
		const unsigned mode = i / 12, size = i / 4 % 3, step = i % 4;

		cryp_set(f, CR, FFLUSH);
		cryp_set(f, CR, AES_GCM | mode << 3 | size << 8 | step << 16 | CRYPEN);
		if (mode || step)
			feed_ordered(f, "00000000000000000000000000000000");
		cryp_pass(f, cycles[mode][size][step] * CLOCK - 1);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF | BUSY);
		cryp_pass(f, 1);
		assert_int_equal(cryp_get(f, SR), IFEM | IFNF | (step >= 2 ? OFNE : 0));
		assert_int_equal(cryp_get(f, CR) & CRYPEN, step ? CRYPEN : 0);
		cryp_set(f, CR, 0);
	}
}

struct context {
	uint32_t iv[4], first[8], second[8];
};

static void suspend(struct fixture *f, struct context *context)
{
	for (unsigned i = 0; i < 4; i++)
		context->iv[i] = cryp_get(f, IV0LR + 4 * i);
	for (unsigned i = 0; i < 8; i++) {
		context->first[i] = cryp_get(f, CSGCMCCM0 + 4 * i);
		context->second[i] = cryp_get(f, CSGCM0 + 4 * i);
	}
}

static void resume(struct fixture *f, const struct context *context, bool gcm)
{
	for (unsigned i = 0; i < 4; i++)
		cryp_set(f, IV0LR + 4 * i, context->iv[i]);
	for (unsigned i = 0; i < 8; i++) {
		cryp_set(f, CSGCMCCM0 + 4 * i, context->first[i]);
		if (gcm)
			cryp_set(f, CSGCM0 + 4 * i, context->second[i]);
	}
}

/* RM0436, CRYP suspend and resume: after the header, and in the middle of the payload another one comes between. */
static void messages_are_interrupted(void **state)
{
	const struct gcm *gcm = &gcms[3];
	const struct ccm *ccm = &ccms[1];
	const uint32_t cr = AES_GCM | BYTES, other = AES_CCM | BYTES;
	struct fixture *f = *state;
	struct context context, second;

	gcm_begin(f, gcm, cr);
	header(f, cr, gcm->header);
	cryp_set(f, CR, cr);
	suspend(f, &context);
	ccm_once(f, ccm, other);

	cryp_set_key(f, gcm->key, 3);
	resume(f, &context, true);
	phase(f, cr | PAYLOAD);
	feed_block(f, gcm->plain);
	cryp_wait_idle(f);
	cryp_expect(f, "42831ec2217774244b7221b784d0d49c");
	cryp_set(f, CR, cr);
	suspend(f, &context);

	/* a CCM that GCM comes between */
	cryp_set_key(f, ccm->key, 3);
	cryp_set_iv(f, ccm->counter);
	cryp_set(f, CR, other | CRYPEN);
	feed_ordered(f, ccm->first);
	wait_disabled(f);
	header(f, other, ccm->header);
	cryp_set(f, CR, other);
	suspend(f, &second);
	gcm_begin(f, &gcms[1], cr);
	cryp_set_key(f, ccm->key, 3);
	resume(f, &second, false);
	payload(f, other, ccm->plain, ccm->crypted);
	phase(f, other | FINAL);
	feed_ordered(f, ccm->last);
	cryp_wait_idle(f);
	cryp_expect(f, ccm->tag);
	drain(f);

	cryp_set_key(f, gcm->key, 3);
	resume(f, &context, true);
	payload(f, cr, gcm->plain + BLOCK, gcm->crypted + BLOCK);
	gcm_end(f, gcm, cr);
	assert_int_equal(f->notes, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, cryp_open, fixture_done)
	const struct CMUnitTest tests[] = {
		TEST(gcm_published),
		TEST(gcm_as_linux),
		TEST(ccm_published),
		TEST(takes_its_time),
		TEST(messages_are_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
