/* SPDX-License-Identifier: BSD-3-Clause */
/* The trace reader against both kinds of writers. */
#include "host/fake_platform.h"

#include <copro/trace.h>

#include "host/trace_reader.h"

#define SIZE 64u

struct log {
	char buffer[SIZE];
	struct trace_reader reader;
	char text[65536]; /* what was read, a newline after each line */
	size_t length;
	unsigned lines;
};

static struct log log_;

static void on_line(void *context, const char *line)
{
	struct log *log = context;
	size_t length = strlen(line);

	assert_ptr_equal(log, &log_);
	assert_true(log->length + length + 2 < sizeof(log->text));
	memcpy(log->text + log->length, line, length);
	log->length += length;
	log->text[log->length++] = '\n';
	log->text[log->length] = '\0';
	log->lines++;
}

static int set_up(void **state)
{
	(void)state;
	memset(&log_, 0, sizeof(log_));
	return trace_reader_open(&log_.reader, log_.buffer, SIZE, on_line, &log_);
}

static int tear_down(void **state)
{
	(void)state;
	trace_reader_close(&log_.reader);
	return 0;
}

/* A writer as the vendor's examples have it: starts over at the end, and puts a NUL behind the newest
 * only if `marks`. */
struct simple_writer {
	uint32_t offset;
	bool marks;
};

static void simple_write(struct simple_writer *writer, const char *text)
{
	for (; *text; text++) {
		if (writer->offset + 1 >= SIZE)
			writer->offset = 0;
		log_.buffer[writer->offset++] = *text;
		if (writer->marks)
			log_.buffer[writer->offset] = '\0';
	}
}

static void emits_whole_lines(void **state)
{
	struct trace_ring ring;

	(void)state;
	trace_init(&ring, log_.buffer, SIZE);
	trace_write(&ring, "one\ntwo", 7);
	trace_reader_poll(&log_.reader);
	assert_string_equal(log_.text, "one\n");
	trace_reader_poll(&log_.reader);
	assert_int_equal(log_.lines, 1);
	trace_write(&ring, " and\r\n\n", 7);
	trace_reader_poll(&log_.reader);
	assert_string_equal(log_.text, "one\ntwo and\n\n");
	trace_write(&ring, "end", 3);
	trace_reader_flush(&log_.reader);
	assert_string_equal(log_.text, "one\ntwo and\n\nend\n");
	trace_reader_flush(&log_.reader);
	assert_int_equal(log_.lines, 4);
}

/* Every phase of the wrap, with lines of every length, none lost and none twice. */
static void follows_a_ring_with_end_mark(void **state)
{
	struct trace_ring ring;
	char expected[65536] = "";
	size_t length = 0;
	char line[40];
	int i;

	(void)state;
	trace_init(&ring, log_.buffer, SIZE);
	for (i = 0; i < 1000; i++) {
		int n = snprintf(line, sizeof(line), "%d%.*s\n", i, i % 30,
				 "abcdefghijklmnopqrstuvwxyz01234");

		trace_write(&ring, line, (size_t)n);
		memcpy(expected + length, line, (size_t)n + 1);
		length += (size_t)n;
		trace_reader_poll(&log_.reader);
	}
	assert_string_equal(log_.text, expected);
	assert_int_equal(log_.reader.lost, 0);
}

static void sees_equal_lines(void **state)
{
	struct trace_ring ring;
	int i;

	(void)state;
	trace_init(&ring, log_.buffer, SIZE);
	for (i = 0; i < 500; i++) {
		/* 9 divides SIZE - 1: each round overwrites a text with itself. */
		trace_write(&ring, "tick ...\n", 9);
		trace_reader_poll(&log_.reader);
		assert_int_equal(log_.lines, i + 1);
	}
}

static void follows_writers_that_start_over(void **state)
{
	struct simple_writer writers[] = {{0, false}, {0, true}};
	char expected[65536];
	char line[40];
	size_t w;
	int i;

	for (w = 0; w < 2; w++) {
		size_t length = 0;

		tear_down(state);
		set_up(state);
		for (i = 0; i < 1000; i++) {
			int n = snprintf(line, sizeof(line), "line %d of a log\n", i * 7);

			simple_write(&writers[w], line);
			memcpy(expected + length, line, (size_t)n + 1);
			length += (size_t)n;
			trace_reader_poll(&log_.reader);
		}
		/* Without an end mark, characters at the end of the new text that equal what they
		 * overwrite are seen with the next ones: nothing is lost, the last may be late. */
		assert_true(log_.length <= length);
		assert_memory_equal(log_.text, expected, log_.length);
		assert_true(length - log_.length < 2 * sizeof(line));
		if (writers[w].marks)
			assert_int_equal(log_.length, length);
	}
}

