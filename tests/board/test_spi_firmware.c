/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI from inside: tests/firmware/spi_transfers.c on the M4 of a board. */
#include "fixture.h"

#include "board/spi_bus.h"
#include "board_program.h"

static void master_and_slave(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_spi_join(f->board, "SPI4", "SPI5"), 0);
	board_program_load(f->board, "spi_transfers");
	board_program_check(f->board, "spi_transfers", 100 * PS_PER_MS);
	for (unsigned i = 0; i < f->notes; i++)
		print_error("%s: %s\n", f->note[i].source, f->note[i].text);
	assert_int_equal(f->notes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(master_and_slave, fixture_engineering,
						fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
