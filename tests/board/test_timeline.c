/* SPDX-License-Identifier: BSD-3-Clause */
/* Order of events in virtual time. */
#include "board/timeline.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct timeline timeline;
static char fired[64];
static uint64_t soonest, fired_at;

struct probe {
	struct timeline_event event;
	char letter;
	uint64_t again; /* arms itself once more */
};

static void fire(void *context)
{
	struct probe *probe = context;

	strncat(fired, &probe->letter, 1);
	fired_at = timeline_now(&timeline);
	if (probe->again) {
		uint64_t again = probe->again;

		probe->again = 0;
		timeline_arm(&timeline, &probe->event, again);
	}
}

static struct probe probe(char letter)
{
	return (struct probe){.event = {.name = "probe", .fire = fire}, .letter = letter};
}

static void arm(struct probe *at, uint64_t when)
{
	at->event.context = at;
	timeline_arm(&timeline, &at->event, when);
}

static void sooner(void *context, uint64_t when)
{
	(void)context;
	soonest = when;
}

static int setup(void **state)
{
	(void)state;
	timeline_init(&timeline);
	fired[0] = 0;
	soonest = 0;
	return 0;
}

static void test_order(void **state)
{
	struct probe a = probe('a'), b = probe('b'), c = probe('c'), d = probe('d');

	(void)state;
	assert_true(timeline_next(&timeline) == TIMELINE_NEVER);
	arm(&c, 30);
	arm(&a, 10);
	arm(&d, 30); /* at the same time as c, armed later */
	arm(&b, 20);
	assert_int_equal(timeline_next(&timeline), 10);
	timeline_advance(&timeline, 20);
	assert_string_equal(fired, "ab");
	assert_int_equal(timeline.now, 20);
	assert_false(a.event.armed);
	timeline_advance(&timeline, 100);
	assert_string_equal(fired, "abcd");
	assert_int_equal(fired_at, 30);
	assert_int_equal(timeline.now, 100);
	timeline_advance(&timeline, 50); /* never back */
	assert_int_equal(timeline.now, 100);
}

static void test_rearm(void **state)
{
	struct probe a = probe('a'), b = probe('b');

	(void)state;
	arm(&a, 10);
	arm(&b, 10);
	arm(&a, 10); /* now behind b */
	timeline_advance(&timeline, 10);
	assert_string_equal(fired, "ba");
	arm(&a, 20);
	arm(&b, 30);
	timeline_disarm(&timeline, &a.event);
	timeline_disarm(&timeline, &a.event);
	assert_int_equal(timeline_next(&timeline), 30);
	arm(&b, 5); /* in the past: at once, and time stands */
	timeline_advance(&timeline, 10);
	assert_string_equal(fired, "bab");
	assert_int_equal(fired_at, 10);
	a.again = 15;
	arm(&a, 12);
	timeline_advance(&timeline, 20);
	assert_string_equal(fired, "babaa");
	assert_int_equal(fired_at, 15);
}

static void test_sooner(void **state)
{
	struct probe a = probe('a'), b = probe('b');

	(void)state;
	timeline.sooner = sooner;
	arm(&a, 50);
	assert_int_equal(soonest, 50);
	soonest = 0;
	arm(&b, 60);
	assert_int_equal(soonest, 0);
	arm(&b, 40);
	assert_int_equal(soonest, 40);
	soonest = 0;
	arm(&b, 45); /* still the earliest, but later than it was */
	assert_int_equal(timeline_next(&timeline), 45);
}

static uint64_t precise(void *context)
{
	return *(uint64_t *)context;
}

static void test_precise(void **state)
{
	uint64_t now = 77;

	(void)state;
	timeline.now = 70;
	assert_int_equal(timeline_now(&timeline), 70);
	timeline.precise = precise;
	timeline.precise_context = &now;
	assert_int_equal(timeline_now(&timeline), 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_order, setup),
		cmocka_unit_test_setup(test_rearm, setup),
		cmocka_unit_test_setup(test_sooner, setup),
		cmocka_unit_test_setup(test_precise, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
