/* SPDX-License-Identifier: BSD-3-Clause */
/* A program on the M4 that a low-power timer wakes (tests/firmware/lptim_wake.c). */
#include "fixture.h"

#include "board_program.h"

static uint32_t step(const struct fixture *f)
{
	return board_program_word(f->board, PROGRAM_RESULTS + 12);
}

static void wakes(void **state)
{
	struct fixture *f = *state;
	uint64_t start;

	board_program_load(f->board, "lptim_wake");
	/* the first period ends at its 320th count, one before the next begins */
	while (step(f) != 1)
		(void)board_run(f->board, board_timeline(f->board)->now + 10 * PS_PER_US);
	start = board_timeline(f->board)->now;
	for (unsigned i = 1; i <= 3; i++) {
		(void)board_run(f->board, start + i * 10 * PS_PER_MS - 100 * PS_PER_US);
		assert_int_equal(step(f), i);
		assert_true(board_m4_stopped(f->board));
		(void)board_run(f->board, start + i * 10 * PS_PER_MS + 500 * PS_PER_US);
		assert_int_equal(step(f), i + 1);
	}
	(void)board_run(f->board, start + PS_PER_S);
	assert_int_equal(step(f), 4);
	for (unsigned i = 0; i < 1000; i++) {
		assert_true(board_m4_stopped(f->board));
		board_gpio_input(f->board, 'D', 12, true);
		(void)board_run(f->board, board_timeline(f->board)->now + 100 * PS_PER_US);
		board_gpio_input(f->board, 'D', 12, false);
		if (i < 999)
			(void)board_run(f->board, board_timeline(f->board)->now + 100 * PS_PER_US);
	}
	board_program_check(f->board, "lptim_wake", 30 * PS_PER_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(wakes, fixture_engineering, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
