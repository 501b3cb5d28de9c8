/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "board/timeline.h"
#include "machine/pace.h"

#define NS_PER_MS UINT64_C(1000000)
#define START	  (UINT64_MAX - 5 * NS_PER_MS) /* the clock may wrap */

static void test_fast(void **state)
{
	struct pace pace = {.real_time = false};

	(void)state;
	assert_int_equal(pace_limit(&pace, START, 0, TIMELINE_NEVER), PACE_SLICE);
	assert_int_equal(pace_limit(&pace, START, 7, 8), 8);
	assert_int_equal(pace_late(&pace, START + 100000 * NS_PER_MS, 0), 0);
}

static void test_real_time(void **state)
{
	struct pace pace = {.real_time = true};

	(void)state;
	/* The first look makes wall clock and virtual time equal. */
	assert_int_equal(pace_wall(&pace, START, 3 * PS_PER_S), 3 * PS_PER_S);
	assert_int_equal(pace_wall(&pace, START + 10 * NS_PER_MS, 0),
			 3 * PS_PER_S + 10 * PS_PER_MS);
	/* A slice goes at most PACE_AHEAD before the wall clock. */
	assert_int_equal(pace_limit(&pace, START, 3 * PS_PER_S, TIMELINE_NEVER),
			 3 * PS_PER_S + PACE_AHEAD);
	assert_int_equal(pace_limit(&pace, START, 3 * PS_PER_S + PACE_AHEAD, TIMELINE_NEVER),
			 3 * PS_PER_S + PACE_AHEAD);
	assert_int_equal(pace_limit(&pace, START, 4 * PS_PER_S, TIMELINE_NEVER), 4 * PS_PER_S);
	/* Behind the wall clock it catches up, slice by slice. */
	assert_int_equal(pace_limit(&pace, START + 50 * NS_PER_MS, 3 * PS_PER_S, TIMELINE_NEVER),
			 3 * PS_PER_S + PACE_SLICE);
}

static void test_wait(void **state)
{
	struct pace pace = {.real_time = true};

	(void)state;
	assert_int_equal(pace_wait_ms(&pace, START, 0, 0), 0);
	assert_int_equal(pace_wait_ms(&pace, START, 0, 1), 1);
	assert_int_equal(pace_wait_ms(&pace, START, 0, 5 * PS_PER_MS - PS_PER_US), 5);
	assert_int_equal(pace_wait_ms(&pace, START + 6 * NS_PER_MS, 0, 5 * PS_PER_MS), 0);
	/* No wait is longer than an hour. */
	assert_int_equal(pace_wait_ms(&pace, START, 0, 100000 * PS_PER_S), 3600000);
}

static void test_late(void **state)
{
	struct pace pace = {.real_time = true};

	(void)state;
	assert_int_equal(pace_wall(&pace, START, 0), 0);
	assert_int_equal(pace_late(&pace, START + 999 * NS_PER_MS, 0), 0);
	assert_int_equal(pace_late(&pace, START + 1500 * NS_PER_MS, 0), 1500 * PS_PER_MS);
	/* The lost time is given up: from here on it is in step again. */
	assert_int_equal(pace_late(&pace, START + 1500 * NS_PER_MS, 0), 0);
	assert_int_equal(pace_wall(&pace, START + 1600 * NS_PER_MS, 0), 100 * PS_PER_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fast),
		cmocka_unit_test(test_real_time),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
