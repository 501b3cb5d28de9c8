/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets of gdb's protocol, cut and damaged everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "machine/gdb_packet.h"

static struct gdb_parser parser;

/* Feeds in parts of `step` bytes; gives the last token that was not nothing, and how many there were. */
static enum gdb_token feed(const void *data, size_t size, size_t step, unsigned *tokens)
{
	const char *bytes = data;
	enum gdb_token last = GDB_TOKEN_NONE;

	*tokens = 0;
	while (size) {
		size_t part = step < size ? step : size;

		while (part) {
			enum gdb_token token;
			size_t used = gdb_parser_take(&parser, bytes, part, &token);

			assert_true(used > 0 && used <= part);
			bytes += used;
			part -= used;
			size -= used;
			if (token == GDB_TOKEN_NONE)
				continue;
			last = token;
			(*tokens)++;
		}
	}
	return last;
}

static enum gdb_token feed_text(const char *text)
{
	unsigned tokens;
	enum gdb_token token;

	gdb_parser_init(&parser);
	token = feed(text, strlen(text), strlen(text), &tokens);
	return tokens == 1 ? token : GDB_TOKEN_NONE;
}

static void test_tokens(void **state)
{
	(void)state;
	assert_int_equal(feed_text("+"), GDB_TOKEN_ACK);
	assert_int_equal(feed_text("-"), GDB_TOKEN_NAK);
	assert_int_equal(feed_text("\x03"), GDB_TOKEN_INTERRUPT);
	assert_int_equal(feed_text("x"), GDB_TOKEN_JUNK);
	assert_int_equal(feed_text("$#00"), GDB_TOKEN_PACKET);
	assert_int_equal(parser.length, 0);
	assert_int_equal(feed_text("$m10000000,4#4E"), GDB_TOKEN_PACKET);
	assert_string_equal(parser.packet, "m10000000,4");
	/* Ctrl-C inside is a byte like any other. */
	assert_int_equal(feed_text("$\x03#03"), GDB_TOKEN_PACKET);
	assert_int_equal(parser.length, 1);
	/* A packet that never ended, and its repetition. */
	assert_int_equal(feed_text("$m1000$?#3f"), GDB_TOKEN_PACKET);
	assert_string_equal(parser.packet, "?");
	/* }] is }. */
	assert_int_equal(feed_text("$a}]}\x03z#35"), GDB_TOKEN_PACKET);
	assert_string_equal(parser.packet, "a}#z");
	assert_int_equal(feed_text("$a}#de"), GDB_TOKEN_DAMAGED); /* nothing is escaped */
	assert_int_equal(feed_text("$?#3g"), GDB_TOKEN_DAMAGED);
	assert_int_equal(feed_text("$?#g"), GDB_TOKEN_DAMAGED);
}

/* The same however it is cut; incomplete it is nothing; with any byte changed it is not a packet of the same
 * contents. */
static void test_every_byte(void **state)
{
	static const char whole[] = "$X10000000,5:ab}\x03z\x7f#b0";
	const size_t size = sizeof(whole) - 1;
	char damaged[sizeof(whole)];
	unsigned tokens;

	(void)state;
	for (size_t step = 1; step <= size; step++) {
		gdb_parser_init(&parser);
		assert_int_equal(feed(whole, size, step, &tokens), GDB_TOKEN_PACKET);
		assert_int_equal(tokens, 1);
		assert_int_equal(parser.length, 17);
		assert_memory_equal(parser.packet, "X10000000,5:ab#z\x7f", 17);
	}
	for (size_t length = 0; length < size; length++) {
		gdb_parser_init(&parser);
		assert_int_equal(feed(whole, length, size, &tokens), GDB_TOKEN_NONE);
		/* And what comes next is understood. */
		if (length < size - 2)
			assert_int_equal(feed("$?#3f", 5, 5, &tokens), GDB_TOKEN_PACKET);
	}
	for (size_t at = 0; at < size; at++) {
		for (unsigned value = 0; value < 256; value++) {
			memcpy(damaged, whole, sizeof(whole));
			if ((char)value == whole[at])
				continue;
			damaged[at] = (char)value;
			gdb_parser_init(&parser);
			if (feed(damaged, size, size, &tokens) != GDB_TOKEN_PACKET)
				continue;
			/* Upper case in the checksum is the same number. */
			assert_true(at == size - 2 && value == 'B');
		}
	}
}

