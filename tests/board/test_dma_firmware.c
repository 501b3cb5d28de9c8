/* SPDX-License-Identifier: BSD-3-Clause */
/* Programs on the M4 that use DMA (tests/firmware/dma_*.c). */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "board_program.h"

static struct {
	char text[256];
} sent;

static void keep_line(void *context, const char *uart, const char *line, size_t length)
{
	(void)context;
	assert_string_equal(uart, "USART3");
	assert_true(length < sizeof(sent.text));
	memcpy(sent.text, line, length);
	sent.text[length] = '\0';
}

static int open_board(void **state)
{
	const struct board_config config = {.signals = {.uart_line = keep_line},
					    .engineering_boot = true};
	struct board *board;

	if (board_create(&board, &config))
		return -1;
	*state = board;
	return 0;
}

static int close_board(void **state)
{
	board_destroy(*state);
	return 0;
}

static void secure_write(struct board *board, uint32_t address, uint32_t value)
{
	const struct mmio_bus *bus = board_port(board, SOC_A7_SECURE);

	bus->write(bus->context, address, 4, value);
}

static void memory(void **state)
{
	struct board *board = *state;

	secure_write(board, 0x50000208, 0x00002000); /* RCC_MP_APB5ENSETR.TZPCEN */
	secure_write(board, 0x5C007024, 0xFFFEFFBF); /* ETZPC: SRAM4 and DMA1 are the M4's */
	board_program_load(board, "dma_memory");
	board_program_check(board, "dma_memory", 100 * PS_PER_MS);
	assert_int_equal(board_refused(board), 1);
}

static void uart(void **state)
{
	struct board *board = *state;

	board_program_load(board, "dma_uart");
	assert_int_equal(board_run(board, 100 * PS_PER_MS), BOARD_IDLE);
	assert_int_equal(board_program_word(board, PROGRAM_RESULTS + 12), 1);
	assert_string_equal(sent.text, "one two six end");
	assert_int_equal(board_uart_input(board, "USART3", "ABCDEFGHIJKLMNOPQRSTUVWX", 24), 24);
	board_program_check(board, "dma_uart", 100 * PS_PER_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(memory, open_board, close_board),
		cmocka_unit_test_setup_teardown(uart, open_board, close_board),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
