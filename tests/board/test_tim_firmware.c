/* SPDX-License-Identifier: BSD-3-Clause */
/* Programs on the M4 that use timers and pins (tests/firmware/tim_*.c, exti_*.c). */
#include "tim_bench.h"

#include "board_program.h"

/* With the wires that tests/firmware/tim_signals.c says. */
static void signals(void **state)
{
	struct fixture *f = *state;
	struct wire wires[3];

	wire(f, &wires[0], 'C', 6, 'D', 12);
	wire(f, &wires[1], 'B', 0, 'E', 9);
	wire(f, &wires[2], 'B', 1, 'E', 11);
	board_program_load(f->board, "tim_signals");
	board_program_check(f->board, "tim_signals", 100 * PS_PER_MS);
}

/* What tests/firmware/exti_button.c counts. */
static uint32_t counted(struct fixture *f, unsigned index)
{
	return board_program_word(f->board, PROGRAM_RESULTS + 32 + 4 * index);
}

/* Pressed is 0; nothing happens at the other edge, and the M4 sleeps before and after. */
static void a_button_wakes_the_m4(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	board_gpio_input(f->board, 'A', 13, true);
	board_gpio_input(f->board, 'A', 14, true);
	board_program_load(f->board, "exti_button");
	assert_int_equal(board_run(f->board, PS_PER_MS), BOARD_IDLE);
	assert_int_equal(counted(f, 2), 0);
	for (i = 1; i <= 3; i++) {
		board_gpio_input(f->board, 'A', 14, false);
		assert_int_equal(board_run(f->board, PS_PER_S), BOARD_IDLE);
		assert_int_equal(counted(f, 0), i);
		/* the light went on, which is an edge of its own */
		assert_int_equal(counted(f, 1), i);
		board_gpio_input(f->board, 'A', 14, true);
		assert_int_equal(board_run(f->board, PS_PER_S), BOARD_IDLE);
		assert_int_equal(counted(f, 0), i);
	}
	board_gpio_input(f->board, 'A', 13, false);
	assert_int_equal(board_run(f->board, PS_PER_S), BOARD_IDLE);
	assert_int_equal(counted(f, 0), 3);
	assert_int_equal(counted(f, 1), 4);
	board_program_check(f->board, "exti_button", PS_PER_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* at HSI, and at the DK2's 208.9 MHz, whose cycle is no whole number of picoseconds */
		cmocka_unit_test_setup_teardown(signals, fixture_engineering, fixture_done),
		cmocka_unit_test_setup_teardown(signals, fixture_dk2, fixture_done),
		cmocka_unit_test_setup_teardown(a_button_wakes_the_m4, fixture_dk2, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