static void test_lengths(void **state)
{
	static char longest[GDB_PACKET_MAX + 8];
	unsigned tokens;

	(void)state;
	memset(longest, 'a', sizeof(longest));
	longest[0] = '$';
	longest[GDB_PACKET_MAX + 1] = '#';
	snprintf(longest + GDB_PACKET_MAX + 2, 3, "%02x",
		 (unsigned)(uint8_t)((unsigned)'a' * GDB_PACKET_MAX));
	gdb_parser_init(&parser);
	assert_int_equal(feed(longest, GDB_PACKET_MAX + 4, 7, &tokens), GDB_TOKEN_PACKET);
	assert_int_equal(parser.length, GDB_PACKET_MAX);
	longest[GDB_PACKET_MAX + 1] = 'a';
	gdb_parser_init(&parser);
	assert_int_equal(feed(longest, GDB_PACKET_MAX + 2, 7, &tokens), GDB_TOKEN_TOO_LONG);
	assert_int_equal(feed("$?#3f", 5, 1, &tokens), GDB_TOKEN_PACKET);
}

static void test_replies(void **state)
{
	static struct gdb_reply reply;
	static char frame[GDB_PACKET_MAX + GDB_FRAME_BYTES];
	static const char special[] = "a#$}*\0z";
	uint8_t bytes[GDB_PACKET_MAX];
	unsigned tokens;

	(void)state;
	gdb_reply_clear(&reply);
	assert_int_equal(gdb_frame(&reply, frame), 4);
	assert_memory_equal(frame, "$#00", 4);
	gdb_reply_print(&reply, "%s", "OK");
	assert_int_equal(gdb_frame(&reply, frame), 6);
	assert_memory_equal(frame, "$OK#9a", 6);
	gdb_reply_clear(&reply);
	gdb_reply_hex(&reply, "\x01\xAB", 2);
	assert_memory_equal(reply.text, "01ab", 4);
	gdb_reply_clear(&reply);
	assert_int_equal(gdb_reply_binary(&reply, special, 7), 7);
	gdb_parser_init(&parser);
	assert_int_equal(feed(frame, gdb_frame(&reply, frame), 3, &tokens), GDB_TOKEN_PACKET);
	assert_int_equal(parser.length, 7);
	assert_memory_equal(parser.packet, special, 7);
	/* No room. */
	memset(bytes, '#', sizeof(bytes));
	gdb_reply_clear(&reply);
	assert_int_equal(gdb_reply_binary(&reply, bytes, sizeof(bytes)), GDB_PACKET_MAX / 2);
	gdb_reply_hex(&reply, bytes, 1);
	assert_true(reply.full);
	assert_int_equal(reply.length, GDB_PACKET_MAX);
	gdb_reply_clear(&reply);
	gdb_reply_hex(&reply, bytes, GDB_PACKET_MAX / 2);
	assert_false(reply.full);
	gdb_reply_print(&reply, "x");
	assert_true(reply.full);
	assert_int_equal(reply.length, GDB_PACKET_MAX);
}

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		uint32_t number;
		size_t used;
	} cases[] = {
		{"0", true, 0, 1},
		{"fFfFfFfF", true, UINT32_MAX, 8},
		{"100000000", false, 0, 0},
		{"", false, 0, 0},
		{",1", false, 0, 0},
		{"12,34", true, 0x12, 2},
		{"00000000012", true, 0x12, 11},
	};
	uint8_t bytes[2] = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *at = cases[i].text;
		uint32_t number;

		assert_int_equal(gdb_read_number(&at, &number), cases[i].good);
		if (!cases[i].good)
			continue;
		assert_int_equal(number, cases[i].number);
		assert_int_equal(at - cases[i].text, cases[i].used);
	}
	assert_true(gdb_read_bytes("01aB", 4, bytes));
	assert_memory_equal(bytes, "\x01\xAB", 2);
	assert_false(gdb_read_bytes("01a", 3, bytes));
	assert_false(gdb_read_bytes("0", 2, bytes));
	assert_false(gdb_read_bytes("0g", 2, bytes));
	assert_true(gdb_read_bytes("", 0, bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),	cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_lengths), cmocka_unit_test(test_replies),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
