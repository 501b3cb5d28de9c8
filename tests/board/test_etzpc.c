/* SPDX-License-Identifier: BSD-3-Clause */
/* ETZPC by literal addresses (RM0436). */
#include "fixture.h"

#define A7S SOC_A7_SECURE
#define A7  SOC_A7
#define M4  SOC_M4

static void everything_is_open_on_a_dk2(void **state)
{
	struct fixture *f = *state;

	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(rd(f, M4, 0x5C007010 + 4 * i), 0xFFFFFFFF);
	assert_int_equal(rd(f, A7, 0x5C0073F0) & 0xFF, 2);
	assert_int_equal(rd(f, A7, 0x5C0073F0) >> 8 & 0xFF, 96);
}

static void only_the_secure_world_writes(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x5C007014, 0);
	wr(f, A7, 0x5C007014, 0);
	assert_int_equal(rd(f, A7, 0x5C007014), 0xFFFFFFFF);
	assert_true(fixture_noted(f, "ETZPC", "secure world") >= 1);
	wr(f, A7S, 0x5C007014, 0xFFFFFFFE);
	assert_int_equal(rd(f, M4, 0x5C007014), 0xFFFFFFFE);
}

/* USART3 is id 31: DECPROT1 bits 31:30, lock bit 31 of DECPROT_LOCK0. */
static void a_locked_field_stays(void **state)
{
	struct fixture *f = *state;

	wr(f, A7S, 0x5C007014, 0xBFFFFFFF);
	wr(f, A7S, 0x5C007030, 0x80000000);
	assert_int_equal(rd(f, A7S, 0x5C007030), 0x80000000);
	wr(f, A7S, 0x5C007014, 0xFFFFFFFC);
	assert_int_equal(rd(f, A7S, 0x5C007014), 0xBFFFFFFC);
	/* A lock is not taken back. */
	wr(f, A7S, 0x5C007030, 0);
	wr(f, A7S, 0x5C007030, 1);
	assert_int_equal(rd(f, A7S, 0x5C007030), 0x80000001);
	wr(f, M4, 0x5C007034, 1);
	assert_int_equal(rd(f, A7S, 0x5C007034), 0);
	board_reset(f->board);
	assert_int_equal(rd(f, A7S, 0x5C007030), 0);
	assert_int_equal(rd(f, A7S, 0x5C007014), 0xFFFFFFFF);
}

static void memory_sizes_lock(void **state)
{
	struct fixture *f = *state;

	wr(f, A7S, 0x5C007004, 0x030);
	assert_int_equal(rd(f, A7S, 0x5C007004), 0x030);
	wr(f, A7S, 0x5C007004, 0x80000020);
	wr(f, A7S, 0x5C007004, 0x000);
	assert_int_equal(rd(f, A7S, 0x5C007004), 0x80000020);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(everything_is_open_on_a_dk2),
		DK2(only_the_secure_world_writes),
		DK2(a_locked_field_stays),
		DK2(memory_sizes_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
