/* SPDX-License-Identifier: BSD-3-Clause */
/* A program on the M4 that uses the converters (tests/firmware/adc_timer.c). */
#include "adc_bench.h"

#include "board_program.h"

static void converters(void **state)
{
	struct fixture *f = *state;

	analog_set(f->board, PC0, 1650000);
	board_program_load(f->board, "adc_timer");
	board_program_check(f->board, "adc_timer", 100 * PS_PER_MS);
	assert_int_equal(fixture_noted(f, "ADC12", ""), 0);
	assert_int_equal(fixture_noted(f, "DAC1", ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(converters, fixture_engineering, fixture_done),
		cmocka_unit_test_setup_teardown(converters, fixture_dk2, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
