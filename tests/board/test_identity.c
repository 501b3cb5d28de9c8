/* SPDX-License-Identifier: BSD-3-Clause */
/* DBGMCU and BSEC: identity, by literal addresses (RM0436). */
#include "fixture.h"

#define A7 SOC_A7
#define M4 SOC_M4

static void device_is_an_stm32mp157c(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, M4, 0x50081000), 0x20000500);
	wr(f, M4, 0x50081000, 0);
	assert_int_equal(rd(f, M4, 0x50081000), 0x20000500);
	/* RPN of an STM32MP157C, package TFBGA361. */
	assert_int_equal(rd(f, A7, 0x5C005204) & 0xFF, 0);
	assert_int_equal(rd(f, A7, 0x5C005240) >> 27 & 7, 2);
}

static void freeze_bits_are_kept(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50081004, 0x7);
	assert_int_equal(rd(f, M4, 0x50081004), 0x7);
	wr(f, M4, 0x50081038, 0xFFFFFFFF);
	assert_int_equal(rd(f, M4, 0x50081038), 0x003C07FF);
	assert_int_equal(rd(f, M4, 0x50081034), 0);
	assert_int_equal(f->notes, 0);
}

static void unique_id_is_there_and_fixed(void **state)
{
	struct fixture *f = *state;
	uint32_t id[3];

	for (uint32_t i = 0; i < 3; i++) {
		id[i] = rd(f, M4, 0x5C005234 + 4 * i);
		assert_int_not_equal(id[i], 0);
		wr(f, M4, 0x5C005234 + 4 * i, 0);
		wr(f, SOC_A7_SECURE, 0x5C005234 + 4 * i, 0);
		assert_int_equal(rd(f, M4, 0x5C005234 + 4 * i), id[i]);
	}
	assert_int_equal(fixture_noted(f, "BSEC", "secure world"), 1);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(device_is_an_stm32mp157c),
		DK2(freeze_bits_are_kept),
		DK2(unique_id_is_there_and_fixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