static void takes_what_is_there_for_read(void **state)
{
	struct trace_ring ring;

	(void)state;
	tear_down(state);
	memset(log_.buffer, 'x', SIZE);
	assert_int_equal(trace_reader_open(&log_.reader, log_.buffer, SIZE, on_line, &log_), 0);
	trace_reader_flush(&log_.reader);
	trace_init(&ring, log_.buffer, SIZE);
	trace_reader_flush(&log_.reader);
	assert_int_equal(log_.lines, 0);
	trace_write(&ring, "hello\n", 6);
	trace_reader_flush(&log_.reader);
	assert_string_equal(log_.text, "hello\n");
}

static void says_when_it_was_lapped(void **state)
{
	struct trace_ring ring;
	char text[200];
	size_t i;

	(void)state;
	trace_init(&ring, log_.buffer, SIZE);
	trace_write(&ring, "first\n", 6);
	trace_reader_poll(&log_.reader);
	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 26);
	for (i = 0; i < sizeof(text); i += 50)
		trace_write(&ring, text + i, 50);
	trace_reader_flush(&log_.reader);
	/* Of 206 bytes in rounds of 63, the last 62 are left, and it looks like one round. */
	assert_int_equal(log_.reader.lost, (206 - 62 - 6) % 63);
	/* What is left is the end, in order. */
	assert_memory_equal(log_.text + log_.length - 1 - 60, text + sizeof(text) - 60, 60);
	trace_write(&ring, "more\n", 5);
	trace_reader_flush(&log_.reader);
	assert_string_equal(log_.text + log_.length - 5, "more\n");
}

static void does_not_take_a_logged_nul_for_the_end(void **state)
{
	(void)state;
	memcpy(log_.buffer, "a\0b\n", 5);
	trace_reader_poll(&log_.reader);
	assert_string_equal(log_.text, "ab\n");
	assert_int_equal(log_.reader.lost, 0);
	memcpy(log_.buffer + 4, "c\n", 3);
	trace_reader_poll(&log_.reader);
	assert_string_equal(log_.text, "ab\nc\n");
}

static void cleans_rubbish(void **state)
{
	struct trace_ring ring;

	(void)state;
	trace_init(&ring, log_.buffer, SIZE);
	trace_write(&ring, "\x1B[2J\x07 \xC3\xA9 \xFF\xC2\x9B\n", 13);
	trace_reader_poll(&log_.reader);
	assert_string_equal(log_.text, "\\x1B[2J\\x07 \xC3\xA9 \\xFF\\xC2\\x9B\n");
}

/* Any bytes, any time: the reader is bounded and says printable things. */
static void survives_random_memory(void **state)
{
	uint32_t seed = 12345;
	int round;
	uint32_t i;

	(void)state;
	for (round = 0; round < 3000; round++) {
		uint32_t changes;

		seed = seed * 1664525u + 1013904223u;
		changes = seed >> 24;
		for (i = 0; i < changes; i++) {
			seed = seed * 1664525u + 1013904223u;
			log_.buffer[seed >> 26] = (char)(seed >> 8);
		}
		log_.length = 0;
		trace_reader_poll(&log_.reader);
		for (i = 0; i < log_.length; i++)
			assert_true((unsigned char)log_.text[i] >= 0x20 || log_.text[i] == '\n' ||
				    log_.text[i] == '\t');
		/* Nothing longer than the buffer, escaped, and one unfinished line. */
		assert_true(log_.length <= 5 * (SIZE + TRACE_LINE));
	}
}

static void tells_a_long_line_in_parts(void **state)
{
	char big[1024];
	struct trace_ring ring;

	(void)state;
	tear_down(state);
	assert_int_equal(trace_reader_open(&log_.reader, big, sizeof(big), on_line, &log_), 0);
	trace_init(&ring, big, sizeof(big));
	trace_reader_poll(&log_.reader);
	memset(log_.text, 0, sizeof(log_.text));
	for (int i = 0; i < 500; i++)
		trace_write(&ring, "y", 1);
	trace_reader_flush(&log_.reader);
	assert_int_equal(log_.lines, 3);
	assert_int_equal(log_.length, 500 + 3);
}

static void refuses_what_is_no_buffer(void **state)
{
	struct trace_reader reader;

	(void)state;
	assert_int_equal(trace_reader_open(&reader, log_.buffer, 1, on_line, &log_), -EINVAL);
	assert_int_equal(trace_reader_open(&reader, log_.buffer, 0, on_line, &log_), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(emits_whole_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_a_ring_with_end_mark, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sees_equal_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_what_is_there_for_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_when_it_was_lapped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(does_not_take_a_logged_nul_for_the_end, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(cleans_rubbish, set_up, tear_down),
		cmocka_unit_test_setup_teardown(survives_random_memory, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_a_long_line_in_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_buffer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(follows_writers_that_start_over, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
