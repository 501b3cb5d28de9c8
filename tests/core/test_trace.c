/* SPDX-License-Identifier: BSD-3-Clause */
#include "pair.h"

#include <copro/trace.h>

static void test_append(void **state)
{
	char buffer[16];
	struct trace_ring ring;

	(void)state;
	memset(buffer, 'x', sizeof(buffer));
	trace_init(&ring, buffer, sizeof(buffer));
	assert_string_equal(buffer, "");
	trace_write(&ring, "one\n", 4);
	assert_string_equal(buffer, "one\n");
	trace_write(&ring, "a\0b", 3); /* a NUL would end the text for every reader */
	assert_string_equal(buffer, "one\nab");
	assert_int_equal(buffer[15], '\0');
}

static void test_wrap(void **state)
{
	char buffer[8];
	struct trace_ring ring;

	(void)state;
	trace_init(&ring, buffer, sizeof(buffer));
	trace_write(&ring, "1234567", 7);
	/* Full: the next byte goes to the start, where the mark stands already. */
	assert_memory_equal(buffer,
			    "\0"
			    "234567",
			    8);
	trace_write(&ring, "ab", 2);
	assert_memory_equal(buffer,
			    "ab\0"
			    "4567",
			    8);
}

static void test_longer_than_buffer(void **state)
{
	char guarded[3 + 8 + 3];
	struct trace_ring ring;

	(void)state;
	memset(guarded, '#', sizeof(guarded));
	trace_init(&ring, guarded + 3, 8);
	trace_write(&ring, "abcdefghijklmnopqrstuvwxyz", 26);
	assert_memory_equal(guarded, "###\0uvwxyz\0###", 14);
	assert_int_equal(ring.head, 0);
	trace_init(&ring, guarded + 3, 2);
	trace_write(&ring, "abc", 3);
	assert_memory_equal(guarded, "###", 3);
	assert_int_equal(guarded[4], '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_longer_than_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
