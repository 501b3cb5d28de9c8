/* SPDX-License-Identifier: BSD-3-Clause */
/* A program on the M4 that a UART wakes (tests/firmware/uart_wake.c). */
#include "fixture.h"

#include "board_program.h"

static void wakes(void **state)
{
	const struct board_config config = {.engineering_boot = true};
	struct board *board;

	(void)state;
	assert_int_equal(board_create(&board, &config), 0);
	board_program_load(board, "uart_wake");
	assert_int_equal(board_run(board, 10 * PS_PER_MS), BOARD_IDLE);
	assert_int_equal(board_program_word(board, PROGRAM_RESULTS + 12), 1);
	assert_true(board_m4_stopped(board));
	assert_int_equal(board_uart_input(board, "USART3", "a", 1), 1);
	assert_int_equal(board_run(board, 10 * PS_PER_MS), BOARD_IDLE);
	assert_int_equal(board_program_word(board, PROGRAM_RESULTS + 12), 2);
	/* not its address: it sleeps on, with a character in RDR that is overrun */
	assert_int_equal(board_uart_input(board, "USART3", "j", 1), 1);
	assert_int_equal(board_run(board, 20 * PS_PER_MS), BOARD_IDLE);
	assert_int_equal(board_program_word(board, PROGRAM_RESULTS + 8), 0);
	board_port(board, SOC_M4)->read(board_port(board, SOC_M4)->context, 0x4000F024, 4);
	assert_int_equal(board_uart_input(board, "USART3", "k", 1), 1);
	board_program_check(board, "uart_wake", 10 * PS_PER_MS);
	board_destroy(board);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
