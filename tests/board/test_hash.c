/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hash processors as the manual says (RM0436, "HASH"): literal addresses, and digests that the standards
 * publish (FIPS 180-4's examples, RFC 1321, RFC 6234, RFC 2202, RFC 4231).
 */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#define HASH1 0x54002000
#define HASH2 0x4C002000
#define CR    0x000
#define DIN   0x004
#define STR   0x008
#define HR    0x00C
#define IMR   0x020
#define SR    0x024
#define CSR   0x0F8
#define HRX   0x310

#define CLOCK UINT64_C(15625) /* HSI, 64 MHz */

/* CR: bytes in order, ALGO; INIT is bit 2, MODE bit 6, LKEY bit 16 */
#define SHA1   0x00020u
#define MD5    0x000A0u
#define SHA224 0x40020u
#define SHA256 0x400A0u
#define INIT   0x4u
#define HMAC   0x40u
#define LKEY   0x10000u
#define DCAL   0x100u

static const uint32_t algorithms[] = {MD5, SHA1, SHA224, SHA256};
static const unsigned sizes[] = {4, 5, 7, 8}; /* words */

/* RCC_MC_AHB3ENSETR.HASH2EN, RCC_MP_AHB5ENSETR.HASH1EN, RCC_MC_AHB2ENSETR: DMA2, DMAMUX */
static int open_hash(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000AA0, 1u << 5);
	wr(*state, SOC_A7_SECURE, 0x50000210, 1u << 5);
	wr(*state, SOC_M4, 0x50000A98, 0x6);
	return 0;
}

static uint32_t get(struct fixture *f, uint32_t address)
{
	return rd(f, SOC_M4, address);
}

static void set(struct fixture *f, uint32_t address, uint32_t value)
{
	wr(f, SOC_M4, address, value);
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static void wait_idle(struct fixture *f)
{
	unsigned waited = 0;

	while (get(f, HASH2 + SR) & 8) {
		pass(f, CLOCK);
		assert_true(++waited < 1000);
	}
}

static uint32_t word_at(const char *data, size_t length, size_t at)
{
	uint32_t word = 0xA5A5A5A5; /* what is beyond the end does not matter */

	memcpy(&word, data + at, length - at < 4 ? length - at : 4);
	return word;
}

/* As ST's HAL and Linux do it: the bits of the last word, the words. */
static void feed(struct fixture *f, const char *data, size_t length)
{
	set(f, HASH2 + STR, (uint32_t)(length % 4 * 8));
	for (size_t at = 0; at < length; at += 4)
		set(f, HASH2 + DIN, word_at(data, length, at));
}

static void finish(struct fixture *f)
{
	set(f, HASH2 + STR, get(f, HASH2 + STR) | DCAL);
	wait_idle(f);
}

static void assert_digest(struct fixture *f, unsigned words, const char *expected)
{
	char text[65] = "";

	assert_int_equal(get(f, HASH2 + SR) & 2, 2);
	for (unsigned i = 0; i < words; i++)
		snprintf(text + 8 * i, 9, "%08x", (unsigned)get(f, HASH2 + HRX + 4 * i));
	assert_string_equal(text, expected);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(get(f, HASH2 + HR + 4 * i), get(f, HASH2 + HRX + 4 * i));
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, HASH2 + CR), 0);
	assert_int_equal(get(f, HASH2 + STR), 0);
	assert_int_equal(get(f, HASH2 + IMR), 0);
	assert_int_equal(get(f, HASH2 + SR), 1);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(get(f, HASH2 + HRX + 4 * i), 0);
	assert_int_equal(rd(f, SOC_A7_SECURE, HASH1 + SR), 1);
	set(f, HASH2 + CR, 0xFFFFFFFF);
	assert_int_equal(get(f, HASH2 + CR), 0x560F8);
}

static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

