/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's formatting against what the C standard says of printf(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <copro/remote.h>

static char text[64];

static size_t format(size_t size, const char *what, ...)
{
	va_list arguments;
	size_t length;

	memset(text, '#', sizeof(text));
	va_start(arguments, what);
	length = remote_format(text, size, what, arguments);
	va_end(arguments);
	assert_int_equal(strlen(text), length);
	return length;
}

#define CHECK(expected, ...)                                                                       \
	do {                                                                                       \
		format(sizeof(text), __VA_ARGS__);                                                 \
		assert_string_equal(text, expected);                                               \
	} while (0)

static void numbers(void **state)
{
	(void)state;
	CHECK("0", "%d", 0);
	CHECK("-1", "%d", -1);
	CHECK("2147483647", "%d", INT32_MAX);
	CHECK("-2147483648", "%i", INT32_MIN);
	CHECK("4294967295", "%u", UINT32_MAX);
	CHECK("-9223372036854775808", "%lld", INT64_MIN);
	CHECK("18446744073709551615", "%llu", UINT64_MAX);
	CHECK("ffffffffffffffff", "%llx", UINT64_MAX);
	CHECK("4294967296", "%llu", UINT64_C(4294967296));
	CHECK("deadbeef DEADBEEF", "%x %X", 0xdeadbeefu, 0xdeadbeefu);
	CHECK("255 65535", "%hhu %hu", 0x1ff, 0x1ffff);
	CHECK("-1 -1", "%hhd %hd", 0xff, 0xffff);
	CHECK("12345 -5", "%zu %zd", (size_t)12345, (ptrdiff_t)-5);
	CHECK("7 -8", "%lu %ld", 7ul, -8l);
}

static void widths(void **state)
{
	(void)state;
	CHECK("0000beef", "%08x", 0xbeef);
	CHECK("    beef", "%8x", 0xbeef);
	CHECK("beef    |", "%-8x|", 0xbeef);
	CHECK("-0042", "%05d", -42);
	CHECK("  -42", "%5d", -42);
	CHECK("-42  |", "%-5d|", -42);
	CHECK("-42  |", "%-05d|", -42);
	CHECK("12345", "%2d", 12345);
	CHECK("    x|x    |", "%5c|%-5c|", 'x', 'x');
	CHECK("   ab|ab   |", "%5s|%-5s|", "ab", "ab");
}

static void strings(void **state)
{
	char unterminated[3] = {'a', 'b', 'c'};

	(void)state;
	CHECK("a b", "%s %s", "a", "b");
	CHECK("", "%s", "");
	CHECK("(null)", "%s", (const char *)NULL);
	CHECK("abc", "%.3s", unterminated);
	CHECK("ab|", "%.2s|", "abcdef");
	CHECK("100%", "%d%%", 100);
}

static void pointers(void **state)
{
	char expected[2 + 2 * sizeof(void *) + 1];

	(void)state;
	snprintf(expected, sizeof(expected), "0x%0*lx", (int)(2 * sizeof(void *)), 0x1234ul);
	CHECK(expected, "%p", (void *)(uintptr_t)0x1234);
}

/* What it does not know is shown, not guessed at; a format that ends early ends. */
static void unknown(void **state)
{
	(void)state;
	CHECK("%f 7", "%f %d", 7);
	CHECK("%", "%");
	CHECK("x%08", "x%08");
	CHECK("%q", "%q");
	CHECK("%hhhd", "%hhhd");
	CHECK("%llld", "%llld");
}

static void cut(void **state)
{
	(void)state;
	for (size_t size = 1; size < 12; size++) {
		assert_int_equal(format(size, "%s-%d", "abcd", 12345),
				 size - 1 < 10 ? size - 1 : 10);
		assert_memory_equal(text, "abcd-12345", strlen(text));
		/* Nothing behind the end is touched. */
		assert_int_equal(text[size], '#');
	}
	assert_int_equal(format(sizeof(text), "%9999d", 1), sizeof(text) - 1);
	assert_int_equal(format(sizeof(text), "%4294967297d", 1), sizeof(text) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),  cmocka_unit_test(widths),  cmocka_unit_test(strings),
		cmocka_unit_test(pointers), cmocka_unit_test(unknown), cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
