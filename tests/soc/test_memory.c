/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory map: literal addresses from RM0436's memory map and Linux's stm32mp151.dtsi. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "soc/memory.h"

struct expectation {
	enum soc_initiator initiator;
	uint32_t address;
	const char *name; /* NULL: nothing is there */
	uint32_t offset;
};

static void memories_are_where_the_manual_puts_them(void **state)
{
	static const struct expectation expectations[] = {
		{SOC_M4, 0x00000000, "RETRAM", 0},
		{SOC_M4, 0x0000FFFF, "RETRAM", 0xFFFF},
		{SOC_M4, 0x00010000, NULL, 0},
		{SOC_M4, 0x38000000, NULL, 0},
		{SOC_A7, 0x00000000, NULL, 0},
		{SOC_A7, 0x38000000, "RETRAM", 0},
		{SOC_A7_SECURE, 0x3800FFFC, "RETRAM", 0xFFFC},
		{SOC_A7, 0x38010000, NULL, 0},
		{SOC_M4, 0x0FFFFFFF, NULL, 0},
		{SOC_M4, 0x10000000, "SRAM1", 0},
		{SOC_M4, 0x1001FFFF, "SRAM1", 0x1FFFF},
		{SOC_M4, 0x10020000, "SRAM2", 0},
		{SOC_A7, 0x10040000, "SRAM3", 0},
		{SOC_A7, 0x10050000, "SRAM4", 0},
		{SOC_A7, 0x1005FFFF, "SRAM4", 0xFFFF},
		{SOC_A7, 0x10060000, NULL, 0},
		{SOC_M4, 0x30000000, "SRAM1", 0},
		{SOC_A7, 0x30020004, "SRAM2", 4},
		{SOC_M4, 0x30040000, "SRAM3", 0},
		{SOC_M4, 0x3005FFFF, "SRAM4", 0xFFFF},
		{SOC_M4, 0x30060000, NULL, 0},
		{SOC_A7, 0x2FFBFFFF, NULL, 0},
		{SOC_A7, 0x2FFC0000, "SYSRAM", 0},
		{SOC_M4, 0x2FFFFFFF, "SYSRAM", 0x3FFFF},
		{SOC_A7, 0x54000FFF, "BKPSRAM", 0xFFF},
		{SOC_A7, 0x54001000, NULL, 0},
		{SOC_A7, 0xC0000000, NULL, 0},
		{SOC_A7, 0xFFFFFFFF, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
		const struct expectation *expected = &expectations[i];
		uint32_t offset = 0xDEADBEEF;
		const struct soc_memory *found =
			soc_memory_find(expected->initiator, expected->address, &offset);

		if (!expected->name) {
			assert_null(found);
			continue;
		}
		assert_non_null(found);
		assert_string_equal(found->name, expected->name);
		assert_int_equal(offset, expected->offset);
		assert_ptr_equal(soc_memory_find(expected->initiator, expected->address, NULL),
				 found);
	}
}

static void addresses_translate_as_linux_does(void **state)
{
	uint32_t result = 0;

	(void)state;
	assert_true(soc_da_to_pa(0x00000000, 0x10000, &result));
	assert_int_equal(result, 0x38000000);
	assert_true(soc_da_to_pa(0x00000298, 1, &result));
	assert_int_equal(result, 0x38000298);
	assert_true(soc_da_to_pa(0x10000000, 0x60000, &result));
	assert_int_equal(result, 0x10000000);
	assert_true(soc_da_to_pa(0x30040000, 0x8000, &result));
	assert_int_equal(result, 0x30040000);
	assert_true(soc_pa_to_da(0x38000400, 4, &result));
	assert_int_equal(result, 0x400);
	assert_true(soc_pa_to_da(0x1005FFFF, 1, &result));
	assert_int_equal(result, 0x1005FFFF);
}

static void ranges_outside_a_row_are_refused(void **state)
{
	static const struct {
		uint32_t address;
		uint32_t length;
	} bad[] = {
		{0x00000000, 0x10001}, {0x0000FFFF, 2},		 {0x00010000, 0},
		{0x10000000, 0x60001}, {0x1005FFFF, 2},		 {0x38000000, 1},
		{0xC0000000, 4},       {0x30060000, 0},		 {0x0FFFFFFF, 2},
		{0xFFFFFFFF, 2},       {0x10000004, UINT32_MAX},
	};
	uint32_t result = 0x12345678;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(soc_da_to_pa(bad[i].address, bad[i].length, &result));
		assert_int_equal(result, 0x12345678);
	}
	assert_false(soc_pa_to_da(0x00000000, 4, &result));
	assert_false(soc_pa_to_da(0x3800FFFF, 2, &result));
	assert_int_equal(result, 0x12345678);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memories_are_where_the_manual_puts_them),
		cmocka_unit_test(addresses_translate_as_linux_does),
		cmocka_unit_test(ranges_outside_a_row_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