static void published_digests(void **state)
{
	static const struct {
		const char *message;
		const char *digests[4]; /* in the order of `algorithms` */
	} known[] = {
		{"",
		 {"d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		  "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
		  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}},
		{"abc",
		 {"900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d",
		  "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}},
		{two_blocks,
		 {"8215ef0796a20bcaaae116d3876c664a", "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
		  "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}},
		/* just one block */
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		 {"014842d480b571495a4a0363793f7367", "0098ba824b5c16427bd7a1122a5a442a25ec644d",
		  "a88cd5cde6d6fe9136a4e58b49167461ea95d388ca2bdb7afdc3cbf4",
		  "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"}},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		for (unsigned k = 0; k < 4; k++) {
			set(f, HASH2 + CR, algorithms[k] | INIT);
			assert_int_equal(get(f, HASH2 + CR), algorithms[k]);
			assert_int_equal(get(f, HASH2 + SR), 1);
			feed(f, known[i].message, strlen(known[i].message));
			finish(f);
			assert_digest(f, sizes[k], known[i].digests[k]);
		}
	}
	assert_int_equal(f->notes, 0);
}

/* RFC 6234: messages of 5 bits. */
static void messages_of_any_number_of_bits(void **state)
{
	struct fixture *f = *state;

	set(f, HASH2 + CR, SHA1 | INIT);
	set(f, HASH2 + DIN, 0x98);
	set(f, HASH2 + STR, 5);
	finish(f);
	assert_digest(f, 5, "29826b003b906e660eff4027ce98af3531ac75ba");
	set(f, HASH2 + CR, SHA256 | INIT);
	set(f, HASH2 + DIN, 0x68);
	finish(f);
	assert_digest(f, 8, "d6d3e02a31a84a8caa9718ed6c2057be09db45e7823eb5079ce7a573a3760f95");
}

/* RM0436, "Message data feeding": "abc" in each of the four types. */
static void data_types(void **state)
{
	static const uint32_t words[] = {0x616263FF, 0x63FF6162, 0xFF636261, 0xFFC64686};
	struct fixture *f = *state;

	for (unsigned i = 0; i < 4; i++) {
		set(f, HASH2 + CR, (SHA1 & ~0x30u) | i << 4 | INIT);
		set(f, HASH2 + STR, 24);
		set(f, HASH2 + DIN, words[i]);
		finish(f);
		assert_digest(f, 5, "a9993e364706816aba3e25717850c26c9cd0d89d");
	}
}

static void keyed(struct fixture *f, uint32_t cr, const char *key, size_t key_length,
		  const char *message)
{
	set(f, HASH2 + CR, cr | HMAC | INIT);
	feed(f, key, key_length);
	finish(f);
	assert_int_equal(get(f, HASH2 + SR), 1);
	feed(f, message, strlen(message));
	finish(f);
	assert_int_equal(get(f, HASH2 + SR), 1);
	feed(f, key, key_length);
	finish(f);
}

static void published_authentication_codes(void **state)
{
	static const char *const jefe[] = {
		"750c783e6ab0b503eaa86e310a5db738",
		"effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		"a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	};
	/* RFC 2202's test case 6 has a key of 80 bytes, RFC 4231's of 131 */
	static const char *const longer[] = {
		"6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
		"aa4ae5e15272d00e95705637ce8a3b55ed402112",
		"95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e",
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
	};
	struct fixture *f = *state;
	char key[131], message[51] = "";

	/* RFC 4231, test case 4: the key does not end with a word */
	for (unsigned i = 0; i < 25; i++)
		key[i] = (char)(i + 1);
	memset(message, 0xCD, 50);
	keyed(f, SHA224, key, 25, message);
	assert_digest(f, 7, "6c11506874013cac6a2abc1bb382627cec6a90d86efc012de7afec5a");
	keyed(f, SHA256, key, 25, message);
	assert_digest(f, 8, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
	memset(key, 0xAA, sizeof(key));
	for (unsigned i = 0; i < 4; i++) {
		keyed(f, algorithms[i], "Jefe", 4, "what do ya want for nothing?");
		assert_digest(f, sizes[i], jefe[i]);
		keyed(f, algorithms[i] | LKEY, key, i < 2 ? 80 : 131,
		      "Test Using Larger Than Block-Size Key - Hash Key First");
		assert_digest(f, sizes[i], longer[i]);
	}
	assert_int_equal(f->notes, 0);
}

/* RM0436, CR.NBW and DINNE, SR, and the processing time of SHA-1: 66 cycles. */
static void a_block_takes_its_time(void **state)
{
	struct fixture *f = *state;

	set(f, HASH2 + CR, SHA1 | INIT);
	set(f, HASH2 + IMR, 1);
	assert_true(board_m4_irq_level(f->board, 106));
	for (unsigned i = 0; i < 16; i++) {
		set(f, HASH2 + DIN, i);
		assert_int_equal(get(f, HASH2 + CR), SHA1 | 1u << 12 | i << 8);
		assert_int_equal(get(f, HASH2 + SR), 0);
	}
	assert_false(board_m4_irq_level(f->board, 106));
	set(f, HASH2 + DIN, 16);
	assert_int_equal(get(f, HASH2 + SR), 8);
	assert_int_equal(get(f, HASH2 + CR), SHA1 | 1u << 12);
	pass(f, 66 * CLOCK - 1);
	assert_int_equal(get(f, HASH2 + SR), 8);
	assert_false(board_m4_irq_level(f->board, 106));
	pass(f, 1);
	assert_int_equal(get(f, HASH2 + SR), 1);
	assert_true(board_m4_irq_level(f->board, 106));
	assert_true(board_a7_irq_level(f->board, 106));
	/* flags are cleared by 0 */
	set(f, HASH2 + SR, 0xFFFFFFFE);
	assert_int_equal(get(f, HASH2 + SR), 0);
	set(f, HASH2 + IMR, 2);
	set(f, HASH2 + STR, DCAL);
	assert_int_equal(get(f, HASH2 + STR), 0);
	pass(f, 66 * CLOCK - 1);
	assert_int_equal(get(f, HASH2 + HRX), 0);
	assert_false(board_m4_irq_level(f->board, 106));
	pass(f, 1);
	assert_int_equal(get(f, HASH2 + SR), 2);
	assert_true(board_m4_irq_level(f->board, 106));
	assert_int_not_equal(get(f, HASH2 + HRX), 0);
	set(f, HASH2 + DIN, 0);
	assert_int_equal(fixture_noted(f, "HASH2", "without HASH_CR.INIT"), 1);
	set(f, HASH2 + CR, SHA1 | INIT);
	assert_false(board_m4_irq_level(f->board, 106));
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
}

/* RM0436, CR.NBW: with the DMA's interface on, all words are counted. */
static void words_are_counted_for_the_dma(void **state)
{
	struct fixture *f = *state;

	set(f, HASH2 + CR, SHA1 | 8 | INIT);
	for (unsigned i = 1; i <= 3; i++) {
		set(f, HASH2 + DIN, i);
		assert_int_equal(get(f, HASH2 + CR), SHA1 | 8 | 1u << 12 | i << 8);
	}
	assert_int_equal(get(f, HASH2 + SR), 4);
	/* it stays on until a transfer ends or INIT */
	set(f, HASH2 + CR, SHA1);
	assert_int_equal(get(f, HASH2 + SR), 4);
	set(f, HASH2 + CR, SHA1 | INIT);
	assert_int_equal(get(f, HASH2 + SR), 1);
}

/* RM0436, "Context swapping": another message is hashed in the middle of one. */
static void a_message_is_interrupted(void **state)
{
	struct fixture *f = *state;
	uint32_t kept[54], imr, str, cr;
	char message[1000];

	memset(message, 'a', sizeof(message));
	set(f, HASH2 + CR, SHA256 | INIT);
	for (unsigned at = 0; at < 68; at += 4)
		set(f, HASH2 + DIN, 0x61616161);
	wait_idle(f);
	imr = get(f, HASH2 + IMR);
	str = get(f, HASH2 + STR);
	cr = get(f, HASH2 + CR) & 0x560F8;
	for (unsigned i = 0; i < 54; i++)
		kept[i] = get(f, HASH2 + CSR + 4 * i);
	keyed(f, MD5, "Jefe", 4, "what do ya want for nothing?");
	assert_digest(f, 4, "750c783e6ab0b503eaa86e310a5db738");
	set(f, HASH2 + IMR, imr);
	set(f, HASH2 + STR, str);
	set(f, HASH2 + CR, cr);
	set(f, HASH2 + CR, cr | INIT);
	/* Linux restores the first 22 of them for a message without key. */
	for (unsigned i = 0; i < 22; i++)
		set(f, HASH2 + CSR + 4 * i, kept[i]);
	for (unsigned at = 68; at < sizeof(message); at += 4)
		set(f, HASH2 + DIN, 0x61616161);
	finish(f);
	assert_digest(f, 8, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}

/* What software puts there is not believed. */
static void a_context_of_nonsense_does_no_harm(void **state)
{
	struct fixture *f = *state;

	for (unsigned round = 0; round < 64; round++) {
		set(f, HASH2 + CR, (round & 1 ? LKEY : 0) | SHA256 | INIT);
		for (unsigned i = 0; i < 54; i++)
			set(f, HASH2 + CSR + 4 * i, 0xFFFFFFFF - round * 0x01010101);
		feed(f, two_blocks, sizeof(two_blocks) - 1);
		finish(f);
	}
}

#define DMA2_7(offset) (0x48001000u + 0xB8 + (offset)) /* stream 7 */
#define DMAMUX_15      0x4800203Cu

static void transfer(struct fixture *f, uint32_t from, size_t length)
{
	unsigned waited = 0;

	set(f, HASH2 + STR, (uint32_t)(length % 4 * 8));
	set(f, 0x4800100C, 0x0F400000); /* DMA_HIFCR */
	set(f, DMAMUX_15, 78); /* HASH2_IN */
	set(f, DMA2_7(0x4), (uint32_t)((length + 3) / 4));
	set(f, DMA2_7(0x8), HASH2 + DIN);
	set(f, DMA2_7(0xC), from);
	set(f, DMA2_7(0x14), 0x5); /* FIFO, half */
	set(f, DMA2_7(0x0), 0x5441); /* MINC, words, memory to peripheral, EN */
	set(f, HASH2 + CR, get(f, HASH2 + CR) | 8);
	assert_int_equal(get(f, HASH2 + SR) & 4, 4);
	while (get(f, DMA2_7(0x0)) & 1) {
		pass(f, CLOCK);
		assert_true(++waited < 10000);
	}
	wait_idle(f);
}

static void the_dma_feeds_it(void **state)
{
	static const char key_and_message[] = "Jefewhat do ya want for nothing?";
	struct fixture *f = *state;
	char *memory = (char *)board_memory(f->board, SOC_M4, 0x10030000, 0x1000);

	memset(memory, 'a', 1000);
	set(f, HASH2 + CR, SHA256 | INIT);
	transfer(f, 0x10030000, 1000);
	assert_int_equal(get(f, HASH2 + CR) & 8, 0);
	assert_int_equal(get(f, HASH2 + SR), 2);
	assert_digest(f, 8, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
	/* in three parts, with MDMAT but for the last */
	set(f, HASH2 + CR, SHA256 | 1u << 13 | INIT);
	transfer(f, 0x10030000, 400);
	assert_int_equal(get(f, HASH2 + SR) & 2, 0);
	transfer(f, 0x10030000, 4);
	set(f, HASH2 + CR, get(f, HASH2 + CR) & ~(1u << 13));
	transfer(f, 0x10030000, 596);
	assert_digest(f, 8, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
	/* a key, a message, the key, each to its end */
	memcpy(memory, key_and_message, sizeof(key_and_message) - 1);
	set(f, HASH2 + CR, SHA224 | HMAC | INIT);
	transfer(f, 0x10030000, 4);
	transfer(f, 0x10030004, 28);
	assert_int_equal(get(f, HASH2 + SR) & 2, 0);
	transfer(f, 0x10030000, 4);
	assert_digest(f, 7, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44");
	assert_int_equal(f->notes, 0);
}

/* RCC_AHB3RSTSETR.HASH2RST */
static void a_reset_forgets(void **state)
{
	struct fixture *f = *state;

	set(f, HASH2 + CR, SHA1 | INIT);
	feed(f, two_blocks, sizeof(two_blocks) - 1);
	set(f, HASH2 + STR, DCAL);
	set(f, 0x500009A0, 1u << 5);
	set(f, 0x500009A4, 1u << 5);
	assert_int_equal(get(f, HASH2 + CR), 0);
	assert_int_equal(get(f, HASH2 + SR), 1);
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_hash, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(published_digests),
		TEST(messages_of_any_number_of_bits),
		TEST(data_types),
		TEST(published_authentication_codes),
		TEST(a_block_takes_its_time),
		TEST(words_are_counted_for_the_dma),
		TEST(a_message_is_interrupted),
		TEST(a_context_of_nonsense_does_no_harm),
		TEST(the_dma_feeds_it),
		TEST(a_reset_forgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
